"""The imports of areas and places at the keyboard: what they tell, and what follows from them."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from buurtnet.areas.geometry import forget_index
from buurtnet.config.cli import parser_for
from buurtnet.directory.models import ServiceReach
from buurtnet.search.models import Change
from tests.areas.geo import feature, geojson, square
from tests.exchange.imports import bring_lines, club

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_index() -> None:
    forget_index()


def typed(*words: object) -> int:
    texts = [str(word) for word in words]
    args = parser_for(texts).parse_args(texts)
    return int(args.module.run(args))


def town(**properties: Any) -> dict[str, Any]:
    return feature(square(4, 52), **{"kind": "municipality", "code": "dorp", "name": "Dorp"} | properties)


def test_a_service_that_was_there_before_the_areas_reaches_them_after(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = club()
    document["service_at_locations"][0]["location"].update(latitude=52.5, longitude=4.5)
    bring_lines(tmp_path, [document])
    assert not ServiceReach.objects.exists()
    path = geojson(tmp_path, town())
    typed("import", "areas", path, "--source", "cbs", "--dry-run")
    assert not ServiceReach.objects.exists()
    typed("import", "areas", path, "--source", "cbs")
    assert [row.area.name for row in ServiceReach.objects.select_related("area")] == ["Dorp"]
    assert "1 service reaches other areas now." in capsys.readouterr().out
    assert not Change.objects.exists(), "and it is found there"
    typed("import", "areas", path, "--source", "cbs")
    assert "other areas" not in capsys.readouterr().out


@pytest.mark.parametrize("what", ["areas", "places"])
def test_a_file_neither_steers_the_terminal_nor_puts_a_formula_in_the_table(
    what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "rejects.csv"
    if what == "areas":
        path = geojson(tmp_path, town(), town(kind="\x1b[2J,=1+1"))
    else:
        path = tmp_path / "places.json"
        good, bad = {"name": "Kerkstraat", "latitude": 51, "longitude": 4}, {"name": "Weg", "kind": "\x1b[2J,=1+1"}
        path.write_text(json.dumps([good, bad]))
    typed("import", what, path, "--source", "cbs", "--rejects", table)
    said = capsys.readouterr().out
    assert "[2J" in said
    assert "\x1b" not in said
    [row] = csv.DictReader(table.read_text().splitlines())
    assert "[2J,'=1+1" in row["reason"]
