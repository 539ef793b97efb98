"""An activity: what, for whom, where and who pulls it; its repeats, and each of its dates."""

import datetime as dt
import uuid
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.agenda.choices import ActivityState, DateState, Joining
from buurtnet.areas.models import Area, Network
from buurtnet.directory.models import Location, Service
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.people.models import Organization
from buurtnet.places.models import Venue
from buurtnet.practices.models import Playbook
from buurtnet.themes.models import Theme

LONGEST = dt.timedelta(days=31)  # one date of an activity
MOST_EACH = 8  # people whom one signs up at once, unless the activity says otherwise


class ActivityQuerySet(models.QuerySet["Activity"]):
    def shown_in(self, network: Network) -> Self:
        """What visitors of a network see."""
        return self.filter(network=network, state=ActivityState.LIVE)


class Activity(models.Model):
    """What is done together. Its dates stand in ``ActivityDate``, made ahead from its repeats.

    ``for_whom``: values of ``choices.ForWhom``; ages in whole years; ``price_cents`` None: not known, 0: free.
    ``facilities``: values of ``places.choices.Facility``. ``venue``, ``location`` or ``place_text`` say where, in
    that order; ``area``: the neighbourhood it lies in. ``owner`` (*trekker*) or ``owner_organization``; without both
    it asks for one. ``shows_owner``: the owner's first name may stand on the page. ``contact``: a way to the owner
    that may be public, of an organization or a role. ``registration``,
    ``most``: how one joins, and for how many there is room on each date. ``photo``: the name of its files.
    ``version`` counts each change.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="activities")
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(_("naam"), max_length=120)
    summary = models.CharField(_("in één zin"), max_length=200, blank=True, default="")
    text = models.TextField(_("meer erover"), max_length=4_000, blank=True, default="")
    for_whom = models.JSONField(_("voor wie"), default=list, blank=True)
    age_from = models.PositiveSmallIntegerField(_("vanaf"), null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(_("tot en met"), null=True, blank=True)
    price_cents = models.PositiveIntegerField(_("kosten"), null=True, blank=True)
    price_note = models.CharField(_("uitleg bij de kosten"), max_length=200, blank=True, default="")
    languages = models.JSONField(_("talen"), default=list, blank=True)
    facilities = models.JSONField(_("wat is er"), default=list, blank=True)
    bring = models.CharField(_("wat neem je mee"), max_length=200, blank=True, default="")
    weather = models.CharField(_("bij slecht weer"), max_length=200, blank=True, default="")
    venue = models.ForeignKey(
        Venue, verbose_name=_("plek"), null=True, blank=True, on_delete=models.SET_NULL, related_name="activities"
    )
    location = models.ForeignKey(
        Location, verbose_name=_("adres"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="activities",
    )  # fmt: skip
    place_text = models.CharField(_("waar"), max_length=200, blank=True, default="")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    online_url = models.URLField(_("adres op internet"), max_length=500, blank=True, default="")
    themes = models.ManyToManyField(Theme, verbose_name=_("thema's"), blank=True, related_name="+")
    functions = models.JSONField(_("functies"), default=list, blank=True)
    service = models.ForeignKey(
        Service, verbose_name=_("hoort bij"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="activities",
    )  # fmt: skip
    playbook = models.ForeignKey(
        Playbook, verbose_name=_("draaiboek"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="activities",
    )  # fmt: skip
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("trekker"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    owner_organization = models.ForeignKey(
        Organization, verbose_name=_("van welke organisatie"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="activities",
    )  # fmt: skip
    shows_owner = models.BooleanField(_("voornaam van de trekker op de pagina"), default=False)
    led_by_residents = models.BooleanField(_("van bewoners"), default=False)
    contact = models.CharField(_("telefoon of mailadres voor vragen"), max_length=200, blank=True, default="")
    photo = models.CharField(max_length=100, blank=True, default="")
    photo_alt = models.CharField(_("wat zie je op de foto"), max_length=200, blank=True, default="")
    registration = models.CharField(_("opgeven"), max_length=5, choices=Joining, default=Joining.NONE)
    most = models.PositiveSmallIntegerField(_("hoeveel mensen kunnen er mee"), null=True, blank=True)
    most_each = models.PositiveSmallIntegerField(_("hoogstens hoeveel tegelijk"), default=MOST_EACH)
    has_waiting_list = models.BooleanField(_("met een wachtlijst"), default=True)
    state = models.CharField(max_length=8, choices=ActivityState, default=ActivityState.WAITING)
    declined_because = models.CharField(_("waarom niet"), max_length=300, blank=True, default="")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    looked_at_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager["Activity"]] = ActivityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="activity_ages_in_order",
                condition=Q(age_from=None) | Q(age_to=None) | Q(age_to__gte=F("age_from")),
            ),
            models.CheckConstraint(
                name="activity_on_earth",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
            ),
        ]
        indexes = [
            models.Index(fields=["network", "state", "changed_at"], name="activity_in_network"),
            models.Index(fields=["owner", "state"], name="activity_of_owner"),
        ]
        verbose_name = _("activiteit")
        verbose_name_plural = _("activiteiten")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "network", "area", "title", "summary", "text", "for_whom", "age_from", "age_to", "price_cents",
            "price_note", "languages", "facilities", "bring", "weather", "venue", "location", "place_text",
            "latitude", "longitude", "online_url", "themes", "functions", "service", "playbook",
            "owner_organization", "shows_owner", "led_by_residents", "contact", "photo", "photo_alt",
            "registration", "most", "most_each", "has_waiting_list", "state", "form_key",
            "created_at", "changed_at", "version",
        ]  # fmt: skip
        personal: ClassVar = {
            "declined_because": Keep(Erase.BLANK, why="what was said to who announced it, as long as the row"),
            "owner": Keep(Erase.BLANK, why="who pulls it, as long as the row"),
            "made_by": Keep(Erase.BLANK, why="who announced it, as long as the row"),
            "looked_at_by": Keep(Erase.BLANK, why="who looked at it, as long as the row"),
        }

    def __str__(self) -> str:
        return self.title


class Repeat(models.Model):
    """From which day, at what time of the clock, how long, and by which rule (RRULE, RFC 5545); without one, once.

    An activity has several when from some day on it is otherwise, or on a day of its own. ``until``: the last day,
    included. ``skips_holidays``: not in the school holidays of the network's region.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="repeats")
    starts_on = models.DateField(_("eerste keer"))
    starts_at = models.TimeField(_("van"), null=True, blank=True, help_text="none: the whole day")
    minutes = models.PositiveIntegerField(_("hoe lang"), default=120)
    rule = models.CharField(max_length=200, blank=True, default="")
    until = models.DateField(_("laatste dag"), null=True, blank=True)
    skips_holidays = models.BooleanField(_("niet in de schoolvakantie"), default=False)
    made_until = models.DateField(null=True, blank=True, help_text="its dates exist up to and with this day")

    class Meta:
        ordering = ["starts_on", "starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="repeat_ends_after_it_starts", condition=Q(until=None) | Q(until__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="repeat_lasts", condition=Q(minutes__gte=5, minutes__lte=int(LONGEST.total_seconds()) // 60)
            ),
        ]
        indexes = [models.Index(fields=["made_until"], name="repeat_made_until")]
        verbose_name = _("herhaling")
        verbose_name_plural = _("herhalingen")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "activity", "starts_on", "starts_at", "minutes", "rule", "until", "skips_holidays", "made_until",
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.starts_on} {self.rule}"


