"""The calendar by week and by month: which days, what is on them, and the way to those before and after."""

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils import formats
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from buurtnet.agenda.finding import DAY, dates_in, days_of, going_on, midnight
from buurtnet.agenda.models import ActivityDate
from buurtnet.agenda.shown import ActivityCard, cards_of, date_text
from buurtnet.agenda.wanted import Wanted
from buurtnet.directory.cards import Viewpoint
from buurtnet.places.tiles import DayTile, tile_of

PER_PAGE = 50
MOST_GOING_ON = 12
MOST_A_DAY = 3  # in a month
WEEK = dt.timedelta(days=7)
BACK, AHEAD = dt.timedelta(days=370), dt.timedelta(days=400)  # farther than that nothing is kept, or made yet


@dataclass(frozen=True)
class Week:
    """Seven days from a Monday. An address is empty where there is nothing to go to."""

    monday: dt.date
    is_this: bool
    title: str
    previous: str
    next: str

    @property
    def sunday(self) -> dt.date:
        return self.monday + 6 * DAY


@dataclass(frozen=True)
class DayList:
    """One day with what is on it. ``anchor``: its place on the page."""

    anchor: str
    name: str
    tile: DayTile
    cards: list[ActivityCard]


@dataclass(frozen=True)
class WeekList:
    """What goes on already, then the days; ``has_more``: another page of them."""

    going_on: list[ActivityCard]
    days: list[DayList]
    has_more: bool

    @property
    def cards(self) -> list[ActivityCard]:
        return [*self.going_on, *(card for day in self.days for card in day.cards)]


@dataclass(frozen=True)
class Cell:
    """One day of a month; ``more``: how many are not shown, None: many."""

    date: str
    number: int
    name: str
    cards: list[ActivityCard]
    more: int | None
    is_past: bool
    is_today: bool
    is_other_month: bool


@dataclass(frozen=True)
class Month:
    """A month as rows of seven days."""

    title: str
    this: str
    rows: list[list[Cell]]
    previous: str
    next: str
    is_this: bool


def day_in(text: str, today: dt.date) -> dt.date:
    """A day as ``2026-11-23``, within a year or so; else today."""
    if not text:
        return today
    day = dt.date.fromisoformat(text)
    return day if today - BACK <= day <= today + AHEAD else today


def week_of(day: dt.date, today: dt.date) -> Week:
    """The week of a day."""
    monday, this = day - day.weekday() * DAY, today - today.weekday() * DAY
    return Week(
        monday=monday,
        is_this=monday == this,
        title=week_title(monday, this),
        previous=str(monday - WEEK) if monday - WEEK >= this - BACK else "",
        next=str(monday + WEEK) if monday + WEEK <= today + AHEAD else "",
    )


def week_title(monday: dt.date, this: dt.date) -> str:
    """ "Deze week", "Volgende week", or its first and last day."""
    if monday == this:
        return _("Deze week")
    if monday == this + WEEK:
        return _("Volgende week")
    return period_text(monday, monday + 6 * DAY)


def period_text(first: dt.date, last: dt.date) -> str:
    """ "23 tot en met 29 november", "30 november tot en met 6 december"."""
    same = first.month == last.month
    return _("%(first)s tot en met %(last)s") % {
        "first": formats.date_format(first, "j" if same else "j F"),
        "last": formats.date_format(last, "j F"),
    }


def asked_week(wanted: Wanted, view: Viewpoint) -> tuple[Week, WeekList]:
    """The week that is looked at with what is on; who asked for none and finds this one over sees the next."""
    week = week_of(day_in(wanted.week, view.today), view.today)
    found = list_of(week, wanted, view)
    if not wanted.week and not found.cards:
        following = week_of(view.today + WEEK, view.today)
        listed = list_of(following, wanted, view)
        if listed.cards:
            return following, listed
    return week, found


def list_of(week: Week, wanted: Wanted, view: Viewpoint) -> WeekList:
    """One page of a week; of this week what is still to come or goes on."""
    start = max(view.now, midnight(week.monday, view.zone)) if week.is_this else midnight(week.monday, view.zone)
    end = midnight(week.monday + WEEK, view.zone)
    offset = (wanted.page - 1) * PER_PAGE
    found = dates_in(view.network, wanted, start, end, PER_PAGE + 1, offset=offset)
    running = going_on(view.network, wanted, start, MOST_GOING_ON) if wanted.page == 1 else []
    days = days_with(cards_of(found[:PER_PAGE], view), view.today)
    return WeekList(cards_of(running, view), days, len(found) > PER_PAGE)


def days_with(cards: Sequence[ActivityCard], today: dt.date) -> list[DayList]:
    """Cards in order of time, by day."""
    return [
        DayList(f"dag-{day}", day_name(day, today), tile_of(day, today), list(some))
        for day, some in groupby(cards, key=lambda card: card.day)
    ]


def day_name(day: dt.date, today: dt.date) -> str:
    """ "Vandaag, maandag 23 november"."""
    if day == today:
        return _("Vandaag, %(day)s") % {"day": date_text(day)}
    if day == today + DAY:
        return _("Morgen, %(day)s") % {"day": date_text(day)}
    return date_text(day).capitalize()


# By month


def month_of(day: dt.date, wanted: Wanted, view: Viewpoint) -> Month:
    """The month of a day, from the Monday before it to the Sunday after."""
    weeks = calendar.Calendar().monthdatescalendar(day.year, day.month)
    found = days_of(view.network, wanted, weeks[0][0], weeks[-1][-1], MOST_A_DAY)
    first, last = day.replace(day=1), last_of(day)
    return Month(
        title=formats.date_format(day, "F Y"),
        this=str(first),
        rows=[[cell_of(one, first, found.get(one, ([], 0)), view) for one in week] for week in weeks],
        previous=str(first - DAY) if first - DAY >= view.today - BACK else "",
        next=str(last + DAY) if last + DAY <= view.today + AHEAD else "",
        is_this=first <= view.today <= last,
    )


def cell_of(day: dt.date, first: dt.date, found: tuple[list[ActivityDate], int | None], view: Viewpoint) -> Cell:
    dates, count = found
    return Cell(
        date=str(day),
        number=day.day,
        name=date_text(day),
        cards=cards_of(dates, view),
        more=None if count is None else count - len(dates),
        is_past=day < view.today,
        is_today=day == view.today,
        is_other_month=day.month != first.month,
    )


def last_of(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def weekday_names() -> list[str]:
    """Monday to Sunday, as the head of a month."""
    return [str(WEEKDAYS[number]) for number in range(7)]
