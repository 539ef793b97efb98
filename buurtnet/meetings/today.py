"""What waits for someone in this room."""

import datetime as dt
from collections.abc import Callable
from typing import Final

from buurtnet.kit.today import Item
from buurtnet.meetings.waiting import corrections, invitations, left_open, strangers
from buurtnet.meetings.waiting_actions import own_actions, without_owner
from buurtnet.meetings.waiting_answers import reviews, to_answer, untaken
from buurtnet.people.models import Person

# Every part of the room in which something can wait for someone stands here.
PARTS: Final[tuple[Callable[[Person, dt.datetime], list[Item]], ...]] = (
    invitations, strangers, own_actions, without_owner, left_open, corrections, reviews, to_answer,
    untaken,
)  # fmt: skip


def items(person: Person, now: dt.datetime) -> list[Item]:
    return [one for part in PARTS for one in part(person, now)]
