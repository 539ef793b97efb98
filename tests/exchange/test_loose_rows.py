"""Rows of a package that belong to nothing in it: kept with their source, and given back as tables."""

import csv
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buurtnet.config import import_command
from buurtnet.config.commands import export_hsds, import_hsds
from buurtnet.directory.models import ImportRun, Service, Source
from buurtnet.exchange import loose
from buurtnet.exchange.export import documents
from buurtnet.exchange.export_files import write
from buurtnet.kit.plain_error import PlainError
from tests.exchange.imports import CLUB, bring_file, bring_lines, exported
from tests.exchange.test_export import TEXTS, an_empty_database
from tests.exchange.test_import_commands import run

pytestmark = pytest.mark.django_db

type Rows = list[dict[str, str]]

SERVICE = "10000000-0000-4000-8000-000000000001"
TABLES = {
    "services": f"id,name,status\n{SERVICE},Huiswerkclub,active\n",
    "contacts": "id,service_id,name\nc1,weg,Ann Voorbeeld\n",
    "phones": (
        "id,service_id,contact_id,number,extension\n"
        f"p1,,c1,0999 12 34 56,007\n10000000-0000-4000-8000-000000000002,{SERVICE},c1,0999 12 34 57,\n"
    ),
    "languages": (
        "id,service_id,phone_id,code\n"
        f"10000000-0000-4000-8000-000000000003,{SERVICE},p1,tr\n10000000-0000-4000-8000-000000000004,{SERVICE},weg,nl\n"
    ),
    "units": "id,name\nu1,plekken\nu1,bedden\n",
    "service_capacity": "id,service_id,unit_id,available\nk1,weg,u1,3.50\n",
    "url": 'id,label,url,wachtlijst\nw1, ,https://x.example,"{""a"":1}"\n',
    "attributes": f"id,link_id,link_entity,value\na1,{SERVICE},organization,x\na2,a3,,x\na3,a2,,x\n",
    "metadata": "id,resource_id,resource_type,updated_by\nm1,weg,location,Ann Voorbeeld\n",
    "meta_table_descriptions": "id,name,language\nd1,services,nl\n",
}
LOOSE = {
    "contacts": 1, "phones": 1, "units": 2, "service_capacity": 1, "url": 1, "attributes": 3, "metadata": 1,
    "meta_table_descriptions": 1,
}  # fmt: skip


def package(folder: Path, **tables: str) -> Path:
    folder.mkdir()
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    return folder


def package_out(folder: Path, source: str = "bron") -> Path:
    write(documents(source), folder, "csv", lambda _amount: None)
    return folder


def rows_in(folder: Path) -> dict[str, Rows]:
    """The rows of a package by table: their cells that are not empty."""
    found = {}
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            rows = [{column: cell for column, cell in row.items() if cell} for row in csv.DictReader(file)]
        found[path.stem] = sorted(rows, key=lambda row: sorted(row.items()))
    return found


def kept(source: str = "bron") -> dict[str, int]:
    """How many loose rows a source has, by table."""
    return {table: len(rows) for table, rows in Source.objects.get(pk=source).loose.items()}


def test_the_example_of_hsds_goes_out_as_it_came_in_row_by_row_and_cell_by_cell(
    shared_data: Path, tmp_path: Path
) -> None:
    folder = shared_data / "hsds31" / "examples" / "csv"
    bring_file(folder)

    assert kept() == dict.fromkeys(
        ("attributes", "meta_table_descriptions", "metadata", "service_capacity", "units", "url"), 1
    )
    assert rows_in(package_out(tmp_path / "uit")) == rows_in(folder)


