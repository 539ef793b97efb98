"""One entry on one page: what matters most is always there whole, the rest is cut kindly and says where to read on.

The page does not wait for a browser to find out that it is full: lines are counted here, with the widths of the
letters known on average, and generously.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from buurtnet.areas.choices import AreaKind
from buurtnet.areas.models import Network
from buurtnet.directory.models import Service
from buurtnet.directory.pages import ServicePage
from buurtnet.paper.drawing import GREY, Pin, drawn
from buurtnet.paper.fitting import broken, lines_of, shortened
from buurtnet.paper.formats import A5, Paper
from buurtnet.paper.ground import around_one, ground_of

MOST_PHONES = 3
MOST_PLACES = 2
LONGEST_NAME = 120  # signs
SHORT_NAME = 44  # a longer one stands in smaller letters


@dataclass(frozen=True)
class Measure:
    """What fits on a sheet: signs on a line of text and of the lead; heights in millimetres; of the map the
    least and the most."""

    signs: int
    lead_signs: int
    lead_lines: int
    foot_signs: int
    line: float
    gap: float
    name_line: float
    lead_line: float
    foot_line: float
    room: float
    maps: tuple[float, float]
    map_wide: float


A4_SHEET = Measure(
    signs=64, lead_signs=72, lead_lines=4, foot_signs=88, line=6.4, gap=2.3, name_line=11.0, lead_line=7.2,
    foot_line=6.0, room=202, maps=(30, 92), map_wide=178,
)  # fmt: skip
A5_SHEET = Measure(
    signs=55, lead_signs=63, lead_lines=3, foot_signs=78, line=4.9, gap=1.8, name_line=8.2, lead_line=5.6,
    foot_line=4.6, room=130, maps=(22, 64), map_wide=124,
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A label with lines. ``rank``: what goes first when there is no room, the highest number; 0 stays whole."""

    label: str
    lines: tuple[str, ...]
    rank: int

    def height(self, measure: Measure) -> float:
        return sum(lines_of(text, measure.signs) for text in self.lines) * measure.line + measure.gap


@dataclass(frozen=True)
class Sheet:
    """What stands on the page. ``is_cut``: not everything fitted."""

    name: str
    is_long_name: bool
    lead: str
    rows: list[Row]
    map_svg: SafeString | str
    map_by: str
    sign: str
    is_cut: bool


