"""The roster as its director sees it: its lines, and who is there on the coming days."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db.models import F, Q
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from buurtnet.questions.desk import Desk
from buurtnet.questions.free_days import DAY, free_days, is_working_day
from buurtnet.questions.models import Duty

DAYS_AHEAD: Final = 14
A_WEEK: Final = frozenset(range(5))


@dataclass(frozen=True)
class Line:
    """A line of the roster. ``is_away``: today; ``has_role``: whether they still work in this network."""

    duty: Duty
    theme: str
    days: str
    is_away: bool
    has_role: bool
    is_over: bool


@dataclass(frozen=True)
class DayAhead:
    """A coming day, and the names of who is there. ``is_free``: nobody works on it in this country."""

    day: dt.date
    names: list[str]
    is_free: bool


def lines_in(desk: Desk) -> list[Line]:
    """Those that run now or later first, then what ended in the last year."""
    rows = Duty.objects.filter(network=desk.network).select_related("person", "deputy", "theme", "area")
    recent = rows.filter(Q(ends_on=None) | Q(ends_on__gte=desk.today - dt.timedelta(days=365)))
    ordered = recent.order_by(F("ends_on").desc(nulls_first=True), "starts_on", "person__name_folded", "pk")
    return sorted((line_of(one, desk) for one in ordered), key=lambda line: line.is_over)


def line_of(duty: Duty, desk: Desk) -> Line:
    """One line, as its director sees it."""
    return Line(
        duty=duty,
        theme=duty.theme.name_in(get_language() or "") if duty.theme else "",
        days=days_in_words(duty.weekdays),
        is_away=desk.staff.roster.is_away(duty.person_id, desk.today),
        has_role=duty.person_id in desk.staff.people,
        is_over=duty.ends_on is not None and duty.ends_on < desk.today,
    )


def days_in_words(weekdays: list[int]) -> str:
    """ "elke werkdag", "maandag", "ma, wo"."""
    chosen = sorted(set(weekdays)) or sorted(A_WEEK)
    if set(chosen) == A_WEEK:
        return _("elke werkdag")
    if len(chosen) == 1:
        return str(WEEKDAYS[chosen[0]])
    return ", ".join(str(WEEKDAYS_ABBR[one]) for one in chosen)


def days_in(desk: Desk) -> list[DayAhead]:
    """The coming two weeks: working days, and other days on which someone is there."""
    country, found = desk.network.country, []
    for ahead in range(DAYS_AHEAD):
        day = desk.today + DAY * ahead
        names = [desk.staff.people[one].name for one in desk.staff.roster.at_work_on(day)]
        is_free = day in free_days(country, day.year)
        if names or is_free or is_working_day(day, country):
            found.append(DayAhead(day, names, is_free))
    return found
