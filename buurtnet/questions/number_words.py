"""Numbers as people write them in words, made into digits, so that one rule finds "6", "zes", "six" and "altı"."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from buurtnet.kit.folding import fold

LONGEST: Final = 5  # words of one number: "quatre vingt dix sept", "yüz yirmi beş"
MANY: Final = "∞"  # stands for dozens and hundreds: a number that says no number
_TOKEN: Final = re.compile(r"[^\W\d_]+|\d+|\s+|.", re.DOTALL)
_ONE: Final = frozenset({"één", "éen", "eén"})  # without its accents it is only an article

_NL: Final = [
    "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf", "dertien",
    "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien",
]  # fmt: skip
_NL_TENS: Final = [
    "twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig",
]  # fmt: skip
_EN: Final = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
_EN_TENS: Final = [
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
]  # fmt: skip
_FR: Final = [
    "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
    "quatorze", "quinze", "seize",
]  # fmt: skip
_FR_TENS: Final = [
    "vingt", "trente", "quarante", "cinquante", "soixante",
]  # fmt: skip
_TR: Final = [
    "bir", "iki", "uc", "dort", "bes", "alti", "yedi", "sekiz", "dokuz",
]  # fmt: skip
_TR_TENS: Final = [
    "on", "yirmi", "otuz", "kirk", "elli", "altmis", "yetmis", "seksen", "doksan",
]  # fmt: skip


@dataclass(frozen=True)
class Digits:
    """A folded text with its numbers in digits, and where each piece of it stood in the text as it was typed."""

    text: str
    starts: list[int]
    typed: list[tuple[int, int]]
    source: str

    def as_typed(self, start: int, end: int) -> str:
        """What stood there, of whole words, with one blank between them."""
        first, last = (bisect_right(self.starts, place) - 1 for place in (start, end - 1))
        return " ".join(self.source[self.typed[first][0] : self.typed[last][1]].split())


def in_digits(text: str, numbers: Mapping[str, int | None]) -> Digits:
    """``text`` with the numbers that are words in it as digits; one that says no number as ``MANY``."""
    text = unicodedata.normalize("NFC", text)
    starts, typed, parts, length = list[int](), list[tuple[int, int]](), list[str](), 0
    for part, start, end in _parts(text, numbers):
        starts.append(length)
        typed.append((start, end))
        parts.append(part)
        length += len(part)
    return Digits("".join(parts), starts, typed, text)


def _parts(text: str, numbers: Mapping[str, int | None]) -> Iterator[tuple[str, int, int]]:
    tokens = list(_TOKEN.finditer(text))
    at = 0
    while at < len(tokens):
        words = _longest(tokens, at, numbers)
        if words is None:
            token = tokens[at]
            yield ("1" if token[0].casefold() in _ONE else fold(token[0])), token.start(), token.end()
            at += 1
            continue
        said, last = words
        value = numbers[said]
        yield (MANY if value is None else str(value)), tokens[at].start(), tokens[last].end()
        at = last + 1


def _longest(tokens: list[re.Match[str]], at: int, numbers: Mapping[str, int | None]) -> tuple[str, int] | None:
    """The longest number that begins here, folded with one blank between its words, and its last token."""
    found, said = None, ""
    for place in range(at, min(at + 2 * LONGEST - 1, len(tokens))):
        part = tokens[place][0]
        if (place - at) % 2:
            if part != "-" and part.strip():
                break
            said += " "
            continue
        if not part[0].isalpha():
            break
        said += fold(part)
        if said in numbers:
            found = said, place
    return found


@cache
def of_dutch_english_french() -> Mapping[str, int | None]:
    """Without "een" and "un": they are articles far more often."""
    made: dict[str, int | None] = {}
    for below in (_dutch(), _english(), _french()):
        made |= below
    made |= {"tientallen": None, "honderden": None, "dozens": None, "hundreds": None, "dizaines": None}
    for article in ("een", "un"):
        made.pop(article, None)
    return made


@cache
def of_turkish() -> Mapping[str, int | None]:
    """Apart from the others, since "on" is ten here and a small word elsewhere; "bir" is an article too."""
    made: dict[str, int | None] = {one: number for number, one in enumerate(_TR, 1)}
    for ten, word in enumerate(_TR_TENS, 1):
        made[word] = 10 * ten
        made |= {f"{word} {one}": 10 * ten + number for number, one in enumerate(_TR, 1)}
    below = {word: value for word, value in made.items() if value}
    for times, hundred in enumerate(["yuz", *(f"{one} yuz" for one in _TR[1:])], 1):
        made[hundred] = 100 * times
        made |= {f"{hundred} {word}": 100 * times + value for word, value in below.items()}
    made |= {"onlarca": None, "yuzlerce": None, "bin": 1000}
    del made["bir"]
    return made


def _dutch() -> dict[str, int]:
    below = {word: number for number, word in enumerate(_NL, 1)}
    for ten, word in enumerate(_NL_TENS, 2):
        below[word] = 10 * ten
        below |= {f"{one}en{word}": 10 * ten + number for number, one in enumerate(_NL[:9], 1)}
    made = dict(below)
    for times, hundred in enumerate(["honderd", *(f"{one}honderd" for one in _NL[1:9])], 1):
        made[hundred] = 100 * times
        made |= {f"{hundred}{middle}{word}": 100 * times + value for word, value in below.items()
                 for middle in ("", "en", " ", "en ")}  # fmt: skip
    return made | {"duizend": 1000}


def _english() -> dict[str, int]:
    below = {word: number for number, word in enumerate(_EN, 1)}
    for ten, word in enumerate(_EN_TENS, 2):
        below[word] = 10 * ten
        below |= {f"{word} {one}": 10 * ten + number for number, one in enumerate(_EN[:9], 1)}
    hundreds = {f"{one} hundred": 100 * number for number, one in enumerate(["a", *_EN[1:9]], 1)}
    hundreds |= {"one hundred": 100, "hundred": 100, "a dozen": 12, "dozen": 12, "thousand": 1000}
    return below | hundreds


def _french() -> dict[str, int]:
    below = {word: number for number, word in enumerate(_FR, 1)}
    below |= {f"dix {one}": 10 + number for number, one in enumerate(_FR[:9], 1) if number > 6}
    made = dict(below)
    for ten, word in enumerate(_FR_TENS, 2):
        rest = {name: value for name, value in below.items() if value < (20 if word == "soixante" else 10)}
        made[word] = 10 * ten
        made |= {f"{word} {middle}{name}": 10 * ten + value for name, value in rest.items() for middle in ("", "et ")}
    made |= {"quatre vingt": 80, "quatre vingts": 80, "vingt et une": 21, "cent": 100, "mille": 1000}
    made |= {f"quatre vingt {name}": 80 + value for name, value in below.items()}
    return made | {"une dizaine": 10, "une douzaine": 12, "une quinzaine": 15, "une vingtaine": 20}
