"""The sitemap (sitemaps.org 0.9): an index, and pages that each read no more than they show.

A page goes over the rows of a table from one id to a next, and names each row once: in the first listed network that
shows it, as a calendar of it does (``feeds.access``). A second network shows the same page at an address of its own,
which a search engine need not read too. So it costs the same wherever it begins, however large a network is. The
languages of a page are no addresses of their own (``?taal=`` changes the words, not what it is about), so there is no
``hreflang``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import F, QuerySet, Window
from django.db.models.expressions import Combinable
from django.db.models.functions import Mod, RowNumber
from django.urls import reverse

from buurtnet.areas.choices import Room
from buurtnet.areas.here import neighbourhoods_of
from buurtnet.areas.kept import Kept
from buurtnet.areas.models import Network
from buurtnet.directory.choices import LocationType
from buurtnet.directory.first_network import first_networks
from buurtnet.directory.models import Location, Service
from buurtnet.directory.models.service import CHANGED
from buurtnet.feeds.answers import File
from buurtnet.kit.sitemap import XML, Address, sitemap_file
from buurtnet.people.models import Organization
from buurtnet.themes.choices import EssentialFunction

ROWS_A_PAGE: Final = 1_000
MOST_ADDRESSES: Final = 50_000  # on a page, and pages in the index: as the protocol has it
AN_HOUR: Final = 3600  # seconds


@dataclass(frozen=True)
class Kind:
    """What a page has pages of: its rows, and when one changed."""

    rows: QuerySet[Any]
    moment: Combinable = CHANGED


KINDS: Final = {
    "service": Kind(Service.objects.all()),
    "organization": Kind(Organization.objects.filter(gone_at__isnull=True)),
    "place": Kind(
        Location.objects.filter(gone_at__isnull=True, hide_address=False).exclude(location_type=LocationType.POSTAL),
        F("imported_at"),
    ),
}

PARTS: Final = (
    ((Room.QUESTION, Room.NEEDS), "needs:sitemap"),
    ((Room.PLACES,), "places:sitemap"),
    ((Room.GROUPS,), "groups:sitemap"),
    ((Room.PRACTICES,), "practices:sitemap"),
    ((Room.BULLETIN,), "bulletin:sitemap"),
    ((Room.BUDGET,), "budget:sitemap"),
    ((Room.VOTING,), "voting:sitemap"),
)

_kept_starts = Kept[str, tuple[UUID, ...]](most=len(KINDS), seconds=AN_HOUR)


def index() -> File:
    """Where all pages are."""
    networks, found = list(_networks()), [reverse("feeds:sitemap_site")]
    found += [reverse("feeds:sitemap_network", args=[network.slug]) for network in networks]
    # What these rooms show to everyone, they say themselves: this room reads nothing of them.
    for rooms, name in PARTS:
        found += [reverse(name, args=[one.slug]) for one in networks if any(map(one.has, rooms))]
    found += [reverse(f"feeds:sitemap_{kind}", args=[start]) for kind in KINDS for start in starts(kind)]
    return _file(((one, None) for one in found[:MOST_ADDRESSES]), is_index=True)


def starts(kind: str) -> tuple[UUID, ...]:
    """The ids with which the pages begin; the database goes over its index and gives one id a page. Kept an hour."""

    def read() -> tuple[UUID, ...]:
        numbered = KINDS[kind].rows.model._default_manager.annotate(number=Window(RowNumber(), order_by="pk"))
        begins = numbered.annotate(rest=Mod(F("number"), ROWS_A_PAGE)).filter(rest=1).order_by("pk")
        return tuple(begins.values_list("pk", flat=True))

    return _kept_starts.get(kind, read)


def page(name: str, start: UUID) -> File:
    """The addresses of the rows from an id on."""
    kind = KINDS[name]
    table = kind.rows.model._default_manager.filter(pk__gte=start).order_by("pk")
    ids = list(table.values_list("pk", flat=True)[:ROWS_A_PAGE])
    shown = kind.rows.filter(pk__in=ids).annotate(moment=kind.moment).order_by("pk").values_list("pk", "moment")
    networks = first_networks(name, ids)
    found = [
        (reverse(f"directory:{name}", args=[networks[pk], pk]), moment) for pk, moment in shown if pk in networks
    ]
    return _file(found)


def site_pages() -> File:
    """The pages of the site itself."""
    names = ("site", "about", "privacy", "accessibility")
    return _file((reverse(f"home:{name}"), None) for name in names)


def network_pages(network: Network) -> File:
    """The home of a network and of its neighbourhoods, its themes, and who it is."""
    return _file((one, None) for one in _pages_of(network))


def _pages_of(network: Network) -> Iterator[str]:
    slug = network.slug
    yield from (reverse(f"home:{name}", args=[slug]) for name in ("network", "network_about", "contact"))
    yield from (reverse("home:neighbourhood", args=[slug, area.slug]) for area in neighbourhoods_of(network))
    if network.has(Room.AGENDA):
        yield reverse("agenda:calendar", args=[slug])
    if network.has(Room.MAP):
        yield reverse("home:themes", args=[slug])
        yield from (reverse("home:theme", args=[slug, function.value]) for function in EssentialFunction)


def _networks() -> Iterable[Network]:
    return Network.objects.filter(is_listed=True).order_by("pk")


def _file(found: Iterable[Address], *, is_index: bool = False) -> File:
    return File(sitemap_file(found, is_index=is_index).encode(), XML, seconds=AN_HOUR)
