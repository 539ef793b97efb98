"""In which order things are found: every weight stands here, in ``Weights``.

1. **Match**: how much of the question an entry answers (``search.query``), from the texts, the variants of words and
   the concepts of the vocabulary. A whole name comes first, then a word in the name, then in themes and the
   organization's name, then in a text.
2. **Meaning**: how much more alike its text is to the question than others in the same area are, beside the match.
3. **Blend**: that, times a factor between ``1 - (sum of the weights)`` and 1. So nearness, lightness,
   freshness, open and room order what matches about as well, and never put a poor match before the only
   right answer, however heavy or far that is. What the question wishes besides (ages, days, a language) takes a part
   off what does not fit.
4. **Without words**: by step gable, then distance, then freshness.

``docs/search.md`` tells what each is for and what it was measured to bring.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy

from buurtnet.areas.geometry import EARTH_RADIUS_M

# How much a word counts in each text of a document.
FIELDS: Mapping[str, float] = MappingProxyType({"title": 1.0, "keywords": 0.75, "simple": 0.6, "body": 0.5})

# How well another word than the one typed answers it, by how it was found (``search.words``).
VARIANTS: Mapping[str, float] = MappingProxyType(
    {
        "itself": 1.0,
        "joined": 0.95,  # jeugd theater: jeugdtheaterschool
        "last": 0.8,  # les: zwemles
        "ending": 0.75,  # borstv: borstvoeding
        "part": 0.8,  # kledingbank, written nowhere: kleding and bank, each its share
        "typo": 0.75,
        "first": 0.7,  # speel: speelplein
        "typo twice": 0.55,
        "kin": 0.5,  # logopedist: logopedie
        "beginning": 0.5,  # huur: huurachterstand
        "rough": 0.3,  # manterlzorger: mantelzorg
    }
)


@dataclass(frozen=True)
class Weights:
    """Every weight by which found things are ordered; another table can be passed to ``find`` to measure one."""

    # The match: parts of the question, 0–1.
    fields: Mapping[str, float] = FIELDS
    variants: Mapping[str, float] = VARIANTS
    whole_name: float = 0.6  # added when the question is the whole name
    tie: float = 0.15  # what a second text or word that answers adds, beside the best
    unknown: float = 0.6  # a word that stands nowhere here, beside a rare word that does
    place_words: float = 0.2  # the words of a place, beside other words
    concept: float = 0.9  # a phrase of the vocabulary that says the same, beside the words themselves
    begun: float = 0.6  # a concept that an unfinished word may become
    guess: float = 0.6  # what a word that names a concept, and stands nowhere here, might have been
    beside: float = 0.6  # the words around those that name a concept

    # The meaning: added to the match.
    meaning: float = 0.6
    sure_mention: float = 0.6  # of a concept, for its name to stand beside the question when texts are compared
    least_alike: float = 0.2  # of what is found by meaning alone

    # The blend: what each takes off at most, together below 1.
    near: float = 0.30  # only when a place is known from which "near" counts
    near_named: float = 0.60  # the place stands in the question itself
    light: float = 0.06
    fresh: float = 0.06
    open: float = 0.02
    room: float = 0.02

    # What the question wishes besides: the part of its score that an entry loses when it does not fit.
    other_age: float = 0.5
    other_time: float = 0.3
    other_language: float = 0.3
    other_wish: float = 0.3  # for nothing, online, at home, by wheelchair, open now

    # Of very many equals, the index keeps those near and light: too little to change what matches better.
    prefer_near: float = 0.004
    prefer_light: float = 0.002

    # A hit must answer this part of what the best answer to the question does, whatever filters leave of it.
    least_part: float = 0.2
    least_match: float = 0.08  # and this part of the question

    # How sure it is that the map has an answer at all: what the best hit answers of the words (0–1), and for each of
    # these. Below ``least_sure`` nothing was found, and there are near misses at most.
    sure_concept: float = 0.75  # the words name a concept that is found here, times how well
    sure_language: float = 0.4  # words of another language prove nothing by standing nowhere
    sure_place: float = 0.3  # a place is named
    least_sure: float = 1 / 3
    least_near_miss: float = 0.04


WEIGHTS = Weights()
MOST_NEAR_MISSES = 6
FEW = 3  # hits; with fewer, near misses are looked for

FARTHEST_M = 1e9  # what has no place
AGES_MEANT = 8  # years; what is for a wider span of ages is for everyone
WALK_M = 800  # ten minutes on foot: all that is nearer is equally near
HALFWAY_M = 1_500  # beyond it, nearness falls to 1/e over this distance
NEAR_AT_HOME = 0.85  # comes to you, or is online
NEAR_TOWNWIDE = 0.7  # one office for the whole town
NEAR_NOWHERE = 0.3  # nobody said where it is


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an entry stands besides its match; everything from 0 to 1. ``near`` is None without a place.

    ``fits``: how well it fits what the question wishes besides.
    """

    near: float | None
    light: float
    fresh: float
    is_open: bool
    has_room: bool
    fits: float = 1.0


