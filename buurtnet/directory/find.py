"""From a question to services: understood, asked of the index, blended, counted.

Without a readable index the database answers in a plain way, and ``Found.degraded`` says so.
"""

import datetime as dt
import math
import operator
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

import tantivy
from django.utils import timezone

from buurtnet.areas.geometry import distance_m
from buurtnet.areas.models import Place
from buurtnet.directory import facets, ranking
from buurtnet.directory.freshness import freshness_score
from buurtnet.directory.plain_search import plain_rows
from buurtnet.directory.ranking import Standing, blended, lightness
from buurtnet.directory.suggestions import Suggestion, suggest
from buurtnet.directory.terms import COMMON, terms_for
from buurtnet.directory.understanding import Understood, understand
from buurtnet.directory.wanted import ONE_OF, Wanted, always, chosen, lines_in, open_at, open_in_week
from buurtnet.kit.folding import words
from buurtnet.search.dutch import stem
from buurtnet.search.index import NoIndexError, Reader, reader
from buurtnet.search.query import (
    Boxed,
    Condition,
    Hits,
    Marked,
    Query,
    Term,
    count,
    counted,
    frequency,
    just,
    largest,
    search,
)
from buurtnet.search.query import facets as facet_counts
from buurtnet.themes.choices import Gable, gable_of

__all__ = ["Found", "Hit", "Suggestion", "Wanted", "find", "newest_date", "suggest"]

BLOCK = 400  # hits ordered among themselves; what is farther down stays farther down
MOST_HITS = 3_000
MOST_ASKED_AGAIN = 400  # hits that are counted one by one, which is quicker than by the words of the question
PLACE_SHARE = 0.2  # of the question, for the words of a place in it
AT_HOME = facets.HOME_FLAG | facets.ONLINE_FLAG
SMALLEST_BOX_M, LARGEST_BOX_M = 1_000.0, 1_000_000.0


@dataclass(frozen=True)
class Hit:
    """A service that was found. ``score``: higher is better, comparable between questions.

    ``match`` (0–1, in tenths): how well it answers the words; equal for all without words. ``distance_m``:
    None without a place to measure from, or without a point. ``typo``: found by a corrected word.
    """

    id: str
    score: float
    match: float
    gable: int
    distance_m: float | None = None
    at_home: bool = False
    typo: bool = False


@dataclass(frozen=True)
class Found:
    """The answer. ``total`` hits in all; ``counts``: how many would be left with each filter, by facet.

    Options of which one is chosen are counted as if their own group were not filtered. ``near_misses``
    answer less of the question and are no part of the hits. ``corrected``: the text with typos mended.
    ``places``: the street or neighbourhood read from the text.
    """

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    near_misses: list[Hit] = field(default_factory=list)
    degraded: bool = False
    places: tuple[Place, ...] = ()
    corrected: tuple[str, ...] = ()


def find(wanted: Wanted, *, offset: int = 0, limit: int = 20, counting: bool = True) -> Found:
    """The services that answer a question, best first. ``counting=False`` saves the counts."""
    try:
        here = reader()
    except NoIndexError:
        return _plainly(wanted, max(0, offset), max(0, limit))
    understood = understand(wanted.text, inside=wanted.inside, scope=wanted.scope)
    if understood.place and wanted.near is None:
        wanted = replace(wanted, near=(understood.place.latitude, understood.place.longitude))
    return Search(here, wanted, understood).found(max(0, offset), max(0, limit), counting)


