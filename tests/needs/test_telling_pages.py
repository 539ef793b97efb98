"""The pages: what everyone reads, in every form the same; and making it, at work."""

import csv
import datetime as dt
import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from buurtnet.areas.models import Area, Network
from buurtnet.needs.models import Telling, TellingTheme
from buurtnet.needs.tellings import Words, put_right, read_theme, write_theme
from buurtnet.needs.views import telling as pages
from buurtnet.people.acting import By
from buurtnet.people.models import Person
from buurtnet.privacy.models import Release
from buurtnet.privacy.small_numbers import FEW, NOT_SHOWN
from buurtnet.privacy.triggers import lifted
from tests.needs.policy_cast import key_on
from tests.needs.telling_rows import APRIL, a_telling, a_winter, helpers, many_asked
from tests.questions.rows import on_duty

pytestmark = pytest.mark.django_db

HIDDEN = {FEW, NOT_SHOWN}
PUBLIC = "/havendijk/wat-de-buurt-vertelt/"
DESK = "/havendijk/beheer/wat-de-buurt-vertelt/"


@pytest.fixture
def winter(network: Network, area: Area, other_area: Area) -> list[Person]:
    owners = helpers(network)
    a_winter(network, area, other_area, owners)
    return owners


@pytest.fixture
def told(network: Network, winter: list[Person], ingrid: Person) -> Telling:
    return a_telling(network, ingrid)


@pytest.fixture(autouse=True)
def in_april(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "today_in", lambda network: APRIL)


def on_page(html: str) -> list[list[str]]:
    """Every figure of a page: the table, its row, the figure."""
    found = []
    for table in re.findall(r"<table class=\"tells-.*?</table>", html, re.DOTALL):
        [caption] = re.findall(r"<caption>(.*?)</caption>", table)
        for row in re.findall(r"<tr[^>]*>(?:(?!</tr>).)*<td.*?</tr>", table, re.DOTALL):
            [name] = re.findall(r"<th scope=\"row\">(.*?)</th>", row)
            for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL):
                strong = re.findall(r"<strong>(.*?)</strong>", cell)
                found.append([plain(one) for one in (caption, name, strong[0] if strong else cell)])
    return found


def plain(text: str) -> str:
    """What is seen: without what is only read aloud."""
    text = re.sub(r"<span class=\"vh\">.*?</span>", "", text)
    return re.sub(r"<[^>]*>", "", text).replace("&lt;", "<").replace("&#x27;", "'").strip()


def test_the_same_figures_stand_on_the_page_in_the_table_and_in_json(client: Client, told: Telling) -> None:
    page = on_page(client.get(PUBLIC).content.decode())
    lines = client.get(f"{PUBLIC}1.csv").content.decode("utf-8-sig")
    table = [[line[0], line[1], line[3]] for line in list(csv.reader(io.StringIO(lines)))[1:]]
    assert page == table
    assert len(page) > 10
    document = client.get(f"{PUBLIC}1.json").json()
    figures = [
        str(cell)
        for one in document["tables"]
        for cell in [*(cell for row in one["cells"] for cell in row), *([one["total"]] if one["total"] else [])]
        if one["rows"]
    ]
    assert [row[2] for row in page] == figures
    assert document["tables"] == Release.objects.get().tables


def test_what_is_hidden_on_the_page_is_hidden_in_each_file(client: Client, told: Telling, area: Area) -> None:
    """The one question about housing is nowhere: not as a number, a row or a sum."""
    page = client.get(PUBLIC).content.decode()
    files = [client.get(f"{PUBLIC}1.{ending}").content.decode() for ending in ("csv", "json")]
    for text in (page, *files):
        assert "wonen" not in text.lower()
    shown = [row[2] for row in on_page(page)]
    assert HIDDEN & set(shown)
    assert all(one in HIDDEN or int(one) % 5 == 0 for one in shown)


def test_each_mark_is_explained_beside_the_figures_and_only_where_it_stands(client: Client, told: Telling) -> None:
    for group in client.get(PUBLIC).context["counted"]:
        shown = {cell.value for figure in group.figures for line in figure.lines for cell in line.cells}
        assert group.marks == shown & HIDDEN
    page = plain(client.get(PUBLIC).content.decode())
    marks = {mark for group in client.get(PUBLIC).context["counted"] for mark in group.marks}
    assert ("dit getal laten we niet zien" in page) == ("·" in marks)
    assert ("het zijn er geen tot en met negen" in page) == ("< 10" in marks)
    assert marks


