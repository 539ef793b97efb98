"""Questions as people type them, asked of the vocabulary that comes with the product."""

import tomllib
from functools import cache
from pathlib import Path

import pytest

from buurtnet.kit.folding import words
from buurtnet.themes.matching import Mention, Word
from buurtnet.themes.shipped import read_shipped
from buurtnet.themes.vocabulary import Shared, Vocabulary, Words

ASKED = tomllib.loads((Path(__file__).parent / "data" / "words_of_people.toml").read_text(encoding="utf-8"))
BEST = 3  # mentions among which what is meant must be
FEWEST_QUESTIONS, FEWEST_OTHERS = 160, 40


@cache
def shipped() -> Vocabulary:
    """The files as they are, without a database."""
    labels = [
        Word(number, concept.slug, label.text, label.folded, label.language, label.kind, label.order)
        for concept in read_shipped().concepts
        for number, label in enumerate(concept.labels)
    ]
    return Vocabulary(Shared(words=Words(labels)))


def mentioned(said: str) -> tuple[Mention, ...]:
    return shipped().mentions(words(said))


def as_text(mentions: tuple[Mention, ...]) -> str:
    return ", ".join(f"{one.concept} ({one.label}, {one.weight:.2f})" for one in mentions) or "nothing"


@pytest.mark.parametrize("row", ASKED["question"], ids=lambda row: row["said"])
def test_what_is_meant_is_among_the_best(row: dict[str, str | list[str]]) -> None:
    found = mentioned(str(row["said"]))[:BEST]
    assert {one.concept for one in found} & set(row["means"]), f"{row['said']} names {as_text(found)}"


@pytest.mark.parametrize("row", ASKED["other"], ids=lambda row: row["said"])
def test_what_only_looks_alike_is_not_named(row: dict[str, str]) -> None:
    found = mentioned(row["said"])
    assert row["not"] not in {one.concept for one in found}, f"{row['said']} names {as_text(found)}"


def test_the_questions_name_concepts_that_exist_and_each_is_asked_once() -> None:
    known = {concept.slug for concept in read_shipped().concepts}
    meant = {slug for row in ASKED["question"] for slug in row["means"]} | {row["not"] for row in ASKED["other"]}
    said = [row["said"] for row in [*ASKED["question"], *ASKED["other"]]]
    assert meant <= known
    assert len(said) == len(set(said))
    assert len(ASKED["question"]) >= FEWEST_QUESTIONS
    assert len(ASKED["other"]) >= FEWEST_OTHERS
