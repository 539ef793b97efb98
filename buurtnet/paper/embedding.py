"""The list for other people's sites: as a page to frame, as a piece of HTML, as JSON; and the code that frames it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.csp import CSP
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from buurtnet.areas.here import LANGUAGES_TO_CHOOSE
from buurtnet.areas.models import Network
from buurtnet.directory.card_rows import services_for_cards
from buurtnet.directory.cards import Viewpoint
from buurtnet.paper.choice import Choice, chosen, online
from buurtnet.paper.contents import Block, Entry, Section, pins_of, sections_of
from buurtnet.paper.drawing import COLOUR, drawn
from buurtnet.paper.ground import around_all, ground_of

MOST_EMBEDDED = 60
COLOURS = ("licht", "donker")
HEIGHTS = (480, 640, 800, 1200)  # pixels
MAP_MM = (150.0, 96.0)
MINUTES_FRESH = 10


@dataclass(frozen=True)
class Manner:
    """How the list is shown: with a map or without, in which language, in light or dark colours, how high."""

    has_map: bool
    language: str
    colour: str
    height: int

    @property
    def pairs(self) -> list[tuple[str, str]]:
        found = [("kaart", "1" if self.has_map else ""), ("taal", self.language), ("kleur", self.colour)]
        return [(name, value) for name, value in found if value]


def manner_in(query: Mapping[str, str], *, spoken: str = "taal") -> Manner:
    """The manner in an address; nonsense is left out. ``spoken``: the parameter of its language."""
    language, colour, height = (str(query.get(name) or "") for name in (spoken, "kleur", "hoogte"))
    return Manner(
        has_map=query.get("kaart") == "1",
        language=language if language in LANGUAGES_TO_CHOOSE else "",
        colour=colour if colour in COLOURS else "",
        height=int(height) if height in map(str, HEIGHTS) else HEIGHTS[1],
    )


@dataclass(frozen=True)
class Embedded:
    """What the list shows. ``all_url``: the page here with all of it; ``more``: how many are only there."""

    title: str
    sections: list[Section]
    count: int
    more: int
    all_url: str
    map_svg: SafeString | str


def embedded(choice: Choice, view: Viewpoint, *, has_map: bool) -> Embedded:
    found = chosen(choice, view, MOST_EMBEDDED)
    services = services_for_cards(found.ids)
    sections = sections_of(services, view, by_gable=True)
    title = choice.title(view.language)
    pins = pins_of(sections, linked=True) if has_map else []
    box = around_all([(pin.latitude, pin.longitude) for pin in pins], MAP_MM[0] / MAP_MM[1]) if pins else None
    return Embedded(
        title=title,
        sections=sections,
        count=len(services),
        more=max(0, found.total - len(services)),
        all_url=online(choice.page_url),
        map_svg=drawn(ground_of(choice.network), box, pins, mm=MAP_MM, palette=COLOUR,
                      title=_("Kaart: %(title)s") % {"title": title}) if box else "",
    )  # fmt: skip


def as_json(shown: Embedded, network: Network) -> dict[str, Any]:
    """The same as plain facts, for a site that draws its own list."""
    return {
        "title": shown.title,
        "network": network.name,
        "url": shown.all_url,
        "count": shown.count,
        "more": shown.more,
        "services": [
            _facts(entry, block) for section in shown.sections for block in section.blocks for entry in block.entries
        ],
    }


def _facts(entry: Entry, block: Block) -> dict[str, Any]:
    card = entry.card
    return {
        "name": card.name,
        "url": online(card.url),
        "summary": card.lead,
        "organization": card.organization,
        "level": card.gable_label,
        "place": _place(block) if block.number else None,
        "where": card.where,
        "when": list(map(str, card.when)),
        "who": card.who,
        "cost": list(map(str, entry.cost)),
        "phone": card.phone,
        "checked": card.freshness.text,
    }


def _place(block: Block) -> dict[str, Any]:
    address = list(map(str, block.where))
    return {"name": block.name, "address": address, "latitude": block.latitude, "longitude": block.longitude}


def address_of(name: str, choice: Choice, manner: Manner) -> str:
    """The whole address of the list in one of its three forms."""
    query = urlencode([*choice.pairs, *manner.pairs])
    return online(reverse(f"paper:{name}", args=[choice.network.slug])) + (f"?{query}" if query else "")


def frame_code(choice: Choice, manner: Manner, title: str) -> SafeString:
    """The HTML to paste: a frame that may run no scripts, and a link for who has no frames."""
    return format_html(
        '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy" style="border:0" '
        'sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"></iframe>\n'
        '<p><a href="{}">{}</a></p>',
        address_of("embed", choice, manner), title, manner.height, online(choice.page_url),
        _("%(title)s op %(network)s") % {"title": title, "network": choice.network.name},
    )  # fmt: skip


def framed_policy() -> dict[str, list[str]]:
    """The content security policy of the page to frame: by any site, without a script, and nothing to send."""
    return {
        "default-src": [CSP.NONE],
        "style-src": [CSP.SELF],
        "font-src": [CSP.SELF],
        "img-src": [CSP.SELF],
        "base-uri": [CSP.NONE],
        "form-action": [CSP.NONE],
        "frame-ancestors": ["*"],
    }


def preview_policy() -> dict[str, list[str]]:
    """That of the page with the preview: as everywhere, with a frame of our own in it."""
    return {**cast("dict[str, list[str]]", settings.SECURE_CSP), "frame-src": [CSP.SELF]}
