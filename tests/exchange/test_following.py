"""Another HSDS site followed by its address: what comes in, what goes, and what a site that is wrong cannot do."""

import gzip
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from math import ceil
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from pytest_django import Settings

from buurtnet.config.cli import parser_for
from buurtnet.directory.models import ImportRun, Service, Source
from buurtnet.directory.pages import source_line
from buurtnet.exchange import following
from buurtnet.exchange.following import followed
from buurtnet.exchange.records import Kind
from buurtnet.kit.fetch import Limits
from buurtnet.kit.plain_error import PlainError
from buurtnet.people.models import Organization
from tests.exchange.imports import CLUB, Document, Done, Silent, bring, bring_lines, changed, club, exported
from tests.kit.elsewhere import say, served

pytestmark = pytest.mark.django_db

type Page = dict[str, Any]


@dataclass
class Site:
    """A site with services. ``twist``: makes something else of a page before it is sent."""

    services: list[Document]
    twist: Callable[[Page, int], Any] = lambda page, _number: page
    most: int = 2
    answer: Callable[[BaseHTTPRequestHandler, int], bool] = lambda _handler, _number: False
    knows_full: bool = True
    asked: list[dict[str, str]] = field(default_factory=list)
    place: str = ""

    @property
    def address(self) -> str:
        return f"http://{self.place}/api/hsds"

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        url = urlsplit(handler.path)
        asked = dict(parse_qsl(url.query))
        self.asked.append(asked)
        if self.answer(handler, len(self.asked)):
            return
        path = unquote(url.path)
        if path == "/api/hsds/services":
            say(handler, json.dumps(self.page(asked)).encode(), Content_Type="application/json")
        else:
            one = [one for one in self.services if path == f"/api/hsds/services/{one['id']}"]
            say(handler, json.dumps(one[0] if one else {}).encode(), 200 if one else 404)

    def page(self, asked: dict[str, str]) -> Any:
        found = self.services
        if "modified_after" in asked:
            found = [one for one in found if one.get("last_modified", "9") >= asked["modified_after"]]
        if "minimal" in asked:
            found = [{"id": one["id"], "name": one["name"]} for one in found]
        elif not self.knows_full:
            found = [{key: one[key] for key in one if not isinstance(one[key], list)} for one in found]
        number, last = int(asked["page"]), ceil(len(found) / self.most)
        contents = found[(number - 1) * self.most : number * self.most]
        page = {
            "total_items": len(found), "total_pages": last, "page_number": number, "size": len(contents),
            "first_page": number == 1, "last_page": number >= last, "empty": not contents, "contents": contents,
        }  # fmt: skip
        return self.twist(page, number)


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA_DIR = tmp_path / "data"
    return tmp_path / "data"


@pytest.fixture
def site(settings: Settings) -> Iterator[Site]:
    """A site of five services in pages of two."""
    found = Site([changed(CLUB, lambda _one: None), *[club(number) for number in range(1, 5)]])
    with served(found) as place:
        found.place = place
        settings.FETCH_HOSTS = frozenset({place})
        yield found


def follow(site: Site, source: str = "buren", *, only_changes: bool = False, **options: Any) -> Done:
    waits: list[float] = []
    with followed(site.address, source, Silent(), only_changes=only_changes, wait=waits.append) as reading:
        done = bring(reading, source, **options)
    done.waits = waits  # type: ignore[attr-defined]
    return done


