"""A meeting, what is on its agenda, who is asked to it and came, and its minutes."""

import datetime as dt
import uuid
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Network
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.meetings.choices import (
    AnswerWay,
    Coming,
    CorrectionState,
    Format,
    ItemKind,
    ItemSource,
    MeetingState,
)
from buurtnet.people.models import Organization
from buurtnet.privacy.encryption import EncryptedTextField

FORGOTTEN_AFTER = dt.timedelta(days=60)  # who was asked, after the meeting


def in_a_year() -> dt.date:
    """When an address is forgotten at the latest; the code sets it to sixty days after the meeting."""
    return timezone.localdate() + dt.timedelta(days=400)


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def of(self, network: Network) -> Self:
        """Its own, and those of others that it takes part in."""
        return self.filter(Q(network=network) | Q(also=network)).distinct()


class Meeting(models.Model):
    """A network, or several together, meets.

    ``network``: the one that calls it; ``also``: those that take part. ``number``: counts within the network.
    ``host``: the partner at whose place it is. ``chair``, ``note_taker``, ``preparing``: people of the network.
    ``statement``: what a residents' table talks about. ``sequence`` counts what was sent of it as calendars count
    (RFC 5545, SEQUENCE). ``watch_hash``: keyed hash of the link of those who follow without an account;
    ``dot_hash``: of the link of the page where everyone dots, while ``dots_open``; ``most_dotters``: as many phones
    can. ``turns_residents``, ``turns_others``: a tally of who spoke, when someone keeps it. ``version`` counts each
    change.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, verbose_name=_("netwerk"), on_delete=models.CASCADE, related_name="meetings")
    also = models.ManyToManyField(Network, verbose_name=_("samen met"), blank=True, related_name="+")
    number = models.PositiveIntegerField(_("hoeveelste"))
    title = models.CharField(_("naam"), max_length=120)
    format = models.CharField(_("opzet"), max_length=10, choices=Format, default=Format.REGULAR)
    statement = models.CharField(_("stelling"), max_length=300, blank=True, default="")
    text = models.TextField(_("uitnodiging"), max_length=2_000, blank=True, default="")
    host = models.ForeignKey(
        Organization, verbose_name=_("bij welke partner"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    place_text = models.CharField(_("waar"), max_length=200, blank=True, default="")
    online_url = models.URLField(_("adres op internet"), max_length=500, blank=True, default="")
    starts_at = models.DateTimeField(_("begint"))
    ends_at = models.DateTimeField(_("eindigt"))
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("voorzitter"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    note_taker = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("wie noteert"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    state = models.CharField(max_length=9, choices=MeetingState, default=MeetingState.PREPARING)
    why_cancelled = models.CharField(_("waarom niet"), max_length=200, blank=True, default="")
    sequence = models.PositiveIntegerField(default=0)
    watch_hash = models.CharField(max_length=64, unique=True)
    dot_hash = models.CharField(max_length=64, unique=True)
    dots_open = models.BooleanField(_("stippen kan nu"), default=False)
    most_dotters = models.PositiveSmallIntegerField(_("hoeveel mensen stippen"), default=40)
    turns_residents = models.PositiveSmallIntegerField(_("bewoners aan het woord"), default=0)
    turns_others = models.PositiveSmallIntegerField(_("anderen aan het woord"), default=0)
    next_on = models.DateField(_("volgende keer"), null=True, blank=True)
    began_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(_("afgesloten op"), null=True, blank=True)
    correct_until = models.DateField(_("verbeteren tot en met"), null=True, blank=True)
    fixed_at = models.DateTimeField(_("vastgesteld op"), null=True, blank=True)
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager["Meeting"]] = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["network", "number"], name="meeting_numbers"),
            models.CheckConstraint(name="meeting_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="cancelled_meeting_says_why", condition=~Q(state="cancelled") | ~Q(why_cancelled="")
            ),
        ]
        indexes = [models.Index(fields=["network", "state", "starts_at"], name="meeting_in_network")]
        verbose_name = _("bijeenkomst")
        verbose_name_plural = _("bijeenkomsten")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "network", "also", "number", "title", "format", "statement", "text", "host", "place_text",
            "online_url", "starts_at", "ends_at", "state", "why_cancelled", "sequence", "watch_hash", "dot_hash",
            "dots_open", "most_dotters", "turns_residents", "turns_others", "next_on", "began_at", "closed_at",
            "correct_until", "fixed_at", "form_key", "made_at", "version",
        ]  # fmt: skip
        personal: ClassVar = {
            "chair": Keep(Erase.BLANK, why="who leads it, as long as the row"),
            "note_taker": Keep(Erase.BLANK, why="who writes down, as long as the row"),
        }

    def __str__(self) -> str:
        return self.title

    def zone(self) -> ZoneInfo:
        """The clock of the network that calls it, also for who lives by another."""
        return ZoneInfo(self.network.time_zone)


class Preparer(models.Model):
    """Someone of the group that prepares a meeting."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(
        Meeting, verbose_name=_("bijeenkomst"), on_delete=models.CASCADE, related_name="preparers"
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="prepares_once")]
        verbose_name = _("bereidt een bijeenkomst voor")
        verbose_name_plural = _("bereiden bijeenkomsten voor")

    class Privacy:
        subject = Subject.PERSON
        of = "person"
        heading = _("bijeenkomsten die je voorbereidt")
        public: ClassVar = ["id", "meeting"]
        personal: ClassVar = {"person": Keep(Erase.DELETE_ROW, why="who prepares it")}

    def __str__(self) -> str:
        return f"{self.meeting_id}"