class ActivityDateQuerySet(models.QuerySet["ActivityDate"]):
    def between(self, start: dt.datetime, end: dt.datetime) -> Self:
        """What is going on at some moment from ``start`` up to ``end``."""
        return self.filter(starts_at__lt=end, ends_at__gt=start)

    def going_on(self) -> Self:
        return self.exclude(state=DateState.CANCELLED)


class ActivityDate(models.Model):
    """One date of an activity. ``planned_at``: when its repeat says it begins, by which a moved one is still known.

    ``network`` is that of the activity, so that a calendar reads one table. ``is_changed``: set by hand, and a change
    of the series leaves it alone. ``place_text``: elsewhere than usual. ``taken``: how many places are taken, kept
    by who joins and leaves.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="dates")
    repeat = models.ForeignKey(Repeat, null=True, blank=True, on_delete=models.SET_NULL, related_name="dates")
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="+")
    planned_at = models.DateTimeField()
    starts_at = models.DateTimeField(_("van"))
    ends_at = models.DateTimeField(_("tot"))
    whole_day = models.BooleanField(default=False)
    state = models.CharField(max_length=9, choices=DateState, default=DateState.PLANNED)
    is_changed = models.BooleanField(default=False)
    place_text = models.CharField(_("waar"), max_length=200, blank=True, default="")
    note = models.CharField(_("goed om te weten"), max_length=300, blank=True, default="")
    cancelled_because = models.CharField(_("waarom niet"), max_length=200, blank=True, default="")
    most = models.PositiveSmallIntegerField(null=True, blank=True, help_text="other than usual")
    taken = models.PositiveIntegerField(default=0)
    next_time = models.CharField(_("wat doen we volgende keer anders"), max_length=600, blank=True, default="")
    changed_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["ActivityDate"]] = ActivityDateQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "planned_at"], name="date_of_activity_once"),
            models.CheckConstraint(name="date_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
        ]
        indexes = [
            models.Index(fields=["network", "starts_at"], name="date_in_network"),
            models.Index(fields=["starts_at", "state"], name="date_coming"),
        ]
        verbose_name = _("datum van een activiteit")
        verbose_name_plural = _("datums van een activiteit")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "activity", "repeat", "network", "planned_at", "starts_at", "ends_at", "whole_day", "state",
            "is_changed", "place_text", "note", "cancelled_because", "most", "taken", "next_time", "changed_at",
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.activity} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def day(self) -> dt.date:
        """On which it begins, by the clock of its network."""
        return self.starts_at.astimezone(ZoneInfo(self.activity.network.time_zone)).date()


class Partner(models.Model):
    """An organization that does it too; it can add a sentence of its own."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="partners")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    sentence = models.CharField(_("wat brengen jullie mee"), max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "organization"], name="partner_of_activity_once"),
        ]
        verbose_name = _("partner van een activiteit")
        verbose_name_plural = _("partners van een activiteit")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = ["id", "activity", "organization", "sentence"]

    def __str__(self) -> str:
        return str(self.organization)


class TrustedResident(models.Model):
    """A resident whose activities stand in the calendar at once, without a look by another."""

    network = models.ForeignKey(Network, verbose_name=_("netwerk"), on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("wie"), on_delete=models.CASCADE, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("door wie"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    since = models.DateTimeField(_("sinds"), default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "person"], name="trusted_once")]
        verbose_name = _("vertrouwde bewoner")
        verbose_name_plural = _("vertrouwde bewoners")

    class Privacy:
        subject = Subject.PERSON
        of = "person"
        heading = _("dat je zelf activiteiten mag plaatsen")
        public: ClassVar = ["id", "network"]
        personal: ClassVar = {
            "person": Keep(Erase.DELETE_ROW, why="who may announce"),
            "by": Keep(Erase.BLANK, why="who said so"),
            "since": Keep(Erase.DELETE_ROW),
        }

    def __str__(self) -> str:
        return f"{self.network} {self.since:%Y-%m-%d}"
