"""Dates made ahead, each on its own called off, moved or added, and a series changed from some day on."""

import datetime as dt
from dataclasses import replace
from uuid import uuid4

import pytest
from django.utils import timezone

from buurtnet.agenda.choices import ActivityState, DateState
from buurtnet.agenda.dates import (
    AHEAD,
    MOST_DATES,
    OneTime,
    Times,
    add_date,
    cancel_date,
    change_date,
    extend_all,
    make_dates,
    one_time,
    repeat_of,
    uncancel_date,
)
from buurtnet.agenda.models import Activity, ActivityDate, Signup, Task
from buurtnet.agenda.series import change_all, change_following
from buurtnet.areas.holidays import holidays
from buurtnet.areas.models import Network
from buurtnet.kit.moving import ChangedMeanwhileError, NotNowError
from buurtnet.people.models import Person
from tests.agenda.rows import AMSTERDAM, WEDNESDAYS, an_activity, by, coming, local_starts, on

pytestmark = pytest.mark.django_db

WEDNESDAY, THURSDAY = 2, 3
WEEK = dt.timedelta(days=7)


def weekly(**more: object) -> Times:
    said = {"starts_on": coming(WEDNESDAY), "starts_at": dt.time(15, 30), "minutes": 90, "rule": WEDNESDAYS}
    return Times(**{**said, **more})  # type: ignore[arg-type]


def joined(date: ActivityDate, people: int = 2) -> ActivityDate:
    """Someone comes to it."""
    Signup.objects.create(date=date, people=people, line=1, link_hash=uuid4().hex)
    ActivityDate.objects.filter(pk=date.pk).update(taken=people)
    date.refresh_from_db()
    return date


def test_dates_are_made_for_thirteen_months(network: Network) -> None:
    activity = an_activity(network, weekly())
    starts = local_starts(activity)
    assert starts[0] == dt.datetime.combine(coming(WEDNESDAY), dt.time(15, 30))
    assert {one.time() for one in starts} == {dt.time(15, 30)}
    assert timezone.localdate() + AHEAD - WEEK < starts[-1].date() <= timezone.localdate() + AHEAD
    assert {one - other for one, other in zip(starts[1:], starts, strict=False)} == {WEEK}


def test_made_again_or_by_two_at_once_none_comes_twice(network: Network) -> None:
    activity = an_activity(network, weekly())
    number = activity.dates.count()
    assert make_dates(activity) == 0
    activity.repeats.update(made_until=None)
    assert make_dates(activity) == 0
    assert activity.dates.count() == number


def test_the_job_of_each_day_makes_a_series_on(network: Network) -> None:
    activity = an_activity(network, weekly())
    number = activity.dates.count()
    assert extend_all() == 0
    assert extend_all(timezone.now() + dt.timedelta(days=70)) == 10
    assert activity.dates.count() == number + 10


def test_the_job_leaves_what_stopped_or_ended(network: Network) -> None:
    an_activity(network, weekly(until=coming(WEDNESDAY, weeks=3)))
    an_activity(network, weekly(), state=ActivityState.STOPPED)
    an_activity(network, weekly(rule=""))
    assert extend_all(timezone.now() + dt.timedelta(days=70)) == 0


def test_an_activity_never_has_more_dates_to_come_than_its_bound(network: Network) -> None:
    activity = an_activity(network, weekly(rule="FREQ=DAILY"))
    repeat_of(activity, weekly(rule="FREQ=DAILY", starts_at=dt.time(9))).save()
    make_dates(activity)
    assert activity.dates.count() == MOST_DATES
    assert make_dates(activity) == 0


def test_what_is_only_once_is_there_however_far_away(network: Network) -> None:
    far = timezone.localdate() + dt.timedelta(days=600)
    activity = an_activity(network, weekly(rule="", starts_on=far))
    assert [one.date() for one in local_starts(activity)] == [far]


def test_no_date_falls_in_a_school_holiday_when_it_skips_those(network: Network) -> None:
    activity = an_activity(network, weekly(skips_holidays=True))
    with_all = an_activity(network, weekly())
    off = holidays(network.holiday_region)
    days = [one.date() for one in local_starts(activity)]
    assert not [day for day in days if any(one.first <= day <= one.last for one in off)]
    assert len(days) < with_all.dates.count()


