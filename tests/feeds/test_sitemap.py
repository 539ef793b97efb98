"""The sitemap: every page of a listed network once, and nothing that has no page in a list."""

import datetime as dt
import xml.etree.ElementTree as ElementTree
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve

from buurtnet.areas.kept import forget_all
from buurtnet.areas.models import Area, Network
from buurtnet.directory.models import Location, Service, ServiceReach
from buurtnet.feeds import sitemap
from tests.directory.searchable import offered, reaching
from tests.factories import AreaFactory, NetworkFactory
from tests.feeds.asking import get, public, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SITE = "https://buurt.example"


def locations(body: bytes) -> list[str]:
    found = [str(one.text) for one in ElementTree.fromstring(body).iter(f"{SPACE}loc")]
    assert all(one.startswith(f"{SITE}/") for one in found)
    return [one.removeprefix(SITE) for one in found]


def everything() -> list[str]:
    """All addresses of all pages of the sitemap, as a search engine goes over them."""
    forget_all()
    found: list[str] = []
    for page in locations(Client().get("/sitemap.xml").content):
        response = Client().get(page)
        assert response.status_code == 200, page
        found += locations(response.content)
    return found


def test_every_page_is_named_once_and_answers(areas: list[Area]) -> None:
    service = public("Huiswerkclub", areas[1], at=100)
    found = everything()
    assert len(found) == len(set(found))
    place = Location.objects.get()
    for kind, pk in (("aanbod", service.pk), ("organisatie", service.organization_id), ("plek", place.pk)):
        assert f"/havendijk/{kind}/{pk}/" in found
    assert {"/", "/havendijk/", "/havendijk/themas/3/", f"/havendijk/buurt/{areas[1].slug}/"} <= set(found)
    assert all(Client().get(address).status_code == 200 for address in found)


def test_what_has_no_place_in_lists_is_not_named(areas: list[Area]) -> None:
    public("Gestopt", areas[1], status="defunct", at=10)
    public("Verborgen", areas[1], is_kept_by_editor=True, assured_date="2020-01-01", at=20)
    refuge = public("Onderdak", areas[1], at=30)
    Location.objects.filter(at_services__service=refuge).update(hide_address=True)
    nowhere = public("Nergens", areas[1], at=40)
    ServiceReach.objects.filter(service=nowhere).delete()
    found = [one for one in everything() if "/aanbod/" in one or "/organisatie/" in one or "/plek/" in one]
    assert sorted(found) == sorted(
        [f"/havendijk/aanbod/{refuge.pk}/", f"/havendijk/organisatie/{refuge.organization_id}/"]
    )


def test_what_several_networks_show_is_named_once_in_the_first(areas: list[Area]) -> None:
    NetworkFactory(slug="dicht", areas=areas[1:2], is_listed=False)
    NetworkFactory(slug="zuid", areas=areas[1:2])
    NetworkFactory(slug="aan-zee", areas=areas[1:2])
    NetworkFactory(slug="elders", areas=[AreaFactory(name="Duinbeke")])
    service = public("Huiswerkclub", areas[1])
    found = [one for one in everything() if str(service.pk) in one]
    assert found == [f"/havendijk/aanbod/{service.pk}/"]
    assert not [one for one in everything() if one.startswith("/dicht/")]
    Network.objects.filter(slug="havendijk").update(is_listed=False)
    assert [one for one in everything() if str(service.pk) in one] == [f"/zuid/aanbod/{service.pk}/"]


def test_what_serves_the_whole_town_is_in_a_network_of_a_neighbourhood(areas: list[Area]) -> None:
    service = public("Overal", areas[0])
    reaching(offered("Ook overal"), over=(areas[0],))
    NetworkFactory(slug="zuid", areas=areas[1:2])
    assert f"/havendijk/aanbod/{service.pk}/" in everything()
    Network.objects.filter(slug="havendijk").update(is_listed=False)
    found = [one for one in everything() if "/aanbod/" in one]
    assert found == [f"/zuid/aanbod/{Service.objects.get(name='Ook overal').pk}/"]


def test_pages_together_hold_all_in_as_many_questions_each(
    areas: list[Area], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "ROWS_A_PAGE", 4)
    made = {f"/havendijk/aanbod/{public(f'Club {number}', areas[1]).pk}/" for number in range(12)}
    begins = sitemap.starts("service")
    assert len(begins) == 3
    asked = []
    found: list[str] = []
    for start in begins:
        with CaptureQueriesContext(connection) as questions:
            found += locations(get("sitemap_service", start).content)
        asked.append(len(questions))
    assert len(found) == 12
    assert set(found) == made
    assert len(set(asked)) == 1


def test_a_page_says_when_something_changed(areas: list[Area]) -> None:
    service = public("Huiswerkclub", areas[1])
    Service.objects.filter(pk=service.pk).update(last_modified=dt.datetime(2026, 6, 1, 10, 30, tzinfo=dt.UTC))
    assert "<lastmod>2026-06-01T10:30:00+00:00</lastmod>" in text("sitemap_service", UUID(int=0))


def test_an_id_beyond_all_gives_a_page_of_nothing(areas: list[Area]) -> None:
    public("Huiswerkclub", areas[1])
    assert locations(get("sitemap_service", UUID(int=2**128 - 1)).content) == []


@pytest.mark.parametrize("path", [f"/sitemap/mensen/{UUID(int=0)}.xml", "/sitemap/aanbod/x.xml"])
def test_nonsense_is_not_found(path: str) -> None:
    with pytest.raises(Resolver404):
        resolve(path)
    assert Client().get(path).status_code == 404


def test_a_network_that_is_not_listed_has_no_page() -> None:
    assert get("sitemap_network", "havendijk").status_code == 200
    Network.objects.update(is_listed=False)
    assert get("sitemap_network", "havendijk").status_code == 404
    assert locations(get("sitemap").content) == ["/sitemap/start.xml"]
