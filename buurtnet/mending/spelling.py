"""One spelling for names and streets that people write in several ways: "St. Jozef", "Kerkstr. 12 A"."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from buurtnet.kit.folding import fold, words

_SHORT: Final[Mapping[str, str]] = {
    "st": "sint", "ste": "sint", "sinte": "sint", "saint": "sint", "sainte": "sint", "dr": "dokter",
    "doctor": "dokter", "prof": "professor", "str": "straat", "stwg": "steenweg", "bd": "boulevard",
    "bld": "boulevard", "blvd": "boulevard", "olv": "onzelievevrouw",
}  # fmt: skip
# Words that mean something else outside an address.
_SHORT_IN_STREETS: Final[Mapping[str, str]] = {
    **_SHORT, "ln": "laan", "pl": "plein", "pln": "plein", "wg": "weg", "av": "avenue", "ave": "avenue",
    "burg": "burgemeester", "burgem": "burgemeester", "ds": "dominee", "mgr": "monseigneur", "past": "pastoor",
    "kard": "kardinaal", "gen": "generaal", "min": "minister", "pres": "president", "v": "van", "vd": "van",
}  # fmt: skip
# No Dutch word ends so in full.
_ENDINGS: Final = (("stwg", "steenweg"), ("str", "straat"), ("pln", "plein"), ("ln", "laan"))
_LITTLE: Final = frozenset({"de", "den", "der", "d", "het", "t", "s"})  # "v.d. Meerstraat", "van der Meerstraat"
_ACCENTS: Final = "[\u0300-\u036f]*"  # signs on a letter that stand beside it
_MOST_LATIN: Final = 0x250, 0x1E00, 0x1F00


def spelled_out(said: Iterable[str], short: Mapping[str, str] = _SHORT) -> list[str]:
    """Folded words without abbreviations."""
    return [short.get(word) or _with_its_ending(word) for word in said]


def _with_its_ending(word: str) -> str:
    for ending, whole in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word.removesuffix(ending) + whole
    return word


def spelled_name(name: str) -> str:
    """A name to be compared letter by letter."""
    return " ".join(spelled_out(words(name)))


def spelled_street(street: str) -> str:
    """A street and its number: "Sint Jozefstr. 12 A" and "St.-Jozefstraat 12a" are "sintjozefstraat 12a"."""
    said = words(street)
    numbered = next((at for at, word in enumerate(said) if at and word[0].isdigit()), len(said))
    name = [word for word in said[:numbered] if word not in _LITTLE] or said[:numbered]
    return f"{''.join(spelled_out(name, _SHORT_IN_STREETS))} {''.join(said[numbered:])}".strip()


def spelled_town(town: str) -> str:
    """A town: "St-Niklaas" and "Sint Niklaas" are one."""
    return "".join(spelled_out(words(town)))


def pattern_of_beginnings(beginnings: Iterable[str]) -> str:
    """A regular expression, for any database, of names with a word that begins so, with or without accents."""
    return rf"(^|\W)({'|'.join(_tolerant(beginning) for beginning in beginnings)})"


def _tolerant(beginning: str) -> str:
    """The signs of a folded word, each as any letter that folds to it; two may be one, as in œ."""
    if not beginning:
        return ""
    one = f"[{re.escape(beginning[0])}{_by_letter().get(beginning[0], '')}]{_ACCENTS}{_tolerant(beginning[1:])}"
    both = _by_letter().get(beginning[:2], "") if len(beginning) > 1 else ""
    return f"({one}|[{both}]{_tolerant(beginning[2:])})" if both else one


@cache
def _by_letter() -> dict[str, str]:
    """The letters that fold to a plain one, or to two."""
    plain, start, end = _MOST_LATIN
    found: dict[str, str] = {}
    for number in (*range(0xC0, plain), *range(start, end)):
        letter = chr(number)
        if unicodedata.category(letter)[0] == "L":
            found[fold(letter)] = found.get(fold(letter), "") + letter
    return found
