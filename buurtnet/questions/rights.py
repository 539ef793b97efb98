""" "Waar heb je recht op?": five questions, and which schemes are worth looking into.

The answers live in the page that asks and nowhere else. The schemes are data with a source and the day they were
checked: ``data/rights.toml``. There are no amounts: whether someone has a right is for a person to look at.
"""

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DATA: Final = Path(__file__).parent / "data" / "rights.toml"
NOTHING: Final = "geen"  # of the lists in which more than one can be said
COUNTRY: Final = "NL"
WITH_CHILDREN: Final = frozenset({"0-3", "4-11", "12-17"})

type Text = str | Promise


@dataclass(frozen=True)
class Asks:
    """One of the five: its name in the form, its words, and what can be said. ``is_many``: more than one of them."""

    name: str
    words: Text
    choices: Sequence[tuple[str, Text]]
    hint: Text = ""
    is_many: bool = False


QUESTIONS: Final = (
    Asks(
        "children",
        _("Wonen er kinderen bij je?"),
        [
            ("0-3", _("Ja, van 0 tot en met 3 jaar")),
            ("4-11", _("Ja, van 4 tot en met 11 jaar")),
            ("12-17", _("Ja, van 12 tot en met 17 jaar")),
            (NOTHING, _("Nee")),
        ],
        hint=_("Kies alles wat klopt."),
        is_many=True,
    ),
    Asks(
        "home",
        _("Hoe woon je?"),
        [
            ("huur", _("Ik huur")),
            ("koop", _("Mijn huis is van mij, of ik betaal het af")),
            ("anders", _("Anders, zoals bij familie of in de opvang")),
        ],
    ),
    Asks(
        "money",
        _("Kom je rond met je geld?"),
        [
            ("genoeg", _("Ja, meestal wel")),
            ("krap", _("Net. Er mag niets misgaan")),
            ("tekort", _("Nee, ik kom tekort")),
        ],
        hint=_("Hoeveel je hebt, vragen we niet."),
    ),
    Asks(
        "care",
        _("Gaat er een kind naar de opvang, of komt dat eraan?"),
        [("ja", _("Ja")), (NOTHING, _("Nee"))],
        hint=_("Een crèche, een gastouder of opvang na school."),
    ),
    Asks(
        "costs",
        _("Waarbij zou hulp fijn zijn?"),
        [
            ("energie", _("Stroom, gas of water")),
            ("school", _("School: spullen, een laptop, een schoolreis")),
            ("sport", _("Sport, muziek of een club")),
            ("zorg", _("De dokter, de tandarts of medicijnen")),
            (NOTHING, _("Iets anders, of ik weet het niet")),
        ],
        hint=_("Kies alles wat klopt."),
        is_many=True,
    ),
)

type Answers = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Scheme:
    """Something to look into. ``text`` in ``language``; ``source_from`` is "2024-02", "2023" or empty."""

    slug: str
    name: str
    who: str
    url: str
    text: str
    language: str
    checked: dt.date
    source_from: str

    @property
    def source_year(self) -> str:
        """The year of the source, as far as it tells, when that is not the year in which it was checked."""
        year = self.source_from[:4]
        return "" if year == str(self.checked.year) else year


def questions_for(answers: Answers) -> list[Asks]:
    """Those that make sense: who has no children is not asked about childcare."""
    has_none = "children" in answers and not answers["children"] & WITH_CHILDREN
    return [one for one in QUESTIONS if not (one.name == "care" and has_none)]


def answers_in(said: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    """What a page brought along, without what is no answer. "Nothing" beside something else does not count."""
    found: dict[str, frozenset[str]] = {}
    for one in QUESTIONS:
        known = {value for value, _words in one.choices}
        values = [value for value in said.get(one.name, ()) if value in known]
        kept = frozenset(values if one.is_many else values[:1])
        if kept:
            found[one.name] = kept - {NOTHING} or kept
    return found


def schemes_for(answers: Answers, country: str, language: str) -> list[Scheme]:
    """What is worth looking into, in the order of the data."""
    country = country if any(country in row["countries"] for row in _rows()) else COUNTRY
    code = language.split("-")[0]
    return [scheme_of(row, code) for row in _rows() if country in row["countries"] and is_met(row["when"], answers)]


def is_met(when: Mapping[str, Sequence[str]], answers: Answers) -> bool:
    """Whether each condition is met by one of the answers."""
    return all(answers.get(name, frozenset()).intersection(values) for name, values in when.items())


def scheme_of(row: Mapping[str, Any], language: str) -> Scheme:
    """A row of the data, in a language or else in Dutch."""
    code = language if language in row["text"] else "nl"
    return Scheme(
        row["slug"], row["name"], row["who"], row["url"], row["text"][code], code, row["checked"], row["source_from"]
    )


@cache
def _rows() -> tuple[dict[str, Any], ...]:
    with DATA.open("rb") as file:
        return tuple(tomllib.load(file)["scheme"])
