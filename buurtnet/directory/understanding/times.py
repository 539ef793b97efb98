"""The days and parts of the day a text names: "woensdagmiddag", "in het weekend", "na school", "vanavond"."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache

from buurtnet.directory.facets import DAYS
from buurtnet.directory.understanding.phrases import Phrase, Span, found_in, meanings, table
from buurtnet.directory.understanding.readings import Read, Reading

DAY, PART = "dag", "dagdeel"
_BEFORE = frozenset({"op", "in", "het", "de", "on", "the", "le", "s", "w", "we", "у", "в"})


@cache
def _said() -> dict[Phrase, str]:
    """By phrase, the days and the part of the day it says, as ``"we middag"``; a number is days from today."""
    data = table("times")
    days, parts = meanings(data["day"]), meanings(data["part"])
    joined = {
        (day[0] + part[0],): f"{days[day]} {parts[part]}"
        for day in days
        for part in parts
        if len(day) == len(part) == 1 and day[0].endswith("dag") and not part[0].endswith(("s", "en"))
    }
    return days | meanings(data["days"]) | parts | meanings(data["relative"]) | meanings(data["now"]) | joined


@cache
def _kept() -> Mapping[Phrase, str]:
    return meanings(table("times")["after_school"])


def times_in(said: Sequence[str], on: dt.date) -> tuple[Read, ...]:
    """The days and parts of the day. ``on``: today."""
    kept = found_in(said, _kept())
    taken = {place for span in kept for place in span.places}
    found = [*kept, *found_in(said, _said(), taken)]
    by: dict[tuple[str, str], set[int]] = {}
    used: dict[tuple[str, str], set[int]] = {}
    for span in found:
        for sign in span.stands_for.split():
            name, value = (PART, sign) if sign in {"ochtend", "middag", "avond"} else (DAY, _day(sign, on))
            by.setdefault((name, value), set()).update(span.places)
            if span not in kept:
                used.setdefault((name, value), set()).update(_with_little_words(said, span))
    order = (*DAYS, "ochtend", "middag", "avond")
    return tuple(
        Read(Reading(*key, tuple(said[number] for number in sorted(by[key]))), frozenset(used.get(key, ())))
        for key in sorted(by, key=lambda key: (key[0], order.index(key[1])))
    )


def _with_little_words(said: Sequence[str], span: Span) -> set[int]:
    """The places of a phrase and of "op", "in het" before it."""
    places = set(span.places)
    before = span.start - 1
    while before >= 0 and said[before] in _BEFORE:
        places.add(before)
        before -= 1
    return places


def _day(sign: str, on: dt.date) -> str:
    return DAYS[(on.weekday() + int(sign)) % len(DAYS)] if sign.isdecimal() else sign
