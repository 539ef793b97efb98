"""Which times a calendar has: those of a service, a place, or a neighbourhood."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from buurtnet.areas.kept import Kept
from buurtnet.areas.models import Network
from buurtnet.directory.access import shown_services_in, today_in, with_place
from buurtnet.directory.card_rows import services_for_cards
from buurtnet.directory.cards import freshness_line, lead_of, named_at, where_text
from buurtnet.directory.facts import first_address, is_running, places_of, point_of, schedules_of
from buurtnet.directory.hours import WEEKDAYS
from buurtnet.directory.models import Location, Schedule, Service, ServiceAtLocation
from buurtnet.directory.translations import text_in
from buurtnet.feeds.access import Ground
from buurtnet.feeds.events import COUNTED_FROM, Agenda, Told, agenda
from buurtnet.kit.provenance import FromSource
from buurtnet.themes.choices import EssentialFunction

MOST_SERVICES = 300  # of a place or a neighbourhood: a calendar is for a person
MOST_DAYS_A_WEEK = 2  # what is open more often is a place to go, and would bury what happens
WHAT_A_SCHEDULE_SAYS = (
    "valid_from", "valid_to", "dtstart", "until", "count", "wkst", "freq", "interval", "byday", "byweekno",
    "bymonthday", "byyearday", "opens_at", "closes_at", "notes", "in_holidays", "exceptions",
)  # fmt: skip


type Times = list[tuple[Told, Schedule]]
_kept = Kept[tuple[int, int | None, str], Agenda](most=50, seconds=600)


def of_service(service: Service, network: Network) -> Agenda:
    """All times of a service, at each of its places."""
    found = _read([service.pk])
    name = text_in(found[0].name, found[0].name_i18n, get_language() or "nl") if found else ""
    url = _page("directory:service", network.slug, service.pk)
    times = _once(one for row in found for one in _times_of(row, network))
    return agenda(name, url, network, times, today_in(network))


def of_place(place: Location, network: Network) -> Agenda:
    """When a place is open, and what has its own times there."""
    ids = shown_services_in(network).filter(at_locations__location=place).order_by("pk").distinct()
    found = _read(ids.values_list("pk", flat=True)[:MOST_SERVICES])
    here = [(service, link) for service in found for link in places_of(service) if link.location_id == place.pk]
    times = [one for service, link in here for one in _own_times(service, link, network)]
    building = with_place(Location.objects.filter(pk=place.pk)).get()
    told = _told_of_place(building, network)
    own = [(told, schedule) for schedule in building.schedules.all()]
    return agenda(told.name, told.url, network, [*own, *_once(times)], today_in(network))


def of_neighbourhood(ground: Ground) -> Agenda:
    """What happens in a neighbourhood: what has times of its own, a day or two a week. Kept for ten minutes."""
    area = ground.neighbourhood
    key = ground.network.pk, area.pk if area else None, get_language() or "nl"
    return _kept.get(key, lambda: _of_neighbourhood(ground))


def _of_neighbourhood(ground: Ground) -> Agenda:
    times: Times = []
    for service in _read(_with_own_times(ground)):
        found = [one for link in _places(service) for one in _own_times(service, link, ground.network)]
        if days_a_week(schedule for _told, schedule in found) <= MOST_DAYS_A_WEEK:
            times += _once(found)
    network, area = ground.network, ground.neighbourhood
    where = [network.slug, *([area.slug] if area else [])]
    url = _page("home:neighbourhood" if area else "home:network", *where)
    return agenda(_("Agenda van %(place)s") % {"place": ground.name}, url, network, times, today_in(network))


def _with_own_times(ground: Ground) -> list[UUID]:
    """The first services of a neighbourhood that say when they are there, and not only the building."""
    ids = ground.ids()
    own = Schedule.objects.filter(service__in=ids).values_list("service", flat=True)
    there = Schedule.objects.filter(at_location__service__in=ids).values_list("at_location__service", flat=True)
    timed = {*own, *there}
    return [pk for pk in ids if pk in timed][:MOST_SERVICES]


def days_a_week(schedules: Iterable[Schedule]) -> int:
    """On how many days of a usual week there is something."""
    days: set[str] = set()
    for schedule in schedules:
        is_daily = schedule.freq.upper() == "DAILY" and (schedule.interval or 1) == 1 and not schedule.byday
        named = {part.strip().upper()[-2:] for part in schedule.byday.split(",")} & set(WEEKDAYS)
        days |= set(WEEKDAYS) if is_daily else named or {"one"}
    return len(days)


def _read(ids: Iterable[UUID]) -> list[Service]:
    services = services_for_cards(ids)
    prefetch_related_objects(services, "themes")
    return services


def _times_of(service: Service, network: Network) -> Times:
    """Times at each place; those of the service itself once, for its first place without times of its own."""
    found: Times = []
    for link in _places(service):
        found += [(_told(service, link, network), one) for one in schedules_of(service, link)]
    return found if is_running(service) else []


def _places(service: Service) -> Sequence[ServiceAtLocation | None]:
    """Where it is; of what is nowhere, nowhere once."""
    return places_of(service) or [None]


def _own_times(service: Service, link: ServiceAtLocation | None, network: Network) -> Times:
    """The same at one place, without those of the building."""
    at_building = {one.pk for one in (link.location.schedules.all() if link and link.location else ())}
    mine = [one for one in schedules_of(service, link) if one.pk not in at_building]
    return [(_told(service, link, network), one) for one in mine] if is_running(service) else []


def _once(times: Iterable[tuple[Told, Schedule]]) -> Times:
    """Without a second row that says the same of the same place, and without one row for two places."""
    rows: dict[UUID, tuple[Told, Schedule]] = {}
    for told, schedule in times:
        rows.setdefault(schedule.pk, (told, schedule))
    said: dict[tuple[Any, ...], tuple[Told, Schedule]] = {}
    for told, schedule in rows.values():
        says = (str(getattr(schedule, name)) for name in WHAT_A_SCHEDULE_SAYS)
        said.setdefault((told.of, told.where, *says), (told, schedule))
    return list(said.values())


def _told(service: Service, link: ServiceAtLocation | None, network: Network) -> Told:
    language = get_language() or "nl"
    place = link.location if link else None
    function = [str(EssentialFunction(service.function).label)] if service.function else []
    themes = [theme.name_in(language) for theme in service.themes.all()]
    lines = [lead_of(service, language), freshness_line(service, today_in(network)).text]
    return Told(
        of=service.pk,
        name=text_in(service.name, service.name_i18n, language),
        text="\n\n".join(line for line in lines if line),
        url=_page("directory:service", network.slug, service.pk),
        where=", ".join(part for part in (where_text(service, link), _town_of(place)) if part),
        point=point_of(place),
        categories=tuple(dict.fromkeys([*function, *themes])),
        changed=_changed(service),
    )


def _told_of_place(place: Location, network: Network) -> Told:
    address = first_address(place)
    where = named_at(place.name, address.address_1 if address else "")
    return Told(
        of=place.pk,
        name=place.name or where or _("Plek zonder naam"),
        text="",
        url=_page("directory:place", network.slug, place.pk),
        where=", ".join(part for part in (where, _town_of(place)) if part),
        point=point_of(place),
        categories=(),
        changed=_changed(place),
    )


def _town_of(place: Location | None) -> str:
    """ "3131 AB Havendijk"; nothing of a secret address."""
    address = None if place is None or place.hide_address else first_address(place)
    return f"{address.postal_code} {address.city}".strip() if address else ""


def _page(name: str, *parts: Any) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=[part for part in parts if part])}"


def _changed(row: FromSource) -> dt.datetime:
    """When it last changed at its source or here, or was last confirmed."""
    confirmed = getattr(row, "assured_date", None)
    known = [getattr(row, "last_modified", None), row.imported_at]
    known += [dt.datetime.combine(confirmed, dt.time(), dt.UTC)] if confirmed else []
    return max((moment for moment in known if moment), default=COUNTED_FROM)
