"""The look at a group of a resident: its owner does not get around it, and a no stays a no."""

import pytest
from django.test import Client

from buurtnet.areas.models import Network
from buurtnet.groups.beginning import go_live, say_no, stop, take_up
from buurtnet.groups.choices import GroupRole, GroupState
from buurtnet.groups.models import Group
from buurtnet.groups.today import items
from buurtnet.kit.moving import NotNowError
from buurtnet.people.models import Mail, Person
from tests.groups.rows import a_group, in_it, url
from tests.people.cast import ring_one
from tests.questions.public import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def new_group(network: Network, hanan: Person) -> Group:
    """Of a resident; nobody looked yet."""
    return a_group(network, hanan, state=GroupState.WAITING, made_by=hanan, name="Breiclub")


def post(who: Person, group: Group, done: str) -> int:
    status = ring_one(who).post(url("inside", group.pk), {"doe": done}).status_code
    group.refresh_from_db()
    return status


def test_who_stops_a_new_group_and_takes_it_up_again_still_waits_for_a_look(
    new_group: Group, hanan: Person, joris: Person
) -> None:
    post(hanan, new_group, "uit")
    assert new_group.state == GroupState.STOPPED
    assert "Vraag het netwerk om te kijken" in words(ring_one(hanan).get(url("inside", new_group.pk)))
    assert post(hanan, new_group, "aan") == 200
    assert new_group.state == GroupState.WAITING
    assert Client().get(url("group", new_group.pk)).status_code == 404
    assert post(hanan, new_group, "aan") == 409
    post(joris, new_group, "aan")
    assert (new_group.state, new_group.looked_at_by) == (GroupState.LIVE, joris)


def test_a_group_that_was_let_in_comes_back_after_a_rest_without_a_look(
    new_group: Group, hanan: Person, joris: Person
) -> None:
    go_live(new_group, by=joris)
    let_in_at = new_group.let_in_at
    post(hanan, new_group, "uit")
    post(hanan, new_group, "aan")
    assert (new_group.state, new_group.let_in_at) == (GroupState.LIVE, let_in_at)


def test_an_owner_does_not_undo_the_no_of_who_looked(new_group: Group, hanan: Person, ingrid: Person) -> None:
    say_no(new_group, by=ingrid)
    assert "Vraag de netwerkregisseur waarom." in words(ring_one(hanan).get(url("inside", new_group.pk)))
    answer = ring_one(hanan).post(url("inside", new_group.pk), {"doe": "aan"})
    assert answer.status_code == 409
    assert 'value="aan"' not in answer.content.decode()
    new_group.refresh_from_db()
    assert new_group.state == GroupState.STOPPED
    assert items(ingrid, new_group.created_at) == []


def test_a_partner_who_began_it_does_not_undo_a_no_either(network: Network, joris: Person, ingrid: Person) -> None:
    group = a_group(network, joris, state=GroupState.WAITING, made_by=joris, for_young=True)
    say_no(group, by=ingrid)
    with pytest.raises(NotNowError):
        take_up(group, by=joris)


def test_who_looks_finds_what_was_said_no_to_and_can_still_say_yes(
    new_group: Group, hanan: Person, ingrid: Person, wim: Person
) -> None:
    say_no(new_group, by=ingrid)
    assert "Breiclub" in words(ring_one(ingrid).get(url("desk")))
    page = words(ring_one(ingrid).get(url("inside", new_group.pk)))
    assert "Je kunt nog ja zeggen." in page
    assert ring_one(wim).get(url("inside", new_group.pk)).status_code == 404
    post(ingrid, new_group, "aan")
    assert (new_group.state, new_group.refused_at) == (GroupState.LIVE, None)
    assert Mail.objects.filter(to=hanan.email).count() == 2  # the no, and the yes


def test_a_look_that_comes_late_does_nothing_to_a_group_in_use_or_at_rest(
    group: Group, joris: Person, ingrid: Person
) -> None:
    with pytest.raises(NotNowError):
        say_no(group, by=ingrid)
    stop(group, by=joris)
    with pytest.raises(NotNowError):
        go_live(group, by=ingrid)
    assert Group.objects.get().state == GroupState.STOPPED


def test_a_partner_who_pulls_it_too_opens_it(new_group: Group, joris: Person) -> None:
    in_it(new_group, joris, GroupRole.OWNER)
    stop(new_group, by=joris)
    take_up(new_group, by=joris)
    assert new_group.state == GroupState.LIVE
    assert new_group.let_in_at is not None
