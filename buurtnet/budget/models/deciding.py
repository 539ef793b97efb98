"""Who decides about money: a second resident and a trekker, or a panel drawn by lot; and what they asked back."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Network
from buurtnet.budget.choices import Answer, NoteKind, SayKind, SeatState
from buurtnet.budget.models.idea import Idea
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.privacy.encryption import EncryptedTextField


class Say(models.Model):
    """Someone says yes or no to an idea that asks for money; never to their own.

    ``attempt``: that of the idea; asked anew, everyone says anew. A second resident without an account has
    confirmed a mail address: ``contact_hash`` is its keyed hash, the same as of who asks for money; with an
    account that of its address, so that nobody says it twice. ``reason``: shown to everyone without who said it,
    so it names nobody.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    idea = models.ForeignKey(Idea, verbose_name=_("idee"), on_delete=models.CASCADE, related_name="says")
    attempt = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(_("als wie"), max_length=8, choices=SayKind)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    contact_hash = models.CharField(max_length=64, blank=True, default="")
    answer = models.CharField(_("antwoord"), max_length=8, choices=Answer)
    reason = models.CharField(_("waarom"), max_length=300, blank=True, default="")
    said_at = models.DateTimeField(_("gezegd op"), default=timezone.now)

    class Meta:
        ordering = ["said_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["idea", "attempt", "person"], name="person_says_once", condition=Q(person__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["idea", "attempt", "contact_hash"], name="address_says_once", condition=~Q(contact_hash="")
            ),
            models.CheckConstraint(name="a_no_says_why", condition=~Q(answer="no") | ~Q(reason="")),
        ]
        verbose_name = _("ja of nee bij een idee")
        verbose_name_plural = _("ja of nee bij ideeën")

    class Privacy:
        subject = Subject.PERSON
        of = "person"
        heading = _("wat je zei over ideeën van anderen")
        withheld: ClassVar = {
            "contact_hash": "a hash, of use to the site only",
            "attempt": "it counts, and tells nothing",
        }
        public: ClassVar = ["id", "idea", "attempt", "kind", "said_at"]
        personal: ClassVar = {
            "person": Keep(Erase.BLANK, why="one person says it once, and never about their own idea"),
            "contact_hash": Keep(Erase.BLANK, days=730, since="said_at", why="the same, without an account"),
            "answer": Keep(Erase.IN_TIME, why="the decision rests on it"),
            "reason": Keep(Erase.IN_TIME, why="whoever asked may know why"),
        }

    def __str__(self) -> str:
        return f"{self.idea_id} {self.kind}"


class IdeaNote(models.Model):
    """A question of who decides to who asked, or the reply; seen by these two sides only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    idea = models.ForeignKey(Idea, verbose_name=_("idee"), on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(_("soort"), max_length=8, choices=NoteKind)
    text = EncryptedTextField(_("bericht"), may_stay_closed=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("op"), default=timezone.now)
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("bericht over een idee")
        verbose_name_plural = _("berichten over een idee")

    class Privacy:
        subject = Subject.PERSON
        of = "person"
        heading = _("berichten over ideeën")
        withheld: ClassVar = {"form_key": "it counts, and tells nothing"}
        public: ClassVar = ["id", "idea", "kind", "at", "form_key"]
        personal: ClassVar = {
            "text": Keep(Erase.DELETE_ROW, days=400, since="at", why="to decide with"),
            "person": Keep(Erase.DELETE_ROW, why="who wrote it"),
        }

    def __str__(self) -> str:
        return f"{self.idea_id} {self.kind}"


class Willing(models.Model):
    """A resident is willing to sit in a panel, until they say otherwise."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, verbose_name=_("netwerk"), on_delete=models.CASCADE, related_name="willing")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(_("sinds"), default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "person"], name="willing_once")]
        verbose_name = _("wil in het panel")
        verbose_name_plural = _("willen in het panel")

    class Privacy:
        subject = Subject.PERSON
        of = "person"
        heading = _("waar je in een panel wilt zitten")
        public: ClassVar = ["id"]
        personal: ClassVar = {
            "network": Keep(Erase.DELETE_ROW, why="for which neighbourhood"),
            "person": Keep(Erase.DELETE_ROW, why="to draw lots among"),
            "since": Keep(Erase.DELETE_ROW),
        }

    def __str__(self) -> str:
        return str(self.network_id)


class Panel(models.Model):
    """Residents who decide for half a year, drawn by lot.

    The order is that of SHA-256 of ``seed``, a text made public before the draw, and the id of each willing row;
    ``order`` keeps those ids as they were drawn, so that everyone can check it and nobody is named.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, verbose_name=_("netwerk"), on_delete=models.CASCADE, related_name="panels")
    starts_on = models.DateField(_("vanaf"))
    ends_on = models.DateField(_("tot en met"))
    seed = models.CharField(_("tekst waarmee geloot wordt"), max_length=200)
    seats_wanted = models.PositiveSmallIntegerField(_("plaatsen"), default=7)
    quorum = models.PositiveSmallIntegerField(_("zoveel beslissen er ten minste"), default=5)
    announced_at = models.DateTimeField(_("aangekondigd op"), default=timezone.now)
    drawn_at = models.DateTimeField(_("geloot op"), null=True, blank=True)
    order = models.JSONField(_("volgorde van de loting"), default=list, blank=True)

    class Meta:
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(name="panel_ends_after_it_starts", condition=Q(ends_on__gt=F("starts_on"))),
            models.UniqueConstraint(fields=["network", "starts_on"], name="panel_starts_once"),
        ]
        verbose_name = _("panel")
        verbose_name_plural = _("panels")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "network", "starts_on", "ends_on", "seed", "seats_wanted", "quorum", "announced_at", "drawn_at",
            "order",
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.network_id} {self.starts_on}"


class Seat(models.Model):
    """A place in a panel, offered to who was drawn."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    panel = models.ForeignKey(Panel, verbose_name=_("welk panel"), on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField(_("plaats in de loting"))
    state = models.CharField(_("stand"), max_length=8, choices=SeatState, default=SeatState.INVITED)
    asked_at = models.DateTimeField(_("gevraagd op"), default=timezone.now)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "person"], name="seat_once"),
            models.UniqueConstraint(fields=["panel", "place"], name="place_drawn_once"),
        ]
        indexes = [models.Index(fields=["person", "state"], name="seats_of_person")]
        verbose_name = _("plaats in een panel")
        verbose_name_plural = _("plaatsen in een panel")

    class Privacy:
        subject = Subject.PERSON
        of = "person"
        heading = _("panels waarin je zit")
        public: ClassVar = ["id", "place"]
        personal: ClassVar = {
            "panel": Keep(Erase.DELETE_ROW),
            "person": Keep(Erase.DELETE_ROW, why="who decides"),
            "state": Keep(Erase.DELETE_ROW),
            "asked_at": Keep(Erase.DELETE_ROW),
        }

    def __str__(self) -> str:
        return f"{self.panel_id} {self.place}"
