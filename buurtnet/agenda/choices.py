from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class ActivityState(models.TextChoices):
    """How far an activity is. A date of it has a state of its own."""

    IDEA = "idea", _("idee")
    WAITING = "waiting", _("moet nog nagekeken worden")
    LIVE = "live", _("staat in de agenda")
    DECLINED = "declined", _("niet geplaatst")
    STOPPED = "stopped", _("gestopt")


ACTIVITY_ALLOWED: Final[Mapping[ActivityState, frozenset[ActivityState]]] = {
    ActivityState.IDEA: frozenset({ActivityState.WAITING, ActivityState.LIVE, ActivityState.STOPPED}),
    ActivityState.WAITING: frozenset({ActivityState.LIVE, ActivityState.DECLINED, ActivityState.STOPPED}),
    ActivityState.LIVE: frozenset({ActivityState.STOPPED, ActivityState.IDEA, ActivityState.WAITING}),
    ActivityState.DECLINED: frozenset({ActivityState.WAITING}),
    ActivityState.STOPPED: frozenset({ActivityState.LIVE, ActivityState.IDEA, ActivityState.WAITING}),
}


class DateState(models.TextChoices):
    """What is written down of one date; open, full, going on and past follow from it, the clock and who joined."""

    PLANNED = "planned", _("gaat door")
    CANCELLED = "cancelled", _("gaat niet door")
    TOLD = "told", _("geweest")


DATE_ALLOWED: Final[Mapping[DateState, frozenset[DateState]]] = {
    DateState.PLANNED: frozenset({DateState.CANCELLED, DateState.TOLD}),
    DateState.CANCELLED: frozenset({DateState.PLANNED}),
    DateState.TOLD: frozenset(),
}


class Joining(models.TextChoices):
    """Whether and how one lets know that one comes."""

    NONE = "none", _("niemand hoeft zich op te geven")
    COUNT = "count", _("alleen met hoeveel mensen je komt")
    NAMES = "names", _("met een voornaam en met hoeveel mensen")


class ForWhom(models.TextChoices):
    EVERYONE = "everyone", _("iedereen")
    PARENTS = "parents", _("ouders")
    BABIES = "babies", _("baby's en peuters met hun ouder")
    CHILDREN = "children", _("kinderen")
    TEENAGERS = "teenagers", _("jongeren")
    FAMILIES = "families", _("het hele gezin")
    ELDERLY = "elderly", _("ouderen")
    WOMEN = "women", _("vrouwen")
    MEN = "men", _("mannen")
    NEWCOMERS = "newcomers", _("nieuwkomers")
    NEIGHBOURS = "neighbours", _("buren")
    PROFESSIONALS = "professionals", _("wie hier werkt")


class SignupState(models.TextChoices):
    JOINED = "joined", _("je komt")
    WAITING = "waiting", _("op de wachtlijst")
    CANCELLED = "cancelled", _("afgemeld")


SIGNUP_ALLOWED: Final[Mapping[SignupState, frozenset[SignupState]]] = {
    SignupState.WAITING: frozenset({SignupState.JOINED, SignupState.CANCELLED}),
    SignupState.JOINED: frozenset({SignupState.CANCELLED, SignupState.WAITING}),
    SignupState.CANCELLED: frozenset({SignupState.JOINED, SignupState.WAITING}),
}


class Counted(models.TextChoices):
    """Whom a tally counts; numbers and no names."""

    BABIES = "babies", _("baby's en peuters")
    CHILDREN = "children", _("kinderen")
    TEENAGERS = "teenagers", _("jongeren")
    ADULTS = "adults", _("volwassenen")
    ELDERLY = "elderly", _("ouderen")


class Faces(models.TextChoices):
    """Whose faces are on a picture."""

    NOBODY = "nobody", _("niemand is te herkennen")
    AGREED = "agreed", _("wie te herkennen is, zei ja")
    PARENTS_AGREED = "parents_agreed", _("er staan kinderen op; hun ouders zeiden ja")


class StoryState(models.TextChoices):
    WAITING = "waiting", _("moet nog nagekeken worden")
    SHOWN = "shown", _("staat op de site")
    REMOVED = "removed", _("weggehaald")


class TaskState(models.TextChoices):
    OPEN = "open", _("te doen")
    DONE = "done", _("klaar")
    DROPPED = "dropped", _("hoeft niet meer")


TASK_ALLOWED: Final[Mapping[TaskState, frozenset[TaskState]]] = {
    TaskState.OPEN: frozenset({TaskState.DONE, TaskState.DROPPED}),
    TaskState.DONE: frozenset({TaskState.OPEN}),
    TaskState.DROPPED: frozenset({TaskState.OPEN}),
}


class SourceKind(models.TextChoices):
    ICALENDAR = "icalendar", _("agenda (iCalendar)")
    UITDATABANK = "uitdatabank", _("UiTdatabank (JSON)")


class SourceState(models.TextChoices):
    ON = "on", _("leest mee")
    FAILING = "failing", _("lukt nu niet")
    OFF = "off", _("uit")
