"""What a list holds, in one order, and any page of it: by the index, which knows what is public, where and for whom.

What the index does not know (terms of organizations) the database tells as ids. What of those the index has too, and
what was found by words, is kept: whoever takes page after page asks for the same each time.
"""

import datetime as dt
import time
from array import array
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import batched
from typing import Any, Final, Protocol
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from buurtnet.api.access import (
    Ground,
    ground,
    public_organizations,
    public_services,
    turned_to,
)
from buurtnet.api.circles import Circle, nothing, on_edge, straddling, within
from buurtnet.api.counted_pages import CountedPages
from buurtnet.api.index_pages import IndexPages, keys_of, tie_of, ties_also
from buurtnet.api.kept_lists import KeptLists
from buurtnet.api.parameters import Asked
from buurtnet.api.row_ids import has_rows, ids_of_rows, index_conditions
from buurtnet.areas.choices import AreaKind
from buurtnet.areas.finding import postcode_areas
from buurtnet.areas.geometry import distance_m
from buurtnet.areas.models import Area
from buurtnet.directory.facets import moment, offered_by
from buurtnet.directory.find import MOST_HITS, find
from buurtnet.directory.models import ServiceAtLocation
from buurtnet.directory.wanted import Wanted, always, hidden, in_neighbourhood, reaching
from buurtnet.kit.folding import words
from buurtnet.search.index import NoIndexError, Reader, reader
from buurtnet.search.many_ids import Among, BareId, bare, written
from buurtnet.search.query import (
    Between,
    Condition,
    Either,
    Marked,
    Query,
    Without,
    engine_query,
    named_so,
)

MOST_LISTS_KEPT: Final = 12
BATCH: Final = 500
MOST_WORDS: Final = 24


class NoIndexYetError(Exception):
    """This cannot be answered while there is no search index."""


class Listing(Protocol):
    """Everything asked for, in one order: how many, and the ids of some."""

    @property
    def total(self) -> int: ...
    def keys(self, first: int, limit: int) -> list[str]: ...


@dataclass(frozen=True)
class Rows:
    """Rows of the database in the order of their ids; for short lists, and while there is no index."""

    rows: QuerySet[Any]

    @property
    def total(self) -> int:
        return self.rows.count()

    def keys(self, first: int, limit: int) -> list[str]:
        return [str(pk) for pk in self.rows.order_by("pk").values_list("pk", flat=True)[first : first + limit]]


@dataclass(frozen=True)
class Ties:
    """Some items of the index, by the numbers it made of their ids, in their order."""

    reader: Reader
    ties: "array[int]"

    @property
    def total(self) -> int:
        return len(self.ties)

    def keys(self, first: int, limit: int) -> list[str]:
        return keys_of(self.reader, self.ties[first : first + limit])


@dataclass(frozen=True)
class Ids:
    """Ids as they stand."""

    ids: tuple[str, ...]

    @property
    def total(self) -> int:
        return len(self.ids)

    def keys(self, first: int, limit: int) -> list[str]:
        return list(self.ids[first : first + limit])


def services(asked: Asked) -> Listing:
    """The services asked for."""
    return _listing("service", asked)


def organizations(asked: Asked) -> Listing:
    return _listing("organization", asked)


@dataclass(frozen=True)
class Places:
    """Services at locations, in the order of their services, without all of them being read for a page."""

    pages: CountedPages
    asked: Asked

    @property
    def total(self) -> int:
        return self.pages.total

    def keys(self, first: int, limit: int) -> list[str]:
        services, skip = self.pages.holding(first, limit)
        found: dict[str, list[str]] = {key: [] for key in services}
        for pk, service in _places(self.asked, _of(services)) if services else ():
            found[written(service)].append(written(pk))
        return [key for service in services for key in sorted(found[service])][skip : skip + limit]


def at_locations(asked: Asked) -> Listing:
    """Services at locations: those of the services asked for; with a proximity those that are so near themselves."""
    found = services(asked)
    if not isinstance(found, IndexPages):
        return Ids(_kept_ids.get(_key("at_location", asked), _mark(), lambda: _at_locations(asked, found)))
    if asked.proximity is None:
        return Places(CountedPages(found.reader, found.query, "turns"), asked)
    circle = _circle_of(asked)
    if circle is None:
        return Ids(())
    odd = _kept_odd.get(_key("at_location", asked), found.reader.mark, lambda: straddling(found, circle))
    return Places(CountedPages(found.reader, found.query, "places", odd), asked)


