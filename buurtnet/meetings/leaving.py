"""Who takes part no longer pulls nothing any more: what they pulled asks for another, and keeps its organization."""

from collections.abc import Iterable
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from buurtnet.meetings.access import KNOWN
from buurtnet.meetings.choices import ACTION_OPEN, POINT_OPEN, ObstacleState
from buurtnet.meetings.models import Action, Meeting, Obstacle, Point, PointStep, WorkGroup
from buurtnet.meetings.moving import Row, change, locked, move_obstacle, note, step
from buurtnet.people.models import Membership
from buurtnet.privacy.choices import Action as LogAction

GOING: Final[dict[type[Row], Q]] = {
    Action: Q(state__in=ACTION_OPEN), Point: Q(state__in=POINT_OPEN), WorkGroup: Q(until=None),
    Obstacle: Q(state=ObstacleState.TAKEN),
}  # fmt: skip

OF_A_MEETING: Final = (Action, Point)


def let_leavers_go() -> int:
    """A daily job. Returns how many things ask for someone else now; again it is none."""
    return sum(_let_go(row) for model, going in GOING.items() for row in _of_leavers(model, going))


def _of_leavers(model: type[Row], going: Q) -> Iterable[Row]:
    owner = _owner(model)
    held = Membership.objects.current().filter(role__in=KNOWN, person=OuterRef(owner))
    rows = model._default_manager.filter(going, **{f"{owner}__isnull": False})
    rows = rows.exclude(Exists(held.filter(network=OuterRef("network"))))
    if model in OF_A_MEETING:  # where networks met together, who is of any of them pulls it
        together = Meeting.also.through.objects.filter(meeting=OuterRef(OuterRef("meeting")))
        rows = rows.exclude(Exists(held.filter(network__in=together.values("network"))))
    return rows.select_related("network")


def _owner(model: type[Row]) -> str:
    return "holder" if model is Obstacle else "owner"


@transaction.atomic
def _let_go(row: Row) -> bool:
    field = f"{_owner(type(row))}_id"
    had = getattr(row, field)
    locked(row)
    if getattr(row, field) != had or not type(row)._default_manager.filter(GOING[type(row)], pk=row.pk).exists():
        return False
    why = _("Wie dit trok, doet niet meer mee in het netwerk.")
    if isinstance(row, Obstacle):
        move_obstacle(row, ObstacleState.TOLD, by=None, why=why, holder=None, taken_at=None, answer_by=None)
        return True
    change(row, owner=None)
    if isinstance(row, Action):
        step(row, why=why)
    elif isinstance(row, Point):
        PointStep.objects.create(point=row, state=row.state, why=why)
    note(LogAction.CHANGE, row, None, result="owner_left")
    return True