def test_paper_has_the_figures_of_the_page(client: Client, told: Telling) -> None:
    """It is the page: nothing with a figure is taken away in print."""
    sheet = Path(pages.__file__).parent.parent / "static" / "needs" / "telling.css"
    printed = sheet.read_text().partition("@media print")[2]
    assert not re.search(r"tells-(bars|grid|figures|group|rule)[^{]*\{[^}]*display: none", printed)
    assert on_page(client.get(PUBLIC).content.decode())


def test_each_release_has_its_own_address_that_stays(client: Client, told: Telling) -> None:
    assert client.get(f"{PUBLIC}1/").content == client.get(f"{PUBLIC}1/").content
    assert on_page(client.get(f"{PUBLIC}1/").content.decode()) == on_page(client.get(PUBLIC).content.decode())
    for number in ("2", "0", "99999999999999999999999"):
        for ending in ("/", ".csv", ".json"):
            assert client.get(f"{PUBLIC}{number}{ending}").status_code == 404


def test_a_correction_says_so_and_the_old_figures_are_gone(client: Client, told: Telling, ingrid: Person) -> None:
    put_right(told, "Een buurt was dubbel geteld.", today=APRIL, by=By(ingrid))
    assert client.get(f"{PUBLIC}1/").headers["Location"] == f"{PUBLIC}2/"
    page = client.get(f"{PUBLIC}2/").content.decode()
    assert "Een buurt was dubbel geteld." in page
    assert client.get(f"{PUBLIC}1.json").json()["number"] == 2


def test_figures_that_were_tampered_with_are_shown_nowhere(client: Client, told: Telling) -> None:
    release = Release.objects.get()
    tables = release.tables
    tables[0]["cells"][0][0] = 500
    with lifted():  # as someone does who holds the database
        Release.objects.update(tables=tables)
    page = client.get(PUBLIC).content.decode()
    assert on_page(page) == []
    assert "500" not in page
    assert client.get(f"{PUBLIC}1.csv").status_code == 404
    assert client.get(f"{PUBLIC}1.json").status_code == 404


def test_a_text_is_public_once_a_second_person_read_it(
    client: Client, told: Telling, ingrid: Person, samira: Person
) -> None:
    theme = write_theme(told, Words("Rekeningen", "Ouders vragen hoe zij de huur betalen."), by=By(ingrid))
    assert "Rekeningen" not in client.get(PUBLIC).content.decode()
    read_theme(theme, 1, by=By(samira))
    page = client.get(PUBLIC).content.decode()
    assert "Rekeningen" in page
    assert "Ingrid" not in page
    assert "Samira" not in page


def test_what_is_not_on_the_site_is_not_found(client: Client, network: Network, winter: Any, ingrid: Person) -> None:
    a_telling(network, ingrid, is_public=False)
    assert "tells-bars" not in client.get(PUBLIC).content.decode()
    for ending in ("1/", "1.csv", "1.json"):
        assert client.get(PUBLIC + ending).status_code == 404


def test_reading_sets_no_cookie(client: Client, told: Telling) -> None:
    for ending in ("", "1/", "1.csv", "1.json"):
        assert not client.get(PUBLIC + ending).cookies


def test_a_page_takes_as_many_queries_for_a_big_release_as_for_a_small_one(
    client: Client, network: Network, told: Telling, django_assert_max_num_queries: Any
) -> None:
    client.get(PUBLIC)
    with django_assert_max_num_queries(12):
        client.get(PUBLIC)


def test_from_looking_to_the_site_with_two_people(
    client: Client, director: Client, connector: Client, winter: list[Person]
) -> None:
    chosen = {"kwartaal": "2026-1", "niveau": "neighbourhood"}
    assert "2026-1" in director.get(DESK).content.decode()
    looked = director.get(f"{DESK}nieuw/", chosen).content.decode()
    assert on_page(looked)
    assert not Release.objects.exists()
    made = director.post(f"{DESK}nieuw/", chosen)
    telling = Telling.objects.get()
    address = reverse("needs:telling_edit", args=["havendijk", telling.pk])
    assert made.headers["Location"] == f"{DESK}?klaar=vast"
    assert address in director.get(f"{DESK}?klaar=vast").content.decode()
    assert on_page(director.get(address).content.decode()) == on_page(looked)
    said = {"title": "Huur", "text": "Ouders vragen hoe zij de huur betalen."}
    assert director.post(f"{address}verhaal/", said).status_code == 302
    assert director.post(address).status_code == 409
    row = TellingTheme.objects.get()
    one = f"{address}verhaal/{row.pk}/"
    assert director.post(one, {"doe": "gelezen", "version": 1}).status_code == 409
    assert connector.post(one, {"doe": "gelezen", "version": 1}).status_code == 302
    assert director.post(address).status_code == 302
    assert "Huur" in client.get(PUBLIC).content.decode()


