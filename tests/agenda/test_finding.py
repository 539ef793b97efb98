"""The dates of a network that someone looks for."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from buurtnet.agenda import finding
from buurtnet.agenda.choices import ActivityState, DateState
from buurtnet.agenda.finding import dates_in, days_of, first_after, going_on, midnight
from buurtnet.agenda.models import Activity, Repeat
from buurtnet.agenda.wanted import Wanted
from buurtnet.areas.models import Network
from buurtnet.places.models import Venue
from buurtnet.search.outbox import rebuild_all
from tests.agenda.calendar_rows import (
    CENTRE,
    ZONE,
    activity,
    calendar_network,
    forget_all,
    next_monday,
    north,
    off,
    on,
)

MONDAY = next_monday()
DAY = dt.timedelta(days=1)


@pytest.fixture
def network(db: None) -> Network:
    forget_all()
    return calendar_network()


def found(network: Network, **wanted: Any) -> list[str]:
    """The names of what is wanted in the week of ``MONDAY``, in order."""
    start = midnight(MONDAY, ZONE)
    rows = dates_in(network, Wanted(**wanted), start, start + 7 * DAY, 50)
    return [date.activity.title for date in rows]


def test_dates_come_in_order_of_time_and_cancelled_ones_stay(network: Network) -> None:
    one = activity(network, "Koken")
    on(one, MONDAY + DAY, 18)
    off(activity(network, "Fietsles"), MONDAY, "De fietsen zijn stuk.")
    on(one, MONDAY + DAY, 9)
    assert found(network) == ["Fietsles", "Koken", "Koken"]


def test_what_waits_stopped_or_is_of_others_is_not_in_the_calendar(network: Network) -> None:
    on(activity(calendar_network("elders"), "Van hiernaast"), MONDAY)
    on(activity(network, "Wacht", state=ActivityState.WAITING), MONDAY)
    on(activity(network, "Gestopt", state=ActivityState.STOPPED), MONDAY)
    on(activity(network, "Vorige week"), MONDAY - DAY)
    on(activity(network, "Erna"), MONDAY + 7 * DAY, 0)
    assert found(network) == []


@pytest.mark.parametrize(
    ("fits", "does_not", "wanted"),
    [
        ({"age_from": 4, "age_to": 8}, {"age_from": 9}, {"age": 8.9}),
        ({"age_to": 12}, {"age_to": 7}, {"age": 8}),
        ({"age_from": 10, "age_to": 12}, {"age_from": 13}, {"age": 6, "age_to": 11}),
        ({"age_from": 4, "age_to": 6}, {"age_from": 1, "age_to": 5}, {"age": 6, "age_to": 11}),
        ({"age_from": 65}, {"age_to": 17}, {"age": 18, "age_to": 120}),
        ({"price_cents": 0}, {"price_cents": 250}, {"switches": frozenset({"gratis"})}),
        ({"price_cents": 0}, {"price_cents": None}, {"switches": frozenset({"gratis"})}),
        ({"languages": ["nl", "ar"]}, {"languages": ["nl"]}, {"languages": ("ar", "tr")}),
        ({"for_whom": ["parents"]}, {"for_whom": ["everyone"]}, {"for_whom": ("parents",)}),
        ({"functions": [2, 3]}, {"functions": [1]}, {"function": 3}),
        ({"facilities": ["step_free"]}, {"facilities": ["toilet"]}, {"switches": frozenset({"rolstoel"})}),
        (north(900), north(4_000), {"switches": frozenset({"dichtbij"}), "point": CENTRE}),
        (north(900), {}, {"switches": frozenset({"dichtbij"}), "point": CENTRE}),
    ],
)  # fmt: skip
def test_each_filter_keeps_what_fits_and_leaves_the_rest(
    network: Network, fits: dict[str, Any], does_not: dict[str, Any], wanted: dict[str, Any]
) -> None:
    on(activity(network, "Past", **fits), MONDAY)
    on(activity(network, "Past niet", **does_not), MONDAY)
    assert found(network, **wanted) == ["Past"]


def test_a_neighbourhood_has_its_own(network: Network) -> None:
    west, mill = network.areas.order_by("-name")
    on(activity(network, "West", area=west), MONDAY)
    on(activity(network, "Molen", area=mill), MONDAY)
    assert found(network, area=west) == ["West"]


def test_a_venue_says_that_it_is_quiet_and_without_a_step(network: Network) -> None:
    venue = Venue.objects.create(network=network, name="De Stille Zaal", safe_for=["quiet"], facilities=["step_free"])
    on(activity(network, "Lezen", venue=venue), MONDAY)
    on(activity(network, "Feest"), MONDAY)
    assert found(network, switches=frozenset({"rustig", "rolstoel"})) == ["Lezen"]


def test_room_left_counts_what_is_other_than_usual_and_nothing_that_is_off(network: Network) -> None:
    usual = activity(network, "Gewoon", most=10, registration="names")
    on(usual, MONDAY, 9, taken=9)
    on(usual, MONDAY, 10, taken=10)
    on(usual, MONDAY, 11, taken=10, most=11)
    on(usual, MONDAY, 12, taken=0, state=DateState.CANCELLED)
    on(activity(network, "Iedereen"), MONDAY, 13)
    start = midnight(MONDAY, ZONE)
    rows = dates_in(network, Wanted(switches=frozenset({"plek"})), start, start + DAY, 50)
    assert [date.starts_at.astimezone(ZONE).hour for date in rows] == [9, 11, 13]


def test_days_and_parts_of_the_day_are_those_of_the_clock_there(network: Network) -> None:
    on(activity(network, "Ochtend"), MONDAY, 11)
    on(activity(network, "Middag"), MONDAY, 12)
    on(activity(network, "Avond"), MONDAY, 23)
    on(activity(network, "Dinsdagavond"), MONDAY + DAY, 19)
    on(activity(network, "Hele dag"), MONDAY, 0, 24 * 60, whole_day=True)
    assert found(network, days=("mo",), part="avond") == ["Hele dag", "Avond"]
    assert found(network, part="middag") == ["Hele dag", "Middag"]
    assert found(network, days=("tu", "we")) == ["Dinsdagavond"]


def test_the_hours_stay_those_of_the_clock_when_it_is_put_back(network: Network) -> None:
    sunday = dt.date(2026, 10, 25)  # of this day one hour is there twice
    on(activity(network, "Zondagmiddag"), sunday, 12)
    on(activity(network, "Zondagochtend"), sunday, 11)
    start = midnight(sunday, ZONE)
    rows = dates_in(network, Wanted(days=("su",), part="middag"), start, start + 2 * DAY, 9)
    assert [date.activity.title for date in rows] == ["Zondagmiddag"]


def test_words_are_looked_for_with_and_without_an_index(network: Network) -> None:
    on(activity(network, "Taalcafé", summary="Nederlands oefenen met koffie."), MONDAY)
    on(activity(network, "Voetbal op het plein"), MONDAY)
    on(activity(calendar_network("elders"), "Voetbal elders"), MONDAY)
    assert found(network, text="voetbal") == ["Voetbal op het plein"]
    rebuild_all()
    assert found(network, text="voetballen op plein") == ["Voetbal op het plein"]
    assert found(network, text="taalcafe") == ["Taalcafé"]
    assert found(network, text="zwaartekrachtsgolf") == []


def test_what_waits_for_a_look_is_not_in_the_index(network: Network) -> None:
    on(activity(network, "Geheim voetbal", state=ActivityState.WAITING), MONDAY)
    rebuild_all()
    Activity.objects.update(state=ActivityState.LIVE)
    assert found(network, text="voetbal") == []


def test_what_lasts_longer_is_found_while_it_goes_on(network: Network) -> None:
    long_ = activity(network, "Tentoonstelling")
    repeat = Repeat.objects.create(activity=long_, starts_on=MONDAY - 9 * DAY, minutes=20 * 24 * 60)
    on(long_, MONDAY - 9 * DAY, 9, 20 * 24 * 60, repeat=repeat)
    on(activity(network, "Nachtwandeling"), MONDAY - DAY, 23, 180)
    on(activity(network, "Voorbij"), MONDAY - DAY, 20, 120)
    start = midnight(MONDAY, ZONE)
    rows = going_on(network, Wanted(), start, 12)
    assert [date.activity.title for date in rows] == ["Tentoonstelling", "Nachtwandeling"]


def test_the_first_after_a_moment_is_one_of_what_is_wanted(network: Network) -> None:
    on(activity(network, "Betaald", price_cents=500), MONDAY)
    free = on(activity(network, "Gratis", price_cents=0), MONDAY + 40 * DAY)
    moment = midnight(MONDAY, ZONE)
    assert first_after(network, Wanted(switches=frozenset({"gratis"})), moment) == free
    assert first_after(network, Wanted(age=3), moment + 41 * DAY) is None


@pytest.mark.parametrize("most_read", [1_500, 5])
def test_a_month_has_of_each_day_the_first_few(
    network: Network, monkeypatch: pytest.MonkeyPatch, most_read: int
) -> None:
    monkeypatch.setattr(finding, "MOST_READ", most_read)
    one = activity(network)
    for hour in range(8, 18):
        on(one, MONDAY + DAY, hour)
    on(one, MONDAY, 9)
    on(one, MONDAY + 20 * DAY, 9)
    days = days_of(network, Wanted(), MONDAY, MONDAY + 30 * DAY, 3)
    assert list(days) == [MONDAY, MONDAY + DAY, MONDAY + 20 * DAY]
    assert [date.starts_at.astimezone(ZONE).hour for date in days[MONDAY + DAY][0]] == [8, 9, 10]
    # In a network with very much nobody counts how many a day has; that there is more is known.
    assert days[MONDAY + DAY][1] == (10 if most_read > 5 else None)
    assert days[MONDAY][1] == 1
    assert days[MONDAY + 20 * DAY][1] == 1


def test_many_dates_cost_as_many_queries_as_one(network: Network) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            start = midnight(MONDAY, ZONE)
            for date in dates_in(network, Wanted(), start, start + 7 * DAY, 50):
                assert date.activity.venue is None
            days_of(network, Wanted(), MONDAY, MONDAY + 30 * DAY, 3)
        return len(captured)

    on(activity(network), MONDAY)
    first = cost()
    for number in range(20):
        on(activity(network, f"Nog een {number}"), MONDAY + number % 7 * DAY)
    assert cost() == first == 3