def sheet_of(service: Service, page: ServicePage, network: Network, paper: Paper) -> Sheet:
    """The sheet of a service on a size of paper."""
    measure = A5_SHEET if paper.name == A5 else A4_SHEET
    name = shortened(page.card.name, LONGEST_NAME)
    lead = shortened(lead_of(page), measure.lead_signs * measure.lead_lines)
    name_lines = lines_of(name, measure.lead_signs // 2 if len(name) <= SHORT_NAME else measure.lead_signs * 2 // 3)
    taken = name_lines * measure.name_line + lines_of(lead, measure.lead_signs) * measure.lead_line
    pin = pin_of(page)
    whole = rows_of(page)
    least, most = measure.maps
    room = measure.room - taken - (lines_of(foot_of(page, network), measure.foot_signs) - 1) * measure.foot_line
    rows = fitted(whole, room - (least if pin else 0), measure)
    high = min(most, room - sum(row.height(measure) for row in rows)) if pin else 0
    return Sheet(
        name=name,
        is_long_name=len(name) > SHORT_NAME,
        lead=lead,
        rows=rows,
        map_svg=small_map(network, pin, (measure.map_wide, high), page.card.name) if pin and high >= least else "",
        map_by=ground_of(network).attribution if pin else "",
        sign=neighbourhood_of(service) or network.town,
        is_cut=rows != whole or name != page.card.name or lead != lead_of(page),
    )


def foot_of(page: ServicePage, network: Network) -> str:
    """The first line of the foot, as long as it is: when it was checked, the source, the map, the day of printing."""
    return " ".join([page.freshness.text, page.source_line, ground_of(network).attribution, "_" * 40])


def neighbourhood_of(service: Service) -> str:
    """The name of the neighbourhood it lies in; nothing where the address is secret, or it is not at one place."""
    places = [link.location for link in service.at_locations.all() if link.location]
    if len(places) != 1 or service.is_at_home or not places[0].is_on_map:
        return ""
    area = places[0].neighbourhood
    return area.name if area and area.kind in {AreaKind.NEIGHBOURHOOD, AreaKind.DISTRICT} else ""


def lead_of(page: ServicePage) -> str:
    return page.description_paragraphs[0] if page.description_paragraphs else page.card.lead


def rows_of(page: ServicePage) -> list[Row]:
    """When, where, who to call: always; then for whom, cost, how to start; then language and access."""
    facts = {fact.icon: fact for fact in page.facts}
    rows = [
        Row(_("Wanneer"), (*page.card.when, *page.hours_notes), 1),
        Row(_("Waar"), where_lines(page), 0),
    ]
    rows += [
        Row(fact.label, tuple(fact.text_lines), rank)
        for icon, rank in (("user", 4), ("coins", 2), ("door-open", 3), ("languages", 5), ("accessibility", 6))
        if (fact := facts.get(icon))
    ]
    rows.append(Row(_("Bel of mail") if page.email else _("Bel"), tuple(contact_lines(page)), 0))
    return [row for row in rows if row.lines]


def where_lines(page: ServicePage) -> tuple[str, ...]:
    if not page.locations or page.card.at_home:
        return (page.card.where,) if page.card.where else ()
    lines = []
    for place in page.locations[:MOST_PLACES]:
        said = ", ".join([*filter(None, [place.name]), *place.address_lines, *filter(None, [place.directions])])
        lines += [shortened(one, 130) for one in (said, place.transport if len(page.locations) == 1 else "") if one]
    return tuple(lines)


def contact_lines(page: ServicePage) -> Iterable[str]:
    for phone in page.phones[:MOST_PHONES]:
        yield f"{phone.label}, {phone.number}" if phone.label else phone.number
    if page.email:
        yield page.email


def pin_of(page: ServicePage) -> Pin | None:
    spot = page.card.spot
    return Pin(spot.latitude, spot.longitude, gable=1) if spot and not page.card.at_home else None


def small_map(network: Network, pin: Pin, mm: tuple[float, float], name: str) -> SafeString:
    """A grey map of the last minutes of the way."""
    ground = ground_of(network)
    box = around_one(ground, pin.latitude, pin.longitude, mm)
    title = _("Kaart van de straten rond %(name)s") % {"name": name}
    return drawn(ground, box, [replace(pin, gable=2)], mm=mm, palette=GREY, title=title, big_pins=True)


def fitted(rows: Sequence[Row], room: float, measure: Measure) -> list[Row]:
    """The rows that fit in so many millimetres: the least needed are cut to two lines, then to one, then left out."""
    found = [replace(row, lines=tuple(broken(text) for text in row.lines)) for row in rows]
    for most in (6, 3, 2, 1, 0):
        for rank in range(6, -1, -1):
            if sum(row.height(measure) for row in found) <= room:
                return found
            least = max(most, 1 if rank <= 1 else 0, 2 if rank == 0 else 0)
            found = [cut(row, least, measure) if row.rank == rank else row for row in found]
            found = [row for row in found if row.lines]
    return found


def cut(row: Row, most: int, measure: Measure) -> Row:
    """A row of at most so many lines. Half an opening time misleads: a line of hours stays whole, or goes."""
    kept: list[str] = []
    left = most
    for text in row.lines:
        if left <= 0 or (kept and row.rank <= 1 and lines_of(text, measure.signs) > left):
            break
        short = shortened(text, left * measure.signs)
        kept.append(short)
        left -= lines_of(short, measure.signs)
    return replace(row, lines=tuple(kept))
