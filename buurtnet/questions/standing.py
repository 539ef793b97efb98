"""Who stands behind a duty on a day. Nothing here asks the database: a roster is read once and then only counted.

Someone away is never counted: their deputy stands in, unless that one is away too.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from buurtnet.areas.holidays import Holiday
from buurtnet.questions.free_days import DAY, free_days, is_working_day, working_days_between

AHEAD: Final = 5  # working days in which two people must stand behind the door
TAKEN_WITHIN: Final = 2  # days on which someone stands (needs, section 2)
ANSWERED_WITHIN: Final = 7
FARTHEST: Final = 120  # days that are looked ahead
USUAL_WEEK: Final = frozenset(range(5))

type Span = tuple[dt.date, dt.date]  # both days included


@dataclass(frozen=True)
class Shift:
    """One line of the roster. Without a theme or area: all of them. ``weekdays``: 0 is Monday."""

    person: UUID
    first: dt.date
    last: dt.date | None = None
    deputy: UUID | None = None
    weekdays: frozenset[int] = USUAL_WEEK
    is_off_in_holidays: bool = False
    answers_children: bool = False
    theme: str | None = None
    area: int | None = None

    def runs_on(self, day: dt.date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Roster:
    """The lines of one network, who is away when, and its school holidays."""

    country: str
    shifts: tuple[Shift, ...] = ()
    away: Mapping[UUID, Sequence[Span]] = field(default_factory=dict)
    holidays: tuple[Holiday, ...] = ()

    def is_holiday(self, day: dt.date) -> bool:
        return any(one.first <= day <= one.last for one in self.holidays)

    def is_away(self, person: UUID, day: dt.date) -> bool:
        """On leave; or it is a school holiday and a line of theirs says that they are free then."""
        if any(first <= day <= last for first, last in self.away.get(person, ())):
            return True
        return self.is_holiday(day) and any(
            one.is_off_in_holidays for one in self.shifts if one.person == person and one.runs_on(day)
        )

    def behind(self, shift: Shift, day: dt.date) -> UUID | None:
        """Who answers for a line on a day, whatever day of the week it is; None when everyone is away."""
        if not shift.runs_on(day):
            return None
        if not self.is_away(shift.person, day):
            return shift.person
        return self.deputy_of(shift, day)

    def deputy_of(self, shift: Shift, day: dt.date) -> UUID | None:
        """Who stands in for a line on a day; for a line of children only someone who answers children themselves."""
        one = shift.deputy
        if one is None or not shift.runs_on(day) or self.is_away(one, day):
            return None
        return one if not shift.answers_children or self.is_youth_worker(one, day) else None

    def is_youth_worker(self, person: UUID, day: dt.date) -> bool:
        return any(one.answers_children for one in self.shifts if one.person == person and one.runs_on(day))

    def works_on(self, shift: Shift, day: dt.date) -> UUID | None:
        """Who is at it on a day of the week of this line; on a day off of the country nobody is."""
        if day.weekday() not in shift.weekdays or day in free_days(self.country, day.year):
            return None
        return self.behind(shift, day)

    def at_work_on(self, day: dt.date) -> list[UUID]:
        """Everyone who is at it on a day, each once, in the order of the roster."""
        found = (self.works_on(one, day) for one in self.shifts)
        return list(dict.fromkeys(person for person in found if person))

    def at_the_door(self, first: dt.date) -> list[UUID]:
        """Who is at it on the next working days, ``first`` included when it is one."""
        return list(
            dict.fromkeys(person for day in days_ahead(first, self.country) for person in self.at_work_on(day))
        )

    def is_open(self, first: dt.date) -> bool:
        """The door opens only with two different people behind it (needs, section 2)."""
        return len(self.at_the_door(first)) >= 2

    def nth_day(self, after: dt.date, number: int) -> dt.date:
        """The nth day after a day on which someone is at it; without a roster the nth working day."""
        found = self._days_with_someone(after)
        day = after
        for _time in range(number):
            day = next(found, None) or next_working_day(day, self.country)
        return day

    def _days_with_someone(self, after: dt.date) -> Iterator[dt.date]:
        days = (after + DAY * step for step in range(1, FARTHEST + 1))
        return (day for day in days if self.at_work_on(day))

    def working_days_until(self, after: dt.date, until: dt.date) -> int:
        """What a promise is called: as many working days as who asks counts them, one at least."""
        return max(1, working_days_between(after, until, self.country))


def days_ahead(first: dt.date, country: str) -> Iterator[dt.date]:
    """All days from ``first`` on, until so many working days are among them."""
    day, counted = first, 0
    while counted < AHEAD:
        counted += is_working_day(day, country)
        yield day
        day += DAY


def next_working_day(day: dt.date, country: str) -> dt.date:
    """The first working day after a day."""
    day += DAY
    while not is_working_day(day, country):
        day += DAY
    return day
