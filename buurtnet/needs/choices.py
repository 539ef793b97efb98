from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SignalKind(models.TextChoices):
    """What plays here, or what is strong here; never a person (needs, section 3)."""

    COLLECTIVE = "collective", pgettext_lazy("signal", "wat hier speelt")
    STRENGTH = "strength", _("een kracht")


class Noticed(models.TextChoices):
    HEARD = "heard", _("gehoord")
    SEEN = "seen", _("gezien")


class SignalState(models.TextChoices):
    SENT = "sent", _("ingediend")
    TAKEN = "taken", _("opgepakt")
    BUNDLED = "bundled", _("gebundeld")
    TOLD = "told", _("teruggekoppeld")
    CLOSED = "closed", _("gesloten")
    REOPENED = "reopened", _("heropend")
    WITHDRAWN = "withdrawn", _("ingetrokken")
    CLEARED = "cleared", _("opgeruimd")


OPEN_SIGNALS: Final = (
    SignalState.SENT, SignalState.TAKEN, SignalState.BUNDLED, SignalState.TOLD, SignalState.REOPENED,
)  # fmt: skip
# The giver takes it back; or its time is over, whatever was done with it.
_ENDS: Final = frozenset({SignalState.WITHDRAWN, SignalState.CLEARED})
SIGNAL_ALLOWED: Final[Mapping[SignalState, frozenset[SignalState]]] = {
    SignalState.SENT: frozenset({SignalState.TAKEN, SignalState.BUNDLED}) | _ENDS,
    SignalState.TAKEN: frozenset({SignalState.TOLD, SignalState.BUNDLED}) | _ENDS,
    SignalState.BUNDLED: frozenset({SignalState.TOLD, SignalState.TAKEN}) | _ENDS,
    SignalState.TOLD: frozenset({SignalState.CLOSED, SignalState.TAKEN, SignalState.BUNDLED}) | _ENDS,
    SignalState.CLOSED: frozenset({SignalState.REOPENED}) | _ENDS,
    SignalState.REOPENED: frozenset({SignalState.TAKEN, SignalState.BUNDLED}) | _ENDS,
    SignalState.WITHDRAWN: frozenset({SignalState.CLEARED}),
    SignalState.CLEARED: frozenset(),
}


class NeedState(models.TextChoices):
    """How far a shared need is (needs, section 4)."""

    SUSPECTED = "suspected", _("vermoed")
    EXPLORED = "explored", _("verkend")
    RECOGNIZED = "recognized", _("herkend")
    IN_ACTION = "in_action", _("in actie")
    MET = "met", _("opgelost")
    MET_OTHERWISE = "met_otherwise", _("anders opgelost")
    LET_GO = "let_go", _("losgelaten")
    RETURNED = "returned", _("terug")


OPEN_NEEDS: Final = (
    NeedState.SUSPECTED, NeedState.EXPLORED, NeedState.RECOGNIZED, NeedState.IN_ACTION, NeedState.RETURNED,
)  # fmt: skip
NEED_ALLOWED: Final[Mapping[NeedState, frozenset[NeedState]]] = {
    NeedState.SUSPECTED: frozenset({NeedState.EXPLORED, NeedState.RECOGNIZED, NeedState.LET_GO}),
    NeedState.EXPLORED: frozenset({NeedState.RECOGNIZED, NeedState.LET_GO}),
    NeedState.RECOGNIZED: frozenset({NeedState.IN_ACTION, NeedState.MET_OTHERWISE, NeedState.LET_GO}),
    NeedState.IN_ACTION: frozenset({NeedState.RECOGNIZED, NeedState.MET, NeedState.MET_OTHERWISE, NeedState.LET_GO}),
    NeedState.MET: frozenset({NeedState.RETURNED}),
    NeedState.MET_OTHERWISE: frozenset({NeedState.RETURNED}),
    NeedState.LET_GO: frozenset({NeedState.RETURNED}),
    NeedState.RETURNED: frozenset({NeedState.EXPLORED, NeedState.RECOGNIZED, NeedState.IN_ACTION, NeedState.LET_GO}),
}


class PolicyState(models.TextChoices):
    """How far a signal to policy is (needs, section 5)."""

    DRAFT = "draft", _("in voorbereiding")
    DECIDED = "decided", _("vastgesteld")
    SENT = "sent", _("verzonden")
    RECEIVED = "received", _("ontvangen")
    LATE = "late", _("te laat")
    ESCALATED = "escalated", _("opgeschaald")
    ANSWERED = "answered", _("beantwoord")
    FOLLOWED = "followed", _("gevolgd")
    DONE = "done", _("afgerond")
    STOPPED = "stopped", _("gestopt")


POLICY_ALLOWED: Final[Mapping[PolicyState, frozenset[PolicyState]]] = {
    PolicyState.DRAFT: frozenset({PolicyState.DECIDED, PolicyState.STOPPED}),
    PolicyState.DECIDED: frozenset({PolicyState.SENT, PolicyState.DRAFT, PolicyState.STOPPED}),
    PolicyState.SENT: frozenset({PolicyState.RECEIVED, PolicyState.ANSWERED, PolicyState.LATE, PolicyState.STOPPED}),
    PolicyState.RECEIVED: frozenset({PolicyState.ANSWERED, PolicyState.LATE, PolicyState.STOPPED}),
    PolicyState.LATE: frozenset({PolicyState.ANSWERED, PolicyState.ESCALATED, PolicyState.STOPPED}),
    PolicyState.ESCALATED: frozenset({PolicyState.ANSWERED, PolicyState.LATE, PolicyState.STOPPED}),
    PolicyState.ANSWERED: frozenset({PolicyState.FOLLOWED, PolicyState.DONE}),
    PolicyState.FOLLOWED: frozenset({PolicyState.DONE}),
    PolicyState.DONE: frozenset(),
    PolicyState.STOPPED: frozenset(),
}


class Verdict(models.TextChoices):
    """What a body says it will do with what was asked."""

    DOES = "does", _("doen we")
    PARTLY = "partly", _("doen we deels")
    LOOKS_INTO = "looks_into", _("zoeken we uit")
    DOES_NOT = "does_not", _("doen we niet")


class RoundKind(models.TextChoices):
    STREETS = "streets", _("langs de deuren")
    TABLE = "table", _("een tafel buiten")
    CART = "cart", _("een bakfiets of bar")
    PLAYGROUND = "playground", _("op het speelplein")
