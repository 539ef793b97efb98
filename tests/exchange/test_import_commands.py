"""The commands at the keyboard: what they ask, what they print, what they leave behind."""

import argparse
import csv
import json
from pathlib import Path
from types import ModuleType

import pytest
from pytest_django import Settings

from buurtnet.config import import_command
from buurtnet.config.commands import export_hsds, import_csv, import_geojson, import_hsds
from buurtnet.directory.find import find
from buurtnet.directory.models import Service
from buurtnet.directory.wanted import Wanted
from buurtnet.kit.plain_error import PlainError
from buurtnet.search.index import BusyError
from buurtnet.search.models import Change
from tests.exchange.imports import CLUB, club

pytestmark = pytest.mark.django_db


def run(module: ModuleType, *words: object) -> int:
    parser = argparse.ArgumentParser()
    module.arguments(parser)
    return int(module.run(parser.parse_args([str(word) for word in words])))


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA_DIR = tmp_path / "data"
    return tmp_path / "data"


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in [CLUB, club(1), club(2, minimum_age="=8")]))
    return path


def test_an_import_reports_its_counts_and_its_rejects(
    lines: Path, data_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(import_hsds, lines, "--source", "loods") == 0

    out = capsys.readouterr().out
    assert "Done. in.jsonl as source loods: 3 entries read." in out
    assert out.splitlines()[2].split() == ["services", "3", "0", "0", "0", "0"]
    assert f"in.jsonl, row 3: service {club(2)['id']}: minimum_age is not a number (=8)" in out
    with (data_folder / "rejects" / "loods.csv").open() as file:
        [row] = csv.DictReader(file)
    assert (row["file"], row["row"], row["field"], row["value"]) == ("in.jsonl", "3", "minimum_age", "'=8")


def test_the_rejects_of_the_last_import_only_are_kept(lines: Path, data_folder: Path, tmp_path: Path) -> None:
    run(import_hsds, lines, "--source", "loods")
    lines.write_text(json.dumps(CLUB) + "\n")
    run(import_hsds, lines, "--source", "loods")

    assert not (data_folder / "rejects" / "loods.csv").exists()
    run(import_hsds, lines, "--source", "loods", "--rejects", tmp_path / "asked.csv")
    assert (tmp_path / "asked.csv").read_text() == '"file","row","kind","id","field","value","reason"\n'


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("a;=1+1", "a;'=1+1"),
        ("a\t=1+1", "a =1+1"),
        (" \t@SUM(A1)", "  '@SUM(A1)"),
        ('"=1', "\"'=1"),
        ("\u202egnp\x1b[2J\ud800", " gnp [2J "),
        ("8 - 12 jaar", "8 - 12 jaar"),
    ],
)
def test_no_cell_of_the_rejects_is_a_formula_or_steers_a_terminal(cell: str, written: str) -> None:
    assert import_command.harmless(cell) == written


def test_also_the_name_of_the_file_is_no_formula(lines: Path, data_folder: Path) -> None:
    run(import_hsds, lines.rename(lines.with_name("=1+1.jsonl")), "--source", "loods")
    with (data_folder / "rejects" / "loods.csv").open() as file:
        assert [row["file"] for row in csv.DictReader(file)] == ["'=1+1.jsonl"]


@pytest.mark.parametrize("rebuild_from", [0, 1_000_000])
def test_while_another_process_writes_the_index_an_import_is_done_and_says_so(
    lines: Path,
    data_folder: Path,
    rebuild_from: int,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def busy(*_: object) -> int:
        assert (data_folder / "rejects" / "loods.csv").exists()
        raise BusyError

    monkeypatch.setattr(import_command, "REBUILD_FROM", rebuild_from)
    monkeypatch.setattr("buurtnet.directory.search.rebuild_index", busy)
    monkeypatch.setattr(import_command, "rebuild_all", busy)
    assert run(import_hsds, lines, "--source", "loods") == 0
    assert capsys.readouterr().out.endswith("it brings the index up to date.\n")
    assert Change.objects.exists()


def test_a_dry_run_says_that_nothing_was_written(lines: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(import_hsds, lines, "--source", "loods", "--dry-run") == 0

    assert "Nothing was written: this is what an import would do." in capsys.readouterr().out
    assert not Service.objects.exists()


def test_no_progress_bar_where_nobody_looks(lines: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(import_hsds, lines, "--source", "loods")

    assert capsys.readouterr().err == ""


def test_the_index_is_brought_up_to_date(lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(import_hsds, lines, "--source", "loods")
    assert not Change.objects.exists()

    lines.write_text(json.dumps(club(name="Anders")) + "\n")
    monkeypatch.setattr(import_command, "REBUILD_FROM", 1)
    run(import_hsds, lines, "--source", "loods")
    assert not Change.objects.exists()


@pytest.mark.parametrize("slug", ["", "Met Hoofdletters", "-streep", "é", "a" * 61, "../x"])
def test_a_source_needs_a_name_of_small_letters(lines: Path, slug: str) -> None:
    with pytest.raises(PlainError, match="source"):
        run(import_hsds, lines, f"--source={slug}")


def test_a_mapping_is_asked_for_and_a_first_one_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in.csv").write_text("id,naam,lat,lon\n1,Inloop,52.05,4.15\n")
    with pytest.raises(PlainError, match="--save-mapping"):
        run(import_csv, tmp_path / "in.csv", "--source", "x")

    assert run(import_csv, tmp_path / "in.csv", "--save-mapping", tmp_path / "m.toml") == 0
    assert "4 of 4 columns found a place" in capsys.readouterr().out
    with pytest.raises(PlainError, match="is there already"):
        run(import_csv, tmp_path / "in.csv", "--save-mapping", tmp_path / "m.toml")

    assert run(import_csv, tmp_path / "in.csv", "--mapping", tmp_path / "m.toml", "--source", "x") == 0
    assert Service.objects.get().source_id == "1"


def test_the_schools_of_three_towns_are_imported_and_searched(shared_data: Path) -> None:
    path = shared_data / "nl" / "scholen_waterweg.geojson"
    assert run(import_geojson, path, "--mapping", "scholen_nl", "--source", "scholen", "--licence", "DUO") == 0

    assert Service.objects.count() == 80
    assert not Change.objects.exists()
    found = find(Wanted(text="walvis"))
    assert [hit.id for hit in found.hits] == [str(Service.objects.get(name="De Walvis").pk)]
    assert not found.degraded


def test_an_export_goes_to_a_file_or_to_standard_output(
    lines: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(import_hsds, lines, "--source", "loods", "--licence", "CC0")
    capsys.readouterr()

    assert run(export_hsds, tmp_path / "uit.json") == 0
    assert len(json.loads((tmp_path / "uit.json").read_text())) == 3
    told = capsys.readouterr()
    assert "3 entries are written" in told.err
    assert "loods: CC0" in told.err
    assert run(export_hsds, "-", "--source", "loods") == 0
    assert [json.loads(line)["status"] for line in capsys.readouterr().out.splitlines()] == ["active"] * 3
    with pytest.raises(PlainError, match="Nothing was imported from a source elders"):
        run(export_hsds, tmp_path / "uit.json", "--source", "elders")
    with pytest.raises(PlainError, match="There is no folder"):
        run(export_hsds, tmp_path / "weg" / "uit.json")
