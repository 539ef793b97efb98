"""How it answers: to any site, with a tag, and clearly when a question means nothing."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from buurtnet.areas.models import Area
from buurtnet.config.prepare import make_shared_cache
from buurtnet.directory.models import Service
from buurtnet.kit import limits
from tests.api.asking import ROOT, ask, indexed, public

pytestmark = pytest.mark.django_db

NOBODY = "00000000-0000-4000-8000-000000000000"
NONSENSE: list[tuple[str, str]] = [
    ("page", "0"), ("page", "-1"), ("page", "één"), ("page", "1.5"), ("page", "9" * 30), ("page", "٣"),
    ("per_page", "0"), ("per_page", "101"), ("per_page", "-5"), ("per_page", "1e2"),
    ("format", "xml"), ("format", "ndjson"), ("full", "misschien"), ("minimal", "2"),
    ("modified_after", "gisteren"), ("modified_after", "0001-01-01T00:00:00+14:00"), ("modified_after", "2026-13-01"),
    ("taxonomy_term_id", "12"), ("taxonomy_id", "' OR 1=1 --"), ("organization_id", "../../etc/passwd"),
    ("minimum_age", "-1"), ("minimum_age", "nan"), ("maximum_age", "inf"), ("maximum_age", "1e9"),
    ("day", "maandag"), ("start_time", "25:00"), ("end_time", "9:00"), ("postcode", "AB 3131"),
    ("lat", "91"), ("lat", "52"), ("lon", "-181"), ("proximity", "100001"), ("proximity", "-1"), ("proximity", "500"),
    ("search", "x" * 301),
]  # fmt: skip


@pytest.fixture
def one(areas: list[Area]) -> Service:
    service = public("Club", areas[1], at=0)
    indexed()
    return service


@pytest.mark.parametrize("path", ["", "services", "openapi.json", "profile.json", "nergens", f"services/{NOBODY}"])
def test_any_site_may_read_also_what_is_not_there(one: Service, path: str) -> None:
    response = Client().get(ROOT + path, headers={"Origin": "https://andere.example"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not response.cookies


def test_a_browser_may_ask_first_what_it_may_send(one: Service) -> None:
    response = Client().options(ROOT + "services", headers={"Origin": "https://andere.example"})
    assert (response.status_code, response.headers["Access-Control-Allow-Origin"]) == (204, "*")
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in response.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
@pytest.mark.parametrize("path", ["", "services", f"services/{NOBODY}"])
def test_nothing_can_be_written(one: Service, path: str, method: str) -> None:
    response = getattr(Client(), method)(ROOT + path)
    assert response.status_code == 405
    assert response.json()["status"] == 405
    assert "PUT" not in response.headers["Allow"]


def test_who_has_it_already_is_told_so(one: Service) -> None:
    first = Client().get(ROOT + "services")
    assert first.headers["Cache-Control"] == "public, max-age=60"
    again = Client().get(ROOT + "services", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    Service.objects.update(name="Andere club")
    changed = Client().get(ROOT + "services", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


def test_a_packed_answer_has_a_tag_that_works_too(one: Service) -> None:
    packed = {"Accept-Encoding": "gzip"}
    first = Client().get(ROOT + "openapi.json", headers=packed)
    assert first.headers["Content-Encoding"] == "gzip"
    again = Client().get(ROOT + "openapi.json", headers={**packed, "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_only_the_head_of_an_answer_can_be_asked(one: Service) -> None:
    whole, head = Client().get(ROOT + "services"), Client().head(ROOT + "services")
    assert head.content == b""
    assert head.headers["ETag"] == whole.headers["ETag"]


def test_what_was_asked_by_post_is_kept_by_nobody(one: Service) -> None:
    response = Client(enforce_csrf_checks=True).post(ROOT + "services", {"search": "club"})
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"


def test_a_parameter_nobody_knows_is_ignored_and_named(one: Service) -> None:
    response = Client().get(ROOT + 'services?kleur=rood&%0d%0aX-Kwaad:%20ja="&' + "a" * 200 + "=1")
    assert response.json()["total_items"] == 1
    warning = response.headers["Warning"]
    assert warning.startswith('299 - "')
    assert "kleur" in warning
    assert not {"\r", "\n"} & set(warning)
    assert len(warning) < 300
    assert "X-Kwaad" not in response.headers


@pytest.mark.parametrize(("name", "value"), NONSENSE)
def test_a_value_that_means_nothing_is_refused_and_named(one: Service, name: str, value: str) -> None:
    for answer in (
        Client().get(f"{ROOT}services?{urlencode({name: value})}"),
        Client().post(f"{ROOT}service_at_locations", {name: value}, content_type="application/json"),
    ):
        assert answer.status_code == 400
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["parameter"] == name
        assert {"type", "title", "status", "detail"} <= set(answer.json())
        assert "ETag" not in answer.headers


def test_a_parameter_that_is_given_twice_is_refused(one: Service) -> None:
    assert Client().get(ROOT + "services?page=1&page=2").json()["parameter"] == "page"


@pytest.mark.parametrize(
    "body",
    [b"{", b"[]", b"1", b'{"page": {}}', b'{"search": ["x"]}', b'{"search": "a\\u0000b"}', b"[" * 100_000, b"\xff"],
)
def test_a_body_that_is_no_question_is_refused(one: Service, body: bytes) -> None:
    answer = Client().post(ROOT + "services", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "query",
    ["search=a%00b", "search=%ff%fe", "search=" + "x" * 10_000, "%00=1", "&".join(f"p{n}=1" for n in range(300))],
)
def test_what_is_no_text_or_far_too_long_is_refused(one: Service, query: str) -> None:
    assert Client().get(f"{ROOT}services?{query}").status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "services/12", f"services/{NOBODY}", f"organizations/{NOBODY}", f"service_at_locations/{NOBODY}",
        f"taxonomies/{NOBODY}", f"taxonomy_terms/{NOBODY}", "services/%ff", "services/" + "x" * 1_500, "diensten",
        "services/a/b", "services/%E2%80%AE",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(one: Service, path: str) -> None:
    answer = Client().get(ROOT + path)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_an_address_may_end_with_a_slash(one: Service) -> None:
    assert ask("services/") == ask("services")
    assert ask(f"services/{one.pk}/") == ask(f"services/{str(one.pk).upper()}")


@pytest.fixture
def limited(settings: Settings) -> Iterator[None]:
    make_shared_cache()
    settings.SEARCHES_PER_MINUTE = 3
    limits._windows.clear()
    yield
    limits._windows.clear()
    caches["limits"].clear()


def test_who_asks_too_often_is_told_to_wait(one: Service, limited: None) -> None:
    answers: list[Any] = [Client().get(ROOT + "services") for _ in range(5)]
    if answers[3].status_code == 200:  # a minute began meanwhile
        answers = [Client().get(ROOT + "services") for _ in range(5)]
    last = answers[-1]
    assert last.status_code == 429
    assert int(last.headers["Retry-After"]) <= 60
    assert last.headers["Content-Type"] == "application/problem+json"
    assert last.headers["Access-Control-Allow-Origin"] == "*"


def test_a_page_in_the_plain_form_asks_the_database_little(one: Service) -> None:
    ask("services")
    with CaptureQueriesContext(connection) as queries:
        ask("services")
    assert len(queries) <= 5
