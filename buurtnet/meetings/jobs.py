"""What this room does each day."""

from collections.abc import Callable
from typing import Final

from buurtnet.meetings.acting import mail_new, remind_due
from buurtnet.meetings.groups import free_places
from buurtnet.meetings.leaving import let_leavers_go
from buurtnet.meetings.minutes import fix_due
from buurtnet.meetings.noting import sweep_photos
from buurtnet.meetings.seen_together import tell_of_groups

# Every part of the room with work to do each day stands here, in this order; done again it does nothing.
DAILY: Final[tuple[Callable[[], object], ...]] = (
    fix_due, let_leavers_go, free_places, tell_of_groups, mail_new, remind_due, sweep_photos,
)  # fmt: skip


def look_after_meetings() -> None:
    for job in DAILY:
        job()
