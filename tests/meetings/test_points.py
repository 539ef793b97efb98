"""Points keep their life from being said to being done; those of one meeting are followed on one page."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.kit.moving import ChangedMeanwhileError, NotNowError
from buurtnet.meetings.agreeing import Agreed, agree
from buurtnet.meetings.choices import ActionState, MeetingState, PointState
from buurtnet.meetings.leaving import let_leavers_go
from buurtnet.meetings.models import Action, Meeting, Point
from buurtnet.meetings.moving import locked, move_action
from buurtnet.meetings.points import bring_on, take_point
from buurtnet.people.choices import Role
from buurtnet.people.models import Membership, Organization, Person
from tests.factories import NetworkFactory, OrganizationFactory
from tests.meetings.meeting_rows import TWELVE, a_meeting, points_of, url
from tests.people.cast import person, ring_one

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(network: Network) -> Meeting:
    return a_meeting(network)


@pytest.fixture
def points(meeting: Meeting, samira: Person) -> list[Point]:
    return points_of(meeting, samira)


def test_from_said_to_done_each_step_stands_in_its_life(
    points: list[Point], joris: Person, buurtteam: Organization
) -> None:
    point = points[0]
    for _click in range(2):
        take_point(point, version=point.version, by=joris)
    for _click in range(2):
        bring_on(point, PointState.UNDER_WAY, "De sleutel is er", version=point.version, by=joris)
    bring_on(point, PointState.DONE, "Elke woensdag open", version=point.version, by=joris)
    point.refresh_from_db()
    assert (point.state, point.result, point.organization) == (PointState.DONE, "Elke woensdag open", buurtteam)
    assert [one.state for one in point.steps.order_by("at")] == ["said", "taken", "under_way", "done"]


def test_it_does_not_end_without_a_word_and_not_from_an_old_page(points: list[Point], joris: Person) -> None:
    point = take_point(points[0], version=1, by=joris)
    with pytest.raises(NotNowError, match="wat het werd"):
        bring_on(point, PointState.DROPPED, version=point.version, by=joris)
    with pytest.raises(ChangedMeanwhileError):
        bring_on(point, PointState.DONE, "Klaar", version=1, by=joris)


def test_who_lets_go_leaves_it_free_for_another(points: list[Point], joris: Person) -> None:
    point = take_point(points[0], version=1, by=joris)
    bring_on(point, PointState.SAID, "Geen tijd dit jaar", version=point.version, by=joris)
    point.refresh_from_db()
    assert (point.owner, point.organization, point.state) == (None, None, PointState.SAID)


def test_who_left_pulls_it_no_more_and_the_organization_does(
    points: list[Point], joris: Person, buurtteam: Organization
) -> None:
    take_point(points[0], version=1, by=joris)
    Membership.objects.filter(person=joris).update(ends_at=timezone.now())
    assert [let_leavers_go(), let_leavers_go()] == [1, 0]
    point = Point.objects.get(pk=points[0].pk)
    assert (point.owner, point.organization) == (None, buurtteam)


def test_a_year_on_the_twelve_stand_on_one_page_in_their_order(
    network: Network, meeting: Meeting, points: list[Point], joris: Person, samira: Person
) -> None:
    Point.objects.filter(number__lte=3).update(state=PointState.DONE, result="Gelukt")
    points_of(a_meeting(network, number=2), samira, "Van een andere keer")
    page = ring_one(joris).get(url("point_list"), {"bijeenkomst": str(meeting.pk)})
    assert [one.text for one, _life, _said in page.context["rows"]] == list(TWELVE)
    assert dict(page.context["sums"])[PointState.DONE] == 3
    assert page.context["total"] == 12
    going = ring_one(joris).get(url("point_list"))
    assert len(going.context["rows"]) == 10


def test_a_point_that_was_joined_follows_the_other(meeting: Meeting, points: list[Point], joris: Person) -> None:
    Point.objects.filter(number=2).update(same_as=points[0])
    page = ring_one(joris)
    assert page.get(url("point", points[1].pk))["Location"] == url("point", points[0].pk)
    body = page.get(url("point", points[0].pk)).content.decode()
    assert points[1].text in body
    take_point(points[0], version=1, by=joris)
    of_meeting = page.get(url("point_list"), {"bijeenkomst": str(meeting.pk)})
    assert [one.text for one, _life, _said in of_meeting.context["rows"]] == list(TWELVE)
    assert dict(of_meeting.context["sums"])[PointState.TAKEN] == 2
    assert "samen met punt 1" in of_meeting.content.decode()
    assert len(page.get(url("point_list")).context["rows"]) == 11


def test_every_partner_may_take_it_and_only_who_pulls_it_brings_it_on(
    network: Network, points: list[Point], joris: Person, samira: Person
) -> None:
    elsewhere = OrganizationFactory(name="Bibliotheek Westerkade")
    lotte = ring_one(person("Lotte Prins", Role.MEMBER, network, elsewhere))
    address = url("point", points[0].pk)
    assert lotte.post(address, {"under_way": "1", "why": "", "version": "1"}).status_code == 404
    assert lotte.post(address, {"take": "1", "version": "1"}).status_code == 302
    assert ring_one(joris).post(address, {"done": "1", "why": "Klaar", "version": "2"}).status_code == 404
    assert lotte.post(address, {"done": "1", "why": "", "version": "2"}).status_code == 200
    assert ring_one(samira).post(address, {"under_way": "1", "why": "", "version": "2"}).status_code == 302
    assert lotte.post(address, {"done": "1", "why": "Klaar", "version": "2"}).status_code == 409
    assert lotte.post(address, {"done": "1", "why": "Klaar", "version": "3"}).status_code == 302


def test_when_its_actions_are_done_the_page_asks_whether_it_is(
    meeting: Meeting, points: list[Point], joris: Person, samira: Person
) -> None:
    said = Agreed("Bel de school", timezone.localdate(), owner=joris, point=points[0])
    action = agree(meeting, said, form_key=uuid.uuid4(), by=samira)
    page = ring_one(joris)
    assert "Is het punt daarmee gedaan?" not in page.get(url("point", points[0].pk)).content.decode()
    move_action(locked(action), ActionState.DONE, by=joris)
    assert "Is het punt daarmee gedaan?" in page.get(url("point", points[0].pk)).content.decode()


def test_of_another_network_it_is_not_there(network: Network, samira: Person, joris: Person) -> None:
    other = a_meeting(NetworkFactory(slug="duinbeke", rooms=network.rooms))
    (point,) = points_of(other, samira, "Iets van daar")
    page = ring_one(joris)
    assert page.get(url("point", point.pk)).status_code == 404
    assert page.get(url("point_list"), {"bijeenkomst": str(other.pk)}).status_code == 404
    other.also.add(network)
    assert page.get(url("point", point.pk)).status_code == 200


def test_of_a_meeting_together_it_is_taken_on_for_the_organization_of_another_network(
    network: Network, meeting: Meeting, points: list[Point]
) -> None:
    other, house = NetworkFactory(slug="duinbeke", rooms=network.rooms), OrganizationFactory(name="Sociaal Huis")
    meeting.also.add(other)
    naima = person("Naima Peeters", Role.MEMBER, other, house)
    assert take_point(points[0], version=1, by=naima).organization == house


def test_a_list_of_many_asks_the_database_as_often(network: Network, joris: Person, samira: Person) -> None:
    page = ring_one(joris)
    made = a_meeting(network, state=MeetingState.BUSY)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert page.get(url("point_list")).status_code == 200
        return len(asked)

    take_point(points_of(made, samira, "De eerste")[0], version=1, by=joris)
    page.get(url("point_list"))
    few = cost()
    for point in points_of(made, samira, *(f"Punt {number}" for number in range(20))):
        if point.state == PointState.SAID:
            take_point(point, version=1, by=joris)
    assert cost() == few
    assert not Action.objects.exists()
