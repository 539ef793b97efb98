"""Words of danger in what someone typed, and the lines to call first (design: privacy, rule 14).

The words and the lines are data, per country, with the day they were checked: ``data/danger.toml``.
"""

import datetime as dt
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from buurtnet.kit.folding import fold, words
from buurtnet.kit.numbers import tel

DATA = Path(__file__).parent / "data" / "danger.toml"
COUNTRY = "NL"
UNSAFE = "violence"  # the kind of danger that "not safe now" counts as
LONGEST_GAP = 4  # words that ``_`` may stand for
CHILD_AGES = range(6, 18)
MOST_WORDS = 1_000  # of a text; longer ones are cut
RIGHT_TO_LEFT = ("ar",)
OLD_SOURCE = 366 + 31  # days after the first of its month

type Step = Callable[[str], bool] | None


@dataclass(frozen=True)
class DangerLine:
    """A line to call: its number as people write it, a sentence in ``language``, and when it was checked.

    ``phone`` is empty where a web page or one's own doctor is the way. ``is_always_open``: day and night.
    ``checked``: the day the number was compared with its source; ``source_from``: the first day of the year or month
    that the source dates from, None when it does not say.
    """

    slug: str
    name: str
    phone: str
    tel: str
    url: str
    text: str
    language: str
    is_always_open: bool
    checked: dt.date
    source_from: dt.date | None

    def needs_a_call(self, today: dt.date) -> bool:
        """Whether its source is undated or more than a year old, so that someone should call and see."""
        return self.source_from is None or (today - self.source_from).days > OLD_SOURCE

    @property
    def direction(self) -> str:
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"


@dataclass(frozen=True)
class Danger:
    """What a text may be about (``violence``, ``suicide`` …) and the lines, first line first."""

    kinds: tuple[str, ...]
    lines: tuple[DangerLine, ...]
    by_child: bool


def danger_in(text: str, country: str, language: str = "", *, is_unsafe: bool = False) -> Danger | None:
    """The danger a text names, or None. ``country`` is NL or BE; another counts as NL.

    The sentences are in ``language`` (default: that of the page) when its words match, else in the
    language of the words that matched. ``is_unsafe``: someone said so otherwise than in words; that is violence,
    and without such words they are in ``language``.
    """
    said = words(text)[:MOST_WORDS]
    known = _known()
    for patterns in known.harmless.values():
        said = _without(said, patterns)
    wished = (language or get_language() or "nl").split("-")[0]
    kinds = [
        (kind, spoken)
        for kind in known.kinds
        if (spoken := _languages_of(kind.words, said)) or (is_unsafe and kind.name == UNSAFE)
    ]
    if not kinds:
        return None
    by_child = any(_matches(patterns, said) for patterns in known.child_words.values())
    country = country if country in kinds[0][0].lines else COUNTRY
    slugs = [kind.lines[country] for kind, _spoken in kinds]
    if by_child:
        extra = [kind.child[country] for kind, _spoken in kinds]
        slugs = [[*row[:1], *more, *row[1:]] for row, more in zip(slugs, extra, strict=True)]
    matched = {code for _kind, codes in kinds for code in codes}
    code = wished if not matched or wished in matched else min(matched, key=known.languages.index)
    return Danger(
        kinds=tuple(kind.name for kind, _spoken in kinds),
        lines=tuple(_line(known.lines[slug], code) for slug in dict.fromkeys(_in_turn(slugs))),
        by_child=by_child,
    )


def emergency_line(country: str, language: str = "") -> DangerLine:
    """The line at the bottom of every page: 112, in the language of the page."""
    known = _known()
    slug = next((slug for slug, line in known.lines.items() if country in line["countries"]), "112")
    return _line(known.lines[slug], (language or get_language() or "nl").split("-")[0])


def all_lines(country: str, language: str = "") -> list[DangerLine]:
    """Every line of a country, in the order of the data."""
    code = (language or get_language() or "nl").split("-")[0]
    return [_line(line, code) for line in _known().lines.values() if country in line["countries"]]