@pytest.mark.parametrize("name", ["uit", "uit.zip"])
def test_rows_that_belong_to_nothing_are_kept_and_given_back_as_they_were_written(tmp_path: Path, name: str) -> None:
    folder = package(tmp_path / "in", **TABLES)
    done = bring_file(folder)

    assert (done.rejects, done.outcome.unread, done.outcome.entries) == ([], 0, 1)
    assert kept() == LOOSE
    path = package_out(tmp_path / name)
    again = bring_file(path, source="terug")
    assert (again.rejects, kept("terug")) == ([], LOOSE)
    out = rows_in(path if path.is_dir() else package_out(tmp_path / "terug", "terug"))
    out["services"] = [{key: row[key] for key in ("id", "name", "status")} for row in out["services"]]
    if path.is_dir():
        assert out == rows_in(folder)
    else:
        assert out.keys() == rows_in(folder).keys()


def test_tables_in_one_json_file_are_kept_as_well(tmp_path: Path) -> None:
    tables = {
        "services.csv": [{"id": SERVICE, "name": "Huiswerkclub", "status": "active"}],
        "units.csv": [{"id": "u1", "name": "plek\0ken", "scheme": None, "meer": [1.0, "\ud800"]}],
    }
    (tmp_path / "tabular.json").write_text(json.dumps(tables))
    done = bring_file(tmp_path / "tabular.json")

    assert Source.objects.get().loose == {"units": [{"id": "u1", "name": "plekken", "meer": '[1.0, "�"]'}]}
    assert "units.csv, row 1: name held a sign that no database keeps, which is left out." in done.reading.remarks


def test_what_is_kept_is_told_in_the_outcome_of_the_import(tmp_path: Path) -> None:
    done = bring_file(package(tmp_path / "in", **TABLES))

    assert done.outcome.loose == sum(LOOSE.values())
    assert ImportRun.objects.get().counts["loose"] == {"kept": sum(LOOSE.values())}
    told = [remark for remark in done.reading.remarks if "belong" in remark]
    assert len(told) == len(LOOSE)
    assert "units.csv: 2 rows belong to nothing here: kept, and given back by an export as CSV tables." in told
    assert "url.csv: 1 row belongs to nothing here: kept, and given back by an export as CSV tables." in told


def test_the_commands_say_so_and_give_them_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(import_command, "bring_index_up_to_date", lambda: None)
    folder = package(tmp_path / "in", services=TABLES["services"], units=TABLES["units"])
    assert run(import_hsds, folder, "--source", "bron", "--rejects", tmp_path / "rejects.csv") == 0

    out = capsys.readouterr().out
    assert "units.csv: 2 rows belong to nothing here: kept" in out
    assert "could not be" not in out
    assert run(export_hsds, tmp_path / "uit", "--format", "csv", "--source", "bron") == 0
    assert rows_in(tmp_path / "uit")["units"] == rows_in(folder)["units"]


@pytest.mark.parametrize("form", ["jsonl", "json"])
def test_a_document_has_no_place_for_them(tmp_path: Path, form: str) -> None:
    bring_file(package(tmp_path / "in", **TABLES))
    write(documents("bron"), tmp_path / "uit", form, lambda _amount: None)

    text = (tmp_path / "uit").read_text()
    assert "0999 12 34 57" in text
    assert not [word for word in ("Ann Voorbeeld", "0999 12 34 56", "plekken") if word in text]


def test_they_go_out_with_their_own_source_and_with_all(tmp_path: Path) -> None:
    bring_file(package(tmp_path / "in", **TABLES))
    bring_lines(tmp_path, [CLUB], source="ander")

    assert "units" not in rows_in(package_out(tmp_path / "ander", "ander"))
    assert len(rows_in(package_out(tmp_path / "alles", ""))["units"]) == 2


