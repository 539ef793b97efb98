"""What waits for someone in this room: each part says it for itself."""

import datetime as dt
from collections.abc import Callable
from typing import Final

from buurtnet.budget.today_deciding import deciding_items
from buurtnet.budget.today_ideas import idea_items
from buurtnet.budget.today_paying import paying_items
from buurtnet.kit.today import Item
from buurtnet.people.models import Person

# Every part of the room in which something can wait for someone stands here.
PARTS: Final[tuple[Callable[[Person, dt.datetime], list[Item]], ...]] = (
    idea_items, deciding_items, paying_items,
)  # fmt: skip


def items(person: Person, now: dt.datetime) -> list[Item]:
    """In a number of queries that does not grow with what waits."""
    return [item for part in PARTS for item in part(person, now)]