def test_a_date_that_is_called_off_stays_with_why_and_can_be_on_again(network: Network, joris: Person) -> None:
    activity = an_activity(network, weekly())
    date = activity.dates.first()
    assert date
    cancel_date(date, "De ruimte is dicht.", by=by(joris))
    date.refresh_from_db()
    assert (date.state, date.cancelled_because, date.is_changed) == (DateState.CANCELLED, "De ruimte is dicht.", True)
    with pytest.raises(NotNowError):
        cancel_date(date, "Nog eens.", by=by(joris))
    uncancel_date(date, by=by(joris))
    date.refresh_from_db()
    assert (date.state, date.cancelled_because) == (DateState.PLANNED, "")


def test_what_has_been_is_not_changed_any_more(network: Network, joris: Person) -> None:
    activity = an_activity(network, weekly())
    date = activity.dates.first()
    assert date
    later = date.ends_at + dt.timedelta(minutes=1)
    for deed in (
        lambda: cancel_date(date, "Te laat.", by=by(joris), now=later),
        lambda: change_date(date, one_time(date), by=by(joris), now=later),
        lambda: uncancel_date(date, by=by(joris), now=later),
    ):
        with pytest.raises(NotNowError, match="al geweest"):
            deed()


def test_only_this_time_has_another_hour_and_place(network: Network, joris: Person) -> None:
    activity = an_activity(network, weekly())
    date, after = activity.dates.all()[:2]
    day = coming(THURSDAY)
    change_date(date, OneTime(day, dt.time(19), 60, "In de tuin", "Neem een jas mee"), by=by(joris))
    date.refresh_from_db()
    assert date.starts_at == on(day, 19)
    assert date.ends_at == on(day, 20)
    assert (date.place_text, date.note, date.is_changed) == ("In de tuin", "Neem een jas mee", True)
    assert date.planned_at == on(coming(WEDNESDAY), 15, 30)
    after.refresh_from_db()
    assert after.starts_at == on(coming(WEDNESDAY, weeks=2), 15, 30)
    assert make_dates(activity) == 0


def test_one_more_time_is_added_once(network: Network, joris: Person) -> None:
    activity = an_activity(network, weekly())
    number = activity.dates.count()
    more = Times(coming(THURSDAY), dt.time(10), 60)
    add_date(activity, more, by=by(joris))
    with pytest.raises(NotNowError):
        add_date(activity, more, by=by(joris))
    assert activity.dates.count() == number + 1
    assert activity.repeats.count() == 2


def test_this_and_what_follows_leaves_what_was_before(network: Network, joris: Person) -> None:
    activity = an_activity(network, weekly())
    third = activity.dates.all()[2]
    day = coming(THURSDAY, weeks=3)
    changed = weekly(starts_on=day, rule="FREQ=WEEKLY;BYDAY=TH", starts_at=dt.time(16))
    assert change_following(third, changed, by=by(joris)) == []
    starts = local_starts(activity)
    assert [one.weekday() for one in starts[:4]] == [WEDNESDAY, WEDNESDAY, THURSDAY, THURSDAY]
    assert {one.time() for one in starts[2:]} == {dt.time(16)}
    assert [one.until for one in activity.repeats.all()] == [coming(WEDNESDAY, weeks=3) - dt.timedelta(days=1), None]
    assert extend_all(timezone.now() + dt.timedelta(days=70)) > 0
    assert {one.weekday() for one in local_starts(activity)[2:]} == {THURSDAY}


def test_all_of_it_has_other_times_and_the_past_stays(network: Network, joris: Person) -> None:
    began = coming(WEDNESDAY) - 6 * WEEK
    activity = an_activity(network, weekly(starts_on=began))
    past = [one for one in local_starts(activity) if one.date() < timezone.localdate()]
    repeat = activity.repeats.get()
    change_all(repeat, weekly(starts_on=began, starts_at=dt.time(9)), by=by(joris))
    starts = local_starts(activity)
    assert starts[: len(past)] == past
    assert {one.time() for one in starts[len(past) + 1 :]} == {dt.time(9)}


