"""Which areas a service touches."""

import json
import uuid
from pathlib import Path
from typing import Any

import pytest

from buurtnet.areas.choices import AreaKind, CodeSystem
from buurtnet.areas.geometry import forget_index
from buurtnet.areas.models import Area
from buurtnet.directory import reach
from buurtnet.directory.models import Location, Service, ServiceArea, ServiceReach
from buurtnet.search.models import Change
from tests.exchange.imports import bring_lines, changed, club

pytestmark = pytest.mark.django_db


def square(west: float, south: float, side: float) -> dict[str, Any]:
    east, north = west + side, south + side
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def area(kind: AreaKind, name: str, parent: Area | None, boundary: dict[str, Any] | None, **more: Any) -> Area:
    box = {}
    if boundary:
        (west, south), _, (east, north), *_ = boundary["coordinates"][0]
        box = {"west": west, "south": south, "east": east, "north": north}
    return Area.objects.create(
        kind=kind, code_system=more.pop("code_system", CodeSystem.OWN), code=more.pop("code", f"{kind}-{name}"),
        name=name, slug=name.lower(), parent=parent, boundary=boundary, **box,
        ancestor_ids=[*parent.ancestor_ids, parent.pk] if parent else [], **more,
    )  # fmt: skip


class Havendijk:
    """A town with two quarters and a postcode area, in a country."""

    def __init__(self) -> None:
        self.country = area(AreaKind.COUNTRY, "Nederland", None, None)
        self.town = area(AreaKind.MUNICIPALITY, "Havendijk", self.country, square(4.0, 52.0, 0.2))
        self.west = area(AreaKind.NEIGHBOURHOOD, "Westerkade", self.town, square(4.0, 52.0, 0.1))
        self.east = area(AreaKind.NEIGHBOURHOOD, "Molenveld", self.town, square(4.1, 52.0, 0.1))
        self.postcode = area(
            AreaKind.POSTCODE, "8991", self.town, square(4.0, 52.0, 0.15), code_system=CodeSystem.PC4, code="8991"
        )
        self.other = area(AreaKind.MUNICIPALITY, "Elders", self.country, square(5.0, 52.0, 0.2))
        forget_index()


@pytest.fixture
def town() -> Havendijk:
    return Havendijk()


def at(latitude: float | None, longitude: float | None, **fields: Any) -> dict[str, Any]:
    document = club(**fields)
    document["service_at_locations"][0]["location"].update(latitude=latitude, longitude=longitude)
    return document


def reached(over: bool) -> set[str]:
    return set(ServiceReach.objects.filter(over=over).values_list("area__name", flat=True))


def test_a_service_reaches_every_area_its_location_lies_in_up_to_the_country(tmp_path: Path, town: Havendijk) -> None:
    bring_lines(tmp_path, [at(52.05, 4.05)])

    assert reached(over=False) == {"Westerkade", "8991", "Havendijk", "Nederland"}
    assert reached(over=True) == set()
    assert Location.objects.get().neighbourhood == town.west


def test_of_a_safe_address_nothing_nearer_than_the_municipality_is_told(tmp_path: Path, town: Havendijk) -> None:
    document = at(52.05, 4.05)
    document["service_at_locations"][0]["location"]["bn_hide_address"] = True
    bring_lines(tmp_path, [document])

    assert reached(over=False) == {"Havendijk", "Nederland"}
    assert Location.objects.get().neighbourhood == town.town


def test_a_service_for_the_whole_town_serves_its_municipality(tmp_path: Path, town: Havendijk) -> None:
    bring_lines(tmp_path, [at(52.05, 4.05, bn_townwide=True)])

    assert reached(over=True) == {"Havendijk"}


def test_without_a_point_the_postcode_tells(tmp_path: Path, town: Havendijk) -> None:
    bring_lines(tmp_path, [at(None, None)])

    assert reached(over=False) == {"8991", "Havendijk", "Nederland"}


def test_a_virtual_location_lies_nowhere(tmp_path: Path, town: Havendijk) -> None:
    document = at(52.05, 4.05)
    document["service_at_locations"][0]["location"]["location_type"] = "virtual"
    bring_lines(tmp_path, [document])

    assert not ServiceReach.objects.exists()


def served(**fields: Any) -> list[dict[str, Any]]:
    return [{"id": str(uuid.uuid4()), **fields}]


@pytest.mark.parametrize(
    ("fields", "over"),
    [
        ({"name": "Molenveld"}, {"Molenveld"}),
        ({"name": " havendijk "}, {"Havendijk"}),
        ({"name": "Heel de wereld", "uri": "https://x.example/id/8991"}, {"8991"}),
        ({"name": "Nergensoord"}, set()),
        ({"name": ""}, set()),
    ],
)
def test_a_service_area_is_found_by_name_or_code(
    tmp_path: Path, town: Havendijk, fields: dict[str, Any], over: set[str]
) -> None:
    bring_lines(tmp_path, [at(52.05, 4.05, service_areas=served(**fields))])

    assert reached(over=True) == over
    named = ServiceArea.objects.get().area
    assert ({named.name} if named else set()) == over


