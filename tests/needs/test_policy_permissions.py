"""Every address of signals to policy × every role, here, in another network and after the role ended."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.needs.models import PolicySignal
from buurtnet.people.choices import Role
from buurtnet.people.models import Membership, Person
from buurtnet.privacy.models import LogRow
from buurtnet.privacy.refusals import take_up
from tests.factories import NetworkFactory
from tests.needs.policy_cast import agreement, decided, platform, sent
from tests.people.cast import person, ring_one, ring_two

pytestmark = pytest.mark.django_db

READING = ["policy_list", "policy"]
PREPARING = ["policy_new", "policy_edit", "policy_ask", "policy_words", "policy_promises"]
DIRECTING = [
    "policy_decide", "policy_send", "policy_letter", "policy_answer", "policy_finish", "policy_stop", "policy_late",
    "agreement_list", "agreement_new", "agreement_edit",
]  # fmt: skip
OPENS = {
    Role.DIRECTOR: {*READING, *PREPARING, *DIRECTING},
    Role.CONNECTOR: {*READING, *PREPARING},
    Role.MEMBER: {*READING},
    Role.VOLUNTEER: {*READING},
    Role.POLICY_READER: {*READING},
    Role.RESIDENT: set(),
}
WITHOUT_ID = {"policy_list", "policy_new", "agreement_list", "agreement_new"}
STRONG = {"policy_send", "policy_letter", "agreement_list", "agreement_new", "agreement_edit"}


@pytest.fixture
def signal(network: Network, ingrid: Person) -> PolicySignal:
    return sent(network, ingrid)


def address(name: str, signal: PolicySignal, slug: str = "havendijk") -> str:
    pk = signal.agreement_id if name == "agreement_edit" else signal.pk
    return reverse(f"needs:{name}", args=[slug] if name in WITHOUT_ID else [slug, pk])


def someone(role: Role, network: Network) -> Person:
    return person("Nadia Amrani", role, network)


@pytest.mark.parametrize("role", OPENS)
@pytest.mark.parametrize("name", [*READING, *PREPARING, *DIRECTING])
def test_each_role_opens_what_is_theirs(name: str, role: Role, network: Network, signal: PolicySignal) -> None:
    expected = 200 if name in OPENS[role] else 404
    assert ring_two(someone(role, network)).get(address(name, signal)).status_code == expected


@pytest.mark.parametrize("name", [*READING, *PREPARING, *DIRECTING])
def test_nobody_opens_it_from_another_network_or_after_their_role_ended(
    name: str, network: Network, signal: PolicySignal
) -> None:
    other = NetworkFactory(slug="duinbeke", rooms=[Room.NEEDS])
    theirs = ring_two(person("Andere Regisseur", Role.DIRECTOR, other))
    assert theirs.get(address(name, signal)).status_code == 404
    if name not in WITHOUT_ID:
        assert theirs.get(address(name, signal, "duinbeke")).status_code == 404
    left = someone(Role.DIRECTOR, network)
    client = ring_two(left)
    Membership.objects.filter(person=left).update(
        starts_at=timezone.now() - dt.timedelta(days=9), ends_at=timezone.now() - dt.timedelta(days=1)
    )
    assert client.get(address(name, signal)).status_code == 404
    assert Client().get(address(name, signal)).status_code == 302


@pytest.mark.parametrize("name", [*READING, *PREPARING, *DIRECTING])
def test_without_the_room_there_is_nothing(
    name: str, network: Network, signal: PolicySignal, director: Client
) -> None:
    Network.objects.filter(pk=network.pk).update(rooms=[Room.MAP])
    assert director.get(address(name, signal)).status_code == 404


@pytest.mark.parametrize("name", sorted(STRONG))
def test_what_speaks_for_the_network_asks_for_the_second_ring(
    name: str, network: Network, signal: PolicySignal
) -> None:
    answer = ring_one(someone(Role.DIRECTOR, network)).get(address(name, signal))
    assert answer.status_code == 302
    assert "/account/" in answer.headers["Location"]


def test_a_policy_reader_sees_what_was_sent_and_answers_for_the_own_body_only(
    network: Network, signal: PolicySignal, ingrid: Person
) -> None:
    other_body = agreement(network, ingrid, body="woningcorporatie")
    waiting = sent(network, ingrid, agreement=other_body)
    hidden = decided(network, ingrid, agreement=other_body)
    client = ring_one(person("Wethouder Jeugd", Role.POLICY_READER, network, signal.agreement.organization))
    assert client.get(address("policy_answer", signal)).status_code == 200
    assert ingrid.name in ring_one(ingrid).get(address("policy", signal)).content.decode()
    assert ingrid.name not in client.get(address("policy", signal)).content.decode(), "who did it is for the network"
    assert client.get(address("policy", hidden)).status_code == 404
    assert hidden.title in ring_one(ingrid).get(address("policy_list", hidden)).content.decode()
    assert client.get(address("policy_answer", waiting)).status_code == 404
    assert client.post(address("policy_received", waiting)).status_code == 404
    take_up(patience=0)
    assert LogRow.objects.filter(action="deny", object_id=str(waiting.pk)).count() == 2


def test_an_editor_of_a_platform_sees_what_they_were_asked_and_no_list(
    network: Network, signal: PolicySignal
) -> None:
    _group, editor = platform()
    client = ring_two(editor)
    for name in (*READING, *PREPARING, *DIRECTING):
        assert client.get(address(name, signal)).status_code == 404, name


@pytest.mark.parametrize(
    "name", [one for one in (*PREPARING, *DIRECTING) if one not in {"policy_letter", "agreement_list"}]
)
def test_a_form_of_elsewhere_is_refused(name: str, network: Network, signal: PolicySignal, ingrid: Person) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ingrid, backend="buurtnet.people.doors.DoorsBackend")
    assert strict.post(address(name, signal), {"version": "1"}).status_code == 403


@pytest.mark.parametrize("name", ["policy_list", "policy", "policy_letter", "agreement_list"])
def test_what_only_shows_takes_no_form(name: str, network: Network, signal: PolicySignal, director: Client) -> None:
    assert director.post(address(name, signal)).status_code == 405


def test_received_is_only_posted(network: Network, signal: PolicySignal, director: Client) -> None:
    assert director.get(address("policy_received", signal)).status_code == 405


@pytest.mark.parametrize("role", [Role.MEMBER, Role.POLICY_READER, Role.RESIDENT])
def test_the_menu_leads_there_for_who_may_read(role: Role, network: Network, signal: PolicySignal) -> None:
    page = ring_one(someone(role, network)).get(address("policy_list", signal))
    assert (b"Naar beleid" in page.content) is (role != Role.RESIDENT)
