"""A question to the index: terms that were understood above, and conditions. The answer: hits with a score.

The score is how much of the question a document answers: each term adds its share times how well its best
stem in its best text answers it. The shares of all terms are 1 together, rare terms having the larger ones. So
scores of different questions can be compared, and a question the map has no words for scores low. How often
a word stands in a text, and how long that text is, does not count: measured, it only added noise (BM25 0.52,
this 0.53 nDCG@10 on the shared collection, success@3 0.67 and 0.73), and it would part what matches as well.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import tantivy
from tantivy import Occur

from buurtnet.search.index import Reader
from buurtnet.search.schema import BETWEEN_FACETS, SAMPLE, SAMPLED, TEXT_FIELDS, mark, starts_of

DEGREE_M = 111_000.0  # metres in a degree of latitude, and less than any: a box holds its whole circle
TIE = 0.15  # what a second matching field or word adds, beside the best
MOST_FACETS = 20_000
MOST_KEPT = 100_000  # frequencies
MOST_IMPLIED = 1_000  # pairs of conditions
# A phrase of words that each stand in more documents tells little and costs most: it is left out where what was typed
# stands somewhere.
MOST_TOGETHER = 50_000
MOST_NAMED_SO = 20_000  # documents whose names may begin so, and all are looked at
MOST_STARTS = 200  # words that may begin with what was typed

type Scored = tuple[float, tantivy.DocAddress]
type EngineQuery = tantivy.Query  # for who passes it on without knowing the engine


@dataclass(frozen=True)
class Marked:
    """Has one of these marks or facets."""

    any_of: tuple[str, ...]


@dataclass(frozen=True)
class Between:
    """A number from ``low`` up to and with ``high``; None is open. Without the number: no."""

    number: str
    low: float | None = None
    high: float | None = None
    is_int: bool = True


@dataclass(frozen=True)
class Boxed:
    """A point within this many metres north, south, east and west."""

    latitude: float
    longitude: float
    metres: float


@dataclass(frozen=True)
class Either:
    """One of these conditions."""

    of: tuple["Condition", ...]


@dataclass(frozen=True)
class Both:
    """All of these conditions."""

    of: tuple["Condition", ...]


@dataclass(frozen=True)
class Without:
    """Not this condition."""

    one: "Condition"


@dataclass(frozen=True)
class Worded:
    """Has one of these stems in its title or keywords; a text may name them."""

    stems: tuple[str, ...]


type Condition = Marked | Between | Boxed | Either | Both | Without | Worded


@dataclass(frozen=True)
class Term:
    """One thing asked for: the stems that answer it, each with how well (0–1), and its share of the question."""

    variants: tuple[tuple[str, float], ...]
    share: float


@dataclass(frozen=True)
class Sense:
    """What some words say together: answered by those words, or by a phrase that says the same.

    ``phrases``: stems that must all stand in one text, each phrase with how well it answers (0–1). ``share``: that
    of a phrase in the question; the terms have their own.
    """

    terms: tuple[Term, ...]
    phrases: tuple[tuple[tuple[str, ...], float], ...]
    share: float


@dataclass(frozen=True)
class Query:
    """Terms (none: everything), whole names that answer at once, and conditions.

    ``fields`` says how much a word counts in each text (0–1); ``name_share`` is added for a whole name.
    ``tie``: what a second text, word or phrase that answers as well adds, beside the best.
    ``preferred``: conditions that add a little to the score, so that of very many equals the right ones are kept.
    """

    terms: tuple[Term | Sense, ...] = ()
    names: tuple[str, ...] = ()
    name_share: float = 0.0
    conditions: tuple[Condition, ...] = ()
    preferred: tuple[tuple[Condition, float], ...] = ()
    fields: Mapping[str, float] = field(default_factory=dict)
    tie: float = TIE


@dataclass(frozen=True)
class Hits:
    """The best of what was found with ``query``. Columns are read only when asked for."""

    reader: Reader
    query: tantivy.Query
    total: int
    scored: Sequence[Scored]

    @cached_property
    def addresses(self) -> list[tantivy.DocAddress]:
        return [address for _score, address in self.scored]

    @cached_property
    def scores(self) -> list[float]:
        return [score for score, _address in self.scored]

    def column(self, number: str) -> list[float | None]:
        """A number of every hit, in order."""
        return self.reader.searcher.fast_field_values(number, self.addresses)

    def key(self, place: int) -> str:
        """The key of one hit."""
        return self._stored(place, "id").partition(":")[2]

    def kind(self, place: int) -> str:
        return self._stored(place, "id").partition(":")[0]

    def label(self, place: int) -> str:
        return self._stored(place, "label")

    def points(self, place: int) -> list[tuple[float, float]]:
        """The points of a hit that has more than one; else none (see the columns ``lat`` and ``lon``)."""
        pairs = (pair.split(",") for pair in self._stored(place, "points").split())
        return [(float(latitude), float(longitude)) for latitude, longitude in pairs]

    def _stored(self, place: int, name: str) -> str:
        return str(self.reader.searcher.doc(self.addresses[place]).get_first(name) or "")


def search(reader: Reader, query: Query, limit: int) -> Hits:
    """The best ``limit`` documents, highest score first, and how many there are in all."""
    wanted = engine_query(reader, query)
    found = reader.searcher.search(wanted, max(1, limit))
    return Hits(reader, wanted, _total(found), found.hits[:limit] if limit > 0 else ())


def count(reader: Reader, query: Query, also: Iterable[Condition] = ()) -> int:
    """How many documents there are, with more conditions."""
    return counted(reader, engine_query(reader, query), also)


def counted(reader: Reader, found: tantivy.Query, also: Iterable[Condition] = ()) -> int:
    parts = [(Occur.Must, found), *((Occur.Must, engine_condition(reader, one)) for one in also)]
    return _total(reader.searcher.search(tantivy.Query.boolean_query(parts), 1))


def _total(found: tantivy.SearchResult) -> int:
    return int(found.count or 0)  # type: ignore[attr-defined]  # it is there; the stubs forget it


def facets(reader: Reader, found: tantivy.Query) -> dict[str, int]:
    """How many of these documents have each facet."""
    answer = reader.searcher.aggregate(found, {"f": {"terms": {"field": "facets", "size": MOST_FACETS}}})
    counts: dict[str, int] = {}
    for bucket in answer["f"]["buckets"]:
        number = int(bucket["doc_count"])
        for facet in bucket["key"].split(BETWEEN_FACETS):
            counts[facet] = counts.get(facet, 0) + number
    return counts


def just(hits: Hits, places: Sequence[int]) -> tantivy.Query:
    """A query for some of the hits and nothing else; for a few hundred at most."""
    ties = hits.reader.searcher.fast_field_values("tie", [hits.addresses[place] for place in places])
    return _any([tantivy.Query.term_query(hits.reader.schema, "tie", tie) for tie in ties])


def either(found: tantivy.Query, other: tantivy.Query) -> tantivy.Query:
    """What one of two queries finds."""
    return _any([found, other])


def named_so(reader: Reader, said: Sequence[str], conditions: Iterable[Condition], limit: int) -> Hits:
    """Documents with every word (or its beginning) in their title, those with a name that begins so first.

    How a name begins is known in a few lengths (``schema.STARTS``): who calls puts the best in order. Where very many
    begin so, a sample of them is asked first, and ``total`` is reckoned from it.
    """
    parts = [_clause(reader, one) for one in _needed(reader, tuple(conditions))]
    often = reader.searcher.num_docs
    for word in said:
        starts = reader.searcher.terms_with_prefix("words", word, limit=MOST_STARTS)
        often = min(often, sum(int(found) for _term, found in starts))
        found = _any([tantivy.Query.term_query(reader.schema, "words", start, "basic") for start, _count in starts])
        parts.append((Occur.Must, tantivy.Query.const_score_query(found, 1.0)))
    for start in starts_of(said)[-1:]:
        begins = tantivy.Query.term_query(reader.schema, "starts", start, "basic")
        parts.append((Occur.Should, tantivy.Query.const_score_query(begins, 1.0)))
    if often > MOST_NAMED_SO:
        sampled = tantivy.Query.boolean_query([_clause(reader, Marked((SAMPLE,))), *parts])
        answer = reader.searcher.search(sampled, limit)
        if _total(answer) >= limit:
            return Hits(reader, sampled, SAMPLED * _total(answer), answer.hits)
    wanted = tantivy.Query.boolean_query(parts)
    answer = reader.searcher.search(wanted, limit)
    return Hits(reader, wanted, _total(answer), answer.hits)


def largest(reader: Reader, number: str) -> int | None:
    """The largest value of a whole number in the index."""
    query = tantivy.Query.range_query(reader.schema, number, tantivy.FieldType.Integer, 0, None)
    found = reader.searcher.search(query, 1, count=False, order_by_field=number).hits
    return int(found[0][0]) if found else None


def rarity(reader: Reader, stems: Iterable[str]) -> float:
    """How rare a term is whose commonest stem is one of these: Robertson's idf, ``ln(1 + (N - n + ½) / (n + ½))``."""
    found = max((frequency(reader, stem) for stem in stems), default=0)
    return math.log(1 + (max(0, reader.searcher.num_docs - found) + 0.5) / (found + 0.5))


