"""What was read from a text beside the need itself."""

from dataclasses import dataclass

# All that can be read, by the name of its filter.
NAMES = frozenset(["leeftijd", "dag", "dagdeel", "gratis", "online", "thuis", "rolstoel", "open", "spreekt", "buurt"])


@dataclass(frozen=True)
class Reading:
    """A wish read from words: a filter by name and value, as the address of a page has them.

    Names and values: ``leeftijd`` ("16" or "2-3"), ``dag`` (mo … su), ``dagdeel`` (ochtend, middag, avond),
    ``gratis``, ``online``, ``thuis``, ``rolstoel`` ("1"), ``open`` ("nu"), ``spreekt`` (a language), ``buurt`` (the
    name of a place). ``words``: those it was read from; none when the language of the question says it.
    """

    name: str
    value: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Read:
    """A reading, and the places of the words that say this and nothing more."""

    reading: Reading
    used: frozenset[int] = frozenset()
