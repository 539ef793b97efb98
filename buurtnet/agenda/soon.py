"""The few coming dates that other pages show: this week nearby, and what answers a search."""

import datetime as dt
from dataclasses import replace

from buurtnet.agenda.choices import DateState
from buurtnet.agenda.finding import EVERYTHING, dates_in
from buurtnet.agenda.models import ActivityDate
from buurtnet.agenda.near import nearest_first
from buurtnet.agenda.shown import ActivityCard, cards_of
from buurtnet.agenda.wanted import Wanted
from buurtnet.agenda.words import ids_of
from buurtnet.directory.cards import Viewpoint

A_WEEK, TWO_MONTHS = dt.timedelta(days=7), dt.timedelta(days=60)
MOST_READ = 60  # dates among which the nearest are chosen


def this_week(view: Viewpoint, most: int) -> list[ActivityCard]:
    """What is on in the next seven days, each activity once: within a walk first, then in order of time."""
    return soon(view, EVERYTHING, A_WEEK, most)


def answering(view: Viewpoint, wanted: Wanted, most: int) -> list[ActivityCard]:
    """The next dates that answer what someone looks for."""
    return soon(view, wanted, TWO_MONTHS, most)


def soon(view: Viewpoint, wanted: Wanted, ahead: dt.timedelta, most: int) -> list[ActivityCard]:
    """What is near, then what is not: in two queries at most, and one of the index when there are words."""
    wanted = found_by_words(wanted, view)
    near = replace(wanted, point=view.near, switches=wanted.switches | {"dichtbij"})
    found = coming(view, near, ahead) if view.near else []
    if len({date.activity_id for date in found}) < most:
        found += coming(view, wanted, ahead)
    return cards_of(nearest_first(found, view.near, most), view)


def coming(view: Viewpoint, wanted: Wanted, ahead: dt.timedelta) -> list[ActivityDate]:
    found = dates_in(view.network, wanted, view.now, view.now + ahead, MOST_READ)
    return [date for date in found if date.state != DateState.CANCELLED]


def found_by_words(wanted: Wanted, view: Viewpoint) -> Wanted:
    """The same with its words looked up once."""
    return replace(wanted, found=tuple(ids_of(wanted.text, view.network))) if wanted.text else wanted