class Search:
    """One question, put to one state of the index."""

    def __init__(self, here: Reader, wanted: Wanted, understood: Understood) -> None:
        self._reader = here
        self._wanted = wanted
        self._understood = understood
        self._standing_here: dict[str, bool] = {}
        self._always = always(wanted)
        self._chosen = chosen(wanted)
        self._terms = terms_for(here, understood.words, self._stands_here)
        self._query = self._query_without(())
        self._least_score: float | None = None

    def found(self, offset: int, limit: int, counting: bool) -> Found:
        answer = self._answer(self._query, offset + limit)
        order = self._ordered(answer, offset + limit)
        return Found(
            hits=[self._hit(answer.columns, place, score) for place, score in order[offset : offset + limit]],
            total=answer.total,
            counts=self._counts(answer) if counting else {},
            near_misses=self._near_misses(answer),
            places=(self._understood.place,) if self._understood.place else (),
            corrected=self._corrected(),
        )

    # What is asked of the index

    def _query_without(self, groups: Iterable[str]) -> Query:
        """The question without the filters of some groups."""
        left_out = set(groups)
        conditions = [condition for group, condition in self._chosen.items() if group not in left_out]
        return Query(
            terms=(*self._terms.terms, *self._place_terms()),
            names=self._understood.names if self._terms.terms else (),
            name_share=ranking.WHOLE_NAME,
            excluded=tuple(stem(word) for word in self._understood.excluded),
            conditions=(*self._always, *conditions),
            preferred=self._preferred() if self._terms.terms else (),
            fields=ranking.FIELDS,
        )

    def _preferred(self) -> tuple[tuple[Condition, float], ...]:
        light = (Marked((facets.gable(Gable.NEAR),)), ranking.PREFER_LIGHT)
        near = self._wanted.near
        if near is None or self._wanted.away:
            return (light,)
        return (
            light,
            (Boxed(*near, ranking.WALK_M), ranking.PREFER_NEAR),
            (Boxed(*near, 4 * ranking.WALK_M), ranking.PREFER_NEAR),
        )

    def _place_terms(self) -> list[Term]:
        """The words of a place, beside other words or alone: what stands there often says so."""
        named = self._understood.place_words[-1:]
        share = PLACE_SHARE if self._terms.terms else 1.0
        return [Term(((stem(word), 1.0),), share) for word in named]

    def _stands_here(self, form: str) -> bool:
        """Whether a stem stands in what is searched. Beyond some frequency it certainly does."""
        if form not in self._standing_here:
            found = frequency(self._reader, form)
            if 0 < found <= COMMON:
                one = Query(terms=(Term(((form, 1.0),), 1.0),), conditions=self._always, fields=ranking.FIELDS)
                found = count(self._reader, one)
            self._standing_here[form] = found > 0
        return self._standing_here[form]

    def _answer(self, query: Query, needed: int) -> "Answer":
        """What answers enough of the question, in the order of the index."""
        radius = self._wanted.radius_m if self._wanted.near else None
        if not query.terms:
            return self._browsed(query, needed, radius)
        hits = search(self._reader, query, MOST_HITS)
        enough = bisect_right(hits.scores, -self._least(hits), key=operator.neg)
        total = hits.total if enough == MOST_HITS else enough
        if radius is None:  # nobody asks for what stands farther down than the page
            hits = replace(hits, scored=hits.scored[: max(BLOCK, needed + BLOCK)])
        return self._narrowed(hits, range(min(enough, len(hits.scores))), total, radius)

    def _least(self, hits: Hits) -> float:
        """What a hit must score: by the question and the area, not by the filters, so that these only narrow."""
        if self._least_score is None:
            widest = search(self._reader, self._query_without(self._chosen), 1) if self._chosen else hits
            best = widest.scores[0] if widest.scores else 0.0
            enough = max(ranking.LEAST_MATCH, ranking.LEAST_PART * min(1.0, best))
            self._least_score = enough if best >= ranking.LEAST_MATCH else math.inf
        return self._least_score

    def _browsed(self, query: Query, needed: int, radius: float | None) -> "Answer":
        """Without words: all there is; of very much, what is nearest, or lightest."""
        hits = search(self._reader, query, MOST_HITS)
        total, found = hits.total, hits.query
        if total > MOST_HITS:
            hits = search(self._reader, self._narrower(query, needed), max(BLOCK, needed + BLOCK))
        answer = self._narrowed(hits, range(len(hits.scores)), total, radius)
        return replace(answer, query=found) if total > MOST_HITS and radius is None else answer

    def _narrower(self, query: Query, needed: int) -> Query:
        """The part of a very long list that its first pages come from."""
        if self._wanted.near and not self._wanted.away:
            return replace(query, conditions=(*query.conditions, self._nearest_box(query, needed)))
        for gable in Gable.values:
            one = replace(query, conditions=(*query.conditions, Marked((facets.gable(gable),))))
            if count(self._reader, one) >= needed:
                return one
        return query

    def _nearest_box(self, query: Query, needed: int) -> Condition:
        """The smallest of growing boxes around the place that holds enough for this page."""
        assert self._wanted.near
        metres = SMALLEST_BOX_M
        while metres < LARGEST_BOX_M:
            box = Boxed(*self._wanted.near, metres)
            if count(self._reader, query, (box,)) >= needed:
                return box
            metres *= 2
        return Boxed(*self._wanted.near, metres)

    def _narrowed(self, hits: Hits, places: Sequence[int], total: int, radius: float | None) -> "Answer":
        """With a radius, only what really lies within it; the index knows boxes."""
        columns = self._columns(hits)
        if radius is not None:
            places = [p for p in places if columns.at_home(p) or _within(columns.metres[p], radius)]
            total = len(places)
        whole = not self._query.terms and radius is None
        few = not whole and total == len(places) <= MOST_ASKED_AGAIN
        return Answer(columns, places, total, just(hits, places) if few else hits.query)

    def _columns(self, hits: Hits) -> "Columns":
        return Columns(hits, self._wanted.near, self._wanted.on)

    # In which order

    def _ordered(self, answer: "Answer", needed: int) -> list[tuple[int, float]]:
        """Places among the hits, with their score, best first."""
        columns = answer.columns
        if not self._query.terms:
            return self._by_gable(answer)
        order: list[tuple[int, float]] = []
        for start in range(0, min(needed, len(answer.places)), BLOCK):
            block = answer.places[start : start + BLOCK]
            scored = [(place, self._score(place, columns)) for place in block]
            order += sorted(scored, key=lambda pair: (-pair[1], columns.gable(pair[0]), columns.ties[pair[0]]))
        return order

    def _score(self, place: int, columns: "Columns") -> float:
        """The match, blended; lower for other ages than the words name."""
        near = None
        if self._wanted.near:
            near = ranking.nearness_of(
                columns.metres[place],
                at_home=columns.at_home(place),
                townwide=columns.has(place, facets.TOWNWIDE_FLAG),
                away=self._wanted.away,
            )
        standing = Standing(
            near=near,
            light=lightness(columns.levels[place]),
            fresh=columns.fresh(place),
            is_open=bool(int(columns.weeks[place] or 0) & self._now_bit),
            has_room=columns.has(place, facets.ROOM_FLAG),
        )
        weight = ranking.NEAR_NAMED if self._understood.place else ranking.NEAR
        score = blended(columns.hits.scores[place], standing, weight)
        ages = self._understood.ages
        fits = ages is None or self._wanted.age is not None or columns.overlaps(place, ages)
        return score if fits else score * ranking.OTHER_AGE

    @cached_property
    def _now_bit(self) -> int:
        """The part of the week it is now; nothing is open without a now."""
        now = self._wanted.now
        return facets.block_bit(timezone.localtime(now)) if now else 0

    def _by_gable(self, answer: "Answer") -> list[tuple[int, float]]:
        """Without words: light, then near, then for the age asked, then fresh; rather away: far first."""
        columns, places = answer.columns, answer.places
        order = ranking.browsing_order(
            gables=[columns.gable(place) for place in places],
            metres=[columns.metres[place] for place in places],
            fresh=[columns.fresh(place) for place in places],
            ties=[columns.ties[place] for place in places],
            at_home=[columns.at_home(place) for place in places],
            townwide=[columns.has(place, facets.TOWNWIDE_FLAG) for place in places],
            meant=[columns.is_meant_for_an_age(place) for place in places] if self._wanted.age is not None else (),
            away=self._wanted.away,
        )
        return [(places[number], 1.0 - rank / (len(order) + 1)) for rank, number in enumerate(order)]

    def _hit(self, columns: "Columns", place: int, score: float) -> Hit:
        return Hit(
            id=columns.hits.key(place),
            score=round(score, 6),
            match=round(min(1.0, columns.hits.scores[place]), 1) if self._query.terms else 1.0,
            gable=columns.gable(place),
            distance_m=columns.metres[place],
            at_home=columns.at_home(place),
            typo=bool(self._terms.corrections),
        )

    # What else there is to say

    def _near_misses(self, answer: "Answer") -> list[Hit]:
        """When little was found: what answers less of the question, then what only the filters left out."""
        if not self._query.terms or answer.total >= ranking.FEW:
            return []
        hits, taken = answer.columns.hits, set(answer.places)
        found = [
            self._hit(answer.columns, place, hits.scores[place])
            for place in range(min(len(hits.scores), ranking.MOST_NEAR_MISSES))
            if place not in taken and hits.scores[place] >= ranking.LEAST_NEAR_MISS
        ]
        if self._chosen and len(found) < ranking.MOST_NEAR_MISSES:
            wider = search(self._reader, self._query_without(self._chosen), ranking.MOST_NEAR_MISSES + len(taken))
            known, columns = {hit.id for hit in found} | {hits.key(place) for place in taken}, self._columns(wider)
            found += [
                self._hit(columns, place, wider.scores[place])
                for place in range(len(wider.scores))
                if wider.scores[place] >= ranking.LEAST_MATCH and wider.key(place) not in known
            ]
        return found[: ranking.MOST_NEAR_MISSES]

    def _corrected(self) -> tuple[str, ...]:
        if not self._terms.corrections:
            return ()
        return (" ".join(self._terms.corrections.get(word, word) for word in words(self._wanted.text)),)

    def _counts(self, answer: "Answer") -> dict[str, int]:
        """How many are left with each option; a chosen group is counted as if it were not."""
        counts = facet_counts(self._reader, answer.query)
        free = {
            group: self._answer(self._query_without([group]), 1).query for group in self._chosen if group in ONE_OF
        }
        for group, query in free.items():
            others = facet_counts(self._reader, query)
            for facet in [name for name in counts if name.startswith(ONE_OF[group])]:
                counts.pop(facet)
            counts |= {name: number for name, number in others.items() if name.startswith(ONE_OF[group])}
        if self._wanted.now:
            base = free.get("open", answer.query)
            counts["open_now"] = counted(self._reader, base, [open_at(self._wanted.now)])
            counts["open_week"] = counted(self._reader, base, [open_in_week(self._wanted.on)])
        around = {name: number for name, number in counts.items() if name.startswith("over:")}
        for area, line in lines_in(self._wanted.inside):
            name = facets.inside(area)
            counts[name] = counts.get(name, 0) + sum(around.get(facets.over(one), 0) for one in line)
        return counts


