"""Entries that may be one and the same: by name, address, phone and web page, each with its reason.

Points: a like name up to 60 (the share of words that both have, as stems; half a word for "inloop" in "peuterinloop";
or nearly the same letters), the same phone 25, the same web page 20, the same address 20; known addresses that all
differ take 20 off. An organization has one phone for all it does, so without a like name nothing else counts. From 55
points two entries are likely one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import combinations
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.directory.access import services_in
from buurtnet.directory.models import Address, Phone, Service
from buurtnet.directory.models.service import ServiceQuerySet
from buurtnet.mending.marks import Marks, Spot, marks_in, marks_of, spots_in, stems_of, webs_of
from buurtnet.mending.models import Merge, NotDouble, Suggestion
from buurtnet.mending.spelling import pattern_of_beginnings

LIKELY: Final = 55  # points
NAME, PHONE, WEB, ADDRESS, ELSEWHERE = 60, 25, 20, 20, -20
LEAST_ALIKE: Final = 0.6  # of a name, for anything to count
NEARLY_THE_SAME: Final = 0.85  # of the letters
SHORTEST_PART: Final = 5  # letters of a word within another
ENDING: Final = 2  # letters that a plural adds
BEGINNING: Final = 4  # letters by which a word of a name is looked up
MOST_CANDIDATES: Final = 100
MOST_COMPARED: Final = 20_000  # entries of a network
LARGEST_GROUP: Final = 40  # what more entries share tells nothing
MOST_SHOWN: Final = 5


@dataclass(frozen=True)
class Likeness:
    points: int
    reasons: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Alike:
    """An entry that is like what was asked."""

    service: Service
    likeness: Likeness


@dataclass(frozen=True)
class Pair:
    """Two entries that may be one."""

    first: Service
    second: Service
    likeness: Likeness


def likeness(one: Marks, other: Marks) -> Likeness:
    """How alike two entries are, the same both ways round, and why."""
    name = names_alike(one, other)
    if name < LEAST_ALIKE:
        return Likeness(0)
    points, reasons = round(NAME * name), [_("de naam lijkt erg") if name < 1 else _("de naam is gelijk")]
    is_there = same_spot(one.spots, other.spots)
    for share, worth, reason in (
        (one.phones & other.phones, PHONE, _("zelfde telefoonnummer")),
        (one.webs & other.webs, WEB, _("zelfde website")),
        (is_there, ADDRESS, _("zelfde adres")),
    ):
        if share:
            points += worth
            reasons.append(reason)
    if is_there is False:
        points += ELSEWHERE
    return Likeness(points, reasons)


def same_spot(ours: frozenset[Spot], theirs: frozenset[Spot]) -> bool | None:
    """Whether two entries share an address; None when that cannot be told."""
    found = {one.is_same(other) for one in ours for other in theirs}
    return True if True in found else None if None in found or not found else False


def names_alike(one: Marks, other: Marks) -> float:
    """0 to 1: the share of words both names have, or the share of like letters when nearly all are."""
    shared = _shared(one.stems, other.stems) + _shared(other.stems, one.stems)
    alike = shared / max(1, len(one.stems) + len(other.stems))
    here, there = sorted((one.spelled, other.spelled))
    # A letter that only one of the two has is no like letter: this tells most names apart at once.
    if (one.letters ^ other.letters).bit_count() > (1 - NEARLY_THE_SAME) * (len(here) + len(there)):
        return alike
    letters = SequenceMatcher(None, here, there, autojunk=False).ratio()
    return max(alike, letters) if letters >= NEARLY_THE_SAME else alike


def _shared(some: frozenset[str], others: frozenset[str]) -> float:
    """How many of some words stand among others, whole or half."""
    whole = some & others
    long = [word for word in others if len(word) >= SHORTEST_PART]
    parts = (max((_likeness_of_words(word, other) for other in long), default=0.0)
             for word in some - whole if len(word) >= SHORTEST_PART)  # fmt: skip
    return len(whole) + sum(parts)


def _likeness_of_words(one: str, other: str) -> float:
    """Of two words that differ: 1 when one is the other with an ending, half when one ends in the other."""
    if one[:SHORTEST_PART] != other[:SHORTEST_PART] and one[-SHORTEST_PART:] != other[-SHORTEST_PART:]:
        return 0.0
    short, long = sorted((one, other), key=len)
    if long.startswith(short) and len(long) - len(short) <= ENDING:
        return 1.0
    return 0.5 if long.endswith(short) else 0.0


# One name, while someone types


def likely_doubles(
    marks: Marks, network: Network, *, but_not: UUID | None = None, most: int = MOST_SHOWN
) -> list[Alike]:
    """Entries of a network that are likely the same as something, the likeliest first.

    The database gives the names with a word that begins like one of the name; only what has a like name is read.
    """
    beginnings = {one[: max(2, min(BEGINNING, len(one) - 1))] for one in sorted(marks.stems, key=len)[-4:]}
    if not beginnings:
        return []
    named = _comparable(network).filter(name__iregex=pattern_of_beginnings(sorted(beginnings))).order_by("pk")
    names = named.exclude(pk__in=[but_not] if but_not else []).values_list("pk", "name")[:MOST_COMPARED]
    near = {pk: names_alike(marks, Marks(name, stems_of(name))) for pk, name in names}
    likely = sorted((pk for pk, alike in near.items() if alike >= LEAST_ALIKE), key=lambda pk: (-near[pk], pk))
    return _likeliest(marks, _marked(likely[:MOST_CANDIDATES]).values(), most)


def likely_doubles_of(suggestion: Suggestion) -> list[Alike]:
    """Of a new entry that someone proposes."""
    values = {value.field: value.new_value for value in suggestion.values.all()}
    return likely_doubles(marks_in(values), suggestion.network)


def _comparable(network: Network) -> ServiceQuerySet:
    return services_in(network).filter(gone_at__isnull=True).exclude(pk__in=Merge.objects.values("gone"))


def _marked(keys: Collection[UUID]) -> dict[UUID, tuple[Service, Marks]]:
    """Some entries with all they are known by."""
    rows = list(Service.objects.filter(pk__in=keys).only("name", "url"))
    known = marks_of(rows)
    return {row.pk: (row, known[row.pk]) for row in rows}


def _likeliest(marks: Marks, others: Collection[tuple[Service, Marks]], most: int) -> list[Alike]:
    found = [Alike(service, likeness(marks, known)) for service, known in others]
    found = [one for one in found if one.likeness.points >= LIKELY]
    return sorted(found, key=lambda one: (-one.likeness.points, one.service.name))[:most]


# A whole network at once


def likely_doubles_of_all(
    asked: Mapping[int, Marks], network: Network, *, own: Mapping[int, UUID], most: int = 2
) -> dict[int, list[Alike]]:
    """``likely_doubles`` of many things at once, in a number of queries that does not grow with them.

    ``own``: the entry that something is already, which is no double of it.
    """
    names = _names_of(_comparable(network))
    groups = _groups(names)
    near: dict[int, list[UUID]] = {}
    for number, marks in asked.items():
        some = {pk for grip in _grips(marks) if len(groups.get(grip, ())) <= LARGEST_GROUP for pk in groups[grip]}
        some -= {own.get(number)}
        near[number] = [pk for pk in sorted(some) if names_alike(marks, names[pk]) >= LEAST_ALIKE]
    known = _marked({pk for some in near.values() for pk in some})
    found = {
        number: _likeliest(asked[number], [known[pk] for pk in some], most) for number, some in near.items() if some
    }
    return {number: alike for number, alike in found.items() if alike}


def pairs_in(network: Network) -> list[Pair]:
    """All pairs in a network that are likely one, the likeliest first; those that someone called two are left out.

    Names are compared first, and only of pairs with a like name the rest is read.
    """
    names = _names_of(services_in(network).shown().exclude(pk__in=Merge.objects.values("gone")))
    near = [pair for pair in _worth_comparing(names) if names_alike(*(names[pk] for pk in pair)) >= LEAST_ALIKE]
    known = _marked({pk for pair in near for pk in pair})
    two = set(NotDouble.objects.filter(network=network).values_list("first", "second"))
    found = [
        Pair(known[first][0], known[second][0], like)
        for first, second in near
        if (first, second) not in two and (like := likeness(known[first][1], known[second][1])).points >= LIKELY
    ]
    return sorted(found, key=lambda pair: (-pair.likeness.points, pair.first.name, pair.second.name))


def _names_of(services: ServiceQuerySet) -> dict[UUID, Marks]:
    """What all of them are called, with the marks that are read at one go; phones of a person are among them."""
    rows = services.order_by("pk").values_list("pk", "name", "url")[:MOST_COMPARED]
    phones: dict[UUID | None, set[str]] = defaultdict(set)
    spots: dict[UUID, set[Spot]] = defaultdict(set)
    for pk, e164 in Phone.objects.filter(service__in=services).exclude(e164="").values_list("service_id", "e164"):
        phones[pk].add(e164)
    at = Address.objects.filter(location__at_services__service__in=services, location__hide_address=False)
    for pk, *parts in at.values_list("location__at_services__service_id", "address_1", "postal_code", "city"):
        spots[pk] |= spots_in(*parts)
    return {
        pk: Marks(name, stems_of(name), frozenset(phones[pk]), webs_of(url), frozenset(spots[pk]))
        for pk, name, url in rows
    }


def _worth_comparing(known: Mapping[UUID, Marks]) -> Iterator[tuple[UUID, UUID]]:
    """Pairs that share something rare, each once: a word or two of the name, a phone, a page, an address."""
    keys = sorted(known)
    numbers = {pk: number for number, pk in enumerate(keys)}  # a pair of numbers takes far less room than two keys
    pairs = {
        numbers[first] * len(keys) + numbers[second]
        for group in _groups(known).values()
        if 1 < len(group) <= LARGEST_GROUP
        for first, second in combinations(group, 2)
    }
    for pair in pairs:
        first, second = divmod(pair, len(keys))
        yield keys[first], keys[second]


def _groups(known: Mapping[UUID, Marks]) -> dict[str, list[UUID]]:
    """By each grip the entries that have it, in the order of their keys."""
    groups: dict[str, list[UUID]] = defaultdict(list)
    for pk in sorted(known):
        for grip in set(_grips(known[pk])):
            groups[grip].append(pk)
    return groups


def _grips(marks: Marks) -> Iterator[str]:
    """What two entries may share. Common words come in twos: "kind" alone tells nothing, "kind" with "loods" does."""
    yield f"name:{marks.spelled}"
    yield f"start:{marks.spelled.replace(' ', '')[:8]}"
    streets = {spot.street for spot in marks.spots}
    twos = (" ".join(two) for two in combinations(sorted(marks.stems)[:6], 2))
    for kind, some in (("w", marks.stems), ("ww", twos), ("p", marks.phones), ("u", marks.webs), ("a", streets)):
        yield from (f"{kind}:{one}" for one in some)
