"""A file that is not what it says gets one sentence and changes nothing; a damaged line stops nothing."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from buurtnet.directory.models import ImportRun, Service, Source
from buurtnet.exchange import inputs, json_files
from buurtnet.exchange.hsds_files import open_hsds
from buurtnet.exchange.mapped_files import open_table
from buurtnet.exchange.mapping import FileMapping
from buurtnet.exchange.reading import Reading
from buurtnet.kit.plain_error import PlainError
from tests.exchange.imports import CLUB, bring, bring_file, bring_lines, club

pytestmark = pytest.mark.django_db

LINES = "".join(json.dumps(club(number)) + "\n" for number in range(5))
LIST = json.dumps([club(number) for number in range(5)])
PRETTY = json.dumps([club(number) for number in range(5)], indent=1)


def zipped(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, content)
    return file.getvalue()


NOT_WHAT_THEY_SAY = {
    "empty": ("a.jsonl", b"", "a.jsonl is empty (0 bytes)."),
    "only blanks": ("a.json", b" \n\t\n", "a.json is empty (only blanks)."),
    "a web page": ("a.json", b"\n<!DOCTYPE html><html><body>404", "a.json is a web page (HTML)"),
    "xml": ("a.json", b"<?xml version='1.0'?><a/>", "a.json is XML"),
    "a pdf": ("a.json", b"%PDF-1.7 ...", "a.json is a PDF document"),
    "gzip": ("a.jsonl.gz", gzip.compress(LINES.encode()), "is a gzip file: unpack it first"),
    "bytes": ("a.json", bytes(range(256)), "a.json is a binary file"),
    "a picture": ("a.jsonl", b"\x89PNG\r\n\x1a\n", "a.jsonl is a picture"),
    "half a zip": ("a.zip", zipped("services.csv", b"id,name\n1,x\n")[:-30], "damaged or cut off"),
    "a zip of nothing": ("a.zip", zipped("leesmij.pdf", b"x"), "is a zip file without a"),
    "prose": ("a.json", b"Beste lezer, kijk hier eens.", "a.json is not JSON: it begins with 'Beste lezer, kijk hi'"),
    "prose, unnamed": ("a.txt", b"Beste lezer.\nHier is het bestand.\n", "a.txt: that is no table of HSDS"),
    "lines cut off": ("a.jsonl", LINES[:-40].encode(), "a.jsonl is cut off in its last line (line 5)"),
    "list cut off": ("a.json", LIST[:-40].encode(), "a.json is cut off: it ends in the middle, in line 1."),
    "pretty list cut off": ("a.json", PRETTY[:2000].encode(), "a.json is cut off: it ends in the middle, in line"),
    "no valid json": ("a.json", LIST.replace('"status":', "status:", 1).encode(), "a.json is not valid JSON: line 1"),
    "no number": ("a.json", b'[{"id": "1", "name": "x", "minimum_age": NaN}]', "NaN is no number in JSON"),
    "a text": ("a.json", b'["a", "b"]', "a.json holds no entry that can be used: all 2 are damaged."),
    "nothing": ("a.json", b"[]", "a.json holds no entries."),
    "geojson": ("a.json", b'{"type": "FeatureCollection", "features": []}', "use buurtnet import geojson"),
    "topojson": ("a.json", b'{"type": "Topology", "objects": {}}', "use buurtnet import areas"),
    "a front page": ("base.json", b'{"version": "3.0", "openapi_url": "x"}', "base.json is the front page"),
    "wrong encoding": ("a.jsonl", (LINES + '{"id": "é"}\n').encode("latin-1"), "is not UTF-8: line 6 holds"),
    "a bad table": ("services.csv", b'id,name,status\n1,"x,active\n2,y,b\n', "a quote that opens in line 2"),
    "a cut table": ("services.csv", b"id,name,status\n1,x,active\n2,y", "is cut off in its last line (line 3)"),
    "another table": ("prijzen.csv", b"a,b\n1,2\n", "is read by buurtnet import csv, with a mapping."),
}  # fmt: skip


@pytest.mark.parametrize(("name", "content", "sentence"), NOT_WHAT_THEY_SAY.values(), ids=NOT_WHAT_THEY_SAY)
def test_a_file_that_is_not_what_it_says_gets_one_sentence_and_changes_nothing(
    tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    bring_lines(tmp_path, [CLUB])
    before = list(Service.objects.values()), ImportRun.objects.count()
    (tmp_path / name).write_bytes(content)

    with pytest.raises(PlainError) as told:
        bring_file(tmp_path / name)

    assert sentence in str(told.value)
    assert "\n" not in str(told.value)
    assert (list(Service.objects.values()), ImportRun.objects.count()) == before


def test_no_file_and_an_empty_folder_get_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(PlainError, match="There is no file"):
        bring_file(tmp_path / "niets.json")
    with pytest.raises(PlainError, match=r"holds no .*json"):
        bring_file(tmp_path)
    assert not Source.objects.exists()


def test_a_damaged_line_is_reported_with_its_number_and_stops_nothing(tmp_path: Path) -> None:
    lines = LINES.splitlines(keepends=True)
    lines[2] = lines[2].replace('"name"', "name", 1)
    (tmp_path / "a.jsonl").write_text("\n" + "".join(lines))

    done = bring_file(tmp_path / "a.jsonl")

    assert done.counts().added == 4
    [reject] = done.rejects
    assert reject.where.row == 4
    assert reject.reason.startswith("is not valid JSON: Expecting property name")


def test_a_damaged_last_line_with_an_end_is_a_damaged_line(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(LINES + '{"id": "x",\n')

    done = bring_file(tmp_path / "a.jsonl")

    assert (done.counts().added, len(done.rejects)) == (5, 1)


def test_what_a_damaged_line_was_about_is_not_gone(tmp_path: Path) -> None:
    bring_lines(tmp_path, [CLUB, club(1)])
    damaged = json.dumps(CLUB)[:-1] + ",,}"
    (tmp_path / "a.jsonl").write_text(damaged + "\n" + json.dumps(club(1)) + "\n")

    assert bring_file(tmp_path / "a.jsonl").counts().gone == 0


def as_file(name: str, text: str, encoding: str = "utf-8") -> Callable[[Path], Reading]:
    def make(folder: Path) -> Reading:
        (folder / name).write_text(text, encoding=encoding, newline="")
        return open_hsds(folder / name, "" if encoding in {"utf-8", "utf-8-sig", "utf-16"} else encoding)

    return make


@pytest.mark.parametrize(
    "make",
    [
        as_file("a.jsonl", LINES),
        as_file("a.ndjson", LINES.replace("\n", "\r\n")),
        as_file("lines.json", LINES),
        as_file("a.jsonl", LINES, "utf-8-sig"),
        as_file("a.jsonl", LINES, "utf-16"),
        as_file("a.jsonl", LINES, "latin-1"),
        as_file("a.json", LIST),
        as_file("a.json", PRETTY),
        as_file("page.json", json.dumps({"total_items": 5, "contents": json.loads(LIST)})),
        as_file("without an ending", LIST),
        as_file("no end of line.jsonl", LINES.rstrip("\n")),
    ],
)
def test_one_list_in_many_forms_is_the_same_list(tmp_path: Path, make: Callable[[Path], Reading]) -> None:
    done = bring(make(tmp_path))

    assert done.counts().added == 5
    assert done.outcome.partial == ""
    assert done.rejects == []


@pytest.mark.parametrize("text", [LIST, PRETTY, json.dumps({"size": 5, "contents": json.loads(LIST)})])
def test_a_large_file_is_read_piece_by_piece_and_gives_the_same(
    tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(as_file("a.json", text)(tmp_path))
    monkeypatch.setattr(json_files, "READ_AT_ONCE", 100)
    monkeypatch.setattr(json_files, "read_json", None)

    assert bring(as_file("a.json", text)(tmp_path)).counts().unchanged == 5


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (LIST[:-40], "a.json is cut off after entry"),
        ('"status": status'.join(LIST.rsplit('"status": "active"', 1)), "a.json is not valid JSON after entry 4"),
    ],
)
def test_a_large_file_that_is_cut_off_or_damaged_changes_nothing(
    tmp_path: Path, text: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_files, "READ_AT_ONCE", 100)
    (tmp_path / "a.json").write_text(text)

    with pytest.raises(PlainError, match=sentence):
        bring_file(tmp_path / "a.json")
    assert not Service.objects.exists()


@pytest.mark.parametrize("at_once", [20_000_000, 10])
def test_a_single_entry_or_a_page_of_a_list_lets_nothing_go(
    tmp_path: Path, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_files, "READ_AT_ONCE", at_once)
    bring_lines(tmp_path, [CLUB, club(1)])
    (tmp_path / "one.json").write_text(json.dumps(CLUB))
    (tmp_path / "page.json").write_text(json.dumps({"total_items": 2, "last_page": False, "contents": [CLUB]}))

    one, page = bring_file(tmp_path / "one.json"), bring_file(tmp_path / "page.json")

    assert (one.counts().gone, one.outcome.partial) == (0, "it is a single entry, not a list")
    assert (page.counts().gone, page.outcome.partial) == (0, "it is 1 of the 2 its list has")


def test_all_pages_of_a_list_in_a_folder_are_one_list(tmp_path: Path) -> None:
    bring_lines(tmp_path, [CLUB, club(1), club(2)])
    folder = tmp_path / "pages"
    folder.mkdir()
    for number in range(2):
        page = {"total_items": 2, "page_number": number + 1, "contents": [club(number)]}
        (folder / f"page-{number}.json").write_text(json.dumps(page))

    done = bring_file(folder)

    assert (done.counts().unchanged, done.counts().gone, done.outcome.partial) == (2, 1, "")


def test_text_that_is_utf8_is_not_spoilt_by_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(club(name="Café"), ensure_ascii=False), encoding="utf-8")

    with pytest.raises(PlainError, match="is UTF-8, not latin-1: leave out --encoding"):
        bring_file(tmp_path / "a.jsonl", encoding="latin-1")
    with pytest.raises(PlainError, match="There is no encoding utf-9"):
        bring_file(tmp_path / "a.jsonl", encoding="utf-9")


def test_accents_survive_the_encoding_they_were_written_in(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(club(name="Café"), ensure_ascii=False), encoding="cp1252")

    bring_file(tmp_path / "a.jsonl", encoding="cp1252")

    assert Service.objects.get().name == "Café"


def test_the_belgian_sectors_are_latin1_and_say_so(shared_data: Path) -> None:
    mapping = FileMapping("sectors", columns={"StatisticalSector": "name"})
    with pytest.raises(PlainError, match=r"is not UTF-8: line .* holds the byte 0x"):
        bring(open_table(shared_data / "be" / "be_statistical_sector_dictionary.csv", "", mapping))


def test_a_line_that_is_longer_than_any_entry_gets_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "LONGEST_LINE", 5_000)
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps(CLUB) + "\n" + json.dumps(club(1)) + " " * 5_000 + "\n")
    with pytest.raises(PlainError, match=r"has a line \(line 2\) of over"):
        bring_file(path)
    assert not Service.objects.exists()


@pytest.mark.parametrize("name", ["in.csv", "sheet.xlsx"])
def test_a_zip_that_was_made_to_fill_a_memory_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(inputs, "SUSPECT_SIZE", 1_000_000)
    path = tmp_path / ("in.zip" if name.endswith("csv") else name)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, "name\n" + "a" * 2_000_000)
    with pytest.raises(PlainError, match="unpacks to over 200 times its size"):
        list(open_table(path, "", FileMapping("by_hand")).entries)
