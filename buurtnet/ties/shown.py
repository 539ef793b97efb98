"""The net as rows for its pages: the table beside the picture, and one organization with its rings."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.people.models import Organization
from buurtnet.ties.attendance import level
from buurtnet.ties.choices import Sector
from buurtnet.ties.graphs import each_bit, rings, way
from buurtnet.ties.net import Net
from buurtnet.ties.removal import ENOUGH, Loss

STRENGTHS = (gettext_lazy("af en toe"), gettext_lazy("geregeld"), gettext_lazy("vaak"), gettext_lazy("heel vaak"))


@dataclass(frozen=True)
class Row:
    organization: Organization
    sector: Sector
    ties: int
    reached: int
    last: dt.date | None


@dataclass(frozen=True)
class Near:
    """Someone in the first ring of an organization."""

    organization: Organization
    sector: Sector
    strength: str
    together: bool
    last: dt.date


@dataclass(frozen=True)
class Further:
    """Someone in the second ring or beyond; ``through``: the names on the way there."""

    organization: Organization
    through: str


def table(net: Net) -> list[Row]:
    """By kind of partner and name: no list of who has most."""
    return [row_of(net, knot) for knot in sorted(net.organizations, key=net.order)]


def row_of(net: Net, knot: int) -> Row:
    others = net.graph.neighbours[knot]
    reached = len({net.sectors[other] for other in others})
    return Row(net.organizations[knot], net.sectors[knot], len(others), reached, net.last_seen.get(knot))


def first_ring(net: Net, knot: int) -> list[Near]:
    found = []
    for other in net.named(net.graph.neighbours[knot]):
        strength, together, last = net.tie(knot, other)
        said = str(STRENGTHS[level(strength) - 1])
        found.append(Near(net.organizations[other], net.sectors[other], said, together, last))
    return found


def further(net: Net, knot: int) -> tuple[list[Further], list[Further]]:
    """Who is reached by one other, and who by more, with the way in words; one that stays out is not named on it."""
    second, *far = [*list(rings(net.graph, knot))[1:], 0]
    return _reached(net, knot, second), [one for ring in far for one in _reached(net, knot, ring)]


def _reached(net: Net, knot: int, ring: int) -> list[Further]:
    return [
        Further(net.organizations[other], through(net, way(net.graph, knot, other)[1:-1]))
        for other in net.named(each_bit(ring))
    ]


def through(net: Net, knots: Sequence[int]) -> str:
    return _(" en dan ").join(net.name(one) if one in net.organizations else _("een ander") for one in knots)


@dataclass(frozen=True)
class Without:
    """What breaks when an organization falls away, with names."""

    loss: Loss
    alone: list[Organization]
    mend: list[tuple[Organization, Organization]]
    before: int
    after: int
    mended: int

    @property
    def is_enough(self) -> bool:
        """Whether those that are left reach each other nearly as well as before."""
        return self.loss.after >= ENOUGH * self.loss.before


def without(net: Net, loss: Loss) -> Without:
    """Efficiencies as whole percents. New ties are between those that may be named."""
    return Without(
        loss, [net.organizations[one] for one in net.named(loss.alone)],
        [(net.organizations[a], net.organizations[b]) for a, b in loss.mend],
        *(round(100 * value) for value in (loss.before, loss.after, loss.mended)),
    )  # fmt: skip
