"""The frame of every page, made once per request for ``kit/base.html``."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from buurtnet.areas.choices import Room
from buurtnet.areas.here import neighbourhood_of, network_of
from buurtnet.areas.models import Area, Network
from buurtnet.directory.first_network import first_networks, listed_networks
from buurtnet.home.question_door import QuestionDoor, question_door
from buurtnet.kit.languages import html_lang
from buurtnet.kit.numbers import tel
from buurtnet.kit.quoted import Quoted
from buurtnet.people.access import may_read_cards
from buurtnet.people.models import Person
from buurtnet.themes.danger import emergency_line

COLOUR_COOKIE = "kleur"
COLOURS = ("licht", "donker")
# Pages of which every network that shows an entry has one that says the same, and what each is about.
SAME_IN_EVERY_NETWORK = {
    "directory:service": "service", "directory:organization": "organization", "directory:place": "place",
    "mending:read_in": "service",
}  # fmt: skip


@dataclass(frozen=True)
class NavItem:
    url: str
    label: str
    icon: str
    current: bool = False


@dataclass(frozen=True)
class LanguageLink:
    code: str
    name: str
    url: str
    current: bool


@dataclass(frozen=True)
class Help:
    """Help in the same place on every page."""

    name: str
    phone: str
    phone_link: str
    email: str
    address: str
    hours: str


@dataclass(frozen=True)
class DangerBar:
    """The sunflower line at the bottom of each page; ``lines_url``: all other lines to call."""

    label: str
    number: str
    tel: str
    lines_url: str


@dataclass(frozen=True)
class FrameLinks:
    about: str
    privacy: str
    accessibility: str
    report: str


@dataclass(frozen=True)
class Frame:
    """What ``kit/base.html`` shows around every page."""

    network: Network | None
    neighbourhood: Area | None
    html_lang: str
    direction: str
    colour: str
    canonical: str
    reads_aloud: bool
    home_url: str
    site_url: str
    nav: list[NavItem]
    bottom: list[NavItem]
    account: NavItem
    connectors_url: str
    languages: list[LanguageLink]
    language_short: str
    help: Help | None
    question: QuestionDoor | None
    question_url: str
    signal_url: str
    worry_url: str
    danger: DangerBar
    links: FrameLinks
    colour_url: str
    colours_css: str
    search_url: str
    suggest_url: str
    map_base_url: str
    tiles_url: str
    tiles_attribution: str


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``frame`` for ``kit/base.html``, made only when a template asks for it."""
    return {"frame": SimpleLazyObject(lambda: frame_of(request))}


def frame_of(request: HttpRequest) -> Frame:
    """The frame of a request's page: network, navigation, languages, help."""
    network = network_of(request)
    neighbourhood = neighbourhood_of(request)
    language = get_language() or settings.LANGUAGE_CODE
    colour = request.COOKIES.get(COLOUR_COOKIE, "")
    door = question_door(network) if network else None

    def here(name: str, room: str = "") -> str:
        return reverse(name, args=[network.slug]) if network and (not room or network.has(room)) else ""

    return Frame(
        network=network,
        neighbourhood=neighbourhood,
        html_lang=html_lang(language),
        direction="ltr",
        colour=colour if colour in COLOURS else "",
        canonical=settings.SITE_URL + canonical_path(request, network),
        reads_aloud=True,
        home_url=home_url(network, neighbourhood),
        site_url=reverse("home:site"),
        nav=navigation(request, network, door),
        bottom=bottom_bar(request, network, door),
        account=account_link(request),
        connectors_url=here("people:connectors"),
        languages=language_links(request, language),
        language_short=language[:2].upper(),
        help=help_of(network),
        question=door,
        question_url=door.url if door else reverse("home:site"),
        signal_url=here("needs:signal_give", Room.NEEDS),
        worry_url=here("needs:worry", Room.NEEDS),
        danger=danger_bar(network),
        links=FrameLinks(
            about=here("home:network_about") or reverse("home:about"),
            privacy=reverse("home:privacy"),
            accessibility=reverse("home:accessibility"),
            report=here("home:contact"),
        ),
        colour_url=reverse("home:colour"),
        colours_css=here("home:colours_css") if network and network.theme else "",
        search_url=here("home:search", Room.MAP),
        suggest_url=here("home:suggestions", Room.MAP),
        map_base_url=here("areas:base_map"),
        tiles_url=settings.MAP_TILES_URL,
        tiles_attribution=settings.MAP_TILES_ATTRIBUTION,
    )


def canonical_path(request: HttpRequest, network: Network | None) -> str:
    """The address a search engine keeps: of an entry that several networks show, its page in the first of them."""
    found = request.resolver_match
    page = SAME_IN_EVERY_NETWORK.get(found.view_name) if found else None
    if found is None or page is None or network is None or listed_networks() == (network.slug,):
        return request.path
    pk = found.kwargs["pk"]
    first = first_networks(page, [pk]).get(pk, network.slug)
    return reverse(found.view_name, kwargs={**found.kwargs, "network": first})


