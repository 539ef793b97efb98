"""What the demo's meetings wrote down: a year ago, fixed; a few days ago, still to look at."""

import datetime as dt

import pytest
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.config.demo import meetings_record
from buurtnet.meetings.choices import DecisionState, MeetingState
from buurtnet.meetings.dotting import counted
from buurtnet.meetings.minutes import is_whole
from buurtnet.meetings.models import Dotter, Meeting, Minutes
from buurtnet.people.choices import Role
from buurtnet.people.models import Person
from tests.factories import NetworkFactory
from tests.meetings.meeting_rows import AN_HOUR, a_meeting
from tests.people.cast import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def samira(monkeypatch: pytest.MonkeyPatch) -> Person:
    made = person("Samira Haddad", Role.CONNECTOR, NetworkFactory(slug="havendijk"))
    monkeypatch.setattr(meetings_record, "someone", lambda _key: made)
    return made


def written(key: str, days: int, number: int, by: Person) -> Meeting:
    meeting = a_meeting(Network.objects.get(slug="havendijk"), number=number)
    then = timezone.now() - dt.timedelta(days=days)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=then, ends_at=then + 2 * AN_HOUR)
    meeting.refresh_from_db()
    meetings_record.record(meeting, key, by=by)
    return Meeting.objects.select_related("network").get(pk=meeting.pk)


def test_a_year_ago_it_was_fixed_with_its_twelve_points(samira: Person) -> None:
    meeting = written("start", 365, 1, samira)
    assert meeting.state == MeetingState.FIXED
    assert meeting.closed_at == meeting.ends_at
    rows = counted(meeting)
    assert len(rows) == 12
    assert [(one.dots, one.by_hand) for one in rows[:2]] == [(9, 3), (7, 2)]
    assert all(meeting.starts_at < point.said_at <= meeting.ends_at for point in meeting.points.all())
    assert is_whole(Minutes.objects.get(meeting=meeting))
    assert Dotter.objects.filter(meeting=meeting).count() == 14


def test_a_few_days_ago_it_can_still_be_put_right(samira: Person) -> None:
    meeting = written("second", 3, 2, samira)
    assert meeting.state == MeetingState.MINUTES
    states = set(meeting.decisions.values_list("state", flat=True))
    assert states == {DecisionState.TAKEN, DecisionState.NOT_TAKEN}
    assert len(counted(meeting)) == 3, "two of the four are the same"
