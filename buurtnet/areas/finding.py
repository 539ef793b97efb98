"""Finding areas, streets and networks by what people type: a name, a postcode, a code, or where they stand."""

import datetime
import re
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.text import slugify

from buurtnet.areas.choices import AreaKind, CodeSystem
from buurtnet.areas.geometry import RANK, areas_at, areas_overlapping
from buurtnet.areas.kept import Kept, forget_all
from buurtnet.areas.models import Area, Network, Place
from buurtnet.areas.names import folded, slug_of

DUTCH_POSTCODE = re.compile(r"([1-9][0-9]{3})\s?([A-Za-z]{2})")
FOUR_DIGITS = re.compile(r"[1-9][0-9]{3}")
AREA_CODE = re.compile(r"[0-9]{5}|(?:GM|WK|BU)[0-9]{4,8}|[0-9]{5}[A-Z][0-9A-Z-]{3}", re.IGNORECASE)
LONGEST_TEXT = 120
MOST_FOUND = 20
MOST_COMPARED = 300
MOST_NETWORKS_KEPT = 200


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
    return _kept.get((network.pk, network.created_at), lambda: read_network_areas(network))


def forget_network_areas() -> None:
    """After an import or a change of a network's areas: read them again, and all that was kept of areas."""
    forget_all()


def fewest(inside: tuple[int, ...], over: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The outermost of ``inside``, and those of ``over`` beyond them: to ask for these finds the same, sooner.

    What lies in an area lies in all around it, and what serves one lies in it (``ServiceReach`` has rows for these).
    """
    return _fewest.get((inside, over), lambda: read_fewest(inside, over))


def read_fewest(inside: tuple[int, ...], over: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    within = set(inside)
    around = Area.objects.filter(pk__in=inside).values_list("pk", "ancestor_ids")
    covered = {pk for pk, ancestors in around if within.intersection(ancestors)}
    return tuple(sorted(within - covered)), tuple(pk for pk in over if pk not in within)


_kept = Kept[tuple[int, datetime.datetime], NetworkAreas](MOST_NETWORKS_KEPT)


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


_fewest = Kept[tuple[tuple[int, ...], tuple[int, ...]], tuple[tuple[int, ...], tuple[int, ...]]](MOST_NETWORKS_KEPT)


@dataclass(frozen=True)
class FoundNetwork:
    """A network someone may mean, and those of its neighbourhoods that are meant, best first."""

    network: Network
    neighbourhoods: list[Area]


@dataclass(frozen=True)
class Meant:
    """Areas with their rank, 0 the best. ``within``: what lies in one of these is meant too; ``only``: just these."""

    within: dict[int, int]
    only: dict[int, int]

    def rank(self, area: Area) -> int | None:
        ranks = [self.within[pk] for pk in area.line if pk in self.within]
        if area.pk in self.only:
            ranks.append(self.only[area.pk])
        return min(ranks, default=None)


def networks_at(latitude: float, longitude: float) -> list[FoundNetwork]:
    """The listed networks in which a point lies, those with the nearest area first. The point is not kept."""
    around = areas_at(latitude, longitude)
    return networks_meant(Meant(within={}, only={pk: rank for rank, pk in enumerate(around)}))


def networks_for(text: str) -> list[FoundNetwork]:
    """The listed networks that are meant by a name, a postcode, a code or a street, best match first.

    A number of queries that does not grow with what is found, but for the areas of networks not kept.
    """
    found = networks_meant(areas_meant(text))
    if found:
        return found
    said = text[:LONGEST_TEXT].replace("\x00", "").strip()  # which PostgreSQL refuses
    named = Q(slug=slug_of(said)) | Q(name__icontains=said) if slugify(said) else Q(pk=None)
    return [FoundNetwork(one, []) for one in Network.objects.filter(named, is_listed=True).order_by("name")]


def areas_meant(text: str) -> Meant:
    """The areas a text means, then those of the streets it names; a postcode stands for all it shares ground with."""
    streets = [place.area for place in find_places(text, limit=MOST_COMPARED) if place.area]
    within: dict[int, int] = {}
    only: dict[int, int] = {}
    for rank, area in enumerate([*find_area(text, MOST_COMPARED), *streets]):
        within.setdefault(area.pk, rank)
        shared = areas_overlapping(area.boundary) if area.kind == AreaKind.POSTCODE and area.boundary else ()
        for pk in (*area.line, *shared):
            only.setdefault(pk, rank)
    return Meant(within, only)


def networks_meant(meant: Meant) -> list[FoundNetwork]:
    """Listed networks of which an area is meant, best first, then by name."""
    rows = (
        Network.areas.through.objects.filter(network__is_listed=True)
        .select_related("network", "area")
        .defer("area__boundary")
    )
    ranks: dict[Network, int] = {}
    for row in rows:
        rank = meant.rank(row.area)
        if rank is not None:
            ranks[row.network] = min(rank, ranks.get(row.network, rank))
    return [
        FoundNetwork(network, neighbourhoods_meant(network, meant))
        for network in sorted(ranks, key=lambda network: (ranks[network], network.name))
    ]


def neighbourhoods_meant(network: Network, meant: Meant) -> list[Area]:
    ranked = [(meant.rank(area), area) for area in network_areas(network).neighbourhoods]
    return [area for rank, area in sorted(((r, a) for r, a in ranked if r is not None), key=lambda pair: pair[0])]


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
    slug = slugify(folded(said))
    if not slug:
        return []
    areas = Area.objects.filter(Q(slug=slug) | Q(slug__startswith=slug)).exclude(kind=AreaKind.POSTCODE)
    found = in_order(areas.defer("boundary"), exact=slug, limit=limit)
    if not found or found[0].slug != slug:
        exact = french_names().get(slug, [])
        found = in_order(Area.objects.filter(pk__in=exact).defer("boundary")) + found if exact else found
    return found[:limit]


def french_names() -> dict[str, list[int]]:
    """Ids of areas by their French name as a slug, read at most twice a minute."""
    return _french.get("", read_french_names)


def read_french_names() -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for pk, name in Area.objects.exclude(name_fr="").values_list("pk", "name_fr"):
        found.setdefault(slug_of(name), []).append(pk)
    return found


_french = Kept[str, dict[str, list[int]]](1)


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
    ordered = places.select_related("area").defer("area__boundary").annotate(
        match=Case(
            When(folded=wanted, then=Value(0)), When(folded__startswith=wanted, then=Value(1)),
            default=Value(2), output_field=IntegerField(),
        )
    ).order_by("match", "name", "town", "pk")  # fmt: skip
    return list(ordered[:limit])
