"""The pages of a service, an organization and a place, as a visitor gets them."""

import datetime as dt
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from buurtnet.areas.finding import forget_network_areas
from buurtnet.areas.models import Area, Network
from buurtnet.directory.access import locations_in, organizations_in, shown_services_in
from buurtnet.directory.models import Location, Phone, Service
from buurtnet.directory.my_list import pack
from tests.directory.searchable import offered, placed, reaching, town
from tests.factories import NetworkFactory

pytestmark = pytest.mark.django_db
FORGOTTEN = {"is_kept_by_editor": True, "check_every": 5, "assured_date": dt.date(2020, 1, 1)}


@pytest.fixture
def area() -> Area:
    return town()[0]


@pytest.fixture
def network(area: Area) -> Network:
    network: Network = NetworkFactory(slug="havendijk", areas=[area])
    forget_network_areas()
    return network


def here(area: Area, name: str, **fields: Any) -> Service:
    service = offered(name, organization=fields.pop("organization", "Stichting"), **fields)
    reaching(service, area)
    return service


def page(client: Client, kind: str, key: object) -> HttpResponse:
    response = client.get(f"/havendijk/{kind}/{key}/")
    assert response.status_code == 200
    return response


def names(response: HttpResponse) -> list[str]:
    return [card.name for card in response.context["cards"]]


def test_the_phone_of_a_contact_person_is_not_on_the_page_of_an_organization(
    client: Client, network: Network, area: Area
) -> None:
    service = here(area, "Spreekuur")
    Phone.objects.create(organization=service.organization, number="0999 - 11 11 11", extra={"contact_id": "c2"})
    assert "0999" not in page(client, "organisatie", service.organization_id).content.decode()
    Phone.objects.create(organization=service.organization, number="0999 - 22 22 22", position=1)
    shown = page(client, "organisatie", service.organization_id).content.decode()
    assert "0999 - 22 22 22" in shown
    assert "0999 - 11 11 11" not in shown


def test_what_its_age_hides_is_in_no_list_and_no_count_and_its_own_page_says_so(
    client: Client, network: Network, area: Area
) -> None:
    fresh = here(area, "Vers", assured_date=dt.date(2026, 1, 1))
    old = here(area, "Lang niet nagekeken", **FORGOTTEN)
    other = here(area, "Ook niet", **FORGOTTEN)
    Service.objects.filter(pk=old.pk).update(organization=fresh.organization)
    placed(fresh, 10)
    roof = Location.objects.get()
    old.at_locations.create(location=roof)
    assert names(page(client, "organisatie", fresh.organization_id)) == ["Vers"]
    assert names(page(client, "plek", roof.pk)) == ["Vers"]
    shared = page(client, "lijst", pack([old.pk, fresh.pk]))
    assert names(shared) == ["Vers"]
    assert shared.context["missing"] == 1
    assert (shown_services_in(network).count(), organizations_in(network).count()) == (1, 1)
    assert names(page(client, "organisatie", other.organization_id)) == []
    context = page(client, "aanbod", old.pk).context
    assert (context["is_hidden"], context["is_stopped"]) == (True, False)


@pytest.mark.parametrize(
    ("fields", "is_stopped"),
    [({}, False), ({"status": "temporarily closed"}, False), ({"status": "defunct"}, True),
     ({"status": "inactive"}, True), ({"gone_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}, True)],
)  # fmt: skip
def test_what_stopped_keeps_its_page_and_is_not_said_to_be_long_unchecked(
    client: Client, network: Network, area: Area, fields: dict[str, Any], is_stopped: bool
) -> None:
    context = page(client, "aanbod", here(area, "Koor", **fields).pk).context
    assert (context["is_hidden"], context["is_stopped"]) == (False, is_stopped)


def test_an_unknown_level_stands_in_the_middle_of_the_list_of_an_organization_and_a_place(
    client: Client, network: Network, area: Area
) -> None:
    services = [here(area, f"Niveau {level}", support_level=level) for level in (4, None, 0, 2)]
    Service.objects.update(organization=services[0].organization)
    roof = placed(services[0], 10)
    for service in services[1:]:
        service.at_locations.create(location=roof)
    order = ["Niveau 0", "Niveau 2", "Niveau None", "Niveau 4"]
    assert names(page(client, "organisatie", services[0].organization_id)) == order
    assert names(page(client, "plek", roof.pk)) == order


def test_where_only_post_goes_has_no_page(client: Client, network: Network, area: Area) -> None:
    box = placed(here(area, "Brievenbus"), 10, location_type="postal")
    assert client.get(f"/havendijk/plek/{box.pk}/").status_code == 404
    assert not locations_in(network).exists()
