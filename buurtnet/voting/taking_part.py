"""Which neighbourhoods and ages took part, and how many of each got something they asked for; small numbers hidden.

The number of all voters, and of those who got nothing, are public and exact. So no neighbourhood may be told by what
is left: those below ten are one row, to which the smallest others are added until it has ten; and where a number
of who got something is hidden, at least one other is too.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from buurtnet.privacy.small_numbers import LEAST, NOT_SHOWN, Shown, rounded
from buurtnet.voting.models import Ballot
from buurtnet.voting.rules import Outcome

OTHERS: Final = ""  # the row of all that are too few to stand by themselves


@dataclass
class Group:
    """Voters of one neighbourhood, age or way of voting. ``got``: how many of them got something they asked for."""

    name: str
    voters: int = 0
    got: int = 0

    def is_small(self) -> bool:
        return self.got < LEAST or self.voters - self.got < LEAST


def who_took_part(ballots: Iterable[Ballot], outcome: Outcome) -> dict[str, list[dict[str, Any]]]:
    """Tables by neighbourhood, age and way of voting, as they may be published. An empty name: all others."""
    winners = {outcome.election.projects[place].id for place in outcome.winners}
    listed = list(ballots)
    return {
        "areas": _table(listed, lambda one: one.area.name if one.area else OTHERS, winners),
        "ages": _table(listed, lambda one: one.age, winners),
        "channels": _table(listed, lambda one: one.channel, winners),
    }


def _table(ballots: list[Ballot], name_of: Callable[[Ballot], str], winners: set[str]) -> list[dict[str, Any]]:
    groups: dict[str, Group] = {}
    for one in ballots:
        group = groups.setdefault(name_of(one), Group(name_of(one)))
        group.voters += 1
        group.got += any(str(number) in winners for number in one.plans)
    shown = enough(list(groups.values()))
    hidden = without(shown)
    return [
        {"name": one.name, "voters": rounded(one.voters), "got": _cell(one, hidden)}
        for one in sorted(shown, key=lambda one: (one.name == OTHERS, one.name))
    ]


def enough(groups: list[Group]) -> list[Group]:
    """No group of fewer than ten: they are put together, with the smallest of the rest if that is still too few."""
    by_size = sorted(groups, key=lambda one: (one.name != OTHERS, one.voters >= LEAST, one.voters, one.name))
    others, rest = Group(OTHERS), []
    for one in by_size:
        if one.name == OTHERS or one.voters < LEAST or 0 < others.voters < LEAST:
            others = Group(OTHERS, others.voters + one.voters, others.got + one.got)
        else:
            rest.append(one)
    if others.voters >= LEAST:
        rest.append(others)
    return rest


def without(groups: list[Group]) -> set[str]:
    """The names of groups of which it is not told how many got something."""
    hidden = {one.name for one in groups if one.is_small()}
    if len(hidden) == 1 and len(groups) > 1:
        rest = [one for one in groups if one.name not in hidden]
        hidden.add(min(rest, key=lambda one: (one.voters, one.name)).name)
    return hidden


def _cell(group: Group, hidden: set[str]) -> Shown:
    return NOT_SHOWN if group.name in hidden else rounded(group.got)
