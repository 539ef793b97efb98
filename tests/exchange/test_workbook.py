"""The workbook: what a sheet says, that nothing in it is worked out, and that its length costs no memory."""

import datetime as dt
import gc
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from buurtnet.exchange import workbook
from buurtnet.exchange.workbook import write_workbook
from buurtnet.kit.plain_error import PlainError
from tests.exchange.imports import CLUB, Document, changed, club

pytestmark = pytest.mark.django_db

SHEETS = ["Aanbod", "Plekken", "Organisaties", "Uitleg"]


def made(folder: Path, *services: Document, organizations: tuple[Document, ...] = ()) -> Any:
    path = folder / "map.xlsx"
    steps: list[int] = []
    assert write_workbook(services, organizations, path, steps.append) == len(services) == sum(steps)
    return load_workbook(path)


def rows(book: Any, sheet: str) -> list[dict[str, Any]]:
    header, *found = book[sheet].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in found]


def full() -> Document:
    def more(one: Document) -> None:
        one |= {
            "bn_themes": ["huiswerk-en-leren", "onbekend-thema"], "bn_help_kind": "vrijwilliger", "bn_source": "bron",
            "bn_referral": "open", "last_modified": "2026-11-20T10:00:00Z", "bn_licence": "CC0-1.0",
            "service_areas": [{"id": "1", "name": "Vuurtorenkwartier"}],
        }  # fmt: skip
        location = one["service_at_locations"][0]["location"]
        location["accessibility"] = [{"bn_features": ["lift", "geheim"], "description": "Bel even."}]
        one["service_at_locations"][0]["phones"] = [{"number": "0999 11 22 33"}]

    return changed(CLUB, more)


def test_each_service_is_a_row_that_someone_can_read(tmp_path: Path) -> None:
    [row] = rows(made(tmp_path, full()), "Aanbod")
    assert row["Naam"] == "Huiswerkclub De Loods"
    assert row["Organisatie"] == "De Loods"
    assert row["Thema's"].endswith("onbekend-thema")
    assert (row["Vanaf leeftijd"], row["Tot en met leeftijd"]) == (8, 12)
    assert (row["Wie helpt er"], row["Hoe zwaar is de hulp"]) == ("vrijwilligers", "Dichtbij en licht")
    assert row["Hoe kom je binnen"] == "Je kunt zelf komen"
    assert row["Kosten"] == "gratis"
    assert row["Wanneer"].replace("\xa0", " ") == "Elke dinsdag en donderdag, 15.30 – 17.00 uur"
    assert row["Waar"] == "Buurthuis De Ankerplaats, Netstraat 14, 8991 AB Havendijk"
    assert row["Talen"] == "Nederlands"
    assert row["Telefoon"] == "0999 - 12 34 56"
    assert row["Loopt het"] == "loopt"
    assert row["Nagekeken op"] == dt.datetime(2026, 5, 1)
    assert row["Gewijzigd op"] == dt.datetime(2026, 11, 20)
    assert (row["Bron"], row["Licentie"], row["Id"]) == ("bron", "CC0-1.0", CLUB["id"])
    assert row["Werkgebied"] == "Vuurtorenkwartier"


def test_each_place_is_a_row_that_leads_back_to_its_service(tmp_path: Path) -> None:
    [row] = rows(made(tmp_path, full()), "Plekken")
    assert (row["Aanbod"], row["Id van het aanbod"]) == (CLUB["name"], CLUB["id"])
    assert (row["Straat en nummer"], row["Postcode"], row["Plaats"]) == ("Netstraat 14", "8991 AB", "Havendijk")
    assert (row["Breedtegraad"], row["Lengtegraad"]) == (52.05, 4.15)
    assert row["Telefoon op deze plek"] == "0999 11 22 33"
    assert row["Toegankelijk"] == "Er is een lift, Bel even."


def test_organizations_and_what_the_file_is_have_a_sheet_each(tmp_path: Path) -> None:
    book = made(tmp_path, full(), club(1), organizations=(CLUB["organization"],))
    assert book.sheetnames == SHEETS
    [row] = rows(book, "Organisaties")
    assert (row["Naam"], row["Soort"]) == ("De Loods", "bewoners of vrijwilligers")
    said = [[cell for cell in row if cell is not None] for row in book["Uitleg"].iter_rows(values_only=True)]
    assert ["Hoeveel aanbod", 2] in said
    assert ["Adressen die geheim zijn, staan er niet in."] in said
    assert ["bron", "CC0-1.0", 1] in said