def frequency(reader: Reader, stem: str) -> int:
    """In how many documents a stem stands, in the text where it stands most."""
    return max(_frequencies(reader, stem))


def _frequencies(reader: Reader, stem: str) -> tuple[int, ...]:
    """In how many documents a stem stands, for each of ``TEXT_FIELDS``."""
    found = reader.frequencies.get(stem)
    if found is None:
        if len(reader.frequencies) >= MOST_KEPT:
            reader.frequencies.clear()
        found = tuple(int(reader.searcher.doc_freq(name, stem)) for name in TEXT_FIELDS)
        reader.frequencies[stem] = found
    return found


def engine_query(reader: Reader, query: Query) -> tantivy.Query:
    """The query as the engine takes it."""
    parts = [_clause(reader, condition) for condition in _needed(reader, query.conditions)]
    if query.terms or query.names:
        wanted = [(Occur.Should, _answered(reader, term, query)) for term in query.terms]
        for name in query.names:
            whole = tantivy.Query.term_query(reader.schema, "name", name, "basic")
            wanted.append((Occur.Should, tantivy.Query.const_score_query(whole, query.name_share)))
        parts.append((Occur.Must, tantivy.Query.boolean_query(wanted) if wanted else tantivy.Query.empty_query()))
    for condition, little in query.preferred:
        parts.append((Occur.Should, tantivy.Query.const_score_query(_plain(reader, condition), little)))
    if not any(occur == Occur.Must for occur, _part in parts):
        parts.append((Occur.Must, tantivy.Query.all_query()))
    return tantivy.Query.boolean_query(parts)


