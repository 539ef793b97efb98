"""Who the demo asked to its meetings: a year ago with who came, and next week with who still has to say so."""

import datetime as dt

import pytest
from django.utils import timezone

from buurtnet.config.demo import meetings_guests
from buurtnet.meetings.choices import Coming
from buurtnet.meetings.coming import counted, listed
from buurtnet.meetings.models import Meeting
from buurtnet.people.choices import Role
from buurtnet.people.models import Mail, Person
from tests.factories import NetworkFactory
from tests.meetings.guests import to_come
from tests.meetings.meeting_rows import AN_HOUR, a_meeting
from tests.people.cast import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def samira(monkeypatch: pytest.MonkeyPatch) -> Person:
    made = person("Samira Haddad", Role.CONNECTOR, NetworkFactory(slug="havendijk"))
    cast = {"samira": made}

    def someone(key: str) -> Person:
        if key not in cast:
            cast[key] = person(f"{key} van de dijk", Role.MEMBER, made.memberships.get().network)
        return cast[key]

    monkeypatch.setattr(meetings_guests, "someone", someone)
    return made


def test_a_year_ago_thirteen_of_the_list_and_a_neighbour_came(samira: Person) -> None:
    network = samira.memberships.get().network
    assert network
    meeting = a_meeting(network)
    then = timezone.now() - dt.timedelta(days=365)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=then, ends_at=then + 2 * AN_HOUR)
    meeting.refresh_from_db()
    meetings_guests.invite_guests(meeting, "start", by=samira)
    meetings_guests.take_attendance(meeting, "start", by=samira)
    assert meeting.invitees.filter(came=True).count() == 14
    assert meeting.invitees.filter(came=False).count() == 4
    sent = set(meeting.invitees.exclude(sent_at=None).values_list("sent_at", flat=True))
    assert sent == {then - dt.timedelta(days=14)}
    assert not Mail.objects.filter(sent_at=None).exists(), "nothing of a year ago is mailed now"


def test_next_week_some_still_have_to_say_so_and_a_stranger_wrote(samira: Person) -> None:
    network = samira.memberships.get().network
    assert network
    meeting = to_come(network)
    meetings_guests.invite_guests(meeting, "next", by=samira)
    rows = listed(meeting)
    sums = counted(rows)
    assert (sums.asked, sums.yes, sums.unknown) == (16, 9, 4)
    assert [one.row.coming for one in rows if one.is_stranger] == [Coming.YES]
