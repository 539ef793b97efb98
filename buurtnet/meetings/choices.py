from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

DOTS: Final = 3  # each who dots has, as many
CORRECT_DAYS: Final = 7  # in which the minutes can be corrected
STILL_NEEDED: Final = 3  # carried this often, an action is asked whether it is still needed
PRACTICE_AFTER: Final = 3  # exceptions of the same kind, and it can become how it is always done


class Format(models.TextChoices):
    """A way to meet that is known to work (design: community, section 6)."""

    START = "start", _("startbijeenkomst")
    REGULAR = "regular", _("netwerkoverleg")
    THEME = "theme", _("thema-overleg bij een partner")
    TABLE = "table", _("bewonerstafel")
    EVALUATION = "evaluation", _("terugkijken")


class MeetingState(models.TextChoices):
    PREPARING = "preparing", _("in voorbereiding")
    INVITED = "invited", _("uitgenodigd")
    BUSY = "busy", _("bezig")
    MINUTES = "minutes", _("verslag na te kijken")
    FIXED = "fixed", _("verslag vastgesteld")
    CANCELLED = "cancelled", _("gaat niet door")


MEETING_ALLOWED: Final[Mapping[MeetingState, frozenset[MeetingState]]] = {
    # A table on the spot has nobody to invite.
    MeetingState.PREPARING: frozenset({MeetingState.INVITED, MeetingState.BUSY, MeetingState.CANCELLED}),
    MeetingState.INVITED: frozenset({MeetingState.BUSY, MeetingState.CANCELLED}),
    MeetingState.BUSY: frozenset({MeetingState.MINUTES}),
    # Closed too early it goes on.
    MeetingState.MINUTES: frozenset({MeetingState.BUSY, MeetingState.FIXED}),
    MeetingState.FIXED: frozenset(),
    MeetingState.CANCELLED: frozenset(),
}
BEFORE: Final = (MeetingState.PREPARING, MeetingState.INVITED)
COMING: Final = (*BEFORE, MeetingState.BUSY)
HELD: Final = (MeetingState.BUSY, MeetingState.MINUTES, MeetingState.FIXED)


class ItemKind(models.TextChoices):
    """What an item on the agenda asks of those who are there."""

    INFORM = "inform", _("om te weten")
    TALK = "talk", _("om te bespreken")
    DECIDE = "decide", _("om te beslissen")


class ItemSource(models.TextChoices):
    """Where an item that the agenda proposed by itself comes from."""

    TYPED = "typed", _("zelf geschreven")
    FORMAT = "format", _("uit de opzet")
    ACTION = "action", _("openstaande actie")
    POINT = "point", _("punt van een vorige keer")
    DECISION = "decision", _("besluit om na te kijken")
    NEED = "need", _("gedeelde behoefte")
    UPKEEP = "upkeep", _("aanbod waarvoor niemand antwoordt")
    POLICY = "policy", _("antwoord van het beleid")
    OBSTACLE = "obstacle", _("belemmering")


class Coming(models.TextChoices):
    """What someone who was invited answered; as iCalendar says it in PARTSTAT (RFC 5545, 3.2.12)."""

    UNKNOWN = "unknown", _("nog niet gezegd")
    YES = "yes", _("komt")
    MAYBE = "maybe", _("misschien")
    NO = "no", _("komt niet")


class AnswerWay(models.TextChoices):
    """How that answer came."""

    LINK = "link", _("via de link")
    CALENDAR = "calendar", _("uit de agenda")
    MAIL = "mail", _("per mail")
    TOLD = "told", _("doorgegeven")


class PointState(models.TextChoices):
    """The life of a point, from being said to being done, across meetings."""

    SAID = "said", _("gezegd")
    TAKEN = "taken", _("opgepakt")
    UNDER_WAY = "under_way", _("onderweg")
    DONE = "done", _("gedaan")
    DROPPED = "dropped", _("laten vallen")