def danger_bar(network: Network | None) -> DangerBar:
    line = emergency_line(network.country if network else "NL")
    url = reverse("home:help_lines", args=[network.slug]) if network else reverse("home:site_help_lines")
    return DangerBar(_("Is er nu direct gevaar?"), line.phone, f"tel:{line.tel}", url)


def home_url(network: Network | None, neighbourhood: Area | None) -> str:
    if network is None:
        return reverse("home:site")
    if neighbourhood:
        return reverse("home:neighbourhood", args=[network.slug, neighbourhood.slug])
    return reverse("home:network", args=[network.slug])


def navigation(request: HttpRequest, network: Network | None, door: QuestionDoor | None) -> list[NavItem]:
    return items_of(
        request,
        network,
        [
            ("home:search", _("Zoeken"), "search", Room.MAP),
            ("agenda:calendar", _("Activiteiten"), "calendar-days", Room.AGENDA),
            *themes_entry(network),
            ("home:nearby", _("Nu dichtbij"), "map-pin", Room.NEARBY),
            ("directory:my_list", _("Mijn lijst"), "bookmark", Room.MY_LIST),
            (address_of(door), _("Stel je vraag"), "message-circle-question-mark", ""),
            *who_is_who(request, network),
        ],
    )


def address_of(door: QuestionDoor | None) -> str:
    """The name of the page behind the question door."""
    return door.page if door else "home:contact"


def who_is_who(request: HttpRequest, network: Network | None) -> list[tuple[str, str, str, str]]:
    """An entry for who takes part in this network; a visitor costs no question to the database."""
    person = signed_in(request)
    if person is None or network is None or not may_read_cards(person, network):
        return []
    return [("people:card_list", _("Wie is wie"), "users", "")]


def account_link(request: HttpRequest) -> NavItem:
    if signed_in(request):
        url = reverse("people:account")
        return NavItem(url, _("Mijn account"), "circle-user", request.path == url)
    url = reverse("people:signin")
    return NavItem(url, _("Aanmelden"), "log-in", request.path == url)


def signed_in(request: HttpRequest) -> Person | None:
    """Who is signed in; a request without the cookie of a session is nobody's, and asks nothing more."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    person = getattr(request, "user", None)  # a page of an error can be made before anyone was looked up
    return person if isinstance(person, Person) else None


def bottom_bar(request: HttpRequest, network: Network | None, door: QuestionDoor | None) -> list[NavItem]:
    return items_of(
        request,
        network,
        [
            ("home:network", _("Start"), "house", ""),
            ("home:search", _("Zoeken"), "search", Room.MAP),
            (address_of(door), _("Vraag stellen"), "message-circle-question-mark", ""),
            last_of_the_bar(network),
        ],
    )


def themes_entry(network: Network | None) -> list[tuple[str, str, str, str]]:
    """The themes, which home has as tiles; beside a calendar there is no room for them on one line."""
    if network and network.has(Room.AGENDA):
        return []
    return [("home:themes", _("Thema's"), "list", Room.MAP)]


def last_of_the_bar(network: Network | None) -> tuple[str, str, str, str]:
    """Four fit: what there is to do, and in a network without a calendar the list someone keeps."""
    if network and network.has(Room.AGENDA):
        return ("agenda:calendar", _("Activiteiten"), "calendar-days", Room.AGENDA)
    return ("directory:my_list", _("Mijn lijst"), "bookmark", Room.MY_LIST)


def items_of(
    request: HttpRequest, network: Network | None, entries: list[tuple[str, str, str, str]]
) -> list[NavItem]:
    """Entries (address name, label, icon, room) of the rooms that are on in this network."""
    if network is None:
        return []
    items = []
    for name, label, icon, room in entries:
        if room and not network.has(room):
            continue
        url = reverse(name, args=[network.slug])
        current = request.path == url if name == "home:network" else request.path.startswith(url)
        items.append(NavItem(url, label, icon, current))
    return items


def language_links(request: HttpRequest, language: str) -> list[LanguageLink]:
    """The same page in each language of the interface, each named in itself."""
    links = []
    for code, name in (("nl", "Nederlands"), ("en", "English"), ("fr", "Français")):
        query = request.GET.copy()
        query["taal"] = code
        links.append(LanguageLink(code, name, f"?{query.urlencode()}", language.startswith(code)))
    return links


def help_of(network: Network | None) -> Help | None:
    if network is None:
        return None
    return Help(
        name=network.contact_name,
        phone=network.contact_phone,
        phone_link=f"tel:{tel(network.contact_phone)}" if network.contact_phone else "",
        email=network.contact_email,
        address=network.contact_address,
        hours=Quoted(network.contact_hours, network.locale),
    )
