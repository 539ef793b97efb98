import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from buurtnet.search import vectors as store
from buurtnet.search.index import BusyError
from buurtnet.search.vectors import NO_ROW, Floats, Ties, Vectors, folder_of, in_bytes, vectors, writing

MODEL, DIMENSIONS = "a model", 8
PROJECT = Path(__file__).resolve().parents[2]


def ties(*numbers: int) -> Ties:
    return np.array(numbers, dtype=np.uint64)


def add(root: Path, *numbers: int, sum_of_text: int = 7, model: str = MODEL) -> None:
    """A vector for each tie, which points the way of its number."""
    with writing(root, model, DIMENSIONS) as writer:
        found = np.zeros((len(numbers), DIMENSIONS), dtype=np.float32)
        found[np.arange(len(numbers)), [number % DIMENSIONS for number in numbers]] = 1
        writer.add(ties(*numbers), np.full(len(numbers), sum_of_text, dtype=np.uint64), *in_bytes(found))


def read(root: Path, model: str = MODEL) -> Vectors:
    store.forget()
    found = vectors(folder_of(root, model))
    assert found is not None
    return found


def similarity(found: Vectors, tie: int, way: int) -> float:
    asked: Floats = np.zeros(DIMENSIONS, dtype=np.float32)
    asked[way] = 1
    return float(found.similarities(found.rows_of(ties(tie)), asked)[0])


def files(root: Path) -> dict[str, Path]:
    folder = folder_of(root, MODEL)
    made = folder / json.loads((folder / "head").read_text())["made"]
    return {"head": folder / "head", "keys": made / "keys", "numbers": made / "numbers"}


def test_what_was_added_is_read_back_by_tie(tmp_path: Path) -> None:
    add(tmp_path, 9, 2)
    add(tmp_path, 2**64 - 1)
    found = read(tmp_path)
    assert similarity(found, 9, 1) == pytest.approx(1, abs=0.001)
    assert similarity(found, 2, 1) == 0
    assert similarity(found, 2**64 - 1, 7) == pytest.approx(1, abs=0.001)
    assert found.sums_of(ties(2, 3)).tolist() == [7, 0]


def test_a_tie_without_a_vector_has_no_number(tmp_path: Path) -> None:
    add(tmp_path, 5)
    assert read(tmp_path).rows_of(ties(4, 5, 6)).tolist() == [NO_ROW, 0, NO_ROW]
    assert np.isnan(similarity(read(tmp_path), 4, 4))


def test_a_later_vector_of_a_tie_replaces_the_earlier_one(tmp_path: Path) -> None:
    add(tmp_path, 1, 2, 3)
    with writing(tmp_path, MODEL, DIMENSIONS) as writer:
        other = np.eye(DIMENSIONS, dtype=np.float32)[[6]]
        writer.add(ties(2), ties(8), *in_bytes(other))
    found = read(tmp_path)
    assert len(found.ties) == 3
    assert similarity(found, 2, 6) == pytest.approx(1, abs=0.001)
    assert found.sums_of(ties(2)).tolist() == [8]


@given(
    arrays.arrays(np.float32, (3, DIMENSIONS), elements=st.floats(-1, 1, width=32)),
    arrays.arrays(np.float32, (DIMENSIONS,), elements=st.floats(-1, 1, width=32)),
)
def test_bytes_say_nearly_what_the_numbers_said(rows: Floats, asked: Floats) -> None:
    numbers, scales = in_bytes(rows)
    back = numbers.astype(np.float32) * scales[:, None]
    assert np.abs(back @ asked - rows @ asked).max() <= DIMENSIONS / 127


def test_what_is_no_number_counts_as_nothing() -> None:
    numbers, scales = in_bytes(np.array([[np.nan, np.inf, -np.inf, 0.5]], dtype=np.float32))
    assert numbers.tolist() == [[0, 0, 0, 127]]
    assert np.isfinite(scales).all()


def test_nobody_but_one_writes(tmp_path: Path) -> None:
    add(tmp_path, 1)
    with writing(tmp_path, MODEL, DIMENSIONS), pytest.raises(BusyError), writing(tmp_path, MODEL, DIMENSIONS):
        pass
    add(tmp_path, 2)
    assert len(read(tmp_path).ties) == 2


def test_who_reads_keeps_what_they_had_while_others_write(tmp_path: Path) -> None:
    add(tmp_path, 1, 2)
    before = read(tmp_path)
    with writing(tmp_path, MODEL, DIMENSIONS) as writer:
        writer.keep_only(ties(2), since=2)
    assert similarity(before, 1, 1) == pytest.approx(1, abs=0.001)
    assert read(tmp_path).ties.tolist() == [2]


