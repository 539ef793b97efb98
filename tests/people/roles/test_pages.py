"""The pages of who keeps a network or an organization: who may, what happens, and what is sent along in vain."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.people.choices import MandateKind, Role
from buurtnet.people.inviting import invite
from buurtnet.people.models import Card, CardField, Invitation, Mail, Mandate, Membership, Organization, Person
from buurtnet.people.roles import withdraw
from buurtnet.privacy.models import LogRow
from buurtnet.themes.models import Theme
from tests.factories import AreaFactory, NetworkFactory, OrganizationFactory
from tests.people.cast import person, ring_one, ring_two

pytestmark = pytest.mark.django_db


@pytest.fixture
def director(ingrid: Person) -> Client:
    return ring_two(ingrid)


@pytest.fixture
def joris(buurtteam: Organization) -> Person:
    """The editor of the organization."""
    return person("Joris Bakker", Role.EDITOR, None, buurtteam)


def pages_of_a_director(network: Network, samiras: Membership) -> list[str]:
    slug = network.slug
    return [
        *(reverse(f"people:{name}", args=[slug]) for name in ("role_list", "role_invite", "holding")),
        reverse("people:network_settings", args=[slug]),
        reverse("people:role", args=[slug, samiras.pk]),
        reverse("people:role_end", args=[slug, samiras.pk]),
    ]


def test_a_director_in_the_second_ring_sees_every_page(
    director: Client, network: Network, samiras: Membership
) -> None:
    for address in pages_of_a_director(network, samiras):
        page = director.get(address)
        assert page.status_code == 200, address
        assert "no-store" in page.headers["Cache-Control"]


def test_a_director_in_the_first_ring_shows_a_key_first(
    ingrid: Person, network: Network, samiras: Membership
) -> None:
    client = ring_one(ingrid)
    for address in pages_of_a_director(network, samiras):
        assert client.get(address).headers["Location"].startswith(reverse("people:strong"))
    end = reverse("people:role_end", args=[network.slug, samiras.pk])
    assert client.post(end, {"reason": "agreed"}).status_code == 403
    samiras.refresh_from_db()
    assert samiras.ends_at is None


def test_nobody_else_sees_them(network: Network, samira: Person, samiras: Membership, joris: Person) -> None:
    elsewhere = person("Griet Maes", Role.DIRECTOR, NetworkFactory())
    gone = person("Oud Regisseur", Role.DIRECTOR, network)
    gone.memberships.update(
        starts_at=timezone.now() - datetime.timedelta(days=9), ends_at=timezone.now() - datetime.timedelta(days=1)
    )
    administrator = person("Beheer", Role.ADMINISTRATOR)
    for who in (samira, joris, elsewhere, gone, administrator):
        client = ring_two(who)
        for address in pages_of_a_director(network, samiras):
            assert client.get(address).status_code == 404, (who, address)
            assert client.post(address, {"reason": "agreed", "role": "member"}).status_code in {404, 405}
    for address in pages_of_a_director(network, samiras):
        assert Client().get(address).headers["Location"].startswith(reverse("people:signin"))


def test_a_role_of_another_network_cannot_be_reached_by_its_id(director: Client, network: Network) -> None:
    there = person("Tine Claes", Role.CONNECTOR, NetworkFactory()).memberships.get()
    for name in ("role", "role_end"):
        address = reverse(f"people:{name}", args=[network.slug, there.pk])
        assert director.post(address, {"reason": "agreed", "role": "member"}).status_code == 404
    there.refresh_from_db()
    assert (there.role, there.ends_at) == (Role.CONNECTOR, None)


def test_the_list_shows_roles_days_who_waits_and_only_a_count_of_keys(
    director: Client, ingrid: Person, network: Network, samira: Person
) -> None:
    invite("nieuw@kompas.example", Role.MEMBER, by=ingrid, network=network, name="Noor")
    page = director.get(reverse("people:role_list", args=[network.slug])).content.decode()
    for words in ("Samira Haddad", "Verbinder", "Buurtteam Havendijk", "sinds", "nieuw@kompas.example", "0 van de 2"):
        assert words in page, words
    assert LogRow.objects.filter(actor=str(ingrid.pk), action="list", fields_group="roles").exists()


def test_the_list_costs_the_same_with_more_people(director: Client, network: Network) -> None:
    address = reverse("people:role_list", args=[network.slug])

    def count() -> int:
        director.get(address)
        with CaptureQueriesContext(connection) as captured:
            director.get(address)
        return len(captured)

    person("Een", Role.MEMBER, network, OrganizationFactory())
    before = count()
    for number in range(8):
        person(f"Mens {number}", Role.MEMBER, network, OrganizationFactory())
    assert count() == before


def test_inviting_shows_first_and_sends_after(director: Client, network: Network) -> None:
    address = reverse("people:role_invite", args=[network.slug])
    said: dict[str, Any] = {"people": "Noor Visser <noor@kompas.example>\nonzin", "role": "member"}
    page = director.post(address, said)
    assert "Noor Visser" in page.content.decode()
    assert "Geen goed mailadres" in page.content.decode()
    assert not Mail.objects.exists()
    answer = director.post(address, {**said, "verstuur": "1"}, follow=True)
    assert "Gelukt" in answer.content.decode()
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.name, invitation.network) == ("noor@kompas.example", "Noor Visser", network)
    withdrawal = reverse("people:invitation_withdraw", args=[network.slug, invitation.pk])
    assert director.get(withdrawal).status_code == 405
    director.post(withdrawal)
    invitation.refresh_from_db()
    assert invitation.withdrawn_at


def test_what_is_sent_along_with_an_invitation_changes_nothing(
    director: Client, network: Network, buurtteam: Organization
) -> None:
    address = reverse("people:role_invite", args=[network.slug])
    other = NetworkFactory()
    people = {"people": "noor@kompas.example", "verstuur": "1"}
    for role in ("administrator", "safety_officer", "onzin"):
        assert director.post(address, {**people, "role": role}).status_code == 200
    assert not Invitation.objects.exists()
    page = director.post(address, {**people, "role": "organization_editor", "organization": buurtteam.name})
    assert "doet nog niet mee" in page.content.decode()
    assert (
        "kennen we niet"
        in director.post(address, {**people, "role": "member", "organization": "Niet Bestaand"}).content.decode()
    )
    director.post(address, {**people, "role": "member", "network": str(other.pk), "invited_by": "x"})
    assert Invitation.objects.get().network == network


def test_a_director_gives_no_editor_to_an_organization_that_keeps_itself_elsewhere_too(
    director: Client, network: Network, buurtteam: Organization, samira: Person, joris: Person
) -> None:
    editing = joris.memberships.get()
    address = reverse("people:role_end", args=[network.slug, editing.pk])
    assert director.get(address).status_code == 200
    person("Tine Claes", Role.MEMBER, NetworkFactory(), buurtteam)
    assert director.get(address).status_code == 404


def test_a_role_is_changed_and_ended(director: Client, network: Network, samiras: Membership) -> None:
    address = reverse("people:role", args=[network.slug, samiras.pk])
    day = (timezone.now() + datetime.timedelta(days=30)).date()
    director.post(
        address,
        {"role": "connector", "organization": "buurtteam havendijk", "title": "Opbouwwerker", "last_day": str(day)},
    )
    samiras.refresh_from_db()
    assert samiras.title == "Opbouwwerker"
    assert samiras.ends_at
    assert samiras.ends_at.date() in {day, day + datetime.timedelta(days=1)}
    assert str(day) in director.get(address).content.decode()
    page = director.post(address, {"role": "connector", "last_day": "2020-01-01"}).content.decode()
    assert "al geweest" in page
    end = reverse("people:role_end", args=[network.slug, samiras.pk])
    assert "Kies waarom" in director.post(end, {"reason": ""}).content.decode()
    assert director.post(end, {"reason": "agreed"}).status_code == 302
    assert director.get(end).status_code == 404


def test_the_only_director_is_told_so(director: Client, ingrid: Person, network: Network) -> None:
    mine = ingrid.memberships.get()
    address = reverse("people:role_end", args=[network.slug, mine.pk])
    assert "enige regisseur" in director.post(address, {"reason": "left"}).content.decode()
    leaving = reverse("people:role_leave", args=[mine.pk])
    assert "enige regisseur" in director.post(leaving).content.decode()
    mine.refresh_from_db()
    assert mine.ends_at is None


def test_anyone_stops_with_a_role_of_their_own_and_of_nobody_else(
    samira: Person, samiras: Membership, joris: Person
) -> None:
    address = reverse("people:role_leave", args=[samiras.pk])
    assert ring_one(joris).post(address).status_code == 404
    client = ring_two(samira)
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 302
    samiras.refresh_from_db()
    assert samiras.ends_at


def test_what_one_person_holds_is_said_kindly(
    director: Client, network: Network, samira: Person, samiras: Membership
) -> None:
    language, sport = (
        Theme.objects.create(slug=slug, function=2, name=name)
        for slug, name in (("t-1", "Leesmaatjes"), ("s-1", "Sport"))
    )
    noor = person("Noor Visser", Role.MEMBER, network)
    for who, themes in ((samira, [language, sport]), (noor, [sport])):
        Card.objects.create(person=who).themes.set(themes)
    Mandate.objects.create(membership=samiras, kind=MandateKind.PROMISE, text="twee uur per week")
    address = reverse("people:holding", args=[network.slug])
    page = director.get(address).content.decode()
    assert "Leesmaatjes" in page
    assert "Sport" not in page
    assert "Mag toezeggen: twee uur per week" in page
    assert "één paar schouders" in page
    Card.objects.filter(person=samira).update(audiences={CardField.THEMES: "nobody"})
    page = director.get(address).content.decode()
    assert "Leesmaatjes" not in page
    assert "Sport" in page


SETTINGS = {
    "name": "Buurtnet Haven", "town": "Havendijk", "introduction": "Welkom.", "contact_name": "De Ankerplaats",
    "contact_phone": "0999 1", "contact_email": "hallo@ankerplaats.example", "contact_address": "",
    "contact_hours": "",
    "holiday_region": "nl-noord", "rooms": ["map"], "searches": "huiswerk\n\ntaal", "kleur_groen_diep": "#123046",
    "kleur_groen": "#1b4a3c",
}  # fmt: skip


@pytest.fixture
def settings_said(network: Network) -> dict[str, Any]:
    area = AreaFactory(code="BU0777")
    network.areas.set([area])
    return {**SETTINGS, "area_codes": "own:BU0777"}


def test_a_director_sets_the_network(director: Client, network: Network, settings_said: dict[str, Any]) -> None:
    address = reverse("people:network_settings", args=[network.slug])
    assert "own:BU0777" in director.get(address).content.decode()
    answer = director.post(address, {**settings_said, "slug": "anders", "country": "BE", "is_listed": ""})
    assert answer.status_code == 302
    network.refresh_from_db()
    assert (network.name, network.slug, network.country, network.is_listed) == (
        "Buurtnet Haven", "havendijk", "NL", True,
    )  # fmt: skip
    assert network.rooms == ["map"]
    assert network.frequent_searches == ["huiswerk", "taal"]
    assert network.theme == {"groen-diep": "#123046"}
    assert network.holiday_region == "nl-noord"
    assert LogRow.objects.filter(object_kind="areas.Network", fields_group="settings").count() == 1
    assert "bewaard" in director.get(f"{address}?bewaard=1").content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"kleur_groen_diep": "#ffee88"}, "niet goed te lezen"),
        ({"kleur_groen": "rood"}, "Schrijf de kleur zo"),
        ({"area_codes": "own:nergens"}, "Niet elk gebied"),
        ({"rooms": ["kluis"]}, "er gaat nog iets niet goed"),
        ({"name": ""}, "er gaat nog iets niet goed"),
        ({"holiday_region": "mars"}, "er gaat nog iets niet goed"),
    ],
)
def test_a_setting_that_cannot_be_is_said_plainly(
    director: Client, network: Network, settings_said: dict[str, Any], wrong: dict[str, Any], sentence: str
) -> None:
    page = director.post(reverse("people:network_settings", args=[network.slug]), {**settings_said, **wrong})
    assert sentence.lower() in page.content.decode().lower()
    network.refresh_from_db()
    assert network.name == "Buurtnet Havendijk"


def test_an_organization_keeps_its_own_people(
    joris: Person, samira: Person, samiras: Membership, network: Network, buurtteam: Organization
) -> None:
    client = ring_two(joris)
    address = reverse("people:organization_people", args=[buurtteam.pk])
    page = client.get(address).content.decode()
    assert "Samira Haddad" in page
    client.post(address, {"people": "noor@buurtteam.example", "role": "member", "network": str(network.pk)})
    invitation = Invitation.objects.get()
    assert (invitation.organization, invitation.network, invitation.role) == (buurtteam, network, Role.MEMBER)
    withdrawal = reverse("people:organization_withdraw", args=[buurtteam.pk, invitation.pk])
    client.post(withdrawal)
    invitation.refresh_from_db()
    assert invitation.withdrawn_at
    ending = reverse("people:organization_role", args=[buurtteam.pk, samiras.pk])
    assert client.post(ending, {"reason": "agreed"}).status_code == 404, "a connector is kept by the network"
    colleague = person("Noor Visser", Role.MEMBER, network, buurtteam).memberships.get()
    ending = reverse("people:organization_role", args=[buurtteam.pk, colleague.pk])
    assert client.get(ending).status_code == 200
    assert client.post(ending, {"reason": "other_work"}).status_code == 302
    colleague.refresh_from_db()
    assert colleague.ends_at


def test_another_organization_gets_nothing(
    joris: Person, samira: Person, ingrid: Person, network: Network, buurtteam: Organization
) -> None:
    other = OrganizationFactory(name="Leesmaatjes")
    emre = ring_two(person("Emre Kaya", Role.EDITOR, None, other))
    theirs = joris.memberships.get()
    for path in (
        reverse("people:organization_people", args=[buurtteam.pk]),
        reverse("people:organization_role", args=[buurtteam.pk, theirs.pk]),
        reverse("people:organization_role", args=[other.pk, theirs.pk]),
    ):
        assert emre.get(path).status_code == 404
        assert emre.post(path, {"reason": "agreed"}).status_code == 404
    waiting = invite("noor@x.example", Role.MEMBER, by=ingrid, network=network, organization=buurtteam).invitation
    for organization in (other, buurtteam):
        path = reverse("people:organization_withdraw", args=[organization.pk, waiting.pk])
        assert emre.post(path).status_code == 404
    address = reverse("people:organization_people", args=[other.pk])
    far = {"people": "noor@x.example", "role": "member", "network": str(network.pk)}
    assert emre.post(address, far).status_code == 200, "not in a network where the organization does not take part"
    emre.post(address, {**far, "role": "network_director"})
    assert Invitation.objects.count() == 1
    assert Client().get(address).headers["Location"].startswith(reverse("people:signin"))
    assert ring_one(joris).get(reverse("people:organization_people", args=[buurtteam.pk])).status_code == 302


def test_whoever_invited_reads_that_a_mail_did_not_arrive_until_a_new_one_goes(
    director: Client, joris: Person, network: Network, buurtteam: Organization
) -> None:
    pages = [
        (director, reverse("people:role_list", args=[network.slug])),
        (ring_two(joris), reverse("people:organization_people", args=[buurtteam.pk])),
    ]

    def told() -> list[bool]:
        return ["De mail kwam niet aan." in client.get(url).content.decode() for client, url in pages]

    first = invite("tikfout@havendijk.example", Role.MEMBER, by=joris, network=network, organization=buurtteam)
    assert told() == [False, False]
    Mail.objects.filter(to="tikfout@havendijk.example").update(gave_up_at=timezone.now())
    assert told() == [True, True]
    withdraw(first.invitation, by=joris)
    invite("tikfout@havendijk.example", Role.MEMBER, by=joris, network=network, organization=buurtteam)
    assert told() == [False, False]
