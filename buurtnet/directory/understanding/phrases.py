"""Words and phrases as data, found in a list of folded words."""

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from buurtnet.kit.folding import words

DATA = Path(__file__).parent / "data"

type Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Span:
    """Some words in a row: where they begin, how many they are, and what they stand for."""

    start: int
    length: int
    stands_for: str

    @property
    def places(self) -> range:
        return range(self.start, self.start + self.length)


@cache
def table(name: str) -> dict[str, Any]:
    """The data of one file."""
    with (DATA / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def phrases_in(text: str) -> Iterator[Phrase]:
    """The phrases of a line of data: single words up to the first bar, then phrases between bars."""
    single, *phrases = text.split("|")
    yield from ((word,) for word in words(single))
    yield from (tuple(words(phrase)) for phrase in phrases if words(phrase))


def meanings(lines: Mapping[str, str]) -> dict[Phrase, str]:
    """By phrase, what it stands for."""
    return {phrase: name for name, text in lines.items() for phrase in phrases_in(text)}


def found_in(said: Sequence[str], known: Mapping[Phrase, str], taken: Collection[int] = ()) -> list[Span]:
    """Where phrases stand, the longest first where they overlap, and not over words that are taken."""
    used = set(taken)
    found: list[Span] = []
    lengths = sorted({len(phrase) for phrase in known}, reverse=True)
    for length in lengths:
        for start in range(len(said) - length + 1):
            span = range(start, start + length)
            name = known.get(tuple(said[start : start + length]))
            if name is not None and not used.intersection(span):
                used.update(span)
                found.append(Span(start, length, name))
    return sorted(found, key=lambda one: one.start)