def test_the_same_form_sent_twice_makes_one_release(director: Client, winter: list[Person]) -> None:
    chosen = {"kwartaal": "2026-1", "niveau": "neighbourhood"}
    assert [director.post(f"{DESK}nieuw/", chosen).status_code for _time in range(2)] == [302, 302]
    assert Release.objects.count() == 1


@pytest.mark.parametrize(
    "said", [{}, {"kwartaal": "2026-9", "niveau": "neighbourhood"}, {"kwartaal": "2026-1", "niveau": "street"},
             {"kwartaal": "2026-1\x00", "niveau": "x" * 9_000}, {"kwartaal": "2026-2", "niveau": "neighbourhood"}],
)  # fmt: skip
def test_nonsense_leads_back_to_the_list(director: Client, said: dict[str, str]) -> None:
    for answer in (director.get(f"{DESK}nieuw/", said), director.post(f"{DESK}nieuw/", said)):
        assert answer.status_code in {302, 400}
    assert not Release.objects.exists()


def test_a_number_of_people_that_was_not_released_is_refused(director: Client, told: Telling) -> None:
    address = f"{DESK}{told.pk}/verhaal/"
    answer = director.post(address, {"title": "Huur", "text": "Wel 47 gezinnen vroegen ernaar."})
    assert answer.status_code == 200
    assert "47 gezinnen" in answer.content.decode()
    assert not TellingTheme.objects.exists()
    assert director.post(address, {"title": "Huur", "text": "Ongeveer 65 ouders vroegen ernaar."}).status_code == 302


def test_a_name_is_pointed_out_before_it_is_kept(director: Client, told: Telling) -> None:
    address = f"{DESK}{told.pk}/verhaal/"
    answer = director.post(address, {"title": "Huur", "text": "Vraag het mevrouw Jansen."})
    assert answer.status_code == 200
    assert "no_name" in answer.content.decode()
    assert not TellingTheme.objects.exists()


def test_a_phone_number_is_kept_by_no_tick(director: Client, told: Telling) -> None:
    said = {"title": "Huur", "text": "Bel mevrouw Jansen op 06 12345678.", "no_name": "on"}
    answer = director.post(f"{DESK}{told.pk}/verhaal/", said)
    assert answer.status_code == 200
    assert "no_name" not in answer.content.decode()
    assert not TellingTheme.objects.exists()


def test_a_correction_needs_a_reason(director: Client, told: Telling, network: Network, winter: list[Person]) -> None:
    address = f"{DESK}{told.pk}/verbeteren/"
    assert director.post(address, {"why": ""}).status_code == 200
    assert Release.objects.count() == 1
    assert director.post(address, {"why": "Een buurt was dubbel geteld."}).status_code == 302
    assert director.post(address, {"why": "Nog eens."}).status_code == 409
    assert Release.objects.count() == 2


def test_before_its_time_the_list_says_from_when(director: Client, told: Telling) -> None:
    page = director.get(DESK).content.decode()
    assert "1 juli 2026" in page
    assert "id_kwartaal" not in page


def test_nothing_that_was_asked_after_changes_what_is_told(
    client: Client, network: Network, told: Telling, area: Area, winter: list[Person]
) -> None:
    before = client.get(f"{PUBLIC}1.json").content
    many_asked(network, 30, area=area, about="wonen", owners=winter)
    assert client.get(f"{PUBLIC}1.json").content == before
    assert Release.objects.get().made_on == dt.date(2026, 4, 2)


def test_a_theme_that_is_sent_twice_is_one(director: Client, told: Telling) -> None:
    address = f"{DESK}{told.pk}/verhaal/"
    said = {"title": "Geld", "text": "Mensen vragen naar geld.", "key": key_on(director.get(address))}
    for _time in range(2):
        assert director.post(address, said).status_code == 302
    assert TellingTheme.objects.count() == 1
    director.post(address, {**said, "key": key_on(director.get(address))})
    assert TellingTheme.objects.count() == 2


def test_who_wants_to_ask_something_goes_to_the_question_door(
    client: Client, network: Network, told: Telling, samira: Person, joris: Person
) -> None:
    for one in (samira, joris):
        on_duty(network, one)
    page = client.get(PUBLIC).content.decode()
    foot = page[page.index("tells-ask") :]
    assert f'href="{reverse("questions:ask", args=["havendijk"])}"' in foot[: foot.index("</p>")]
