"""What must be done for an activity and by when; and an owner who asks another to take over."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.agenda.choices import TaskState
from buurtnet.agenda.models.activity import Activity, ActivityDate
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.people.models import Organization
from buurtnet.practices.choices import OfferState
from buurtnet.practices.models import PlaybookStep


class TaskQuerySet(models.QuerySet["Task"]):
    def open(self) -> Self:
        return self.filter(state=TaskState.OPEN)


class Task(models.Model):
    """A thing to do for an activity, with a day. Made from a step of a playbook, or by hand."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="tasks")
    date = models.ForeignKey(ActivityDate, null=True, blank=True, on_delete=models.CASCADE, related_name="tasks")
    step = models.ForeignKey(PlaybookStep, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    text = models.CharField(_("wat"), max_length=300)
    role = models.CharField(_("welke rol"), max_length=80, blank=True, default="")
    cost_cents = models.PositiveIntegerField(_("kosten"), null=True, blank=True)
    due_on = models.DateField(_("wanneer klaar"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("wie"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    state = models.CharField(max_length=7, choices=TaskState, default=TaskState.OPEN)
    ended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["Task"]] = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["date", "step"], name="step_of_a_date_once"),
            models.CheckConstraint(
                name="task_ended_has_a_moment",
                condition=Q(state="open", ended_at=None) | (~Q(state="open") & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["owner", "state", "due_on"], name="task_of_owner")]
        verbose_name = _("taak")
        verbose_name_plural = _("taken")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "activity", "date", "step", "text", "role", "cost_cents", "due_on", "state", "ended_at",
            "created_at",
        ]  # fmt: skip
        personal: ClassVar = {"owner": Keep(Erase.BLANK, why="who does it, as long as the row")}

    def __str__(self) -> str:
        return self.text


class OwnerOffer(models.Model):
    """Someone is asked to pull an activity from now on, with its playbook and open tasks; until then nothing changes.

    ``to`` or ``to_organization``: a person, or an organization whose editors answer.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(
        Activity, verbose_name=_("activiteit"), on_delete=models.CASCADE, related_name="owner_offers"
    )
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("gevraagd aan"), null=True, blank=True, on_delete=models.CASCADE,
        related_name="+",
    )  # fmt: skip
    to_organization = models.ForeignKey(
        Organization, verbose_name=_("gevraagd aan organisatie"), null=True, blank=True, on_delete=models.CASCADE,
        related_name="+",
    )  # fmt: skip
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("gevraagd door"), null=True, blank=True,
        on_delete=models.SET_NULL, related_name="+",
    )  # fmt: skip
    word = models.CharField(_("een woord erbij"), max_length=300, blank=True, default="")
    state = models.CharField(_("hoe het ermee staat"), max_length=9, choices=OfferState, default=OfferState.OFFERED)
    offered_at = models.DateTimeField(_("gevraagd op"), default=timezone.now)
    ended_at = models.DateTimeField(_("beantwoord op"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["activity"], condition=Q(state="offered"), name="activity_offered_to_one_at_a_time"
            ),
            models.CheckConstraint(
                name="owner_offer_to_someone",
                condition=Q(to__isnull=False, to_organization=None) | Q(to=None, to_organization__isnull=False),
            ),
            models.CheckConstraint(
                name="owner_offer_ended_has_a_moment",
                condition=Q(state="offered", ended_at=None) | (~Q(state="offered") & Q(ended_at__isnull=False)),
            ),
        ]
        verbose_name = _("vraag om een activiteit over te nemen")
        verbose_name_plural = _("vragen om een activiteit over te nemen")

    class Privacy:
        subject = Subject.PERSON
        of = "to"
        heading = _("activiteiten die je werden aangeboden")
        public: ClassVar = ["id", "activity", "to_organization"]
        personal: ClassVar = {
            "to": Keep(Erase.DELETE_ROW, why="who is asked"),
            "by": Keep(Erase.BLANK, why="who asks"),
            "word": Keep(Erase.DELETE_ROW),
            "state": Keep(Erase.DELETE_ROW),
            "offered_at": Keep(Erase.DELETE_ROW, days=730, why="who took over from whom, two years"),
            "ended_at": Keep(Erase.DELETE_ROW),
        }

    def __str__(self) -> str:
        return f"{self.activity} {self.get_state_display()}"
