"""Every address of the working side of voting × every role × own or another network."""

import pytest
from django.test import Client
from django.urls import reverse

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.people.choices import IN_A_NETWORK, PARTNERS, Role
from buurtnet.people.models import Person
from buurtnet.voting.models import Batch, VoteRound
from buurtnet.voting.urls import urlpatterns
from tests.factories import NetworkFactory
from tests.people.cast import person, ring_one, ring_two
from tests.voting.conftest import MakeLetters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]

POST_ONLY = 405
ONLY_DIRECTOR = (Role.DIRECTOR,)
# name: the roles that reach it in their own network, and what GET answers them.
TABLE: dict[str, tuple[tuple[Role, ...], int]] = {
    "round_list": (ONLY_DIRECTOR, 200), "round_new": (ONLY_DIRECTOR, 200), "round_desk": (ONLY_DIRECTOR, 200),
    "round_edit": (ONLY_DIRECTOR, 200), "round_step": (ONLY_DIRECTOR, 200), "round_stop": (ONLY_DIRECTOR, 200),
    "round_look_back": (ONLY_DIRECTOR, 200), "plan_add": (ONLY_DIRECTOR, 200), "plan_check": (ONLY_DIRECTOR, 200),
    "plan_withdraw": (ONLY_DIRECTOR, 405), "plan_by_hand": (ONLY_DIRECTOR, 200),
    "plan_progress": (ONLY_DIRECTOR, 200), "letters": (ONLY_DIRECTOR, 200), "letter_replace": (ONLY_DIRECTOR, 405),
    "letters_fall": (ONLY_DIRECTOR, 200), "papers": (PARTNERS, 200),
}  # fmt: skip
PUBLIC = {
    "home", "sitemap", "round", "ballot", "ballot_change", "mail", "result", "protocol", "votes", "plans", "own_plan",
}  # fmt: skip


@pytest.fixture
def addresses(around: VoteRound, letters: MakeLetters) -> dict[str, str]:
    letters(1)
    plan, batch = around.plans.get(number=1), Batch.objects.get()
    ids: dict[str, list[object]] = {name: [around.pk] for name in TABLE if name not in {"round_list", "round_new"}}
    ids |= {name: [around.pk, plan.pk] for name in TABLE if name.startswith("plan_") and name != "plan_add"}
    ids |= {name: [around.pk, batch.pk] for name in ("letter_replace", "letters_fall")}
    ids["round_step"] = [around.pk, "tellen"]
    return {name: reverse(f"voting:{name}", args=[around.network.slug, *ids.get(name, [])]) for name in TABLE}


def test_every_address_is_public_or_stands_in_the_table() -> None:
    assert {pattern.name for pattern in urlpatterns} == set(TABLE) | PUBLIC


def answers(browser: Client, addresses: dict[str, str], *, at: str = "havendijk") -> dict[str, int]:
    """What GET answers, or POST where there is nothing to look at."""
    found = {}
    for name, url in addresses.items():
        here = url.replace("/havendijk/", f"/{at}/")
        ask = browser.post if TABLE[name][1] == POST_ONLY else browser.get
        found[name] = ask(here).status_code
    return found


@pytest.mark.parametrize("role", IN_A_NETWORK)
def test_a_role_reaches_what_is_its_own_and_nothing_else(
    role: Role, network: Network, addresses: dict[str, str]
) -> None:
    found = answers(ring_two(person("Noor", role, network)), addresses)
    reached = {name for name, status in found.items() if status != 404}
    assert reached == {name for name, (roles, _answer) in TABLE.items() if role in roles}
    assert all(found[name] == TABLE[name][1] for name in reached if TABLE[name][1] != POST_ONLY)


def test_a_director_of_another_network_reaches_nothing(addresses: dict[str, str]) -> None:
    other = NetworkFactory(slug="duinbeke", rooms=[Room.BUDGET, Room.VOTING])
    browser = ring_two(person("Noor", Role.DIRECTOR, other))
    assert set(answers(browser, addresses).values()) == {404}
    crossed = answers(browser, addresses, at="duinbeke")
    assert {name for name, status in crossed.items() if status != 404} == {"round_list", "round_new"}


def test_a_second_step_is_asked_of_the_director(ingrid: Person, addresses: dict[str, str]) -> None:
    assert {ring_one(ingrid).get(url).status_code for url in addresses.values()} == {302}


def test_where_the_room_is_off_there_is_nothing(network: Network, ingrid: Person, addresses: dict[str, str]) -> None:
    network.rooms = [Room.MAP]
    network.save()
    browser = ring_two(ingrid)
    assert {browser.get(url).status_code for name, url in addresses.items() if TABLE[name][1] == 200} == {404}
    assert browser.get(reverse("voting:home", args=[network.slug])).status_code == 404
