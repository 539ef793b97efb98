"""From one state to the next: locked, allowed, and written down. All that changes a meeting waits behind its lock."""

import datetime as dt
from typing import NoReturn
from uuid import UUID

from django.utils import timezone

from buurtnet.kit import own_links
from buurtnet.kit.moving import NotNowError
from buurtnet.meetings.choices import (
    ACTION_ALLOWED,
    MEETING_ALLOWED,
    OBSTACLE_ALLOWED,
    POINT_ALLOWED,
    ActionState,
    MeetingState,
    ObstacleState,
    PointState,
)
from buurtnet.meetings.models import (
    Action,
    ActionStep,
    Decision,
    Meeting,
    Obstacle,
    ObstacleStep,
    Point,
    PointStep,
    WorkGroup,
)
from buurtnet.people.models import Person
from buurtnet.privacy.choices import Action as LogAction
from buurtnet.privacy.log import record, record_refusal

type Row = Meeting | Point | Action | Obstacle | Decision | WorkGroup
GROUP = "meetings"  # of fields, in the log


def link_of(kind: str, pk: UUID) -> str:
    """The secret of a link that follows from a row. ``kind``: invitee, watch, dots, or action."""
    return own_links.link_of(f"meetings.{kind}", pk)


def hash_of(kind: str, token: str) -> str:
    """What is kept of it."""
    return own_links.hash_of_link(f"meetings.{kind}", token)


def locked[R: Row](row: R) -> R:
    """Read again behind its lock, into the same object; within a transaction."""
    network = row.network
    row.refresh_from_db(from_queryset=type(row)._default_manager.select_for_update(of=("self",)))  # type: ignore[arg-type]  # of its own model
    row.network = network
    return row


def change(row: Row, **changes: object) -> None:
    """Write fields of a row that is ``locked``."""
    for name, value in changes.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*changes, "version"])


def move_meeting(meeting: Meeting, to: MeetingState, *, by: Person | None, **changes: object) -> None:
    """Raises ``NotNowError``."""
    if to not in MEETING_ALLOWED[MeetingState(meeting.state)]:
        refuse(meeting, f"meeting.{meeting.state}.{to}", by)
    change(meeting, state=to, **changes)
    note(LogAction.CHANGE, meeting, by, result=to)


def move_point(
    point: Point, to: PointState, *, by: Person | None, why: str = "", meeting: Meeting | None = None,
    **changes: object,
) -> None:  # fmt: skip
    """``why`` stands in its life. Raises ``NotNowError``."""
    if to not in POINT_ALLOWED[PointState(point.state)]:
        refuse(point, f"point.{point.state}.{to}", by)
    ended = timezone.now() if to in (PointState.DONE, PointState.DROPPED) else None
    change(point, state=to, ended_at=ended, **changes)
    PointStep.objects.create(point=point, state=to, why=why, meeting=meeting)
    note(LogAction.CHANGE, point, by, result=to)


def move_action(
    action: Action, to: ActionState, *, by: Person | None, why: str = "", meeting: Meeting | None = None,
    **changes: object,
) -> None:  # fmt: skip
    """``why`` stands in its life. Raises ``NotNowError``."""
    if to not in ACTION_ALLOWED[ActionState(action.state)]:
        refuse(action, f"action.{action.state}.{to}", by)
    ended = timezone.now() if to in (ActionState.DONE, ActionState.DROPPED) else None
    change(action, state=to, ended_at=ended, **changes)
    step(action, why=why, meeting=meeting)
    note(LogAction.CHANGE, action, by, result=to)


def step(action: Action, *, why: str = "", meeting: Meeting | None = None, carried: bool = False) -> None:
    """How an action stands now, in its life."""
    ActionStep.objects.create(
        action=action, state=action.state, due=action.due, why=why, meeting=meeting, is_carried=carried
    )


def move_obstacle(
    obstacle: Obstacle, to: ObstacleState, *, by: Person | None, why: str = "", **changes: object
) -> None:
    """``why`` stands in its life. Raises ``NotNowError``."""
    if to not in OBSTACLE_ALLOWED[ObstacleState(obstacle.state)]:
        refuse(obstacle, f"obstacle.{obstacle.state}.{to}", by)
    is_over = not OBSTACLE_ALLOWED[to] or to in (ObstacleState.REFUSED, ObstacleState.EXCEPTION)
    change(obstacle, state=to, ended_at=timezone.now() if is_over else None, **changes)
    ObstacleStep.objects.create(obstacle=obstacle, state=to, why=why)
    note(LogAction.CHANGE, obstacle, by, result=to)


def days_from_now(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def refuse(row: Row, rule: str, by: Person | None, sentence: str = "") -> NoReturn:
    """Write down that this was not allowed now, and say so. Raises ``NotNowError``."""
    record_refusal(actor=by, obj=row, network=row.network_id, fields_group=GROUP, rule=rule)
    raise NotNowError(sentence)


def note(action: LogAction, row: Row, by: Person | None, *, result: str = "") -> None:
    """One line in the log: who did what to which row, and nothing of what it says."""
    record(
        action, actor=by, obj=row, network=row.network_id, fields_group=GROUP, result=result,
        role_then="" if by else "visitor",
    )  # fmt: skip
