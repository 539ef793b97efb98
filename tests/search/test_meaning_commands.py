"""``buurtnet meaning status`` and ``buurtnet meaning build``, by letters and on one processor."""

import argparse
from collections.abc import Iterator, Sequence

import pytest
from pytest_django import Settings

from buurtnet.config.commands import meaning_build, meaning_status
from buurtnet.kit.plain_error import PlainError
from buurtnet.search import meaning_making
from buurtnet.search.documents import Offer, SearchDocument
from buurtnet.search.index import index_dir
from buurtnet.search.vectors import writing
from tests.search.documents import document
from tests.search.meaning_by_letters import Letters, letters

NO_WORDS = argparse.Namespace()


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[Letters]:
    def made(keys: Sequence[str]) -> Iterator[SearchDocument]:
        return (document(key, f"les {key}") for key in keys)

    monkeypatch.setattr(meaning_making, "by_many_hands", map)  # other processes could not know this model
    monkeypatch.setattr(meaning_making, "offers", lambda: {"service": Offer("service", made, lambda: ["a", "b"])})
    with letters() as found:
        yield found


def test_it_tells_how_far_it_is(model: Letters, capsys: pytest.CaptureFixture[str]) -> None:
    assert meaning_status.run(NO_WORDS) == 0
    assert "0 of 2 services have a vector.\nSomething waits" in capsys.readouterr().out
    assert meaning_build.run(NO_WORDS) == 0
    assert "2 of 2 services have a vector." in capsys.readouterr().out
    assert meaning_status.run(NO_WORDS) == 0
    assert capsys.readouterr().out == "Model: letters\n2 of 2 services have a vector.\nAll is up to date.\n"


def test_built_again_it_makes_nothing(model: Letters, capsys: pytest.CaptureFixture[str]) -> None:
    meaning_build.run(NO_WORDS)
    meaning_build.run(NO_WORDS)
    assert capsys.readouterr().out.splitlines()[-1].startswith("0 made in")
    assert model.read == 2


def test_while_another_process_makes_them_it_says_so(model: Letters) -> None:
    with writing(index_dir(), model.name, model.dimensions), pytest.raises(PlainError, match="Another process"):
        meaning_build.run(NO_WORDS)


def test_without_a_model_it_says_why(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.MEANING = "OFF"
    assert meaning_status.run(NO_WORDS) == 0
    assert capsys.readouterr().out == "Searching by meaning is switched off (MEANING=off). Searching goes by words.\n"
    with pytest.raises(PlainError, match="switched off"):
        meaning_build.run(NO_WORDS)
