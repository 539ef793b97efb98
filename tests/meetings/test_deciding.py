"""Deciding: by consent once no objection stands, or with more for than against."""

import uuid

import pytest

from buurtnet.areas.models import Network
from buurtnet.kit.moving import NotNowError
from buurtnet.meetings.choices import DecideWay, DecisionState, MeetingState
from buurtnet.meetings.deciding import Put, Votes, change_put, leave, object_to, put, put_again, settle, take
from buurtnet.meetings.models import Decision, Meeting, Objection
from buurtnet.people.models import Organization, Person
from tests.meetings.meeting_rows import a_meeting, url
from tests.people.cast import ring_one

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(network: Network) -> Meeting:
    return a_meeting(network)


@pytest.fixture
def decision(meeting: Meeting, samira: Person) -> Decision:
    return put(meeting, Put("We eten elke maand samen"), form_key=uuid.uuid4(), by=samira)


def test_decisions_are_numbered_in_the_network_and_sent_twice_they_are_one(
    network: Network, meeting: Meeting, samira: Person
) -> None:
    key = uuid.uuid4()
    made = [put(meeting, Put("Samen eten"), form_key=key, by=samira) for _click in range(2)]
    second = put(a_meeting(network, number=2), Put("Samen lopen"), form_key=uuid.uuid4(), by=samira)
    assert made[0] == made[1]
    assert (made[0].number, second.number) == (1, 2)


def test_an_objection_stands_in_the_way_until_it_is_met(
    decision: Decision, samira: Person, buurtteam: Organization
) -> None:
    key = uuid.uuid4()
    for _click in range(2):
        objection = object_to(decision, "Wie betaalt het?", buurtteam, form_key=key, by=samira)
    assert Objection.objects.count() == 1
    with pytest.raises(NotNowError, match="nog een bezwaar"):
        take(decision, by=samira)
    settle(objection, "Ieder neemt iets mee", by=samira)
    for _click in range(2):
        take(decision, by=samira)
    decision.refresh_from_db()
    assert decision.state == DecisionState.TAKEN
    with pytest.raises(NotNowError, match="al besloten"):
        settle(objection, "", by=samira)
    with pytest.raises(NotNowError, match="al besloten"):
        object_to(decision, "Toch niet", None, form_key=uuid.uuid4(), by=samira)


def test_by_majority_with_more_for_than_against(decision: Decision, samira: Person) -> None:
    change_put(decision, Put(decision.text, way=DecideWay.MAJORITY), version=1, by=samira)
    for votes in (Votes(4, 4), Votes(0, 0), Votes(2, 5)):
        with pytest.raises(NotNowError, match="niet meer stemmen voor"):
            take(decision, votes, by=samira)
    leave(decision, Votes(4, 5, 1), by=samira)
    put_again(decision, by=samira)
    take(decision, Votes(6, 3, 2), by=samira)
    decision.refresh_from_db()
    assert (decision.votes_for, decision.votes_against, decision.votes_abstain) == (6, 3, 2)
    assert decision.state == DecisionState.TAKEN


def test_of_two_who_word_it_anew_the_second_hears_it(decision: Decision, samira: Person) -> None:
    change_put(decision, Put("Elke week"), version=1, by=samira)
    with pytest.raises(NotNowError, match="paste dit besluit net aan"):
        change_put(decision, Put("Elk jaar"), version=1, by=samira)


def test_the_page_from_objection_to_decided(decision: Decision, samira: Person, buurtteam: Organization) -> None:
    client, there = ring_one(samira), url("put", decision.meeting_id, decision.pk)
    assert "Schrijf wat het bezwaar is." in client.post(there, {"object": "1", "reason": ""}).text
    said = {"object": "1", "reason": "Wie betaalt?", "organization": str(buurtteam.pk), "form_key": str(uuid.uuid4())}
    client.post(there, said)
    assert "staat nog" in client.get(there).text
    assert client.post(there, {"take": "1"}).status_code == 409
    client.post(there, {"settle": Objection.objects.get().pk, "settled": "Ieder neemt iets mee"})
    assert client.post(there, {"take": "1"}).status_code == 302
    page = client.get(there).text
    assert "Besloten" in page
    assert "Ieder neemt iets mee" in page
    assert 'name="take"' not in page


def test_after_it_is_fixed_nothing_changes(decision: Decision, samira: Person) -> None:
    Meeting.objects.filter(pk=decision.meeting_id).update(state=MeetingState.FIXED)
    with pytest.raises(NotNowError, match="ligt vast"):
        take(decision, by=samira)
    decision.refresh_from_db()
    assert decision.state == DecisionState.OPEN
