"""What in a typed text may point at someone, so that a page can show it before anything is kept.

It looks for the same kinds of detail as ``wording.redaction`` takes out of a search, in a whole text instead of a few
words: it tells where they are and takes nothing out. It leans to pointing out too much, since who typed it can say
that it is no name. Names are known by what stands before them, by a capital in the middle of a sentence, and by a
list of given names (``data/given_names.toml``).
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from buurtnet.kit.folding import fold, words
from buurtnet.search.stop_words import stop_words
from buurtnet.wording.counting import is_common, is_ordinary
from buurtnet.wording.redaction import DETAILS, MAYBE_CUES, PARTICLES, SURE_CUES, WORD

DATA = Path(__file__).parent / "data" / "given_names.toml"
LONGEST = 6_000  # signs of a text that are looked at; no page takes more
PIECE: Final = 200  # signs in which patterns are looked for at once, so that they stay quick
OVERLAP: Final = 40  # signs of the piece before, so that a number on the border is seen whole
MOST = 12  # traces that are shown; nobody reads more

NAME, MAIL, PHONE, ADDRESS, DATE, NUMBER, LINK = "name", "mail", "phone", "address", "date", "number", "link"
# The patterns of redaction, in its order.
KINDS: Final = (
    LINK, MAIL, NUMBER, PHONE, DATE, DATE, DATE, DATE, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, NUMBER, NUMBER,
)  # fmt: skip
_ENDS = ".!?:;\n"  # after these a capital says nothing
_OPENS = " \t\"'“”‘’«»(-–"

type Knows = Callable[[str], bool]


@dataclass(frozen=True)
class Trace:
    """A piece of the text as it was typed, and what it seems to be: one of the kinds above."""

    kind: str
    text: str


@dataclass(frozen=True)
class _GivenNames:
    names: frozenset[str]
    also_words: frozenset[str]
    not_names: frozenset[str]


def traces_in(text: str, *, here: Iterable[str] = ()) -> list[Trace]:
    """Names, phones, mail addresses, addresses, dates of birth and numbers in a text, in its order; each once.

    ``here``: names of the place itself, such as the neighbourhoods of a network, which are names of no one.
    """
    plain = _seen_signs(text[:LONGEST])
    places = frozenset(word for name in here for word in words(name))
    found: dict[tuple[int, int], Trace] = {}
    for piece, start in _pieces(plain):
        for kind, begin, end in _details_in(piece):
            _add(found, plain, kind, start + begin, start + end)
    for begin, end in _names_in(plain, places):
        _add(found, plain, NAME, begin, end)
    told: dict[Trace, None] = dict.fromkeys(trace for _place, trace in sorted(found.items(), key=lambda one: one[0]))
    return list(told)[:MOST]


def _seen_signs(text: str) -> str:
    """In the usual signs, line by line, without what cannot be seen: a hidden sign hides no number."""
    usual = unicodedata.normalize("NFKC", text)
    seen = "".join(sign for sign in usual if unicodedata.category(sign) not in {"Cf", "Cs", "Co", "Cn"})
    return "".join(" " if sign != "\n" and unicodedata.category(sign) == "Cc" else sign for sign in seen)


def _add(found: dict[tuple[int, int], Trace], text: str, kind: str, begin: int, end: int) -> None:
    """Keep it, unless something wider stands there already; what it covers goes."""
    said = text[begin:end].strip(" ,.;:!?-")
    if not said or any(one <= begin and end <= two for one, two in found):
        return
    for one, two in list(found):
        if begin <= one and two <= end:
            del found[one, two]
    found[begin, end] = Trace(kind, said)


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    """The text in pieces that overlap, and where each begins."""
    for start in range(0, max(len(text), 1), PIECE - OVERLAP):
        yield text[start : start + PIECE], start


def _details_in(piece: str) -> Iterator[tuple[str, int, int]]:
    for kind, pattern in zip(KINDS, DETAILS, strict=True):
        for found in pattern.finditer(piece):
            is_phone = kind == PHONE and found[0].lstrip("(")[:1] in {"0", "+"}
            yield (NUMBER if kind == PHONE and not is_phone else kind), found.start(), found.end()


def _names_in(text: str, places: frozenset[str]) -> Iterator[tuple[int, int]]:
    yield from _after_cues(text, places)
    for run, starts_sentence in _capitals(text):
        kept = _without_ordinary_edges(run, places, starts_sentence=starts_sentence)
        if kept and _is_name(kept, places, starts_sentence=starts_sentence and kept[0] is run[0]):
            yield kept[0].start(), kept[-1].end()
    given = _given_names().names
    for word in WORD.finditer(text):
        if fold(word[0]).strip(".") in given and fold(word[0]).strip(".") not in places:
            yield word.start(), word.end()


def _after_cues(text: str, places: frozenset[str]) -> Iterator[tuple[int, int]]:
    """The words after "ik heet" or "mevrouw" that are no words of every day."""
    for cue, only_capitals in ((SURE_CUES, False), (MAYBE_CUES, True)):
        for match in cue.finditer(text):
            begin = end = match.end()
            while (word := WORD.match(text, end)) and _may_be_name(word[0], places, only_capitals):
                end = word.end()
                gap = re.compile(r" *").match(text, end)
                end = gap.end() if gap else end
            if text[begin:end].strip() and not all(_is_particle(one) for one in text[begin:end].split()):
                yield begin, begin + len(text[begin:end].rstrip())


def _may_be_name(word: str, places: frozenset[str], only_capitals: bool) -> bool:
    folded = fold(word).strip(".")
    if folded in places or folded in _given_names().not_names:
        return False
    if _is_particle(word):
        return True
    if word[:1].isupper():
        return folded not in stop_words()
    return folded in _given_names().names or not (
        only_capitals or folded in stop_words() or _known(word, is_ordinary)
    )


def _capitals(text: str) -> Iterator[tuple[list[re.Match[str]], bool]]:
    """Capitalised words beside each other, and whether they begin a sentence."""
    for run in _runs(text):
        before = text[: run[0].start()].rstrip(_OPENS)
        yield run, not before or before[-1] in _ENDS


def _runs(text: str) -> Iterator[list[re.Match[str]]]:
    """Capitalised words with only the small words of a name between them; the end of a sentence ends a run."""
    run: list[re.Match[str]] = []
    for word in WORD.finditer(text):
        gap = text[run[-1].end() : word.start()] if run else ""
        goes_on = bool(run) and not gap.strip(" -'’") and not _ends_sentence(run[-1][0])
        if goes_on and (word[0][:1].isupper() or _is_particle(word[0])):
            run.append(word)
            continue
        if run:
            yield run
        run = [word] if word[0][:1].isupper() else []
    if run:
        yield run


def _ends_sentence(word: str) -> bool:
    """A word with a full stop that is no initial and no title."""
    return word.endswith(".") and len(word) > 3


def _without_ordinary_edges(
    run: list[re.Match[str]], places: frozenset[str], *, starts_sentence: bool
) -> list[re.Match[str]]:
    """Without the first word of a sentence when it is a word of every day, and without particles at the end."""
    kept = list(run)
    while kept and starts_sentence and kept[0] is run[0] and len(run) > 1 and _is_everyday(kept[0][0], places):
        kept = kept[1:]
    while kept and not kept[-1][0][:1].isupper():
        kept = kept[:-1]
    while kept and not kept[0][0][:1].isupper():
        kept = kept[1:]
    return kept


def _is_name(run: list[re.Match[str]], places: frozenset[str], *, starts_sentence: bool) -> bool:
    said = [fold(word[0]).strip(".") for word in run if word[0][:1].isupper()]
    given = _given_names()
    if any(word in given.names for word in said):
        return True
    if len(said) == 1:
        word = run[0][0]
        if starts_sentence or (word.isupper() and len(word) > 1):
            return False
        return said[0] in given.also_words or not (_is_everyday(word, places) or _known(word, is_ordinary))
    return not all(_is_everyday(word[0], places) or _known(word[0], is_common) for word in run)


def _is_everyday(word: str, places: frozenset[str]) -> bool:
    """A word that says nothing about a person, whatever its capital: a small word, a place here, a language."""
    parts = words(word)
    ordinary = _given_names().not_names | places
    return all(part in stop_words() or part in ordinary or part.isdecimal() or _is_particle(part) for part in parts)


def _known(word: str, knows: Knows) -> bool:
    parts = words(word)
    return bool(parts) and all(part in stop_words() or knows(part) for part in parts)


def _is_particle(word: str) -> bool:
    return fold(word).strip(".") in PARTICLES


@cache
def _given_names() -> _GivenNames:
    with DATA.open("rb") as file:
        rows = tomllib.load(file)
    return _GivenNames(*(frozenset(words(rows[name])) for name in ("names", "also_words", "not_names")))
