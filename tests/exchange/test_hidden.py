"""What a source wants hidden stays hidden, and a sheet that never ends is stopped."""

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from buurtnet.directory.facts import public_phones, to_call
from buurtnet.directory.models import Location, Service
from buurtnet.exchange import tables
from buurtnet.exchange.mapped_files import open_table
from buurtnet.exchange.mapping import FileMapping
from buurtnet.kit.plain_error import PlainError
from tests.exchange.imports import CLUB, Document, bring, bring_lines, changed, club, exported

pytestmark = pytest.mark.django_db

DOUBTFUL = ["x", "✓", "t", "on", "oui", "geheim", 1.0, 2, [1], {"a": 1}, "True."]
PHONE = {"id": "0b7f9e1c-52b6-4d0e-9d49-6b1f0a1f6b01", "number": "0999 65 43 21"}


def marked(**marks: Any) -> Document:
    return changed(CLUB, lambda one: one["service_at_locations"][0]["location"].update(marks))


def with_contact(**more: Any) -> Document:
    return club(contacts=[{"id": "jan", "name": "Jan Voorbeeld", "phones": [PHONE]}], **more)


# Secret addresses


@pytest.mark.parametrize("key", ["bn_hide_address", "x_hide_address", "hide_address"])
@pytest.mark.parametrize("mark", DOUBTFUL, ids=str)
def test_a_mark_that_is_not_understood_hides_the_address(tmp_path: Path, key: str, mark: Any) -> None:
    done = bring_lines(tmp_path, [marked(**{key: mark})])

    assert Location.objects.get().hide_address
    assert done.reasons() == [(key, "is not true or false; the address is kept hidden")]
    assert exported()[CLUB["id"]]["service_at_locations"][0]["location"][key] == mark


@pytest.mark.parametrize("mark", [True, 1, "ja", "TRUE"])
def test_a_clear_mark_hides_the_address(tmp_path: Path, mark: Any) -> None:
    done = bring_lines(tmp_path, [marked(bn_hide_address=mark)])

    assert Location.objects.get().hide_address
    assert done.rejects == []


@pytest.mark.parametrize("mark", [False, "false", "False", "0", 0, 0.0, "nee", "no", "n", "", " ", None])
def test_only_a_clear_no_shows_the_address(tmp_path: Path, mark: Any) -> None:
    done = bring_lines(tmp_path, [marked(bn_hide_address=mark)])

    assert not Location.objects.get().hide_address
    assert done.rejects == []


@pytest.mark.parametrize("shown", [False, None])
def test_either_of_the_two_keys_hides_the_address(tmp_path: Path, shown: bool | None) -> None:
    document = marked(bn_hide_address=shown, x_hide_address="geheim")
    bring_lines(tmp_path, [document])

    assert Location.objects.get().hide_address
    assert exported() == {CLUB["id"]: document}


def test_a_column_of_a_table_hides_the_address(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("Nr;Naam;Straat;Geheim\n1;Opvang;Netstraat 1;x\n2;Club;Netstraat 2;nee\n")
    columns = {"Naam": "name", "Straat": "address.address_1", "Geheim": "location.bn_hide_address"}
    bring(open_table(tmp_path / "in.csv", "", FileMapping("proef", id="{Nr}", columns=columns)))

    hidden = Location.objects.filter(hide_address=True)
    assert [place.addresses.get().address_1 for place in hidden] == ["Netstraat 1"]


@pytest.mark.parametrize("marks", [(False, True), (True, False), (False, "geheim"), ("nee", "ja")])
def test_of_rows_that_differ_the_one_that_hides_the_address_counts(tmp_path: Path, marks: tuple[Any, Any]) -> None:
    other = changed(marked(bn_hide_address=marks[1]), lambda one: one.update(id="ander"))
    done = bring_lines(tmp_path, [marked(bn_hide_address=marks[0]), other])

    assert Location.objects.get().hide_address
    reason = "is written otherwise in an earlier row; the one that hides the address counts"
    assert ("bn_hide_address", reason) in done.reasons()


# Numbers of contact persons


def test_a_number_under_a_contact_is_the_contacts_wherever_it_stands(tmp_path: Path) -> None:
    document = with_contact(phones=[PHONE])
    document["organization"]["phones"] = [PHONE]
    bring_lines(tmp_path, [document])

    service = Service.objects.get()
    assert service.organization is not None
    assert service.phones.get().is_of_a_person
    assert service.organization.phones.get().is_of_a_person
    assert public_phones(service) == []
    assert exported()[CLUB["id"]]["contacts"] == document["contacts"]


def test_a_number_that_a_later_row_gives_to_a_contact_is_the_contacts(tmp_path: Path) -> None:
    bring_lines(tmp_path, [club(phones=[PHONE]), with_contact()])

    assert to_call(Service.objects.get().phones.all()) == []


@pytest.mark.parametrize("contact", [{"id": "piet", "name": "Piet"}, {"name": "Piet"}])
@pytest.mark.parametrize("as_list", [False, True])
def test_a_number_that_nests_a_contact_is_the_contacts(tmp_path: Path, contact: Document, as_list: bool) -> None:
    nested = {"contacts": [contact]} if as_list else {"contact": contact}
    bring_lines(tmp_path, [club(phones=[{**PHONE, **nested}])])

    phone = Service.objects.get().phones.get()
    assert phone.is_of_a_person
    assert to_call([phone]) == []


@pytest.mark.parametrize("nothing", [None, {}, ""])
def test_a_number_of_nobody_is_shown(tmp_path: Path, nothing: Any) -> None:
    bring_lines(tmp_path, [club(phones=[{**PHONE, "contact": nothing}])])

    assert len(to_call(Service.objects.get().phones.all())) == 1


# Sheets without end


def sheet_with_row(folder: Path, number: int) -> Path:
    """A sheet of two rows, the second of which says it is row so many."""
    book = Workbook()
    for cells in (["Nr", "Naam"], [1, "Inloop"]):
        book.active.append(cells)
    book.save(folder / "whole.xlsx")
    with zipfile.ZipFile(folder / "whole.xlsx") as whole, zipfile.ZipFile(folder / "in.xlsx", "w") as made:
        for name in whole.namelist():
            text = re.sub(rb"<dimension[^>]*>", b"", whole.read(name))
            if name.endswith("sheet1.xml"):
                text = re.sub(rb'r="([AB]?)2"', rb'r="\g<1>%d"' % number, text)
            made.writestr(name, text)
    return folder / "in.xlsx"


def bring_sheet(path: Path) -> None:
    bring(open_table(path, "", FileMapping("proef", id="{Nr}", columns={"Naam": "name"})))


def test_a_sheet_that_passes_over_too_many_rows_gets_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(PlainError, match=r"in.xlsx has over 10,000 empty rows in sheet Sheet, up to row 10,002"):
        bring_sheet(sheet_with_row(tmp_path, 2_147_483_647))


def test_a_sheet_with_more_rows_than_excel_knows_gets_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 50)
    with pytest.raises(PlainError, match=r"in.xlsx has more rows in sheet Sheet than a sheet can hold \(50\)"):
        bring_sheet(sheet_with_row(tmp_path, 60))


def test_a_sheet_with_a_gap_is_read(tmp_path: Path) -> None:
    bring_sheet(sheet_with_row(tmp_path, 9_000))

    assert Service.objects.get().name == "Inloop"
