"""A booklet: cover, contents, map, sections with a block a place, numbers for danger, colophon."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from django.urls import reverse
from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from buurtnet.directory.card_rows import services_for_cards
from buurtnet.directory.cards import Viewpoint
from buurtnet.kit.scancode import scancode
from buurtnet.paper.choice import Choice, chosen, in_words, online
from buurtnet.paper.colophon import Origin, lines_to_call, origins_of
from buurtnet.paper.contents import Section, pins_of, sections_of
from buurtnet.paper.drawing import GREY, Pin, drawn
from buurtnet.paper.formats import A4, A5, Paper
from buurtnet.paper.ground import Ground, around_all, ground_of, steepness
from buurtnet.themes.danger import DangerLine

MOST_ENTRIES = 200
MAPS = {A5: (122.0, 70.0, 150.0), A4: (176.0, 110.0, 224.0)}  # millimetres wide, at least high, and high with names
NAME_HIGH = {A5: 4.3, A4: 5.1}  # millimetres of two names beside each other, under the map
LONGEST_ADDRESS = 72  # signs someone may want to type over
A_CODE = "2222-2222"
FINE_CODE = 300  # signs: a longer address makes a code that has to be printed larger


@dataclass(frozen=True)
class Booklet:
    """All that a booklet says. ``left_out``: services that did not fit; ``address``: empty when it is too long;
    ``code_address``: what the code of an entry is typed behind."""

    title: str
    town: str
    count: int
    left_out: int
    most: int
    sections: list[Section]
    map_svg: SafeString | str
    places: list[tuple[int, str]]
    origins: list[Origin]
    danger: list[DangerLine]
    code: SafeString
    is_fine_code: bool
    address: str
    code_address: str
    printed_on: str


def booklet_of(choice: Choice, view: Viewpoint, paper: Paper) -> Booklet:
    """The booklet of a choice; one without services has no sections."""
    found = chosen(choice, view, MOST_ENTRIES)
    services = services_for_cards(found.ids)
    sections = sections_of(services, view, by_gable=choice.is_one_theme)
    pins, ground = pins_of(sections), ground_of(choice.network)
    address = online(choice.page_url)
    title = choice.title(get_language() or view.language)
    return Booklet(
        title=title,
        town=choice.network.town,
        count=len(services),
        left_out=max(0, found.total - len(services)),
        most=MOST_ENTRIES,
        sections=sections,
        map_svg=overview(ground, pins, paper, title) if pins else "",
        places=places_in(sections),
        origins=origins_of(sections, ground if pins else None),
        danger=lines_to_call(choice.network),
        code=scancode(address),
        is_fine_code=len(address) > FINE_CODE,
        address=in_words(choice.page_url) if len(address) <= LONGEST_ADDRESS else "",
        code_address=in_words(reverse("paper:short", args=[choice.network.slug, A_CODE])).removesuffix(A_CODE),
        printed_on=formats.date_format(view.today, "j F Y"),
    )


def overview(ground: Ground, pins: Sequence[Pin], paper: Paper, title: str) -> SafeString:
    """The page with all places, each a little house with its number."""
    points = [(pin.latitude, pin.longitude) for pin in pins]
    wide, least, most = MAPS[paper.name]
    room = most - NAME_HIGH[paper.name] * ceil(len(pins) / 2)
    mm = (wide, max(least, min(room, wide * steepness(points))))
    box = around_all(points, mm[0] / mm[1])
    name = _("Kaart met de plekken uit dit boekje: %(title)s") % {"title": title}
    return drawn(ground, box, pins, mm=mm, palette=GREY, title=name)


def places_in(sections: Sequence[Section]) -> list[tuple[int, str]]:
    """The names that go with the numbers on the map."""
    names = {block.number: block.name for section in sections for block in section.blocks if block.number}
    return sorted(names.items())
