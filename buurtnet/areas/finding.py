"""Finding areas, streets and networks by what people type: a name, a postcode, a code, or where they stand."""

import datetime
import re
import time
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from buurtnet.areas.choices import AreaKind, CodeSystem
from buurtnet.areas.geometry import RANK, areas_at, areas_overlapping
from buurtnet.areas.models import Area, Network, Place
from buurtnet.areas.names import folded, slug_of

DUTCH_POSTCODE = re.compile(r"([1-9][0-9]{3})\s?([A-Za-z]{2})")
FOUR_DIGITS = re.compile(r"[1-9][0-9]{3}")
AREA_CODE = re.compile(r"[0-9]{5}|(?:GM|WK|BU)[0-9]{4,8}|[0-9]{5}[A-Z][0-9A-Z-]{3}", re.IGNORECASE)
LONGEST_TEXT = 120
MOST_FOUND = 20
MOST_COMPARED = 300
SECONDS_KEPT = 30.0
MOST_KEPT = 200


@dataclass(frozen=True)
class NetworkAreas:
    """Where a network is.

    ``inside``: ids of its areas and everything in them; a place there is in the network. ``over``: ids of its areas
    and those around them; what serves one of these serves the network. ``neighbourhoods``: in order of name; where no
    neighbourhoods are known, its districts, else its own areas.
    """

    inside: tuple[int, ...]
    over: tuple[int, ...]
    neighbourhoods: list[Area]


def network_areas(network: Network) -> NetworkAreas:
    """Where the network is; kept for half a minute per process, a handful of queries when it is not."""
    key = (network.pk, network.created_at)
    kept = _kept.get(key)
    if kept is not None and kept[0] > time.monotonic():
        return kept[1]
    found = read_network_areas(network)
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    _kept[key] = (time.monotonic() + SECONDS_KEPT, found)
    return found


def forget_network_areas() -> None:
    """After an import or a change of a network's areas: read them again."""
    _kept.clear()


_kept: dict[tuple[int, datetime.datetime], tuple[float, NetworkAreas]] = {}


def read_network_areas(network: Network) -> NetworkAreas:
    own = list(network.areas.defer("boundary").order_by("name"))
    inside = {area.pk for area in own}
    over = {pk for area in own for pk in area.line}
    near: list[Area] = [area for area in own if area.kind == AreaKind.NEIGHBOURHOOD]
    districts: list[Area] = [area for area in own if area.kind == AreaKind.DISTRICT]
    level = inside
    while level:
        children = list(Area.objects.filter(parent__in=level).defer("boundary").order_by("name"))
        children = [area for area in children if area.pk not in inside]
        near += [area for area in children if area.kind == AreaKind.NEIGHBOURHOOD]
        districts += [area for area in children if area.kind == AreaKind.DISTRICT]
        level = {area.pk for area in children}
        inside |= level
    shown = near or districts or [area for area in own if area.kind != AreaKind.POSTCODE]
    return NetworkAreas(tuple(sorted(inside)), tuple(sorted(over)), sorted(shown, key=lambda area: folded(area.name)))


def networks_at(latitude: float, longitude: float) -> list[Network]:
    """The listed networks in which a point lies, those with the nearest area first. The point is not kept."""
    around = areas_at(latitude, longitude)
    return ordered_networks({pk: rank for rank, pk in enumerate(around)})


def networks_for(text: str) -> list[Network]:
    """The listed networks that are meant by a name, a postcode or a code, best match first."""
    wanted: dict[int, int] = {}
    for rank, area in enumerate(find_area(text, MOST_COMPARED)):
        for pk in touched(area):
            wanted.setdefault(pk, rank)
    found = ordered_networks(wanted)
    named = slug_of(text[:LONGEST_TEXT])
    return found or list(Network.objects.filter(is_listed=True, slug=named))


def touched(area: Area) -> set[int]:
    """The area, those around it and in it; a postcode area stands for all it shares ground with."""
    ids = set(area.line) | set(Area.objects.filter(parent=area).values_list("pk", flat=True))
    if area.kind == AreaKind.POSTCODE:
        ids |= set(areas_overlapping(area.boundary) if area.boundary else ())
        ids |= {one.pk for one in municipalities_of(area)}
    return ids