def test_a_date_changed_by_hand_survives_a_change_of_the_series_once(network: Network, joris: Person) -> None:
    activity = an_activity(network, weekly())
    second = activity.dates.all()[1]
    day = coming(THURSDAY, weeks=2)
    change_date(second, OneTime(day, dt.time(19), 60), by=by(joris))
    change_all(activity.repeats.get(), weekly(starts_at=dt.time(16)), by=by(joris))
    starts = local_starts(activity)
    of_that_week = [one for one in starts if one.isocalendar()[:2] == day.isocalendar()[:2]]
    assert of_that_week == [dt.datetime.combine(day, dt.time(19))]
    assert {one.time() for one in starts} == {dt.time(16), dt.time(19)}


def test_who_comes_goes_along_to_the_new_time_of_that_week(network: Network, joris: Person) -> None:
    activity = an_activity(network, weekly())
    second = joined(activity.dates.all()[1])
    number = activity.dates.count()
    thursdays = weekly(starts_on=coming(THURSDAY), rule="FREQ=WEEKLY;BYDAY=TH")
    touched = change_all(activity.repeats.get(), thursdays, by=by(joris))
    assert [one.pk for one in touched] == [second.pk]
    second.refresh_from_db()
    assert second.starts_at == on(coming(THURSDAY, weeks=2), 15, 30)
    assert second.signups.count() == 1
    assert abs(activity.dates.count() - number) <= 1


def test_who_comes_to_a_time_that_is_gone_reads_that_it_is_off(network: Network, joris: Person) -> None:
    activity = an_activity(network, weekly())
    second = joined(activity.dates.all()[1])
    times = replace(weekly(), until=coming(WEDNESDAY))
    touched = change_all(activity.repeats.get(), times, by=by(joris), seen=activity.version)
    assert [one.pk for one in touched] == [second.pk]
    second.refresh_from_db()
    assert second.state == DateState.CANCELLED
    assert second.cancelled_because
    assert activity.dates.count() == 2


def test_what_must_be_done_for_a_date_goes_along(network: Network, joris: Person) -> None:
    activity = an_activity(network, weekly())
    date = activity.dates.all()[1]
    Task.objects.create(activity=activity, date=date, text="Vraag de sleutel", due_on=timezone.localdate())
    change_all(activity.repeats.get(), weekly(starts_at=dt.time(16)), by=by(joris))
    task = Task.objects.get()
    assert task.date
    assert task.date.starts_at.astimezone(AMSTERDAM).time() == dt.time(16)


def test_what_is_once_goes_to_its_other_day_with_who_comes(network: Network, joris: Person) -> None:
    activity = an_activity(network, weekly(rule=""))
    date = joined(activity.dates.get())
    later = coming(WEDNESDAY, weeks=9)
    change_all(activity.repeats.get(), weekly(rule="", starts_on=later), by=by(joris))
    date.refresh_from_db()
    assert date.starts_at == on(later, 15, 30)
    assert date.state == DateState.PLANNED


def test_dates_that_swap_their_planned_times_never_collide(network: Network, joris: Person) -> None:
    activity = an_activity(network, weekly(rule="FREQ=DAILY"))
    for date in activity.dates.all()[:6]:
        joined(date)
    tomorrow = weekly(rule="FREQ=DAILY", starts_on=coming(WEDNESDAY) + dt.timedelta(days=1))
    change_all(activity.repeats.get(), tomorrow, by=by(joris))
    planned = list(activity.dates.values_list("planned_at", flat=True))
    assert len(planned) == len(set(planned))
    assert not [one for one in planned if one.microsecond]


def test_a_change_on_an_old_version_is_refused(network: Network, joris: Person) -> None:
    activity = an_activity(network, weekly())
    change_all(activity.repeats.get(), weekly(starts_at=dt.time(16)), by=by(joris), seen=1)
    with pytest.raises(ChangedMeanwhileError):
        change_all(activity.repeats.get(), weekly(starts_at=dt.time(17)), by=by(joris), seen=1)
    assert Activity.objects.get(pk=activity.pk).version == 2