def refused(site: Site, source: str = "buren", *, only_changes: bool = False) -> str:
    """The sentence with which following a site ends; nothing changed, and nothing stays on the disk."""
    before = exported(), ImportRun.objects.count(), Source.objects.count()
    with pytest.raises(PlainError) as told:
        follow(site, source, only_changes=only_changes)
    assert (exported(), ImportRun.objects.count(), Source.objects.count()) == before
    sentence = str(told.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert site.place in sentence
    return sentence


def counts(done: Done) -> tuple[int, int, int, int]:
    found = done.counts()
    return found.added, found.changed, found.unchanged, found.gone


# What comes in


def test_all_pages_come_in_and_the_second_time_nothing_changes(site: Site, data_folder: Path) -> None:
    assert counts(follow(site)) == (5, 0, 0, 0)
    assert [one["page"] for one in site.asked] == ["1", "2", "3"]
    assert exported("buren")[CLUB["id"]] == CLUB

    assert counts(follow(site)) == (0, 0, 5, 0)
    assert not list(data_folder.glob(".following-*"))
    assert ImportRun.objects.filter(file_name=site.address, ended_at__isnull=False).count() == 2


def test_one_change_arrives_and_what_stopped_goes_and_comes_back(site: Site) -> None:
    follow(site)
    gone = site.services.pop()
    site.services[0] = changed(CLUB, lambda one: one.update(name="Huiswerk op zolder"))
    assert counts(follow(site)) == (0, 1, 3, 1)
    assert Service.objects.get(pk=CLUB["id"]).name == "Huiswerk op zolder"
    assert Service.objects.get(pk=gone["id"]).gone_at is not None

    site.services.append(gone)
    assert counts(follow(site)) == (0, 1, 4, 0)
    assert Service.objects.get(pk=gone["id"]).gone_at is None


def test_a_dry_run_changes_nothing(site: Site) -> None:
    assert counts(follow(site, dry_run=True)) == (5, 0, 0, 0)
    assert not Service.objects.exists()


@pytest.mark.parametrize("tail", ["", "/", "/services", "/services/", "/services?page=3&search=x", "/#boven"])
def test_the_address_may_be_that_of_the_api_or_of_its_list(site: Site, tail: str) -> None:
    with followed(site.address + tail, "buren", Silent()) as reading:
        assert reading.name == site.address
        assert len([*reading.entries]) == 5


def test_a_site_whose_lists_are_short_is_asked_for_each_service(site: Site) -> None:
    site.knows_full = False
    assert counts(follow(site)) == (5, 0, 0, 0)
    assert exported("buren")[CLUB["id"]] == CLUB
    assert len(site.asked) == 3 + 5


def test_a_service_that_goes_between_the_list_and_the_question_is_left_out(site: Site) -> None:
    site.knows_full = False
    follow(site)

    def answer(handler: BaseHTTPRequestHandler, _number: int) -> bool:
        gone = handler.path.endswith(site.services[3]["id"])
        if gone:
            say(handler, b"{}", 404)
        return gone

    site.answer = answer
    done = follow(site)
    assert counts(done) == (0, 0, 4, 0)
    assert done.outcome.partial == "the list changed while it was read"


def test_the_licence_of_each_entry_is_kept_and_shown_with_the_source(site: Site) -> None:
    site.services[0] = changed(CLUB, lambda one: one.update(bn_licence="CC BY 4.0", bn_source="gemeente"))
    site.services[1]["bn_licence"] = "x" * 200
    follow(site, licence="CC0-1.0")
    club_here = Service.objects.get(pk=CLUB["id"])
    assert source_line(club_here) == "Bron: buren (CC BY 4.0)"
    assert {one.licence for one in Service.objects.exclude(pk=CLUB["id"])} == {"CC0-1.0"}
    assert Source.objects.get().licence == "CC0-1.0"
    assert exported()[CLUB["id"]]["bn_source"] == "gemeente"


def test_what_is_true_on_the_other_site_only_stays_there(site: Site) -> None:
    """Its editors hide nothing here, the score of its day is no change, its sources' own ids may be anyone's."""
    for number, one in enumerate(site.services):
        one |= {"bn_freshness": {"score": number}, "bn_kept_by_editor": True, "bn_source_id": "1"}
    site.services[0] = changed(CLUB, lambda one: one["organization"].update(bn_source_id="1"))
    follow(site)
    assert not Service.objects.filter(is_kept_by_editor=True).exists()
    assert {one.source_id for one in Service.objects.all()} == {one["id"] for one in site.services}

    for one in site.services:
        one["bn_freshness"] = {"score": 99}
    assert counts(follow(site)) == (0, 0, 5, 0)


def test_what_came_from_here_does_not_come_back(site: Site, tmp_path: Path) -> None:
    """Two copies that follow each other would otherwise copy each other's entries for ever."""
    bring_lines(tmp_path, [CLUB], source="eigen")
    done = follow(site)
    assert counts(done) == (4, 0, 0, 0)
    assert done.reading.remarks == [f"1 services of {site.address} are here already by another way: passed over."]
    assert Service.objects.filter(name=CLUB["name"]).count() == 1


def test_a_site_of_which_everything_came_from_here_says_so(site: Site, tmp_path: Path) -> None:
    bring_lines(tmp_path, site.services, source="eigen")
    assert f"All 5 services of {site.address} are here already by another way" in refused(site)


# Only what changed


def test_only_changes_are_asked_and_what_went_is_seen_all_the_same(site: Site) -> None:
    for one in site.services:
        one["last_modified"] = "2026-01-01T00:00:00Z"
    follow(site)
    began = ImportRun.objects.get().started_at
    site.asked.clear()
    gone = site.services.pop(1)
    site.services[0] |= {"name": "Nieuwe naam", "last_modified": "2999-01-01T00:00:00Z"}

    done = follow(site, only_changes=True)
    assert counts(done) == (0, 1, 0, 1)
    assert site.asked[0]["modified_after"] == (began - following.MARGIN).isoformat()
    assert [one.get("minimal") for one in site.asked] == [None, "true", "true"]
    assert Service.objects.get(gone_at__isnull=False).pk.hex == gone["id"].replace("-", "")
    assert Organization.objects.get().gone_at is None

    gone = site.services.pop()
    site.services[0]["last_modified"] = "2026-01-01T00:00:00Z"
    assert counts(follow(site, only_changes=True)) == (0, 0, 0, 1)
    assert counts(follow(site)) == (0, 1, 2, 0)


def test_changes_are_asked_of_a_site_that_was_read_before(site: Site) -> None:
    assert "was not read as source buren before" in refused(site, only_changes=True)
    site.twist = lambda page, number: {**page, "total_items": 5 + number}
    follow(site)
    assert "was not read as source buren before" in refused(site, only_changes=True)


# Sites that are wrong


def test_a_site_that_is_away_for_a_while_is_asked_again(site: Site) -> None:
    def answer(handler: BaseHTTPRequestHandler, number: int) -> bool:
        if number == 2:
            say(handler, b"", 503)
        if number == 3:
            say(handler, b"", 429, Retry_After="45")
        if number == 4:
            say(handler, b"", 429, Retry_After="3600")
        return number in (2, 3, 4)

    site.answer = answer
    done = follow(site)
    assert counts(done) == (5, 0, 0, 0)
    assert done.waits == [2, 45, 120]  # type: ignore[attr-defined]


def test_a_site_that_goes_down_half_way_changes_nothing_and_the_next_time_does_it(site: Site) -> None:
    follow(site)
    site.services = [club(7), club(8), club(9)]

    def down(handler: BaseHTTPRequestHandler, number: int) -> bool:
        if number > 4:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{")
        return number > 4

    site.answer = down
    assert "broke off in the middle" in refused(site)
    assert len(site.asked) == 3 + 1 + 1 + len(following.WAITS)

    site.answer = lambda _handler, _number: False
    assert counts(follow(site)) == (3, 0, 0, 5)


def test_a_page_that_comes_twice_changes_nothing(site: Site) -> None:
    first = site.services[:2]
    site.twist = lambda page, number: {**page, "contents": first} if number == 2 else page
    assert "repeats itself: page 2 holds nothing new" in refused(site)


def test_a_site_that_gives_the_first_page_always_changes_nothing(site: Site) -> None:
    site.twist = lambda page, _number: {**page, "page_number": 1}
    assert "gives page 1 where page 2 was asked" in refused(site)


@pytest.mark.parametrize(
    ("total", "pages", "why"),
    [
        (7, 3, "says that it has 7 services, and gives 5"),
        (3, 3, "says that it has 3 services, and gives 5"),
        (5, 2, "says that it has 5 services, and gives 4"),
        (5, 9, "on 9 pages: that cannot be"),
        (900, 450, "gives nothing on page 4 of 450"),
        (3_000_000, 3, "that cannot be"),
        (-1, 3, "does not say how many services"),
        ("5", 3, "does not say how many services"),
        (True, 3, "does not say how many services"),
        (5, None, "does not say how many services"),
        (10**400, 3, "that cannot be"),
        (0, 0, "says that it has 0 services, and gives 2"),
    ],
)
def test_a_site_that_lies_about_its_totals_changes_nothing(site: Site, total: Any, pages: Any, why: str) -> None:
    site.twist = lambda page, _number: {**page, "total_items": total, "total_pages": pages}
    assert why in refused(site)


def test_a_site_that_says_each_time_that_there_are_more_is_left(site: Site) -> None:
    site.services = [club(number) for number in range(1, 500)]
    site.twist = lambda page, number: {**page, "total_items": 10 ** min(number, 6), "total_pages": number + 1}
    assert "goes on and on" in refused(site)


def test_a_list_that_changes_while_it_is_read_brings_what_it_gives_and_nothing_counts_as_gone(site: Site) -> None:
    follow(site)
    missed = site.services.pop(0)

    def one_less(page: Page, number: int) -> Page:
        return {**page, "total_items": 5} if number == 1 else page

    site.services[1]["name"] = "Anders"
    site.twist = one_less
    done = follow(site)
    assert counts(done) == (0, 1, 3, 0)
    assert done.outcome.partial == "the list changed while it was read"
    site.twist = lambda page, _number: page
    assert counts(follow(site)) == (0, 0, 4, 1)
    assert str(Service.objects.get(gone_at__isnull=False).pk) == missed["id"]


def test_a_page_with_one_less_is_a_list_that_changed(site: Site) -> None:
    """Buurtnet itself leaves out what stopped since the list was made."""
    follow(site)
    site.twist = lambda page, number: {**page, "contents": page["contents"][:1]} if number == 2 else page
    assert counts(follow(site)) == (0, 0, 4, 0)


def test_a_site_that_is_suddenly_empty_lets_nothing_go(site: Site) -> None:
    follow(site)
    site.services = []
    assert "has no services" in refused(site)
    assert "has no services" not in str(site.asked)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<!doctype html><title>Welkom</title>", "is a web page: give the address of an HSDS API"),
        (b'{"total_items": 5, "contents": [', "is not JSON, or cut off"),
        (b"\xff\xfe\x00", "is not JSON, or cut off"),
        (b"", "is not JSON, or cut off"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"total_items": NaN, "contents": []}', "is not JSON, or cut off"),
        (b"[]", "gives no pages of services as HSDS has them"),
        (b'{"version": "3.1", "profile": "x", "openapi_url": "y"}', "gives no pages of services"),
        (b'{"total_items": 1, "total_pages": 1, "contents": [7]}', "something on page 1 that is no service"),
        (b'{"total_items": 1, "total_pages": 1, "contents": [{"name": "x"}]}', "no service with an id"),
        (b'{"total_items": 1, "total_pages": 1, "contents": [{"id": " "}]}', "no service with an id"),
        (b'{"total_items": 1, "total_pages": 1, "contents": [{"id": {"a": 1}}]}', "no service with an id"),
    ],
)
def test_what_is_no_list_of_services_changes_nothing(site: Site, body: bytes, why: str) -> None:
    def answer(handler: BaseHTTPRequestHandler, _number: int) -> bool:
        say(handler, body, Content_Type="text/html; charset=utf-8" if b"<" in body else "application/json")
        return True

    site.answer = answer
    assert why in refused(site)


