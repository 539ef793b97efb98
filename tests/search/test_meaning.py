import threading
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from buurtnet.kit.plain_error import PlainError
from buurtnet.search import embedding, meaning
from buurtnet.search.documents import SearchDocument
from buurtnet.search.embedding import LONGEST_PIECE, Floats, plain
from buurtnet.search.index import Reader, index_dir
from buurtnet.search.meaning import (
    begin,
    is_available,
    nearest,
    nearest_in,
    question,
    scope_of,
    similar,
    tie_of,
    ties_of,
)
from buurtnet.search.meaning_making import passage
from buurtnet.search.query import Marked, Query, search
from buurtnet.search.vectors import forget, in_bytes, vectors, writing
from tests.search.documents import document, indexed
from tests.search.meaning_by_letters import Letters, letters

TEXTS = {"zwem": "zwemles voor kinderen", "taal": "taalles voor ouders", "geld": "hulp bij geld", "fiets": "fiets"}


@pytest.fixture
def model() -> Iterator[Letters]:
    with letters() as found:
        yield found


def given_vectors(model: Letters, *documents: SearchDocument) -> None:
    with writing(index_dir(), model.name, model.dimensions) as writer:
        found = model.of_passages([passage(one) for one in documents])
        ties = np.array([tie_of(one.kind, one.key) for one in documents], dtype=np.uint64)
        writer.add(ties, ties, *in_bytes(found))


@pytest.fixture
def here(model: Letters) -> Reader:
    """Four documents, in two areas, of which three have a vector."""
    documents = [
        document(key, text, marks=["in:kade"] if key in {"zwem", "geld"} else ["in:hoek"])
        for key, text in TEXTS.items()
    ]
    reader = indexed(*documents)
    given_vectors(model, *(one for one in documents if one.key != "fiets"))
    return reader


def asked(text: str) -> meaning.Vector:
    found = question(text)
    assert found is not None
    return found


def ties(*keys: str) -> list[int]:
    return [tie_of("service", key) for key in keys]


def test_the_tie_of_a_document_is_the_one_in_the_index(here: Reader) -> None:
    hits = search(here, Query(), 10)
    keys = [hits.key(place) for place in range(len(hits.scored))]
    assert ties_of(here, hits.addresses).tolist() == ties(*keys)


def test_what_says_much_the_same_is_nearest(here: Reader) -> None:
    places, nearness = nearest(here, asked("zwemlessen voor kinderen"), ties(*TEXTS), 2)
    assert places == [0, 1]
    assert nearness[0] > nearness[1]


def test_a_document_without_a_vector_is_no_number_and_never_near(here: Reader) -> None:
    found = similar(here, asked("fiets"), ties("fiets", "zwem"))
    assert np.isnan(found).tolist() == [True, False]
    assert 0 not in nearest(here, asked("fiets"), ties("fiets", "zwem"), 5)[0]


@pytest.mark.parametrize("count", [0, 1, 3, 99])
def test_no_more_come_than_were_asked(here: Reader, count: int) -> None:
    places, nearness = nearest(here, asked("les"), ties(*TEXTS), count)
    assert len(places) == len(nearness) == min(count, 3)
    assert nearness == sorted(nearness, reverse=True)


def test_of_nothing_nothing_is_near(here: Reader) -> None:
    assert similar(here, asked("les"), []).tolist() == []
    assert nearest(here, asked("les"), [], 5) == ([], [])


def test_a_scope_holds_what_its_conditions_hold_for(here: Reader) -> None:
    scope = scope_of(here, [Marked(("in:kade",))])
    assert scope
    assert sorted(scope.ties.tolist()) == sorted(ties("zwem", "geld"))
    [(near, address)] = nearest_in(here, asked("zwemles"), scope, 1)
    assert here.searcher.doc(address).get_first("id") == "service:zwem"
    assert near == pytest.approx(similar(here, asked("zwemles"), ties("zwem"))[0])


def test_a_scope_that_is_asked_again_is_the_same_one(here: Reader) -> None:
    assert scope_of(here, [Marked(("in:hoek",))]) is scope_of(here, [Marked(("in:hoek",))])


def test_a_scope_of_too_many_documents_is_none(here: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "MOST_COMPARED", 1)
    assert scope_of(here, [Marked(("in:kade",))]) is None


