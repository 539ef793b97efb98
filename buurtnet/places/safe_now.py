"""Somewhere to go now, for young people: open, with someone there, near; then what opens next today."""

from collections.abc import Iterable
from dataclasses import dataclass

from buurtnet.directory.cards import Viewpoint
from buurtnet.directory.times import day_text
from buurtnet.kit.clock import clock_text
from buurtnet.places.choices import SafeFor, VenueKind
from buurtnet.places.hours import Span, next_open, open_now
from buurtnet.places.models import Venue
from buurtnet.places.shown import VenueCard, card_of


@dataclass(frozen=True)
class Somewhere:
    """A place with who is there: until when it is open, or from when. ``day``: "vandaag", "morgen", a weekday."""

    card: VenueCard
    who: str
    until: str = ""
    day: str = ""
    opens: str = ""


@dataclass(frozen=True)
class Now:
    """``here``: open now with someone there; ``open``: open, and nobody there for you; ``later``: what opens next."""

    here: list[Somewhere]
    open: list[Somewhere]
    later: list[Somewhere]


MOST_LATER = 4


def somewhere_now(venues: Iterable[Venue], view: Viewpoint) -> Now:
    """Near ones first, or else those that stay open longest."""
    here: list[tuple[Span, Somewhere]] = []
    loose: list[tuple[Span, Somewhere]] = []
    later: list[tuple[Span, Somewhere]] = []
    for venue in filter(is_for_the_young, venues):
        card, current = card_of(venue, view), open_now(venue, view.now)
        if current:
            (here if current.is_supervised else loose).append((current, _open(card, current)))
        elif coming := next_open(venue, view.now, is_supervised=True):
            later.append((coming, _later(card, coming, view)))
    return Now(
        [one for _span, one in sorted(here, key=_nearest)],
        [one for _span, one in sorted(loose, key=_nearest)],
        [one for _span, one in sorted(later, key=lambda pair: (pair[0].start, pair[1].card.metres))][:MOST_LATER],
    )


def is_for_the_young(venue: Venue) -> bool:
    return venue.kind == VenueKind.YOUTH or SafeFor.YOUNG_PEOPLE.value in venue.safe_for


def _nearest(pair: tuple[Span, Somewhere]) -> tuple[float, float]:
    return pair[1].card.metres, -pair[0].end.timestamp()


def _open(card: VenueCard, span: Span) -> Somewhere:
    return Somewhere(card, span.who, until=clock_text(span.end.time(), closing=True))


def _later(card: VenueCard, span: Span, view: Viewpoint) -> Somewhere:
    day = day_text(span.start.date(), view.today)
    return Somewhere(card, span.who, day=day, opens=clock_text(span.start.time()))
