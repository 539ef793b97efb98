"""What is searched for in a network, as counts about nobody."""

import datetime as dt
import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Area, Network
from buurtnet.kit.declare import Erase, Keep, Subject

LONGEST = 80  # signs of a text that is kept
KEPT_DAYS = 400
DAYS = 90  # in which searches are looked at together
IN_A_NETWORK = 3  # searches of one text in those days, from which it is kept in words


class SearchCount(models.Model):
    """How often one text was searched in one week, in a neighbourhood or in the network without one.

    There is no person in it and no moment. ``text`` is folded and redacted (``wording.redaction``), and empty until
    ``IN_A_NETWORK`` searches share it: a name that was typed once is only a ``mark``, a keyed hash. For words of
    danger only their kind stands in ``danger``. ``id`` follows from what is counted, so that processes add to one
    row. ``week``: its Monday.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="search_counts")
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    week = models.DateField()
    text = models.CharField(max_length=LONGEST, blank=True, default="")
    mark = models.CharField(max_length=32, blank=True, default="")
    danger = models.CharField(max_length=40, blank=True, default="")
    language = models.CharField(max_length=10)
    times = models.PositiveIntegerField(default=0)
    without_result = models.PositiveIntegerField(default=0)
    answered_yes = models.PositiveIntegerField(default=0)
    answered_no = models.PositiveIntegerField(default=0)
    no_other = models.PositiveIntegerField(default=0)
    no_far = models.PositiveIntegerField(default=0)
    no_full = models.PositiveIntegerField(default=0)
    no_unclear = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="search_count_of_a_text_or_a_danger",
                condition=(Q(text="", mark="") & ~Q(danger="")) | (~Q(mark="") & Q(danger="")),
            )
        ]
        indexes = [
            models.Index(fields=["network", "week", "text"], name="search_count_in_network"),
            models.Index(fields=["network", "mark"], name="search_count_of_a_text"),
        ]
        verbose_name = _("telling van zoekwoorden")
        verbose_name_plural = _("tellingen van zoekwoorden")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "network", "area", "week", "danger", "language", "times", "without_result", "answered_yes",
            "answered_no", "no_other", "no_far", "no_full", "no_unclear",
        ]  # fmt: skip
        personal: ClassVar = {
            name: Keep(
                Erase.DELETE_ROW, days=KEPT_DAYS, since="week", why="to see which words and offers are missing"
            )
            for name in ("text", "mark")
        }

    def __str__(self) -> str:
        return f"{self.text or self.danger} {self.week}"


class LeftAlone(models.Model):
    """A searched text that the director looked at and left as it is: it stands no more on the list."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=LONGEST)
    left_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "text"], name="left_alone_once")]
        verbose_name = _("zoekwoord dat mag blijven liggen")
        verbose_name_plural = _("zoekwoorden die mogen blijven liggen")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "network", "left_at"]
        personal: ClassVar = {
            "text": Keep(Erase.DELETE_ROW, days=KEPT_DAYS, since="left_at", why="not to ask the same again"),
        }

    def __str__(self) -> str:
        return self.text


def monday_of(day: dt.date) -> dt.date:
    """The week of a day."""
    return day - dt.timedelta(days=day.weekday())
