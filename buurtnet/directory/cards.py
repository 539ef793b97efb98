"""What a page shows of a service: short facts in words, ready for a template, the same on every page."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from buurtnet.areas.geometry import distance_m, walking_minutes
from buurtnet.areas.holidays import Holiday, holidays
from buurtnet.areas.models import Network
from buurtnet.directory.choices import HelpKind, ServiceStatus
from buurtnet.directory.freshness import FreshnessLabel
from buurtnet.directory.hours import Opening, State, openings, state
from buurtnet.directory.models import Address, Capacity, Location, Phone, Schedule, Service, ServiceAtLocation
from buurtnet.directory.times import spoken, state_text
from buurtnet.kit.languages import language_name
from buurtnet.themes.choices import Gable

HALF_A_YEAR = dt.timedelta(days=183)
WALK_UP_TO_MINUTES = 30
CYCLE_UP_TO_MINUTES = 60
CYCLE_METRES_A_MINUTE = 230
DETOUR = 1.3
SEATS_UP_TO = 10
MOST_BADGES = 4
PLACES = {"plek", "plekken", "plaats", "plaatsen"}


@dataclass(frozen=True)
class Badge:
    """A short label; ``tone`` is goed, zon, steen, blauw or linnen."""

    label: str
    tone: str = "linnen"
    icon: str = ""


@dataclass(frozen=True)
class FreshnessLine:
    text: str
    is_old: bool = False
    extra: str = ""


@dataclass(frozen=True)
class RoomLeft:
    """How many places are left. ``seats``: one bool a place (taken or not), for at most ten."""

    text: str
    tone: str
    sub: str = ""
    seats: tuple[bool, ...] = ()


@dataclass(frozen=True)
class Viewpoint:
    """From where and when someone looks: the network, the moment, a point if they gave one, their list."""

    network: Network
    now: dt.datetime
    near: tuple[float, float] | None = None
    kept: frozenset[str] = frozenset()
    language: str = "nl"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.network.time_zone)

    @property
    def today(self) -> dt.date:
        return self.now.astimezone(self.zone).date()

    @property
    def holidays(self) -> tuple[Holiday, ...]:
        return holidays(self.network.holiday_region)


@dataclass(frozen=True)
class ServiceCard:
    """One service in a list."""

    id: str
    url: str
    name: str
    gable: int
    gable_label: str
    when: list[str]
    open_now: str
    where: str
    distance: str
    who: str
    badges: list[Badge]
    freshness: FreshnessLine
    organization: str
    organization_url: str
    lead: str
    at_home: bool
    on_list: bool
    lat: float | None
    lon: float | None
    name_lang: str = ""
    lead_lang: str = ""
    pin: str = ""
    location_name: str = ""
    location_url: str = ""
    phone: str = ""
    number: int | None = None
    is_closed: bool = False


def services_for_cards(ids: Iterable[uuid.UUID | str]) -> list[Service]:
    """Services in the order of ``ids`` with all a card needs, in a constant number of queries.

    Ids that no longer exist are left out.
    """
    wanted = [str(key) for key in ids]
    rows = Service.objects.filter(pk__in=wanted).select_related("organization").prefetch_related(*card_prefetches())
    found = {str(service.pk): service for service in rows}
    return [found[key] for key in wanted if key in found]


def card_prefetches(prefix: str = "") -> list[str | Prefetch[str]]:
    """What hangs on a service and is said on its card."""
    return [
        prefix + name
        for name in (
            "schedules",
            "languages",
            "cost_options",
            "capacities",
            "phones",
            "organization__phones",
            "at_locations__schedules",
            "at_locations__phones",
            "at_locations__location__addresses",
            "at_locations__location__schedules",
            "at_locations__location__languages",
            "at_locations__location__accessibility",
        )
    ]


def cards_of(services: Sequence[Service], view: Viewpoint) -> list[ServiceCard]:
    """Cards in order."""
    return [card_of(service, view) for service in services]


def numbered_cards(cards: Sequence[ServiceCard]) -> list[ServiceCard]:
    """Cards with the number of their pin: one a place, shared by all that is there."""
    numbers: dict[str, int] = {}
    return [
        replace(card, number=numbers.setdefault(card.pin, len(numbers) + 1)) if card.pin else card for card in cards
    ]


def card_of(service: Service, view: Viewpoint) -> ServiceCard:
    """One service as a card, seen from a viewpoint."""
    nearest = nearest_location(service, view.near)
    place = nearest.location if nearest else None
    times = schedules_of(service, nearest)
    now_state = state(times, view.now, view.zone, view.holidays)
    organization = service.organization
    point = point_of(place)
    return ServiceCard(
        id=str(service.pk),
        url=reverse("directory:service", args=[view.network.slug, service.pk]),
        name=text_in(service.name, service.name_i18n, view.language),
        gable=service.gable.value,
        gable_label=str(service.gable.label),
        when=when_lines(service, times),
        open_now=state_text(now_state, view.now) if is_running(service) else "",
        where=where_text(service, nearest),
        distance=distance_text(view.near, point),
        who=ages_text(service.minimum_age, service.maximum_age),
        badges=badges_of(service, nearest),
        freshness=freshness_line(service, view.today),
        organization=organization.name if organization else "",
        organization_url=reverse("directory:organization", args=[view.network.slug, organization.pk])
        if organization
        else "",
        lead=lead_of(service, view.language),
        at_home=service.is_at_home,
        on_list=str(service.pk) in view.kept,
        lat=point[0] if point else None,
        lon=point[1] if point else None,
        name_lang=lang_of(service.name_i18n, view.language),
        lead_lang=lang_of(service.description_i18n, view.language),
        pin=f"p{place.pk}" if place and point else "",
        location_name=place.name if place and point else "",
        location_url=reverse("directory:place", args=[view.network.slug, place.pk]) if place and point else "",
        phone=first_phone(service),
        is_closed=not is_running(service),
    )


def coming_openings(service: Service, view: Viewpoint, days: int) -> list[Opening]:
    """When it opens in the coming days, at the location nearest to the viewpoint."""
    if not is_running(service):
        return []
    times = schedules_of(service, nearest_location(service, view.near))
    return openings(times, view.now, view.now + dt.timedelta(days=days), view.zone, view.holidays)


def state_of(service: Service, view: Viewpoint) -> State:
    return state(schedules_of(service, nearest_location(service, view.near)), view.now, view.zone, view.holidays)


def is_running(service: Service) -> bool:
    return service.status == ServiceStatus.ACTIVE


def nearest_location(service: Service, near: tuple[float, float] | None) -> ServiceAtLocation | None:
    """The service's location nearest to a point; without a point its first."""
    links = [link for link in service.at_locations.all() if link.location]
    if not links:
        return None
    if near is None:
        return links[0]

    def away(link: ServiceAtLocation) -> float:
        point = point_of(link.location)
        return distance_m(*near, *point) if point else float("inf")

    return min(links, key=away)


