"""So many requests a minute from one address, counted together by all processes, without keeping an address."""

import sqlite3
from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from buurtnet.kit import limits
from buurtnet.kit.limits import BLOCKS, DAY, address_of, allowed, limited, who

NOON = 1_800_000_000.0 // DAY * DAY + DAY / 2
requests = RequestFactory()


@pytest.fixture(autouse=True)
def fresh_process() -> Iterator[None]:
    start_process()
    yield
    start_process()


def start_process() -> None:
    """As if this were another process: it remembers nothing of its own."""
    limits._windows.clear()
    limits._salts.clear()
    limits._own_salts.clear()


def count_allowed(limit: int, tries: int, *, address: str = "10.0.0.1", now: float = NOON, seconds: int = 60) -> int:
    return sum(allowed("test", address, limit, seconds, now) for _ in range(tries))


@pytest.mark.django_db
def test_one_process_lets_through_the_limit_and_its_free_block_and_then_no_more() -> None:
    assert count_allowed(120, 500) == 120 + 120 // BLOCKS


@pytest.mark.django_db
@pytest.mark.parametrize("limit", [1, 3, 11])
def test_a_small_limit_is_exact_over_all_processes(limit: int) -> None:
    first = count_allowed(limit, 2)
    start_process()
    assert first + count_allowed(limit, 50) == limit


@pytest.mark.django_db
def test_processes_share_one_allowance_but_for_a_free_block_each() -> None:
    counts = []
    for _ in range(4):
        counts.append(count_allowed(120, 60))
        start_process()
    assert sum(counts) <= 120 + 4 * (120 // BLOCKS)
    assert sum(counts) >= 120


@pytest.mark.django_db
def test_an_ordinary_visitor_costs_the_database_nothing() -> None:
    count_allowed(120, 1)
    with CaptureQueriesContext(connection) as captured:
        assert count_allowed(120, 120 // BLOCKS - 1) == 120 // BLOCKS - 1
    assert len(captured) == 0


@pytest.mark.django_db
def test_who_was_refused_costs_the_database_nothing_more() -> None:
    count_allowed(120, 500)
    with CaptureQueriesContext(connection) as captured:
        assert count_allowed(120, 500) == 0
    assert len(captured) == 0


@pytest.mark.django_db
def test_addresses_do_not_count_for_each_other_and_a_next_window_starts_anew() -> None:
    count_allowed(12, 100)
    assert count_allowed(12, 100, address="10.0.0.2") >= 12
    assert count_allowed(12, 100, now=NOON + 60) >= 12


@pytest.mark.django_db
def test_no_address_is_kept_and_a_next_day_nobody_can_tell_whose_trace_it_was() -> None:
    count_allowed(12, 20, address="203.0.113.77")
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM limits_cache")
        kept = str(cursor.fetchall())
    assert "limit" in kept
    assert "203.0.113.77" not in kept
    before = who("203.0.113.77", NOON)
    assert who("203.0.113.77", NOON + 60) == before
    assert who("203.0.113.77", NOON + DAY) != before
    assert caches["limits"].get(f"limit:salt:{int(NOON // DAY)}") is None
    start_process()
    assert who("203.0.113.77", NOON) != before


@pytest.mark.django_db
def test_all_processes_know_an_address_by_the_same_trace() -> None:
    here = who("10.0.0.1", NOON)
    start_process()
    assert who("10.0.0.1", NOON) == here


@pytest.mark.django_db
def test_a_database_that_is_busy_refuses_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caches["limits"], "add", lambda *args: False)
    assert count_allowed(12, 5) == 5


@pytest.mark.django_db
def test_a_database_that_refuses_to_clear_its_cache_refuses_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*args: object) -> bool:
        raise OperationalError("database is locked")

    for verb in ("add", "get", "delete_many"):
        monkeypatch.setattr(caches["limits"], verb, locked)
    assert count_allowed(12, 5) == 5


@pytest.mark.django_db
def test_a_salt_of_ones_own_is_used_no_longer_than_the_database_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as busy:
        busy.setattr(caches["limits"], "add", lambda *args: False)
        alone = who("10.0.0.1", NOON)
        assert who("10.0.0.1", NOON) == alone
    together = who("10.0.0.1", NOON)
    assert together != alone
    start_process()
    assert who("10.0.0.1", NOON) == together


@pytest.mark.django_db
def test_a_visitor_waits_shortly_for_a_writer_and_other_writers_as_long_as_before() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has many writers: nobody waits")

    def patience() -> int:
        raw: sqlite3.Connection = connection.connection
        return int(raw.execute("PRAGMA busy_timeout").fetchone()[0])

    before = patience()
    with limits.short_wait():
        assert patience() == limits.SHORT_WAIT
    assert patience() == before


@limited("page", setting="SEARCHES_PER_MINUTE")
def page(request: HttpRequest, word: str) -> HttpResponse:
    return HttpResponse(word)


@pytest.mark.django_db
def test_one_request_too_many_gets_a_kind_page_that_says_how_long_to_wait(settings: Settings) -> None:
    settings.SEARCHES_PER_MINUTE = 3
    answers = [page(requests.get("/"), word="hallo") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 0 < int(answers[3].headers["Retry-After"]) <= 60
    assert "<h1" in answers[3].content.decode()


@limited("form", setting="FORMS_PER_MINUTE", only="POST")
def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


@pytest.mark.django_db
def test_a_form_can_be_looked_at_as_often_as_you_like_and_sent_so_many_times(settings: Settings) -> None:
    settings.FORMS_PER_MINUTE = 2
    sent = [form(requests.post("/")).status_code for _ in range(3)]
    assert sent == [200, 200, 429]
    assert {form(requests.get("/")).status_code for _ in range(10)} == {200}


@pytest.mark.django_db
def test_zero_switches_a_limit_off(settings: Settings) -> None:
    settings.SEARCHES_PER_MINUTE = 0
    assert {page(requests.get("/"), word="hallo").status_code for _ in range(50)} == {200}


def test_behind_a_trusted_proxy_the_address_is_the_one_that_proxy_saw(settings: Settings) -> None:
    asked = requests.get("/", HTTP_X_FORWARDED_FOR="1.1.1.1, 203.0.113.9", REMOTE_ADDR="127.0.0.1")
    settings.TRUST_PROXY = True
    assert address_of(asked) == "203.0.113.9"
    settings.TRUST_PROXY = False
    assert address_of(asked) == "127.0.0.1"


def test_a_whole_network_of_ipv6_is_one_asker() -> None:
    one, other = (requests.get("/", REMOTE_ADDR=f"2001:db8:1:2::{number}") for number in (1, 2))
    assert address_of(one) == address_of(other) == "2001:db8:1:2::/64"
    assert address_of(requests.get("/", REMOTE_ADDR="::ffff:203.0.113.9")) == "203.0.113.9"


@given(st.text(max_size=30))
def test_any_nonsense_for_an_address_is_one_asker_and_no_error(said: str) -> None:
    assert isinstance(address_of(requests.get("/", REMOTE_ADDR=said)), str)