POINT_ALLOWED: Final[Mapping[PointState, frozenset[PointState]]] = {
    PointState.SAID: frozenset({PointState.TAKEN, PointState.DONE, PointState.DROPPED}),
    PointState.TAKEN: frozenset({PointState.SAID, PointState.UNDER_WAY, PointState.DONE, PointState.DROPPED}),
    PointState.UNDER_WAY: frozenset({PointState.SAID, PointState.DONE, PointState.DROPPED}),
    PointState.DONE: frozenset({PointState.UNDER_WAY}),
    PointState.DROPPED: frozenset({PointState.SAID}),
}
POINT_OPEN: Final = (PointState.SAID, PointState.TAKEN, PointState.UNDER_WAY)


class ActionState(models.TextChoices):
    OPEN = "open", _("afgesproken")
    BUSY = "busy", _("mee bezig")
    DONE = "done", _("klaar")
    DROPPED = "dropped", _("vervallen")


ACTION_ALLOWED: Final[Mapping[ActionState, frozenset[ActionState]]] = {
    ActionState.OPEN: frozenset({ActionState.BUSY, ActionState.DONE, ActionState.DROPPED}),
    ActionState.BUSY: frozenset({ActionState.OPEN, ActionState.DONE, ActionState.DROPPED}),
    ActionState.DONE: frozenset({ActionState.OPEN}),
    ActionState.DROPPED: frozenset({ActionState.OPEN}),
}
ACTION_OPEN: Final = (ActionState.OPEN, ActionState.BUSY)


class DecideWay(models.TextChoices):
    CONSENT = "consent", _("niemand heeft een zwaarwegend bezwaar")
    MAJORITY = "majority", _("met de meeste stemmen")


class DecisionState(models.TextChoices):
    """``OPEN``: put to the meeting, and not taken yet. ``CHANGED``: at its review another took its place."""

    OPEN = "open", _("voorgelegd")
    TAKEN = "taken", _("besloten")
    NOT_TAKEN = "not_taken", _("niet besloten")
    CHANGED = "changed", _("vervangen")


DECISION_ALLOWED: Final[Mapping[DecisionState, frozenset[DecisionState]]] = {
    DecisionState.OPEN: frozenset({DecisionState.TAKEN, DecisionState.NOT_TAKEN}),
    DecisionState.TAKEN: frozenset({DecisionState.CHANGED}),
    DecisionState.NOT_TAKEN: frozenset({DecisionState.OPEN}),
    DecisionState.CHANGED: frozenset(),
}


class CorrectionState(models.TextChoices):
    OPEN = "open", _("nog te bekijken")
    DONE = "done", _("verbeterd")
    DECLINED = "declined", _("zo gelaten")


class ObstacleState(models.TextChoices):
    """A rule or a procedure that stands in the way (design: vision, capability 43)."""

    TOLD = "told", _("gezegd")
    TAKEN = "taken", _("iemand met mandaat kijkt ernaar")
    LIFTED = "lifted", _("weggenomen")
    EXCEPTION = "exception", _("uitzondering gemaakt")
    PRACTICE = "practice", _("zo doen we het voortaan")
    REFUSED = "refused", _("blijft zoals het is")
    WITHDRAWN = "withdrawn", _("ingetrokken")


OBSTACLE_ALLOWED: Final[Mapping[ObstacleState, frozenset[ObstacleState]]] = {
    ObstacleState.TOLD: frozenset({ObstacleState.TAKEN, ObstacleState.WITHDRAWN}),
    ObstacleState.TAKEN: frozenset(
        {
            ObstacleState.TOLD,
            ObstacleState.LIFTED,
            ObstacleState.EXCEPTION,
            ObstacleState.REFUSED,
            ObstacleState.WITHDRAWN,
        }
    ),
    # Another exception is one more of its exceptions, in the same state.
    ObstacleState.EXCEPTION: frozenset({ObstacleState.LIFTED, ObstacleState.PRACTICE, ObstacleState.TAKEN}),
    ObstacleState.REFUSED: frozenset({ObstacleState.TAKEN}),  # asked anew, with more reasons
    ObstacleState.LIFTED: frozenset(),
    ObstacleState.PRACTICE: frozenset(),
    ObstacleState.WITHDRAWN: frozenset(),
}
OBSTACLE_OPEN: Final = (ObstacleState.TOLD, ObstacleState.TAKEN)
