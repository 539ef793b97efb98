"""Groups, who is in them, who asks to be, and what hangs on their board."""

import datetime as dt
import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.agenda.models import Activity
from buurtnet.areas.models import Area, Network
from buurtnet.groups.choices import GroupKind, GroupRole, GroupState, NoticeState, RequestState
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.people.models import Organization
from buurtnet.privacy.encryption import EncryptedTextField
from buurtnet.themes.models import Theme


def in_thirty_days() -> dt.date:
    """When a request is forgotten: answered or not, in thirty days."""
    return timezone.localdate() + dt.timedelta(days=30)


def in_ninety_days() -> dt.date:
    """Until when a notice hangs, unless another day is chosen."""
    return timezone.localdate() + dt.timedelta(days=90)


class GroupQuerySet(models.QuerySet["Group"]):
    def shown_in(self, network: Network) -> Self:
        """What visitors may know of: never a closed group."""
        return self.filter(network=network, state=GroupState.LIVE).exclude(kind=GroupKind.CLOSED)


class Group(models.Model):
    """People who meet. ``activity``: what it does together, which gives its next date. ``when``: in words.

    ``let_in_at``: since when it may be on the site, after a look (``looked_at_by``) or as a partner's own.
    ``refused_at``: someone looked and said no. ``version`` guards edits; ``invite_round`` goes up when someone
    leaves, and what was asked in an earlier round lets nobody in.

    ``for_young``: under eighteen; then two adults known to the network are its owners. ``contact``: a way that may be
    public, of an organization or a role; of a group without an organization it is of who wrote it down
    (``contact_by``), and goes with their account.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, verbose_name=_("netwerk"), on_delete=models.CASCADE, related_name="groups")
    area = models.ForeignKey(
        Area, verbose_name=_("buurt"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(_("naam"), max_length=120)
    summary = models.CharField(_("in één zin"), max_length=200)
    text = models.TextField(_("meer erover"), max_length=2_000, blank=True, default="")
    for_whom = models.CharField(_("voor wie"), max_length=200, blank=True, default="")
    when = models.CharField(_("wanneer"), max_length=120, blank=True, default="")
    place_text = models.CharField(_("waar"), max_length=200, blank=True, default="")
    languages = models.JSONField(_("talen"), default=list, blank=True)
    themes = models.ManyToManyField(Theme, verbose_name=_("thema's"), blank=True, related_name="+")
    organization = models.ForeignKey(
        Organization, verbose_name=_("van welke organisatie"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    activity = models.ForeignKey(
        Activity, verbose_name=_("activiteit"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="groups",
    )  # fmt: skip
    contact = models.CharField(_("telefoon of mailadres voor vragen"), max_length=200, blank=True, default="")
    contact_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("wie dit opschreef"), null=True, blank=True,
        on_delete=models.SET_NULL, related_name="+",
    )  # fmt: skip
    kind = models.CharField(_("soort groep"), max_length=10, choices=GroupKind, default=GroupKind.ON_REQUEST)
    for_young = models.BooleanField(_("voor jongeren onder de 18"), default=False)
    state = models.CharField(_("hoe het ervoor staat"), max_length=7, choices=GroupState, default=GroupState.WAITING)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    created_at = models.DateTimeField(_("begonnen op"), default=timezone.now)
    changed_at = models.DateTimeField(_("aangepast op"), default=timezone.now)
    let_in_at = models.DateTimeField(_("mag op de site sinds"), null=True, blank=True)
    refused_at = models.DateTimeField(_("nee gezegd op"), null=True, blank=True)
    looked_at_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    invite_round = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager["Group"]] = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["network", "state"], name="group_in_network")]
        verbose_name = _("groep")
        verbose_name_plural = _("groepen")

    class Privacy:
        subject = Subject.PERSON
        of = "contact_by"
        heading = _("groepen waar jij het contact opschreef")
        withheld: ClassVar = {
            "made_by": "it can be someone else", "looked_at_by": "it is someone else",
            **dict.fromkeys(("form_key", "version", "invite_round"), "it counts, and tells nothing"),
        }  # fmt: skip
        public: ClassVar = [
            "id", "network", "area", "name", "summary", "text", "for_whom", "when", "place_text", "languages",
            "themes", "organization", "activity", "kind", "for_young", "state", "form_key",
            "created_at", "changed_at", "let_in_at", "refused_at", "version", "invite_round",
        ]  # fmt: skip
        personal: ClassVar = {
            "contact": Keep(Erase.BLANK, why="to ask about it"),
            "contact_by": Keep(Erase.BLANK, why="whose it is, so that it goes with their account"),
            # Not blanked with the account of who wrote the contact down: it can be another, and who began a group may
            # not let it in.
            "made_by": Keep(Erase.IN_TIME, why="who began it, as long as the row"),
            "looked_at_by": Keep(Erase.IN_TIME, why="who said yes or no to it, as long as the row"),
        }

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """Someone is in a group. Only its members and owners know."""

    group = models.ForeignKey(Group, verbose_name=_("groep"), on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(_("trekker of lid"), max_length=6, choices=GroupRole, default=GroupRole.MEMBER)
    since = models.DateTimeField(_("sinds"), default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "person"], name="in_group_once")]
        indexes = [models.Index(fields=["person"], name="groups_of_person")]
        verbose_name = _("lid van een groep")
        verbose_name_plural = _("leden van een groep")

    class Privacy:
        subject = Subject.PERSON
        of = "person"
        heading = _("groepen waar je in zit")
        public: ClassVar = ["id"]
        personal: ClassVar = {
            "group": Keep(Erase.DELETE_ROW, why="which board someone sees; a group can tell of health or belief"),
            "person": Keep(Erase.DELETE_ROW, why="to see the board"),
            "role": Keep(Erase.DELETE_ROW),
            "since": Keep(Erase.DELETE_ROW),
        }

    def __str__(self) -> str:
        return f"{self.group} {self.get_role_display()}"


class JoinRequest(models.Model):
    """Someone asks to join, with or without an account; only the owners read it, and it goes in thirty days."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(Group, verbose_name=_("groep"), on_delete=models.CASCADE, related_name="requests")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    alias = EncryptedTextField(_("hoe mogen we je noemen"), blank=True, default="", may_stay_closed=True)
    contact = EncryptedTextField(_("mailadres of telefoon"), blank=True, default="", may_stay_closed=True)
    word = EncryptedTextField(_("een woord erbij"), blank=True, default="", may_stay_closed=True)
    language = models.CharField(_("taal"), max_length=10, default="nl")
    state = models.CharField(
        _("hoe het ervoor staat"), max_length=9, choices=RequestState, default=RequestState.ASKED
    )
    link_hash = models.CharField(max_length=64, unique=True)
    form_key = models.UUIDField(_("kenmerk"), default=uuid.uuid4, unique=True)
    asked_at = models.DateTimeField(_("gevraagd op"), default=timezone.now)
    ended_at = models.DateTimeField(_("beantwoord of voorbij op"), null=True, blank=True)
    forget_on = models.DateField(_("gewist op"), default=in_thirty_days)

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"], condition=Q(state="asked"), name="asked_to_join_once"
            ),
        ]
        verbose_name = _("vraag om mee te doen")
        verbose_name_plural = _("vragen om mee te doen")

    class Privacy:
        subject = Subject.PERSON
        of = "person"
        heading = _("groepen waar je bij wilde")
        withheld: ClassVar = {"link_hash": "it opens the request"}
        public: ClassVar = ["id", "group", "language", "state", "form_key", "asked_at", "ended_at", "forget_on"]
        personal: ClassVar = {
            "person": Keep(Erase.DELETE_ROW, days=0, since="forget_on", why="who asks"),
            "alias": Keep(Erase.DELETE_ROW, days=0, since="forget_on", why="how they want to be called"),
            "contact": Keep(Erase.DELETE_ROW, days=0, since="forget_on", why="to answer"),
            "link_hash": Keep(Erase.DELETE_ROW, days=0, since="forget_on", why="to read the answer"),
        }
        special: ClassVar = {
            "word": Keep(Erase.DELETE_ROW, days=0, since="forget_on", why="what they tell of themselves"),
        }

    def __str__(self) -> str:
        return f"{self.group_id} {self.asked_at:%Y-%m-%d}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def hanging(self, today: dt.date) -> Self:
        return self.filter(state=NoticeState.SHOWN, until__gte=today)


