"""The three import words of this room, as they are typed."""

import csv

import pytest

from buurtnet.areas.models import Area, BaseMap, Network, Place
from buurtnet.config.cli import parser_for
from buurtnet.kit.plain_error import PlainError
from tests.areas.geo import feature, geojson, nested_town, square

pytestmark = pytest.mark.django_db


def typed(*words):
    args = parser_for(list(words)).parse_args(words)
    return args.module.run(args)


def test_areas_are_told_in_numbers_and_rejects_go_to_a_table(tmp_path, capsys):
    wrong = feature(square(0, 0), kind="planet", code="x", name="Mars")
    table = tmp_path / "fout.csv"
    path = geojson(tmp_path, *nested_town(), wrong)
    assert typed("import", "areas", str(path), "--source", "cbs", "--rejects", str(table)) == 0
    said = capsys.readouterr().out
    assert "7 records read; areas added 6, changed 0, unchanged 0; rejected 1." in said
    assert "record 7: kind is planet" in said
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    assert [(row["record"], row["field"]) for row in rows] == [("7", "kind")]


def test_areas_take_properties_from_the_command_line(tmp_path):
    path = geojson(tmp_path, feature(square(0, 0), c="GM1", n="Dorp"))
    typed(
        "import", "areas", str(path), "--source", "x", "--kind", "municipality", "--code-system", "cbs",
        "--map", "code=c,name=n",
    )  # fmt: skip
    assert str(Area.objects.get(code_system="cbs", code="GM1")) == "Dorp"


def test_dry_run_says_would_be(tmp_path, capsys):
    typed("import", "areas", str(geojson(tmp_path, *nested_town())), "--source", "x", "--dry-run")
    assert "areas would be added 6" in capsys.readouterr().out
    assert not Area.objects.exists()


@pytest.mark.parametrize(
    "words", [("--map", "code"), ("--map", "code=c", "--mapping", "nl-pc4"), ("--map", "kleur=c")]
)
def test_mapping_that_cannot_be_meant_is_told(tmp_path, words):
    with pytest.raises(PlainError):
        typed("import", "areas", str(geojson(tmp_path, *nested_town())), "--source", "x", *words)


def test_source_is_asked_for(tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        typed("import", "areas", str(tmp_path / "x"))
    assert ended.value.code == 2
    assert "--source" in capsys.readouterr().err


def test_places_come_in_with_their_town(tmp_path, capsys):
    path = tmp_path / "s.csv"
    path.write_text("naam,lat,lon\nKerkstraat,51,4\n")
    typed("import", "places", str(path), "--source", "bag", "--town", "Aalst")
    assert "places added 1" in capsys.readouterr().out
    assert Place.objects.get().town == "Aalst"


def test_base_map_goes_to_its_network(tmp_path, capsys):
    Network.objects.create(slug="dorp", name="Dorp", town="Dorp", country="NL", locale="nl")
    path = geojson(tmp_path, feature(square(0, 0), layer="water"))
    typed("import", "basemap", str(path), "--network", "dorp", "--attribution", "© Kadaster")
    assert "Dorp has a map of its own now: 1 features." in capsys.readouterr().out
    assert BaseMap.objects.get().features["attribution"] == "© Kadaster"


def test_base_map_of_no_network_names_those_there_are(tmp_path):
    Network.objects.create(slug="dorp", name="Dorp", town="Dorp", country="NL", locale="nl")
    with pytest.raises(PlainError, match="networks: dorp"):
        typed("import", "basemap", str(geojson(tmp_path, feature(square(0, 0), layer="water"))), "--network", "weg")
