"""The vocabulary as one reads it: which concepts a question names, and which words to search them with.

Kept in memory. All networks share the words of everyone; a network's own words, and those it switched off, lie over
them. Whatever process changes something, the next question sees it: each time one query asks what is newest.
"""

import bisect
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from sys import intern
from typing import Any

from django.db import connection
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery

from buurtnet.areas.models import Network
from buurtnet.kit.folding import words
from buurtnet.search.dutch import stem
from buurtnet.themes.choices import DUTCH, FLEMISH, LabelKind
from buurtnet.themes.guessing import Evidence, Guess, guesses_in
from buurtnet.themes.matching import Index, Mention, Word, mentions_in, telling
from buurtnet.themes.models import Concept, Edition, Label, LabelOff

KEPT_NETWORKS = 200  # networks with words of their own that are kept in memory
KEPT_PHRASES = 20_000  # labels whose stems are kept in memory
SEARCHED = frozenset([LabelKind.PREFERRED, LabelKind.TERM, LabelKind.ABBREVIATION])
SEARCHED_LANGUAGES = frozenset([DUTCH, FLEMISH])
SHORTEST_START = 2  # letters typed before suggestions make sense
OF_ALL = 2  # values that tell of the words of everyone
MOST_STARTS = 400  # labels looked at for suggestions

# How much a phrase to search with counts, 0–1; the last is for each place further down in the list of a concept.
OWN_PHRASE = 1.0
NARROWER_PHRASE = 0.6
RELATED_PHRASE = 0.35
BROADER_PHRASE = 0.25
LATER_PHRASE, LATEST_PHRASE = 0.97, 0.7

type Version = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """What to search with for a concept: the stems of one label, how well they answer (0–1), and whose they are."""

    stems: tuple[str, ...]
    weight: float
    text: str
    concept: str


@dataclass(frozen=True, slots=True)
class Card:
    """A concept as it is kept in memory, with slugs of what it belongs to. ``names`` by interface language."""

    names: Mapping[str, str]
    themes: tuple[str, ...]
    broader: str
    narrower: tuple[str, ...]
    related: tuple[str, ...]


class Words:
    """Labels by what is asked of them: matched with a question, searched with, or begun to type."""

    def __init__(self, labels: Iterable[Word] = ()) -> None:
        self.index = Index(labels)

    @cached_property
    def terms(self) -> Mapping[str, Sequence[Word]]:
        """The labels to search with, by concept, best first."""
        found: dict[str, list[Word]] = {}
        for word in sorted(self.index.labels, key=_by_order):
            if word.kind in SEARCHED and word.language in SEARCHED_LANGUAGES:
                found.setdefault(word.concept, []).append(word)
        return found

    def starting(self, start: str) -> list[Word]:
        """Labels that begin so."""
        here = bisect.bisect_left(self._sorted, start, key=_by_folded)
        return [word for word in self._sorted[here : here + MOST_STARTS] if word.folded.startswith(start)]

    @cached_property
    def _sorted(self) -> list[Word]:
        return sorted((word for word in self.index.labels if word.kind != LabelKind.MISSPELT), key=_by_folded)


@dataclass(frozen=True)
class Shared:
    """What is the same for all networks."""

    cards: Mapping[str, Card] = field(default_factory=dict)
    words: Words = field(default_factory=Words)

    @cached_property
    def evidence(self) -> Evidence:
        return Evidence(self.words.index)


