"""From a question to services: understood, asked of the index, blended, counted.

Without a readable index the database answers in a plain way, and ``Found.degraded`` says so.
"""

import datetime as dt
import math
import operator
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.utils import timezone

from buurtnet.areas.models import Place
from buurtnet.directory import facets, ranking
from buurtnet.directory.browsing import BLOCK, browsed, columns_of, parts
from buurtnet.directory.columns import Columns
from buurtnet.directory.plain_search import plain_rows
from buurtnet.directory.ranking import Standing, blended, lightness
from buurtnet.directory.terms import COMMON, terms_for
from buurtnet.directory.understanding import Understood, understand
from buurtnet.directory.wanted import ONE_OF, Wanted, always, chosen, lines_in, open_at, open_in_week
from buurtnet.kit.folding import words
from buurtnet.search.dutch import stem
from buurtnet.search.index import NoIndexError, Reader, reader
from buurtnet.search.query import (
    Condition,
    EngineQuery,
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

MOST_HITS = 3_000  # read of one question
MOST_SORTED = 400  # hits of a question without words that are sorted as one; more are read in steps
MOST_ASKED_AGAIN = 400  # hits that are counted one by one, which is quicker than by the words of the question
MOST_COUNTS_KEPT = 1_000  # questions whose counts are remembered until the index changes
PLACE_SHARE = 0.2  # of the question, for the words of a place in it


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
    ``places``: the street or neighbourhood read from the text. ``reachable``: how many of the hits pages can show;
    with words, what stands farther down answers so little that it is not read.
    """

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    near_misses: list[Hit] = field(default_factory=list)
    degraded: bool = False
    places: tuple[Place, ...] = ()
    corrected: tuple[str, ...] = ()
    reachable: int = 0


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
        return Found(
            hits=self._page(answer, offset, limit),
            total=answer.total,
            counts=self._counts_kept(answer) if counting else {},
            near_misses=self._near_misses(answer),
            places=(self._understood.place,) if self._understood.place else (),
            corrected=self._corrected(),
            reachable=min(answer.total, MOST_HITS) if self._query.terms else answer.total,
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
            (Marked(facets.squares_around("small", *near, ranking.WALK_M)), ranking.PREFER_NEAR),
            (Marked(facets.squares_around("large", *near, 4 * ranking.WALK_M)), ranking.PREFER_NEAR),
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
        hits = search(self._reader, query, MOST_HITS if query.terms else MOST_SORTED)
        if not query.terms:
            read = hits if hits.total <= MOST_SORTED else replace(hits, scored=())
            return Answer(self._columns(read), range(len(read.scored)), hits.total, hits.query)
        enough = bisect_right(hits.scores, -self._least(hits), key=operator.neg)
        total = hits.total if enough == MOST_HITS else enough
        few = total == enough <= MOST_ASKED_AGAIN
        # Nobody asks for what stands farther down than the page.
        read = replace(hits, scored=hits.scored[: max(BLOCK, MOST_ASKED_AGAIN, needed + BLOCK)])
        places = range(min(enough, len(read.scored)))
        return Answer(self._columns(read), places, total, just(read, places) if few else hits.query)

    def _least(self, hits: Hits) -> float:
        """What a hit must score: by the question and the area, not by the filters, so that these only narrow."""
        if self._least_score is None:
            best = self._best_unfiltered() if self._chosen else max(hits.scores, default=0.0)
            enough = max(ranking.LEAST_MATCH, ranking.LEAST_PART * min(1.0, best))
            self._least_score = enough if best >= ranking.LEAST_MATCH else math.inf
        return self._least_score

    def _best_unfiltered(self) -> float:
        """What the best hit scores without the filters, from memory when only these changed."""
        query, kept = self._query_without(self._chosen), self._reader.bests
        key = (query.terms, query.names, query.excluded, query.conditions, query.preferred)
        if key not in kept:
            if len(kept) >= MOST_COUNTS_KEPT:
                kept.clear()
            kept[key] = max(search(self._reader, query, 1).scores, default=0.0)
        return kept[key]

    def _columns(self, hits: Hits) -> Columns:
        return columns_of(hits, self._wanted)

    # In which order

    def _page(self, answer: "Answer", offset: int, limit: int) -> list[Hit]:
        last = offset + limit
        if self._query.terms:
            order = self._ordered(answer, last)[offset:last]
            return [self._hit(answer.columns, place, score) for place, score in order]
        if answer.total > MOST_SORTED:
            found = parts(self._reader, self._query, self._wanted, offset, last, longest=MOST_HITS)
            rows = [(part.columns, place) for part in found for place in part.order]
        else:
            rows = [
                (answer.columns, place) for place in browsed(answer.columns, answer.places, self._wanted)[offset:last]
            ]
        return [
            self._hit(columns, place, 1.0 - rank / (answer.total + 1))
            for rank, (columns, place) in enumerate(rows, offset)
        ]

    def _ordered(self, answer: "Answer", needed: int) -> list[tuple[int, float]]:
        """Places among the hits, with their score, best first."""
        columns = answer.columns
        order: list[tuple[int, float]] = []
        for start in range(0, min(needed, len(answer.places)), BLOCK):
            block = answer.places[start : start + BLOCK]
            scored = [(place, self._score(place, columns)) for place in block]
            order += sorted(scored, key=lambda pair: (-pair[1], columns.gable(pair[0]), columns.ties[pair[0]]))
        return order

    def _score(self, place: int, columns: Columns) -> float:
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

    def _hit(self, columns: Columns, place: int, score: float) -> Hit:
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

    def _counts_kept(self, answer: "Answer") -> dict[str, int]:
        """The counts, from memory when the same was asked in this quarter of an hour."""
        asked, now = self._wanted, self._wanted.now
        if not self._query.terms:
            asked = replace(asked, text="", near=None, away=False)  # these only order
        quarter = now and (now.toordinal(), now.hour, now.minute // 15, now.utcoffset())
        key = (replace(asked, now=None), quarter)
        kept = self._reader.counts
        if key not in kept:
            if len(kept) >= MOST_COUNTS_KEPT:
                kept.clear()
            kept[key] = self._counts(answer)
        return dict(kept[key])

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

    columns: Columns
    places: Sequence[int]
    total: int
    query: EngineQuery


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
    total = rows.count()
    return Found(hits=hits, total=total, reachable=total, degraded=True)
