"""What is done in this room by the background worker: each day, and what was decided as soon as it counts."""

from collections.abc import Callable
from typing import Final

from buurtnet.budget.asking_back import close_unanswered
from buurtnet.budget.deciding import settle_panels
from buurtnet.budget.ideas import forget_unconfirmed
from buurtnet.budget.looking_back import draw_looks
from buurtnet.budget.panels import draw_due, pass_silent_seats
from buurtnet.budget.saying import clear
from buurtnet.budget.telling import sweep_photos

# What comes due by the hour: money nobody objected to, lots to draw, seats to pass on, terms that are over.
DECIDING: Final[tuple[Callable[[], object], ...]] = (
    clear, close_unanswered, draw_due, pass_silent_seats, settle_panels,
)  # fmt: skip
# Every part of the room with work to do each day stands here, in this order.
DAILY: Final[tuple[Callable[[], object], ...]] = (forget_unconfirmed, *DECIDING, draw_looks, sweep_photos)


def look_after_budget() -> None:
    """Each may be done again without harm."""
    for job in DAILY:
        job()


def settle_what_is_due() -> None:
    """A duty: who was promised money in two days hears it that hour, and not the next morning."""
    for job in DECIDING:
        job()
