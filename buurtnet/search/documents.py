"""What a room offers to be found, and how the rooms that offer something are known.

A room has ``<room>/search.py`` with ``OFFERS``, one ``Offer`` for each kind of thing. It reads, it writes no rows.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """One thing to find: its texts, by weight, and what it can be filtered, counted and sorted by.

    ``names`` are whole names; who types one of them finds it first. ``facets`` are filtered by and counted,
    ``marks`` only filtered by (there may be hundreds). ``bundles`` are facets too, of which few combinations occur:
    the engine counts these, which is much less to count. ``points`` are (latitude, longitude) in degrees.
    ``numbers`` are read by name, as the offer declares them; an absent one is None.
    """

    kind: str
    key: str
    title: str
    names: Sequence[str] = ()
    keywords: str = ""
    simple: str = ""
    body: str = ""
    facets: Iterable[str] = ()
    bundles: Iterable[Sequence[str]] = ()
    marks: Iterable[str] = ()
    points: Sequence[tuple[float, float]] = ()
    numbers: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Offer:
    """A kind of document: ``documents(keys)`` makes those that are to be found.

    A key without a document is taken out of the index. ``keys``: of all there are, in the order they are best put
    away. ``numbers`` names the numbers (int or float).
    """

    kind: str
    documents: Callable[[Sequence[str]], Iterator[SearchDocument]]
    keys: Callable[[], Sequence[str]]
    numbers: Mapping[str, type[int] | type[float]] = field(default_factory=dict)


def offers() -> dict[str, Offer]:
    """The offers of all rooms, by kind."""
    found: dict[str, Offer] = {}
    for config in apps.get_app_configs():
        if find_spec(f"{config.name}.search"):
            for offer in getattr(import_module(f"{config.name}.search"), "OFFERS", ()):
                found[offer.kind] = offer
    return found


def numbers() -> dict[str, type[int] | type[float]]:
    """All numbers of all kinds, by name."""
    return {name: kind for offer in offers().values() for name, kind in offer.numbers.items()}