def blended(match: float, standing: Standing, weights: Weights = WEIGHTS, *, is_named: bool = False) -> float:
    """The score by which hits are ordered: the match, times how near, light, fresh, open and free it is.

    ``is_named``: the place that near is measured from stands in the question.
    """
    missing = weights.light * (1 - standing.light) + weights.fresh * (1 - standing.fresh)
    missing += weights.open * (not standing.is_open) + weights.room * (not standing.has_room)
    if standing.near is not None:
        missing += (weights.near_named if is_named else weights.near) * (1 - standing.near)
    return match * (1 - missing) * standing.fits


def nearness_of(metres: float | None, *, at_home: bool, townwide: bool, away: bool = False) -> float:
    """How near an entry stands. ``away`` ("rather where nobody knows me") turns it around: home and online first."""
    if away:
        return 1.0 if at_home else 0.5 if metres is None else 1 - nearness(metres)
    least = NEAR_AT_HOME if at_home else NEAR_TOWNWIDE if townwide else 0.0
    return max(least, NEAR_NOWHERE if metres is None else nearness(metres))


def nearness(metres: float) -> float:
    """1 within walking distance, then falling: 0.45 at 2 km, 0.06 at 5 km."""
    return 1.0 if metres <= WALK_M else math.exp(-(metres - WALK_M) / HALFWAY_M)


def browsing_order(
    *,
    gables: Sequence[int],
    metres: Sequence[float | None],
    fresh: Sequence[float],
    ties: Sequence[float],
    at_home: Sequence[bool],
    townwide: Sequence[bool],
    meant: Sequence[bool] = (),
    away: bool = False,
) -> list[int]:
    """The order of entries in a list without words: light, then near, then fresh; ``away``: far first, then light.

    At home counts as a walk, an office for the whole town as somewhat farther at most, unknown as far. Within one
    walk what is ``meant`` for the age that was asked stands first. Where no distance is known at all, places to go
    to stand before what comes to you.
    """
    far = numpy.array(metres, dtype=float)
    home, gable = numpy.array(at_home, dtype=bool), numpy.array(gables)
    stale, tie = -numpy.array(fresh, dtype=float), numpy.array(ties)
    if away:
        turned = numpy.where(home, -numpy.inf, -numpy.nan_to_num(far, nan=0.0))
        return [int(place) for place in numpy.lexsort((tie, stale, gable, turned))]
    unmeant = ~numpy.array(meant, dtype=bool) if len(meant) else numpy.zeros(len(gables), dtype=bool)
    if numpy.isnan(far).all():
        return [int(place) for place in numpy.lexsort((tie, stale, unmeant, home, gable))]
    most = numpy.where(home, WALK_M, numpy.where(numpy.array(townwide, dtype=bool), HALFWAY_M, numpy.inf))
    counted = numpy.minimum(numpy.nan_to_num(far, nan=FARTHEST_M), most)
    return [int(place) for place in numpy.lexsort((tie, stale, counted, unmeant, counted // WALK_M, gable))]


def distances_m(
    latitude: float, longitude: float, latitudes: Sequence[float | None], longitudes: Sequence[float | None]
) -> list[float | None]:
    """Metres from a point to each of many, as ``areas.geometry.distance_m``; None where there is no point."""
    phi, other_phi = math.radians(latitude), numpy.radians(numpy.array(latitudes, dtype=float))
    half_phi = numpy.sin((other_phi - phi) / 2)
    half_lambda = numpy.sin((numpy.radians(numpy.array(longitudes, dtype=float)) - math.radians(longitude)) / 2)
    chord = half_phi**2 + math.cos(phi) * numpy.cos(other_phi) * half_lambda**2
    metres = 2 * EARTH_RADIUS_M * numpy.arcsin(numpy.sqrt(numpy.minimum(1.0, chord)))
    return [None if value != value else value for value in metres.tolist()]  # a missing point came out as NaN


def lightness(level: float | None) -> float:
    """1 for neighbours (level 0), 0 for specialist help (level 4); in the middle when unknown."""
    return 0.5 if level is None else 1 - level / 4
