"""The files with all of it: made each night, whole or not at all, with only what may be given on."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client
from pytest_django import Settings

from buurtnet.api import bulk
from buurtnet.api.bulk import bulk_files, folder, write_bulk_files
from buurtnet.areas.kept import forget_all
from buurtnet.areas.models import Area, Network
from buurtnet.directory.models import Service
from buurtnet.kit.plain_error import PlainError
from tests.api.asking import ROOT, Document, ask, public
from tests.factories import NetworkFactory

pytestmark = pytest.mark.django_db
ALL = ["buurtnet.jsonl", "buurtnet-csv.zip", "buurtnet.xlsx", "buurtnet.geojson", "licences.txt"]


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def three(areas: list[Area]) -> list[Service]:
    """One made here, one under a licence that its source names, and one whose source names none."""
    return [
        public("Huiswerkclub", areas[1], at=0, source="", licence=""),
        public("Taalcafé", areas[2], at=1, source="gemeente", licence="CC0-1.0"),
        public("Overgenomen", areas[2], at=2, source="elders", licence=""),
    ]


def made() -> None:
    forget_all()
    write_bulk_files()


def lines(network: str = "") -> list[Document]:
    text = (folder(network) / "buurtnet.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def names(network: str = "") -> list[str]:
    return sorted(one["name"] for one in lines(network))


def downloaded(path: str, **headers: str) -> tuple[int, bytes, Any]:
    response = Client().get(path, headers=headers)
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined, arg-type]
    return response.status_code, body, response.headers


def test_the_site_and_each_listed_network_have_all_files(three: list[Service]) -> None:
    made()
    assert [one.name for one in bulk_files()] == ALL
    assert [one.name for one in bulk_files("havendijk")] == ALL
    assert names() == names("havendijk") == ["Huiswerkclub", "Taalcafé"]


def test_each_file_holds_what_the_api_gives(three: list[Service]) -> None:
    made()
    document = next(one for one in lines() if one["name"] == "Taalcafé")
    assert document == ask(f"services/{three[1].pk}")
    with zipfile.ZipFile(folder() / "buurtnet-csv.zip") as archive:
        rows = list(csv.DictReader(io.TextIOWrapper(archive.open("services.csv"), encoding="utf-8")))
        assert "datapackage.json" in archive.namelist()
    assert sorted(row["name"] for row in rows) == ["Huiswerkclub", "Taalcafé"]
    features = json.loads((folder() / "buurtnet.geojson").read_text(encoding="utf-8"))["features"]
    assert sorted(one["properties"]["name"] for one in features) == ["Huiswerkclub", "Taalcafé"]
    sheet = openpyxl.load_workbook(folder() / "buurtnet.xlsx").worksheets[0]
    said = {cell for row in sheet.iter_rows(values_only=True) for cell in row}
    assert {"Huiswerkclub", "Taalcafé"} <= said
    assert "Overgenomen" not in said


def test_the_licence_file_names_each_source(three: list[Service]) -> None:
    made()
    text = (folder() / "licences.txt").read_text(encoding="utf-8")
    assert "gemeente: CC0-1.0 (1 services)" in text
    assert "made here" in text
    assert "elders" not in text


def test_another_network_has_its_own_and_an_unlisted_one_has_none(three: list[Service], areas: list[Area]) -> None:
    NetworkFactory(slug="zoutkeet", areas=[areas[2]])
    NetworkFactory(slug="geheim", areas=[areas[1]], is_listed=False)
    made()
    assert names("zoutkeet") == ["Taalcafé"]
    assert not folder("geheim").exists()


def test_what_is_listed_no_more_goes(three: list[Service]) -> None:
    made()
    Network.objects.update(is_listed=False)
    made()
    assert not folder("havendijk").exists()
    assert bulk_files() == []
    assert downloaded(ROOT + "bulk/buurtnet.jsonl")[0] == 404


def test_a_file_that_cannot_be_made_leaves_the_one_before(
    three: list[Service], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    made()
    before = {one.name: one.path.read_bytes() for one in bulk_files()}

    def broken(*_given: object) -> Iterator[Document]:
        yield {"id": "1", "name": "half"}
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr("buurtnet.api.public_map.PublicMap.services", broken)
        with pytest.raises(PlainError, match="the site, havendijk"):
            write_bulk_files()
    assert {one.name: one.path.read_bytes() for one in bulk_files()} == before
    assert sorted(path.name for path in folder().iterdir() if path.is_file()) == sorted(ALL)


def test_one_map_that_fails_stops_no_other(three: list[Service], monkeypatch: pytest.MonkeyPatch) -> None:
    plain = bulk._write_all

    def for_networks_only(public_map: Any, into: Path) -> None:
        if into == folder():
            raise OSError
        plain(public_map, into)

    monkeypatch.setattr(bulk, "_write_all", for_networks_only)
    forget_all()
    with pytest.raises(PlainError, match="the site"):
        write_bulk_files()
    assert [one.name for one in bulk_files("havendijk")] == ALL


# On the web


def test_the_root_leads_to_the_files_with_their_size_and_date(three: list[Service], media: Path) -> None:
    made()
    where = ask("")["bulk_url"]
    assert where.endswith("/api/hsds/bulk")
    files = ask("bulk")["files"]
    assert [(one["network"], one["name"]) for one in files] == [
        *(("", name) for name in ALL), *(("havendijk", name) for name in ALL)
    ]  # fmt: skip
    assert files[0]["size"] == (folder() / "buurtnet.jsonl").stat().st_size
    assert files[0]["made_at"].endswith("+00:00")
    assert files[5]["url"].endswith("/api/hsds/bulk/havendijk/buurtnet.jsonl")


@pytest.mark.parametrize("name", ALL)
def test_a_file_is_taken_along_once(three: list[Service], name: str) -> None:
    made()
    status, body, headers = downloaded(ROOT + f"bulk/{name}")
    assert (status, body) == (200, (folder() / name).read_bytes())
    assert headers["Access-Control-Allow-Origin"] == "*"
    again = downloaded(ROOT + f"bulk/havendijk/{name}", **{"If-None-Match": '"x"'})
    assert again[0] == 200
    assert downloaded(ROOT + f"bulk/{name}", **{"If-None-Match": headers["ETag"]})[:2] == (304, b"")


@pytest.mark.parametrize(
    "path", ["bulk/settings.py", "bulk/..%2Fopen", "bulk/nergens/buurtnet.jsonl", "bulk/.", "bulk/a/b/c"]
)
def test_nothing_else_is_given(three: list[Service], path: str) -> None:
    made()
    assert downloaded(ROOT + path)[0] == 404


def test_people_find_the_files_on_a_page(three: list[Service]) -> None:
    empty = Client().get(ROOT + "open-data/").content.decode()
    assert "Er zijn nog geen bestanden" in empty
    made()
    page = Client().get(ROOT + "open-data/").content.decode()
    assert 'href="/api/hsds/bulk/buurtnet.xlsx"' in page
    assert 'href="/api/hsds/bulk/havendijk/buurtnet.geojson"' in page
    assert "Alle netwerken samen" in page