def test_a_scope_is_compared_with_a_question_once_until_there_are_new_vectors(
    here: Reader, model: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meaning, "LEAST_KEPT", 1)
    scope = scope_of(here, [Marked(("in:hoek",))])
    assert scope
    first = similar(here, asked("fiets"), scope.ties)
    assert similar(here, asked("fiets"), scope.ties) is first
    assert similar(here, asked("les"), scope.ties) is not first
    given_vectors(model, document("fiets"))
    forget()
    assert np.isnan(first).sum() == 1
    assert not np.isnan(similar(here, asked("fiets"), scope.ties)).any()


def test_only_so_many_scopes_are_kept(here: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "MOST_SCOPES_KEPT", 2)
    first = scope_of(here, [Marked(("in:kade",))])
    for name in ("a", "b"):
        scope_of(here, [Marked((name,))])
    assert scope_of(here, [Marked(("in:kade",))]) is not first


def test_without_vectors_nothing_is_available_and_a_question_has_no_vector(model: Letters) -> None:
    reader = indexed(document("zwem"))
    assert not is_available()
    assert question("zwem") is None
    assert np.isnan(similar(reader, model.of_questions(["zwem"])[0], ties("zwem"))).all()


def test_without_a_model_nothing_is_available(here: Reader, settings: Settings) -> None:
    settings.MEANING = "OFF"
    undo = embedding.register("gone", Letters)
    undo()  # now the settings are obeyed
    assert not is_available()
    assert question("zwem") is None
    assert np.isnan(similar(here, np.ones(64, dtype=np.float32), ties("zwem"))).all()


def test_vectors_of_another_model_do_not_count(here: Reader) -> None:
    with letters("other letters"):
        assert not is_available()
    assert vectors(index_dir() / "meaning" / "nothing") is None


def test_the_same_question_is_read_once(here: Reader, model: Letters) -> None:
    before = asked("zwemles")
    assert asked("  zwemles\n") is before
    with pytest.raises(ValueError, match="read-only"):
        before[0] = 1  # it is shared


def test_a_model_that_fails_is_told_in_the_log_and_searching_goes_on(
    here: Reader, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> Letters:
        raise PlainError("The model does not load.")

    monkeypatch.setattr(meaning, "backend", broken)
    assert question("iets nieuws") is None
    assert caplog.messages == ["The model does not load."]


def test_the_model_reads_a_question_while_other_work_goes_on(here: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_on, make = threading.Event(), Letters.of_questions

    def waits(model: Letters, texts: Sequence[str]) -> Floats:
        assert goes_on.wait(60)
        return make(model, texts)

    monkeypatch.setattr(Letters, "of_questions", waits)
    one, same = begin("zwemles"), begin(" zwemles ")
    goes_on.set()
    assert one
    assert same
    assert one() is same()


def test_a_question_that_went_wrong_is_read_again(here: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Letters, "of_questions", lambda _model, _texts: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            question("zwemles")
    assert question("zwemles") is not None


def test_only_so_many_questions_are_kept(here: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "MOST_QUESTIONS_KEPT", 2)
    before = asked("zwemles")
    assert asked("taalles") is asked("taalles")
    asked("fietsles")
    assert asked("zwemles") is not before


NONSENSE = [
    "", " \n", "\x00", "...", "\ud800 zwem \udfff", "🏊" * 3000, "woord " * 10_000, "x" * 100_000, "' OR 1=1 --",
]  # fmt: skip


@pytest.mark.parametrize("text", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_has_a_vector_or_none_and_never_an_error(here: Reader, text: str) -> None:
    found = question(text)
    if found is not None:
        assert np.linalg.norm(found) == pytest.approx(1, abs=0.01)
        assert len(nearest(here, found, ties(*TEXTS), 3)[0]) == 3


@given(st.text(st.characters(), max_size=400), st.integers(1, 100))
def test_a_plain_text_is_short_valid_and_has_no_endless_words(text: str, longest: int) -> None:
    found = plain(text, longest)
    assert len(found) <= longest
    found.encode()
    assert found.isprintable()
    assert all(len(word) <= LONGEST_PIECE for word in found.split(" "))
    assert plain(found, longest) == found
