"""Posters: "Stel hier je vraag" and "Wat is er in …?", in the languages of the neighbourhood.

Their words are data (``data/posters.toml``): a poster speaks more languages than the pages do.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from django.urls import reverse
from django.utils.safestring import SafeString

from buurtnet.areas.choices import Breadth
from buurtnet.areas.models import Area, Network
from buurtnet.kit.scancode import scancode
from buurtnet.paper.choice import in_words, online

DATA = Path(__file__).parent / "data" / "posters.toml"
RIGHT_TO_LEFT = {"ar"}
SIGNS_A_LINE = (13, 16, 21, 29)  # of the heading, in letters of each size
MOST_LINES = 3
MOST_BESIDE = 4  # languages under the main one


class Kind(StrEnum):
    QUESTION = "vraag"
    HERE = "buurt"


@dataclass(frozen=True)
class Words:
    """The words of a poster in one language. ``is_checked``: someone who speaks it read them."""

    code: str
    name: str
    is_checked: bool
    said: dict[str, str]

    @property
    def direction(self) -> str:
        return "rtl" if self.code in RIGHT_TO_LEFT else "ltr"

    @property
    def html_lang(self) -> str:
        return "nl-BE" if self.code == "nl-be" else self.code


@dataclass(frozen=True)
class Line:
    """The heading again, in one more language."""

    text: str
    lang: str
    direction: str


@dataclass(frozen=True)
class Poster:
    heading: str
    lead: str
    promise: str
    scan: str
    call: str
    visit: str
    lang: str
    direction: str
    beside: list[Line]
    code: SafeString
    address: str
    is_checked: bool
    size: int


def languages() -> list[Words]:
    """The languages a poster can speak."""
    return list(_known().values())


@cache
def _known() -> dict[str, Words]:
    with DATA.open("rb") as file:
        rows = tomllib.load(file)["language"]
    return {
        row["code"]: Words(
            row["code"], row["name"], row["checked"],
            {key: text for key, text in row.items() if key not in {"code", "name", "checked"}},
        )
        for row in rows
    }  # fmt: skip


def languages_for(network: Network) -> list[Words]:
    """Those to choose from in a network: Dutch once, as it is spoken there."""
    other_dutch = "nl" if network.locale == "nl-be" else "nl-be"
    return [words for words in languages() if words.code != other_dutch]


def words_in(network: Network, code: str) -> Words:
    """The language asked for, else the network's own Dutch."""
    return next((words for words in languages_for(network) if words.code == code), _known()[network.locale])


def poster_of(kind: Kind, network: Network, area: Area | None, code: str, beside: Sequence[str]) -> Poster:
    """A poster of a kind in a language, with its heading in some others below."""
    words = words_in(network, code)
    start = "question" if kind == Kind.QUESTION else "here"
    names = {"place": area.name if area else network.town, "town": network.town}
    is_for_all = kind == Kind.HERE and network.breadth == Breadth.EVERYONE
    path = address_of(kind, network, area)
    return Poster(
        heading=words.said[start].format(**names),
        lead=words.said[f"{start}_lead"].format(**names),
        promise=words.said[f"{start}_promise_all" if is_for_all else f"{start}_promise"],
        scan=words.said["scan"],
        call=words.said["call"],
        visit=words.said["visit"],
        lang=words.html_lang,
        direction=words.direction,
        beside=[
            Line(other.said[start].format(**names), other.html_lang, other.direction)
            for other in others(network, words, beside)
        ],
        code=scancode(online(path)),
        address=in_words(path),
        is_checked=words.is_checked,
        size=size_of(words.said[start].format(**names)),
    )


def size_of(heading: str) -> int:
    """1 for the largest letters, 4 for the smallest: so that the longest word fits on a line, and all on three."""
    longest = max(map(len, heading.split()))
    for size, signs in enumerate(SIGNS_A_LINE, start=1):
        if longest <= signs and len(heading) <= signs * MOST_LINES:
            return size
    return len(SIGNS_A_LINE)


def others(network: Network, main: Words, codes: Sequence[str]) -> list[Words]:
    """The languages under the main one, each once, in the order of the data."""
    return [words for words in languages_for(network) if words.code in codes and words is not main][:MOST_BESIDE]


def address_of(kind: Kind, network: Network, area: Area | None) -> str:
    """Where the code leads: the network's own people, or the home of a neighbourhood."""
    if kind == Kind.QUESTION:
        return reverse("home:contact", args=[network.slug])
    if area:
        return reverse("home:neighbourhood", args=[network.slug, area.slug])
    return reverse("home:network", args=[network.slug])
