"""Services at locations, page after page, without all of them being read for each."""

import random
from typing import Any

import pytest
from django.utils import timezone

from buurtnet.api import counted_pages, listings
from buurtnet.api.access import turned_to
from buurtnet.areas.geometry import distance_m
from buurtnet.areas.models import Area
from buurtnet.directory.choices import LocationType
from buurtnet.directory.models import Location, Service, ServiceAtLocation
from tests.api.asking import ask, ids, indexed, public
from tests.directory.searchable import CENTRE, placed

pytestmark = pytest.mark.django_db

POINT = {"lat": CENTRE[0], "lon": CENTRE[1]}


@pytest.fixture
def many(areas: list[Area]) -> list[Service]:
    """Forty services at no place, one, or several, up to 12 km away; some online, some for post, some gone."""
    dice = random.Random(7)
    found = []
    for number in range(40):
        service = public(f"Club {number}", areas[1])
        for _place in range(dice.choice([0, 1, 1, 1, 2, 3, 9])):
            placed(service, dice.uniform(0, 12_000))
        found.append(service)
    changes: list[dict[str, Any]] = [
        {"location_type": LocationType.VIRTUAL, "latitude": None, "longitude": None},
        {"location_type": LocationType.POSTAL},
        {"gone_at": timezone.now()},
        {"hide_address": True},
    ]
    for number, change in enumerate(changes):
        place = Location.objects.order_by("latitude")[3 * number]
        Location.objects.filter(pk=place.pk).update(**change)
    indexed()
    return found


@pytest.mark.parametrize("asked", [{}, {**POINT, "proximity": 5_000}, {**POINT, "proximity": 11_000}])
def test_the_pages_hold_each_place_once(
    many: list[Service], asked: dict[str, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    plainly = ids("service_at_locations", per_page=100, **asked)
    assert len(set(plainly)) == len(plainly) == ask("service_at_locations", **asked)["total_items"] > 20
    monkeypatch.setattr(counted_pages, "SHALLOW", 0)
    for careful in (2.5, 0.3, 0.0, -0.2):  # also when the guess is wrong
        monkeypatch.setattr(counted_pages, "CAREFUL", careful)
        assert ids("service_at_locations", per_page=7, **asked) == plainly


def test_they_are_those_of_the_services_in_the_same_order(many: list[Service]) -> None:
    of_service: dict[str, list[str]] = {}
    for pk, service in turned_to(ServiceAtLocation.objects.all()).values_list("pk", "service_id"):
        of_service.setdefault(str(service), []).append(str(pk))
    listed = [one for service in ids("services", per_page=100) for one in sorted(of_service.get(service, ()))]
    assert ids("service_at_locations", per_page=100) == listed


def test_those_within_a_distance_are_the_near_ones(many: list[Service]) -> None:
    everywhere = ids("service_at_locations", per_page=100)
    for metres in (0, 800, 3_000, 7_500, 30_000):
        near = {
            str(one.pk)
            for one in turned_to(ServiceAtLocation.objects.all()).select_related("location")
            if one.location and one.location.is_on_map
            and distance_m(*CENTRE, one.location.latitude or 0, one.location.longitude or 0) <= metres
        }  # fmt: skip
        assert set(ids("service_at_locations", per_page=100, **POINT, proximity=metres)) == near & set(everywhere)


@pytest.mark.parametrize("asked", [{}, {**POINT, "proximity": 11_000}])
def test_a_page_reads_the_places_of_its_own_services_only(
    many: list[Service], asked: dict[str, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[object] = []
    places = listings._places

    def counted(*said: Any) -> list[Any]:
        found = list(places(*said))
        read.extend(found)
        return found

    monkeypatch.setattr(listings, "_places", counted)
    page = ask("service_at_locations", per_page=3, page=5, **asked)
    assert page["size"] == 3
    assert len(read) <= 3 + 2 * 9  # a service at nine places may begin before the page, and one end after it
