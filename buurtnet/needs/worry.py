"""A worry about a child is kept nowhere here: whom to turn to, the steps of the country, and the numbers to call.

What is said stands in ``data/worry.toml``; the numbers are those of ``themes.danger``. Nothing is written while
someone reads it, also not in the log: that someone read it would tell of a worry.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import get_language

from buurtnet.areas.models import Network
from buurtnet.kit.folding import words
from buurtnet.people.cards import Shown, shown_to_everyone, shown_to_network, with_cards
from buurtnet.people.choices import PARTNERS, Role
from buurtnet.people.models import Membership, Person
from buurtnet.themes.danger import DangerLine, all_lines

DATA = Path(__file__).parent / "data" / "worry.toml"
COUNTRY = "NL"
MOST_WORDS = 1_000  # of a text that are looked at


@dataclass(frozen=True)
class Step:
    title: str
    text: str


@dataclass(frozen=True)
class Guide:
    """``is_sure``: every step agrees with a source; else the page says that sectors have their own."""

    heading: str
    anonymous: str
    steps: Sequence[Step]
    lines: Sequence[DangerLine]
    advice: DangerLine
    is_sure: bool
    checked: dt.date
    language: str


@dataclass(frozen=True)
class WhomToAsk:
    """People of one's own organization: its safety officers or, without one, who holds the network together there."""

    people: Sequence[Shown]
    are_officers: bool
    organizations: Sequence[str]


def guide_of(country: str, language: str = "") -> Guide:
    """The guide of a country, in a language it speaks; of another country than ours, the Dutch one."""
    rows = {row["country"]: row for row in _data()["guide"]}
    row = rows.get(country) or rows[COUNTRY]
    wished = (language or get_language() or "nl").split("-")[0]
    code = wished if wished in row["heading"] else "nl"
    lines = {line.slug: line for line in all_lines(row["country"], code)}
    return Guide(
        heading=row["heading"][code],
        anonymous=row["anonymous"][code],
        steps=[Step(step["title"][code], step["text"][code]) for step in row["step"]],
        lines=[lines[slug] for slug in row["lines"]],
        advice=lines[row["advice"]],
        is_sure=row["status"] == "confirmed",
        checked=row["checked"],
        language=code,
    )


def whom_to_ask(person: Person, network: Network) -> WhomToAsk:
    """In one's own organization: its safety officers, else its connectors and directors. As their cards allow."""
    mine = Membership.objects.current().filter(person=person, organization__isnull=False)
    here = list(mine.filter(network=network).select_related("organization"))
    organizations = {one.organization_id: one.organization.name for one in here if one.organization}
    officers = _people(Membership.objects.current().filter(role=Role.SAFETY_OFFICER), organizations, person)
    keepers = Membership.objects.current().filter(role__in=[Role.CONNECTOR, Role.DIRECTOR], network=network)
    found = officers or _people(keepers, organizations, person)
    people = with_cards(Person.objects.filter(pk__in=found, is_active=True).order_by("name"), network)
    is_partner = any(one.role in PARTNERS for one in here)
    shown = shown_to_network(people, network) if is_partner else shown_to_everyone(people, network)
    return WhomToAsk(shown, bool(officers), sorted(organizations.values()))


def is_about_one(text: str) -> bool:
    """Whether a text seems to be about one child or one family. It leans to yes: such a text is not taken."""
    said = " ".join(words(text)[:MOST_WORDS])
    return any(pattern.search(said) for pattern in _patterns())


def _people(held: QuerySet[Membership], organizations: Iterable[UUID | None], but: Person) -> list[UUID]:
    found = held.filter(organization__in=list(organizations)).exclude(person=but)
    return list(found.values_list("person", flat=True))


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in _data()["about_one"]["patterns"])


@cache
def _data() -> dict[str, Any]:
    with DATA.open("rb") as file:
        return tomllib.load(file)
