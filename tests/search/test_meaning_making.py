"""What makes vectors: from what waits to what is there."""

from collections.abc import Iterator, Sequence

import pytest
from pytest_django import Settings

from buurtnet.kit.plain_error import PlainError
from buurtnet.search import documents, embedding, meaning_making
from buurtnet.search.documents import Offer, SearchDocument
from buurtnet.search.embedding import LONGEST_PASSAGE
from buurtnet.search.index import index_dir
from buurtnet.search.meaning import question, similar, tie_of
from buurtnet.search.meaning_making import Hand, is_waiting, look_again, make_missing, note, passage, standing
from buurtnet.search.meaning_piles import Piles
from buurtnet.search.models import Change
from buurtnet.search.outbox import changed, drain, rebuild_all
from buurtnet.search.vectors import folder_of, forget, vectors, writing
from tests.search.documents import document, indexed
from tests.search.meaning_by_letters import Letters, letters


@pytest.fixture
def model() -> Iterator[Letters]:
    with letters() as found:
        yield found


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What there is to find, by key; the tests change it."""
    found = {"a": "zwemles", "b": "taalles", "c": "kookles"}

    def made(keys: Sequence[str]) -> Iterator[SearchDocument]:
        return (document(key, found[key]) for key in keys if key in found)

    of_kind = {"service": Offer("service", made, lambda: list(found)), "place": Offer("place", made, lambda: ["p"])}
    for module in (documents, meaning_making):
        monkeypatch.setattr(module, "offers", lambda: of_kind)
    return found


def with_vectors(model: Letters) -> list[str]:
    """The keys that have a vector."""
    found = vectors(folder_of(index_dir(), model.name), newest=True)
    kept = set(found.ties.tolist()) if found else set()
    return [key for key in "abcdefgp" if tie_of("service", key) in kept]


def test_at_first_everything_is_made_and_then_nothing_waits(model: Letters, texts: dict[str, str]) -> None:
    assert is_waiting()
    assert make_missing() == 3
    assert with_vectors(model) == ["a", "b", "c"]
    assert not is_waiting()
    assert (standing().count, standing().total) == (3, 3)


def test_only_what_changed_is_made_anew(model: Letters, texts: dict[str, str]) -> None:
    make_missing()
    texts |= {"b": "fietsles", "d": "dansles"}
    note([("service", "a"), ("service", "b"), ("service", "d"), ("place", "p")])
    assert make_missing() == 2
    assert model.read == 5
    assert with_vectors(model) == ["a", "b", "c", "d"]
    fietsles = question("fietsles")
    assert fietsles is not None
    here = indexed(document("b"))
    assert similar(here, fietsles, [tie_of("service", "b")])[0] > 0.95


def test_a_text_whose_keywords_come_in_another_order_is_the_same(model: Letters, texts: dict[str, str]) -> None:
    texts["a"] = "sport water"
    make_missing()
    texts["a"] = "water sport"
    look_again()
    assert make_missing() == 0


def test_after_the_index_was_made_anew_all_is_looked_at_and_nothing_made_twice(
    model: Letters, texts: dict[str, str]
) -> None:
    make_missing()
    look_again()
    assert is_waiting()
    assert make_missing() == 0
    assert not is_waiting()
    assert model.read == 3


def test_what_went_is_forgotten_when_all_is_gone_through(model: Letters, texts: dict[str, str]) -> None:
    make_missing()
    del texts["b"]
    note([("service", "b")])
    make_missing()
    look_again()
    make_missing()
    assert with_vectors(model) == ["a", "c"]


def test_what_came_while_all_was_gone_through_is_kept(
    model: Letters, texts: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meaning_making, "AT_ONCE", 1)
    make_missing()
    look_again()
    make_missing(0)  # one document, and then the time is up
    assert is_waiting()
    texts["d"] = "dansles"
    note([("service", "d")])
    make_missing()
    assert with_vectors(model) == ["a", "b", "c", "d"]


def test_whoever_is_stopped_goes_on_there(
    model: Letters, texts: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meaning_making, "AT_ONCE", 1)
    assert [make_missing(0) for _ in range(3)] == [1, 1, 1]
    assert model.read == 3
    make_missing(0)
    assert not is_waiting()


def test_whoever_is_killed_between_two_steps_loses_nothing(
    model: Letters, texts: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class KilledError(Exception):
        pass

    def killed(*_args: object) -> None:
        raise KilledError

    steps = (("Piles", "take_all"), ("Pile", "begin"), ("Pile", "done"), ("Pile", "end"))
    for name, step in steps:
        with monkeypatch.context() as patched:
            patched.setattr(f"buurtnet.search.meaning_piles.{name}.{step}", killed)
            with pytest.raises(KilledError):
                make_missing()
    make_missing()
    assert with_vectors(model) == ["a", "b", "c"]
    assert model.read == 3
    assert not is_waiting()


def test_two_never_do_it_at_once(model: Letters, texts: dict[str, str]) -> None:
    with writing(index_dir(), model.name, model.dimensions):
        assert make_missing() == 0
    assert make_missing() == 3


def test_a_damaged_file_is_made_anew(model: Letters, texts: dict[str, str]) -> None:
    make_missing()
    [path] = folder_of(index_dir(), model.name).glob("made-*/keys")
    path.write_bytes(b"x" * 60)
    forget()  # as a new process
    assert is_waiting()
    assert make_missing() == 3
    assert with_vectors(model) == ["a", "b", "c"]


def test_another_model_makes_its_own_and_then_the_old_ones_go(model: Letters, texts: dict[str, str]) -> None:
    make_missing()
    with letters("more letters") as other:
        assert is_waiting()
        assert make_missing() == 3
        assert with_vectors(other) == ["a", "b", "c"]
    assert with_vectors(model) == []


def test_without_a_model_nothing_is_noted_or_made(texts: dict[str, str], settings: Settings) -> None:
    settings.MEANING = "OFF"
    note([("service", "a")])
    look_again()
    assert make_missing() == 0
    assert not is_waiting()
    assert not (index_dir() / "meaning").exists()
    assert embedding.why_none() == "Searching by meaning is switched off (MEANING=off)."


def test_a_document_that_says_nothing_has_no_vector(model: Letters, texts: dict[str, str]) -> None:
    texts["a"] = " . "
    assert make_missing() == 2


def test_how_far_it_is_is_told(model: Letters, texts: dict[str, str]) -> None:
    told: list[tuple[int, int]] = []
    make_missing(tell=lambda done, total: told.append((done, total)))
    assert told[-1] == (3, 3)


@pytest.mark.django_db
def test_the_index_tells_what_it_was_given(
    model: Letters, texts: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("buurtnet.search.outbox.offers", meaning_making.offers)
    rebuild_all()
    assert make_missing() == 3
    texts["d"] = "dansles"
    changed("service", ["d"])
    assert Change.objects.count() == 1
    assert not is_waiting()
    drain()
    assert make_missing() == 1
    assert with_vectors(model) == ["a", "b", "c", "d"]


# The text


def test_a_passage_is_names_text_and_keywords_and_no_longer_than_a_model_reads() -> None:
    one = document(
        "a", "Zwemles.", names=["Swimming"], simple="Leer zwemmen", body="Elke week. " * 500, keywords="sport"
    )
    text = passage(one)
    assert text.startswith("Zwemles. Swimming. Leer zwemmen. Elke week. Elke")
    assert text.endswith(". sport")
    assert len(text) <= LONGEST_PASSAGE + 2


def test_a_passage_of_nonsense_is_a_plain_text() -> None:
    one = document("a", "\ud800\x00", body="x" * 10_000, keywords="🏊" * 10_000)
    passage(one).encode()
    assert len(passage(one)) <= LONGEST_PASSAGE + 2


# The piles


def test_a_key_that_is_no_line_is_not_noted(model: Letters) -> None:
    piles = Piles(index_dir())
    piles.note([("service", "a\nb"), ("service\t", "c"), ("service", "d")])
    assert list(piles.take_changed().documents()) == [("service", "d")]


def test_what_is_noted_while_the_last_is_looked_at_waits_for_the_next_time(model: Letters) -> None:
    piles = Piles(index_dir())
    piles.note([("service", "a")])
    first = piles.take_changed()
    piles.note([("service", "b")])
    assert list(piles.take_changed().documents()) == [("service", "a")]
    first.end()
    assert list(piles.take_changed().documents()) == [("service", "b")]


def test_who_asks_while_all_is_being_written_down_is_heard(model: Letters) -> None:
    piles = Piles(index_dir())

    def keys() -> dict[str, list[str]]:
        piles.look_again()
        return {"service": ["a"]}

    piles.look_again()
    first = piles.take_all(keys, 0)
    assert list(first.documents()) == [("service", "a")]
    first.end()
    assert not piles.is_empty()
    piles.take_all(lambda: {"service": ["b"]}, 0).end()
    assert piles.is_empty()


def test_who_was_killed_while_asking_is_heard(model: Letters, texts: dict[str, str]) -> None:
    make_missing()
    (index_dir() / "meaning" / "again").touch()
    assert make_missing() == 0
    assert not is_waiting()


def test_a_line_that_was_torn_off_is_left_out(model: Letters) -> None:
    piles = Piles(index_dir())
    piles.note([("service", "a")])
    with (index_dir() / "changed").open("a") as file:
        file.write("service\thal")
    assert list(piles.take_changed().documents()) == [("service", "a")]


# The process of its own


class FakeProcess:
    """Stands for the process, which a test that has its database in memory cannot share anything with."""

    exitcode: int | None = None
    started = 0

    def __init__(self, **_settings: object) -> None:
        FakeProcess.exitcode = None

    def start(self) -> None:
        FakeProcess.started += 1

    def is_alive(self) -> bool:
        return FakeProcess.exitcode is None


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> type[FakeProcess]:
    monkeypatch.setattr("multiprocessing.context.SpawnContext.Process", FakeProcess)
    FakeProcess.started = 0
    return FakeProcess


def test_one_process_at_a_time_and_only_when_something_waits(
    model: Letters, texts: dict[str, str], processes: type[FakeProcess]
) -> None:
    hand = Hand()
    assert hand.follow()
    assert hand.follow()
    assert processes.started == 1
    processes.exitcode = 0
    make_missing()
    assert not hand.follow()
    assert processes.started == 1


def test_while_another_worker_is_at_it_none_is_begun(
    model: Letters, texts: dict[str, str], processes: type[FakeProcess]
) -> None:
    with writing(index_dir(), model.name, model.dimensions):
        assert Hand().follow()
    assert processes.started == 0
    assert Hand().follow()
    assert processes.started == 1


def test_when_the_process_failed_the_duty_fails_once_and_tries_again_later(
    model: Letters, texts: dict[str, str], processes: type[FakeProcess]
) -> None:
    hand = Hand()
    hand.follow()
    processes.exitcode = 1
    with pytest.raises(PlainError, match="not kept up to date"):
        hand.follow()
    assert hand.follow()
    assert processes.started == 2


def test_the_worker_that_follows_does_not_load_the_model(texts: dict[str, str], processes: type[FakeProcess]) -> None:
    def load() -> Letters:
        raise AssertionError("the model was loaded")

    undo = embedding.register("heavy", load)
    try:
        assert Hand().follow()
        assert is_waiting()
    finally:
        undo()


def test_all_processors_make_the_same_as_one(
    model: Letters, texts: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meaning_making, "by_many_hands", map)  # others could not know this model
    assert make_missing(by_all_hands=True) == 3
    assert with_vectors(model) == ["a", "b", "c"]