def point_of(location: Location | None) -> tuple[float, float] | None:
    """Latitude and longitude, if the place may stand on a map."""
    if location is None or not location.is_on_map or location.latitude is None or location.longitude is None:
        return None
    return location.latitude, location.longitude


def schedules_of(service: Service, link: ServiceAtLocation | None) -> list[Schedule]:
    """Times of a service: those at this location, else its own, else those of the building."""
    at_location = list(link.schedules.all()) if link else []
    return (
        at_location
        or list(service.schedules.all())
        or (list(link.location.schedules.all()) if link and link.location and not link.location.hide_address else [])
    )


def when_lines(service: Service, times: Sequence[Schedule]) -> list[str]:
    if not is_running(service):
        return [str(ServiceStatus(service.status).label).capitalize()]
    return spoken(times) or ([service.application_process.split(". ")[0].rstrip(".")] if _is_short(service) else [])


def _is_short(service: Service) -> bool:
    first = service.application_process.split(". ")[0]
    return 0 < len(first) <= 60


def where_text(service: Service, link: ServiceAtLocation | None) -> str:
    """ "Netstraat 14", the place's name, "Bij jou thuis" or "Online"."""
    if service.is_at_home:
        return _("Bij jou thuis")
    place = link.location if link else None
    if place is None or place.location_type == "virtual":
        return _("Online of per telefoon")
    if place.hide_address:
        return _("Het adres is geheim. Bel eerst.")
    return ", ".join(part for part in (place.name, street_of(place)) if part)


def street_of(place: Location) -> str:
    address = first_address(place)
    return address.address_1 if address else ""


