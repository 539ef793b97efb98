"""A picture read back: who is who in it now, and who may be named."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from buurtnet.people.models import Organization
from buurtnet.ties.choices import Sector
from buurtnet.ties.gathering import staying_out
from buurtnet.ties.graphs import Graph
from buurtnet.ties.models import Picture
from buurtnet.ties.picturing import graph_of


@dataclass(frozen=True)
class Net:
    """``organizations``: of each number, when it may be named: it still exists, and does not stay out."""

    picture: Picture
    graph: Graph
    organizations: dict[int, Organization]

    @property
    def results(self) -> dict[str, Any]:
        return self.picture.results  # type: ignore[no-any-return]  # a JSON field

    @cached_property
    def sectors(self) -> list[Sector]:
        return [Sector(one) for one in self.results["sectors"]]

    @cached_property
    def rows(self) -> dict[tuple[int, int], tuple[float, bool, dt.date]]:
        """Of each tie how strong, whether they do something together, and when they last saw each other."""
        return {(row[0], row[1]): (row[2], row[3], dt.date.fromisoformat(row[4])) for row in self.results["ties"]}

    @cached_property
    def met(self) -> dict[tuple[int, int], dt.date]:
        """Who saw each other too little or too long ago for a tie, and when last; nothing in the first pictures."""
        return {(row[0], row[1]): dt.date.fromisoformat(row[2]) for row in self.results.get("met", ())}

    @cached_property
    def last_seen(self) -> dict[int, dt.date]:
        """When each was last together with another, with a tie or without."""
        found: dict[int, dt.date] = {}
        for pair, day in [*self.met.items(), *((pair, row[2]) for pair, row in self.rows.items())]:
            found |= {knot: max(day, found.get(knot, day)) for knot in pair}
        return found

    @property
    def unnamed(self) -> int:
        return self.graph.size - len(self.organizations)

    def tie(self, one: int, other: int) -> tuple[float, bool, dt.date]:
        return self.rows[min(one, other), max(one, other)]

    def named(self, knots: Iterable[int]) -> list[int]:
        """Those that may be named, by name."""
        return sorted((one for one in knots if one in self.organizations), key=lambda one: self.order(one)[1:])

    def order(self, knot: int) -> tuple[int, str, int]:
        """By kind of partner, then by name: never by how many ties."""
        return list(Sector).index(self.sectors[knot]), self.organizations[knot].name.casefold(), knot

    def number_of(self, pk: UUID) -> int | None:
        return next((number for number, one in self.organizations.items() if one.pk == pk), None)

    def name(self, knot: int) -> str:
        return self.organizations[knot].name


def net_of(picture: Picture) -> Net:
    ids = [UUID(one) for one in picture.results["knots"]]
    found = Organization.objects.only("name", "kind", "email").in_bulk(ids)
    out = staying_out(picture.network)
    at_the_time = set(picture.results["out"])
    named = {
        number: found[pk] for number, pk in enumerate(ids)
        if pk in found and pk not in out and number not in at_the_time
    }  # fmt: skip
    return Net(picture, graph_of(picture), named)
