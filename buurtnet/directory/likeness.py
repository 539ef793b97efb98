"""How alike entries are to what is asked, whatever words either uses: similarities made comparable.

Similarities of one question lie close together, and elsewhere for each question. So they are counted in standard
deviations from the mean of all that can be found here, without the filters: a filter changes nobody's likeness.
"""

from dataclasses import dataclass, replace

import numpy
import tantivy

from buurtnet.directory.ranking import MOST_NEAR_MISSES, Weights
from buurtnet.search import meaning
from buurtnet.search.index import Reader
from buurtnet.search.query import Condition, EngineQuery, Hits, Query, either, just, search
from buurtnet.search.vectors import Ties

MOST_ALIKE = 40  # entries that are found by likeness alone
SAMPLED = 4_000  # of a part of the map that is too large to be compared as a whole
DIGITS = 4
FEWEST = 10  # entries to tell a mean from
FIRST, FULL = 1.0, 4.0  # standard deviations above the mean from which entries are alike, and wholly so


@dataclass(frozen=True, eq=False)
class Likeness:
    """A question to be compared. ``mean``: the cosine of all entries here, in the middle."""

    reader: Reader
    vector: meaning.Vector
    mean: float
    deviation: float

    def of(self, ties: Ties) -> list[float]:
        """How alike some entries are (0–1), in the same order; 0 for one without a vector."""
        return self._alike(meaning.similar(self.reader, self.vector, ties))

    def most_alike(self, conditions: tuple[Condition, ...]) -> list[tuple[float, tantivy.DocAddress]]:
        """The most alike where these conditions hold, best first; none where there are too many to compare."""
        scope = meaning.scope_of(self.reader, conditions)
        if scope is None:
            return []
        found = meaning.nearest_in(self.reader, self.vector, scope, MOST_ALIKE)
        alike = self._alike(numpy.array([near for near, _address in found], dtype=numpy.float32))
        return [(like, address) for like, (_near, address) in zip(alike, found, strict=True)]

    def _alike(self, similarities: meaning.Vector) -> list[float]:
        steps = (numpy.nan_to_num(similarities, nan=self.mean) - self.mean) / self.deviation
        # The last digits differ from one moment to the next: equals must stay equals from page to page.
        found: list[float] = (
            numpy.clip((steps - FIRST) / (FULL - FIRST), 0.0, 1.0).astype(float).round(DIGITS).tolist()
        )
        return found


def likeness_to(reader: Reader, asked: meaning.Asked, conditions: tuple[Condition, ...]) -> Likeness | None:
    """A question beside what can be found where these conditions hold; None without enough vectors.

    What it is compared with is looked up first: meanwhile the model may be done with the question.
    """
    scope = meaning.scope_of(reader, conditions)
    ties = (
        scope.ties
        if scope
        else meaning.ties_of(reader, search(reader, Query(conditions=conditions), SAMPLED).addresses)
    )
    vector = asked()
    found = meaning.similar(reader, vector, ties)
    known = found[~numpy.isnan(found)]
    if len(known) < FEWEST or not known.std():
        return None
    return Likeness(reader, vector, float(known.mean()), float(known.std()))


def with_likeness(
    hits: Hits, likeness: Likeness, conditions: tuple[Condition, ...], weights: Weights
) -> tuple[Hits, EngineQuery]:
    """The hits of words and those that are alike, as one list, best first; and a query that finds just these."""
    ties = meaning.ties_of(hits.reader, hits.addresses)
    known = set(ties.tolist())
    others = [one for one in likeness.most_alike(conditions) if one[0] >= weights.least_alike]
    of_others = meaning.ties_of(hits.reader, [address for _like, address in others]).tolist()
    fresh = [(like, address) for (like, address), tie in zip(others, of_others, strict=True) if tie not in known]
    scored = [
        (score + weights.meaning * like, address)
        for (score, address), like in zip(hits.scored, likeness.of(ties), strict=True)
    ]
    scored += [(weights.meaning * like, address) for like, address in fresh]
    scored.sort(key=lambda one: -one[0])
    joined = replace(hits, scored=scored, total=hits.total + len(fresh))
    if not fresh:
        return joined, hits.query
    return joined, either(hits.query, just(replace(hits, scored=fresh), range(len(fresh))))


def nearly_alike(hits: Hits, likeness: Likeness, conditions: tuple[Condition, ...], weights: Weights) -> Hits:
    """The few that are most alike, for who found next to nothing."""
    found = [one for one in likeness.most_alike(conditions) if one[0] >= weights.least_alike][:MOST_NEAR_MISSES]
    return replace(hits, scored=[(weights.meaning * like, address) for like, address in found], total=len(found))