def first_address(place: Location) -> Address | None:
    addresses = [address for address in place.addresses.all() if address.address_type != "postal"]
    return addresses[0] if addresses else None


def is_online(service: Service) -> bool:
    return any(link.location and link.location.location_type == "virtual" for link in service.at_locations.all())


def distance_text(near: tuple[float, float] | None, point: tuple[float, float] | None) -> str:
    """ "6 minuten lopen", farther "15 minuten fietsen", far "12 km"."""
    if near is None or point is None:
        return ""
    metres = distance_m(*near, *point)
    minutes = walking_minutes(metres)
    if minutes <= WALK_UP_TO_MINUTES:
        return ngettext("%(minutes)d minuut lopen", "%(minutes)d minuten lopen", minutes) % {"minutes": minutes}
    minutes = round(metres * DETOUR / CYCLE_METRES_A_MINUTE)
    if minutes <= CYCLE_UP_TO_MINUTES:
        return ngettext("%(minutes)d minuut fietsen", "%(minutes)d minuten fietsen", minutes) % {"minutes": minutes}
    return _("%(km)s km") % {"km": formats.number_format(round(metres / 1000))}


def ages_text(low: float | None, high: float | None) -> str:
    """ "8 tot 12 jaar", "vanaf 18 jaar", "tot 4 jaar", or "Alle leeftijden"."""
    if low is not None and high is not None and low > 0:
        if low == high:
            return _("%(age)s jaar") % {"age": age_number(low)}
        return _("%(low)s tot %(high)s jaar") % {"low": age_number(low), "high": age_number(high)}
    if high is not None:
        return _("0 tot %(high)s jaar") % {"high": age_number(high)}
    if low is not None and low > 0:
        return _("Vanaf %(low)s jaar") % {"low": age_number(low)}
    return _("Alle leeftijden")


def age_number(age: float) -> str:
    """2,5 for two and a half; 8 for eight."""
    return formats.number_format(age, decimal_pos=0 if age == int(age) else 1)


def badges_of(service: Service, link: ServiceAtLocation | None) -> list[Badge]:
    """Cost, room left, languages besides Dutch and access: at most four."""
    badges = [*cost_badges(service), *room_badges(service)]
    spoken_there = [name for code, name in languages_of(service, link) if code != "nl"]
    if spoken_there:
        badges.append(Badge(", ".join(spoken_there[:2]), icon="languages"))
    if "wheelchair" in features_of(link):
        badges.append(Badge(_("Kan met rolstoel"), icon="accessibility"))
    if "quiet" in features_of(link) or "low_stimulus" in features_of(link):
        badges.append(Badge(_("Rustige plek"), icon="leaf"))
    return badges[:MOST_BADGES]


def cost_badges(service: Service) -> list[Badge]:
    if is_free(service):
        return [Badge(_("Gratis"), "goed")]
    paid = [option for option in service.cost_options.all() if option.amount]
    if not paid:
        return []
    cheapest = min(paid, key=lambda option: option.amount or Decimal(0))
    return [Badge(f"{money(cheapest.amount)} {cheapest.option}".strip())]


def is_free(service: Service) -> bool:
    """Free for everyone: every price it names is zero."""
    amounts = [option.amount for option in service.cost_options.all()]
    return bool(amounts) and all(amount == 0 for amount in amounts)


def money(amount: Decimal | None, currency: str = "€") -> str:
    """ "€ 3.200" or "€ 2,50": no decimals when round."""
    if amount is None:
        return ""
    places = 0 if amount == amount.to_integral_value() else 2
    return f"{currency} {formats.number_format(amount, decimal_pos=places, force_grouping=True)}"


def room_badges(service: Service) -> list[Badge]:
    capacity = first_capacity(service)
    if service.wait_time:
        return [Badge(_("Wachttijd: %(time)s") % {"time": service.wait_time}, "zon")]
    if capacity is None:
        return []
    if capacity.available <= 0:
        return [Badge(_("Vol"), "steen", "x")]
    return [Badge(_("Er is plek"), "goed", "check")]


def first_capacity(service: Service) -> Capacity | None:
    return next(iter(service.capacities.all()), None)


