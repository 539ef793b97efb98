"""Who is who: who may read it, what each card shows, finding people, and what is written down."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.finding import forget_network_areas
from buurtnet.areas.models import Network
from buurtnet.people.choices import Audience, MandateKind, Role
from buurtnet.people.models import Card, CardField, Mandate, Membership, Organization, Person, ReachableHours, Welcome
from buurtnet.privacy.choices import Action
from buurtnet.privacy.models import LogRow
from buurtnet.themes.models import Theme
from tests.factories import AreaFactory, NetworkFactory, OrganizationFactory
from tests.people.cast import person, ring_one

pytestmark = pytest.mark.django_db


@pytest.fixture
def noor(network: Network) -> Person:
    """A teacher who looks someone up."""
    return person("Noor Visser", Role.MEMBER, network, OrganizationFactory(name="Basisschool Het Kompas"))


@pytest.fixture
def teacher(noor: Person) -> Client:
    return ring_one(noor)


@pytest.fixture
def samiras_card(samira: Person) -> Card:
    return Card.objects.create(
        person=samira, phone="0999 214 014", ask_me="kleding en de weg naar de taalles", languages=["nl", "ar"]
    )


def listed(client: Client, network: Network, **asked: str) -> str:
    page = client.get(reverse("people:card_list", args=[network.slug]), asked)
    assert page.status_code == 200
    return page.content.decode()


def addresses(network: Network, who: Person) -> list[str]:
    slug = network.slug
    return [
        reverse("people:card_list", args=[slug]),
        reverse("people:card_print", args=[slug]),
        reverse("people:card", args=[slug, who.pk]),
        reverse("people:vcard", args=[slug, who.pk]),
    ]


def test_partners_read_it_and_nobody_keeps_a_copy(teacher: Client, network: Network, samira: Person) -> None:
    for address in addresses(network, samira):
        page = teacher.get(address)
        assert page.status_code == 200, address
        assert "no-store" in page.headers["Cache-Control"]


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.POLICY_READER])
def test_residents_and_policy_readers_do_not(network: Network, samira: Person, role: Role) -> None:
    client = ring_one(person("Hanan Aziz", role, network))
    assert {client.get(address).status_code for address in addresses(network, samira)} == {404}


def test_who_has_no_role_here_any_more_or_only_elsewhere_finds_nothing(network: Network, samira: Person) -> None:
    elsewhere = person("Tine Claes", Role.DIRECTOR, NetworkFactory())
    gone = person("Joris Bakker", Role.MEMBER, network)
    gone.memberships.update(
        starts_at=timezone.now() - datetime.timedelta(days=9), ends_at=timezone.now() - datetime.timedelta(days=1)
    )
    administrator = person("Beheer", Role.ADMINISTRATOR)
    for who in (elsewhere, gone, administrator):
        assert {ring_one(who).get(address).status_code for address in addresses(network, samira)} == {404}
    assert LogRow.objects.filter(action=Action.DENY).count() == 0, "inside a transaction it waits in a file"


def test_a_visitor_is_asked_to_sign_in(network: Network, samira: Person) -> None:
    for address in addresses(network, samira):
        answer = Client().get(address)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(reverse("people:signin"))


def test_people_of_another_network_are_not_there(teacher: Client, network: Network) -> None:
    other = person("Tine Claes", Role.CONNECTOR, NetworkFactory())
    assert "Tine" not in listed(teacher, network)
    assert teacher.get(reverse("people:card", args=[network.slug, other.pk])).status_code == 404
    assert teacher.get(reverse("people:vcard", args=[network.slug, other.pk])).status_code == 404


def test_a_resident_is_listed_only_as_a_gangmaker_by_their_own_wish(teacher: Client, network: Network) -> None:
    hanan = person("Hanan Aziz", Role.RESIDENT, network)
    assert "Hanan" not in listed(teacher, network)
    Card.objects.create(person=hanan, gets_things_going=True)
    assert "Hanan" not in listed(teacher, network), "nobody of the network said yet that they know her"
    Welcome.objects.create(person=hanan, network=network, known_as="Hanan Aziz")
    page = listed(teacher, network)
    assert "Hanan" in page
    assert "Gangmaker" in page


def test_a_card_shows_name_role_organization_mandate_and_more(
    teacher: Client,
    network: Network,
    samira: Person,
    samiras: Membership,
    samiras_card: Card,
    buurtteam: Organization,
) -> None:
    Membership.objects.create(person=samira, role=Role.SAFETY_OFFICER, organization=buurtteam)
    Mandate.objects.create(
        membership=samiras, kind=MandateKind.PROMISE, text="twee uur per week", backed_by="de teamleider"
    )
    page = teacher.get(reverse("people:card", args=[network.slug, samira.pk])).content.decode()
    for words in (
        "Samira Haddad", "Verbinder", "Buurtteam Havendijk", "Mag toezeggen", "twee uur per week",
        "gesteund door de teamleider", "tel:0999214014", "kleding en de weg", "Arabisch", "Aandachtsfunctionaris",
    ):  # fmt: skip
        assert words in page, words


FIELDS = {
    CardField.PHONE: "0999 214 014",
    CardField.EMAIL: "samira.haddad@havendijk.example",
    CardField.ASK_ME: "de weg naar de taalles",
    CardField.LANGUAGES: "Arabisch",
    CardField.HOURS: "9.00–12.00",
    CardField.THEMES: "Taal leren",
    CardField.AREAS: "Vuurtorenkwartier",
}


@pytest.fixture
def full_card(samira: Person, samiras_card: Card) -> Card:
    ReachableHours.objects.create(person=samira, weekday=1, opens_at=datetime.time(9), closes_at=datetime.time(12))
    samiras_card.themes.set([Theme.objects.create(slug="taal-2", function=2, name="Taal leren")])
    samiras_card.areas.set([AreaFactory(name="Vuurtorenkwartier")])
    return samiras_card


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_for_nobody_is_seen_by_nobody(
    teacher: Client, network: Network, samira: Person, full_card: Card, field: CardField
) -> None:
    paths = addresses(network, samira)
    on_page = reverse("people:card", args=[network.slug, samira.pk])
    assert FIELDS[field] in teacher.get(on_page).content.decode()
    full_card.audiences = {field: Audience.NOBODY}
    full_card.save()
    for path in paths:
        page = teacher.get(path).content.decode()
        assert FIELDS[field] not in page.replace("\r\n ", ""), path


def test_people_are_found_by_name_organization_and_what_one_may_ask(
    teacher: Client, network: Network, samiras_card: Card
) -> None:
    naima = person("Naïma El-Amrani", Role.VOLUNTEER, network)
    assert "Naïma" in listed(teacher, network, q="naima amrani")
    assert "Samira" not in listed(teacher, network, q="naima")
    assert "Samira" in listed(teacher, network, q="BUURTTEAM")
    assert "Samira" in listed(teacher, network, q="taalles")
    assert "Niemand gevonden" in listed(teacher, network, q="100%_")
    assert naima.name in listed(teacher, network, q="")


def test_what_is_shown_to_nobody_is_not_found_either(teacher: Client, network: Network, full_card: Card) -> None:
    full_card.audiences = dict.fromkeys(CardField, Audience.NOBODY)
    full_card.save()
    forget_network_areas()
    for asked in ({"q": "taalles"}, {"thema": "taal-2"}, {"buurt": full_card.areas.get().slug}):
        assert "Samira" not in listed(teacher, network, **asked)
    assert "Taal leren (" not in listed(teacher, network)


def test_filters_are_counted_and_can_be_shared(teacher: Client, network: Network, full_card: Card) -> None:
    page = listed(teacher, network)
    assert "Taal leren (1)" in page
    assert "Vuurtorenkwartier (1)" in page
    assert "Verbinder (1)" in page
    assert "Partner (1)" in page
    found = listed(teacher, network, thema="taal-2", functie="verbinder")
    assert "Samira" in found
    assert "Noor Visser" not in found.split('class="who-list"')[1]
    assert "thema=taal-2&amp;functie=verbinder" in found
    assert "Niemand gevonden" in listed(teacher, network, functie="onzin")


@pytest.mark.parametrize(
    "asked", [{"q": "x" * 5000}, {"thema": "'; --"}, {"buurt": "\\"}, {"pagina": "zeven"}, {"pagina": "999999"}]
)
def test_nonsense_finds_nothing_and_breaks_nothing(teacher: Client, network: Network, asked: dict[str, str]) -> None:
    listed(teacher, network, **asked)


def seen_rows(who: Person) -> list[tuple[str, str, str]]:
    rows = LogRow.objects.filter(subject=str(who.pk)).order_by("pk")
    return list(rows.values_list("action", "actor", "role_then"))


def test_each_reading_is_written_down_for_whom_it_is_about(
    teacher: Client, noor: Person, network: Network, samira: Person
) -> None:
    list_page, print_page, card_page, file = addresses(network, samira)
    for address in (list_page, f"{list_page}?q=samira", card_page, file, print_page):
        teacher.get(address)
    assert [action for action, _, _ in seen_rows(samira)] == [
        Action.LIST, Action.SEARCH, Action.VIEW, Action.EXPORT, Action.PRINT,
    ]  # fmt: skip
    assert {row[1:] for row in seen_rows(samira)} == {(str(noor.pk), Role.MEMBER.value)}
    assert not seen_rows(noor), "one's own card is not noted"


def test_a_reading_that_cannot_be_written_down_is_not_shown(
    teacher: Client, network: Network, samira: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise OSError("the log is not there")

    monkeypatch.setattr("buurtnet.people.views.cards.record_seen", broken)
    with pytest.raises(OSError, match="log"):
        teacher.get(addresses(network, samira)[2])


def test_the_number_of_queries_stays_the_same_with_more_people(
    teacher: Client, network: Network, full_card: Card, buurtteam: Organization
) -> None:
    def add(count: int, first: int) -> None:
        for number in range(first, first + count):
            added = person(f"Mens {chr(97 + number)}", Role.VOLUNTEER, network, buurtteam)
            card = Card.objects.create(person=added, ask_me="alles", languages=["nl"])
            card.themes.set(full_card.themes.all())
            card.areas.set(full_card.areas.all())
            ReachableHours.objects.create(
                person=added, weekday=2, opens_at=datetime.time(9), closes_at=datetime.time(10)
            )
            Mandate.objects.create(membership=added.memberships.get(), kind=MandateKind.RAISE, text="iets")

    def count(path: str) -> int:
        teacher.get(path)
        with CaptureQueriesContext(connection) as captured:
            teacher.get(path)
        return len(captured)

    add(4, 0)
    paths = addresses(network, full_card.person)
    before = [count(path) for path in paths]
    add(8, 4)
    assert [count(path) for path in paths] == before
    assert max(before) <= 32


def test_a_long_list_is_in_pages(teacher: Client, network: Network) -> None:
    for number in range(30):
        person(f"Mens {number:02} van Dam {'abcdefghijklmnopqrstuvwxyzABCD'[number]}", Role.VOLUNTEER, network)
    first, second = listed(teacher, network), listed(teacher, network, pagina="2")
    assert "Mens 00" in first
    assert "Mens 00" not in second
    assert "Mens 29" in second


def test_those_with_a_word_are_in_pages_in_the_same_order_and_counted(teacher: Client, network: Network) -> None:
    for number in range(29, -1, -1):
        person(f"Mens {number:02} van Dam {'abcdefghijklmnopqrstuvwxyzABCD'[number]}", Role.VOLUNTEER, network)
    first, second = listed(teacher, network, q="dam"), listed(teacher, network, q="dam", pagina="2")
    assert "30 mensen gevonden" in first
    assert first.index("Mens 00") < first.index("Mens 01") < first.index("Mens 17")
    assert "Mens 18" not in first
    assert second.index("Mens 18") < second.index("Mens 29")
    both = listed(teacher, network, q="dam", functie="vrijwilliger", pagina="2")
    assert both.index("Mens 18") < both.index("Mens 29")
    assert "Mens 17" not in both


def test_a_list_reads_nothing_that_only_a_card_shows(teacher: Client, network: Network, full_card: Card) -> None:
    page = reverse("people:card_list", args=[network.slug])
    tables = [one._meta.db_table for one in (Mandate, Card.themes.through, Card.areas.through)]

    def read(address: str) -> list[bool]:
        with CaptureQueriesContext(connection) as captured:
            teacher.get(address)
        return [
            any(f'FROM "{table}"' in query["sql"] or f'JOIN "{table}"' in query["sql"] for query in captured)
            for table in tables
        ]

    teacher.get(page)  # what is counted for the filters is kept
    assert read(page) == [False, False, False]
    assert read(f"{page}{full_card.person_id}/") == [True, True, True]