@dataclass(frozen=True)
class Vocabulary:
    """The vocabulary of everyone, or of a network: with ``own`` words, and without the labels in ``off``."""

    shared: Shared = field(default_factory=Shared)
    own: Words | None = None
    off: frozenset[int] = frozenset()

    def mentions(self, said: Sequence[str]) -> tuple[Mention, ...]:
        """The concepts that folded words (``kit.folding.words``) name, best first."""
        return mentions_in(said, [words.index for words in self._layers], self.off)

    def guesses(self, said: Sequence[str], most: int = 3) -> tuple[Guess, ...]:
        """Where no label stands in a question: what most of its words speak for, best first."""
        return guesses_in(said, self.shared.words.index, self.shared.evidence, most)

    def expansion(self, concept: str) -> tuple[Phrase, ...]:
        """What to search with for a concept, best first; nothing for one that is not there."""
        found: dict[tuple[str, ...], Phrase] = {}
        for slug, weight in self._near(concept):
            for place, word in enumerate(self._terms_of(slug)):
                stems = _stems(word.folded)
                worth = weight * max(LATEST_PHRASE, LATER_PHRASE**place)
                if stems not in found or found[stems].weight < worth:
                    found[stems] = Phrase(stems, worth, word.text, slug)
        return tuple(sorted(found.values(), key=lambda phrase: -phrase.weight))

    def themes(self, concept: str) -> tuple[str, ...]:
        """The slugs of a concept's themes; of what is broader when it has none itself."""
        seen: set[str] = set()
        while concept in self.shared.cards and concept not in seen:
            seen.add(concept)
            card = self.shared.cards[concept]
            if card.themes:
                return card.themes
            concept = card.broader
        return ()

    def label_of(self, concept: str, language: str) -> str:
        """The name of a concept in an interface language; Dutch where there is none, empty for no concept."""
        card = self.shared.cards.get(concept)
        return (card.names.get(language.lower()) or card.names[DUTCH]) if card else ""

    def beginning_with(self, text: str, most: int = 8) -> tuple[Word, ...]:
        """For suggestions: labels that begin so, one a concept; names and terms before what people say."""
        start = " ".join(words(text))
        if len(start) < SHORTEST_START:
            return ()
        first: dict[str, Word] = {}
        found = (word for layer in self._layers for word in layer.starting(start) if word.id not in self.off)
        for word in sorted(found, key=_best_suggestion):
            first.setdefault(word.concept, word)
        return tuple(first.values())[: max(0, most)]

    @property
    def _layers(self) -> tuple[Words, ...]:
        """A network's own words stand first."""
        return (self.own, self.shared.words) if self.own else (self.shared.words,)

    def _terms_of(self, concept: str) -> list[Word]:
        """The labels to search with for a concept, best first."""
        return [word for layer in self._layers for word in layer.terms.get(concept, ()) if word.id not in self.off]

    def _near(self, concept: str) -> list[tuple[str, float]]:
        """The concept and those beside it, with how much their phrases count."""
        card = self.shared.cards.get(concept)
        if card is None:
            return [(concept, OWN_PHRASE)]
        near = [(concept, OWN_PHRASE)]
        near += [(slug, NARROWER_PHRASE) for slug in card.narrower]
        near += [(slug, RELATED_PHRASE) for slug in card.related]
        return near + ([(card.broader, BROADER_PHRASE)] if card.broader else [])


EMPTY = Vocabulary()
_lock = threading.Lock()
_shared: tuple[Version, Shared, Vocabulary] | None = None
_networks: dict[int, tuple[Version, Vocabulary]] = {}


def vocabulary(network: int | None = None) -> Vocabulary:
    """The vocabulary of everyone, or of the network with this id. One query when nothing changed."""
    global _shared
    of_all, of_network = _versions(network)
    with _lock:
        if _shared is None or _shared[0] != of_all:
            shared = _read_shared()
            _shared = (of_all, shared, Vocabulary(shared))
            _networks.clear()
        common = _shared[2]
        # Taken out first: what was read inside a transaction that did not hold must not stay.
        kept = _networks.pop(network, None) if network is not None else None
        if network is None or not _has_own(of_network):
            return common
        if kept is None or kept[0] != of_network:
            kept = (of_network, _read_own(network, common.shared))
        _networks[network] = kept  # at the end: the one asked longest ago is first, and goes first
        while len(_networks) > KEPT_NETWORKS:
            _networks.pop(next(iter(_networks)))
        return kept[1]


def _has_own(version: Version) -> bool:
    return any(version)


def _versions(network: int | None) -> tuple[Version, Version]:
    """What changes with the words of everyone, and what changes with those of a network, in one query."""
    if network is not None:
        found = _first(_of_network(connection.vendor), network)
        if found:
            return found[:OF_ALL], found[OF_ALL:]
    # Without an edition (an empty vocabulary, or one that was put together by hand) there may still be labels.
    return _first(_of_all(connection.vendor)) or (None, *(_first(_of_labels(connection.vendor)) or (None,))), ()


