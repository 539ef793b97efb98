"""What can be wrong, and where a suggestion, a need and their parts stand."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class Topic(models.TextChoices):
    """What a visitor says is wrong; each opens a few fields."""

    NAME = "naam", _("De naam")
    WHAT = "wat", _("Wat het is")
    WHEN = "wanneer", _("De dagen of tijden")
    WHERE = "waar", _("De plek of het adres")
    REACH = "bereik", _("Telefoon, mail of website")
    COST = "kosten", _("Wat het kost")
    WHOM = "voor-wie", _("Voor wie het is, of de leeftijd")
    STOPPED = "gestopt", _("Het is gestopt")
    OTHER = "anders", _("Iets anders")


class State(models.TextChoices):
    """Where a suggestion stands (design: social map, section 6)."""

    SENT = "ingediend", _("ingediend")
    TAKEN = "in behandeling", _("in behandeling")
    ACCEPTED = "overgenomen", _("overgenomen")
    PARTLY = "deels overgenomen", _("voor een deel overgenomen")
    DECLINED = "afgewezen", _("niet overgenomen")
    DOUBLE = "dubbel", _("dubbel: dit was er al")


# From each state, those it may go to. What is answered stays answered.
NEXT: Mapping[State, frozenset[State]] = {
    State.SENT: frozenset({State.TAKEN, State.ACCEPTED, State.PARTLY, State.DECLINED, State.DOUBLE}),
    State.TAKEN: frozenset({State.SENT, State.ACCEPTED, State.PARTLY, State.DECLINED, State.DOUBLE}),
    State.ACCEPTED: frozenset(),
    State.PARTLY: frozenset(),
    State.DECLINED: frozenset(),
    State.DOUBLE: frozenset(),
}
OPEN = (State.SENT, State.TAKEN)
ANSWERED = tuple(state for state in State if not NEXT[state])


class PartState(models.TextChoices):
    """What became of one field of a suggestion."""

    OPEN = "open", _("nog niet bekeken")
    ACCEPTED = "overgenomen", _("overgenomen")
    DECLINED = "afgewezen", _("niet overgenomen")


class NeedKind(models.TextChoices):
    """What a group needs to be able to say yes."""

    SOMEONE = "iemand", _("iemand erbij")
    TRAINING = "leren", _("iets leren of een training")
    ROOM = "ruimte", _("een ruimte")
    MONEY = "geld", _("geld")


class RoomSaid(models.TextChoices):
    """Whether there is room, said in one tap."""

    ROOM = "plek", _("Er is plek")
    FULL = "vol", _("Het is vol")
    LIST = "wachtlijst", _("Er is een wachtlijst")
