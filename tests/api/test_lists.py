"""A crawl of the lists: every page, every key, every sum (social map, 12.2)."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from buurtnet.api import index_pages
from buurtnet.areas.models import Area, Network
from buurtnet.directory.choices import LocationType, ServiceStatus
from buurtnet.directory.models import Attribute, Location, Service, ServiceAtLocation
from buurtnet.search.index import index_dir
from buurtnet.themes.models import Taxonomy, TaxonomyTerm
from tests.api.asking import ROOT, ask, ids, indexed, names, public
from tests.directory.searchable import free, offered, placed, weekly

pytestmark = pytest.mark.django_db

PAGE = {"total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents"}
LISTS = ("services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms")


@pytest.fixture
def seven(areas: list[Area]) -> list[Service]:
    """Seven services at a place each, each of an organization and with a term of its own."""
    found = []
    for number in range(7):
        service = public(f"Club {number}", areas[1], at=100.0 * number, organization=f"Vereniging {number}")
        taxonomy = Taxonomy.objects.create(name=f"Lijst {number}")
        term = TaxonomyTerm.objects.create(name=f"Begrip {number}", taxonomy_detail=taxonomy)
        Attribute.objects.create(service=service, term=term)
        found.append(service)
    indexed()
    return found


def test_the_root_says_what_this_is() -> None:
    root = ask("")
    assert set(root) == {"version", "profile", "openapi_url", "bulk_url"}
    assert root["version"] == "3.1"
    for key in ("profile", "openapi_url"):
        assert Client().get(root[key].removeprefix("http://localhost:8000")).status_code == 200


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("per_page", [1, 2, 3, 7, 100])
def test_the_pages_of_a_list_hold_all_of_it_once(seven: list[Service], path: str, per_page: int) -> None:
    number, found = 1, []
    while True:
        page = ask(path, per_page=per_page, page=number)
        assert set(page) == PAGE
        assert page["size"] == len(page["contents"]) <= per_page
        assert (page["total_items"], page["total_pages"]) == (7, -(-7 // per_page))
        assert (page["page_number"], page["first_page"], page["empty"]) == (number, number == 1, False)
        found += [one["id"] for one in page["contents"]]
        if page["last_page"]:
            break
        number += 1
    assert len(found) == len(set(found)) == 7
    assert number == page["total_pages"]
    assert all(str(uuid.UUID(one)) == one for one in found)


@pytest.mark.parametrize("path", LISTS)
def test_a_page_beyond_the_last_is_not_found(seven: list[Service], path: str) -> None:
    assert Client().get(ROOT + path, {"per_page": 4, "page": 3}).status_code == 404
    assert Client().get(ROOT + path, {"page": 999_999_999}).status_code == 404


@pytest.mark.parametrize("path", LISTS)
def test_a_list_of_nothing_is_one_empty_page(areas: list[Area], path: str) -> None:
    indexed()
    page = ask(path)
    assert (page["total_items"], page["total_pages"], page["size"], page["contents"]) == (0, 0, 0, [])
    assert (page["first_page"], page["last_page"], page["empty"]) == (True, True, True)


@pytest.mark.parametrize("path", LISTS)
def test_every_item_of_a_list_has_an_address_with_all_of_it(seven: list[Service], path: str) -> None:
    for listed in ask(path)["contents"]:
        whole = ask(f"{path}/{listed['id']}")
        assert {key: whole[key] for key in listed} == listed or path == "service_at_locations"
        assert whole["id"] == listed["id"]
    assert {one["id"]: one for one in ask(path, full="true")["contents"]}[whole["id"]] == whole


@pytest.mark.parametrize("path", LISTS)
def test_a_list_leaves_out_what_is_many(seven: list[Service], path: str) -> None:
    for one in ask(path)["contents"]:
        assert not [key for key, value in one.items() if isinstance(value, list) and not key.startswith("bn_")]


@pytest.mark.parametrize("path", ["services", "organizations", "service_at_locations"])
def test_the_minimal_form_is_an_id_a_name_and_a_moment(seven: list[Service], path: str) -> None:
    Service.objects.update(last_modified=timezone.now())
    for one in ask(path, minimal="true", full="true")["contents"]:
        assert set(one) <= {"id", "name", "last_modified"}
        assert path == "organizations" or one["last_modified"]


@pytest.mark.parametrize("path", LISTS)
def test_a_longer_page_costs_no_more_queries(seven: list[Service], path: str) -> None:
    counted = []
    for per_page in (2, 7):
        ask(path, full="true", per_page=per_page)
        with CaptureQueriesContext(connection) as queries:
            ask(path, full="true", per_page=per_page)
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_a_page_far_down_holds_what_follows_the_page_before(
    areas: list[Area], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(60):
        public(f"Club {number}", areas[1])
    indexed()
    plainly = ids("services", per_page=7)
    monkeypatch.setattr(index_pages, "SHALLOW", 0)
    for careful in (2.5, 0.3, 0.0, -0.2):  # also when the guess is wrong
        monkeypatch.setattr(index_pages, "CAREFUL", careful)
        assert ids("services", per_page=7) == plainly
    assert len(set(plainly)) == 60


def test_what_the_public_does_not_see_is_not_given(areas: list[Area]) -> None:
    public("Loopt", areas[1])
    hidden = [
        public("Gestopt", areas[1], status=ServiceStatus.DEFUNCT),
        public("Weg", areas[1], gone_at=timezone.now()),
        public("Verouderd", areas[1], is_kept_by_editor=True, assured_date=dt.date(2020, 1, 1)),
        offered("Nergens"),
    ]
    indexed()

    assert names("services") == ["Loopt"]
    for service in hidden:
        assert Client().get(f"{ROOT}services/{service.pk}").status_code == 404
        assert Client().get(f"{ROOT}organizations/{service.organization_id}").status_code == 404
    assert ask("organizations")["total_items"] == 1


def test_a_network_that_is_not_listed_gives_nothing(areas: list[Area]) -> None:
    service = public("Loopt", areas[1])
    Network.objects.update(is_listed=False)
    indexed()

    assert ask("services")["total_items"] == 0
    assert Client().get(f"{ROOT}services/{service.pk}").status_code == 404


def test_what_stops_while_a_list_is_kept_is_on_no_page(areas: list[Area]) -> None:
    service = public("Loopt", areas[1])
    indexed()
    found = {"organization_id": str(service.organization_id)}
    assert ask("services", **found)["size"] == 1
    Service.objects.update(status=ServiceStatus.DEFUNCT)
    assert ask("services", **found)["contents"] == []


def test_where_only_post_goes_is_no_place(areas: list[Area]) -> None:
    service = public("Loopt", areas[1], at=0)
    Location.objects.update(location_type=LocationType.POSTAL)
    indexed()

    assert ask("service_at_locations")["total_items"] == 0
    at_location = ServiceAtLocation.objects.get()
    assert Client().get(f"{ROOT}service_at_locations/{at_location.pk}").status_code == 404
    assert "service_at_locations" not in ask(f"services/{service.pk}")


def test_an_organization_names_what_it_offers(areas: list[Area]) -> None:
    service = public("Loopt", areas[1], at=0)
    public("Ook", areas[1])
    Service.objects.update(organization=service.organization)
    stopped = public("Gestopt", areas[1], status=ServiceStatus.DEFUNCT)
    Service.objects.filter(pk=stopped.pk).update(organization=service.organization)
    free(service)
    indexed()

    path = f"organizations/{service.organization_id}"
    plain, whole = ask(path), ask(path, full_service="true")
    assert [one["name"] for one in plain["services"]] == ["Loopt", "Ook"]
    assert "cost_options" not in plain["services"][0]
    assert whole["services"][0]["cost_options"][0]["amount"] == 0
    assert whole["services"][0]["service_at_locations"][0]["location"]["latitude"]
    listed = ask("services", organization_id=service.organization_id)
    assert plain["bn_services_url"].endswith(f"services?organization_id={service.organization_id}")
    assert listed["total_items"] == 2


def test_a_service_at_a_location_stands_with_its_service_and_its_place(areas: list[Area]) -> None:
    service = public("Loopt", areas[1])
    place = placed(service, 50)
    weekly(service, "MO", "09:00", "12:00")
    indexed()

    [listed] = ask("service_at_locations")["contents"]
    whole = ask(f"service_at_locations/{listed['id']}")
    assert (whole["service"]["id"], whole["location"]["id"]) == (str(service.pk), str(place.pk))
    assert whole["service"]["schedules"][0]["byday"] == "MO"
    assert "schedules" not in listed["service"]
    assert listed["location"]["latitude"] == place.latitude


def test_without_an_index_the_database_gives_the_same_services(seven: list[Service]) -> None:
    with_index = set(ids("services", per_page=3))
    (index_dir() / "current").unlink()
    assert set(ids("services", per_page=3)) == with_index
    assert names("services", search="Club 3") == ["Club 3"]
    assert len(ids("organizations")) == len(ids("service_at_locations")) == 7
    assert Client().get(ROOT + "services", {"postcode": "3131"}).status_code == 503
