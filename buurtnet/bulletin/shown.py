"""An edition as people see it: part by part, each with its heading."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.agenda.models import ActivityDate
from buurtnet.areas.models import Network
from buurtnet.bulletin.choices import ItemKind
from buurtnet.bulletin.models import Edition, EditionItem
from buurtnet.bulletin.weeks import WEEK, days_text
from buurtnet.places.tiles import DayTile, tile_of


@dataclass(frozen=True)
class Shown:
    """An item on a page. ``is_over``: it is no longer so; ``is_moved``: it has another time or place by now."""

    item: EditionItem
    tile: DayTile | None = None
    is_over: bool = False
    is_moved: bool = False

    @property
    def is_here(self) -> bool:
        """Whether its page is one of ours."""
        return self.item.address.startswith("/")


@dataclass(frozen=True)
class Part:
    """The items of one kind, in the order in which someone put them."""

    kind: str
    heading: str
    items: list[EditionItem]


@dataclass(frozen=True)
class ShownPart:
    """As a part, for a page."""

    kind: str
    heading: str
    rows: list[Shown]


def parts_of(edition: Edition, items: Iterable[EditionItem]) -> list[Part]:
    """In the order of the kinds; a kind of which there is nothing has no part."""
    ordered = sorted(items, key=lambda one: one.place)
    return [
        Part(kind, heading_of(edition, ItemKind(kind)), list(of_kind))
        for kind, of_kind in groupby(ordered, key=lambda one: one.kind)
    ]


def on_a_page(
    edition: Edition, items: list[EditionItem], over: Collection[UUID] = (), moved: Collection[UUID] = ()
) -> list[ShownPart]:
    """All of these items, part by part, with the leaf of each date."""
    tiles = tiles_of(edition.network, items)
    return [
        ShownPart(
            part.kind, part.heading,
            [Shown(one, tiles.get(one.pk), one.pk in over, one.pk in moved) for one in part.items],
        )
        for part in parts_of(edition, items)
    ]  # fmt: skip


def heading_of(edition: Edition, kind: ItemKind) -> str:
    """Of what is coming it says how far that looks ahead."""
    days = (edition.ends_on - edition.starts_on).days + 1
    if kind != ItemKind.WEEK or days <= WEEK:
        return str(kind.label)
    return _("De komende twee weken") if days <= 2 * WEEK else _("De komende maand")


def days_of(edition: Edition) -> str:
    """Its weeks in words; "" when its heading says so already."""
    said = days_text(edition.starts_on, edition.ends_on)
    return "" if said in edition.title else said


def tiles_of(network: Network, items: Iterable[EditionItem]) -> dict[UUID, DayTile]:
    """The leaf of each item that is a date which is still known, by the id of the item. One query."""
    of_dates = {item.of.removeprefix("date:"): item.pk for item in items if item.of.startswith("date:")}
    if not of_dates:
        return {}
    zone = ZoneInfo(network.time_zone)
    rows = ActivityDate.objects.filter(network=network, pk__in=list(of_dates)).values_list("pk", "starts_at")
    days = {of_dates[str(key)]: starts_at.astimezone(zone).date() for key, starts_at in rows}
    today = timezone.localdate(timezone=zone)
    return {key: tile_of(day, today) for key, day in days.items()}
