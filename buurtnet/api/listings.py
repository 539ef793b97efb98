"""What a list holds, in one order, and any page of it: by the index, which knows what is public, where and for whom.

What the index does not know (terms, hours) the database tells as ids. Those that the index has too are kept: whoever
takes page after page asks for the same each time.
"""

import datetime as dt
import time
from array import array
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from itertools import batched, compress
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
from buurtnet.directory.ranking import distances_m
from buurtnet.directory.wanted import Wanted, always, hidden, in_neighbourhood, reaching
from buurtnet.kit.folding import words
from buurtnet.search.index import NoIndexError, Reader, reader
from buurtnet.search.many_ids import Among, BareId, bare, written
from buurtnet.search.query import (
    Between,
    Boxed,
    Condition,
    Either,
    Hits,
    Marked,
    Query,
    Without,
    engine_query,
    named_so,
)

MOST_LISTS_KEPT: Final = 12
MOST_SERVICES_READ: Final = 5_000  # ids for which their places are asked by name
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


def at_locations(asked: Asked) -> Listing:
    """Services at locations: those of the services asked for; with a proximity those that are so near themselves."""
    return Ids(_kept_ids.get(_key("at_location", asked), _mark(), lambda: _at_locations(asked)))


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
    if asked.search or asked.proximity is not None or (kind != "service" and has_rows(asked)):
        ties = _kept_ties.get(_key(kind, asked), index.mark, lambda: _narrowed(index, kind, asked, here, question))
        return Ties(index, ties)
    return IndexPages(index, engine_query(index, question), question.conditions)


def _key(kind: str, asked: Asked) -> tuple[str, Asked, dt.date, Ground]:
    """What makes one list another: not its page, nor the form of its items."""
    same = replace(asked, page=1, per_page=1, format="", minimal=False, full=False, full_service=False)
    return kind, same, timezone.localdate(), ground()


type _Key = tuple[str, Asked, dt.date, Ground]
_kept_ties = KeptLists[_Key, "array[int]"](MOST_LISTS_KEPT)
_kept_ids = KeptLists[_Key, tuple[str, ...]](MOST_LISTS_KEPT)


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
    if asked.proximity is not None:
        point = _point_of(asked)
        found.append(Boxed(*point, asked.proximity) if point else Marked(()))
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


def _narrowed(index: Reader, kind: str, asked: Asked, here: Ground, question: Query) -> "array[int]":
    """The ties of what is asked: by words in the order of how well they answer, else in their own order."""
    ranked = _by_words(index, kind, asked.search, here) if asked.search else None
    if asked.proximity is not None:
        near = _within(index, asked, question)
        if ranked is None:
            return near
        found = set(near)
        return array("Q", (tie for tie in ranked if tie in found))
    left = set(ranked) if ranked is not None else None
    if kind != "service" and has_rows(asked):
        told = {tie_of(kind, pk) for pk in ids_of_rows(kind, asked)}
        left = told if left is None else left & told
    found = ties_also(index, engine_query(index, question), left or ())
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


def _within(index: Reader, asked: Asked, question: Query) -> "array[int]":
    """The ties, in order, of what answers and has a point in the circle; the index knows the square around it."""
    point, farthest = _point_of(asked), asked.proximity
    asks = engine_query(index, question)
    found = IndexPages(index, asks).all_hits()
    if point is None or farthest is None or not found:
        return array("Q")
    hits = Hits(index, asks, len(found), found)
    firsts = distances_m(*point, hits.column("lat"), hits.column("lon"))
    is_near = [away is not None and away <= farthest for away in firsts]
    for place, points in enumerate(hits.column("places")):
        # The other points of a service stand in a text, which takes long to read: only when the first is too far.
        if points and points > 1 and not is_near[place]:
            is_near[place] = any(distance_m(*point, *one) <= farthest for one in hits.points(place))
    return array("Q", [tie for tie, _address in compress(found, is_near)])


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


def _at_locations(asked: Asked) -> tuple[str, ...]:
    found = services(asked)
    if isinstance(found, Rows):
        told = [pk for pk, _service in _places(asked, Q(service__in=found.rows))]
    elif found.total <= MOST_SERVICES_READ:
        ids = found.keys(0, found.total)
        told = [pk for some in batched(ids, BATCH) for pk, _service in _places(asked, _of(some))]
    else:
        wanted = set(found.all_ties() if isinstance(found, IndexPages) else _ties_in(found))
        told = [pk for pk, service in _places(asked, Q()) if tie_of("service", written(service)) in wanted]
    return tuple(sorted(map(written, told)))


def _of(services: Iterable[str]) -> Q:
    return Q(Among("service_id", [UUID(key) for key in services]))


def _ties_in(found: Listing) -> Iterable[int]:
    return found.ties if isinstance(found, Ties) else ()


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