@pytest.mark.parametrize("packed", [False, True])
def test_a_page_without_end_changes_nothing(
    site: Site, packed: bool, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """A gigabyte, said or not: no more than a page may be is read."""
    monkeypatch.setattr(following, "PAGE", Limits(most_bytes=200_000, seconds=5))

    def answer(handler: BaseHTTPRequestHandler, _number: int) -> bool:
        if packed:
            say(handler, gzip.compress(bytes(20_000_000)), Content_Encoding="gzip")
        else:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n" + bytes(1_000))
        return True

    site.answer = answer
    assert "is larger than 0.2 MB" in refused(site)


def test_all_pages_together_have_an_end_too(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "MOST_BYTES", 5_000)
    assert "sends more than" in refused(site)


def test_a_site_that_sends_us_to_this_machine_is_not_followed_there(site: Site) -> None:
    def answer(handler: BaseHTTPRequestHandler, number: int) -> bool:
        if number == 2:
            say(handler, b"", 302, Location="http://localhost/services")
        return number == 2

    site.answer = answer
    with pytest.raises(PlainError, match="localhost is not fetched from: it leads to a machine that is not on"):
        follow(site)
    assert not Service.objects.exists()


def test_a_site_of_the_own_network_is_not_followed_without_leave(site: Site, settings: Settings) -> None:
    settings.FETCH_HOSTS = frozenset()
    assert "which only FETCH_HOSTS can allow" in refused(site)
    assert site.asked == []


def test_nonsense_inside_an_entry_stays_in_that_entry(site: Site) -> None:
    site.services[1] |= {"minimum_age": "oud", "phones": {"geen": "lijst"}, "description": "x\0y" * 60_000}
    site.services[2]["name"] = ""
    done = follow(site)
    assert counts(done) == (4, 0, 0, 0)
    assert done.counts().rejected == 1
    assert {"minimum_age", "phones"} <= {reject.field for reject in done.rejects}


@pytest.mark.parametrize("depth", [90, 150, 2_000, 8_000])
def test_what_is_nested_without_end_is_taken_or_told(site: Site, depth: int) -> None:
    deep = b"[" * depth + b"]" * depth

    def answer(handler: BaseHTTPRequestHandler, number: int) -> bool:
        page = json.dumps(site.page({"page": str(number)})).encode()
        say(handler, page.replace(b'"status": "active"', b'"zz": ' + deep, 1))
        return True

    site.answer = answer
    if depth < 1_000:
        done = follow(site)
        assert done.counts().added == (5 if depth < 100 else 2)
        assert done.outcome.unread == (0 if depth < 100 else 3)
    else:
        assert "nested too deep" in refused(site)


@pytest.mark.parametrize(
    "address",
    ["", " ", "buurt.example", "http://[", "https://a b", "file:///etc/passwd", "https://\0/", "//x/services"],
)
def test_what_is_no_address_is_told(address: str) -> None:
    with pytest.raises(PlainError, match="is no address of the web"), followed(address, "buren", Silent()):
        pytest.fail("it was read")


def test_two_sites_with_the_same_ids_of_their_own_stay_apart(site: Site) -> None:
    for one in site.services:
        one["id"] = f"nr {one['id'][-4:]} ü"
    site.knows_full = False
    follow(site)
    follow(site, "anders")
    assert Service.objects.count() == 10


def test_it_waits_by_the_clock_when_nobody_says_otherwise() -> None:
    assert followed.__wrapped__.__kwdefaults__["wait"] is time.sleep  # type: ignore[attr-defined]


def test_the_command_follows_a_site_and_reports_as_every_import_does(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["import", "hsds-from", site.address + "/", "--source", "buren", "--licence", "CC0-1.0"]
    args = parser_for(words).parse_args(words)
    assert args.module.run(args) == 0
    told = capsys.readouterr().out
    assert f"Done. {site.address} as source buren: 5 entries read." in told
    assert told.splitlines()[2].split() == ["services", "5", "0", "0", "0", "0"]

    args = parser_for(words).parse_args([*words, "--encoding", "latin-1"])
    with pytest.raises(PlainError, match="leave out --encoding"):
        args.module.run(args)


def test_the_kind_of_every_entry_is_service(site: Site) -> None:
    site.services = [{"id": "1", "name": "Kaal"}]
    done = follow(site)
    assert done.outcome.counts[Kind.SERVICE].added == 1
