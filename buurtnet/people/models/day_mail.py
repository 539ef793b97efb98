"""When someone wants a mail that says how much waits for them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.people.models.person import Person

LAST_HOUR = 23


def working_days() -> list[int]:
    return [0, 1, 2, 3, 4]


class DayMail(models.Model):
    """A mail at an hour on chosen days, when something waits. It tells a number and nothing of what it is.

    ``hour``: 0–23, in the time of the person's first network. ``weekdays``: 0 is Monday. ``done_on``: the last day on
    which it was looked whether something waits, so that a day has one mail at most.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="day_mail")
    is_on = models.BooleanField(_("aan"), default=False)
    hour = models.PositiveSmallIntegerField(_("hoe laat"), default=8)
    weekdays = models.JSONField(_("op welke dagen"), default=working_days)
    done_on = models.DateField(_("laatst bekeken op"), null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="day_mail_hour_of_a_day", condition=Q(hour__lte=LAST_HOUR))]
        indexes = [models.Index(fields=["is_on", "done_on"], name="day_mail_to_do")]
        verbose_name = _("mail van de dag")
        verbose_name_plural = _("mails van de dag")

    class Privacy:
        subject = Subject.PERSON
        of = "person"
        heading = _("je mail van de dag")
        in_words: ClassVar = {"weekdays": lambda mail: ", ".join(str(WEEKDAYS[day]) for day in mail.weekdays)}
        public: ClassVar = ["id"]
        personal: ClassVar = {
            name: Keep(Erase.DELETE_ROW, why="when someone wants the mail of the day, as long as they want it")
            for name in ("person", "is_on", "hour", "weekdays", "done_on")
        }

    def __str__(self) -> str:
        return f"{self.hour}.00"
