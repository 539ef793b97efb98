"""What a typed text asks: its words, and the wishes, ages, times and places beside them."""

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from buurtnet.areas.models import Place
from buurtnet.directory import facets
from buurtnet.directory.understanding import ages, places
from buurtnet.directory.understanding.languages import language_of
from buurtnet.directory.understanding.readings import Read, Reading
from buurtnet.directory.understanding.refusals import refused_in
from buurtnet.directory.understanding.times import DAY, PART, times_in
from buurtnet.directory.understanding.wishes import SPOKEN, spoken_in, wishes_in
from buurtnet.kit.folding import fold, words
from buurtnet.search.schema import LONGEST_NAME, LONGEST_WORD
from buurtnet.search.stop_words import stop_words

LONGEST_TEXT = 2_000  # signs; the rest is not read
MOST_WORDS = 24
EVERYWHERE = "nl"  # the language every offer speaks
_AND_OLDER = re.compile(r"(\d{1,3})\s?\+")
_CAPITALS_ONLY = re.compile(r"\b[A-Z]{2,6}\b")


@dataclass(frozen=True)
class Word:
    """A word that was asked for, folded, and its place in the text.

    ``is_last``: it may be half typed. ``is_person``: says for whom.
    """

    text: str
    is_last: bool = False
    is_person: bool = False
    is_abbreviation: bool = False
    place: int = 0


@dataclass(frozen=True)
class Understood:
    """What a text asks. ``said``: its folded words; ``words``: those to look for.

    ``names``: the text as the whole name of something. ``ages``: from and to, in years. ``language``: of the text.
    ``readings``: what was read beside the need. ``is_all_read``: the text is nothing but such wishes.
    """

    words: tuple[Word, ...] = ()
    names: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    ages: tuple[float, float] | None = None
    place: Place | None = None
    place_words: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    days: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    wishes: frozenset[str] = frozenset()
    language: str = EVERYWHERE
    is_all_read: bool = False

    @cached_property
    def week_bits(self) -> int:
        """The parts of the week that are wished for (``facets.week_bits``); 0 without such a wish."""
        return facets.week_bits(self.days, self.parts) if self.days or self.parts else 0

    @cached_property
    def spoken_bits(self) -> int:
        return facets.spoken_bits(self.languages)


def understand(
    text: str,
    *,
    inside: Sequence[int] = (),
    scope: str = "",
    on: dt.date | None = None,
    skipped: Collection[str] = (),
    knows: Callable[[str], bool] = lambda word: False,
) -> Understood:
    """Read a text. ``inside`` (areas) or ``scope`` say where its streets and neighbourhoods are; ``on`` is today.

    ``skipped``: names of readings that are not to be read; their words are looked for as they are.
    """
    clean = _AND_OLDER.sub(r"\1plus", text[:LONGEST_TEXT].replace("\0", " ").encode(errors="ignore").decode())
    said = [word for word in words(clean) if len(word) <= LONGEST_WORD][:MOST_WORDS]
    if not said:
        return Understood()
    found = _Text(clean, said, frozenset(skipped))
    excluded = found.read_refusals()  # first: what is refused is no wish
    found.read_place(inside, scope, knows)
    found.read_ages()
    found.read_wishes()
    found.read_times(on or timezone.localdate())
    return found.understood(excluded)


class _Text:
    """A text while it is read. Who reads first takes words out of the way of who reads later."""

    def __init__(self, text: str, said: list[str], skipped: frozenset[str]) -> None:
        self._text, self._said, self._skipped = text, said, skipped
        self._used: set[int] = set()
        self._readings: list[Reading] = []
        self._ages: tuple[float, float] | None = None
        self._place: Place | None = None
        self._place_at: frozenset[int] = frozenset()

    def read_place(self, inside: Sequence[int], scope: str, knows: Callable[[str], bool]) -> None:
        if places.NAME in self._skipped:
            return
        self._place, self._place_at = places.place_in(self._left(), self._text, inside, scope, knows)
        if self._place:
            by = tuple(self._said[number] for number in sorted(self._place_at))
            self._take([Read(Reading(places.NAME, self._place.name, by), self._place_at)])

    def read_ages(self) -> None:
        if ages.NAME not in self._skipped:
            self._ages, read = ages.ages_in(self._left())
            self._take(read)

    def read_wishes(self) -> None:
        self._take(wishes_in(self._left()))
        self._take(spoken_in(self._left()))

    def read_times(self, on: dt.date) -> None:
        self._take(times_in(self._left(), on))

    def read_refusals(self) -> tuple[str, ...]:
        refused, used = refused_in(self._left())
        self._used |= used
        return refused

    def understood(self, excluded: tuple[str, ...]) -> Understood:
        said = self._said
        asked = self._asked()
        language = language_of(said, self._text)
        if not self._values(SPOKEN) and language != EVERYWHERE and SPOKEN not in self._skipped:
            self._readings.append(Reading(SPOKEN, language))
        capitals = {one for found in _CAPITALS_ONLY.findall(self._text) for one in words(found)}
        is_open_ended = not self._text[-1:].isspace()
        return Understood(
            words=tuple(
                Word(
                    said[number],
                    is_last=is_open_ended and number == len(said) - 1,
                    is_person=said[number] in ages.persons(),
                    is_abbreviation=said[number] in capitals,
                    place=number,
                )
                for number in asked
            ),
            names=(" ".join(said), fold(self._text).strip()[:LONGEST_NAME]),
            excluded=excluded,
            ages=self._ages,
            place=self._place,
            place_words=tuple(said[number] for number in sorted(self._place_at)),
            said=tuple(said),
            readings=tuple(self._readings),
            days=self._values(DAY),
            parts=self._values(PART),
            languages=self._values(SPOKEN),
            wishes=frozenset(one.name for one in self._readings),
            language=language,
            is_all_read=not asked and bool(self._readings),
        )

    def _asked(self) -> list[int]:
        """The places of the words to look for: telling ones, or any when nothing else was read."""
        first = {word: number for number, word in reversed(list(enumerate(self._said))) if number not in self._used}
        rest = sorted(first.values())
        telling = [number for number in rest if self._said[number] not in stop_words()]
        telling = [number for number in telling if not _is_number(self._said[number])]
        if telling or self._readings:
            return telling
        return [number for number in rest if len(self._said[number]) > 1]

    def _take(self, read: Iterable[Read]) -> None:
        for one in read:
            if one.reading.name not in self._skipped:
                self._readings.append(one.reading)
                self._used.update(one.used)

    def _values(self, name: str) -> tuple[str, ...]:
        return tuple(one.value for one in self._readings if one.name == name)

    def _left(self) -> list[str]:
        """The words, with those that are used up emptied, so that places stay the same."""
        return ["" if number in self._used else word for number, word in enumerate(self._said)]


def _is_number(word: str) -> bool:
    return word.isdecimal() and len(word) < 4
