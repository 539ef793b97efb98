"""Entries that may be one and the same: by name, address, phone and web page, each with its reason.

Points: a like name up to 60 (the share of words that both have, as stems; half a word for "inloop" in "peuterinloop";
or nearly the same letters), the same phone 25, the same web page 20, the same address 20; known addresses that all
differ take 20 off. An organization has one phone for all it does, so without a like name nothing else counts. From 55
points two entries are likely one.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import combinations
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.directory.access import services_in
from buurtnet.directory.facts import to_call
from buurtnet.directory.models import Address, Phone, Service
from buurtnet.kit.folding import fold, words
from buurtnet.mending.models import Merge, NotDouble, Suggestion
from buurtnet.search.dutch import stem
from buurtnet.search.stop_words import stop_words

LIKELY: Final = 55  # points
NAME, PHONE, WEB, ADDRESS, ELSEWHERE = 60, 25, 20, 20, -20
LEAST_ALIKE: Final = 0.6  # of a name, for anything to count
NEARLY_THE_SAME: Final = 0.85  # of the letters
SHORTEST_PART: Final = 5  # letters of a word within another
ENDING: Final = 2  # letters that a plural adds
MOST_CANDIDATES: Final = 400
MOST_COMPARED: Final = 20_000  # entries of a network
LARGEST_GROUP: Final = 40  # what more entries share tells nothing
MOST_SHOWN: Final = 5


@dataclass(frozen=True)
class Marks:
    """What an entry is known by."""

    name: str
    stems: frozenset[str]
    phones: frozenset[str] = frozenset()
    webs: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()


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
    for share, worth, reason in (
        (one.phones & other.phones, PHONE, _("zelfde telefoonnummer")),
        (one.webs & other.webs, WEB, _("zelfde website")),
        (one.addresses & other.addresses, ADDRESS, _("zelfde adres")),
    ):
        if share:
            points += worth
            reasons.append(reason)
    if one.addresses and other.addresses and not one.addresses & other.addresses:
        points += ELSEWHERE
    return Likeness(points, reasons)


def names_alike(one: Marks, other: Marks) -> float:
    """0 to 1: the share of words both names have, or the share of like letters when nearly all are."""
    shared = _shared(one.stems, other.stems) + _shared(other.stems, one.stems)
    here, there = sorted((fold(one.name), fold(other.name)))
    alike = shared / max(1, len(one.stems) + len(other.stems))
    letters = SequenceMatcher(None, here, there, autojunk=False)
    bounds = (letters.real_quick_ratio, letters.quick_ratio, letters.ratio)  # the cheapest first
    return max(alike, letters.ratio()) if all(bound() >= NEARLY_THE_SAME for bound in bounds) else alike


def _shared(some: frozenset[str], others: frozenset[str]) -> float:
    """How many of some words stand among others, whole or half."""
    return sum(max((_likeness_of_words(word, other) for other in others), default=0.0) for word in some)


def _likeness_of_words(one: str, other: str) -> float:
    short, long = sorted((one, other), key=len)
    if short == long or (len(short) >= SHORTEST_PART and long.startswith(short) and len(long) - len(short) <= ENDING):
        return 1.0
    return 0.5 if len(short) >= SHORTEST_PART and long.endswith(short) else 0.0


def likely_doubles(
    marks: Marks, network: Network, *, but_not: UUID | None = None, most: int = MOST_SHOWN
) -> list[Alike]:
    """Entries of a network that are likely the same as something, the likeliest first."""
    found = services_in(network).filter(gone_at__isnull=True).exclude(pk__in=Merge.objects.values("gone"))
    long = sorted(marks.stems, key=len, reverse=True)[:4]
    named = Q(pk=None)
    for part in long:
        named |= Q(name__icontains=part)
    if marks.phones:
        named |= Q(phones__e164__in=marks.phones)
    rows = list(
        found.filter(named).exclude(pk__in=[but_not] if but_not else []).order_by("pk").distinct()[:MOST_CANDIDATES]
    )
    known = marks_of(rows)
    alike = [Alike(row, likeness(marks, known[row.pk])) for row in rows]
    alike = [one for one in alike if one.likeness.points >= LIKELY]
    return sorted(alike, key=lambda one: (-one.likeness.points, one.service.name))[:most]


def likely_doubles_of_all(
    asked: Mapping[int, Marks], network: Network, *, own: Mapping[int, UUID], most: int = 2
) -> dict[int, list[Alike]]:
    """``likely_doubles`` of many things at once, in a number of queries that does not grow with them.

    ``own``: the entry that something is already, which is no double of it.
    """
    rows = list(
        services_in(network)
        .filter(gone_at__isnull=True)
        .exclude(pk__in=Merge.objects.values("gone"))
        .order_by("pk")[:MOST_COMPARED]
    )
    known, by_key = marks_of(rows), {row.pk: row for row in rows}
    by_grip: dict[str, list[UUID]] = defaultdict(list)
    for pk, marks in known.items():
        for grip in _grips(marks):
            by_grip[grip].append(pk)
    found: dict[int, list[Alike]] = {}
    for number, marks in asked.items():
        keys = {pk for grip in _grips(marks) if len(by_grip.get(grip, ())) <= LARGEST_GROUP for pk in by_grip[grip]}
        alike = [Alike(by_key[pk], likeness(marks, known[pk])) for pk in sorted(keys - {own.get(number)})]
        alike = [one for one in alike if one.likeness.points >= LIKELY]
        if alike:
            found[number] = sorted(alike, key=lambda one: (-one.likeness.points, one.service.name))[:most]
    return found


def likely_doubles_of(suggestion: Suggestion) -> list[Alike]:
    """Of a new entry that someone proposes."""
    values = {value.field: value.new_value for value in suggestion.values.all()}
    return likely_doubles(marks_in(values), suggestion.network)


def pairs_in(network: Network) -> list[Pair]:
    """All pairs in a network that are likely one, the likeliest first; those that someone called two are left out."""
    rows = list(
        services_in(network).shown().exclude(pk__in=Merge.objects.values("gone")).order_by("pk")[:MOST_COMPARED]
    )
    known = marks_of(rows)
    by_key = {row.pk: row for row in rows}
    two = set(NotDouble.objects.filter(network=network).values_list("first", "second"))
    found = [
        Pair(by_key[first], by_key[second], like)
        for first, second in _worth_comparing(known)
        if (first, second) not in two and (like := likeness(known[first], known[second])).points >= LIKELY
    ]
    return sorted(found, key=lambda pair: (-pair.likeness.points, pair.first.name, pair.second.name))


def _worth_comparing(known: dict[UUID, Marks]) -> set[tuple[UUID, UUID]]:
    """Pairs that share something rare: a word of the name, a phone, a page, an address."""
    groups: dict[str, list[UUID]] = defaultdict(list)
    for pk, marks in known.items():
        for mark in _grips(marks):
            groups[mark].append(pk)
    return {
        (min(pair), max(pair))
        for group in groups.values()
        if len(group) <= LARGEST_GROUP
        for pair in combinations(group, 2)
    }


def _grips(marks: Marks) -> Iterator[str]:
    yield f"name:{fold(marks.name)}"
    yield f"start:{fold(marks.name)[:8]}"
    for kind, some in (("w", marks.stems), ("p", marks.phones), ("u", marks.webs), ("a", marks.addresses)):
        yield from (f"{kind}:{one}" for one in some)


def marks_of(services: Sequence[Service]) -> dict[UUID, Marks]:
    """What some entries are known by, in a number of queries that does not grow with them."""
    ids = [one.pk for one in services]
    phones, addresses = defaultdict(set), defaultdict(set)
    for some in (ids[start : start + 2_000] for start in range(0, len(ids), 2_000)):
        for phone in to_call(
            Phone.objects.filter(service__in=some).exclude(e164="").only("service", "e164", "extra")
        ):
            phones[phone.service_id].add(phone.e164)
        rows = Address.objects.filter(location__at_services__service__in=some, location__hide_address=False)
        for pk, *parts in rows.values_list("location__at_services__service_id", "address_1", "postal_code", "city"):
            addresses[pk].add(address_mark(*parts))
    return {
        one.pk: Marks(
            one.name, stems_of(one.name), frozenset(phones[one.pk]), webs_of(one.url),
            frozenset(addresses[one.pk] - {""}),
        )
        for one in services
    }  # fmt: skip


def marks_in(values: dict[str, Any]) -> Marks:
    """What values of an entry (``directory.actions``) make it known by; the place may stand in words."""
    name = str(values.get("name", ""))
    where = values.get("where") or {}
    address = address_mark(where.get("street", ""), where.get("postal_code", ""), where.get("city", ""))
    return Marks(
        name, stems_of(name), frozenset(e164 for _number, _label, e164 in values.get("phones") or () if e164),
        webs_of(values.get("url") or ""), frozenset({address} - {""}),
    )  # fmt: skip


def stems_of(name: str) -> frozenset[str]:
    said = words(name)
    return frozenset(stem(word) for word in said if word not in stop_words()) or frozenset(said)


def webs_of(url: str) -> frozenset[str]:
    """An address without what does not matter: www, http or https, a slash at the end."""
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}") if url else None
    except ValueError:  # an import takes an address as its source wrote it
        return frozenset()
    host = parts.netloc.lower().removeprefix("www.") if parts else ""
    return frozenset({f"{host}{parts.path.rstrip('/')}"} if parts and host else ())


def address_mark(street: str, postal_code: str, city: str) -> str:
    """Street and number with the postcode, or else with the town; nothing without a street."""
    where = "".join(postal_code.split()) or city
    return f"{' '.join(words(street))} {fold(where)}" if street and where else ""
