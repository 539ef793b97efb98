"""What a page shows of a service: short facts in words, ready for a template, the same on every page."""

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buurtnet.areas.geometry import DETOUR, distance_m, walking_minutes
from buurtnet.areas.holidays import Holiday, holidays
from buurtnet.areas.models import Network
from buurtnet.directory.choices import CALM, Feature, LocationType, ServiceStatus
from buurtnet.directory.facts import (
    amounts_of,
    capacity_of,
    features_of,
    first_address,
    has_room,
    is_free,
    is_running,
    languages_of,
    money,
    nearest_location,
    point_of,
    public_phones,
    schedules_of,
)
from buurtnet.directory.freshness import FreshnessLabel
from buurtnet.directory.hours import Opening, openings, state
from buurtnet.directory.models import Location, Schedule, Service, ServiceAtLocation
from buurtnet.directory.times import spoken, state_text
from buurtnet.directory.translations import lang_of, text_in
from buurtnet.kit.numbers import on_screen

HALF_A_YEAR = dt.timedelta(days=183)
WALK_UP_TO_MINUTES = 30
CYCLE_UP_TO_MINUTES = 60
CYCLE_METRES_A_MINUTE = 230
MOST_BADGES = 4
LONGEST_LEAD = 200  # signs
SHORT = 60  # signs of a first sentence that may stand for the times
_HOUSE_NUMBER = re.compile(r"\s+\d.*$")


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
class Spot:
    """The place of a card on the map; all cards of one place share its pin."""

    pin: str
    name: str
    url: str
    latitude: float
    longitude: float


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
    spot: Spot | None
    name_lang: str = ""
    lead_lang: str = ""
    phone: str = ""
    number: int | None = None

    @property
    def pin(self) -> str:
        return self.spot.pin if self.spot else ""


def services_for_times(ids: Iterable[uuid.UUID | str]) -> list[Service]:
    """Services with what ``coming_openings`` needs and no more, in no order, in a constant number of queries."""
    links = ("at_locations__schedules", "at_locations__location__schedules")
    rows = Service.objects.filter(pk__in=[str(key) for key in ids])
    return list(rows.only("status", "gone_at").prefetch_related("schedules", *links))


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
    organization = service.organization
    phone = next(iter(public_phones(service)), None)
    return ServiceCard(
        id=str(service.pk),
        url=address_of("service", service.pk, view),
        name=text_in(service.name, service.name_i18n, view.language),
        name_lang=lang_of(service.name_i18n, view.language),
        gable=service.gable.value,
        gable_label=str(service.gable.label),
        when=when_lines(service, times),
        open_now=open_now(service, times, view),
        where=where_text(service, nearest),
        distance=distance_text(view.near, point_of(place)),
        who=ages_text(service.minimum_age, service.maximum_age),
        badges=badges_of(service, nearest),
        freshness=freshness_line(service, view.today),
        organization=organization.name if organization else "",
        organization_url=address_of("organization", organization.pk, view) if organization else "",
        lead=lead_of(service, view.language),
        lead_lang=lang_of(service.description_i18n, view.language),
        at_home=service.is_at_home,
        on_list=str(service.pk) in view.kept,
        phone=on_screen(phone.number, phone.e164, view.network.country) if phone else "",
        spot=spot_of(place, view),
    )


def spot_of(place: Location | None, view: Viewpoint) -> Spot | None:
    point = point_of(place)
    if place is None or point is None:
        return None
    return Spot(f"p{place.pk}", place.name, address_of("place", place.pk, view), *point)


def address_of(kind: str, key: uuid.UUID, view: Viewpoint) -> str:
    """The address of the page of a service, an organization or a place."""
    return reverse(f"directory:{kind}", args=[view.network.slug, key])


def coming_openings(service: Service, view: Viewpoint, days: int) -> list[Opening]:
    """When it opens in the coming days, at the location nearest to the viewpoint."""
    if not is_running(service):
        return []
    times = schedules_of(service, nearest_location(service, view.near))
    return openings(times, view.now, view.now + dt.timedelta(days=days), view.zone, view.holidays)


def open_now(service: Service, times: Sequence[Schedule], view: Viewpoint) -> str:
    """ "Nu open tot 17.00 uur"; nothing of what does not run."""
    return state_text(state(times, view.now, view.zone, view.holidays), view.now) if is_running(service) else ""


def when_lines(service: Service, times: Sequence[Schedule]) -> list[str]:
    """The usual times; without any, how to begin, when that is short."""
    if not is_running(service):
        return [str(ServiceStatus(service.status).label).capitalize()]
    first = service.application_process.split(". ")[0].rstrip(".")
    return spoken(times) or ([first] if 0 < len(first) <= SHORT else [])


def where_text(service: Service, link: ServiceAtLocation | None) -> str:
    """ "De Loods, Netstraat 14", "Bij jou thuis", "Online of per telefoon"; nothing when nobody said where."""
    if service.is_at_home:
        return _("Bij jou thuis")
    place = link.location if link else None
    if place is None:
        return ""
    if place.location_type == LocationType.VIRTUAL:
        return _("Online of per telefoon")
    if place.hide_address:
        return _("Het adres is geheim. Bel eerst.")
    address = first_address(place)
    return named_at(place.name, address.address_1 if address else "")


def named_at(name: str, street: str) -> str:
    """A place and its street with number, the street said once: "De Loods, Kade" at Kade 3 is "De Loods, Kade 3"."""
    if not name or not street:
        return name or street
    bare = _HOUSE_NUMBER.sub("", street)
    if re.search(rf"(?:^|\W){re.escape(street)}$", name, re.IGNORECASE):
        return name
    if re.search(rf"(?:^|\W){re.escape(bare)}$", name, re.IGNORECASE):
        return name[: len(name) - len(bare)] + street
    return f"{name}, {street}"


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
    """ "8 tot 12 jaar", "6 jaar", "Vanaf 18 jaar", "0 tot 4 jaar", or "Alle leeftijden"."""
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
    features = features_of(link)
    if Feature.WHEELCHAIR in features:
        badges.append(Badge(_("Kan met rolstoel"), icon="accessibility"))
    if CALM & features:
        badges.append(Badge(_("Rustige plek"), icon="leaf"))
    return badges[:MOST_BADGES]


def cost_badges(service: Service) -> list[Badge]:
    if is_free(amounts_of(service)):
        return [Badge(_("Gratis"), "goed")]
    paid = [option for option in service.cost_options.all() if option.amount]
    if not paid:
        return []
    cheapest = min(paid, key=lambda option: option.amount or Decimal(0))
    return [Badge(f"{money(cheapest.amount)} {cheapest.option}".strip())]


def room_badges(service: Service) -> list[Badge]:
    capacity = capacity_of(service)
    if service.wait_time:
        return [Badge(_("Wachttijd: %(time)s") % {"time": service.wait_time}, "zon")]
    if capacity is None:
        return []
    if not has_room([capacity.available]):
        return [Badge(_("Vol"), "steen", "x")]
    return [Badge(_("Er is plek"), "goed", "check")]


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
    return first if len(first) <= LONGEST_LEAD else first[:LONGEST_LEAD].rsplit(" ", 1)[0] + "…"
