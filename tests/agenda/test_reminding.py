"""The day before, by daylight, one mail."""

import datetime as dt

import pytest

from buurtnet.agenda.choices import ActivityState, DateState
from buurtnet.agenda.models import Activity, ActivityDate, Signup
from buurtnet.agenda.reminding import look_after_signups, remind
from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.people.models import Mail
from tests.agenda.joining_rows import comes, to_join
from tests.agenda.rows import coming, on

pytestmark = pytest.mark.django_db

AMIRA = "amira@voorbeeld.example"
DAY = dt.timedelta(days=1)


@pytest.fixture
def date(network: Network) -> ActivityDate:
    """On a Wednesday at half past three, with one who comes."""
    found = to_join(network)
    found.starts_at = on(coming(2), 15, 30)
    found.ends_at = found.starts_at + dt.timedelta(hours=1)
    found.save()
    comes(found, contact=AMIRA)
    Mail.objects.all().delete()
    return found


def eve(date: ActivityDate, hour: int, minute: int = 0) -> dt.datetime:
    """The day before, by the clock of the network."""
    return on(date.starts_at.astimezone(dt.UTC).date() - DAY, hour, minute)


def test_one_mail_the_day_before(date: ActivityDate) -> None:
    assert remind(eve(date, 9)) == 1
    assert remind(eve(date, 10)) == 0
    told = Mail.objects.get()
    assert told.to == AMIRA
    assert "Morgen" in told.body
    assert date.activity.title not in told.subject + told.body


@pytest.mark.parametrize(("hour", "minute"), [(0, 5), (7, 59), (21, 0), (23, 30)])
def test_not_at_night(date: ActivityDate, hour: int, minute: int) -> None:
    assert remind(eve(date, hour, minute)) == 0


@pytest.mark.parametrize("days", [0, 2, 3])
def test_only_on_the_day_before(date: ActivityDate, days: int) -> None:
    assert remind(eve(date, 12) + DAY - days * DAY) == 0


def test_not_who_waits_or_gave_no_address(network: Network, date: ActivityDate) -> None:
    Signup.objects.all().delete()
    Activity.objects.update(most=1)
    ActivityDate.objects.update(taken=0)
    date.refresh_from_db()
    date.activity.refresh_from_db()
    comes(date)
    comes(date, contact=AMIRA)
    assert remind(eve(date, 12)) == 0


def test_not_who_joined_just_now(date: ActivityDate) -> None:
    now = eve(date, 12)
    Signup.objects.update(joined_at=now - dt.timedelta(hours=2))
    assert remind(now) == 0
    assert remind(now + dt.timedelta(hours=8, minutes=59)) == 0
    Signup.objects.update(joined_at=now - dt.timedelta(hours=13))
    assert remind(now) == 1


def test_not_for_what_is_off(date: ActivityDate) -> None:
    ActivityDate.objects.update(state=DateState.CANCELLED)
    assert remind(eve(date, 12)) == 0
    ActivityDate.objects.update(state=DateState.PLANNED)
    Activity.objects.update(state=ActivityState.STOPPED)
    assert remind(eve(date, 12)) == 0


def test_not_from_a_room_that_is_closed(network: Network, date: ActivityDate) -> None:
    network.rooms = [Room.MAP]
    network.save()
    assert remind(eve(date, 12)) == 0


def test_the_job_reminds_and_lets_the_line_go_on(network: Network, date: ActivityDate) -> None:
    full = to_join(network, most=1)
    full.starts_at, full.ends_at = date.starts_at, date.ends_at
    full.save()
    comes(full)
    comes(full)
    Activity.objects.filter(pk=full.activity_id).update(most=2)
    assert look_after_signups(eve(date, 12)) == 1 + 1
    assert look_after_signups(eve(date, 13)) == 0
