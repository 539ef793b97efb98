"""What is pointed out of a question before it goes anywhere: danger, and what tells who someone is."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from buurtnet.areas.here import neighbourhoods_of
from buurtnet.areas.models import Network
from buurtnet.questions.roster import in_a_row, people_for, staff_of
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

    ``names``: who of the youth workers on duty may answer. Without one the door is closed for a child alone.
    """

    line: DangerLine | None
    names: str = ""
    has_youth_worker: bool = False


def for_child(network: Network, now: dt.datetime) -> ForChild:
    """What a child that asks alone is told in this network now."""
    staff = staff_of(network)
    today = staff.day(now)
    at_work = dict.fromkeys(
        person
        for shift in staff.roster.shifts
        if shift.answers_children
        for person in people_for(staff.roster, shift, today, is_late=False)
    )
    names = [name.split(" ")[0] for one in at_work if (name := staff.people[one].name)]
    line = next((line for line in all_lines(network.country) if line.slug in LINES_FOR_CHILDREN), None)
    return ForChild(line, in_a_row(names) if len(names) > 1 else "".join(names), has_youth_worker=bool(at_work))


def help_lines(country: str, *, is_child: bool = False) -> list[DangerLine]:
    """Whom anyone can call to talk to, while nobody stands behind the question door; for a child their own first."""
    found = [line for line in all_lines(country) if line.slug in HELP_LINES]
    return sorted(found, key=lambda line: is_child and line.slug not in LINES_FOR_CHILDREN)
