"""Which cookies a visitor gets, and by what, as docs/privacy.md says."""

import re
from pathlib import Path

import pytest
from django.test import Client

from buurtnet.areas.models import Area
from tests.directory.searchable import offered, reaching, town
from tests.factories import NetworkFactory

pytestmark = pytest.mark.django_db
STATEMENT = (Path(__file__).resolve().parents[2] / "docs" / "privacy.md").read_text()


@pytest.fixture
def place() -> Area:
    around, west = town("Havendijk", "Westerkade")
    NetworkFactory(slug="havendijk", areas=[around])
    return west


def cookies_after(path: str) -> set[str]:
    """What a browser keeps that had nothing before."""
    browser = Client()
    assert browser.get(path).status_code == 200, path
    return set(browser.cookies)


def test_looking_at_a_page_sets_only_what_the_statement_says(place: Area) -> None:
    service = offered("Huiswerkclub", at=300)
    reaching(service, place)
    for path in ("", "zoeken/", "themas/", "contact/"):
        assert cookies_after(f"/havendijk/{path}") == set(), path
    assert cookies_after(f"/havendijk/aanbod/{service.pk}/") == {"csrftoken"}
    assert cookies_after(f"/havendijk/buurt/{place.slug}/") == {"buurt"}
    assert cookies_after("/havendijk/?taal=en") == {"taal"}


def test_the_statement_names_every_cookie() -> None:
    named = set(re.findall(r"^\| `(\w+)` \|", STATEMENT, re.MULTILINE))
    assert named == {"csrftoken", "buurt", "taal", "kleur", "lijst", "goedidee", "stippen", "sessionid"}