@dataclass(frozen=True)
class Answer:
    """The hits that count (``places`` among those read), how many there are in all, and what finds just these."""

    columns: "Columns"
    places: Sequence[int]
    total: int
    query: tantivy.Query


class Columns:
    """What the index knows of each hit besides its texts, read once. ``metres``: to the nearest point of each."""

    def __init__(self, hits: Hits, near: tuple[float, float] | None, on: dt.date) -> None:
        self.hits = hits
        self.metres = _metres(hits, near)
        self.levels = hits.column("level")
        self.weeks = hits.column("week")
        self.ties = [tie or 0 for tie in hits.column("tie")]
        self._flags = [int(flags or 0) for flags in hits.column("flags")]
        self._assured, self._check_every = hits.column("assured"), hits.column("check_every")
        self._lows, self._highs = hits.column("age_from"), hits.column("age_to")
        self._on = on

    def gable(self, place: int) -> int:
        level = self.levels[place]
        return int(gable_of(None if level is None else int(level)))

    def has(self, place: int, flag: int) -> bool:
        return bool(self._flags[place] & flag)

    def at_home(self, place: int) -> bool:
        """At home or online: nobody has to go anywhere."""
        return self.has(place, AT_HOME)

    def fresh(self, place: int) -> float:
        return _fresh(self._assured[place], self._check_every[place], self._on)

    def is_meant_for_an_age(self, place: int) -> bool:
        """Says for which ages it is, and not for more than a childhood."""
        low, high = self._lows[place], self._highs[place]
        return high is not None and high - (low or 0) <= ranking.AGES_MEANT

    def overlaps(self, place: int, ages: tuple[float, float]) -> bool:
        low, high = self._lows[place], self._highs[place]
        return (low or 0) < ages[1] + 1 and (facets.OLDEST if high is None else high) >= ages[0]


