"""Every address of rounds × every role × own, other, ended; a volunteer reaches the rounds they go along with."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Area, Network
from buurtnet.needs.models import OutreachRound
from buurtnet.people.choices import IN_A_NETWORK, OF_AN_ORGANIZATION, PARTNERS, Role
from buurtnet.people.models import Person
from buurtnet.privacy.models import LogRow
from buurtnet.privacy.refusals import take_up
from tests.factories import NetworkFactory, OrganizationFactory
from tests.needs.rounds_cast import a_round
from tests.people.cast import person, ring_one

pytestmark = pytest.mark.django_db
PLANNERS = (Role.MEMBER, Role.CONNECTOR, Role.DIRECTOR)
OWN, OTHER, ENDED = "own", "another network", "ended yesterday"
# name: the roles that reach it in their own network; a volunteer here goes along with no round.
OF_A_NETWORK = {"round_list": PARTNERS, "round_new": PLANNERS, "coverage": PLANNERS}
OF_A_ROUND = ("round_walk", "round_away", "round_sheet", "round_change", "round_close")
OF_A_TEAM = ("round_walk", "round_away", "round_sheet")  # what a volunteer of the team reaches


def someone(role: Role, network: Network, *, ended: bool = False) -> Person:
    organization = OrganizationFactory() if role in OF_AN_ORGANIZATION else None
    who = person(f"Iemand {role}", role, network if role in IN_A_NETWORK else None, organization)
    if ended:
        now = timezone.now()
        who.memberships.update(starts_at=now - timedelta(days=9), ends_at=now - timedelta(days=1))
    return who


def codes(client: Client, made: OutreachRound) -> dict[str, int]:
    slug = made.network.slug
    found = {name: client.get(reverse(f"needs:{name}", args=[slug])).status_code for name in OF_A_NETWORK}
    found |= {name: client.get(reverse(f"needs:{name}", args=[slug, made.pk])).status_code for name in OF_A_ROUND}
    return found | {"round_street": tapped(client, made)}


def tapped(client: Client, made: OutreachRound) -> int:
    said = {"gedaan": made.streets.get().pk}
    return client.post(reverse("needs:round_street", args=[made.network.slug, made.pk]), said).status_code


@pytest.mark.parametrize("relation", [OWN, OTHER, ENDED])
@pytest.mark.parametrize("role", list(Role))
def test_a_role_reaches_what_it_is_for_and_no_more(role: Role, relation: str, network: Network, area: Area) -> None:
    made = a_round(network, area, "Kade")
    where = NetworkFactory(rooms=[Room.NEEDS]) if relation == OTHER else network
    reaches = role if relation == OWN else None
    expected = {name: 200 if reaches in roles else 404 for name, roles in OF_A_NETWORK.items()}
    expected |= dict.fromkeys(OF_A_ROUND, 200 if reaches in PLANNERS else 404)
    expected["round_street"] = 302 if reaches in PLANNERS else 404
    assert codes(ring_one(someone(role, where, ended=relation == ENDED)), made) == expected


def test_a_volunteer_reaches_the_rounds_they_go_along_with(network: Network, area: Area) -> None:
    made, other = a_round(network, area, "Kade"), a_round(network, area, "Steeg", purpose="heel iets anders")
    who = someone(Role.VOLUNTEER, network)
    made.team.add(who)
    client = ring_one(who)
    found = codes(client, made)
    assert {name for name, code in found.items() if code in {200, 302}} == {"round_list", *OF_A_TEAM, "round_street"}
    assert {code for name, code in codes(client, other).items() if name not in OF_A_NETWORK} == {404}
    page = client.get(reverse("needs:round_list", args=[network.slug]))
    assert list(page.context["rounds"]) == [made]
    assert "heel iets anders" not in page.content.decode()


def test_a_volunteer_whose_role_ended_taps_nothing_any_more(network: Network, area: Area) -> None:
    made = a_round(network, area, "Kade")
    who = someone(Role.VOLUNTEER, network)
    made.team.add(who)
    client = ring_one(who)
    assert tapped(client, made) == 302
    now = timezone.now()
    who.memberships.update(starts_at=now - timedelta(days=9), ends_at=now - timedelta(seconds=1))
    assert tapped(client, made) == 404


def test_being_in_a_team_of_another_network_opens_nothing(network: Network, area: Area) -> None:
    made = a_round(network, area, "Kade")
    who = someone(Role.VOLUNTEER, NetworkFactory(rooms=[Room.NEEDS]))
    made.team.add(who)
    assert set(codes(ring_one(who), made).values()) == {404}


def test_a_round_of_another_network_is_not_found_in_one_s_own(network: Network, area: Area) -> None:
    there = a_round(NetworkFactory(rooms=[Room.NEEDS], areas=[area]), area, "Kade")
    there.network = network
    client = ring_one(someone(Role.DIRECTOR, network))
    found = codes(client, there)
    assert {code for name, code in found.items() if name not in OF_A_NETWORK} == {404}


@pytest.mark.parametrize("role", PLANNERS)
def test_where_the_room_is_off_nothing_of_it_is_there(role: Role, network: Network, area: Area) -> None:
    made = a_round(network, area, "Kade")
    client = ring_one(someone(role, network))
    assert "Buurtrondes" in client.get(f"/{network.slug}/wie-is-wie/").content.decode()
    Network.objects.update(rooms=[Room.MAP])
    assert set(codes(client, made).values()) == {404}
    assert "Buurtrondes" not in client.get(f"/{network.slug}/wie-is-wie/").content.decode()
    assert client.get(reverse("needs:round_worker", args=[network.slug])).status_code == 404


def test_a_visitor_is_asked_to_sign_in_first(network: Network, area: Area) -> None:
    assert set(codes(Client(), a_round(network, area, "Kade")).values()) == {302}


def test_a_refusal_stands_in_the_log(network: Network, area: Area) -> None:
    who = someone(Role.RESIDENT, network)
    ring_one(who).get(reverse("needs:round_list", args=[network.slug]))
    take_up(patience=0)
    assert LogRow.objects.filter(action="deny", actor=str(who.pk), fields_group="rounds").count() == 1


def test_a_tap_that_another_site_sends_is_refused(network: Network, area: Area) -> None:
    made = a_round(network, area, "Kade")
    client = Client(enforce_csrf_checks=True)
    client.force_login(someone(Role.MEMBER, network), backend="buurtnet.people.doors.DoorsBackend")
    assert tapped(client, made) == 403
    assert made.streets.get().done_at is None
