"""Working groups: begun, joined with hours, left, ended with why."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.kit.moving import ChangedMeanwhileError, NotNowError
from buurtnet.meetings import groups
from buurtnet.meetings.groups import begin_group, change_group, end_group, free_places, groups_in, join, leave
from buurtnet.meetings.leaving import let_leavers_go
from buurtnet.meetings.models import WorkGroup, WorkGroupMember
from buurtnet.people.models import Membership, Organization, Person
from tests.factories import NetworkFactory
from tests.meetings.meeting_rows import url
from tests.people.cast import ring_one

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(network: Network, joris: Person) -> WorkGroup:
    return begin_group(network, "Gymzaal", "De zaal op woensdag open", form_key=uuid.uuid4(), by=joris)


def test_who_begins_it_pulls_it_and_takes_part_once(network: Network, joris: Person, buurtteam: Organization) -> None:
    key = uuid.uuid4()
    made = [begin_group(network, "Gymzaal", "Open", form_key=key, by=joris) for _click in range(2)]
    assert made[0] == made[1]
    (member,) = WorkGroupMember.objects.all()
    assert (member.person, member.organization, made[0].owner) == (joris, buurtteam, joris)


def test_hours_are_counted_of_who_takes_part_now(
    group: WorkGroup, network: Network, joris: Person, samira: Person
) -> None:
    for hours in (2, 4, 4):
        join(group, hours, by=samira)
    join(group, 3, by=joris)
    found = groups_in(network).get()
    assert (found.people, found.hours) == (2, 7)
    leave(group, by=samira)
    found = groups_in(network).get()
    assert (found.people, found.hours) == (1, 3)
    join(group, None, by=samira)
    assert WorkGroupMember.objects.filter(person=samira).count() == 2


def test_who_pulled_it_and_leaves_leaves_it_asking_for_another(
    group: WorkGroup, joris: Person, samira: Person
) -> None:
    leave(group, by=joris)
    assert WorkGroup.objects.get().owner is None
    change_group(group, "Gymzaal", "Open", samira, version=group.version, by=samira)
    assert group.members.filter(person=samira, until=None).count() == 1
    with pytest.raises(ChangedMeanwhileError):
        change_group(WorkGroup.objects.get(), "Zaal", "Dicht", None, version=1, by=samira)
    Membership.objects.filter(person=samira).update(ends_at=timezone.now())
    assert [let_leavers_go(), let_leavers_go()] == [1, 0]


def test_ended_it_says_why_and_nobody_joins(group: WorkGroup, joris: Person, samira: Person) -> None:
    with pytest.raises(NotNowError, match="waarom de groep stopt"):
        end_group(group, "", by=joris)
    for _click in range(2):
        end_group(group, "De zaal is open", by=joris)
    with pytest.raises(NotNowError, match="gestopt"):
        join(group, 2, by=samira)
    assert not WorkGroupMember.objects.filter(until=None).exists()


def test_who_left_the_network_is_in_no_group(group: WorkGroup, network: Network, samira: Person) -> None:
    join(group, 5, by=samira)
    assert free_places() == 0
    Membership.objects.filter(person=samira).update(ends_at=timezone.now())
    assert [free_places(), free_places()] == [1, 0]
    found = groups_in(network).get()
    assert (found.people, found.hours) == (1, None)


def test_a_full_group_takes_nobody_more(
    group: WorkGroup, samira: Person, joris: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups, "MOST", 1)
    with pytest.raises(NotNowError, match="vol"):
        join(group, 2, by=samira)
    join(group, 8, by=joris)


def test_on_its_page(network: Network, group: WorkGroup, joris: Person, samira: Person, hanan: Person) -> None:
    address = url("group", group.pk)
    page, keeper = ring_one(joris), ring_one(samira)
    assert keeper.post(address, {"join": "1", "hours": "4"}).status_code == 302
    assert keeper.post(address, {"join": "1", "hours": "-1"}).status_code == 200
    assert "7 uur" not in page.get(address).content.decode()
    assert page.post(address, {"change": "1", "name": "", "text": "x", "version": "1"}).status_code == 200
    said = {"change": "1", "name": "Zaal", "text": "Open", "owner": str(samira.pk), "version": group.version}
    assert page.post(address, said).status_code == 302
    assert page.post(address, said).status_code == 404  # it is not theirs to run any more
    assert keeper.post(address, {"leave": "1"}).status_code == 302
    assert keeper.post(address, {"end": "1", "why": ""}).status_code == 200
    assert keeper.post(address, {"end": "1", "why": "Klaar"}).status_code == 302
    assert ring_one(hanan).get(address).status_code == 404
    made = page.post(url("group_new"), {"name": "Fietsen", "text": "Leren fietsen", "form_key": str(uuid.uuid4())})
    assert made.status_code == 302
    other = begin_group(
        NetworkFactory(slug="duinbeke", rooms=network.rooms), "Daar", "x", form_key=uuid.uuid4(), by=joris
    )
    assert page.get(url("group", other.pk)).status_code == 404


def test_a_list_of_many_asks_the_database_as_often(network: Network, group: WorkGroup, joris: Person) -> None:
    page = ring_one(joris)

    def cost() -> int:
        page.get(url("group_list"))
        with CaptureQueriesContext(connection) as asked:
            assert page.get(url("group_list")).status_code == 200
        return len(asked)

    few = cost()
    for number in range(11, -1, -1):
        begin_group(network, f"Groep {number:02}", "Iets", form_key=uuid.uuid4(), by=joris)
    assert cost() == few
    names = [one.name for one in groups_in(network)]
    assert names == sorted(names)


def test_a_resident_who_takes_part_reads_its_page_and_leaves_it(
    group: WorkGroup, joris: Person, hanan: Person
) -> None:
    page, address = ring_one(hanan), url("group", group.pk)
    assert page.get(address).status_code == 404
    change_group(group, group.name, group.text, hanan, version=group.version, by=joris)
    assert page.get(address).status_code == 200
    assert page.get(url("group_list")).status_code == 404
    assert page.post(address, {"leave": "1"})["Location"] == "/account/"
    assert page.get(address).status_code == 404
