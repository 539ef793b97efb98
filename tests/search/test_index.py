"""One writer, many readers, and never half an index."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from buurtnet.search import index, outbox
from buurtnet.search.documents import SearchDocument
from buurtnet.search.index import BusyError, NoIndexError, is_readable, lock, reader, rebuild, writing
from buurtnet.search.models import Change
from buurtnet.search.query import Query, Term, search
from buurtnet.search.schema import stems
from tests.search.documents import document, indexed

FIELDS = {"title": 1.0, "body": 0.5}


def keys(text: str = "") -> list[str]:
    terms = tuple(Term(((form, 1.0),), 1.0) for form in stems(text))
    hits = search(reader(), Query(terms=terms, fields=FIELDS), 20)
    return sorted(hits.key(place) for place in range(len(hits.scores)))


def test_there_is_no_index_before_one_is_made() -> None:
    assert not is_readable()
    with pytest.raises(NoIndexError):
        reader()
    with pytest.raises(NoIndexError), writing():
        pass


def test_a_document_is_found_by_an_inflection_of_its_words_with_or_without_accents() -> None:
    indexed(document("a", "Crèche voor kinderen"), document("b", "Zwemles"))
    assert keys("kind") == keys("CRECHE") == keys("crèches kind") == ["a"]


def test_a_reader_sees_a_commit_and_not_what_is_not_yet_committed() -> None:
    before = indexed(document("a", "Huiswerk"))
    with writing() as writer:
        writer.put(document("b", "Huiswerk"))
        assert keys("huiswerk") == ["a"]
        writer.commit()
        assert keys("huiswerk") == ["a", "b"]
    assert before.searcher.num_docs == 1


def test_a_document_put_again_takes_the_place_of_the_old_one_and_a_removed_one_is_gone() -> None:
    indexed(document("a", "Huiswerk"), document("b", "Voetbal"))
    with writing() as writer:
        writer.put(document("a", "Tekenen"))
        writer.remove("service", "b")
        writer.commit()
    assert keys() == ["a"]
    assert keys("huiswerk") == keys("voetbal") == []
    assert keys("tekenen") == ["a"]


def test_the_same_key_of_another_kind_is_another_document() -> None:
    indexed(document("a", "Huiswerk"), document("a", "Huiswerk", kind="place"))
    with writing() as writer:
        writer.remove("place", "a")
        writer.commit()
    assert keys("huiswerk") == ["a"]


def test_leaving_without_a_commit_changes_nothing() -> None:
    indexed(document("a", "Huiswerk"))
    with writing() as writer:
        writer.remove("service", "a")
    assert keys("huiswerk") == ["a"]


def test_a_word_that_came_with_a_change_can_be_completed_and_mended() -> None:
    indexed(document("a", "Huiswerk"))
    with writing() as writer:
        writer.put(document("b", "Borstvoeding"))
        writer.commit()
    lexicon = reader().lexicon
    assert [variant.word for variant in lexicon.completions("borst")] == ["borstvoeding"]
    assert [variant.word for variant in lexicon.corrections("borstveoding")] == ["borstvoeding"]


def test_new_words_are_learned_once_however_often_a_writer_commits(monkeypatch: pytest.MonkeyPatch) -> None:
    indexed(document("a", "Huiswerk"))
    learned: list[int] = []
    write = index._write_words
    monkeypatch.setattr(index, "_write_words", lambda *given: (learned.append(1), write(*given))[1])
    for title in ("Borstvoeding", "Zwemles"):
        with writing() as writer:
            for key in "bcd":
                writer.put(document(key, title))
                writer.commit()
        with writing() as writer:
            writer.put(document("e", title))
            writer.commit()
    assert len(learned) == 2
    searcher = reader().words_index.searcher()
    assert [searcher.doc_freq("word", word) for word in ("huiswerk", "borstvoeding", "zwemles")] == [1, 1, 1]


def test_only_one_writes_at_a_time() -> None:
    indexed(document("a"))
    with lock():
        with pytest.raises(BusyError), writing():
            pass
        with pytest.raises(BusyError):
            rebuild([])
    with writing():
        pass


def test_a_rebuild_is_seen_as_a_whole_or_not_at_all() -> None:
    def documents() -> list[SearchDocument]:
        assert keys("huiswerk") == ["a"]
        return [document("b", "Huiswerk")]

    indexed(document("a", "Huiswerk"))
    rebuild(one for one in documents())
    assert keys("huiswerk") == ["b"]


def test_a_reader_keeps_what_it_had_open_through_a_rebuild() -> None:
    old = indexed(document("a", "Huiswerk"))
    rebuild([document("b", "Huiswerk")])
    hits = search(old, Query(terms=(Term((("huiswerk", 1.0),), 1.0),), fields=FIELDS), 5)
    assert hits.key(0) == "a"


def test_a_rebuild_that_fails_leaves_the_old_index_and_the_next_one_sweeps_up(index_dir: Path) -> None:
    indexed(document("a", "Huiswerk"))
    with pytest.raises(ZeroDivisionError):
        rebuild(document(str(1 // zero)) for zero in [0])
    assert keys("huiswerk") == ["a"]
    for number in range(3):
        rebuild([document(str(number))])
    assert len(list(index_dir.glob("made-*"))) == 1 + index.KEPT_BEFORE


def test_an_index_of_another_version_or_a_damaged_one_counts_as_none(index_dir: Path) -> None:
    here = indexed(document("a"))
    (here.folder / index.STAMP).write_text("another")
    index._readers.clear()
    assert not is_readable()
    indexed(document("a"))
    assert is_readable()
    (reader().folder / index.MAIN / "meta.json").write_text("{}")
    assert not is_readable()


@pytest.mark.django_db
def test_keeping_up_makes_the_index_when_there_is_none_and_drains_when_there_is() -> None:
    assert outbox.keep_up() == 0
    assert is_readable()
    folder = reader().folder
    outbox.changed("service", ["00000000-0000-0000-0000-000000000000"])
    assert outbox.keep_up() == 1
    assert not Change.objects.exists()
    assert reader().folder == folder


@pytest.mark.django_db
def test_keeping_up_leaves_the_work_to_who_is_at_it() -> None:
    outbox.keep_up()
    outbox.changed("service", ["00000000-0000-0000-0000-000000000000"])
    with lock():
        assert outbox.keep_up() == 0
    assert Change.objects.count() == 1


WRITER = """
import sys, time
import django; django.setup()
from buurtnet.search import index
from tests.search.documents import document
stage = sys.argv[1]
def wait():
    print("ready", flush=True)
    time.sleep(60)