def test_serving_an_area_reaches_all_that_lie_around_it(tmp_path: Path, town: Havendijk) -> None:
    bring_lines(tmp_path, [club(service_at_locations=[], service_areas=served(name="Molenveld"))])

    assert reached(over=True) == {"Molenveld"}
    assert reached(over=False) == {"Molenveld", "Havendijk", "Nederland"}


def test_a_drawn_extent_serves_what_it_covers_and_touches_what_it_cuts(tmp_path: Path, town: Havendijk) -> None:
    extent = json.dumps({"type": "Feature", "properties": {}, "geometry": square(4.09, 51.99, 0.12)})
    bring_lines(tmp_path, [club(service_at_locations=[], service_areas=served(extent=extent, extent_type="geojson"))])

    assert reached(over=True) == {"Molenveld"}
    assert reached(over=False) == {"Molenveld", "Westerkade", "8991", "Havendijk", "Nederland"}


@pytest.mark.parametrize(
    "extent", ["extent", "{}", "[]", '{"type": "Polygon"}', '{"type": "Point", "coordinates": [999, 1]}']
)
def test_an_extent_that_is_no_geojson_serves_nothing_and_the_log_says_so(
    tmp_path: Path, town: Havendijk, extent: str, caplog: pytest.LogCaptureFixture
) -> None:
    bring_lines(tmp_path, [at(52.05, 4.05, service_areas=served(extent=extent, extent_type="geojson"))])

    assert reached(over=True) == set()
    assert extent in caplog.text


def test_a_town_of_the_same_name_elsewhere_is_another_town(tmp_path: Path, town: Havendijk) -> None:
    """A file may have a Havendijk of its own, far from ours; its services do not come into ours."""
    bring_lines(tmp_path, [at(51.0, 6.0, bn_townwide=True, service_areas=served(name="Havendijk"))])

    assert not ServiceReach.objects.exists()


def test_a_source_with_scopes_of_its_own_names_no_area_of_ours_without_being_there(
    tmp_path: Path, town: Havendijk
) -> None:
    online = club(x_area="havendijk", service_at_locations=[], service_areas=served(name="Havendijk"))
    in_the_country = changed(at(52.05, 5.05, x_area="havendijk"), lambda one: one.update(id=str(uuid.uuid4())))
    in_the_country["service_areas"] = served(name="Havendijk")
    bring_lines(tmp_path, [online, in_the_country])

    assert "Havendijk" not in reached(over=False) | reached(over=True)


def test_the_areas_of_a_service_at_a_location_count_for_the_service(tmp_path: Path, town: Havendijk) -> None:
    document = at(52.05, 4.05)
    document["service_at_locations"][0]["service_areas"] = served(name="Molenveld")
    bring_lines(tmp_path, [document])

    assert reached(over=True) == {"Molenveld"}


def test_a_location_that_moves_takes_its_services_along(tmp_path: Path, town: Havendijk) -> None:
    bring_lines(tmp_path, [at(52.05, 4.05)])

    bring_lines(tmp_path, [at(52.05, 4.17)])

    assert reached(over=False) == {"Molenveld", "Havendijk", "Nederland"}


def test_new_areas_are_reached_after_recomputing_and_a_second_time_changes_nothing(tmp_path: Path) -> None:
    bring_lines(tmp_path, [at(52.05, 4.05), club(1, service_at_locations=[], organization=None)])
    assert not ServiceReach.objects.exists()
    town = Havendijk()

    Change.objects.all().delete()
    moved = Service.objects.get(name=club()["name"]).pk
    assert reach.recompute() == {moved}
    assert Change.objects.filter(kind="service", key=str(moved)).exists()
    assert Location.objects.get().neighbourhood == town.west
    assert reached(over=False) == {"Westerkade", "8991", "Havendijk", "Nederland"}
    rows = set(ServiceReach.objects.values_list("pk", flat=True))
    assert reach.recompute() == set()
    assert set(ServiceReach.objects.values_list("pk", flat=True)) == rows


def test_services_are_found_in_the_areas_they_lie_in_and_serve(tmp_path: Path, town: Havendijk) -> None:
    bring_lines(tmp_path, [at(52.05, 4.05, bn_townwide=True)])

    def found(place: Area) -> bool:
        return Service.objects.in_areas([place.pk], place.line).exists()

    assert found(town.west)
    assert found(town.east), "it serves the whole town"
    assert not found(town.other)
