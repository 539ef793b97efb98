"""What the index knows of hits besides their texts."""

import datetime as dt
import math
from functools import lru_cache

from buurtnet.areas.geometry import distance_m
from buurtnet.directory import facets, ranking
from buurtnet.directory.freshness import freshness_score
from buurtnet.directory.ranking import Weights
from buurtnet.directory.understanding import Understood
from buurtnet.search.query import Hits
from buurtnet.themes.choices import gable_of

AT_HOME = facets.HOME_FLAG | facets.ONLINE_FLAG


class Columns:
    """What the index knows of each hit besides its texts, read once. ``metres``: to the nearest point of each."""

    def __init__(self, hits: Hits, near: tuple[float, float] | None, on: dt.date) -> None:
        self.hits = hits
        self.metres = _metres(hits, near)
        self.levels = hits.column("level")
        self.weeks = hits.column("week")
        self.ties = [tie or 0 for tie in hits.column("tie")]
        self._spoken = [int(spoken or 0) for spoken in hits.column("spoken")]
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

    def fits(self, place: int, understood: Understood, now_bit: int, weights: Weights) -> float:
        """The part of its score that an entry keeps, by how it fits what the question wishes besides.

        What an entry does not say loses half of what one loses that says it does not fit.
        """
        kept = 1.0
        if understood.ages and not self.overlaps(place, understood.ages):
            kept *= 1 - weights.other_age
        if mask := understood.week_bits:
            week = int(self.weeks[place] or 0)
            kept *= 1 - weights.other_time * (0.0 if week & mask else 1.0 if week else 0.5)
        if understood.languages and not self._spoken[place] & understood.spoken_bits:
            kept *= 1 - weights.other_language
        missed = [1 - self._fits_wish(place, wish, now_bit) for wish in understood.wishes]
        return kept * math.prod(1 - weights.other_wish * share for share in missed)

    def _fits_wish(self, place: int, wish: str, now_bit: int) -> float:
        match wish:
            case "gratis":
                return 1.0 if self.has(place, facets.FREE_FLAG) else 0.0 if self.has(place, facets.PAID_FLAG) else 0.5
            case "online":
                return float(self.has(place, facets.ONLINE_FLAG))
            case "thuis":
                return float(self.has(place, facets.HOME_FLAG))
            case "rolstoel":
                return 1.0 if self.has(place, facets.WHEELCHAIR_FLAG) else 0.5
            case "open":
                return float(bool(int(self.weeks[place] or 0) & now_bit))
            case _:
                return 1.0

    def overlaps(self, place: int, ages: tuple[float, float]) -> bool:
        low, high = self._lows[place], self._highs[place]
        return (low or 0) < ages[1] + 1 and (facets.NO_LIMIT if high is None else high) >= ages[0]


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
