from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Phase(models.TextChoices):
    """Where a round stands (design: participation and budget, section 2)."""

    SETUP = "setup", _("opzet")
    IDEAS = "ideas", _("ideeën")
    CHECK = "check", _("nakijken")
    VOTE = "vote", _("stemmen")
    COUNT = "count", _("tellen")
    RESULT = "result", _("uitslag")
    DOING = "doing", _("uitvoeren")
    LOOK_BACK = "look_back", _("terugblik")
    STOPPED = "stopped", _("gestopt")


PHASE_ALLOWED: Final[Mapping[Phase, frozenset[Phase]]] = {
    Phase.SETUP: frozenset({Phase.IDEAS, Phase.CHECK, Phase.STOPPED}),
    Phase.IDEAS: frozenset({Phase.CHECK, Phase.STOPPED}),
    Phase.CHECK: frozenset({Phase.IDEAS, Phase.VOTE, Phase.STOPPED}),
    # Once votes are cast, a round is counted or stopped for everyone to see; nothing goes back.
    Phase.VOTE: frozenset({Phase.COUNT, Phase.STOPPED}),
    Phase.COUNT: frozenset({Phase.RESULT}),
    Phase.RESULT: frozenset({Phase.DOING}),
    Phase.DOING: frozenset({Phase.LOOK_BACK}),
    Phase.LOOK_BACK: frozenset(),
    Phase.STOPPED: frozenset(),
}
HIDDEN_COUNTS: Final = (Phase.SETUP, Phase.IDEAS, Phase.CHECK, Phase.VOTE, Phase.COUNT, Phase.STOPPED)
FIXED: Final = (Phase.VOTE, Phase.COUNT, Phase.RESULT, Phase.DOING, Phase.LOOK_BACK)  # the rule changes no more


class PlanState(models.TextChoices):
    """Whether a plan stands on the ballot."""

    PROPOSED = "proposed", _("voorgesteld")
    FEASIBLE = "feasible", _("haalbaar")
    NOT_FEASIBLE = "not_feasible", _("niet haalbaar")
    WITHDRAWN = "withdrawn", _("ingetrokken")


class Per(models.TextChoices):
    """For whom one letter is."""

    HOUSEHOLD = "household", _("één per huishouden")
    PERSON = "person", _("één per persoon")


class BatchKind(models.TextChoices):
    """How codes reach people."""

    LETTERS = "letters", _("brieven")
    PAPER = "paper", _("stembiljetten op papier")
    MAIL = "mail", _("per mail")
    TEST = "test", _("om te proberen")


class CodeState(models.TextChoices):
    UNUSED = "unused", _("nog niet gebruikt")
    USED = "used", _("gebruikt")
    VOID = "void", _("vervallen")


class Channel(models.TextChoices):
    """How a ballot came in."""

    ONLINE = "online", _("op de site")
    PAPER = "paper", _("op papier")


class AgeGroup(models.TextChoices):
    """Said by who votes, if they want; never a date of birth."""

    UNDER_18 = "under_18", _("jonger dan 18")
    TO_35 = "to_35", _("18 tot 35")
    TO_65 = "to_65", _("35 tot 65")
    OVER_65 = "over_65", _("65 of ouder")


class PaperState(models.TextChoices):
    """A paper ballot is entered by two people."""

    ONCE = "once", _("één keer ingevoerd")
    COUNTED = "counted", _("twee keer gelijk")
    DIFFERS = "differs", _("verschilt: nog eens invoeren")
    VOID = "void", _("ongeldig")
