"""Roles × own network, another network, a role that ended, a room that is off: who reads, who decides."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Area, Network
from buurtnet.needs.models import Telling, TellingTheme
from buurtnet.needs.tellings import Words, write_theme
from buurtnet.people.acting import By
from buurtnet.people.choices import IN_A_NETWORK, Role
from buurtnet.people.models import Membership, Person
from buurtnet.privacy.models import LogRow
from buurtnet.privacy.refusals import take_up
from tests.factories import NetworkFactory
from tests.needs.telling_rows import a_telling
from tests.people.cast import person, ring_one

pytestmark = pytest.mark.django_db

DECIDE = {Role.DIRECTOR, Role.CONNECTOR}
AT_WORK = ["telling_list", "telling_new", "telling_edit", "telling_theme_new", "telling_theme", "telling_correct"]
PUBLIC = ["tellings", "telling", "telling_csv", "telling_json"]


@pytest.fixture
def told(network: Network, ingrid: Person) -> Telling:
    made = a_telling(network, ingrid)
    write_theme(made, Words("Huur", "Ouders vragen hoe zij de huur betalen."), by=By(ingrid))
    return made


def addresses(told: Telling, names: list[str], slug: str = "havendijk") -> dict[str, str]:
    theme = TellingTheme.objects.get()
    more = {
        **{name: [1] for name in ("telling", "telling_csv", "telling_json")},
        "telling_edit": [told.pk], "telling_correct": [told.pk],
        "telling_theme_new": [told.pk], "telling_theme": [told.pk, theme.pk],
    }  # fmt: skip
    return {name: reverse(f"needs:{name}", args=[slug, *more.get(name, [])]) for name in names}


def codes(client: Client, found: dict[str, str]) -> set[int]:
    return {
        client.post(url).status_code if name == "telling_correct" else client.get(url).status_code
        for name, url in found.items()
    }


@pytest.mark.parametrize("role", IN_A_NETWORK)
def test_director_and_connector_make_it_and_nobody_else(role: Role, told: Telling, network: Network) -> None:
    client = ring_one(person("Iemand Anders", role, network))
    found = codes(client, addresses(told, AT_WORK))
    assert found <= {200, 302} if role in DECIDE else found == {404}


@pytest.mark.parametrize("role", sorted(DECIDE))
def test_whose_role_ended_finds_nothing(role: Role, told: Telling, network: Network) -> None:
    who = person("Iemand Anders", role, network)
    client = ring_one(who)
    now = timezone.now()
    Membership.objects.filter(person=who).update(
        starts_at=now - dt.timedelta(days=2), ends_at=now - dt.timedelta(days=1)
    )
    assert codes(client, addresses(told, AT_WORK)) == {404}


@pytest.mark.parametrize("role", sorted(DECIDE))
def test_of_another_network_nothing_is_found(role: Role, told: Telling, area: Area) -> None:
    other = NetworkFactory(slug="duinbeke", areas=[area], rooms=[Room.NEEDS])
    client = ring_one(person("Iemand Anders", role, other))
    assert codes(client, addresses(told, AT_WORK)) == {404}
    own = addresses(told, ["telling_edit", "telling_theme_new", "telling_theme", "telling_correct"], "duinbeke")
    assert codes(client, own) == {404}
    assert codes(client, addresses(told, ["telling", "telling_csv", "telling_json"], "duinbeke")) == {404}


def test_a_visitor_is_asked_to_sign_in_and_reads_what_is_public(client: Client, told: Telling) -> None:
    assert codes(client, addresses(told, AT_WORK)) == {302}
    assert codes(client, addresses(told, PUBLIC)) == {200}


def test_a_room_that_is_off_has_no_page(client: Client, told: Telling, network: Network, ingrid: Person) -> None:
    network.rooms = [Room.MAP]
    network.save()
    assert codes(client, addresses(told, PUBLIC)) == {404}
    assert codes(ring_one(ingrid), addresses(told, AT_WORK)) == {404}
    assert "wat-de-buurt-vertelt" not in ring_one(ingrid).get("/havendijk/beheer/wie-is-wie/").content.decode()


def test_a_refusal_is_written_down(told: Telling, joris: Person) -> None:
    ring_one(joris).get(addresses(told, ["telling_list"])["telling_list"])
    take_up(patience=0)
    assert LogRow.objects.filter(action="deny", actor=str(joris.pk), fields_group="needs").count() == 1


@pytest.mark.parametrize("name", [*PUBLIC, "telling_list"])
def test_what_is_only_read_takes_no_post(name: str, told: Telling, ingrid: Person) -> None:
    assert ring_one(ingrid).post(addresses(told, [name])[name]).status_code == 405


def test_a_form_without_our_page_is_refused(told: Telling, ingrid: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ingrid, backend="buurtnet.people.doors.DoorsBackend")
    assert client.post(addresses(told, ["telling_edit"])["telling_edit"]).status_code == 403
