"""Activities as a calendar: another library reads the dates that the pages show, and what is otherwise in them."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from buurtnet.agenda.choices import ActivityState, DateState
from buurtnet.agenda.dates import OneTime, Times, cancel_date, change_date
from buurtnet.agenda.models import Activity
from buurtnet.areas.choices import Room
from buurtnet.areas.kept import forget_all
from buurtnet.areas.models import Area, Network
from buurtnet.feeds.activities import of_activity, with_times
from buurtnet.people.acting import By
from buurtnet.people.choices import Role
from buurtnet.themes.models import Theme
from tests.agenda.rows import a_date, an_activity, coming
from tests.factories import LocationFactory, NetworkFactory
from tests.feeds.asking import get, text
from tests.feeds.reading import Span, Time, events, times
from tests.people.cast import person

pytestmark = pytest.mark.django_db
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
HALF_PAST_THREE = dt.time(15, 30)


@pytest.fixture
def havendijk(network: Network) -> Network:
    network.rooms = [Room.MAP, Room.AGENDA]
    network.save()
    return network


def shown(activity: Activity) -> set[Span]:
    """What the pages say that goes on, from now for a year."""
    now, end = window()
    rows = activity.dates.filter(starts_at__lt=end, ends_at__gt=now).exclude(state=DateState.CANCELLED)
    return {(one.starts_at, one.ends_at) for one in rows}


def window() -> tuple[dt.datetime, dt.datetime]:
    now = timezone.now()
    return now, now + dt.timedelta(days=365)


def read(calendar: str) -> set[Span]:
    """What another library says that goes on in that time, without what is off."""
    return {span_of(one) for one in times(calendar, *window()) if one.event.status != "CANCELLED"}


def span_of(one: Time) -> Span:
    """Of whole days from midnight to midnight: the library takes the midnight of where it is itself."""
    first, last = one.event.dtstart, one.event.dtend
    if isinstance(first, dt.datetime) or isinstance(last, dt.datetime) or last is None:
        return one.begin, one.finish
    start, end = (dt.datetime.combine(day, dt.time(), AMSTERDAM) for day in (first, last))
    return start.astimezone(dt.UTC), end.astimezone(dt.UTC)


def told(activity: Activity) -> str:
    return of_activity(with_times(Activity.objects.filter(pk=activity.pk)).get()).body.decode()


RULES = [
    "FREQ=WEEKLY;BYDAY=WE", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", "FREQ=WEEKLY", "FREQ=DAILY;INTERVAL=3",
    "FREQ=DAILY;BYDAY=SA,SU", "FREQ=MONTHLY;BYDAY=1WE", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYMONTHDAY=31",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "FREQ=MONTHLY", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=5",
    "FREQ=YEARLY", "FREQ=WEEKLY;BYDAY=MO;COUNT=30", "FREQ=WEEKLY;INTERVAL=3;BYDAY=SU;WKST=SU",
    "FREQ=WEEKLY;BYDAY=TH;UNTIL=20270415",
]  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("at", [HALF_PAST_THREE, dt.time(2, 30), dt.time(23, 30), None])
def test_another_library_reads_the_dates_of_a_series_for_a_year(
    havendijk: Network, rule: str, at: dt.time | None
) -> None:
    for starts_on in (dt.date(2026, 8, 31), timezone.localdate() + dt.timedelta(days=2)):
        minutes = 24 * 60 if at is None else 150
        one = an_activity(havendijk, Times(starts_on, at, minutes, rule), title=rule)
        assert shown(one) or "YEARLY" in rule
        assert read(told(one)) == shown(one)


@pytest.mark.parametrize("at", [HALF_PAST_THREE, None])
def test_school_holidays_are_left_out_also_after_the_dates_that_are_made(
    havendijk: Network, at: dt.time | None
) -> None:
    one = an_activity(havendijk, Times(coming(2), at, 90, "FREQ=WEEKLY;BYDAY=WE", None, True))
    assert read(told(one)) == shown(one)
    (series,) = [event for event in events(told(one)) if event.rrule]
    assert max(day if type(day) is dt.date else day.date() for day in series.exdate) > max(
        date.starts_at.date() for date in one.dates.all()
    )


def test_one_that_is_moved_one_that_is_off_and_one_more_are_read_so(havendijk: Network) -> None:
    by = By(person("Ingrid de Wit", Role.DIRECTOR, havendijk), "director")
    one = an_activity(havendijk, Times(coming(2), HALF_PAST_THREE, 90, "FREQ=WEEKLY;BYDAY=WE"))
    first, second, third = one.dates.order_by("starts_at")[:3]
    cancel_date(first, "Zaal dicht", by=by)
    day = second.starts_at.date() + dt.timedelta(days=1)
    change_date(second, OneTime(day, dt.time(19, 0), 60, "Buurttuin", "Neem laarzen mee"), by=by)
    third.delete()
    extra = a_date(one)
    calendar = told(one)
    assert read(calendar) == shown(one)
    assert (extra.starts_at, extra.ends_at) in read(calendar)
    found = {event.status: event for event in events(calendar) if event.recurrence_id}
    assert {"CANCELLED", "CONFIRMED"} == set(found)
    assert found["CANCELLED"].summary == "Gaat niet door: Samen koken op het plein"
    assert "Zaal dicht" in (found["CANCELLED"].description or "")
    assert found["CONFIRMED"].location == "Buurttuin"
    assert len({event.uid for event in events(calendar)}) == 2


def test_ids_stay_and_a_change_is_a_later_revision(havendijk: Network) -> None:
    one = an_activity(havendijk, Times(coming(2), HALF_PAST_THREE, 90, "FREQ=WEEKLY;BYDAY=WE"))
    before = events(told(one))
    one.title, one.changed_at = "Samen eten", timezone.now() + dt.timedelta(minutes=5)
    one.save()
    after = events(told(one))
    assert [event.uid for event in before] == [event.uid for event in after]
    assert (before[0].sequence or 0) < (after[0].sequence or 0)
    assert after[0].summary == "Samen eten"


def test_a_single_date_stands_alone_and_says_so_when_it_is_off(havendijk: Network) -> None:
    one = an_activity(havendijk, Times(coming(5), HALF_PAST_THREE, 90))
    date = one.dates.get()
    (event,) = events(told(one))
    assert (event.uid, event.rrule) == (str(date.pk), None)
    date.state = DateState.CANCELLED
    date.save()
    (event,) = events(told(one))
    assert event.status == "CANCELLED"


def test_nothing_personal_is_told_and_no_safe_address(havendijk: Network) -> None:
    secret = LocationFactory(name="Blijf van mijn lijf", hide_address=True)
    owner = person("Hanan Yilmaz", Role.RESIDENT, havendijk)
    an_activity(
        havendijk, Times(coming(5), HALF_PAST_THREE), title="Praatgroep", location=secret, owner=owner,
        shows_owner=True, contact="hanan@havendijk.example", latitude=52.05, longitude=4.15,
    )  # fmt: skip
    calendar = text("activities_calendar", "havendijk")
    assert "SUMMARY:Praatgroep" in calendar
    assert not [word for word in ("Hanan", "hanan", "Blijf", "GEO", "LOCATION", "ORGANIZER") if word in calendar]


def test_the_calendar_of_a_network_is_chosen_by_neighbourhood_theme_and_age(
    havendijk: Network, areas: list[Area]
) -> None:
    theme = Theme.objects.create(slug="samen-eten", function=1, name="Samen eten")
    here = an_activity(havendijk, Times(coming(5)), title="Buitenspelen", area=areas[1], age_from=4, age_to=8)
    here.themes.add(theme)
    an_activity(havendijk, Times(coming(5)), title="Klaverjassen", area=areas[2], age_from=60)

    def titles(**asked: object) -> set[str]:
        forget_all()
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        answer = Client().get(f"{reverse('feeds:activities_calendar', args=['havendijk'])}?{query}")
        assert answer.status_code == 200
        return {event.summary or "" for event in events(answer.content.decode())}

    assert titles() == {"Buitenspelen", "Klaverjassen"}
    assert titles(buurt=areas[1].slug) == titles(thema=theme.pk) == titles(leeftijd=6) == {"Buitenspelen"}
    assert titles(leeftijd=70) == titles(leeftijd="60-120") == {"Klaverjassen"}
    assert titles(leeftijd="6-11") == titles(leeftijd="2,5-4") == {"Buitenspelen"}


@pytest.mark.parametrize(
    "query", ["?buurt=bestaatniet", "?thema=geen", "?leeftijd=oud", "?leeftijd=-1", "?leeftijd=9999", "?buurt=%00x"]
)
def test_nonsense_is_not_found(havendijk: Network, query: str) -> None:
    answer = Client().get(reverse("feeds:activities_calendar", args=["havendijk"]) + query)
    assert answer.status_code in {400, 404}


def test_what_waits_stopped_or_is_elsewhere_is_not_told(havendijk: Network) -> None:
    waits = an_activity(havendijk, Times(coming(5)), title="Wacht nog", state=ActivityState.WAITING)
    stopped = an_activity(havendijk, Times(coming(5)), title="Is gestopt")
    stopped.state = ActivityState.STOPPED
    stopped.save()
    hidden = an_activity(NetworkFactory(slug="stil", is_listed=False, rooms=[Room.AGENDA]), Times(coming(5)))
    assert get("activity_calendar", waits.pk).status_code == 404
    assert get("activity_calendar", stopped.pk).status_code == 410
    assert get("activity_calendar", hidden.pk).status_code == 404
    assert events(text("activities_calendar", "havendijk")) == []
    havendijk.rooms = [Room.MAP]
    havendijk.save()
    assert get("activities_calendar", "havendijk").status_code == 404
    assert get("activities_uitdatabank", "havendijk").status_code == 404


def test_a_calendar_that_did_not_change_is_not_sent_again(havendijk: Network) -> None:
    one = an_activity(havendijk, Times(coming(5), HALF_PAST_THREE))
    first = get("activity_calendar", one.pk)
    assert first.headers["Last-Modified"]
    assert get("activity_calendar", one.pk, **{"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_the_number_of_queries_does_not_grow_with_the_calendar(havendijk: Network) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            text("activities_calendar", "havendijk")
            text("activities_uitdatabank", "havendijk")
        return len(found)

    where = LocationFactory()
    an_activity(havendijk, Times(coming(2), HALF_PAST_THREE, 90, "FREQ=WEEKLY;BYDAY=WE"), location=where)
    few = asked()
    for _number in range(4):
        an_activity(
            havendijk, Times(coming(2), HALF_PAST_THREE, 90, "FREQ=WEEKLY;BYDAY=WE"), location=LocationFactory()
        )
    assert asked() == few
