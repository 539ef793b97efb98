"""What someone looks for among the places: read from the address, where nonsense is left out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buurtnet.places.choices import Facility, SafeFor, VenueKind
from buurtnet.places.models import Venue

MOST_PEOPLE: Final = 500
KIND, SAFE, HAS, FREE, BOOK, PEOPLE = "soort", "voor", "wat", "gratis", "reserveren", "met"


@dataclass(frozen=True)
class Option:
    """One box of the filters, or one chip."""

    name: str
    value: str
    label: str
    active: bool
    url: str = ""


@dataclass(frozen=True)
class Wanted:
    """``people``: with how many one comes; 0 is not said. An empty choice leaves all in."""

    kinds: tuple[VenueKind, ...] = ()
    safe_for: tuple[SafeFor, ...] = ()
    facilities: tuple[Facility, ...] = ()
    is_free: bool = False
    is_bookable: bool = False
    people: int = 0

    def fits(self, venue: Venue) -> bool:
        return (
            (not self.kinds or venue.kind in self.kinds)
            and set(self.safe_for) <= set(venue.safe_for)
            and set(self.facilities) <= set(venue.facilities)
            and not (self.is_free and venue.price_cents)
            and not (self.is_bookable and not venue.is_bookable)
            and (venue.capacity is None or venue.capacity >= self.people)
        )

    def pairs(self) -> list[tuple[str, str]]:
        """As they stand in an address, in a fixed order."""
        said = [(KIND, one.value) for one in self.kinds] + [(SAFE, one.value) for one in self.safe_for]
        said += [(HAS, one.value) for one in self.facilities]
        said += [(FREE, "1")] * self.is_free + [(BOOK, "1")] * self.is_bookable
        return said + ([(PEOPLE, str(self.people))] if self.people else [])

    def address(self, *, drop: tuple[str, str] | None = None, add: Iterable[tuple[str, str]] = ()) -> str:
        """The question of an address with this, without one of its parts or with another."""
        query = QueryDict(mutable=True)
        for name, value in [*self.pairs(), *add]:
            if (name, value) != drop:
                query.appendlist(name, value)
        return f"?{query.urlencode()}" if query else "?"

    def chips(self) -> list[Option]:
        """What is switched on, each with the address that switches it off."""
        return [Option(name, value, self.label_of(name, value), True, self.address(drop=(name, value)))
                for name, value in self.pairs()]  # fmt: skip

    def label_of(self, name: str, value: str) -> str:
        if name == PEOPLE:
            return ngettext("met %(number)s persoon", "met %(number)s mensen", self.people) % {"number": value}
        words = {(FREE, "1"): _("gratis"), (BOOK, "1"): _("te reserveren")}
        known: dict[str, type[VenueKind | SafeFor | Facility]] = {KIND: VenueKind, SAFE: SafeFor, HAS: Facility}
        if name == SAFE:
            return _("veilig voor %(whom)s") % {"whom": SafeFor(value).label}
        return str(capfirst(known[name](value).label)) if name in known else str(words[(name, value)])


def wanted_in(query: QueryDict) -> Wanted:
    said = query.get(PEOPLE, "")
    people = int(said) if said.isascii() and said.isdigit() and len(said) <= 4 else 0
    return Wanted(
        kinds=tuple(one for one in VenueKind if one.value in query.getlist(KIND)),
        safe_for=tuple(one for one in SafeFor if one.value in query.getlist(SAFE)),
        facilities=tuple(one for one in Facility if one.value in query.getlist(HAS)),
        is_free=query.get(FREE) == "1",
        is_bookable=query.get(BOOK) == "1",
        people=min(people, MOST_PEOPLE),
    )