def _needed(reader: Reader, conditions: Sequence[Condition]) -> list[Condition]:
    """Without what holds anyway for all that another condition lets through, such as the area of a network of
    everything: the engine would look at each document for it."""
    left = list(conditions)
    for one in conditions:
        if isinstance(one, Marked) and any(_holds_for(reader, one, other) for other in left if other is not one):
            left.remove(one)
    return left


def _holds_for(reader: Reader, one: Marked, other: Condition) -> bool:
    """Whether all with another mark have one of these too. Where these are fewer nothing is counted."""
    if not isinstance(other, Marked) or _most_with(reader, one) < _most_with(reader, other):
        return False
    holds = reader.implied.get((one, other))
    if holds is None:
        if len(reader.implied) >= MOST_IMPLIED:
            reader.implied.clear()
        parts = [(Occur.Must, _plain(reader, other)), (Occur.MustNot, _plain(reader, one))]
        holds = not _total(reader.searcher.search(tantivy.Query.boolean_query(parts), 1))
        reader.implied[one, other] = holds
    return holds


def _most_with(reader: Reader, marked: Marked) -> int:
    """At most so many documents have one of these marks."""
    return sum(int(reader.searcher.doc_freq("marks", mark(one))) for one in marked.any_of)


def _clause(reader: Reader, condition: Condition) -> tuple[Occur, tantivy.Query]:
    if isinstance(condition, Without):
        return Occur.MustNot, _plain(reader, condition.one)
    return Occur.Must, engine_condition(reader, condition)


