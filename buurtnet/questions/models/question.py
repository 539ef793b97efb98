"""A question of someone without an account, from being asked to being forgotten."""

import datetime as dt
import uuid
from typing import ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Area, Network
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.privacy.encryption import EncryptedTextField
from buurtnet.questions.choices import OPEN, AgeBand, AskedFor, Channel, ContactWay, Outcome, State
from buurtnet.themes.models import Theme

# How long what was written is kept after the end of a question (needs, section 8).
KEPT_WITH_CONTACT: Final = dt.timedelta(days=90)
KEPT_WITHOUT_CONTACT: Final = dt.timedelta(days=365)
KEPT_UNENDED: Final = dt.timedelta(days=365)
AGES_OF_CHILDREN: Final = (AgeBand.CHILD, AgeBand.TEENAGER)


def in_a_year() -> dt.date:
    """When what was written in a question that never ends goes."""
    return timezone.localdate() + KEPT_UNENDED


class QuestionQuerySet(models.QuerySet["Question"]):
    def in_network(self, network: Network) -> Self:
        return self.filter(network=network)


class Question(models.Model):
    """What someone asks. ``text`` and ``contact`` open for who answers it, and go on ``forget_on``.

    ``code_hash``: keyed hash of the code with which the answer is read; ``link_hash`` that of the link in a mail.
    ``concepts``: slugs of the vocabulary found in the text when it was saved; the text itself is in no index, log or
    task. ``form_key``: of the page it was sent from, so that sent twice it is one. What is left after ``forget_on``
    tells theme, area, age group, dates and outcome.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="questions")
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    text = EncryptedTextField(may_stay_closed=True)
    contact = EncryptedTextField(blank=True, default="", may_stay_closed=True)
    contact_way = models.CharField(max_length=5, choices=ContactWay, default=ContactWay.SITE)
    language = models.CharField(max_length=10, default="nl", help_text="in which the answer is wanted")
    age_band = models.CharField(max_length=6, choices=AgeBand)
    asked_for = models.CharField(max_length=5, choices=AskedFor)
    channel = models.CharField(max_length=7, choices=Channel, default=Channel.WEB)
    themes = models.ManyToManyField(Theme, blank=True, related_name="+")
    concepts = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.NEW)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    code_hash = models.CharField(max_length=64, unique=True)
    link_hash = models.CharField(max_length=64, unique=True)
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    asked_at = models.DateTimeField(default=timezone.now)
    take_by = models.DateTimeField(help_text="what was promised: someone takes it before then")
    answer_by = models.DateTimeField(help_text="and answers it before then")
    taken_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True, help_text="when the director was told that it is late")
    answered_at = models.DateTimeField(null=True, blank=True, help_text="the first answer")
    closed_at = models.DateTimeField(null=True, blank=True)
    call_since = models.DateTimeField(null=True, blank=True, help_text="since when who asked waits for a call")
    reopened = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=11, choices=Outcome, blank=True, default="")
    forget_on = models.DateField(default=in_a_year)

    objects: ClassVar[models.Manager["Question"]] = QuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="question_ended_has_a_moment",
                condition=Q(state__in=[one.value for one in OPEN], closed_at=None)
                | (~Q(state__in=[one.value for one in OPEN]) & Q(closed_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["network", "state", "asked_at"], name="question_in_network"),
            models.Index(fields=["owner", "state"], name="question_of_owner"),
        ]
        verbose_name = _("vraag")
        verbose_name_plural = _("vragen")

    class Privacy:
        subject = Subject.PERSON
        of = None
        of_nobody = "who asks has no account; their contact stands encrypted and opens for who answers only"
        public: ClassVar = [
            "id", "network", "area", "age_band", "asked_for", "channel", "themes", "state", "form_key", "asked_at",
            "take_by", "answer_by", "taken_at", "escalated_at", "answered_at", "closed_at", "reopened",
            "call_since", "outcome",
            "language", "contact_way", "forget_on",
        ]  # fmt: skip
        personal: ClassVar = {
            "contact": Keep(Erase.BLANK, days=0, since="forget_on", why="to give the answer"),
            "concepts": Keep(Erase.BLANK, days=0, since="forget_on", why="to see which questions are alike"),
            "owner": Keep(Erase.BLANK, days=0, since="forget_on", why="who answers"),
            "code_hash": Keep(Erase.REPLACE, why="to read the answer; the code itself is nowhere"),
            "link_hash": Keep(Erase.REPLACE, why="to read the answer from a mail"),
        }
        special: ClassVar = {
            "text": Keep(Erase.BLANK, days=0, since="forget_on", why="to answer it; it may tell of health or belief"),
        }

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d} {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_child_alone(self) -> bool:
        """Whether a child asks for itself: a youth worker answers, and never through a parent."""
        return self.asked_for == AskedFor.SELF and self.age_band in AGES_OF_CHILDREN