class Notice(models.Model):
    """What a member hangs on the board of a group, after a look by an owner; it comes down on ``until``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(Group, verbose_name=_("groep"), on_delete=models.CASCADE, related_name="notices")
    text = EncryptedTextField(_("bericht"), may_stay_closed=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    said_by = EncryptedTextField(_("van wie"), blank=True, default="", may_stay_closed=True)
    state = models.CharField(
        _("hoe het ervoor staat"), max_length=7, choices=NoticeState, default=NoticeState.WAITING
    )
    looked_at_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("wie ernaar keek"), null=True, blank=True,
        on_delete=models.SET_NULL, related_name="+",
    )  # fmt: skip
    reported_at = models.DateTimeField(_("gemeld op"), null=True, blank=True)
    form_key = models.UUIDField(_("kenmerk"), default=uuid.uuid4, unique=True)
    hung_at = models.DateTimeField(_("opgehangen op"), default=timezone.now)
    until = models.DateField(_("tot en met"), default=in_ninety_days)

    objects: ClassVar[models.Manager["Notice"]] = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-hung_at"]
        indexes = [models.Index(fields=["group", "state", "until"], name="notice_on_board")]
        verbose_name = _("bericht op het bord")
        verbose_name_plural = _("berichten op het bord")

    class Privacy:
        subject = Subject.PERSON
        of = "by"
        heading = _("wat je op het bord van een groep hing")
        public: ClassVar = ["id", "group", "state", "reported_at", "form_key", "hung_at", "until"]
        personal: ClassVar = {
            "by": Keep(Erase.DELETE_ROW, days=30, since="until", why="who wrote it"),
            "said_by": Keep(Erase.DELETE_ROW, days=30, since="until", why="as they want to be called"),
            "looked_at_by": Keep(Erase.BLANK, why="who let it hang"),
        }
        special: ClassVar = {
            "text": Keep(Erase.DELETE_ROW, days=30, since="until", why="the notice; it may tell of health or belief"),
        }

    def __str__(self) -> str:
        return f"{self.group_id} {self.hung_at:%Y-%m-%d}"
