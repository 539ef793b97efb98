"""What waits for someone in this room: announcements that wait for a look, and what each part of it adds."""

import datetime as dt
from collections.abc import Callable

from buurtnet.agenda.counting import untold_items
from buurtnet.agenda.handing_over import offer_items
from buurtnet.agenda.looking import look_items
from buurtnet.agenda.stories import story_items
from buurtnet.agenda.tasks import lesson_items, task_items
from buurtnet.kit.today import Item
from buurtnet.people.models import Person

# Every part of this room in which something can wait for someone stands here.
PARTS: tuple[Callable[[Person, dt.datetime], list[Item]], ...] = (
    look_items,
    task_items,
    offer_items,
    lesson_items,
    story_items,
    untold_items,
)


def items(person: Person, now: dt.datetime) -> list[Item]:
    """In a number of queries that does not grow with what waits."""
    return [item for part in PARTS for item in part(person, now)]
