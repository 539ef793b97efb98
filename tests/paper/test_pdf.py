"""PDF: an extra that may be absent, made in the background once, from our own files and nothing else."""

import datetime as dt
import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.tasks import TaskResultStatus
from django.test import Client
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from buurtnet.config.duties import DAILY
from buurtnet.paper import making, pdf
from buurtnet.paper.choice import choice_in
from buurtnet.paper.formats import PAPERS
from buurtnet.paper.making import Wish, make, wish_for
from buurtnet.paper.pdf import BASE, NoPdfError, RefusedError, can_make_pdf, maker, own_files, own_path, pdf_of
from tests.paper.conftest import Paper

PAGE = "/havendijk/boekje/pdf/?buurt=vuurtorenkwartier"


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def a_maker(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A machine with the extra, whose PDF is the page it was given."""
    given: list[str] = []

    def write(html: str) -> bytes:
        given.append(html)
        return b"%PDF-" + html.encode()

    monkeypatch.setattr(making, "pdf_of", write)
    monkeypatch.setattr(pdf, "maker", lambda: object())
    return given


def wished(paper: Paper) -> Wish:
    choice = choice_in({"buurt": "vuurtorenkwartier"}, paper.network)
    return wish_for(choice, PAPERS["a5"], "nl", making.viewpoint_of(choice, "nl").today)


def arguments(wish: Wish) -> tuple[str, list[list[str]], str, str, str]:
    return wish.network, [list(pair) for pair in wish.pairs], wish.paper, wish.language, wish.day


def test_a_machine_without_the_extra_says_so_in_a_sentence(
    client: Client, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent() -> Any:
        raise NoPdfError("no module named weasyprint")

    monkeypatch.setattr(pdf, "maker", absent)
    assert not can_make_pdf()
    assert client.post(PAGE).headers["Location"] == PAGE
    assert DBTaskResult.objects.count() == 0
    assert "Deze site maakt zelf geen PDF" in client.get(PAGE).content.decode()
    assert "Maak een PDF" not in client.get("/havendijk/boekje/lezen/").content.decode()
    assert "Opslaan als PDF" in client.get("/havendijk/boekje/").content.decode()


def test_looking_has_nothing_made_and_posting_has_it_made_once(
    client: Client, paper: Paper, a_maker: list[str]
) -> None:
    assert "Maak de PDF" in client.get(PAGE).content.decode()
    assert DBTaskResult.objects.count() == 0
    for _ in range(3):
        assert client.post(PAGE).headers["Location"] == PAGE
    assert DBTaskResult.objects.filter(status=TaskResultStatus.READY).count() == 1
    assert "Je boekje wordt gemaakt" in client.get(PAGE).content.decode()


def test_what_was_made_is_given_and_not_made_again(client: Client, paper: Paper, a_maker: list[str]) -> None:
    make.call(*arguments(wished(paper)))
    make.call(*arguments(wished(paper)))
    assert len(a_maker) == 1
    response = client.get(PAGE)
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == 'inline; filename="havendijk-vuurtorenkwartier-a5.pdf"'
    assert response.content.startswith(b"%PDF-")
    assert "Huiswerkclub De Loods" in a_maker[0]
    assert "<script" not in a_maker[0]


def test_another_size_language_or_day_is_another_booklet(paper: Paper) -> None:
    wish = wished(paper)
    others = [
        Wish(wish.network, wish.pairs, "a4", wish.language, wish.day),
        Wish(wish.network, wish.pairs, wish.paper, "en", wish.day),
        Wish(wish.network, (), wish.paper, wish.language, wish.day),
        Wish(wish.network, wish.pairs, wish.paper, wish.language, (dt.date(2020, 1, 1)).isoformat()),
    ]
    assert len({wish.key, *(other.key for other in others)}) == 5


def test_a_wish_for_what_is_gone_by_then_is_dropped(paper: Paper, a_maker: list[str]) -> None:
    make.call("nergens", [], "a5", "nl", "2026-11-22")
    make.call("havendijk", [["buurt", "nergens"]], "a5", "nl", "2026-11-22")
    assert a_maker == []


def test_booklets_of_the_day_before_are_taken_away_each_day(media: Path) -> None:
    assert making.tidy in DAILY
    making.tidy()  # when none was ever made
    (media / "paper").mkdir(parents=True)
    old, unfinished, new = (media / "paper" / name for name in ("old.pdf", "old.part", "new.pdf"))
    for path in (old, unfinished, new):
        path.write_bytes(b"%PDF-")
    for path in (old, unfinished):
        os.utime(path, (time.time() - 90_000,) * 2)
    making.tidy()
    assert [path.name for path in (media / "paper").iterdir()] == ["new.pdf"]


def test_asking_for_many_is_limited(client: Client, paper: Paper, a_maker: list[str], settings: Settings) -> None:
    settings.PDFS_PER_HOUR = 2
    codes = [client.post(f"{PAGE}&formaat=a4").status_code for _ in range(4)]
    assert codes == [302, 302, 429, 429]


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/static/kit/css/buurtnet.css", "https://elders.example/a.png", "file:///etc/passwd",
        "data:text/plain,x", "https://paper.invalid/media/x", "https://paper.invalid/static/../settings.py",
        "https://paper.invalid/static/%2e%2e/settings.py", "https://paper.invalid/static/bestaat-niet.css",
        "https://paper.invalid/static/%00", "https://paper.invalid.elders.example/static/kit/css/buurtnet.css",
    ],
)  # fmt: skip
def test_nothing_but_our_own_static_files_is_fetched(address: str) -> None:
    with pytest.raises(RefusedError):
        own_path(address)


def test_our_own_sheet_is_found() -> None:
    assert own_path(f"https://paper.invalid{settings.STATIC_URL}paper/css/paper.css").name == "paper.css"


def test_a_booklet_really_becomes_a_pdf_with_a_page_for_each_part(
    paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not can_make_pdf():
        pytest.skip("weasyprint is absent: it is the extra buurtnet[pdf]")
    pages: list[str] = []
    monkeypatch.setattr(making, "pdf_of", lambda html: pages.append(html) or pdf_of(html))
    make.call(*arguments(wished(paper)))
    assert wished(paper).file.read_bytes().startswith(b"%PDF-")
    document = maker().HTML(string=pages[0], base_url=BASE, url_fetcher=own_files(maker())).render()
    # Cover, contents, map, three functions, numbers for danger, colophon.
    assert len(document.pages) == 8
