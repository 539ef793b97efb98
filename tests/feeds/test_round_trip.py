"""The calendar of a network goes out and comes back: by another library, and as another network reads it along."""

import datetime as dt

import pytest
from django.utils import timezone

from buurtnet.agenda.choices import DateState
from buurtnet.agenda.dates import OneTime, Times, add_date, cancel_date, change_date
from buurtnet.agenda.icalendar_in import read_icalendar
from buurtnet.agenda.models import Activity, ActivityDate
from buurtnet.agenda.reading_along import Entry
from buurtnet.agenda.taking_up import planned
from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.people.acting import By
from buurtnet.people.choices import Role
from tests.agenda.rows import AMSTERDAM, an_activity, coming
from tests.feeds.asking import text
from tests.feeds.reading import Span, times
from tests.people.cast import person

pytestmark = pytest.mark.django_db
SUNDAYS, SATURDAYS = "FREQ=WEEKLY;BYDAY=SU", "FREQ=WEEKLY;BYDAY=SA"
A_DAY, SUNDAY, SATURDAY = 24 * 60, 6, 5
# In the night in which the clock is put forward or back, in its evening, all day, and three days on end.
AT_NIGHT, IN_THE_EVENING, ALL_DAY, LONG = "Nachtwandeling", "Zingen", "Open dag", "Kamp"


@pytest.fixture
def told(network: Network) -> str:
    """The calendar of a network with a year of series, each with one time moved, one off, one gone and one more."""
    network.rooms = [Room.MAP, Room.AGENDA]
    network.save()
    by = By(person("Ingrid de Wit", Role.DIRECTOR, network), "director")
    sunday, saturday = coming(SUNDAY), coming(SATURDAY)
    for title, said in (
        (AT_NIGHT, Times(sunday, dt.time(2, 30), 90, SUNDAYS)),
        (IN_THE_EVENING, Times(sunday, dt.time(20), 150, SUNDAYS)),
        (ALL_DAY, Times(saturday, None, A_DAY, SATURDAYS)),
        (LONG, Times(saturday, None, 3 * A_DAY)),
    ):
        made = an_activity(network, said, title=title)
        if said.rule:
            make_otherwise(made, by)
    return text("activities_calendar", network.slug)


def make_otherwise(activity: Activity, by: By) -> None:
    first, second, third, fourth = activity.dates.order_by("starts_at")[:4]
    day = timezone.localtime(second.starts_at).date()
    cancel_date(first, "De zaal is dicht", by=by)
    change_date(second, OneTime(day + dt.timedelta(days=1), dt.time(19), 60, "Buurttuin"), by=by)
    third.delete()
    later = timezone.localtime(fourth.starts_at).date() + dt.timedelta(days=2)
    add_date(activity, Times(later, dt.time(10), 45), by=by)


def shown(title: str) -> set[Span]:
    rows = ActivityDate.objects.filter(activity__title=title).exclude(state=DateState.CANCELLED)
    return {(one.starts_at, one.ends_at) for one in rows.filter(ends_at__lt=timezone.now() + dt.timedelta(days=365))}


def until(spans: set[Span]) -> set[Span]:
    """Of a series what has ended within the year that the pages are compared for."""
    return {one for one in spans if one[1] < timezone.now() + dt.timedelta(days=365)}


def test_another_library_reads_each_time_also_where_the_clock_changes(told: str) -> None:
    now = timezone.now()
    found = [one for one in times(told, now, now + dt.timedelta(days=366)) if one.event.status != "CANCELLED"]
    for title in (AT_NIGHT, IN_THE_EVENING):
        read = {(one.begin, one.finish) for one in found if one.event.summary == title}
        assert until(read) == shown(title)
        assert len({start.astimezone(AMSTERDAM).utcoffset() for start, _end in read}) == 2


def test_another_library_reads_whole_days_as_days(told: str) -> None:
    now = timezone.now()
    found = [one.event for one in times(told, now, now + dt.timedelta(days=366)) if one.event.status != "CANCELLED"]
    for title, days in ((ALL_DAY, 1), (LONG, 3)):
        whole = [one for one in found if one.summary == title and not isinstance(one.dtstart, dt.datetime)]
        assert {one.dtend - one.dtstart for one in whole if one.dtend} == {dt.timedelta(days=days)}
        midnights = {dt.datetime.combine(one.dtstart, dt.time(), AMSTERDAM) for one in whole}
        kept = {start.astimezone(AMSTERDAM) for start, end in shown(title) if end - start > dt.timedelta(hours=20)}
        assert {one for one in midnights if one <= max(kept)} == kept


def test_a_network_that_reads_it_along_has_the_same_times(told: str, network: Network) -> None:
    reading = read_icalendar(told.encode(), AMSTERDAM, timezone.localdate())
    assert not reading.left_out
    for title in (AT_NIGHT, IN_THE_EVENING, ALL_DAY, LONG):
        found = [times_of(one, network) for one in reading.entries if one.title == title]
        assert until(set().union(*found)) == shown(title)


def times_of(entry: Entry, network: Network) -> set[Span]:
    """When it is there, without what is off."""
    off = {at for at, other in entry.others.items() if other.is_off}
    found = planned(entry, network, timezone.now()).items()
    return {(one.start.astimezone(dt.UTC), one.end.astimezone(dt.UTC)) for at, one in found if at not in off}
