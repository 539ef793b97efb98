"""What is in a booklet or an embedded list: services by section and by place, the lightest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from buurtnet.directory.cards import ServiceCard, Viewpoint, card_of
from buurtnet.directory.choices import LocationType
from buurtnet.directory.facts import first_address, nearest_location
from buurtnet.directory.models import Location, Service
from buurtnet.directory.pages import cost_lines, start_lines
from buurtnet.kit.quoted import Quoted
from buurtnet.paper.codes import code_of
from buurtnet.paper.drawing import Pin
from buurtnet.paper.fitting import shortened
from buurtnet.themes.choices import EssentialFunction, Gable

MOST_START_LINES = 2
LONGEST_LEAD = 135  # signs: two lines of a small page


@dataclass(frozen=True)
class Entry:
    """One service as a booklet says it. ``code``: to type over, behind the short address of the network."""

    card: ServiceCard
    lead: str
    cost: list[str]
    start: list[str]
    code: str
    function: int
    source: str
    licence: str


@dataclass(frozen=True)
class Block:
    """A place with what is there; or, where there is no place to point at, an organization (``number`` is 0).

    ``is_first``: it did not stand in an earlier section.
    """

    key: str
    name: str
    where: list[str]
    transport: str
    latitude: float | None
    longitude: float | None
    entries: list[Entry] = field(default_factory=list)
    number: int = 0
    is_first: bool = True

    @property
    def gable(self) -> int:
        return min(entry.card.gable for entry in self.entries)


@dataclass(frozen=True)
class Section:
    """A part of the booklet, with an anchor for the table of contents."""

    slug: str
    heading: str
    blocks: list[Block]

    @property
    def count(self) -> int:
        return sum(len(block.entries) for block in self.blocks)


def sections_of(services: Sequence[Service], view: Viewpoint, *, by_gable: bool) -> list[Section]:
    """Services in sections: by function, or for a booklet on one theme by gable. Numbers run on through all."""
    pairs = [(entry_of(service, view), service) for service in services]
    headings = gable_headings() if by_gable else function_headings()
    part_of = gable_of_entry if by_gable else function_of_entry
    sections = []
    for value, heading in headings:
        mine = [(entry, service) for entry, service in pairs if part_of(entry) == value]
        if mine:
            sections.append(Section(f"deel-{value}", heading, blocks_of(mine, view)))
    return numbered(sections)


def gable_headings() -> list[tuple[int, str]]:
    return [(gable.value, str(gable.label)) for gable in Gable]


def function_headings() -> list[tuple[int, str]]:
    """The seven functions, and what nobody put under one of them."""
    return [*((one.value, str(one.label)) for one in EssentialFunction), (0, _("Wat er nog meer is"))]


def gable_of_entry(entry: Entry) -> int:
    return entry.card.gable


def function_of_entry(entry: Entry) -> int:
    return entry.function


def entry_of(service: Service, view: Viewpoint) -> Entry:
    card = card_of(service, view)
    return Entry(
        card=card,
        lead=shortened(card.lead, LONGEST_LEAD),
        cost=cost_lines(service),
        start=start_lines(service)[:MOST_START_LINES],
        code=code_of(service.pk),
        function=service.function or 0,
        source=service.source,
        licence=service.licence,
    )


def blocks_of(pairs: Iterable[tuple[Entry, Service]], view: Viewpoint) -> list[Block]:
    """Blocks from light to heavy, then by name; in a block the lightest first."""
    blocks: dict[str, Block] = {}
    for entry, service in pairs:
        block = block_for(entry, service, view)
        blocks.setdefault(block.key, block).entries.append(entry)
    for block in blocks.values():
        block.entries.sort(key=lambda entry: (entry.card.gable, entry.card.name.casefold()))
    return sorted(blocks.values(), key=lambda block: (block.gable, block.name.casefold()))


def block_for(entry: Entry, service: Service, view: Viewpoint) -> Block:
    """An empty block for where a service is. A secret address gives away nothing, not even by sharing a block."""
    link = nearest_location(service, view.near)
    place = link.location if link else None
    card = entry.card
    if place is None or card.spot is None or service.is_at_home:
        name = card.organization or card.name
        key = f"o{service.organization_id or service.pk}/{card.where}"
        return Block(key, name, [card.where] if card.where else [], "", None, None)
    lines = address_lines(place)
    return Block(
        key=card.spot.pin,
        name=card.spot.name or next(iter(lines), card.name),
        where=lines if card.spot.name else lines[1:],
        transport=Quoted(place.transportation),
        latitude=card.spot.latitude,
        longitude=card.spot.longitude,
    )


def address_lines(place: Location) -> list[str]:
    """Street, town and what to look for; nothing of a secret or virtual place."""
    address = None if place.hide_address or place.location_type != LocationType.PHYSICAL else first_address(place)
    if address is None:
        return []
    lines = [address.address_1, f"{address.postal_code} {address.city}".strip(), Quoted(address.directions)]
    return [line for line in lines if line]


def numbered(sections: Sequence[Section]) -> list[Section]:
    """The blocks on the map get a number; a place keeps the number of where it stood first."""
    numbers: dict[str, int] = {}

    def with_number(block: Block) -> Block:
        if block.latitude is None:
            return block
        is_first = block.key not in numbers
        return replace(block, number=numbers.setdefault(block.key, len(numbers) + 1), is_first=is_first)

    return [replace(section, blocks=[with_number(block) for block in section.blocks]) for section in sections]


def pins_of(sections: Sequence[Section], *, linked: bool = False) -> list[Pin]:
    """One pin a place, its gable that of the lightest there. ``linked``: a click leads to the block in the list."""
    pins: dict[str, Pin] = {}
    for section in sections:
        for block in section.blocks:
            if block.latitude is None or block.longitude is None:
                continue
            before = pins.get(block.key)
            pins[block.key] = Pin(
                block.latitude,
                block.longitude,
                block.number,
                min(block.gable, before.gable) if before else block.gable,
                f"#plek-{block.number}" if linked else "",
                f"{block.number}. {block.name}" if linked else "",
            )
    return list(pins.values())
