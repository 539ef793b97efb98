"""The order of a list without words: light, then near, then for the age asked, then fresh; rather away: far first.

A list that is too long to be read and sorted as a whole is read in steps (``steps``): by gable, and in each from near
to far. The steps are the same for every page, so that pages follow each other without gaps or repeats.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from buurtnet.directory import facets, ranking
from buurtnet.directory.columns import Columns
from buurtnet.directory.wanted import Wanted
from buurtnet.search.index import Reader
from buurtnet.search.query import Between, Both, Boxed, Condition, Either, Hits, Marked, Query, Without, count, search
from buurtnet.themes.choices import Gable

BLOCK = 400  # hits sorted among themselves, where a step is too long to be sorted as a whole
NEAREST_M, DOUBLINGS = ranking.WALK_M, 10  # how wide the first step around a place is, and how often that doubles


@dataclass(frozen=True)
class Part:
    """Some hits of a long list, and in which order they stand there."""

    columns: Columns
    order: Sequence[int]


def parts(reader: Reader, query: Query, wanted: Wanted, first: int, last: int, *, longest: int) -> Iterator[Part]:
    """The hits ``first`` up to ``last`` of a list. A step of at most ``longest`` hits is sorted as a whole."""
    start = 0
    for step in steps(wanted):
        if start >= last:
            return
        narrowed = replace(query, conditions=(*query.conditions, *step))
        size = count(reader, narrowed)
        if size and start + size > first:
            yield from _blocks(reader, narrowed, wanted, first - start, last - start, size, longest)
        start += size


def _blocks(
    reader: Reader, query: Query, wanted: Wanted, first: int, last: int, size: int, longest: int
) -> Iterator[Part]:
    """Hits of one step, in blocks that always begin at the same places."""
    length = size if size <= longest else BLOCK
    begin, end = max(0, first) // length * length, min(last, size)
    hits = search(reader, query, min(size, -(-end // length) * length))
    for start in range(begin, end, length):
        block = replace(hits, scored=hits.scored[start : start + length])
        columns = columns_of(block, wanted)
        order = browsed(columns, range(len(block.scored)), wanted)
        yield Part(columns, order[max(0, first - start) : last - start])


def columns_of(hits: Hits, wanted: Wanted) -> Columns:
    return Columns(hits, wanted.near, wanted.on)


def browsed(columns: Columns, places: Sequence[int], wanted: Wanted) -> list[int]:
    """Places among hits, in order."""
    order = ranking.browsing_order(
        gables=[columns.gable(place) for place in places],
        metres=[columns.metres[place] for place in places],
        fresh=[columns.fresh(place) for place in places],
        ties=[columns.ties[place] for place in places],
        at_home=[columns.at_home(place) for place in places],
        townwide=[columns.has(place, facets.TOWNWIDE_FLAG) for place in places],
        meant=[columns.is_meant_for_an_age(place) for place in places] if wanted.age is not None else (),
        away=wanted.away,
    )
    return [places[number] for number in order]


def steps(wanted: Wanted) -> Iterator[tuple[Condition, ...]]:
    """A list in steps, in about the order of ``ranking.browsing_order``; every entry is in just one of them."""
    by_gable = [Marked((facets.gable(gable),)) for gable in Gable.values]
    if wanted.away:
        home = Marked((facets.AT_HOME,))
        yield (home,)
        for step in _far_to_near(wanted.near) if wanted.near else [(gable,) for gable in by_gable]:
            yield (Without(home), *step)
        return
    for gable in by_gable:
        for step in _near_to_far(wanted.near) if wanted.near else _to_go_first():
            yield (gable, *step)


def _near_to_far(near: tuple[float, float]) -> Iterator[tuple[Condition, ...]]:
    """Within a walk; then within two, with what comes to you; then in growing rings; then what is nowhere."""
    inner: Condition | None = None
    for number in range(DOUBLINGS + 1):
        box = Boxed(*near, NEAREST_M * 2**number)
        wide: Condition = Either((box, Marked((facets.ANYWHERE,)))) if number else box
        yield (wide, Without(inner)) if inner else (wide,)
        inner = wide
    assert inner
    yield (Without(inner),)


def _far_to_near(near: tuple[float, float]) -> Iterator[tuple[Condition, ...]]:
    """Beyond the largest ring first; what is nowhere comes last, with what is nearest."""
    somewhere = Between("lat")
    beyond: Condition | None = None
    for number in range(DOUBLINGS, -1, -1):
        outside = Both((somewhere, Without(Boxed(*near, NEAREST_M * 2**number))))
        yield (outside, Without(beyond)) if beyond else (outside,)
        beyond = outside
    assert beyond
    yield (Without(beyond),)


def _to_go_first() -> Iterator[tuple[Condition, ...]]:
    """Where no distance is known: places to go to, then what comes to you."""
    home = Marked((facets.AT_HOME,))
    yield (Without(home),)
    yield (home,)