def test_the_next_import_replaces_them_and_a_part_adds_to_them(tmp_path: Path) -> None:
    services = TABLES["services"]
    bring_file(package(tmp_path / "1", services=services, units="id,name\nu1,plekken\nu2,bedden\n"))
    ImportRun.objects.all().delete()

    bring_file(package(tmp_path / "2", services=services, url="id,url\nw1,https://x.example\n"), dry_run=True)
    assert kept() == {"units": 2}
    part = package(tmp_path / "3", services=services, units="id,name\nu2,stoelen\n,banken\n")
    for _ in range(2):
        bring_file(part, partial=True)
        names = [row["name"] for row in Source.objects.get().loose["units"]]
        assert sorted(names) == ["banken", "plekken", "stoelen"]
    bring_file(package(tmp_path / "4", services=services, url="id,url\nw1,https://x.example\n"))
    assert kept() == {"url": 1}
    bring_file(package(tmp_path / "5", services=services))
    assert kept() == {}


@pytest.mark.parametrize(("rows", "signs"), [(2, 1_000_000), (100, 70)])
def test_more_than_can_be_kept_is_rejected_and_stands_whole_in_the_rejects(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int, signs: int
) -> None:
    monkeypatch.setattr(loose, "MOST_ROWS", rows)
    monkeypatch.setattr(loose, "MOST_SIGNS", signs)
    phones = "id,service_id,number\n1,weg,0999123451\n2,weg,0999123452\n3,weg,0999123453\n"
    tables = {"services": TABLES["services"], "phones": phones.replace("0999", "") if rows == 2 else phones}
    done = bring_file(package(tmp_path / "in", **tables))

    reject = done.rejects[-1]
    assert (reject.where.file, reject.where.row, reject.kind) == ("phones.csv", 4, "phones")
    assert reject.reason == (
        "belongs to nothing here: there is no service weg; over 5,000 such rows, or 2 MB of them, are not kept"
    )
    assert json.loads(reject.value)["service_id"] == "weg"
    assert kept()["phones"] + len(done.rejects) == 3
    assert done.counts().added == 1


def test_what_a_part_leaves_no_room_for_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bring_file(package(tmp_path / "1", services=TABLES["services"], units="id,name\nu1,plekken\n"))
    monkeypatch.setattr(loose, "MOST_ROWS", 1)
    done = bring_file(
        package(tmp_path / "2", services=TABLES["services"], units="id,name\nu2,bedden\n"), partial=True
    )

    [reject] = done.rejects
    assert (
        reject.reason == "of an earlier import is kept no longer; over 5,000 such rows, or 2 MB of them, are not kept"
    )
    assert (reject.kind, reject.id, json.loads(reject.value)["name"]) == ("units", "u1", "plekken")


def test_a_package_of_nothing_else_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    with pytest.raises(PlainError, match="holds no entries"):
        bring_file(package(tmp_path / "in", units=TABLES["units"], url=TABLES["url"]))
    assert not Source.objects.exists()


def test_nobody_reads_them_who_does_not_ask(tmp_path: Path) -> None:
    bring_file(package(tmp_path / "in", **TABLES))

    assert Source.objects.get().get_deferred_fields() == {"loose"}
    assert "Ann Voorbeeld" not in json.dumps([Service.objects.get().extra, exported()])


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    found=st.lists(
        st.fixed_dictionaries(
            {
                "id": st.integers(0, 3).map(str),
                "organization_id": TEXTS,
                "url": TEXTS,
                "bn_meer": TEXTS,
                "meer": TEXTS,
            }
        ),
        max_size=4,
    )
)
def test_whatever_they_say_comes_back_to_the_letter(tmp_path_factory: pytest.TempPathFactory, found: Rows) -> None:
    folder = package(tmp_path_factory.mktemp("los") / "in", services=TABLES["services"])
    with (folder / "url.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, ["id", "organization_id", "url", "bn_meer", "meer"], quoting=csv.QUOTE_ALL)
        table.writeheader()
        table.writerows(found)
    with an_empty_database():
        done = bring_file(folder)
        assert done.rejects == []
        out = rows_in(package_out(folder.parent / "uit"))
    assert out.get("url", []) == rows_in(folder)["url"]
