"""One service on one page: the essentials whole, the rest cut kindly, and nothing of a secret address."""

import re
import uuid

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.directory.models import Service
from buurtnet.paper.codes import code_of
from buurtnet.paper.fitting import broken, lines_of, shortened, wide
from buurtnet.paper.sheet import A4_SHEET, A5_SHEET, Row, fitted
from tests.paper.conftest import SECRET_NAME, SECRET_STREET, Paper

WORDS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=900)


def page_of(client: Client, service: Service, query: str = "", network: str = "havendijk") -> str:
    response = client.get(f"/{network}/aanbod/{service.pk}/papier/{query}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("size", ["a4", "a5"])
def test_the_sheet_says_when_where_what_it_costs_and_whom_to_call(client: Client, paper: Paper, size: str) -> None:
    page = page_of(client, paper.club, f"?formaat={size}")
    assert f"paper-{size}" in page
    for said in (
        "Elke dinsdag",
        "Netstraat 14",
        "Het is gratis",
        "0999 - 21 40 07",
        "Gecontroleerd op 1 november 2026",
    ):
        assert said in page
    assert f"p/<wbr>{code_of(paper.club.pk)}" in page
    assert "Bel 112" in page


def test_the_code_holds_the_short_address_and_a_map_is_drawn_without_a_script(client: Client, paper: Paper) -> None:
    page = page_of(client, paper.club)
    article = page[page.index("<article") : page.index("</article>")]
    assert article.count("<svg") >= 3
    assert "<script" not in article
    assert "data:" not in article


def test_an_unknown_size_is_the_first(client: Client, paper: Paper) -> None:
    assert "paper-a4" in page_of(client, paper.club, "?formaat=" + "a" * 5_000)


def test_a_secret_address_is_not_on_the_sheet_and_not_on_a_map(client: Client, paper: Paper) -> None:
    page = page_of(client, paper.refuge)
    assert SECRET_STREET not in page
    assert SECRET_NAME not in page
    assert "p-map" not in page
    assert "Het adres is geheim. Bel eerst." in page


def test_a_long_text_is_cut_and_the_sheet_says_where_to_read_on(client: Client, paper: Paper) -> None:
    long = "Dit is een heel lange uitleg over van alles. " * 400
    Service.objects.filter(pk=paper.club.pk).update(
        name="Een naam die maar doorgaat " * 9, description=long, application_process=long,
        fees_description=long, eligibility_description=long, interpretation_services=long,
    )  # fmt: skip
    page = page_of(client, paper.club, "?formaat=a5")
    article = page[page.index("<article") : page.index("</article>")]
    text = re.sub(r"<svg.*?</svg>|<[^>]+>", "", article, flags=re.DOTALL)
    assert "Er is meer te lezen" in page
    assert len(" ".join(text.split())) < 1_900
    assert "0999 - 21 40 07" in article
    assert "Netstraat 14" in article


def test_a_name_from_right_to_left_keeps_its_own_direction(client: Client, paper: Paper) -> None:
    Service.objects.filter(pk=paper.club.pk).update(name="نادي الواجبات \u202e<b>")
    page = page_of(client, paper.club)
    assert re.search(r'<h2 class="p-name"[^>]* dir="auto">نادي', page)
    assert "<b>" not in page[page.index("p-name") : page.index("p-facts")]


def test_what_is_not_there_or_gone_or_elsewhere_is_not_found(client: Client, paper: Paper) -> None:
    Service.objects.filter(pk=paper.lunch.pk).update(gone_at=timezone.now())
    for network, key in (("havendijk", uuid.uuid4()), ("havendijk", paper.lunch.pk), ("duinbeke", paper.club.pk)):
        assert client.get(f"/{network}/aanbod/{key}/papier/").status_code == 404


def test_search_engines_leave_the_sheet(client: Client, paper: Paper) -> None:
    response = client.get(f"/havendijk/aanbod/{paper.club.pk}/papier/")
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["X-Frame-Options"] == "DENY"


@given(st.lists(st.tuples(st.lists(WORDS.filter(bool), min_size=1, max_size=6), st.integers(1, 6)), max_size=6))
def test_rows_never_take_more_room_than_there_is(texts: list[tuple[list[str], int]]) -> None:
    for measure in (A4_SHEET, A5_SHEET):
        always = Row("Waar", ("Netstraat 14, 8991 AB Havendijk",), 0)
        rows = [always, *(Row("Iets", tuple(lines), rank) for lines, rank in texts)]
        kept = fitted(rows, measure.room / 2, measure)
        assert sum(row.height(measure) for row in kept) <= measure.room / 2
        assert kept[0] == always


def test_a_line_of_hours_is_never_half() -> None:
    times = ("Elke dinsdag, 15.30 – 17.00 uur", "Dicht in de kerstvakantie (19 december tot en met 3 januari).")
    rows = [Row("Wanneer", times, 1), Row("Taal", ("We spreken Nederlands. " * 9,), 5)]
    for room in range(8, 40):
        kept = fitted(rows, room, A5_SHEET)
        assert set(kept[0].lines) <= set(times)


def test_rows_that_fit_stay_as_they_are() -> None:
    rows = [Row("Wanneer", ("Elke dinsdag, 15.30 – 17.00 uur",), 1), Row("Bel", ("0999 - 21 40 07",), 0)]
    assert fitted(rows, 60, A5_SHEET) == rows


@given(WORDS, st.integers(5, 300))
def test_a_shortened_text_is_a_beginning_and_no_wider_than_asked(text: str, most: int) -> None:
    short = shortened(text, most)
    assert wide(short) <= most
    assert " ".join(text.split()).startswith(" ".join(short.removesuffix("…").split())) or short == text


@given(WORDS)
def test_a_broken_text_says_the_same(text: str) -> None:
    assert broken(text).replace("\u200b", "") == text.replace("\u200b", "") or "\u200b" in text


def test_signs_of_chinese_take_the_room_of_two() -> None:
    assert lines_of("儿" * 40, 40) == 3