def _metres(hits: Hits, near: tuple[float, float] | None) -> list[float | None]:
    if near is None or not hits.scores:
        return [None] * len(hits.scores)
    metres = ranking.distances_m(*near, hits.column("lat"), hits.column("lon"))
    for place, points in enumerate(hits.column("places")):
        if points and points > 1:
            metres[place] = min(distance_m(*near, *point) for point in hits.points(place))
    return metres


@lru_cache(maxsize=8_192)
def _fresh(assured: float | None, check_every: float | None, on: dt.date) -> float:
    date = None if assured is None else dt.date.fromordinal(int(assured))
    return freshness_score(date, int(check_every or 12), on) / 100


def _within(metres: float | None, radius: float) -> bool:
    return metres is not None and metres <= radius


def newest_date() -> dt.date | None:
    """The newest day on which any entry was confirmed: a figure as of that day is the same next year."""
    ordinal = largest(reader(), "assured")
    return None if ordinal is None else dt.date.fromordinal(ordinal)


def _plainly(wanted: Wanted, offset: int, limit: int) -> Found:
    rows = plain_rows(wanted)
    page = rows.values_list("pk", "support_level", "is_at_home")[offset : offset + limit]
    hits = [
        Hit(id=str(pk), score=0.0, match=1.0, gable=int(gable_of(level)), at_home=at_home)
        for pk, level, at_home in page
    ]
    return Found(hits=hits, total=rows.count(), degraded=True)