def ordered_networks(wanted: dict[int, int]) -> list[Network]:
    rank: dict[int, int] = {}
    for network, area in Network.areas.through.objects.filter(area__in=wanted, network__is_listed=True).values_list(
        "network_id", "area_id"
    ):
        rank[network] = min(rank.get(network, len(wanted)), wanted[area])
    return sorted(Network.objects.filter(pk__in=rank), key=lambda network: (rank[network.pk], network.name))


def find_area(text: str, limit: int = MOST_FOUND) -> list[Area]:
    """The areas that are meant by a postcode (``3131 AB``, ``3131``, ``8380``), a code (NIS5, GM, WK, BU) or a name.

    A postcode gives its postcode area first, then the municipalities it lies in. A name gives exact names before
    names that begin so, a municipality before a neighbourhood. Accents, capitals and hyphens do not matter.
    """
    said = text[:LONGEST_TEXT].strip()
    if dutch := DUTCH_POSTCODE.fullmatch(said):
        return postcode_areas(dutch[1], belgian=False)
    if FOUR_DIGITS.fullmatch(said):
        return postcode_areas(said, belgian=True)
    if AREA_CODE.fullmatch(said):
        return in_order(Area.objects.filter(code__iexact=said).defer("boundary"))
    return areas_named(said, limit)


def postcode_areas(digits: str, *, belgian: bool) -> list[Area]:
    areas = Area.objects.filter(kind=AreaKind.POSTCODE, code=digits)
    if not belgian:
        areas = areas.exclude(code_system=CodeSystem.NIS)
    found = in_order(areas)
    for area in list(found):
        found += [one for one in municipalities_of(area) if one not in found]
    return found


def municipalities_of(area: Area) -> list[Area]:
    """The municipalities of a postcode area: its parent, or those its source named."""
    if area.parent_id is not None and area.parent is not None and area.parent.kind == AreaKind.MUNICIPALITY:
        return [area.parent]
    named = Area.objects.filter(kind=AreaKind.MUNICIPALITY, code__in=area.extra.get("within", []))
    return in_order(named.filter(code_system=area.code_system, valid_to=None).defer("boundary"))


def areas_named(said: str, limit: int) -> list[Area]:
    wanted = folded(said)
    if not wanted:
        return []
    slug = slug_of(wanted)
    areas = Area.objects.filter(Q(slug=slug) | Q(slug__startswith=slug)).exclude(kind=AreaKind.POSTCODE)
    found = in_order(areas.defer("boundary"), exact=slug, limit=limit)
    if not found or found[0].slug != slug:
        french = Area.objects.exclude(name_fr="").values_list("pk", "name_fr")
        exact = [pk for pk, name in french if folded(name) == wanted]
        found = in_order(Area.objects.filter(pk__in=exact).defer("boundary")) + found
    return found[:limit]


def in_order(areas: QuerySet[Area], exact: str = "", limit: int = MOST_FOUND) -> list[Area]:
    """Exact names first, then what still exists, then wide before near, then by name."""
    rows = areas.annotate(
        exactly=Case(When(slug=exact, then=Value(0)), default=Value(1), output_field=IntegerField()),
        ended=Case(When(valid_to__isnull=True, then=Value(0)), default=Value(1), output_field=IntegerField()),
        width=Case(
            *(When(kind=kind, then=Value(-rank)) for kind, rank in RANK.items()),
            default=Value(0), output_field=IntegerField(),
        ),
    ).order_by("exactly", "ended", "width", "name", "pk")  # fmt: skip
    return list(rows[:limit])


def find_places(text: str, network: Network | None = None, scope: str | None = None, limit: int = 10) -> list[Place]:
    """Streets, neighbourhoods and towns whose name has a word that begins with the text, the best match first.

    With a ``network`` only those in it; with a ``scope`` only those that came with exactly that scope. A scope is
    never compared with the name of an area or a town.
    """
    wanted = folded(text[:LONGEST_TEXT])
    if not wanted or limit < 1:
        return []
    places = Place.objects.filter(Q(folded__startswith=wanted) | Q(folded__contains=f" {wanted}"))
    if scope is not None:
        places = places.filter(scope=scope)
    if network is not None:
        inside = network_areas(network).inside
        places = places.filter(Q(area__in=inside) | Q(area=None, scope="", town__iexact=network.town))
    ordered = places.annotate(
        match=Case(
            When(folded=wanted, then=Value(0)), When(folded__startswith=wanted, then=Value(1)),
            default=Value(2), output_field=IntegerField(),
        )
    ).order_by("match", "name", "town", "pk")  # fmt: skip
    return list(ordered[:limit])
