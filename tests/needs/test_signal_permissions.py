"""Every address of a signal × every role × own, other or ended: everyone gives one, who keeps them reads them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.needs.models import Signal
from buurtnet.needs.urls import urlpatterns
from buurtnet.people.choices import OF_AN_ORGANIZATION, Role
from buurtnet.people.models import Membership
from buurtnet.privacy.models import LogRow
from buurtnet.privacy.refusals import take_up
from tests.factories import NetworkFactory, OrganizationFactory
from tests.needs.rows import a_signal
from tests.people.cast import person, ring_one

pytestmark = pytest.mark.django_db

KEEPERS = (Role.DIRECTOR, Role.CONNECTOR)
OWN, OTHER, ENDED = "own", "another network", "ended yesterday"
FOR_EVERYONE = ("signal_give", "signal_read", "signal_worker", "worry")
AT_THE_DESK = {"signal_list": False, "signal": True}  # name: whether it is of one signal
OF_ONESELF = ("my_signals",)


def address(name: str, network: Network, signal: Signal) -> str:
    return reverse(f"needs:{name}", args=[network.slug, *([signal.pk] if AT_THE_DESK.get(name) else [])])


def signed_in(role: Role, network: Network, when: str) -> Client:
    where = NetworkFactory(rooms=[Room.NEEDS]) if when == OTHER else network
    who = person(f"Iemand {role} {when}")
    Membership.objects.create(
        person=who, role=role, network=None if role in OF_AN_ORGANIZATION else where,
        organization=OrganizationFactory() if role in OF_AN_ORGANIZATION else None,
        starts_at=timezone.now() - timedelta(days=9),
        ends_at=timezone.now() - timedelta(days=1) if when == ENDED else None,
    )  # fmt: skip
    return ring_one(who)


def test_every_address_of_a_signal_stands_here() -> None:
    ours = {one.name for one in urlpatterns if one.name and ("signal" in one.name or one.name == "worry")}
    assert ours == {*FOR_EVERYONE, *AT_THE_DESK, *OF_ONESELF}


@pytest.mark.parametrize("when", [OWN, OTHER, ENDED])
@pytest.mark.parametrize("role", [one for one in Role if one != Role.ADMINISTRATOR])
def test_a_role_reaches_what_it_is_for(role: Role, when: str, network: Network) -> None:
    signal, client = a_signal(network), signed_in(role, network, when)
    may = when == OWN and role in KEEPERS
    take_up(patience=0)
    before = LogRow.objects.filter(action="deny").count()  # what other tests were refused
    for name in AT_THE_DESK:
        assert client.get(address(name, network, signal)).status_code == (200 if may else 404), name
    for name in (*FOR_EVERYONE, *OF_ONESELF):
        assert client.get(address(name, network, signal)).status_code == 200, name
    take_up(patience=0)
    assert LogRow.objects.filter(action="deny").count() - before == (0 if may else len(AT_THE_DESK))


@pytest.mark.parametrize("when", [OWN, OTHER, ENDED])
@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.CONNECTOR, Role.MEMBER, Role.VOLUNTEER, Role.RESIDENT])
@pytest.mark.parametrize("what", ["oppakken", "vertellen", "sluiten", "heropenen"])
def test_only_who_keeps_signals_changes_one(role: Role, when: str, what: str, network: Network) -> None:
    signal = a_signal(network)
    answer = signed_in(role, network, when).post(address("signal", network, signal), {"doe": what, "text": "Gedaan."})
    assert (answer.status_code != 404) == (when == OWN and role in KEEPERS)
    signal.refresh_from_db()
    assert (signal.state != "sent") == (what == "oppakken" and answer.status_code == 302)


def test_a_visitor_gives_one_and_is_asked_to_sign_in_for_the_rest(client: Client, network: Network) -> None:
    signal = a_signal(network)
    for name in FOR_EVERYONE:
        assert client.get(address(name, network, signal)).status_code == 200, name
    for name in (*AT_THE_DESK, *OF_ONESELF):
        answer = client.get(address(name, network, signal))
        assert answer.status_code == 302
        assert "/account/" in answer["Location"]


def test_a_signal_of_another_network_is_not_there(network: Network, connector: Client) -> None:
    elsewhere = a_signal(NetworkFactory(rooms=[Room.NEEDS]))
    assert connector.get(address("signal", network, elsewhere)).status_code == 404
    assert connector.post(address("signal", network, elsewhere), {"doe": "oppakken"}).status_code == 404
    elsewhere.refresh_from_db()
    assert elsewhere.state == "sent"


def test_without_the_token_of_the_page_nothing_is_done(network: Network, connector: Client) -> None:
    signal = a_signal(network)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = connector.cookies
    assert strict.post(address("signal", network, signal), {"doe": "oppakken"}).status_code == 403


@pytest.mark.parametrize("name", FOR_EVERYONE)
def test_an_address_of_no_network_is_not_there(name: str, client: Client, network: Network) -> None:
    url = address(name, network, a_signal(network)).replace(network.slug, "nergens")
    assert client.get(url).status_code == 404