def test_keeping_only_some_leaves_out_what_was_replaced_or_went_but_not_what_came_since(tmp_path: Path) -> None:
    add(tmp_path, 1, 2, 3)
    add(tmp_path, 2, sum_of_text=8)
    add(tmp_path, 4)
    with writing(tmp_path, MODEL, DIMENSIONS) as writer:
        assert writer.keep_only(ties(2, 3), since=4) == 2
        assert writer.count == 3
    found = read(tmp_path)
    assert found.ties.tolist() == [2, 3, 4]
    assert found.sums_of(ties(2)).tolist() == [8]
    assert len(list(folder_of(tmp_path, MODEL).glob("made-*"))) == 1


def test_keeping_none_leaves_vectors_that_hold_nothing(tmp_path: Path) -> None:
    add(tmp_path, 1)
    with writing(tmp_path, MODEL, DIMENSIONS) as writer:
        assert writer.keep_only(ties(), since=1) == 1
    assert len(read(tmp_path).ties) == 0
    assert np.isnan(similarity(read(tmp_path), 1, 1))


def test_another_model_has_vectors_of_its_own_beside(tmp_path: Path) -> None:
    add(tmp_path, 1)
    add(tmp_path, 2, model="another")
    assert (read(tmp_path).ties.tolist(), read(tmp_path, "another").ties.tolist()) == ([1], [2])
    with writing(tmp_path, "another", DIMENSIONS) as writer:
        writer.forget_other_models()
    assert not folder_of(tmp_path, MODEL).exists()
    assert read(tmp_path, "another").ties.tolist() == [2]


@pytest.mark.parametrize("name", ["head", "keys", "numbers"])
@pytest.mark.parametrize("damage", ["gone", "cut", "turned"])
def test_a_damaged_file_is_begun_anew(tmp_path: Path, name: str, damage: str) -> None:
    add(tmp_path, 1, 2, 3)
    path = files(tmp_path)[name]
    content = path.read_bytes()
    if damage == "gone":
        path.unlink()
    elif damage == "cut":
        path.write_bytes(content[:-3])
    else:
        path.write_bytes(content[:5] + bytes([content[5] ^ 255]) + content[6:])
    store.forget()
    vectors(folder_of(tmp_path, MODEL))  # reading it raises nothing
    with writing(tmp_path, MODEL, DIMENSIONS) as writer:
        assert writer.is_new
    add(tmp_path, 4)
    assert read(tmp_path).ties.tolist() == [4]


@pytest.mark.parametrize(
    "said", ["", "[]", "{}", '{"name": 1}', "null", '{"name":"a model","dimensions":8,"made":"../x"}']
)
def test_a_head_that_makes_no_sense_is_none(tmp_path: Path, said: str) -> None:
    add(tmp_path, 1)
    files(tmp_path)["head"].write_text(said)
    store.forget()
    assert vectors(folder_of(tmp_path, MODEL)) is None


def test_rows_that_were_torn_off_are_not_read_and_go(tmp_path: Path) -> None:
    add(tmp_path, 1, 2)
    for name in ("keys", "numbers"):
        with files(tmp_path)[name].open("ab") as file:
            file.write(b"half a row")
    assert read(tmp_path).ties.tolist() == [1, 2]
    add(tmp_path, 3)
    assert similarity(read(tmp_path), 3, 3) == pytest.approx(1, abs=0.001)
    assert files(tmp_path)["numbers"].stat().st_size == 3 * DIMENSIONS


def test_vectors_whose_folder_went_are_none(tmp_path: Path) -> None:
    add(tmp_path, 1)
    read(tmp_path)
    shutil.rmtree(tmp_path / "meaning")
    assert vectors(folder_of(tmp_path, MODEL)) is None


WRITES_ON_AND_ON = """
import sys
from pathlib import Path
import numpy as np
from buurtnet.search.vectors import in_bytes, writing

with writing(Path(sys.argv[1]), "a model", 8) as writer:
    while True:
        numbers = np.arange(writer.count, writer.count + 5, dtype=np.uint64)
        rows = np.zeros((5, 8), dtype=np.float32)
        rows[np.arange(5), numbers % 8] = 1
        writer.add(numbers, numbers + 1, *in_bytes(rows))
        if writer.count % 100 == 0:
            writer.keep_only(numbers, since=writer.count - 50)
        print("added", flush=True)
"""


def test_a_writer_that_is_killed_leaves_whole_rows_and_the_lock_free(tmp_path: Path) -> None:
    for number in range(6):
        child = subprocess.Popen(
            [sys.executable, "-c", WRITES_ON_AND_ON, str(tmp_path)], cwd=PROJECT, stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(PROJECT)},
        )  # fmt: skip
        with child:
            assert child.stdout
            for _ in range(1 + 7 * number):
                assert child.stdout.readline() == b"added\n"
            child.send_signal(signal.SIGKILL)
        found = read(tmp_path)
        assert len(found.ties) > 0
        for tie in found.ties.tolist():
            assert similarity(found, tie, tie % DIMENSIONS) == pytest.approx(1, abs=0.001)
        assert (found.sums_of(found.ties) == found.ties + np.uint64(1)).all()
        with writing(tmp_path, MODEL, DIMENSIONS) as writer:
            assert not writer.is_new
