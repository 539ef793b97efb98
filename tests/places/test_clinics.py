"""On which days a clinic is held, and which of its turns are free."""

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.areas.holidays import holidays
from buurtnet.areas.models import Network
from buurtnet.places.clinics import free_on, is_held_on, next_free, taken_of, turns_on
from buurtnet.places.models import Clinic, ClinicDayOff
from tests.places.clinic_rows import AMSTERDAM, a_clinic, fresh

pytestmark = pytest.mark.django_db
TUESDAY = dt.date(2026, 4, 14)
WEEK = dt.timedelta(days=7)


def on_tuesdays(network: Network, **more: Any) -> Clinic:
    return a_clinic(network, weekday=1, starts_on=dt.date(2026, 3, 4), **more)


def test_a_clinic_of_an_hour_and_a_half_has_three_turns_of_half_an_hour(network: Network) -> None:
    turns = turns_on(on_tuesdays(network), TUESDAY)
    assert [f"{one:%d-%m %H:%M}" for one in turns] == ["14-04 08:30", "14-04 09:00", "14-04 09:30"]


def test_what_is_left_over_is_no_turn(network: Network) -> None:
    assert len(turns_on(on_tuesdays(network, turn_minutes=40), TUESDAY)) == 2


def test_another_day_of_the_week_before_the_first_and_after_the_last_have_none(network: Network) -> None:
    clinic = on_tuesdays(network, ends_on=TUESDAY)
    assert turns_on(clinic, TUESDAY)
    assert not turns_on(clinic, TUESDAY + dt.timedelta(days=1))
    assert not turns_on(clinic, TUESDAY + WEEK)
    assert not turns_on(clinic, dt.date(2026, 3, 3))


def test_every_other_week_counts_from_the_first_such_day(network: Network) -> None:
    clinic = on_tuesdays(network, interval_weeks=2)
    first = dt.date(2026, 3, 10)  # the first Tuesday from the fourth of March on
    assert [is_held_on(clinic, first + number * WEEK) for number in range(5)] == [True, False, True, False, True]


def test_there_is_none_on_a_day_off_and_none_in_a_school_holiday(network: Network) -> None:
    clinic = on_tuesdays(network)
    ClinicDayOff.objects.create(clinic=clinic, day=TUESDAY)
    assert not turns_on(fresh(clinic), TUESDAY)
    network.holiday_region = "nl-zuid"
    network.save()
    summer = next(one for one in holidays("nl-zuid") if one.name == "zomervakantie")
    day = summer.first + (1 - summer.first.weekday()) % 7 * dt.timedelta(days=1)
    in_term, always = a_clinic(network, weekday=1, in_holidays=False), a_clinic(network, weekday=1)
    for one in (in_term, always):
        one.starts_on, one.ends_on = day - WEEK, None
    assert not is_held_on(in_term, day)
    assert is_held_on(always, day)


def test_a_turn_keeps_its_time_of_the_clock_when_the_clock_changes(network: Network) -> None:
    clinic = a_clinic(network, weekday=6, starts_on=dt.date(2026, 3, 1))
    hours = {one: turns_on(clinic, one)[0] for one in (dt.date(2026, 3, 22), dt.date(2026, 3, 29))}
    assert {f"{one:%H:%M}" for one in hours.values()} == {"08:30"}
    assert {one.astimezone(dt.UTC).hour for one in hours.values()} == {7, 6}


def test_in_the_night_that_the_clock_skips_an_hour_there_are_fewer_turns(network: Network) -> None:
    night = a_clinic(network, weekday=6, starts_on=dt.date(2026, 3, 1), opens_at=dt.time(1), closes_at=dt.time(4))
    assert len(turns_on(night, dt.date(2026, 3, 22))) == 6
    assert len(turns_on(night, dt.date(2026, 3, 29))) == 4


def test_a_turn_that_lies_across_one_of_the_hours_before_is_not_free(network: Network) -> None:
    clinic = on_tuesdays(network)
    before = dt.datetime(2026, 4, 14, 8, 45, tzinfo=AMSTERDAM)
    free = free_on(clinic, TUESDAY, dt.datetime(2026, 4, 1, tzinfo=dt.UTC), {before})
    assert [f"{one:%H:%M}" for one in free] == ["09:30"]


def test_what_began_is_not_free_any_more(network: Network) -> None:
    now = dt.datetime(2026, 4, 14, 9, 0, tzinfo=AMSTERDAM)
    assert [f"{one:%H:%M}" for one in free_on(on_tuesdays(network), TUESDAY, now, set())] == ["09:30"]


@given(
    minutes=st.sampled_from([5, 20, 30, 45]), weeks=st.integers(1, 6), ahead=st.integers(0, 400),
    opens=st.integers(0, 18),
)  # fmt: skip
def test_turns_lie_in_the_hours_in_order_and_never_across_each_other(
    minutes: int, weeks: int, ahead: int, opens: int
) -> None:
    clinic = Clinic(
        network=Network(time_zone="Europe/Amsterdam", holiday_region=""), weekday=1, starts_on=dt.date(2026, 1, 1),
        opens_at=dt.time(opens), closes_at=dt.time(opens + 4), turn_minutes=minutes, interval_weeks=weeks,
        in_holidays=True,
    )  # fmt: skip
    clinic._prefetched_objects_cache = {"days_off": []}  # type: ignore[attr-defined]  # as one that was read
    turns = turns_on(clinic, dt.date(2026, 1, 6) + ahead * dt.timedelta(days=1))
    length = dt.timedelta(minutes=minutes)
    utc = [one.astimezone(dt.UTC) for one in turns]
    assert all(later - earlier == length for earlier, later in pairwise(utc))
    assert all(one.weekday() == 1 and one.time() >= clinic.opens_at for one in turns)
    assert bool(turns) == (ahead % 7 == 0 and ahead // 7 % weeks == 0)


def test_the_turns_of_many_clinics_are_one_query(network: Network, django_assert_num_queries: Any) -> None:
    clinics = [a_clinic(network) for _number in range(4)]
    with django_assert_num_queries(1):
        taken = taken_of(clinics, dt.datetime.now(dt.UTC))
    with django_assert_num_queries(0):
        assert all(next_free(fresh_one, dt.datetime.now(dt.UTC), taken, most=2) for fresh_one in clinics)
