"""Wishes beside the need: for nothing, online, at home, with a wheelchair, open now, and in which language."""

from collections.abc import Sequence
from functools import cache

from buurtnet.directory.understanding.phrases import Phrase, found_in, meanings, phrases_in, table
from buurtnet.directory.understanding.readings import Read, Reading
from buurtnet.kit.folding import words

SPOKEN = "spreekt"
VALUES = {"open": "nu"}  # of the others: 1


@cache
def _wishes() -> tuple[dict[Phrase, str], frozenset[Phrase]]:
    """By phrase the wish it says (none: it only looks like one), and which phrases stay words to look for."""
    data = table("wishes")
    also = {phrase for row in data.values() for phrase in phrases_in(row["also"])}
    never = {phrase: "" for row in data.values() for phrase in phrases_in(row["never"])}
    said = {**meanings({name: row["read"] for name, row in data.items()})}
    said |= meanings({name: row["also"] for name, row in data.items()})
    return said | never, frozenset(also)


def wishes_in(said: Sequence[str]) -> tuple[Read, ...]:
    """The wishes of a text."""
    known, stays = _wishes()
    found = [span for span in found_in(said, known) if span.stands_for]
    read: dict[str, Read] = {}
    for span in found:
        by = tuple(said[place] for place in span.places)
        reading = Reading(span.stands_for, VALUES.get(span.stands_for, "1"), by)
        read.setdefault(span.stands_for, Read(reading, frozenset(() if by in stays else span.places)))
    return tuple(read.values())


@cache
def _languages() -> tuple[dict[Phrase, str], dict[Phrase, str]]:
    """By phrase the language it says by itself, and the names of languages."""
    rows = table("languages")["language"]
    return (
        meanings({row["code"]: row["alone"] for row in rows}),
        meanings({row["code"]: row["names"] for row in rows}),
    )


def spoken_in(said: Sequence[str]) -> tuple[Read, ...]:
    """The language someone wants to be helped in; who learns a language does not say so."""
    data = table("languages")
    if set(words(data["learning"])) & set(said):
        return ()
    alone, named = _languages()
    found = [(span.stands_for, set(span.places)) for span in found_in(said, alone)]
    taken = {place for _code, places in found for place in places}
    for span in found_in(said, named, taken):
        around = _around(said, span.start, span.start + span.length)
        if around:
            found.append((span.stands_for, {*span.places, *around}))
    by = dict(reversed(found))
    return tuple(
        Read(Reading(SPOKEN, code, tuple(said[place] for place in sorted(places))), frozenset(places))
        for code, places in by.items()
    )


@cache
def _sides() -> tuple[frozenset[Phrase], frozenset[str]]:
    data = table("languages")
    return frozenset(phrases_in(data["before"])), frozenset(words(data["after"]))


def _around(said: Sequence[str], start: int, end: int) -> set[int]:
    """The words around the name of a language that make it the language to be helped in."""
    before, after = _sides()
    found: set[int] = set()
    for length in (2, 1):
        if start >= length and tuple(said[start - length : start]) in before:
            found.update(range(start - length, start))
            break
    if end < len(said) and said[end] in after:
        found.add(end)
    return found
