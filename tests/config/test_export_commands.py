"""The exports at the keyboard: what is public and no more, in as many questions however long the map is."""

import gc
import json
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from buurtnet.api.public_map import PublicMap
from buurtnet.areas.kept import forget_all
from buurtnet.areas.models import Area
from buurtnet.config.cli import parser_for
from buurtnet.config.import_command import Bar
from buurtnet.directory.models import Address, Location, Phone, Service, Source
from buurtnet.exchange.workbook import write_workbook
from buurtnet.kit.plain_error import PlainError
from buurtnet.people.models import Organization
from tests.directory.searchable import addressed, offered, reaching, town
from tests.factories import NetworkFactory

pytestmark = pytest.mark.django_db
PUBLIC = [("csv", "out.zip", "--public"), ("xlsx", "out.xlsx"), ("geojson", "out.geojson")]


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    forget_all()
    yield
    forget_all()


@pytest.fixture
def area() -> Area:
    found = town("Havendijk")
    NetworkFactory(slug="havendijk", areas=found)
    return found[0]


def typed(*words: object) -> int:
    texts = [str(word) for word in words]
    args = parser_for(texts).parse_args(texts)
    return int(args.module.run(args))


def said_in(path: Path) -> str:
    """All that a file says, as one text."""
    if path.suffix == ".geojson":
        return path.read_text()
    with zipfile.ZipFile(path) as packed:
        return "\n".join(packed.read(name).decode() for name in packed.namelist())


def public(name: str, area: Area, at: float = 0, **fields: object) -> Service:
    service = offered(name, at=at, **fields)
    reaching(service, area)
    return service


def fill(area: Area) -> None:
    """Something public, and of everything that is not."""
    open_to_all = public("Huiswerkclub", area, source="duo", source_id="1", licence="CC0-1.0")
    Service.objects.filter(pk=open_to_all.pk).update(extra={"contacts": [{"name": "Mevrouw Voorbeeld"}]})
    public("Gestopte club", area, status="defunct")
    offered("Elders", at=9)
    refuge = public("Veilig onderdak", area, at=5)
    secret = Location.objects.get(at_services__service=refuge)
    Location.objects.filter(pk=secret.pk).update(hide_address=True, name="Huis Geheim")
    addressed(secret, "Schuilstraat 7")
    Address.objects.update(attention="mevrouw Voorbeeld")
    Phone.objects.create(service=open_to_all, number="0999 999 001", extra={"contact_id": "9"})
    Source.objects.create(slug="duo", licence="CC0-1.0")