def _in_turn(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """First lines first: one of each row in turn."""
    for place in range(max(map(len, rows))):
        for row in rows:
            yield from row[place : place + 1]


def _line(line: dict[str, Any], language: str) -> DangerLine:
    code = language if language in line["text"] else "nl"
    return DangerLine(
        slug=line["slug"],
        name=line["name"],
        phone=line["phone"],
        tel=tel(line["phone"]),
        url=line["url"],
        text=line["text"][code],
        language=code,
        is_always_open=line.get("always", False),
        checked=line["checked"],
        source_from=_first_day(line["source_from"]),
    )


def _first_day(said: str) -> dt.date | None:
    """2020 and 2020-02 as a day; None for nothing."""
    year, _dash, month = said.partition("-")
    return dt.date(int(year), int(month or 1), 1) if year else None


def _languages_of(languages: dict[str, "_Patterns"], said: Sequence[str]) -> list[str]:
    return [language for language, patterns in languages.items() if _matches(patterns, said)]


def _matches(patterns: "_Patterns", said: Sequence[str]) -> bool:
    return any(_longest_end(patterns, said, start) for start in range(len(said)))


def _without(said: list[str], patterns: "_Patterns") -> list[str]:
    """The text with every match of a pattern taken out; what stood around it does not become neighbours."""
    left: list[str] = []
    start = 0
    while start < len(said):
        end = _longest_end(patterns, said, start)
        left.append("" if end else said[start])
        start = end or start + 1
    return left


def _longest_end(patterns: "_Patterns", said: Sequence[str], start: int) -> int | None:
    """Where the longest pattern that begins at ``start`` ends, or None."""
    ends = (_end(steps, said, start + 1) for steps in patterns.from_word(said[start]))
    return max((end for end in ends if end), default=None)


def _end(steps: Sequence[Step], said: Sequence[str], start: int) -> int | None:
    """Where the steps, taken from ``start``, end, or None. A gap never jumps over a word taken out."""
    if not steps:
        return start
    step, rest = steps[0], steps[1:]
    if step is None:
        for skipped in range(LONGEST_GAP + 1):
            if skipped and (start + skipped > len(said) or not said[start + skipped - 1]):
                return None
            end = _end(rest, said, start + skipped)
            if end is not None:
                return end
        return None
    if start < len(said) and step(said[start]):
        return _end(rest, said, start + 1)
    return None


@dataclass(frozen=True)
class _Patterns:
    """Patterns of one language by their first word, so that most words of a text cost one look-up."""

    whole: dict[str, list[list[Step]]]
    begins: dict[str, list[list[Step]]]

    def from_word(self, word: str) -> Iterator[list[Step]]:
        yield from self.whole.get(word, ())
        for begin, rows in self.begins.items():
            if word.startswith(begin):
                yield from rows


@dataclass(frozen=True)
class _Kind:
    name: str
    lines: dict[str, list[str]]
    child: dict[str, list[str]]
    words: dict[str, _Patterns]


@dataclass(frozen=True)
class _Known:
    lines: dict[str, dict[str, Any]]
    kinds: list[_Kind]
    child_words: dict[str, _Patterns]
    harmless: dict[str, _Patterns]
    languages: list[str]


@cache
def _known() -> _Known:
    with DATA.open("rb") as file:
        data = tomllib.load(file)
    kinds = [_Kind(row["kind"], row["lines"], row["child"], _by_language(row["words"])) for row in data["danger"]]
    return _Known(
        lines={line["slug"]: line for line in data["line"]},
        kinds=kinds,
        child_words=_by_language(data["child_words"]),
        harmless=_by_language(data["harmless"]),
        languages=list(dict.fromkeys(code for kind in kinds for code in kind.words)),
    )


def _by_language(rows: dict[str, list[str]]) -> dict[str, _Patterns]:
    return {language: _patterns(texts) for language, texts in rows.items()}


def _patterns(texts: list[str]) -> _Patterns:
    found = _Patterns({}, {})
    for text in texts:
        first, *rest = text.split()
        steps = [_step(token) for token in rest]
        for choice in map(fold, first.split("|")):
            if choice.endswith("*"):
                found.begins.setdefault(choice[:-1], []).append(steps)
            else:
                found.whole.setdefault(choice, []).append(steps)
    return found


def _step(token: str) -> Step:
    """One place in a pattern after its first: a test on a word, or None for a gap."""
    if token == "_":  # noqa: S105 (a gap, no secret)
        return None
    if token == "#child":  # noqa: S105
        return lambda word: word.isdecimal() and len(word) <= 2 and int(word) in CHILD_AGES
    choices = [fold(choice) for choice in token.split("|")]
    whole = frozenset(choice for choice in choices if not choice.endswith("*"))
    begins = tuple(choice[:-1] for choice in choices if choice.endswith("*"))
    return lambda word: word in whole or (bool(begins) and word.startswith(begins))