def _mark() -> Hashable:
    """Another one for each state of the index; without one each moment is another."""
    try:
        return reader().mark
    except NoIndexError:
        return time.monotonic()


def _listing(kind: str, asked: Asked) -> Listing:
    here = ground()
    if not here.inside:
        return Ids(())
    try:
        index = reader()
    except NoIndexError:
        return Rows(_plain_rows(kind, asked))
    known = tuple(index_conditions(index, asked)) if kind == "service" else ()
    question = Query(conditions=(*_public(kind, here), *_conditions(asked), *known))
    asks = IndexPages(index, engine_query(index, question), question.conditions)
    if asked.proximity is not None:
        asks = _near(index, asked, asks)
    if asked.search or (kind != "service" and has_rows(asked)):
        ties = _kept_ties.get(_key(kind, asked), index.mark, lambda: _narrowed(asks, kind, asked, here))
        return Ties(index, ties)
    return asks


def _near(index: Reader, asked: Asked, asks: IndexPages) -> IndexPages:
    """What of it has a point in the circle. What stands on the edge of that is kept, not what is inside."""
    circle = _circle_of(asked)
    if circle is None:
        return IndexPages(index, nothing())
    edge = _kept_edges.get(_key("edge", asked), index.mark, lambda: on_edge(asks, circle))
    return IndexPages(index, within(asks, circle, edge), (asks.question, circle, len(edge)))


def _key(kind: str, asked: Asked) -> tuple[str, Asked, dt.date, Ground]:
    """What makes one list another: not its page, nor the form of its items."""
    same = replace(asked, page=1, per_page=1, format="", minimal=False, full=False, full_service=False)
    return kind, same, timezone.localdate(), ground()


type _Key = tuple[str, Asked, dt.date, Ground]
_kept_ties = KeptLists[_Key, "array[int]"](MOST_LISTS_KEPT)
_kept_ids = KeptLists[_Key, tuple[str, ...]](MOST_LISTS_KEPT)
_kept_edges = KeptLists[_Key, "array[int]"](MOST_LISTS_KEPT)
_kept_odd = KeptLists[_Key, Mapping[int, int]](MOST_LISTS_KEPT)


# What the index is asked


def _public(kind: str, here: Ground) -> tuple[Condition, ...]:
    """What every list keeps to."""
    on = timezone.localdate()
    if kind == "service":
        return always(Wanted(inside=here.inside, over=here.over, on=on))
    return (Marked((f"kind:{kind}",)), Without(hidden(on)), reaching(here.inside, here.over))


def _conditions(asked: Asked) -> list[Condition]:
    found: list[Condition] = []
    if asked.modified_after is not None:
        found.append(Between("changed", moment(asked.modified_after)))
    if asked.organization_id is not None:
        found.append(Marked((offered_by(asked.organization_id),)))
    if asked.minimum_age is not None:
        found.append(Between("age_from", asked.minimum_age, None, is_int=False))
    if asked.maximum_age is not None:
        found.append(Between("age_to", None, asked.maximum_age, is_int=False))
    if asked.postcode and asked.proximity is None:
        found.append(Either(tuple(map(in_neighbourhood, _areas_of(asked.postcode)))))
    return found


def _areas_of(postcode: str) -> list[Area]:
    """The areas of a postcode, Dutch or Belgian; a Dutch one is known by its four figures."""
    areas = postcode_areas(postcode[:4], belgian=len(postcode) == 4)
    return [area for area in areas if area.kind == AreaKind.POSTCODE]


def _point_of(asked: Asked) -> tuple[float, float] | None:
    """What a proximity is measured from; None for a postcode that nobody knows where it is."""
    if asked.lat is not None and asked.lon is not None:
        return asked.lat, asked.lon
    for area in _areas_of(asked.postcode):
        if area.latitude is not None and area.longitude is not None:
            return area.latitude, area.longitude
    return None


