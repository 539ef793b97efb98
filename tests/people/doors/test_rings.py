"""Two rings: how long each lasts, who may set up a first key, and no weaker path around."""

import json
import re

import pytest
from django.test import Client
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.people import doors
from buurtnet.people.choices import Role
from buurtnet.people.inviting import invite
from buurtnet.people.models import Device, Membership, Person, SetupCode
from tests.factories import NetworkFactory
from tests.people.doors.authenticator import Phone
from tests.people.doors.clients import last_link, signed_in, strong
from tests.people.doors.conftest import Clock
from tests.people.doors.test_passkeys import ASK, make_key

pytestmark = pytest.mark.django_db
HOUR = 3600
INNER = "/account/sleutels/codes/"


@pytest.mark.parametrize(
    ("remembered", "after", "expected"),
    [(True, 89 * 24 * HOUR, 200), (True, 91 * 24 * HOUR, 302), (False, HOUR, 200), (False, 3 * HOUR, 302)],
)
def test_the_first_ring_lasts_ninety_days_or_a_short_visit(
    samira: Person, clock: Clock, remembered: bool, after: float, expected: int
) -> None:
    client = signed_in(samira, remembered=remembered)
    clock.forward(after)
    assert client.get("/account/").status_code == expected


def test_a_passing_visit_ends_after_twelve_hours_however_busy(samira: Person, clock: Clock) -> None:
    client = signed_in(samira, remembered=False)
    for _ in range(11):
        clock.forward(HOUR)
        assert client.get("/account/").status_code == 200
    clock.forward(HOUR + 1)
    assert client.get("/account/").status_code == 302


def test_a_cookie_of_a_passing_visit_goes_with_the_browser(samira: Person) -> None:
    assert signed_in(samira, remembered=False).cookies["sessionid"]["max-age"] == ""
    assert signed_in(samira).cookies["sessionid"]["max-age"] > 89 * 24 * HOUR


def key_holder(samira: Person) -> Client:
    client = signed_in(samira)
    make_key(client, Phone())
    return client


@pytest.mark.parametrize(("minutes", "expected"), [(59, 200), (61, 302)])
def test_the_second_ring_closes_after_an_hour_without_a_visit(
    samira: Person, clock: Clock, minutes: int, expected: int
) -> None:
    client = key_holder(samira)
    clock.forward(minutes * 60)
    assert client.get(INNER).status_code == expected


def test_the_second_ring_closes_after_twelve_hours_however_busy(samira: Person, clock: Clock) -> None:
    client = key_holder(samira)
    for _ in range(23):
        clock.forward(HOUR / 2)
        assert client.get(INNER).status_code == 200
    clock.forward(HOUR / 2 + 1)
    assert client.get(INNER).status_code == 302


def test_who_is_not_signed_in_comes_back_after(samira: Person) -> None:
    assert Client().get(INNER).headers["Location"] == f"/account/aanmelden/?volgende={INNER}".replace("/", "/")


def test_a_form_that_met_the_second_ring_is_not_lost(samira: Person, clock: Clock) -> None:
    client = signed_in(samira)
    phone = Phone()
    make_key(client, phone)
    clock.forward(2 * HOUR)
    kept = [["naam", 'een "lange" naam'], ["keuze", "1"], ["keuze", "2"]]
    page = client.post(INNER, {"naam": kept[0][1], "keuze": ["1", "2"]})
    assert page.status_code == 403
    assert "nog niet bewaard" in page.content.decode()
    fields = {"volgende": INNER, "bewaard": json.dumps(kept)}
    assert "Gebruik je sleutel" in client.post("/account/sterk/", fields).content.decode()
    answer = phone.show(client.post("/account/sterk/sleutel/vraag/").json())
    done = client.post("/account/sterk/", fields | {"credential": answer}).content.decode()
    assert f'action="{INNER}"' in done
    assert re.findall(r'name="(naam|keuze)" value="([^"]*)"', done) == [
        ("naam", "een &quot;lange&quot; naam"),
        ("keuze", "1"),
        ("keuze", "2"),
    ]


@pytest.mark.parametrize("kept", ["x", "[1]", '{"a":1}', '[["a"]]', "[" * 5_000])
def test_a_kept_form_that_is_none_does_no_harm(samira: Person, clock: Clock, kept: str) -> None:
    client = signed_in(samira)
    phone = Phone()
    make_key(client, phone)
    answer = phone.show(client.post("/account/sterk/sleutel/vraag/").json())
    sent = {"credential": answer, "bewaard": kept, "volgende": INNER}
    assert client.post("/account/sterk/", sent).status_code == 302


def test_a_link_by_mail_alone_sets_up_no_key_for_a_strong_role(joris: Person) -> None:
    client = signed_in(joris)
    assert client.post(ASK).status_code == 404
    assert client.get("/account/sleutels/app/").status_code == 302
    assert client.post("/account/sleutels/", {"credential": "{}"}).headers["Location"].startswith("/account/sterk/")
    assert "eerste sleutel samen" in client.get("/account/sterk/").content.decode()


def test_who_has_a_key_adds_another_only_after_showing_it(samira: Person) -> None:
    key_holder(samira)
    client = signed_in(samira)
    assert client.post(ASK).status_code == 404
    assert client.get("/account/sleutels/app/").status_code == 302
    assert client.post("/account/sleutels/1/weg/").status_code == 403


