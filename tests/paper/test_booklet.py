"""Booklets: what is in them, in which order, with which numbers; and nothing that has no place there."""

import uuid
from collections.abc import Callable

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from buurtnet.areas.choices import Breadth
from buurtnet.areas.models import Network
from buurtnet.directory.models import Service, Source
from buurtnet.directory.my_list import pack
from buurtnet.paper import booklet
from buurtnet.paper.booklet import Booklet
from buurtnet.search.outbox import rebuild_all
from tests.paper.conftest import SECRET_NAME, SECRET_STREET, Paper, located, offered

NOWHERE = "buurt=nergens"
NOBODY = uuid.UUID(int=1)


def read(client: Client, query: str = "") -> HttpResponse:
    response = client.get(f"/havendijk/boekje/lezen/?{query}")
    assert response.status_code == 200
    return response


def made(client: Client, query: str = "") -> Booklet:
    found = read(client, query).context["booklet"]
    assert isinstance(found, Booklet)
    return found


def entries(found: Booklet) -> list[str]:
    return [entry.card.name for section in found.sections for block in section.blocks for entry in block.entries]


@pytest.fixture(params=["with an index", "without an index"])
def found_both_ways(request: pytest.FixtureRequest, paper: Paper) -> Paper:
    if request.param == "with an index":
        rebuild_all()
    return paper


def test_sections_follow_the_functions_and_what_shares_a_roof_shares_a_number(
    client: Client, found_both_ways: Paper
) -> None:
    found = made(client)
    assert [section.heading for section in found.sections] == [
        "Mensen leren kennen", "Opvang en school", "Geld, wonen en rechten",
    ]  # fmt: skip
    numbers = {e.card.name: b.number for s in found.sections for b in s.blocks for e in b.entries}
    assert numbers == {"Eettafel": 1, "Huiswerkclub De Loods": 1, "Leesmaatje aan huis": 0, "Opvang": 0}
    assert found.places == [(1, "Buurthuis De Ankerplaats")]
    assert (found.count, found.left_out) == (4, 0)


def test_a_neighbourhood_leaves_out_what_is_elsewhere(client: Client, found_both_ways: Paper) -> None:
    found = made(client, "buurt=vuurtorenkwartier")
    assert found.title == "Vuurtorenkwartier"
    assert sorted(entries(found)) == ["Eettafel", "Huiswerkclub De Loods", "Opvang"]


def test_a_theme_goes_from_light_to_heavy(client: Client, paper: Paper) -> None:
    offered("Bijles met begeleiding", located("School", "Kade 3"), paper.quarter, function=2, support_level=2)
    found = made(client, "functie=2")
    assert [section.heading for section in found.sections] == ["Dichtbij en licht", "Met begeleiding"]
    assert found.title == "Opvang en school in Havendijk"


def test_a_list_prints_what_this_network_shows_and_leads_back_to_the_list(client: Client, paper: Paper) -> None:
    word = pack([uuid.uuid4(), paper.visit.pk, paper.club.pk])
    found = made(client, f"lijst={word}")
    assert sorted(entries(found)) == ["Huiswerkclub De Loods", "Leesmaatje aan huis"]
    assert found.title == "Mijn lijst"
    assert "/havendijk/boekje/lezen/" in read(client, f"lijst={word}&formaat=a4").content.decode()


def test_the_parts_of_the_booklet_can_be_reached_from_its_contents(client: Client, paper: Paper) -> None:
    page = read(client).content.decode()
    for anchor in ("kaartblad", "deel-1", "deel-2", "deel-6", "gevaar", "bronnen"):
        assert f'href="#{anchor}"' in page
        assert f'id="{anchor}"' in page
    for said in ("Buurtnet Havendijk", "Kindertelefoon", "112", "0999 - 21 40 07", "Netstraat 14"):
        assert said in page


def test_a_secret_address_is_never_printed(client: Client, paper: Paper) -> None:
    page = read(client).content.decode()
    assert "Opvang" in page
    assert SECRET_STREET not in page
    assert SECRET_NAME not in page


def test_sources_stand_in_the_colophon_with_their_licence(client: Client, paper: Paper) -> None:
    Source.objects.create(slug="kaart-van-anderen", name="Kaart van anderen", licence="CC BY 4.0")
    Service.objects.filter(pk=paper.club.pk).update(source="kaart-van-anderen", source_id="1", licence="CC BY 4.0")
    page = read(client).content.decode()
    assert "Kaart van anderen (CC BY 4.0)" in page


