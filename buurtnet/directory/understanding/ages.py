"""The ages a text names: "2 jaar", "van 4 tot 12", "12+", "zes weken", "peuter", "voor mijn oma"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any  # rows as TOML gives them

from buurtnet.directory.choices import OLDEST_AGE
from buurtnet.directory.understanding.phrases import table
from buurtnet.directory.understanding.readings import Read, Reading
from buurtnet.kit.folding import words

NAME = "leeftijd"
MONTHS_A_YEAR = 12
_AGE_ADJECTIVE = re.compile(r"(\d{1,3})(?:jarige?n?)$")
_AND_OLDER = re.compile(r"(\d{1,3})(?:plus|plusser|plussers)$")

type Ages = tuple[float, float]


@dataclass(frozen=True)
class AgeWords:
    """The data of ``data/ages.toml``, by folded word."""

    years: frozenset[str]
    months: frozenset[str]
    weeks: frozenset[str]
    persons: frozenset[str]
    since: frozenset[str]
    until: frozenset[str]
    plus: frozenset[str]
    numbers: dict[str, int]
    ages: dict[str, Ages]
    relatives: dict[str, Ages]
    before_relatives: frozenset[str]


@cache
def age_words() -> AgeWords:
    data = table("ages")

    def said(name: str) -> frozenset[str]:
        return frozenset(words(data[name]))

    return AgeWords(
        years=said("years"),
        months=said("months"),
        weeks=said("weeks"),
        persons=said("persons"),
        since=said("from"),
        until=said("until"),
        plus=said("plus"),
        numbers={word: number for number, text in enumerate(data["numbers"], 1) for word in words(text)},
        ages=_by_word(data["word"]),
        relatives=_by_word(data["relative"]),
        before_relatives=frozenset(words(data["relative_after"]["words"])),
    )


def _by_word(rows: Sequence[Any]) -> dict[str, Ages]:
    return {word: (float(row["ages"][0]), float(row["ages"][1])) for row in rows for word in words(row["words"])}


def persons() -> frozenset[str]:
    """Words that say for whom."""
    return age_words().persons


def ages_in(said: Sequence[str]) -> tuple[Ages | None, tuple[Read, ...]]:
    """From and to, in years, and what was read. Words such as "peuter" are not used up: texts have them too."""
    found, used = _counted_ages(said)
    kept: set[int] = set()
    if not found:
        for number, word in enumerate(said):
            before = said[number - 1] if number else ""
            ages = age_words().ages.get(word)
            if before in age_words().before_relatives:
                ages = ages or age_words().relatives.get(word)
            if ages:
                found.append(ages)
                kept.add(number)
    if not found:
        return None, ()
    ages = min(low for low, _high in found), max(high for _low, high in found)
    text = f"{ages[0]:g}" if ages[0] == ages[1] else f"{ages[0]:g}-{ages[1]:g}"
    by = tuple(said[number] for number in sorted(used | kept))
    return ages, (Read(Reading(NAME, text, by), frozenset(used)),)


def _counted_ages(said: Sequence[str]) -> tuple[list[Ages], set[int]]:
    """Ages in numbers, and which words say them."""
    found: list[Ages] = []
    used: set[int] = set()
    for number in range(len(said)):
        if number not in used and (read := _age_at(said, number)):
            ages, places = read
            found.append(ages)
            used.update(places)
    return found, used


def _age_at(said: Sequence[str], number: int) -> tuple[Ages, range] | None:
    known, word = age_words(), said[number]
    before, after = (said[number - 1] if number else ""), said[number + 1 : number + 4]
    if older := _AND_OLDER.match(word):
        return (float(older[1]), OLDEST_AGE), range(number, number + 1)
    if adjective := _AGE_ADJECTIVE.match(word):
        return (float(adjective[1]), float(adjective[1])), range(number, number + 1)
    years = _years(word)
    if years is None:
        return None
    if len(after) > 1 and after[0] in known.until and (high := _years(after[1])) is not None and high > years:
        is_age = before in known.since | known.persons or (after[2:3] and after[2] in known.years) or before == "van"
        if is_age:
            first = number - (before in known.since or before == "van")
            return (years, high), range(first, number + 3 + (after[2:3] != [] and after[2] in known.years))
    if after and after[0] in known.plus:
        return (years, OLDEST_AGE), range(number, number + 2)
    if after and after[0] in known.years:
        first = number - (before in known.since or before in known.until)
        return _open_ended(years, before, known), range(first, number + 2 + (after[1:2] in (["old"], ["oud"])))
    if after and after[0] in known.months and _is_of_a_child(said, number):
        return (years // MONTHS_A_YEAR, years // MONTHS_A_YEAR), range(number, number + 2)
    if after and after[0] in known.weeks and said[number].isdecimal() and _is_of_a_child(said, number):
        return (0, 0), range(number, number + 2)
    is_counted = bool(after) and after[0] in known.months | known.weeks
    if word.isdecimal() and before in known.persons and not is_counted:
        return (years, years), range(number, number + 1)
    return None


def _is_of_a_child(said: Sequence[str], number: int) -> bool:
    """Whether a number of months, weeks or days is an age: "2 dagen per week" and "cursus van 6 weken" are none."""
    known = age_words()
    near = {*said[max(0, number - 2) : number]}
    is_old = said[number + 2 : number + 3] in (["oud"], ["old"])
    return len(said) == 2 or is_old or bool(near & (known.persons | known.ages.keys()) - {"van"})


def _open_ended(years: float, before: str, known: AgeWords) -> Ages:
    """ "vanaf 12 jaar" goes on, "tot 4 jaar" ends there."""
    if before in known.since:
        return years, OLDEST_AGE
    if before in known.until - {"a", "to"}:
        return 0, years
    return years, years


def _years(word: str) -> float | None:
    if word.isdecimal() and len(word) <= 3 and int(word) <= OLDEST_AGE:
        return float(word)
    return age_words().numbers.get(word)
