"""Names someone may be typing."""

import datetime as dt

import pytest

from buurtnet.directory.suggestions import CANDIDATES, suggest
from buurtnet.search.outbox import rebuild_all
from buurtnet.themes.models import Theme
from tests.directory.searchable import offered, placed, reaching, town
from tests.factories import ServiceFactory

pytestmark = pytest.mark.django_db


def labels(text: str, **where: tuple[int, ...]) -> list[tuple[str, str]]:
    return [(one.kind, one.label) for one in suggest(text, **where)]


def test_themes_services_organizations_and_places_are_suggested_by_the_beginnings_of_their_words() -> None:
    Theme.objects.create(slug="huiswerk", function=2, name="Huiswerk en leren")
    service = offered("Huiswerkclub", organization="Huis van het Kind")
    location = placed(service, 10)
    location.name = "Buurthuis De Loods"
    location.save()
    rebuild_all()
    assert labels("huis") == [
        ("theme", "Huiswerk en leren"), ("service", "Huiswerkclub"), ("organization", "Huis van het Kind"),
    ]  # fmt: skip
    assert labels("loo") == [("place", "Buurthuis De Loods")]
    assert labels("kind huis") == [("organization", "Huis van het Kind")]
    assert [one.key for one in suggest("huiswerkc")] == [str(service.pk)]


def test_a_typo_is_mended_when_nothing_begins_so() -> None:
    offered("Huiswerkclub")
    rebuild_all()
    assert labels("huiswrekclub") == [("service", "Huiswerkclub")]


def test_only_what_is_in_the_network_is_suggested() -> None:
    here, elsewhere = town("Havendijk")[0], town("Duinbeke")[0]
    reaching(offered("Koor hier", organization="Zang hier"), here)
    reaching(offered("Koor daar", organization="Zang daar"), elsewhere)
    rebuild_all()
    assert labels("koor", inside=(here.pk,), over=(here.pk,)) == [("service", "Koor hier")]
    assert labels("zang", inside=(here.pk,), over=(here.pk,)) == [("organization", "Zang hier")]


def test_a_safe_address_and_an_organization_without_offer_are_not_suggested() -> None:
    location = placed(offered("Opvang"), 10, hide_address=True)
    location.name = "Geheim huis"
    location.save()
    offered("Gestopt", status="defunct", organization="Stille organisatie")
    rebuild_all()
    assert labels("geheim") == labels("stille") == []


def test_what_its_age_hides_is_not_suggested_nor_who_offers_nothing_else() -> None:
    old = {"is_kept_by_editor": True, "check_every": 1, "assured_date": dt.date(2020, 1, 1)}
    forgotten = placed(offered("Zangkoor", organization="Zangvereniging", **old), 10)
    forgotten.name = "Zangzaal"
    forgotten.save()
    busy = offered("Zangles oud", organization="Zangschool", **old)
    ServiceFactory(name="Zangles", organization=busy.organization)
    rebuild_all()
    assert labels("zang") == [("service", "Zangles"), ("organization", "Zangschool")]


def test_of_very_many_names_those_that_begin_so_are_suggested() -> None:
    for number in range(CANDIDATES + 10):
        offered(f"De grote Speel-o-theek {number}")
    offered("Speel-o-theek Zilvermeeuw")
    rebuild_all()
    for text in ("speel", "speel-o-th", "Speel o theek"):
        assert labels(text)[0] == ("service", "Speel-o-theek Zilvermeeuw")


@pytest.mark.parametrize("text", ["", " ", "?", "a" * 5_000, "\ud800", "x y z q w e r t y", "ﷺ " * 60, "ы" * 59])
def test_nonsense_gives_no_suggestions(text: str) -> None:
    offered("Koor")
    rebuild_all()
    assert suggest(text) == []


def test_each_name_is_suggested_once_and_no_more_than_asked() -> None:
    for number in range(12):
        offered("Voorlezen" if number < 3 else f"Voorlezen {number}")
    rebuild_all()
    found = suggest("voorl", limit=5)
    assert len(found) == 5
    assert [one.label for one in found].count("Voorlezen") == 1


def test_without_an_index_themes_are_still_suggested() -> None:
    Theme.objects.create(slug="taal", function=1, name="Nederlands leren", name_en="Learn Dutch")
    assert labels("nederl") == labels("dutch") == [("theme", "Nederlands leren")]