def test_a_thick_booklet_says_plainly_what_did_not_fit(
    client: Client, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(booklet, "MOST_ENTRIES", 3)
    page = read(client).content.decode()
    assert "In dit boekje passen 3 plekken en groepen." in page
    assert "Er is er nog 1." in page
    assert "Er is nog 1 plek of groep die niet in dit boekje past." in page


def test_a_choice_without_anything_offers_another(client: Client, paper: Paper) -> None:
    page = read(client, "functie=7").content.decode()
    assert "Hier staat nog niets" in page
    assert "b-cover" not in page


@pytest.mark.parametrize(
    "query",
    [
        NOWHERE, "functie=9", "functie=²", "functie=-1", "thema=bestaat-niet", "organisatie=x",
        f"organisatie={NOBODY}", "lijst=AAAA", "lijst=%F0%9F%98%80", f"lijst={pack([NOBODY])}",
        "buurt=" + "x" * 7_000, "lijst=" + "A" * 8_000,
    ],
)  # fmt: skip
def test_what_this_network_does_not_have_is_not_found(client: Client, paper: Paper, query: str) -> None:
    for address in ("boekje/lezen", "boekje/pdf", "inbedden/lijst", "op-je-site"):
        assert client.get(f"/havendijk/{address}/?{query}").status_code == 404, address


def test_an_organization_of_another_network_is_not_found(client: Client, paper: Paper) -> None:
    key = paper.club.organization_id
    assert client.get(f"/havendijk/inbedden/lijst/?organisatie={key}").status_code == 200
    assert client.get(f"/duinbeke/inbedden/lijst/?organisatie={key}").status_code == 404


def test_a_list_of_five_thousand_and_ten_kilobytes_are_refused(client: Client, paper: Paper) -> None:
    many = pack([uuid.uuid4() for _ in range(5_000)])
    assert client.get(f"/havendijk/boekje/lezen/?lijst={many}").status_code == 400
    assert client.get("/havendijk/boekje/lezen/?buurt=" + "x" * 10_000).status_code == 400
    assert client.get("/havendijk/boekje/lezen/?buurt=%00").status_code == 400


def test_what_stopped_meanwhile_leaves_the_booklet_of_a_list(client: Client, paper: Paper) -> None:
    word = pack([paper.lunch.pk, paper.club.pk])
    Service.objects.filter(pk=paper.lunch.pk).update(gone_at=timezone.now())
    assert entries(made(client, f"lijst={word}")) == ["Huiswerkclub De Loods"]


def test_a_booklet_of_many_costs_no_more_questions_than_one_of_few(client: Client, paper: Paper) -> None:
    count = queries(client)
    read(client)
    few = count("/havendijk/boekje/lezen/")
    for number in range(12):
        offered(f"Nog iets {number}", located(f"Plek {number}", f"Kade {number}"), paper.quarter, function=3)
    assert count("/havendijk/boekje/lezen/") == few


def queries(client: Client) -> Callable[[str], int]:
    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    return count


def test_the_page_to_choose_knows_the_list_on_this_device(client: Client, paper: Paper) -> None:
    assert "Je lijst is nog leeg." in client.get("/havendijk/boekje/").content.decode()
    client.post("/havendijk/mijn-lijst/", {"id": str(paper.club.pk), "doe": "bewaar"})
    page = client.get("/havendijk/boekje/").content.decode()
    assert pack([paper.club.pk]) in page
    assert "Er staat 1 plek op je lijst." in page


def test_the_booklet_speaks_english_when_asked(client: Client, paper: Paper) -> None:
    Service.objects.filter(pk=paper.club.pk).update(name_i18n={"en": "Homework club"})
    page = read(client, "taal=en").content.decode()
    assert "Homework club" in page
    assert 'lang="en"' in page


def test_the_cover_says_for_whom_the_network_is(client: Client, paper: Paper) -> None:
    read = "/havendijk/boekje/lezen/"
    assert "voor kinderen, jongeren en ouders" in client.get(read).content.decode()
    Network.objects.update(breadth=Breadth.EVERYONE)
    shown = client.get(read).content.decode()
    assert "Wie en wat er is voor jong en oud" in shown
    assert "voor kinderen, jongeren en ouders" not in shown


@pytest.mark.parametrize(
    ("phone", "name", "said"),
    [
        ("0999 11 22 33", "De Loods", 'Bel <b dir="ltr">0999 11 22 33</b>. Of kom langs bij De Loods.'),
        ("", "De Loods", "<p>Kom langs bij De Loods.</p>"),
        ("0999 11 22 33", "", 'Bel <b dir="ltr">0999 11 22 33</b>.</p>'),
    ],
)
def test_who_has_a_question_reads_what_can_be_done(
    client: Client, paper: Paper, phone: str, name: str, said: str
) -> None:
    Network.objects.update(contact_phone=phone, contact_name=name)
    shown = client.get("/havendijk/boekje/lezen/").content.decode()
    assert said in shown
    assert ("kom langs" in shown.lower()) is bool(name)
