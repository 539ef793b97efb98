"""Search results as a page shows them: sections from light to heavy, filters, chips, the map."""

from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buurtnet.areas.here import neighbourhood_of, neighbourhoods_of
from buurtnet.areas.models import Network
from buurtnet.directory.card_rows import services_for_cards
from buurtnet.directory.cards import ServiceCard, Viewpoint, cards_of, numbered_cards
from buurtnet.directory.find import Found, find
from buurtnet.directory.pages import map_points
from buurtnet.directory.viewpoint import centre_of, place_in
from buurtnet.home.asked import Asked, age_text
from buurtnet.home.beside import beside_url
from buurtnet.home.filters import (
    FilterOption,
    age_labels,
    chips_of,
    filter_groups,
    kept_parameters,
    quick_filters,
)
from buurtnet.home.front import Link
from buurtnet.home.nearly import nearly
from buurtnet.home.neighbourhood import sign_of
from buurtnet.home.soon import activities_for
from buurtnet.home.understood import understanding
from buurtnet.kit.pages import Pages, numbered
from buurtnet.themes.danger_advice import advice_for
from buurtnet.themes.models import Theme
from buurtnet.themes.vocabulary import vocabulary

PER_PAGE = 15  # a page of 20 is long on a phone, and a quarter heavier
PER_MAP_PAGE = 60
MOST_STARTS = 8


@dataclass(frozen=True)
class Section:
    heading: str
    intro: str
    cards: list[ServiceCard]


@dataclass(frozen=True)
class Results:
    """One page of results, ready to show."""

    found: Found
    sections: list[Section]
    cards: list[ServiceCard]
    total: int
    pages: Pages | None


@dataclass(frozen=True)
class Toggle:
    label: str
    url: str
    active: bool
    icon: str


@dataclass(frozen=True)
class Position:
    """From where distances count, and the address without it."""

    label: str
    clear_url: str
    point: str = ""