def documents():
    yield document("new", "Huiswerk")
    wait()
if stage == "rebuilding":
    index.rebuild(documents())
with index.writing() as writer:
    writer.put(document("new", "Huiswerk"))
    writer.remove("service", "old")
    if stage == "committed":
        writer.commit()
    wait()
"""


@pytest.mark.parametrize(
    ("stage", "found"), [("rebuilding", ["old"]), ("before the commit", ["old"]), ("committed", ["new"])]
)
def test_a_writer_killed_in_the_middle_leaves_the_last_commit_and_a_free_lock(
    stage: str, found: list[str], index_dir: Path
) -> None:
    indexed(document("old", "Huiswerk"))
    kill_a_writer(stage, index_dir)
    assert keys("huiswerk") == found
    with writing() as writer:
        writer.put(document("next", "Huiswerk"))
        writer.commit()
    assert keys("huiswerk") == sorted([*found, "next"])
    rebuild([document("whole", "Huiswerk")])
    assert keys("huiswerk") == ["whole"]


def kill_a_writer(stage: str, index_dir: Path) -> None:
    """Another process writes, and is killed (signal 9) at a stage of its work."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "buurtnet.config.settings",
        "BUURTNET_INDEX_DIR": str(index_dir),
    }
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, stage], stdout=subprocess.PIPE, text=True, env=environment,
        cwd=Path(__file__).resolve().parents[2],
    )  # fmt: skip
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    with pytest.raises(BusyError), lock():
        pass
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()


@pytest.mark.parametrize("damage", [b"\0" * 17, b"\xff\xfe", b"", b"../elsewhere"])
def test_a_damaged_name_of_the_index_is_no_index_and_is_made_anew(damage: bytes) -> None:
    rebuild([])
    (index.index_dir() / "current").write_bytes(damage)
    assert not is_readable()
    rebuild([])
    assert is_readable()
