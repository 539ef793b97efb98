"""The library that everyone reads: found by words and by what they are, those of others marked."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurtnet.areas.models import Network
from buurtnet.people.acting import By
from buurtnet.people.models import Person
from buurtnet.practices.finding import Wanted, find
from buurtnet.practices.moving import share_with_all
from buurtnet.practices.writing import tell_we_did_it
from tests.practices.rows import a_playbook, a_practice, a_shared

pytestmark = pytest.mark.django_db


def library(network: Network, query: str = "") -> str:
    answer = Client().get(reverse("practices:library", args=[network.slug]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_word_is_found_without_accents_or_capitals(network: Network, joris: Person, ingrid: Person) -> None:
    made = a_shared(network, joris, ingrid, title="Café voor ouders", brought="Zeeën van tijd")
    a_shared(network, joris, ingrid, title="Fietsles")
    for text in ("cafe", "CAFÉ", "caf", "ouders cafe", "zeeen"):
        assert find(network, Wanted.of({"q": text})) == [made.pk], text
    assert find(network, Wanted.of({"q": "afe"})) == []
    assert find(network, Wanted.of({"q": "cafe fietsles"})) == []


def test_it_is_narrowed_by_what_it_is(network: Network, joris: Person, ingrid: Person) -> None:
    said = {"elements": ["near", "equals"], "functions": [1, 4], "money_cents": 40_000, "evidence": "repeated"}
    fits = a_shared(network, joris, ingrid, neighbourhood_kind="village", **said)
    anywhere = a_shared(network, joris, ingrid, title="Zomaar", neighbourhood_kind="any", money_cents=0)
    found = {
        "element=near": [fits.pk], "functie=4": [fits.pk], "functie=7": [], "kosten=500": [fits.pk, anywhere.pk],
        "kosten=0": [anywhere.pk], "bewijs=repeated": [fits.pk], "buurt=village": [fits.pk, anywhere.pk],
        "buurt=city": [anywhere.pk], "functie=1&kosten=500&element=equals": [fits.pk],
    }  # fmt: skip
    for query, keys in found.items():
        said_so = dict(part.split("=") for part in query.split("&"))
        assert find(network, Wanted.of(said_so)) == keys, query


def test_nonsense_in_the_address_shows_everything(network: Network, joris: Person, ingrid: Person) -> None:
    a_shared(network, joris, ingrid)
    query = "?functie=99&element=%3Cb%3E&buurt=mars&kosten=-1&bewijs=x&pagina=abc&q=" + "a" * 2_000
    assert "Hier is nog geen voorbeeld van" in library(network, query)
    assert "Soep op donderdag" in library(
        network, "?functie=99&element=%3Cb%3E&buurt=mars&kosten=-1&bewijs=x&pagina=abc"
    )
    assert Client().get(reverse("practices:library", args=[network.slug]) + "?q=%00").status_code == 400


def test_a_draft_is_read_by_nobody_outside(network: Network, joris: Person) -> None:
    made = a_practice(network, joris)
    assert "Soep op donderdag" not in library(network)
    assert Client().get(reverse("practices:practice_public", args=[network.slug, made.pk])).status_code == 404
    assert Client().get(reverse("practices:practice_file", args=[network.slug, made.pk])).status_code == 404


def test_another_network_reads_it_only_once_the_director_shares_it(
    network: Network, other: Network, joris: Person, ingrid: Person
) -> None:
    made = a_shared(network, joris, ingrid)
    page = reverse("practices:practice_public", args=[other.slug, made.pk])
    assert "Soep op donderdag" not in library(other)
    assert Client().get(page).status_code == 404
    share_with_all(made, with_all=True, by=By(ingrid))
    assert "Buurtnet Havendijk" in library(other)
    assert "Gedeeld door Buurtnet Havendijk" in Client().get(page).content.decode()


def test_a_page_tells_why_it_works_what_it_takes_and_who_did_it_too(
    network: Network, other: Network, joris: Person, ingrid: Person, griet: Person
) -> None:
    made = a_shared(
        network, joris, ingrid, elements=["near"], money_cents=320_000, hours=12, asks_people="zes koks",
        pitfalls="Deel het werk.", contact_role="de gastvrouw",
    )  # fmt: skip
    tell_we_did_it(made, other, year=2025, otherwise="Op woensdag.", brought="Veel.", by=By(griet))
    page = Client().get(reverse("practices:practice_public", args=[network.slug, made.pk])).content.decode()
    for said in ("€ 3.200 in een jaar", "12 uur in een week", "zes koks", "Deel het werk.", "de gastvrouw",
                 "Wat om de hoek is", "Buurtnet Duinbeke</bdi>, 2025", "Op woensdag."):  # fmt: skip
        assert said in page, said


def test_no_name_of_a_person_stands_on_the_public_pages(network: Network, joris: Person, ingrid: Person) -> None:
    made = a_shared(network, joris, ingrid)
    page = Client().get(reverse("practices:practice_public", args=[network.slug, made.pk])).content.decode()
    for name in (joris.name, ingrid.name, joris.email):
        assert name not in page + library(network)


def test_what_is_written_is_shown_as_text(network: Network, joris: Person, ingrid: Person) -> None:
    a_shared(network, joris, ingrid, title="<script>alert(1)</script>", what="<b>vet</b>")
    page = library(network)
    assert "<script>alert" not in page
    assert "&lt;b&gt;vet" in page


def test_it_says_how_many_playbooks_are_of_residents(network: Network, hanan: Person, joris: Person) -> None:
    a_playbook(network, hanan, led_by_residents=True)
    a_playbook(network, joris)
    assert "1 van de 2 draaiboeken" in library(network)


def test_who_only_reads_gets_no_cookie(network: Network, joris: Person, ingrid: Person) -> None:
    made = a_shared(network, joris, ingrid)
    visitor = Client()
    for name, args in (("library", []), ("practice_public", [made.pk])):
        assert visitor.get(reverse(f"practices:{name}", args=[network.slug, *args])).status_code == 200
    assert not visitor.cookies


def test_a_network_without_the_room_has_no_library(network: Network, joris: Person, ingrid: Person) -> None:
    made = a_shared(network, joris, ingrid)
    network.rooms = ["map"]
    network.save()
    for name, args in (("library", []), ("library_file", []), ("file_schema", []), ("practice_public", [made.pk])):
        address = reverse(f"practices:{name}", args=[network.slug, *args])
        assert Client().get(address).status_code == 404, name


def test_a_longer_list_asks_no_more_queries(network: Network, joris: Person, ingrid: Person) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            library(network)
        return len(queries)

    a_shared(network, joris, ingrid)
    library(network)
    few = asked()
    for number in range(12):
        a_shared(network, joris, ingrid, title=f"Voorbeeld {number}")
    assert asked() == few