def test_an_invitation_to_who_has_a_key_opens_no_way_around_it(samira: Person, network: Network) -> None:
    key_holder(samira)
    invite(samira.email, Role.DIRECTOR, by=None, network=network)
    client = Client()
    assert client.post(last_link(samira.email)).headers["Location"] == "/account/"
    assert client.post(ASK).status_code == 404
    assert client.get(INNER).status_code == 302


def test_who_accepted_an_invitation_sets_up_a_key_in_that_session_only(network: Network) -> None:
    invite("nieuw@havendijk.example", Role.DIRECTOR, by=None, network=network)
    client = Client()
    assert client.post(last_link("nieuw@havendijk.example")).headers["Location"] == "/account/sleutels/?welkom=1"
    other = signed_in(Person.objects.get(email="nieuw@havendijk.example"))
    assert other.post(ASK).status_code == 404
    assert make_key(client, Phone()) == 302
    assert client.get(INNER).status_code == 200


def test_the_last_key_of_a_strong_role_stays(joris: Person) -> None:
    client = strong(joris)
    make_key(client, Phone())
    key = joris.authenticator_set.get()  # type: ignore[attr-defined]  # allauth's name for one's keys
    assert client.post(f"/account/sleutels/{key.pk}/weg/").headers["Location"].endswith("?laatste=1")
    assert joris.authenticator_set.exists()  # type: ignore[attr-defined]


def code_for(helper: Client, person: Person) -> str:
    page = helper.post("/account/samen/", {"person": str(person.pk)})
    assert page.status_code == 200, page.status_code
    found = re.search(r"http://localhost:8000(/account/samen/[\w-]{20,}/)", page.content.decode())
    assert found
    return found.group(1)


@pytest.fixture
def aisha(network: Network) -> Person:
    """A connector without a key."""
    person = Person.objects.create_user("aisha@havendijk.example", name="Aisha")
    Membership.objects.create(person=person, role=Role.CONNECTOR, network=network)
    return person


def test_set_up_together_gives_a_first_key_to_who_is_signed_in_by_mail(joris: Person, aisha: Person) -> None:
    path = code_for(strong(joris), aisha)
    assert Client().get(path).status_code == 302, "the code alone opens nothing"
    client = signed_in(aisha)
    assert client.get(path).status_code == 200
    assert client.post(ASK).status_code == 404, "looking is not using"
    assert client.post(path).status_code == 302
    assert make_key(client, Phone()) == 302
    assert client.get(INNER).status_code == 200
    assert signed_in(aisha).post(path).status_code == 410


def test_a_code_of_another_a_used_and_a_late_one_say_so(joris: Person, aisha: Person, samira: Person) -> None:
    helper = strong(joris)
    path = code_for(helper, aisha)
    assert signed_in(samira).post(path).status_code == 410
    newer = code_for(helper, aisha)
    assert signed_in(aisha).post(path).status_code == 410, "a newer one ends the older"
    SetupCode.objects.update(expires_at=timezone.now())
    page = signed_in(aisha).post(newer)
    assert page.status_code == 410
    assert "om een nieuwe" in page.content.decode()


def test_who_lost_every_key_gets_a_new_one_in_their_place_and_other_devices_end(joris: Person, aisha: Person) -> None:
    lost = Phone()
    elsewhere = strong(aisha)
    make_key(elsewhere, lost)
    client = signed_in(aisha)
    client.post(code_for(strong(joris), aisha))
    assert make_key(client, Phone()) == 302
    assert elsewhere.get("/account/").status_code == 302
    assert Device.objects.filter(person=aisha).count() == 1
    other = Client()
    answer = lost.show(other.post("/account/aanmelden/sleutel/vraag/").json())
    assert other.post("/account/aanmelden/sleutel/", {"credential": answer}).status_code == 403


def test_only_directors_and_connectors_help_and_only_people_of_their_network(
    joris: Person, aisha: Person, samira: Person
) -> None:
    elsewhere = Person.objects.create_user("ver@elders.example")
    Membership.objects.create(person=elsewhere, role=Role.MEMBER, network=NetworkFactory())
    administrator = Person.objects.create_user("beheer@havendijk.example")
    Membership.objects.create(person=administrator, role=Role.ADMINISTRATOR)
    Membership.objects.create(person=administrator, role=Role.MEMBER, network=joris.memberships.get().network)
    helper = strong(joris)
    for person in (elsewhere, samira, administrator, joris):
        assert helper.post("/account/samen/", {"person": str(person.pk)}).status_code == 404
    assert strong(aisha).post("/account/samen/", {"person": str(joris.pk)}).status_code == 404
    assert helper.post("/account/samen/", {"person": "1; drop"}).status_code == 404
    assert strong(samira).get("/account/samen/").status_code == 404
    assert signed_in(joris).get("/account/samen/").status_code == 302, "the second ring first"
    joris.memberships.update(ends_at=timezone.now())
    assert helper.get("/account/samen/").status_code == 404, "a role that ended opens nothing"


def test_the_rings_are_known_by_their_decorators() -> None:
    assert getattr(doors.ring_one(lambda request: None), "redirect_field_name") == "volgende"  # type: ignore[arg-type,return-value]  # noqa: B009