@pytest.mark.parametrize("words", PUBLIC, ids=lambda words: words[0])
def test_a_file_for_everyone_says_what_is_public_and_no_more(
    words: tuple[str, ...], tmp_path: Path, area: Area, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(area)
    kind, name, *more = words
    assert typed("export", kind, tmp_path / name, *more) == 0
    told = said_in(tmp_path / name)
    assert "Huiswerkclub" in told
    assert ("Veilig onderdak" in told) == (kind != "geojson")
    for never in ("Gestopte", "Elders", "Voorbeeld", "Geheim", "Schuilstraat", "0999 999 001"):
        assert never not in told
    report = capsys.readouterr()
    assert report.out == ""
    assert f"written to {tmp_path / name}" in report.err
    assert "  duo: CC0-1.0" in report.err
    assert [one.name for one in tmp_path.iterdir()] == [name]


def test_all_tables_hold_all_that_came_in(tmp_path: Path, area: Area, capsys: pytest.CaptureFixture[str]) -> None:
    fill(area)
    assert typed("export", "csv", tmp_path / "alles") == 0
    assert "Gestopte club" in (tmp_path / "alles" / "services.csv").read_text()
    assert "Voorbeeld" in (tmp_path / "alles" / "contacts.csv").read_text()
    assert json.loads((tmp_path / "alles" / "datapackage.json").read_text())["profile"] == "tabular-data-package"
    assert "Not for everyone: see --public." in capsys.readouterr().err


def test_the_workbook_has_the_organizations_of_what_is_public(tmp_path: Path, area: Area) -> None:
    fill(area)
    Organization.objects.create(name="Zonder aanbod")
    typed("export", "xlsx", tmp_path / "out.xlsx")
    names = [row[0] for row in load_workbook(tmp_path / "out.xlsx")["Organisaties"].iter_rows(values_only=True)]
    assert names == ["Naam", "Stichting", "Stichting"]


def test_one_source_alone_is_exported_when_asked(tmp_path: Path, area: Area) -> None:
    fill(area)
    public("Van een ander", area)
    typed("export", "geojson", tmp_path / "out.geojson", "--source", "duo")
    told = (tmp_path / "out.geojson").read_text()
    assert "Huiswerkclub" in told
    assert "Van een ander" not in told


@pytest.mark.parametrize("kind", ["csv", "xlsx", "geojson"])
def test_a_source_or_a_folder_that_is_not_there_is_told(kind: str, tmp_path: Path, area: Area) -> None:
    with pytest.raises(PlainError, match="Nothing was imported from a source elders"):
        typed("export", kind, tmp_path / "out", "--source", "elders")
    with pytest.raises(PlainError, match="There is no folder"):
        typed("export", kind, tmp_path / "weg" / "out")
    with pytest.raises(PlainError, match=r"name a folder or a \.zip|There is no|\.xlsx"):
        typed("export", "csv" if kind == "geojson" else kind, "-")


def test_where_nothing_is_public_that_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    offered("Zonder netwerk", at=1)
    typed("export", "geojson", tmp_path / "out.geojson")
    assert "Nothing is public here" in capsys.readouterr().err
    typed("export", "geojson", "-")
    assert json.loads(capsys.readouterr().out)["features"] == []


def test_four_times_as_many_services_take_as_many_questions_a_batch(
    tmp_path: Path, area: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The organizations too: a batch has its number of questions, however much hangs on its rows."""
    asked = []
    for many in (5, 15):
        for number in range(many):
            public(f"Club {many} {number}", area, at=number, organization=f"Stichting {many} {number}")
        forget_all()
        with CaptureQueriesContext(connection) as queries:
            whole = PublicMap()
            count = write_workbook(whole.services(), whole.organizations(), tmp_path / "o.xlsx", lambda _one: None)
        asked.append(len(queries))
        assert count == len(whole)
    assert asked[0] == asked[1]

    monkeypatch.setattr("buurtnet.api.public_map.BATCH", 5)
    with CaptureQueriesContext(connection) as queries:
        assert len(list(PublicMap().services())) == 20
    assert len(queries) < 4 * asked[0]


@pytest.mark.parametrize("words", [*PUBLIC, ("csv", "out.zip"), ("hsds", "out.jsonl")], ids=" ".join)
def test_five_times_as_many_services_take_no_more_memory(
    words: tuple[str, ...], tmp_path: Path, area: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch at a time, whatever the format: nothing is gathered that grows with the map."""
    monkeypatch.setattr("buurtnet.api.public_map.BATCH", 5)
    monkeypatch.setattr("buurtnet.exchange.export.BATCH", 5)
    monkeypatch.setattr(Bar, "step", lambda *_: gc.collect())  # so that only what is held on to counts
    kind, name, *more = words

    def peak(upto: int) -> int:
        """Bytes that an export of so many services takes at most, beyond what was there."""
        for number in range(Service.objects.count(), upto):
            public(f"Club {number}", area, at=number, description="x" * 2_000)
        forget_all()
        gc.collect()
        gc.freeze()  # what was there is not looked through each time
        tracemalloc.start()
        try:
            typed("export", kind, tmp_path / name, *more)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
            gc.unfreeze()

    peak(5)  # what is imported and kept the first time
    few = peak(10)
    assert peak(50) < few + 100_000
