"""From a question to services: understood, asked of the index, blended, counted.

Without a readable index the database answers in a plain way, and ``Found.degraded`` says so.
"""

import datetime as dt
import math
import operator
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from django.utils import timezone

from buurtnet.areas.models import Place
from buurtnet.directory import facets, ranking
from buurtnet.directory.browsing import BLOCK, browsed, columns_of, parts
from buurtnet.directory.columns import Columns
from buurtnet.directory.likeness import Likeness, likeness_to, nearly_alike, with_likeness
from buurtnet.directory.plain_search import plain_rows
from buurtnet.directory.ranking import WEIGHTS, Standing, Weights, blended, lightness
from buurtnet.directory.senses import begun, groups_of, mentioned, refused_stems
from buurtnet.directory.terms import COMMON, terms_for
from buurtnet.directory.understanding import EVERYWHERE, Reading, Understood, understand
from buurtnet.directory.wanted import (
    ONE_OF,
    WHEN,
    Wanted,
    always,
    chosen,
    filtered_by,
    lines_in,
    open_at,
    open_in_week,
    with_readings,
)
from buurtnet.kit.folding import words
from buurtnet.search.dutch import stem
from buurtnet.search.index import NoIndexError, Reader, reader
from buurtnet.search.meaning import begin
from buurtnet.search.query import (
    Condition,
    EngineQuery,
    Hits,
    Marked,
    Query,
    Term,
    Without,
    Worded,
    count,
    counted,
    frequency,
    just,
    largest,
    search,
)
from buurtnet.search.query import facets as facet_counts
from buurtnet.themes.choices import Gable, gable_of
from buurtnet.themes.matching import Mention
from buurtnet.themes.vocabulary import EMPTY, vocabulary

