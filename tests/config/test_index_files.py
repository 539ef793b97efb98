"""``buurtnet check`` looks at every byte of the search index."""

import random
from pathlib import Path

import pytest
from pytest_django import Settings

from buurtnet.config import index_files
from buurtnet.config.health import Verdict, check_index
from buurtnet.config.index_files import META, PARTS, damage, files_of
from buurtnet.search.documents import SearchDocument
from buurtnet.search.index import MAIN, WORDS, rebuild, writing

pytestmark = pytest.mark.django_db


def document(key: str) -> SearchDocument:
    return SearchDocument(kind="service", key=key, title=f"Inloop {key}", body="Koffie in het buurthuis")


@pytest.fixture
def index(settings: Settings) -> Path:
    """An index with a segment, another of a later change, and documents that were taken out."""
    rebuild([document("een"), document("twee"), document("drie")])
    with writing() as writer:
        writer.put(document("vier"))
        writer.remove("service", "een")
        writer.commit()
    root = Path(settings.SEARCH_INDEX_DIR)
    return root / (root / "current").read_text()


def parts(index: Path) -> list[Path]:
    return [path for name in (MAIN, WORDS) for path in files_of(index / name)]


def test_an_index_as_it_was_written_is_whole_and_all_its_files_are_looked_at(index: Path) -> None:
    assert damage() == ""
    looked_at = set(parts(index))
    assert {path.suffix.removeprefix(".") for path in looked_at} == {*PARTS, "del"}
    kept = {path for path in index.glob("*/*") if path.suffix.removeprefix(".") in {*PARTS, "del"}}
    assert looked_at <= kept
    [finding] = check_index()
    assert finding.verdict == Verdict.OK


def test_where_there_is_no_index_nothing_is_damaged() -> None:
    assert damage() == ""
    [finding] = check_index()
    assert (finding.verdict, "is not there" in finding.sentence) == (Verdict.WRONG, True)


@pytest.mark.parametrize("harm", ["missing", "cut off", "emptied", "flipped", "longer"])
def test_harm_to_any_file_is_told_with_the_command_that_mends_it(index: Path, harm: str) -> None:
    chance = random.Random(7)
    for path in parts(index):
        whole = path.read_bytes()
        body = len(whole) - 8 - int.from_bytes(whole[-8:-4], "little")
        place = chance.randrange(body) if body else len(whole) - 1
        flipped = whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :]
        content = {"cut off": whole[:-3], "emptied": b"", "flipped": flipped, "longer": whole + b"\0"}
        path.unlink()
        if harm != "missing":
            path.write_bytes(content[harm])
        [finding] = check_index()
        how = "is missing" if harm == "missing" else "is not as it was written"
        assert finding.verdict == Verdict.WRONG
        assert finding.sentence == (
            f"is damaged ({path.parent.name}/{path.name} {how}): 'buurtnet index rebuild' makes it anew"
        )
        path.write_bytes(whole)
    assert damage() == ""


@pytest.mark.parametrize("content", [None, b"", b"{", b"[]", b'{"segments": [{}]}', b"\xff\xfe"])
@pytest.mark.parametrize("name", [MAIN, WORDS])
def test_a_list_of_files_that_cannot_be_read_is_told(index: Path, name: str, content: bytes | None) -> None:
    path = index / name / META
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    assert damage() == f"{name}/{META} {'is missing' if content is None else 'cannot be read'}"


@pytest.mark.parametrize("content", [b"made-000000000000", b"\xff\xfe", b"\0", b"nonsense", b"a" * 5_000])
def test_a_word_on_the_index_in_use_that_names_none_is_told(index: Path, content: bytes) -> None:
    (index.parent / "current").write_bytes(content)
    [finding] = check_index()
    assert (finding.verdict, finding.sentence[:12]) == (Verdict.WRONG, "is damaged (")


def test_an_index_that_a_worker_changes_meanwhile_is_looked_at_again(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Path] = []

    def require_whole(path: Path) -> None:
        seen.append(path)
        if len(seen) == 1:
            rebuild([document("vijf")])
            raise index_files.DamagedError("gone")

    monkeypatch.setattr(index_files, "require_whole", require_whole)
    assert damage() == ""
    assert index not in {path.parents[1] for path in seen[1:]}


def test_after_a_rebuild_it_is_whole_again(index: Path) -> None:
    parts(index)[0].unlink()
    assert damage()
    rebuild([document("een")])
    assert damage() == ""