def _first(statement: str, *values: int) -> Version:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone() or ()


# The same three questions are asked for every search, and putting one together takes ten times as long as the answer.
@cache
def _of_network(_vendor: str) -> str:
    own, off = Label.objects.filter(network=OuterRef("pk")), LabelOff.objects.filter(network=OuterRef("pk"))
    newest = [Subquery(rows) for rows in (_newest_edition(), _newest_label())]
    counts = [_count(own), _last(own, "pk"), _last(own, "changed_at"), _count(off), _last(off, "made_at")]
    return _statement(Network.objects.filter(pk=0).order_by().values_list(*newest, *counts), 1)


@cache
def _of_all(_vendor: str) -> str:
    return _statement(_newest_edition().annotate(newest=Subquery(_newest_label())), 0)


@cache
def _of_labels(_vendor: str) -> str:
    return _statement(_newest_label(), 0)


def _statement(rows: QuerySet[Any, Any], values: int) -> str:
    """A query as the database takes it, with a place for each of so many values."""
    statement, given = rows.query.sql_with_params()
    if len(given) != values:
        raise ValueError(f"{values} values were meant, {given} are asked")
    return statement


def _newest_edition() -> QuerySet[Any, Any]:
    return Edition.objects.order_by("-pk").values("made_at")[:1]


def _newest_label() -> QuerySet[Any, Any]:
    return Label.objects.filter(network=None).order_by("-changed_at").values("changed_at")[:1]


def _count(rows: QuerySet[Any]) -> Subquery:
    return Subquery(rows.order_by().values("network").annotate(number=Count("pk")).values("number"))


def _last(rows: QuerySet[Any], name: str) -> Subquery:
    return Subquery(rows.order_by().values("network").annotate(last=Max(name)).values("last"))


def _read_shared() -> Shared:
    """Everything of everyone, from the database."""
    concepts = list(Concept.objects.all())
    themes = _grouped(Concept.themes.through.objects.order_by("theme__order").values_list("concept_id", "theme_id"))
    related = _grouped(Concept.related.through.objects.order_by("pk").values_list("from_concept_id", "to_concept_id"))
    narrower = _grouped((one.broader_id, one.slug) for one in concepts if one.broader_id)
    cards = {
        one.slug: Card(
            names={DUTCH: one.name, "nl-be": one.name_nl_be, "en": one.name_en, "fr": one.name_fr},
            themes=themes.get(one.slug, ()),
            broader=one.broader_id or "",
            narrower=narrower.get(one.slug, ()),
            related=related.get(one.slug, ()),
        )
        for one in concepts
    }
    return Shared(cards, Words(_words_of(Label.objects.filter(network=None))))


def _read_own(network: int, shared: Shared) -> Vocabulary:
    """The words of everyone with those of a network over them."""
    own = _words_of(Label.objects.filter(network=network))
    off = LabelOff.objects.filter(network=network).values_list("label_id", flat=True)
    return Vocabulary(shared, Words(own) if own else None, frozenset(off))


def _words_of(labels: QuerySet[Label]) -> list[Word]:
    """Labels as they are kept: what is the same in many of them is there once."""
    rows = labels.order_by("concept_id", "order", "pk").values_list(
        "pk", "concept_id", "text", "folded", "language", "kind", "order", "network_id"
    )
    return [
        Word(
            pk,
            intern(slug),
            text,
            text if text == folded else folded,
            intern(language),
            intern(kind),
            order,
            own is not None,
        )
        for pk, slug, text, folded, language, kind, order, own in rows.iterator(chunk_size=2_000)
    ]


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for one, other in pairs:
        found.setdefault(one, []).append(other)
    return {one: tuple(others) for one, others in found.items()}


@lru_cache(maxsize=KEPT_PHRASES)
def _stems(folded: str) -> tuple[str, ...]:
    return tuple(map(stem, telling(folded.split())))


def _by_folded(word: Word) -> str:
    return word.folded


def _by_order(word: Word) -> int:
    return word.order


def _best_suggestion(word: Word) -> tuple[bool, bool, int, str]:
    return word.kind == LabelKind.SAYING, not word.is_own, len(word.folded), word.folded