MOST_HITS = 3_000  # read of one question
MOST_SORTED = 400  # hits of a question without words that are sorted as one; more are read in steps
MOST_ASKED_AGAIN = 400  # hits that are counted one by one, which is quicker than by the words of the question
MOST_COUNTS_KEPT = 1_000  # questions whose counts are remembered until the index changes
MOST_NAMED = 2  # concepts whose names are compared with the texts
MOST_ALSO = 6  # concepts that are told of
ONLY_WORDS = "woorden"  # as a literal reading: look for nothing but the words


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
    with words, what stands farther down answers so little that it is not read. ``understood``: what was read from the
    text beside the need, less what a filter says. ``also``: concepts of the vocabulary that were looked for, by slug.
    """

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    near_misses: list[Hit] = field(default_factory=list)
    degraded: bool = False
    places: tuple[Place, ...] = ()
    corrected: tuple[str, ...] = ()
    reachable: int = 0
    understood: tuple[Reading, ...] = ()
    also: tuple[str, ...] = ()


def find(
    wanted: Wanted, *, offset: int = 0, limit: int = 20, counting: bool = True, weights: Weights = WEIGHTS
) -> Found:
    """The services that answer a question, best first. ``counting=False`` saves the counts."""
    try:
        here = reader()
    except NoIndexError:
        return _plainly(wanted, max(0, offset), max(0, limit))
    wanted, understood = read_from(wanted, here)
    return Search(here, wanted, understood, weights).found(max(0, offset), max(0, limit), counting)


def read_from(wanted: Wanted, here: Reader) -> tuple[Wanted, Understood]:
    """What a question says in words, and the question with that as filters where it says nothing else.

    What was read orders, and filters nothing out: people say more than offers write down. A filter that was set wins.
    """
    understood = understand(
        wanted.text,
        inside=wanted.inside,
        scope=wanted.scope,
        on=timezone.localdate(wanted.now) if wanted.now else wanted.on,
        skipped=wanted.literal | filtered_by(wanted),
        knows=here.lexicon.knows,
    )
    if understood.place and wanted.near is None:
        wanted = replace(wanted, near=(understood.place.latitude, understood.place.longitude))
    return (with_readings(wanted, understood) if understood.is_all_read else wanted), understood


class Search:
    """One question, put to one state of the index."""

    def __init__(self, here: Reader, wanted: Wanted, understood: Understood, weights: Weights) -> None:
        self._reader = here
        self._weights = weights
        self._wanted = wanted
        self._understood = understood
        self._standing_here: dict[str, bool] = {}
        words_only = ONLY_WORDS in wanted.literal
        is_meant = weights.concept and understood.said and not words_only
        self._vocabulary = vocabulary(wanted.network) if is_meant else EMPTY
        self._always = (*always(wanted), *self._refused())
        self._chosen = chosen(wanted)
        self._mentions = self._mentioned()
        # The model reads the question while its words are looked for.
        is_compared = weights.meaning and not words_only and (understood.words or understood.place_words)
        self._asked = begin(self._meant()) if is_compared else None
        groups = groups_of(self._vocabulary, self._mentions, weights, partial(frequency, here))
        self._terms = terms_for(here, understood.words, self._stands_here, groups, weights)
        self._query = self._query_without(())
        self._least_score: float | None = None
        self._sure = 1.0

    def _refused(self) -> tuple[Condition, ...]:
        """Without what someone does not want: the words, and what the vocabulary says for them."""
        words = self._understood.excluded
        if not words:
            return ()
        found = refused_stems(self._vocabulary, words)
        return (Without(Worded(tuple(sorted(found)))),)

    def _meant(self) -> str:
        """The question with the names of what it is about, in the language of the texts, to be compared."""
        sure = [one.concept for one in self._mentions if one.weight >= self._weights.sure_mention]
        names = [self._vocabulary.label_of(concept, EVERYWHERE) for concept in dict.fromkeys(sure)]
        return ". ".join((self._wanted.text, *names[:MOST_NAMED]))

    @cached_property
    def _likeness(self) -> Likeness | None:
        return likeness_to(self._reader, self._asked, self._always) if self._asked and self._query.terms else None

    def _mentioned(self) -> tuple[Mention, ...]:
        """The concepts that are named, or begun with the last word when that is nothing by itself."""
        said, refused = self._understood.said, set(self._understood.excluded)
        named = mentioned(self._vocabulary, said)
        found = tuple(one for one in named if not refused.intersection(said[place] for place in one.words))
        last = self._understood.words[-1:]
        if not last or not last[0].is_last or self._reader.lexicon.knows(last[0].text):
            return found
        is_named = any(last[0].place in mention.words for mention in found)
        return found if is_named else (*found, *begun(self._vocabulary, last[0].text, last[0].place, self._weights))

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
            understood=self._understood.readings,
            also=tuple(dict.fromkeys(mention.concept for mention in self._mentions))[:MOST_ALSO],
        )

    # What is asked of the index

    def _query_without(self, groups: Iterable[str]) -> Query:
        """The question without the filters of some groups."""
        left_out = set(groups)
        if left_out & {"days", "parts"}:
            left_out.add(WHEN)
        conditions = [condition for group, condition in self._chosen.items() if group not in left_out]
        return Query(
            terms=(*self._terms.terms, *self._place_terms()),
            names=self._understood.names if self._terms.terms else (),
            name_share=self._weights.whole_name,
            conditions=(*self._always, *conditions),
            preferred=self._preferred() if self._terms.terms else (),
            fields=self._weights.fields,
            tie=self._weights.tie,
        )

    def _preferred(self) -> tuple[tuple[Condition, float], ...]:
        light = (Marked((facets.gable(Gable.NEAR),)), self._weights.prefer_light)
        near = self._wanted.near
        if near is None or self._wanted.away:
            return (light,)
        return (
            light,
            (Marked(facets.squares_around("small", *near, ranking.WALK_M)), self._weights.prefer_near),
            (Marked(facets.squares_around("large", *near, 4 * ranking.WALK_M)), self._weights.prefer_near),
        )

    def _place_terms(self) -> list[Term]:
        """The words of a place, beside other words or alone: what stands there often says so."""
        named = self._understood.place_words[-1:]
        share = self._weights.place_words if self._terms.terms else 1.0
        return [Term(((stem(word), 1.0),), share) for word in named]

    def _stands_here(self, form: str) -> bool:
        """Whether a stem stands in what is searched. Beyond some frequency it certainly does."""
        if form not in self._standing_here:
            found = frequency(self._reader, form)
            if 0 < found <= COMMON:
                one = Query(terms=(Term(((form, 1.0),), 1.0),), conditions=self._always, fields=self._weights.fields)
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
        below = replace(hits, scored=hits.scored[enough : enough + ranking.MOST_NEAR_MISSES])
        listed, found = self._listed(replace(hits, scored=hits.scored[:enough]), query)
        total = hits.total - MOST_HITS + len(listed.scored) if enough == MOST_HITS else len(listed.scored)
        few = total <= MOST_ASKED_AGAIN
        # Nobody asks for what stands farther down than the page.
        read = replace(listed, scored=listed.scored[: max(BLOCK, MOST_ASKED_AGAIN, needed + BLOCK)])
        places = range(len(read.scored))
        return Answer(self._columns(read), places, total, just(read, places) if few else found, below)

    def _listed(self, hits: Hits, query: Query) -> tuple[Hits, EngineQuery]:
        """What words found with what is alike, best first, and a query that finds just these."""
        if self._sure < self._enough_sure or self._likeness is None:
            return hits, hits.query
        return with_likeness(hits, self._likeness, query.conditions, self._weights)

    def _least(self, hits: Hits) -> float:
        """What a hit must score: by the question and the area, not by the filters, so that these only narrow."""
        if self._least_score is None:
            best = self._best_unfiltered() if self._chosen else max(hits.scores, default=0.0)
            self._sure = self._sureness(best)
            enough = max(self._weights.least_match, self._weights.least_part * min(1.0, best))
            self._least_score = enough if self._sure >= self._enough_sure else math.inf
        return self._least_score

    @property
    def _enough_sure(self) -> float:
        """Where the vocabulary says nothing, the words must do: any part of them."""
        return self._weights.least_sure if self._vocabulary.shared.cards else self._weights.least_match

    def _sureness(self, best: float) -> float:
        """How sure it is that the map has an answer; ``best`` is what its best hit answers of the words.

        A concept that nothing here says anything of makes nothing surer.
        """
        weights, understood = self._weights, self._understood
        named = max((mention.weight for mention in self._mentions), default=0.0)
        sure = min(1.0, best) + weights.sure_concept * named * min(1.0, best / weights.least_match)
        return (
            sure
            + weights.sure_language * (understood.language != EVERYWHERE)
            + weights.sure_place * bool(understood.place)
        )

    def _best_unfiltered(self) -> float:
        """What the best hit scores without the filters, from memory when only these changed."""
        query, kept = self._query_without(self._chosen), self._reader.bests
        key = (query.terms, query.names, query.conditions, query.preferred)
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
            fits=columns.fits(place, self._understood, self._now_bit, self._weights),
        )
        match = min(1.0, self._sure) * columns.hits.scores[place]
        return blended(match, standing, self._weights, is_named=self._understood.place is not None)

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
        """When little was found: what answers less of the question, what is alike, what only the filters left out."""
        if not self._query.terms or answer.total >= ranking.FEW or answer.below is None:
            return []
        below, listed = self._columns(answer.below), answer.columns.hits
        taken = {listed.key(place) for place in answer.places}
        found = [
            self._hit(below, place, score)
            for place, score in enumerate(answer.below.scores)
            if score >= self._weights.least_near_miss and answer.below.key(place) not in taken
        ]
        if self._likeness and self._mentions and len(found) < ranking.MOST_NEAR_MISSES:
            known = {hit.id for hit in found} | taken
            alike = nearly_alike(answer.below, self._likeness, self._query.conditions, self._weights)
            columns = self._columns(alike)
            found += [
                self._hit(columns, place, score)
                for place, score in enumerate(alike.scores)
                if alike.key(place) not in known
            ]
        if self._chosen and len(found) < ranking.MOST_NEAR_MISSES:
            wider = search(self._reader, self._query_without(self._chosen), ranking.MOST_NEAR_MISSES + len(taken))
            known, columns = {hit.id for hit in found} | taken, self._columns(wider)
            found += [
                self._hit(columns, place, wider.scores[place])
                for place in range(len(wider.scores))
                if wider.scores[place] >= self._weights.least_match and wider.key(place) not in known
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
        key = (replace(asked, now=None), self._query.terms, quarter)
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
    """The hits that count (``places`` among those read), how many there are in all, and what finds just these.

    ``below``: the next best, which answer too little.
    """

    columns: Columns
    places: Sequence[int]
    total: int
    query: EngineQuery
    below: Hits | None = None


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