class Invitee(models.Model):
    """Someone asked to a meeting, or who came unasked.

    With ``person`` for who has an account; otherwise a name, and a mail address if there is one. ``organization``:
    for whom they come; without one a resident. ``link_hash``: keyed hash of the link with which they answer.
    ``address_hash``: keyed hash of the address, by which a reply from a calendar finds them; ``other_hash``: of
    another one that they turned out to answer from. ``answered_stamp``: the DTSTAMP of the newest reply from a
    calendar, so that an older one that comes later, or again, changes nothing.
    ``sent_sequence``: the newest of the meeting that was mailed to them. ``said``: what they wrote with their answer.
    ``came``: None until somebody noted it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(
        Meeting, verbose_name=_("bijeenkomst"), on_delete=models.CASCADE, related_name="invitees"
    )
    organization = models.ForeignKey(
        Organization, verbose_name=_("namens"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = EncryptedTextField(_("naam"), blank=True, default="", may_stay_closed=True)
    address = EncryptedTextField(_("mailadres"), blank=True, default="", may_stay_closed=True)
    address_hash = models.CharField(max_length=64, blank=True, default="")
    other_hash = models.CharField(max_length=64, blank=True, default="")
    link_hash = models.CharField(max_length=64, unique=True)
    is_resident = models.BooleanField(_("als bewoner"), default=False)
    coming = models.CharField(_("komt"), max_length=7, choices=Coming, default=Coming.UNKNOWN)
    answer_way = models.CharField(_("hoe gezegd"), max_length=8, choices=AnswerWay, blank=True, default="")
    answered_at = models.DateTimeField(_("gezegd op"), null=True, blank=True)
    answered_stamp = models.DateTimeField(null=True, blank=True)
    sent_sequence = models.PositiveIntegerField(null=True, blank=True)
    said = EncryptedTextField(_("wat iemand erbij schreef"), blank=True, default="", may_stay_closed=True)
    sent_at = models.DateTimeField(_("uitgenodigd op"), null=True, blank=True)
    came = models.BooleanField(_("was er"), null=True, default=None)
    forget_on = models.DateField(_("vergeten op"), default=in_a_year)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"], name="invited_once", condition=Q(person__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["meeting", "address_hash"], name="address_invited_once", condition=~Q(address_hash="")
            ),
        ]
        indexes = [models.Index(fields=["address_hash"], name="invitee_by_address", condition=~Q(address_hash=""))]
        verbose_name = _("genodigde")
        verbose_name_plural = _("genodigden")

    class Privacy:
        subject = Subject.PERSON
        of = "person"
        heading = _("bijeenkomsten waarvoor je gevraagd bent")
        withheld: ClassVar = {
            "link_hash": "a hash, of use to the site only",
            "address_hash": "a hash, of use to the site only",
            "other_hash": "a hash, of use to the site only",
            "answered_stamp": "it counts, and tells nothing",
            "sent_sequence": "it counts, and tells nothing",
        }
        public: ClassVar = [
            "id", "meeting", "organization", "is_resident", "sent_sequence", "sent_at", "answered_stamp", "link_hash",
            "forget_on",
        ]  # fmt: skip
        personal: ClassVar = {
            "person": Keep(Erase.BLANK, days=730, since="forget_on", why="who was there, for the minutes"),
            "name": Keep(Erase.BLANK, days=0, since="forget_on", why="a name tag and a place at the table"),
            "address": Keep(Erase.BLANK, days=0, since="forget_on", why="to invite, and to send the minutes"),
            "address_hash": Keep(Erase.BLANK, days=0, since="forget_on", why="to know a reply from a calendar"),
            "other_hash": Keep(Erase.BLANK, days=0, since="forget_on", why="to know a reply from a calendar"),
            "coming": Keep(Erase.BLANK, days=730, since="forget_on", why="how many chairs"),
            "answer_way": Keep(Erase.BLANK, days=730, since="forget_on", why="how it was told"),
            "answered_at": Keep(Erase.BLANK, days=730, since="forget_on", why="when it was told"),
            "came": Keep(Erase.BLANK, days=730, since="forget_on", why="who was there, for the minutes"),
            "said": Keep(Erase.BLANK, days=0, since="forget_on", why="who comes later, or cannot come up the stairs"),
        }

    def __str__(self) -> str:
        return f"{self.meeting_id}"


class AgendaItem(models.Model):
    """A line of the agenda; ``source_id``: of the row it was made from, which stands on an agenda once.

    ``notes``: what was said about it, as one note-taker writes it. ``is_cut``: the director left it out; it is not
    proposed for this meeting again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("onderwerp"), max_length=200)
    kind = models.CharField(_("waarvoor"), max_length=6, choices=ItemKind, default=ItemKind.TALK)
    minutes = models.PositiveSmallIntegerField(_("minuten"), default=10)
    brought_by = models.ForeignKey(
        Organization, verbose_name=_("ingebracht door"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    source = models.CharField(max_length=8, choices=ItemSource, default=ItemSource.TYPED)
    source_id = models.CharField(max_length=36, blank=True, default="")
    is_cut = models.BooleanField(default=False)
    notes = models.TextField(_("wat er gezegd is"), max_length=4_000, blank=True, default="")
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "source", "source_id"], name="on_an_agenda_once", condition=~Q(source_id="")
            )
        ]
        verbose_name = _("onderwerp op de agenda")
        verbose_name_plural = _("onderwerpen op de agenda")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "meeting", "position", "title", "kind", "minutes", "brought_by", "source", "source_id", "is_cut",
            "notes", "form_key", "version",
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class FlipChart(models.Model):
    """A photo of a flip chart: enough for what is not typed. ``photo``: the name of its files."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="flip_charts")
    photo = models.CharField(max_length=100)
    alt = models.CharField(_("wat staat erop"), max_length=200, blank=True, default="")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("op"), default=timezone.now)
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("foto van een flap")
        verbose_name_plural = _("foto's van flappen")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "meeting", "photo", "alt", "at", "form_key"]
        personal: ClassVar = {"person": Keep(Erase.BLANK, why="who took it, as long as the row")}

    def __str__(self) -> str:
        return f"{self.meeting_id}"


class Correction(models.Model):
    """What someone finds wrong in the minutes, within seven days."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(
        Meeting, verbose_name=_("bijeenkomst"), on_delete=models.CASCADE, related_name="corrections"
    )
    invitee = models.ForeignKey(Invitee, null=True, blank=True, on_delete=models.SET_NULL, related_name="corrections")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.CharField(_("wat klopt er niet"), max_length=1_000)
    state = models.CharField(_("stand"), max_length=8, choices=CorrectionState, default=CorrectionState.OPEN)
    reply = models.CharField(_("antwoord"), max_length=500, blank=True, default="")
    at = models.DateTimeField(_("op"), default=timezone.now)
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(name="declined_correction_says_why", condition=~Q(state="declined") | ~Q(reply=""))
        ]
        verbose_name = _("verbetering van een verslag")
        verbose_name_plural = _("verbeteringen van verslagen")

    class Privacy:
        subject = Subject.PERSON
        of = "person"
        heading = _("wat je verbeterde in verslagen")
        withheld: ClassVar = {
            "form_key": "it counts, and tells nothing",
            "invitee": "a link, of use to the site only",
        }
        public: ClassVar = ["id", "meeting", "invitee", "state", "reply", "at", "form_key"]
        personal: ClassVar = {
            "person": Keep(Erase.BLANK, days=730, since="at", why="whom to answer"),
            "text": Keep(Erase.IN_TIME, days=730, since="at", why="what the minutes rest on"),
        }

    def __str__(self) -> str:
        return f"{self.meeting_id}"


class Minutes(models.Model):
    """The minutes of a meeting as they were fixed. The database lets nobody change or delete them.

    ``told``: the whole page as data (agenda, points, dots, decisions, actions; organizations, and of people who owns
    an action their row only); ``sha256``: of it as canonical JSON.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes_fixed")
    told = models.JSONField(_("verslag"))
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(_("vastgesteld op"), default=timezone.now)

    class Meta:
        verbose_name = _("vastgesteld verslag")
        verbose_name_plural = _("vastgestelde verslagen")

    class Privacy:
        subject = Subject.NOBODY
        only_added_to = True
        public: ClassVar = ["id", "meeting", "told", "sha256", "at"]

    def __str__(self) -> str:
        return f"{self.meeting_id}"
