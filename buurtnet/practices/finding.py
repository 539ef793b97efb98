"""The library: the examples that visitors of a network read, by words and by what they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Self
from uuid import UUID

from django.db.models import QuerySet

from buurtnet.areas.models import Network
from buurtnet.kit.folding import words
from buurtnet.practices.choices import Element, Evidence, NeighbourhoodKind
from buurtnet.practices.models import GoodPractice
from buurtnet.practices.models.practice import GoodPracticeQuerySet
from buurtnet.themes.choices import EssentialFunction

MOST_WORDS: Final = 8
LONGEST: Final = 100  # signs of what is typed
# What it may cost in a year, in euros; "0" is nothing at all.
COSTS: Final = {"0": 0, "500": 500, "2500": 2_500}


@dataclass(frozen=True)
class Wanted:
    """What someone looks for; empty or None: whatever it is."""

    text: str = ""
    function: int | None = None
    element: str = ""
    kind: str = ""
    cost: str = ""
    evidence: str = ""
    words: tuple[str, ...] = field(default=())

    @classmethod
    def of(cls, said: Mapping[str, str]) -> Self:
        """From the address; what is not known there is left out."""
        text = " ".join(said.get("q", "").split())[:LONGEST]
        function = said.get("functie", "")
        known = {str(one.value): one.value for one in EssentialFunction}
        return cls(
            text=text, words=tuple(words(text)[:MOST_WORDS]), function=known.get(function),
            element=one_of(said.get("element", ""), Element.values),
            kind=one_of(said.get("buurt", ""), NeighbourhoodKind.values),
            cost=one_of(said.get("kosten", ""), list(COSTS)),
            evidence=one_of(said.get("bewijs", ""), Evidence.values),
        )  # fmt: skip

    @property
    def is_narrowed(self) -> bool:
        return bool(self.text or self.function or self.element or self.kind or self.cost or self.evidence)


def one_of(said: str, known: list[str]) -> str:
    return said if said in known else ""


def find(network: Network, wanted: Wanted) -> list[UUID]:
    """The keys of what fits, own examples first, then by name. One query, whatever is asked.

    Lists within a row (functions, elements) are looked at here: the two databases do not search them alike.
    """
    rows = narrowed(GoodPracticeQuerySet(GoodPractice).readable_in(network), wanted)
    found = rows.values_list("pk", "network_id", "title", "functions", "elements")
    fitting = [
        (owner != network.pk, title.casefold(), str(pk), pk)
        for pk, owner, title, functions, elements in found
        if (wanted.function is None or wanted.function in functions)
        and (not wanted.element or wanted.element in elements)
    ]
    return [pk for _own, _title, _key, pk in sorted(fitting)]


def narrowed(rows: GoodPracticeQuerySet, wanted: Wanted) -> GoodPracticeQuerySet:
    for word in wanted.words:
        rows = rows.filter(found_by__contains=f" {word}")
    if wanted.kind and wanted.kind != NeighbourhoodKind.ANY:
        rows = rows.filter(neighbourhood_kind__in=[wanted.kind, NeighbourhoodKind.ANY])
    if wanted.cost:
        rows = rows.filter(money_cents__lte=COSTS[wanted.cost] * 100)
    if wanted.evidence:
        rows = rows.filter(evidence=wanted.evidence)
    return rows


def shown(keys: list[UUID]) -> list[GoodPractice]:
    """These, in this order, with what a card needs."""
    rows: QuerySet[GoodPractice] = GoodPractice.objects.filter(pk__in=keys).select_related("network", "organization")
    by_key = {one.pk: one for one in rows}
    return [by_key[key] for key in keys if key in by_key]