def results_for(request: HttpRequest, asked: Asked, view: Viewpoint) -> Results:
    """Search, and make the cards of one page; beyond the last page stands the last."""
    size = PER_MAP_PAGE if asked.shows_map else PER_PAGE
    page, wanted = asked.page, asked.wanted(view)
    found = find(wanted, offset=(page - 1) * size, limit=size)
    last = max(1, -(-found.reachable // size))
    if page > last:
        page, found = last, find(wanted, offset=(last - 1) * size, limit=size)
    cards = cards_of(services_for_cards(hit.id for hit in found.hits), view)
    first, heavier = light_and_heavy(found, cards)
    cards = numbered_cards([*first, *heavier])
    pages = numbered(page, last, request)
    return Results(found, sections_of(cards[: len(first)], cards[len(first) :]), cards, found.total, pages)


def light_and_heavy(found: Found, cards: list[ServiceCard]) -> tuple[list[ServiceCard], list[ServiceCard]]:
    """Heavier help stands apart, but only below a light result that fits as well."""
    match = {hit.id: hit.match for hit in found.hits}
    best_light = max((match[card.id] for card in cards if card.gable == 1), default=None)
    heavier = [card for card in cards if card.gable > 1 and best_light is not None and match[card.id] <= best_light]
    return [card for card in cards if card not in heavier], heavier


def sections_of(first: list[ServiceCard], heavier: list[ServiceCard]) -> list[Section]:
    """Light first; heavier help under its own heading."""
    sections = [Section("", "", first)] if first else []
    if heavier:
        intro = _("Begin gerust bovenaan. Zij helpen je ook verder.") if first else ""
        sections.append(Section(_("Heb je meer hulp nodig?"), intro, heavier))
    return sections


def searched(request: HttpRequest, asked: Asked, view: Viewpoint) -> dict[str, Any]:
    """All that the search page shows."""
    network = view.network
    results = results_for(request, asked, view)
    found = results.found
    groups = filter_groups(asked, found.counts, view, neighbourhoods_of(network))
    theme = Theme.objects.filter(pk=asked.theme).first() if asked.theme else None
    known = vocabulary(network.pk)
    understood = understanding(asked, found, view, known)
    return {
        "q": asked.text,
        "sign": sign_of(network, neighbourhood_of(request)),
        "heading": heading_of(asked, results.total, theme, view),
        "sub": _("Eerst zie je wat dichtbij en licht is. Meer hulp nodig? Die staat eronder."),
        # What was taken off the words of one question is no wish for the next.
        "kept_in_search": kept_parameters(asked, "q", "letterlijk", without=True),
        "kept_in_filters": kept_parameters(asked, "q", "bij", "kaart", "thema", "letterlijk"),
        "chips": chips_of(asked, view, theme),
        "quick": quick_filters(groups),
        "filters": groups,
        "clear_url": asked.only_words(),
        "position": position_of(request, asked, view),
        "kept_position": kept_parameters(asked, "bij", without=True),
        "starts": starting_points(asked, view),
        "sections": results.sections,
        "results": results,
        "understood": understood,
        "nearly": nearly(asked, found, understood, view),
        "activities": activities_for(asked, found, view, known),
        "beside_url": beside_address(asked, network),
        "total": results.total,
        "pages": results.pages,
        "danger": advice_for(asked.typed, network.country),
        "shows_map": asked.shows_map,
        "list_url": asked.address(kaart=""),
        "map_url": asked.address(kaart="1"),
        "map_points": map_points(results.cards),
        "degraded": found.degraded,
        "mended": [Link(text, asked.address(q=text)) for text in found.corrected] if results.total else [],
    }


def beside_address(asked: Asked, network: Network) -> str:
    """Where groups, places and clinics for the same words stand; nothing without words or such rooms."""
    url = beside_url(network) if asked.text and not asked.shows_map else ""
    return f"{url}?{urlencode({'q': asked.text})}" if url else ""


def heading_of(asked: Asked, total: int, theme: Theme | None, view: Viewpoint) -> str:
    """The heading counts in words."""
    about = asked.text or (theme.name_in(view.language) if theme else "")
    if total == 0:
        return _("Nog niets gevonden voor ‘%(text)s’") % {"text": about} if about else _("Nog niets gevonden")
    if about:
        return ngettext("%(count)d plek voor ‘%(text)s’", "%(count)d plekken voor ‘%(text)s’", total) % {
            "count": total,
            "text": about,
        }
    return ngettext("%(count)d plek voor jou", "%(count)d plekken voor jou", total) % {"count": total}


def position_of(request: HttpRequest, asked: Asked, view: Viewpoint) -> Position | None:
    """From where the walking time counts."""
    if asked.point:
        place = place_in(request.GET.get("bij", ""))
        point = f"{asked.point[0]},{asked.point[1]}"
        return Position(str(place) if place else _("waar jij nu bent"), asked.address(drop="bij"), point)
    area = neighbourhood_of(request)
    return Position(_("het midden van %(area)s") % {"area": area.name}, "") if area and view.near else None


def starting_points(asked: Asked, view: Viewpoint) -> list[Link]:
    """Neighbourhoods to measure from, for who gave no place."""
    if view.near:
        return []
    centres = ((area.name, centre_of(area)) for area in neighbourhoods_of(view.network))
    known = ((name, centre) for name, centre in centres if centre)
    return [
        Link(name, f"{asked.address(bij=f'{latitude:.3f},{longitude:.3f}')}&start=1")
        for name, (latitude, longitude) in islice(known, MOST_STARTS)
    ]


def nearby_toggles(request: HttpRequest, asked: Asked, view: Viewpoint) -> dict[str, Any]:
    """The three big buttons of "near me now", the ages to choose from, and the position."""
    is_open, is_free = asked.open_ == "nu", "gratis" in asked.switches

    def address(**changes: str) -> str:
        return f"{asked.address(**changes)}&start=1"

    groups = {"": _("Maakt niet uit"), **{str(age): text for age, text in age_labels(view).items()}}
    ages = [
        FilterOption("leeftijd", age, text, None, address(leeftijd=age), age_text(asked.age) == age)
        for age, text in groups.items()
    ]
    return {
        "toggles": [
            Toggle(_("Nu open"), address(open="" if is_open else "nu"), is_open, "clock"),
            Toggle(_("Gratis"), address(gratis="" if is_free else "1"), is_free, "coins"),
        ],
        "ages": ages,
        "kept": kept_parameters(asked, "leeftijd", without=True),
        "kept_position": kept_parameters(asked, "bij", without=True),
        "position": position_of(request, asked, view),
        "starts": starting_points(asked, view),
    }
