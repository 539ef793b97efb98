"""Who joins a date: without an account, by a name they choose, and forgotten a fortnight after."""

import datetime as dt
import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.agenda.choices import SignupState
from buurtnet.agenda.models.activity import Activity, ActivityDate
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.privacy.encryption import EncryptedTextField

MOST_QUESTIONS = 3
FORGOTTEN_AFTER = dt.timedelta(days=14)  # after the date


def in_a_year() -> dt.date:
    """When who joined is forgotten at the latest; the code sets it to a fortnight after the date."""
    return timezone.localdate() + dt.timedelta(days=400)


class JoinQuestion(models.Model):
    """What the owner asks of who joins, and no more: at most three, each answered in a line."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="join_questions")
    text = models.CharField(_("vraag"), max_length=120)
    is_required = models.BooleanField(_("moet ingevuld"), default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("vraag bij het opgeven")
        verbose_name_plural = _("vragen bij het opgeven")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "activity", "text", "is_required", "position"]

    def __str__(self) -> str:
        return self.text


class Signup(models.Model):
    """Someone comes to a date, with how many. ``alias``: how they want to be called; of a child no surname.

    ``answers``: JSON of the id of a question to its answer. ``link_hash``: keyed hash of the link with which they
    change or cancel. ``contact_hash``: keyed hash of the mail address, by which it joins a date once; empty without
    one and for who cancelled. ``line``: their place in the line of that date, which gives the order of the waiting
    list.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    date = models.ForeignKey(ActivityDate, on_delete=models.CASCADE, related_name="signups")
    alias = EncryptedTextField(_("hoe mogen we je noemen"), blank=True, default="", may_stay_closed=True)
    people = models.PositiveSmallIntegerField(_("met hoeveel mensen kom je"), default=1)
    contact = EncryptedTextField(_("mailadres"), blank=True, default="", may_stay_closed=True)
    contact_hash = models.CharField(max_length=64, blank=True, default="")
    answers = EncryptedTextField(blank=True, default="", may_stay_closed=True)
    language = models.CharField(max_length=10, default="nl")
    state = models.CharField(max_length=9, choices=SignupState, default=SignupState.JOINED)
    line = models.PositiveIntegerField()
    link_hash = models.CharField(max_length=64, unique=True)
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    joined_at = models.DateTimeField(default=timezone.now)
    moved_up_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    forget_on = models.DateField(default=in_a_year)

    class Meta:
        ordering = ["line"]
        constraints = [
            models.UniqueConstraint(fields=["date", "line"], name="place_in_line_once"),
            models.UniqueConstraint(
                fields=["date", "contact_hash"], name="address_joins_once", condition=~Q(contact_hash="")
            ),
            models.CheckConstraint(name="signup_of_someone", condition=Q(people__gte=1)),
        ]
        indexes = [models.Index(fields=["date", "state", "line"], name="signup_of_date")]
        verbose_name = _("aanmelding")
        verbose_name_plural = _("aanmeldingen")

    class Privacy:
        subject = Subject.PERSON
        of = None
        of_nobody = "who joins has no account; what they wrote stands encrypted, and the row goes a fortnight after"
        public: ClassVar = [
            "id", "date", "people", "language", "state", "line", "form_key", "joined_at", "moved_up_at",
            "cancelled_at", "reminded_at", "forget_on",
        ]  # fmt: skip
        personal: ClassVar = {
            "alias": Keep(Erase.DELETE_ROW, days=0, since="forget_on", why="how they are called at the door"),
            "contact": Keep(Erase.DELETE_ROW, days=0, since="forget_on", why="to remind, or to say that it is off"),
            "contact_hash": Keep(Erase.DELETE_ROW, days=0, since="forget_on", why="an address joins a date once"),
            "link_hash": Keep(Erase.REPLACE, why="to change or cancel without an account"),
        }
        special: ClassVar = {
            "answers": Keep(Erase.DELETE_ROW, days=0, since="forget_on", why="what the owner must know, as of food"),
        }

    def __str__(self) -> str:
        return f"{self.date_id} {self.line}"
