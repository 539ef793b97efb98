"""What is pointed out of a question before it goes anywhere: danger, and what tells who someone is."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from buurtnet.areas.here import neighbourhoods_of
from buurtnet.areas.models import Network
from buurtnet.questions.roster import people_for, staff_of
from buurtnet.themes.danger import DangerLine, all_lines
from buurtnet.themes.danger_advice import DangerAdvice, advice_for
from buurtnet.wording.traces import Trace, traces_in

DANGER, TRACES = "gevaar", "sporen"
HELP_LINES: Final = ("veilig-thuis", "1712", "luisterlijn", "106", "kindertelefoon", "awel")
LINES_FOR_CHILDREN: Final = frozenset({"kindertelefoon", "awel"})


@dataclass(frozen=True)
class Cautions:
    """``seen``: what was pointed out before, and with which they went on anyway."""

    danger: DangerAdvice | None = None
    traces: list[Trace] = field(default_factory=list)
    seen: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.danger or self.traces)

    @property
    def names(self) -> list[str]:
        """What will have been seen once they go on from here."""
        new = [DANGER] * bool(self.danger) + [TRACES] * bool(self.traces)
        return sorted(self.seen.union(new))


def cautions_for(text: str, network: Network, *, is_unsafe: bool, seen: Collection[str]) -> Cautions:
    """What is new to point out. Nobody is stopped: a second time they simply go on."""
    known = frozenset(seen) & {DANGER, TRACES}
    here = [network.name, network.town, *(area.name for area in neighbourhoods_of(network))]
    return Cautions(
        danger=None if DANGER in known else advice_for(text, network.country, is_unsafe=is_unsafe),
        traces=[] if TRACES in known else traces_in(text, here=here),
        seen=known,
    )


@dataclass(frozen=True)
class ForChild:
    """What a child that asks alone is told. ``line``: whom to call without anyone at home hearing of it.

    ``has_youth_worker``: one is on duty now. Without one the directors answer, and nothing else is promised.
    """

    line: DangerLine | None
    has_youth_worker: bool


def for_child(network: Network, now: dt.datetime) -> ForChild:
    """What a child that asks alone is told in this network now."""
    staff = staff_of(network)
    today = staff.day(now)
    at_work = (
        people_for(staff.roster, shift, today, is_late=False)
        for shift in staff.roster.shifts
        if shift.answers_children
    )
    line = next((line for line in all_lines(network.country) if line.slug in LINES_FOR_CHILDREN), None)
    return ForChild(line, any(at_work))


def help_lines(country: str) -> list[DangerLine]:
    """Whom anyone can call to talk to, while nobody stands behind the question door."""
    return [line for line in all_lines(country) if line.slug in HELP_LINES]
