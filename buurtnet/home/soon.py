"""What stands above the services of a search: coming activities that answer all of it, and places asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.urls import reverse

from buurtnet.agenda.near import WALK_M
from buurtnet.agenda.shown import ActivityCard
from buurtnet.agenda.soon import answering
from buurtnet.agenda.wanted import Wanted, ages_in, pairs_of
from buurtnet.areas.choices import Room
from buurtnet.areas.geometry import distance_m
from buurtnet.directory.cards import Viewpoint
from buurtnet.directory.find import Found
from buurtnet.directory.understanding import understand
from buurtnet.home.asked import Asked
from buurtnet.home.beside import Kind, places_asked_for
from buurtnet.home.meant import meant_by, stems_of
from buurtnet.kit.folding import words
from buurtnet.themes.vocabulary import Vocabulary

MOST_ACTIVITIES = 3
MOST_LOOKED_AT = 12  # that answer some of the words, to find those that answer all
SWITCHES = frozenset({"gratis", "plek", "rolstoel", "rustig"})  # that an activity has as well
ELSEWHERE = frozenset({"online", "thuis"})  # who asks for that, does not come by


@dataclass(frozen=True)
class Activities:
    """What is on soon; ``url``: the calendar with the same wishes. ``places``: to use, when that was asked."""

    cards: list[ActivityCard]
    url: str
    places: Kind | None = None


def activities_for(asked: Asked, found: Found, view: Viewpoint, known: Vocabulary) -> Activities | None:
    """The first coming activities that answer the same; none beside a map, farther on, or without a wish."""
    network = view.network
    if asked.page > 1 or asked.shows_map or not asked.pairs:
        return None
    places = places_asked_for(asked.text, view, known)
    read = {one.name for one in found.understood}
    if not network.has(Room.AGENDA) or (asked.switches | read) & ELSEWHERE:
        return Activities([], "", places)
    wanted = wanted_of(asked, found)
    cards = answering(from_where(found, view), wanted, MOST_LOOKED_AT if wanted.text else MOST_ACTIVITIES)
    if wanted.text:
        meant = meant_by(wanted.text, known)
        cards = [card for card in cards if meant.is_answered_by(stems_of(f"{card.title} {card.summary}"))]
    url = reverse("agenda:calendar", args=[network.slug])
    return Activities(nearest(cards, view, MOST_ACTIVITIES), url + wanted.address(), places)


def wanted_of(asked: Asked, found: Found) -> Wanted:
    """The question for the calendar: what was set, and what was read from the words where nothing was."""
    read = Read(found)
    age, age_to = read.ages() if asked.age is None else (asked.age, asked.age)
    wanted = Wanted(
        text=read.words_left(asked.text, asked.literal),
        age=age,
        age_to=age_to,
        languages=asked.languages or read.values("spreekt"),
        function=asked.function,
        theme=asked.theme,
        area=asked.area,
        days=asked.days or read.values("dag"),
        part=asked.day_part or (read.values("dagdeel") or ("",))[0],
        switches=(asked.switches | read.names) & SWITCHES,
        point=asked.point,
    )
    return replace(wanted, pairs=tuple(pairs_of(wanted, dict(asked.pairs).get("bij", ""))))


class Read:
    """What was read from someone's words, as far as words say it; the language of a question is no wish."""

    def __init__(self, found: Found) -> None:
        self._readings = [one for one in found.understood if one.words]
        self.names = frozenset(one.name for one in self._readings)

    def values(self, name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.value for one in self._readings if one.name == name))

    def ages(self) -> tuple[float, float] | tuple[None, None]:
        """The first and the last age for "2-3"."""
        return ages_in(next(iter(self.values("leeftijd")), ""))

    def words_left(self, text: str, literal: Sequence[str]) -> str:
        """The words to look for: without the name of a place, and none when all of them are wishes."""
        place = {word for one in self._readings if one.name == "buurt" for word in one.words}
        rest = " ".join(word for word in words(text) if word not in place) if place else text
        return "" if understand(rest, skipped={"buurt", *literal}).is_all_read else rest


def from_where(found: Found, view: Viewpoint) -> Viewpoint:
    """The same, seen from the street or neighbourhood that was named."""
    place = next(iter(found.places), None)
    return replace(view, near=(place.latitude, place.longitude)) if place and view.near is None else view


def nearest(cards: Sequence[ActivityCard], view: Viewpoint, most: int) -> list[ActivityCard]:
    """The first few, those within a walk before others; in order of time."""
    if len(cards) <= most:
        return list(cards)
    chosen = sorted(enumerate(cards), key=lambda row: (not is_near(row[1], view), row[0]))[:most]
    return [card for _number, card in sorted(chosen, key=lambda row: row[0])]


def is_near(card: ActivityCard, view: Viewpoint) -> bool:
    return view.near is not None and card.point is not None and distance_m(*view.near, *card.point) <= WALK_M
