"""What an entry is known by: its name, phones, web pages and addresses, each in one spelling."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from buurtnet.directory.facts import to_call
from buurtnet.directory.models import Address, Phone, Service
from buurtnet.kit.folding import words
from buurtnet.mending.spelling import spelled_name, spelled_out, spelled_street, spelled_town
from buurtnet.search.dutch import stem
from buurtnet.search.stop_words import stop_words


@dataclass(frozen=True)
class Spot:
    """A street and number with a postcode, a town or both."""

    street: str
    postal_code: str
    city: str

    def is_same(self, other: "Spot") -> bool | None:
        """Whether two are one; None when one says only the postcode and the other only the town."""
        if self.street != other.street:
            return False
        if self.postal_code and other.postal_code:
            return self.postal_code == other.postal_code
        return self.city == other.city if self.city and other.city else None


@dataclass(frozen=True)
class Marks:
    """What an entry is known by."""

    name: str
    stems: frozenset[str]
    phones: frozenset[str] = frozenset()
    webs: frozenset[str] = frozenset()
    spots: frozenset[Spot] = frozenset()

    @cached_property
    def spelled(self) -> str:
        return spelled_name(self.name)

    @cached_property
    def letters(self) -> int:
        """A bit for each first, second and third time a sign stands in the name.

        Signs that share a bit, and a fourth time, only make two names look more alike than they are.
        """
        bits = 0
        for sign in self.spelled:
            bit = 1 << (ord(sign) & 63)
            while bits & bit and bit < 1 << 128:
                bit <<= 64
            bits |= bit
        return bits


def marks_of(services: Sequence[Service]) -> dict[UUID, Marks]:
    """What some entries are known by, in a number of queries that does not grow with them."""
    ids = [one.pk for one in services]
    phones: dict[UUID | None, set[str]] = defaultdict(set)
    spots: dict[UUID, set[Spot]] = defaultdict(set)
    for some in (ids[start : start + 2_000] for start in range(0, len(ids), 2_000)):
        for phone in to_call(
            Phone.objects.filter(service__in=some).exclude(e164="").only("service", "e164", "extra")
        ):
            phones[phone.service_id].add(phone.e164)
        rows = Address.objects.filter(location__at_services__service__in=some, location__hide_address=False)
        for pk, *parts in rows.values_list("location__at_services__service_id", "address_1", "postal_code", "city"):
            spots[pk] |= spots_in(*parts)
    return {
        one.pk: Marks(
            one.name, stems_of(one.name), frozenset(phones[one.pk]), webs_of(one.url), frozenset(spots[one.pk])
        )
        for one in services
    }


def marks_in(values: dict[str, Any]) -> Marks:
    """What values of an entry (``directory.actions``) make it known by; the place may stand in words."""
    name = str(values.get("name", ""))
    where = values.get("where") or {}
    return Marks(
        name, stems_of(name), frozenset(e164 for _number, _label, e164 in values.get("phones") or () if e164),
        webs_of(values.get("url") or ""),
        spots_in(where.get("street", ""), where.get("postal_code", ""), where.get("city", "")),
    )  # fmt: skip


def stems_of(name: str) -> frozenset[str]:
    said = spelled_out(words(name))
    return frozenset(stem(word) for word in said if word not in stop_words()) or frozenset(said)


def webs_of(url: str) -> frozenset[str]:
    """An address without what does not matter: www, http or https, a slash at the end."""
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}") if url else None
    except ValueError:  # an import takes an address as its source wrote it
        return frozenset()
    host = parts.netloc.lower().removeprefix("www.") if parts else ""
    return frozenset({f"{host}{parts.path.rstrip('/')}"} if parts and host else ())


def spots_in(street: str, postal_code: str, city: str) -> frozenset[Spot]:
    """The address as one spot; none without a street, or with nothing that says where the street is."""
    found = Spot(spelled_street(street), "".join(postal_code.split()).upper(), spelled_town(city))
    return frozenset({found} if found.street and (found.postal_code or found.city) else ())
