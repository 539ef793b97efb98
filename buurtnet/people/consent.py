"""Who must say yes, and what their answers together mean (design: privacy rule 6; sharing and law, sections 4 and 5).

Pure rules; the age rules are data. Silence is never yes; what one of them leaves out is left out for all.
"""

import calendar
import datetime as dt
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from buurtnet.people.choices import ConsentState, PartyKind

DATA = Path(__file__).parent / "data" / "age_rules.toml"
LONGEST = dt.timedelta(days=366)


class Jurisdiction(StrEnum):
    """Whose law: the Netherlands or Flanders."""

    NL = "NL"
    VL = "VL"


@dataclass(frozen=True)
class Required:
    """The persons who must all say yes. ``ask_authority``: first find out which parents have authority."""

    parties: tuple[PartyKind, ...]
    ask_authority: bool
    source: str
    status: str


def required(
    jurisdiction: Jurisdiction, age: int, *, is_able: bool | None = None, parents: int | None = None
) -> Required:
    """Everyone who must say yes for someone of this age in whole years.

    ``is_able``: able to weigh their own interests; None: as the law presumes. ``parents``: how many have authority;
    None: not known, which is asked and never assumed. Raises ValueError for an age below 0 or above 150.
    """
    rule = next(
        (one for one in _data()["rule"] if one["jurisdiction"] == jurisdiction and one["from"] <= age <= one["to"]),
        None,
    )
    if rule is None:
        raise ValueError(f"No rule for someone of {age}.")
    source, status = rule["source"], rule["status"]
    named = list(rule["parties"])
    if rule.get("by_maturity") and is_able:
        named = ["young_person"]
    if is_able is False and "young_person" in named:
        return Required((PartyKind.REPRESENTATIVE,), False, source, status)
    parties = [PartyKind.YOUNG_PERSON] if "young_person" in named else []
    asks_parents = "parents" in named
    parties += [PartyKind.PARENT] * (max(parents or 1, 1) if asks_parents else 0)
    return Required(tuple(parties), asks_parents and parents is None, source, status)


def next_reconfirmation(born: dt.date, today: dt.date) -> dt.date | None:
    """The next birthday on which consent must be said again (12, 16, 18); None when there is none left."""
    days = [_birthday(born, age) for age in _data()["reconfirm"]["ages"]]
    return next((day for day in sorted(days) if day > today), None)


def may_use_alone(jurisdiction: Jurisdiction, age: int) -> bool:
    """Whether someone may use an online service on their own consent (GDPR article 8)."""
    return age >= int(_data()["online"][jurisdiction])


@dataclass(frozen=True)
class Answer:
    """What one party said: True, False, or None for nothing yet; ``left_out``: what they said no to within a yes."""

    says: bool | None
    left_out: frozenset[str] = frozenset()


def outcome(answers: Sequence[Answer]) -> ConsentState:
    """What the answers come to. One no is a no; active only when everyone said yes; nobody asked is a draft."""
    if not answers:
        return ConsentState.DRAFT
    if any(answer.says is False for answer in answers):
        return ConsentState.REFUSED
    said = [answer for answer in answers if answer.says]
    if len(said) == len(answers):
        return ConsentState.ACTIVE
    return ConsentState.GIVEN_PARTIAL if said else ConsentState.ASKED


def agreed(asked: Iterable[str], answers: Iterable[Answer]) -> frozenset[str]:
    """What everyone agreed to: what was asked, without what anyone left out."""
    left_out = frozenset().union(*(answer.left_out for answer in answers))
    return frozenset(asked) - left_out


# From each state to those it may go to; a state that is no key is an end.
CHANGES: dict[ConsentState, frozenset[ConsentState]] = {
    ConsentState.DRAFT: frozenset({ConsentState.ASKED}),
    ConsentState.ASKED: frozenset(
        {
            ConsentState.GIVEN_PARTIAL,
            ConsentState.ACTIVE,
            ConsentState.REFUSED,
            ConsentState.WITHDRAWN,
            ConsentState.EXPIRED,
        }
    ),
    ConsentState.GIVEN_PARTIAL: frozenset(
        {ConsentState.ACTIVE, ConsentState.REFUSED, ConsentState.WITHDRAWN, ConsentState.EXPIRED}
    ),
    ConsentState.ACTIVE: frozenset(
        {
            ConsentState.WITHDRAWN,
            ConsentState.EXPIRED,
            ConsentState.SUPERSEDED,
            ConsentState.RECONFIRM_DUE,
        }
    ),
    ConsentState.RECONFIRM_DUE: frozenset({ConsentState.SUPERSEDED, ConsentState.WITHDRAWN, ConsentState.EXPIRED}),
}


def may_change(before: ConsentState, after: ConsentState) -> bool:
    """Whether a consent may go from one state to another."""
    return after in CHANGES.get(before, frozenset())


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last one of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _birthday(born: dt.date, age: int) -> dt.date:
    """The day someone becomes so old; who was born on 29 February, on 1 March."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return dt.date(born.year + age, 3, 1)


@cache
def _data() -> dict[str, Any]:
    with DATA.open("rb") as file:
        return tomllib.load(file)