def test_a_sheet_can_be_filtered_and_keeps_its_first_line_in_sight(tmp_path: Path) -> None:
    sheet = made(tmp_path, full(), club(1))["Aanbod"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:Z3"
    assert sheet["A1"].font.bold
    assert sheet.column_dimensions["D"].width == 60


@pytest.mark.parametrize("text", ["=1+1", "+31 999", "-2", "@SUM(A1)", " =cmd|'/C calc'!A0", "＝1", "=HYPERLINK(1)"])
def test_no_text_is_a_formula_not_even_for_who_edits_it(tmp_path: Path, text: str) -> None:
    book = made(tmp_path, club(name=text, bn_source=text))
    cell = book["Aanbod"]["A2"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text.strip(), True)
    with zipfile.ZipFile(tmp_path / "map.xlsx") as packed:
        sheets = [packed.read(name) for name in packed.namelist() if name.startswith("xl/worksheets/")]
    assert len(sheets) == 4
    assert not [sheet for sheet in sheets if b"<f>" in sheet or b"<f " in sheet]


def test_signs_that_no_workbook_holds_and_texts_without_end_do_no_harm(tmp_path: Path) -> None:
    book = made(tmp_path, club(name="a\x00\x1b\ufffe\ud800b", description="x" * 40_000, minimum_age=float("inf")))
    [row] = rows(book, "Aanbod")
    assert row["Naam"] == "a" + "\N{REPLACEMENT CHARACTER}" * 4 + "b"
    assert len(row["Omschrijving"]) == workbook.LONGEST_CELL
    assert row["Vanaf leeftijd"] is None


def test_what_is_no_hsds_is_left_out(tmp_path: Path) -> None:
    odd = {
        "id": 7, "name": ["x"], "organization": "De Loods", "bn_themes": "sport", "minimum_age": True,
        "cost_options": [{"amount": "veel"}, 3], "schedules": [{"byday": 9, "interval": "x"}], "phones": {"a": 1},
        "languages": [{"code": 5, "name": "Dialect"}], "assured_date": "gisteren", "bn_support_level": "zwaar",
        "service_at_locations": [{"location": {"addresses": "straat", "latitude": "52"}}, None], "status": ["active"],
    }  # fmt: skip
    [row] = rows(made(tmp_path, odd), "Aanbod")
    assert {name for name, value in row.items() if value is not None} == {"Talen"}
    assert row["Talen"] == "Dialect"


@pytest.mark.parametrize("mark", ["bn_hide_address", "hide_address", "x_hide_address"])
def test_of_a_secret_address_there_is_nothing(tmp_path: Path, mark: str) -> None:
    def hide(one: Document) -> None:
        one["service_at_locations"][0]["location"][mark] = True

    book = made(tmp_path, changed(CLUB, hide))
    assert rows(book, "Plekken") == []
    assert rows(book, "Aanbod")[0]["Waar"] is None


def test_a_sheet_that_is_full_goes_on_in_a_next_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    book = made(tmp_path, *[club(number) for number in range(1, 6)])
    assert set(book.sheetnames) == {*SHEETS, *(f"{name} {n}" for name in ("Aanbod", "Plekken") for n in (2, 3))}
    assert [len(rows(book, name)) for name in ("Aanbod", "Aanbod 2", "Aanbod 3")] == [2, 2, 1]
    assert book["Aanbod 2"].auto_filter.ref == "A1:Z3"


def test_the_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "map.xlsx"
    path.write_text("wat er stond")

    def breaking() -> Iterator[Document]:
        yield CLUB
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_workbook(breaking(), (), path, lambda _one: None)
    assert path.read_text() == "wat er stond"
    assert [one.name for one in tmp_path.iterdir()] == ["map.xlsx"]


def test_a_workbook_is_named_as_one(tmp_path: Path) -> None:
    with pytest.raises(PlainError, match=r"name it .*map\.xlsx"):
        write_workbook((), (), tmp_path / "map.csv", lambda _one: None)


def test_ten_times_as_many_rows_take_no_more_memory(tmp_path: Path) -> None:
    def peak(many: int) -> int:
        """Bytes that a workbook of so many services takes at most, beyond what was there."""
        gc.collect()
        tracemalloc.start()
        write_workbook((club(number) for number in range(1, many + 1)), (), tmp_path / "m.xlsx", lambda _one: None)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(10)  # what is imported and kept the first time
    assert peak(120) < peak(20) + 100_000
