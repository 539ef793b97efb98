"""The words of the index itself: completing what is half typed, mending typos, taking compounds apart.

No word list is shipped for this: a word counts as a word when it stands in some text that can be found.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import tantivy

from buurtnet.search.dutch import stem
from buurtnet.search.schema import LONGEST_WORD, words_schema

SHORTEST_COMPOUND = 7
SHORTEST_PART = 3
LINKS = ("", "s", "e", "n", "en")  # what may stand between two parts: opvoeding-s-vraag, pan-nen-koek
SHORTEST_TAIL = 5
SHORTEST_ROUGH = 5
ROUGH_PART = 0.7
COMPLETIONS = 24
COMPOUNDS = 24
CORRECTIONS = 5
# A text may be full of typos itself; a correction must be this much more common than what was typed.
RARER = 20
_SCHEMA = words_schema()


@dataclass(frozen=True, slots=True)
class Variant:
    """Another word to look for, by its stem.

    ``how`` it was found: ``ending`` (the word goes on), ``last`` or ``first`` (a compound that has the word
    as its last or its first part), ``typo``, ``rough`` (it begins about so).
    """

    stem: str
    how: str
    word: str = ""
    distance: int = 0


class Lexicon:
    """The words of one index, read-only."""

    def __init__(self, index: tantivy.Index) -> None:
        self._searcher = index.searcher()

    def knows(self, word: str) -> bool:
        return self._searcher.doc_freq("word", word) > 0

    def knows_stem(self, form: str) -> bool:
        return self._searcher.doc_freq("stem", form) > 0

    def completions(self, start: str, most: int = COMPLETIONS) -> list[Variant]:
        """Words that begin so, most common first."""
        query = tantivy.Query.regex_query(_SCHEMA, "word", f"{re.escape(start)}.+")
        return _once(Variant(stem(word), "ending", word) for _count, word in self._hits(query, most))

    def compounds(self, word: str) -> list[Variant]:
        """Compounds that have this word at their end (a zwemles is a les), or before it; most common first."""
        form = stem(word)
        found: list[Variant] = []
        for place in ("last", "first"):
            query = tantivy.Query.term_query(_SCHEMA, place, form, "basic")
            found += (Variant(stem(other), place, other) for _count, other in self._hits(query, COMPOUNDS))
        return _once(found)

    def corrections(self, word: str) -> list[Variant]:
        """Words one typo away (two for long words), nearest and most common first; a swap counts as one.

        A compound whose last part would be that word counts as well: fysioterapie finds kinderfysiotherapie.
        """
        here = self.count(word)
        for distance in range(1, typos_in(word) + 1):
            alike = self._alike(word, "word", distance, here)
            found = [Variant(stem(other), "typo", other, distance) for other in alike]
            if not found:
                found = [
                    Variant(stem(other), "typo", other, distance) for other in self._alike(word, "tail", distance, 0)
                ]
            if found:
                return _once(found)[:CORRECTIONS]
        return []

    def rough(self, word: str) -> list[Variant]:
        """Words that begin about like the first part of this one: what is left when nothing else fits."""
        start = word[: max(SHORTEST_ROUGH, round(ROUGH_PART * len(word)))]
        if len(start) >= len(word):
            return []
        query = tantivy.Query.fuzzy_term_query(_SCHEMA, "word", start, 1, True, True)
        found = [other for _count, other in self._hits(query, 50) if _begins_alike(start, other)]
        return _once(Variant(stem(other), "rough", other, 1) for other in found)[:COMPLETIONS]

    def parts(self, word: str) -> list[tuple[str, ...]]:
        """The ways to take a word apart into known words, each as the stems of its parts."""
        return split(word, self.knows, self.knows_stem)

    def count(self, word: str) -> int:
        """In how many documents a word stood when it was added; 0 for no word."""
        hits = self._hits(tantivy.Query.term_query(_SCHEMA, "word", word, "basic"), 1)
        return hits[0][0] if hits else 0

    def _alike(self, word: str, place: str, distance: int, here: int) -> list[str]:
        query = tantivy.Query.fuzzy_term_query(_SCHEMA, place, word, distance)
        return [
            other
            for count, other in self._hits(query, 200)
            if other != word and count >= RARER * here and (place == "tail" or _begins_alike(word, other))
        ]

    def _hits(self, query: tantivy.Query, most: int) -> list[tuple[int, str]]:
        """Counts and words, most common first."""
        hits = self._searcher.search(query, most, count=False, order_by_field="count").hits
        return [(int(count), str(self._searcher.doc(address)["word"][0])) for count, address in hits]


def typos_in(word: str) -> int:
    """How many typos a word may hold: none in a short one, two in a long one."""
    return 2 if len(word) >= 9 else 1 if len(word) >= 5 else 0


def _once(found: Iterable[Variant]) -> list[Variant]:
    first: dict[str, Variant] = {}
    for variant in found:
        first.setdefault(variant.stem, variant)
    return list(first.values())


def _begins_alike(word: str, other: str) -> bool:
    """The first letter is rarely a typo, unless the first two were swapped."""
    return word[:1] == other[:1] or word[:2] == other[1::-1]


type Test = Callable[[str], bool]


def split(word: str, knows: Test, knows_stem: Test) -> list[tuple[str, ...]]:
    """The ways to take a compound apart into known words, as stems: huiswerkclub gives (huiswerk, club).

    The last part must be a known word or a compound of two; the first may be a stem (zwem-les) or carry a link
    (opvoeding-s-vraag).
    """
    return _split(word, knows, knows_stem, deep=True)


def _split(word: str, knows: Test, knows_stem: Test, *, deep: bool) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for first, last in _cuts(word):
        form = _first_part(first, knows, knows_stem)
        if not form:
            continue
        if knows(last) or knows_stem(stem(last)):
            found.append((form, stem(last)))
        elif deep and len(last) >= SHORTEST_COMPOUND:
            found += ((form, *rest) for rest in _split(last, knows, knows_stem, deep=False)[:1])
    return found


def tail_of(word: str, knows: Test, knows_stem: Test) -> str:
    """The unknown rest of a compound after its longest known first part; a word nobody wrote by itself, or none."""
    for first, last in reversed(list(_cuts(word))):
        if len(first) > SHORTEST_PART and len(last) >= SHORTEST_TAIL and _first_part(first, knows, knows_stem):
            return last
    return ""


def _cuts(word: str) -> Iterator[tuple[str, str]]:
    if SHORTEST_COMPOUND <= len(word) <= LONGEST_WORD and word.isalpha():
        for place in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
            yield word[:place], word[place:]


def _first_part(first: str, knows: Test, knows_stem: Test) -> str:
    """The stem of the first part of a compound, with its link taken off; empty when it is no word."""
    for link in LINKS:
        bare = first.removesuffix(link) if link else first
        if len(bare) >= SHORTEST_PART and (not link or bare != first) and (knows(bare) or knows_stem(bare)):
            return stem(bare)
    return stem(first + "en") if knows(first + "en") else ""  # kinder-opvang


def word_rows(counts: Iterable[tuple[str, int]], lexicon: Lexicon | None = None) -> Iterator[tantivy.Document]:
    """Rows for the index of words: each word with the parts it can be taken apart into."""
    found = [(word, count) for word, count in counts if is_word(word)]
    known = {word for word, _count in found}
    known_stems = {stem(word) for word in known}

    def knows(word: str) -> bool:
        return word in known or (lexicon is not None and lexicon.knows(word))

    def knows_stem(form: str) -> bool:
        return form in known_stems or (lexicon is not None and lexicon.knows_stem(form))

    for word, count in found:
        row = tantivy.Document()
        row.add_text("word", word)
        row.add_text("stem", stem(word))
        row.add_integer("count", count)
        ways = split(word, knows, knows_stem)
        tail = "" if ways else tail_of(word, knows, knows_stem)
        if ways:
            row.add_text("first", " ".join({part for way in ways for part in way[:-1]}))
            row.add_text("last", " ".join({way[-1] for way in ways}))
        elif tail:
            row.add_text("tail", tail)
            row.add_text("last", stem(tail))
            row.add_text("first", _first_part(word.removesuffix(tail), knows, knows_stem))
        yield row


def is_word(word: str) -> bool:
    return 2 <= len(word) <= 40 and not word.isdecimal()