def room_left(service: Service) -> RoomLeft | None:
    """The bar on the page of a service: how many places, said when. Unknown is None, never a guess."""
    capacity = first_capacity(service)
    if capacity is None:
        return None
    available, maximum = int(capacity.available), int(capacity.maximum or 0)
    sub = (
        _("Bijgewerkt op %(date)s") % {"date": formats.date_format(capacity.updated, "j F Y")}
        if capacity.updated
        else ""
    )
    seats = tuple(n < maximum - available for n in range(maximum)) if 0 < maximum <= SEATS_UP_TO else ()
    if available <= 0:
        text = (
            _("Vol. Wachttijd: %(time)s") % {"time": service.wait_time} if service.wait_time else _("Nu is het vol")
        )
        return RoomLeft(text, "steen", sub, seats)
    unit = capacity.unit_name
    if unit in PLACES or not unit:
        unit = npgettext("room left", "plek", "plekken", available)
    return RoomLeft(_("Er is plek: nog %(count)d %(unit)s") % {"count": available, "unit": unit}, "goed", sub, seats)


def languages_of(service: Service, link: ServiceAtLocation | None) -> list[tuple[str, str]]:
    """(code, name in the reader's language) of what is spoken, Dutch first, each once."""
    rows = [*service.languages.all(), *(link.location.languages.all() if link and link.location else [])]
    names = {row.code or row.name: language_name(row.code) or row.name for row in rows}
    return sorted(names.items(), key=lambda item: (item[0] != "nl", item[1]))


def features_of(link: ServiceAtLocation | None) -> set[str]:
    if link is None or link.location is None:
        return set()
    return {feature for row in link.location.accessibility.all() for feature in row.features}


def freshness_line(service: Service, today: dt.date) -> FreshnessLine:
    """ "Gecontroleerd op 2 april 2026", and what to do when that is long ago."""
    fresh = service.freshness(today)
    if service.assured_date is None:
        return FreshnessLine(_("Hier nog niet nagekeken"), is_old=True, extra=_("Bel eerst even."))
    date = formats.date_format(service.assured_date, "j F Y")
    is_old = today - service.assured_date > HALF_A_YEAR
    extra = _("Dit is langer dan 6 maanden geleden. Bel eerst even.") if is_old else ""
    if fresh.label == FreshnessLabel.NOT_CHECKED_HERE:
        return FreshnessLine(
            _("Hier nog niet nagekeken. Volgens de bron klopte het op %(date)s.") % {"date": date}, True, extra
        )
    return FreshnessLine(_("Gecontroleerd op %(date)s") % {"date": date}, is_old, extra)


def lead_of(service: Service, language: str) -> str:
    """The first sentences, in plain words where there are any."""
    text = text_in(service.simple or service.description, service.description_i18n, language)
    first = text.split("\n")[0].strip()
    return first if len(first) <= 200 else first[:200].rsplit(" ", 1)[0] + "…"


def text_in(text: str, translations: object, language: str) -> str:
    """A text in the reader's language where there is a translation, else as it was written."""
    if not isinstance(translations, dict):
        return text
    found = translations.get(language.split("-")[0])
    value = found.get("text") if isinstance(found, dict) else found
    return value if isinstance(value, str) and value else text


def lang_of(translations: object, language: str) -> str:
    """The language a text is shown in, where that is not the language of the page."""
    return "" if language.startswith("nl") or text_in("", translations, language) else "nl"


def first_phone(service: Service) -> str:
    """The number to call for this service."""
    return next((phone.number for phone in public_phones(service)), "")


def public_phones(service: Service) -> list[Phone]:
    """Numbers to call: its own and those of its locations, else those of its organization.

    A number that a source gives to a contact person is that person's, and is not shown.
    """
    own = [*service.phones.all(), *(phone for link in service.at_locations.all() for phone in link.phones.all())]
    organization = service.organization
    rows = own or (list(organization.phones.all()) if organization else [])
    return [phone for phone in rows if not phone.extra.get("contact_id")]


def gable_names() -> dict[int, str]:
    return {gable.value: str(gable.label) for gable in Gable}


def help_text_of(kind: str) -> str:
    """ "Door vrijwilligers" and the like; empty when unknown."""
    return (
        {
            HelpKind.FORMAL: _("Door beroepskrachten"),
            HelpKind.INFORMAL: _("Door bewoners"),
            HelpKind.PEERS: _("Door mensen die hetzelfde meemaken"),
            HelpKind.VOLUNTEERS: _("Door vrijwilligers"),
        }.get(HelpKind(kind), "")
        if kind in HelpKind.values
        else ""
    )