def _answered(reader: Reader, one: Term | Sense, query: Query) -> tantivy.Query:
    return _term(reader, one, query) if isinstance(one, Term) else _sense(reader, one, query)


def _sense(reader: Reader, sense: Sense, query: Query) -> tantivy.Query:
    """The words themselves, or the best of the phrases in its best text, and a little of the others."""
    words = [(Occur.Should, _term(reader, term, query)) for term in sense.terms]
    is_said = any(frequency(reader, stem) for term in sense.terms for stem, _quality in term.variants)
    most = MOST_TOGETHER if is_said else math.inf
    choices = [
        tantivy.Query.const_score_query(_together(reader, name, stems), sense.share * quality * weight)
        for stems, quality in sense.phrases
        for place, name in enumerate(TEXT_FIELDS)
        if (weight := query.fields.get(name)) and 0 < _rarest(reader, place, stems) <= most
    ]
    phrases = [tantivy.Query.disjunction_max_query(choices, query.tie)] if choices else []
    both = [*([tantivy.Query.boolean_query(words)] if words else []), *phrases]
    return tantivy.Query.disjunction_max_query(both, query.tie) if both else tantivy.Query.empty_query()


def _rarest(reader: Reader, place: int, stems: Sequence[str]) -> int:
    """In how many documents the rarest of some stems stands, in one text."""
    return min(_frequencies(reader, stem)[place] for stem in stems)


def _together(reader: Reader, name: str, stems: Sequence[str]) -> tantivy.Query:
    return _all([tantivy.Query.term_query(reader.schema, name, stem, "basic") for stem in stems])


def _term(reader: Reader, term: Term, query: Query) -> tantivy.Query:
    """The best of a term's stems in its best text counts, and a little of the others."""
    fields = query.fields
    choices = [
        tantivy.Query.const_score_query(
            tantivy.Query.term_query(reader.schema, name, stem, "basic"), term.share * quality * weight
        )
        for stem, quality in term.variants
        for name, found in zip(TEXT_FIELDS, _frequencies(reader, stem), strict=True)
        if found and (weight := fields.get(name))
    ]
    return tantivy.Query.disjunction_max_query(choices, query.tie) if choices else tantivy.Query.empty_query()


def engine_condition(reader: Reader, condition: Condition) -> tantivy.Query:
    """A condition as the engine takes it; it adds nothing to the score."""
    return tantivy.Query.const_score_query(_plain(reader, condition), 0.0)


def _plain(reader: Reader, condition: Condition) -> tantivy.Query:
    match condition:
        case Marked(any_of):
            return _any([tantivy.Query.term_query(reader.schema, "marks", mark(one), "basic") for one in any_of])
        case Between(number, None, None):
            return tantivy.Query.exists_query(number)
        case Between(number, low, high, is_int):
            kind = tantivy.FieldType.Integer if is_int else tantivy.FieldType.Float
            return tantivy.Query.range_query(reader.schema, number, kind, low, high)
        case Boxed(latitude, longitude, metres):
            tall = metres / DEGREE_M
            wide = tall / max(0.01, math.cos(math.radians(latitude)))
            sides = (("lat", latitude - tall, latitude + tall), ("lon", longitude - wide, longitude + wide))
            return _all([_plain(reader, Between(name, low, high, is_int=False)) for name, low, high in sides])
        case Either(of):
            return _any([_plain(reader, one) for one in of])
        case Both(of):
            return _all([_plain(reader, one) for one in of])
        case Worded(stems):
            texts = ("title", "keywords")
            return _any(
                [tantivy.Query.term_query(reader.schema, text, one, "basic") for text in texts for one in stems]
            )
        case Without(one):
            everything = (Occur.Must, tantivy.Query.all_query())
            return tantivy.Query.boolean_query([everything, (Occur.MustNot, _plain(reader, one))])


def _any(queries: list[tantivy.Query]) -> tantivy.Query:
    if not queries:
        return tantivy.Query.empty_query()
    return queries[0] if len(queries) == 1 else tantivy.Query.boolean_query([(Occur.Should, one) for one in queries])


def _all(queries: list[tantivy.Query]) -> tantivy.Query:
    if len(queries) == 1:
        return queries[0]
    return tantivy.Query.boolean_query([(Occur.Must, one) for one in queries])
