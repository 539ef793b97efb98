"""Who asks for a page."""

import pytest
from django.test import RequestFactory

from buurtnet.kit.visitors import is_looked_at

PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Firefox/130.0"}


def test_a_person_looks_at_a_page() -> None:
    assert is_looked_at(RequestFactory().get("/", headers=PHONE))
    assert is_looked_at(RequestFactory().get("/", headers={**PHONE, "Sec-Fetch-Dest": "document"}))


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": ""}, {"User-Agent": "Examplebot/2.1"}, {"User-Agent": "curl/8.5"}, {"User-Agent": "python-x"},
        {**PHONE, "Sec-Fetch-Dest": "empty"}, {**PHONE, "Sec-Purpose": "prefetch;prerender"},
        {**PHONE, "Purpose": "prefetch"}, {**PHONE, "X-Moz": "prefetch"},
    ],
)  # fmt: skip
def test_a_program_and_what_is_fetched_ahead_is_not_looked_at(headers: dict[str, str]) -> None:
    assert not is_looked_at(RequestFactory().get("/", headers=headers))


def test_only_a_page_that_is_got_is_looked_at() -> None:
    assert not is_looked_at(RequestFactory().head("/", headers=PHONE))
    assert not is_looked_at(RequestFactory().post("/", headers=PHONE))
