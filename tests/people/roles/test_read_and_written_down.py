"""Every page that shows whose role it is leaves a row for each of them, at a steady cost; and they see who looked."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurtnet.areas.models import Network
from buurtnet.people.choices import MandateKind, Role
from buurtnet.people.models import Mandate, Membership, Organization, Person
from buurtnet.privacy.models import LogRow
from tests.factories import OrganizationFactory
from tests.people.cast import person, ring_one, ring_two

pytestmark = pytest.mark.django_db


def read_of(who: Person, visit: Callable[[], object]) -> list[tuple[str, str, str]]:
    """What a visit wrote about someone: action, role of the reader, and kind of what was read."""
    newest = LogRow.objects.order_by("-id").values_list("id", flat=True).first() or 0
    visit()
    rows = LogRow.objects.filter(id__gt=newest, subject=str(who.pk))
    return list(rows.values_list("action", "role_then", "object_kind"))


def test_the_pages_of_a_director_say_whose_roles_were_read(
    ingrid: Person, network: Network, samira: Person, samiras: Membership
) -> None:
    Mandate.objects.create(membership=samiras, kind=MandateKind.PROMISE, text="twee uur per week")
    client = ring_two(ingrid)
    slug, role = network.slug, "network_director"
    membership = ("people.Membership",)
    for address, expected in (
        (reverse("people:role_list", args=[slug]), [("list", role, *membership)]),
        (reverse("people:role", args=[slug, samiras.pk]), [("view", role, *membership)]),
        (reverse("people:role_end", args=[slug, samiras.pk]), [("view", role, *membership)]),
        (reverse("people:holding", args=[slug]), [("list", role, "people.Person")]),
        (reverse("people:together"), [("list", role, "people.Person")]),
    ):
        assert read_of(samira, lambda address=address: client.get(address)) == expected, address
    page = ring_one(samira).get(reverse("people:seen")).content.decode()
    assert page.count("Ingrid de Wit") == 5


def test_the_pages_of_an_editor_too(
    samira: Person, network: Network, buurtteam: Organization, ingrid: Person
) -> None:
    colleague = person("Noor Visser", Role.MEMBER, network, buurtteam)
    client = ring_two(person("Joris Bakker", Role.EDITOR, None, buurtteam))
    held = colleague.memberships.get()
    for address, action in (
        (reverse("people:organization_people", args=[buurtteam.pk]), "list"),
        (reverse("people:organization_role", args=[buurtteam.pk, held.pk]), "view"),
    ):
        seen = read_of(colleague, lambda address=address: client.get(address))
        assert seen == [(action, "organization_editor", "people.Membership")]


def test_a_list_to_invite_says_whose_role_it_told(ingrid: Person, network: Network) -> None:
    emre, griet = person("Emre Kaya", Role.MEMBER, network), person("Griet Maes")
    client = ring_two(ingrid)
    said = {"people": f"{emre.email}\n{griet.email}\nnieuw@kompas.example", "role": "member"}

    def preview() -> None:
        page = client.post(reverse("people:role_invite", args=[network.slug]), said)
        assert "Heeft deze rol al" in page.content.decode()

    assert read_of(emre, preview) == [("list", "network_director", "people.Person")]
    assert read_of(griet, preview) == [], "of her nothing was told"
    row = LogRow.objects.filter(fields_group="roles", subject="", actor=str(ingrid.pk)).latest("id")
    assert row.action == "list"


def test_a_sheet_that_found_nobody_is_written_down(network: Network, samira: Person) -> None:
    ring_one(samira).get(f"{reverse('people:card_print', args=[network.slug])}?q=zzzz")
    row = LogRow.objects.get(action="print")
    assert (row.actor, row.subject, row.result, row.network) == (str(samira.pk), "", "0", str(network.pk))


def test_one_s_own_role_needs_no_row(ingrid: Person, network: Network) -> None:
    client = ring_two(ingrid)
    assert read_of(ingrid, lambda: client.get(reverse("people:role_list", args=[network.slug]))) == []


def test_writing_it_down_costs_the_same_for_many(
    ingrid: Person, network: Network, samira: Person, buurtteam: Organization
) -> None:
    director, editor = ring_two(ingrid), ring_two(person("Joris Bakker", Role.EDITOR, None, buurtteam))
    pages: list[tuple[Client, str]] = [
        (director, reverse("people:role_list", args=[network.slug])),
        (director, reverse("people:holding", args=[network.slug])),
        (director, reverse("people:together")),
        (editor, reverse("people:organization_people", args=[buurtteam.pk])),
    ]

    def costs() -> list[int]:
        found = []
        for client, address in pages:
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            found.append(len(captured))
        return found

    before = costs()
    for number in range(6):
        person(f"Mens {number}", Role.MEMBER, network, buurtteam)
        person(f"Ander {number}", Role.MEMBER, network, OrganizationFactory())
    assert costs() == before