def _circle_of(asked: Asked) -> Circle | None:
    """The circle that was asked for; None round a postcode that nobody knows where it is."""
    point = _point_of(asked)
    return Circle(*point, asked.proximity) if point and asked.proximity is not None else None


def _narrowed(asks: IndexPages, kind: str, asked: Asked, here: Ground) -> "array[int]":
    """The ties of what is asked: by words in the order of how well they answer, else in their own order."""
    index = asks.reader
    ranked = _by_words(index, kind, asked.search, here) if asked.search else None
    left = set(ranked) if ranked is not None else None
    if kind != "service" and has_rows(asked):
        told = {tie_of(kind, pk) for pk in ids_of_rows(kind, asked)}
        left = told if left is None else left & told
    found = ties_also(index, asks.query, left or ())
    return array("Q", (tie for tie in ranked if tie in found) if ranked is not None else sorted(found))


def _by_words(index: Reader, kind: str, text: str, here: Ground) -> list[int]:
    if kind == "service":
        wanted = Wanted(text=text, inside=here.inside, over=here.over)
        return [tie_of(kind, hit.id) for hit in find(wanted, limit=MOST_HITS, counting=False).hits]
    said = words(text)[:MOST_WORDS]
    if not said:
        return []
    hits = named_so(index, said, _public(kind, here), MOST_HITS)
    return [tie_of(kind, hits.key(place)) for place in range(len(hits.scores))]


# Without an index


def _plain_rows(kind: str, asked: Asked) -> QuerySet[Any]:
    """The same without an index, as far as the database can tell by itself. Raises NoIndexYetError for the rest."""
    if asked.proximity is not None or asked.postcode:
        raise NoIndexYetError
    rows: QuerySet[Any] = public_services() if kind == "service" else public_organizations()
    if has_rows(asked):
        rows = rows.filter(pk__in=ids_of_rows(kind, asked))
    if asked.modified_after is not None:
        rows = rows.filter(Q(last_modified__gte=asked.modified_after) | Q(imported_at__gte=asked.modified_after))
    if asked.organization_id is not None:
        rows = rows.filter(organization=asked.organization_id)
    if asked.minimum_age is not None:
        unnamed = Q(minimum_age=None) if asked.minimum_age == 0 else Q()
        rows = rows.filter(Q(minimum_age__gte=asked.minimum_age) | unnamed)
    if asked.maximum_age is not None:
        rows = rows.filter(maximum_age__lte=asked.maximum_age)
    for word in words(asked.search)[:MOST_WORDS]:
        rows = rows.filter(Q(name__icontains=word) | Q(description__icontains=word))
    return rows


# Services at locations


def _at_locations(asked: Asked, found: Listing) -> tuple[str, ...]:
    """Those of services in the order of how well they answer, or of the database, by their own ids."""
    if isinstance(found, Rows):
        told = [pk for pk, _service in _places(asked, Q(service__in=found.rows))]
    else:
        ids = found.keys(0, found.total)
        told = [pk for some in batched(ids, BATCH) for pk, _service in _places(asked, _of(some))]
    return tuple(sorted(map(written, told)))


def _of(services: Iterable[str]) -> Q:
    return Q(Among("service_id", [UUID(key) for key in services]))


def _places(asked: Asked, which: Q) -> Iterable[tuple[BareId, BareId]]:
    """Services at locations that are as near as was asked: the id, and the service's."""
    rows = turned_to(ServiceAtLocation.objects.filter(which)).order_by()
    ids = (bare("pk"), bare("service_id"))
    if asked.proximity is None:
        yield from rows.values_list(*ids).iterator(BATCH * 4)
        return
    columns = ("location__latitude", "location__longitude", "location__hide_address")
    for pk, service, *point in rows.values_list(*ids, *columns).iterator(BATCH * 4):
        if _is_near(asked, *point):
            yield pk, service


def _is_near(asked: Asked, latitude: float | None, longitude: float | None, is_secret: bool) -> bool:
    """Whether a place is within what was asked."""
    point = _point_of(asked)
    if point is None or asked.proximity is None or is_secret or latitude is None or longitude is None:
        return False
    return distance_m(*point, latitude, longitude) <= asked.proximity
