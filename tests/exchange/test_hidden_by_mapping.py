"""A table or map whose source wants an address hidden: hidden, however the mark is called or written."""

import json
from pathlib import Path
from typing import Any

import pytest

from buurtnet.directory.models import Location, Service
from buurtnet.exchange.fields import hides, secrecy
from buurtnet.exchange.mapped_files import open_geojson, open_table
from buurtnet.exchange.mapping import FileMapping, guessed, long_form, mapping_of
from buurtnet.kit.plain_error import PlainError
from tests.exchange.imports import Done, bring

pytestmark = pytest.mark.django_db

COLUMNS = {"Naam": "name", "Straat": "address.address_1"}
PATHS = [
    "location.hide_address", "location.bn_hide_address", "location.x_hide_address", "hide_address", "bn_hide_address",
    "address.hide_address", "address.bn_hide_address", "service_at_locations.0.location.hide_address",
]  # fmt: skip


def bring_table(folder: Path, mark: str, **columns: str) -> Done:
    (folder / "in.csv").write_text(f"Nr;Naam;Straat;Geheim;Ook\n1;Opvang;Netstraat 1;{mark};nee\n")
    return bring(open_table(folder / "in.csv", "", FileMapping("proef", id="{Nr}", columns=COLUMNS | columns)))


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("mark", ["ja", "geheim", "nan", "NaN"])
def test_wherever_a_mapping_puts_the_mark_it_hides_the_address(tmp_path: Path, path: str, mark: str) -> None:
    done = bring_table(tmp_path, mark, Geheim=path)

    assert Location.objects.get().hide_address
    told = [] if mark == "ja" else [("bn_hide_address", "is not true or false; the address is kept hidden")]
    assert done.reasons() == told


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("mark", ["nee", ""])
def test_a_clear_no_or_nothing_shows_the_address(tmp_path: Path, path: str, mark: str) -> None:
    done = bring_table(tmp_path, mark, Geheim=path)

    assert not Location.objects.get().hide_address
    assert done.reasons() == []


def test_of_two_columns_the_one_that_hides_the_address_counts(tmp_path: Path) -> None:
    bring_table(tmp_path, "ja", Geheim="location.hide_address", Ook="address.hide_address")

    assert Location.objects.get().hide_address


@pytest.mark.parametrize("path", ["location.hide_adress", "location.bn_geheim", "location.hidden", "location.x_a.b"])
def test_a_slip_of_the_pen_that_would_show_an_address_is_refused(tmp_path: Path, path: str) -> None:
    (tmp_path / "mapping.toml").write_text(f'[columns]\nNaam = "name"\nGeheim = "{path}"\n')

    with pytest.raises(PlainError, match=f"leads to {path}, which a location does not have: .*bn_hide_address"):
        mapping_of(str(tmp_path / "mapping.toml"))


@pytest.mark.parametrize(
    "name", ["location.hide_address", "location.name", "location.addresses.0.city", "address.city"]
)
def test_what_a_location_has_can_be_mapped(tmp_path: Path, name: str) -> None:
    (tmp_path / "mapping.toml").write_text(f'[columns]\nNaam = "name"\nA = "{name}"\n')

    assert mapping_of(str(tmp_path / "mapping.toml")).columns["A"] == name


def test_the_mark_of_another_location_stays_with_that_one() -> None:
    path = "service_at_locations.3.location.addresses.0.hide_address"
    assert long_form(path) == "service_at_locations.3.location.bn_hide_address"


@pytest.mark.parametrize("column", ["hide_address", "bn_hide_address", "X_Hide_Address"])
def test_a_column_with_our_word_hides_the_address_without_a_mapping(tmp_path: Path, column: str) -> None:
    (tmp_path / "in.csv").write_text(f"Nr;Naam;Straat;{column}\n1;Opvang;Netstraat 1;ja\n2;Club;Netstraat 2;\n")
    bring(open_table(tmp_path / "in.csv", "", FileMapping("proef", id="{Nr}", columns=COLUMNS)))

    hidden = Location.objects.filter(hide_address=True)
    assert [place.addresses.get().address_1 for place in hidden] == ["Netstraat 1"]


@pytest.mark.parametrize("column", ["Geheim adres", "Adres verbergen", "bn_hide_address"])
def test_a_first_mapping_knows_what_a_list_calls_a_secret_address(column: str) -> None:
    assert guessed(["Naam", column], has_geometry=False).columns[column] == "location.bn_hide_address"


@pytest.mark.parametrize("mark", ["nan", "NaN", "geheim", [1], {"a": 1}, True])
@pytest.mark.parametrize("columns", [{}, {"hide_address": "location.hide_address"}], ids=["unmapped", "mapped"])
def test_a_mark_of_a_feature_that_is_not_understood_hides_its_place(
    tmp_path: Path, mark: Any, columns: dict[str, str]
) -> None:
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [4.15, 52.05]},
        "properties": {"nr": 1, "naam": "Opvang", "hide_address": mark},
    }
    (tmp_path / "in.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    mapping = FileMapping("proef", id="{nr}", columns={"naam": "name"} | columns)
    done = bring(open_geojson(tmp_path / "in.geojson", "", mapping))

    assert Service.objects.get().at_locations.get().location.hide_address
    assert bool(done.reasons()) is (mark is not True)


@pytest.mark.parametrize("mark", [float("nan"), float("inf"), -1, "nan", "-0.5", [], {}, [False], "uit"], ids=str)
def test_only_a_clear_no_is_a_no(mark: Any) -> None:
    assert hides(mark)
    with pytest.raises(ValueError, match="kept hidden"):
        secrecy(mark)
