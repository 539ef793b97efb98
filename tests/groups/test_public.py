"""What everyone sees of groups, and that a closed one is seen by nobody who is not in it."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from buurtnet.agenda.choices import ActivityState, DateState
from buurtnet.agenda.models import Activity, ActivityDate
from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.groups.choices import GroupKind, GroupState
from buurtnet.groups.models import Group
from buurtnet.people.models import Person
from tests.factories import NetworkFactory
from tests.groups.rows import NONE, a_group, a_notice, a_request, in_it, url
from tests.people.cast import ring_one, ring_two
from tests.questions.public import words

pytestmark = pytest.mark.django_db
INSIDE = ("inside", "edit", "members", "hang")


def test_the_list_has_what_runs_and_asks_no_more_with_more_groups(
    client: Client, network: Network, group: Group, django_assert_max_num_queries: Any
) -> None:
    a_group(network, name="Nog niet gezien", state=GroupState.WAITING)
    a_group(network, name="Oud clubje", state=GroupState.STOPPED)
    page = client.get(url("group_list"))
    assert "Oudercafé" in words(page)
    assert "Nog niet gezien" not in words(page)
    assert "Oud clubje" not in words(page)
    assert not page.cookies
    with django_assert_max_num_queries(40) as first:
        client.get(url("group_list"))
    for number in range(6):
        a_group(network, name=f"Groep {number}")
    with django_assert_max_num_queries(len(first)):
        client.get(url("group_list"))


def test_the_page_says_when_they_meet_next_by_the_activity_they_do(
    client: Client, network: Network, group: Group
) -> None:
    activity = Activity.objects.create(network=network, title="Koffie", state=ActivityState.LIVE)
    Group.objects.update(activity=activity)
    now = timezone.now()
    for days, state in ((-7, DateState.PLANNED), (3, DateState.CANCELLED), (10, DateState.PLANNED)):
        starts = now + dt.timedelta(days=days)
        ActivityDate.objects.create(
            activity=activity, network=network, planned_at=starts, starts_at=starts,
            ends_at=starts + dt.timedelta(hours=1), state=state,
        )  # fmt: skip
    expected = timezone.localtime(now + dt.timedelta(days=10))
    said = words(client.get(url("group", group.pk)))
    assert f"De volgende keer: {expected:%-d}"[:18] in said
    assert f" {expected.day} " in said
    assert words(client.get(url("group_list"))).count("De volgende keer:") == 1
    Activity.objects.update(state=ActivityState.STOPPED)
    assert "De volgende keer:" not in words(client.get(url("group", group.pk)))


def test_no_page_for_visitors_names_who_is_in_it(client: Client, group: Group, joris: Person, hanan: Person) -> None:
    in_it(group, hanan)
    for who in (client, ring_one(hanan)):
        for one in (url("group_list"), url("group", group.pk)):
            text = words(who.get(one))
            assert joris.name not in text
    assert joris.name not in words(ring_one(hanan).get(url("inside", group.pk)))
    assert "Er zitten 2 mensen in deze groep." in words(ring_one(hanan).get(url("inside", group.pk)))


@pytest.fixture
def closed(network: Network, joris: Person) -> Group:
    return a_group(network, joris, name="Praatgroep", kind=GroupKind.CLOSED)


def test_a_closed_group_answers_like_one_that_does_not_exist(
    client: Client, closed: Group, hanan: Person, samira: Person, ingrid: Person
) -> None:
    assert "Praatgroep" not in words(client.get(url("group_list")))
    for who in (client, ring_one(hanan), ring_two(samira), ring_two(ingrid)):
        for name in ("group", "ask"):
            mine, none = who.get(url(name, closed.pk)), who.get(url(name, NONE))
            assert mine.status_code == none.status_code == 404
            assert words(mine).replace(str(closed.pk), "") == words(none).replace(NONE, "")
    for who in (ring_two(hanan), ring_two(samira), ring_two(ingrid)):
        for name in INSIDE:
            assert who.get(url(name, closed.pk)).status_code == who.get(url(name, NONE)).status_code == 404, name
            assert who.post(url(name, closed.pk)).status_code == 404
    mine, none = (ring_one(hanan).get(url("members", pk)) for pk in (closed.pk, NONE))
    assert mine.status_code == none.status_code == 302, "the second ring is asked for before anything is looked up"
    assert "Praatgroep" not in words(ring_one(hanan).get(url("desk")))


def test_who_is_in_a_closed_group_finds_it_among_their_own(closed: Group, joris: Person, hanan: Person) -> None:
    in_it(closed, hanan)
    assert "Praatgroep" in words(ring_one(hanan).get(url("desk")))
    assert "Gesloten groep" in words(ring_one(joris).get(url("inside", closed.pk)))


def test_another_network_and_a_network_without_groups_have_none_of_it(
    client: Client, network: Network, group: Group, joris: Person
) -> None:
    there: Network = NetworkFactory(slug="elders", rooms=[Room.GROUPS])
    theirs = a_group(there, name="Van elders")
    assert client.get(url("group", theirs.pk)).status_code == 404
    assert ring_one(joris).get(url("inside", theirs.pk)).status_code == 404
    asked, notice = a_request(group), a_notice(group, joris)
    network.rooms = [Room.MAP]
    network.save()
    pages = [url("group_list"), url("group", group.pk), url("ask", group.pk), url("request", "a" * 48),
             url("answer", "x"), url("desk"), url("begin"), url("inside", group.pk), url("edit", group.pk),
             url("members", group.pk), url("hang", group.pk), url("request_kept", group.pk, asked.pk),
             url("notice", group.pk, notice.pk), url("invited", "x")]  # fmt: skip
    assert {one: ring_two(joris).get(one).status_code for one in pages} == dict.fromkeys(pages, 404)
    assert url("desk") not in ring_two(joris).get("/mijn-dag/").content.decode()


def test_a_visitor_signs_in_first_for_what_is_within(client: Client, group: Group) -> None:
    for name in INSIDE:
        assert client.get(url(name, group.pk)).status_code == 302
        assert client.post(url(name, group.pk)).status_code == 302
