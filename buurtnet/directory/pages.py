"""What the pages of a service, an organization and a place show, ready for a template."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils import formats
from django.utils.dates import WEEKDAYS as DAY_NAMES
from django.utils.translation import gettext as _

from buurtnet.areas.holidays import spoken_name
from buurtnet.directory.cards import (
    Badge,
    FreshnessLine,
    ServiceCard,
    Viewpoint,
    ages_text,
    card_of,
    distance_text,
    freshness_line,
)
from buurtnet.directory.choices import AssuredBy, Feature, InHolidays, LocationType, Referral
from buurtnet.directory.facts import (
    RoomLeft,
    amounts_of,
    features_in,
    first_address,
    help_text_of,
    is_free,
    languages_of,
    money,
    nearest_location,
    places_of,
    point_of,
    public_phones,
    room_left,
    schedules_of,
)
from buurtnet.directory.hours import Day, ScheduleLike, holiday_on, week
from buurtnet.directory.models import CostOption, Location, Phone, Service, ServiceAtLocation
from buurtnet.directory.times import joined, opening_text
from buurtnet.directory.translations import text_in
from buurtnet.kit.numbers import on_screen, tel
from buurtnet.kit.quoted import Quoted

FEATURE_ICONS = {
    Feature.WHEELCHAIR: "accessibility",
    Feature.TOILET: "accessibility",
    Feature.LIFT: "accessibility",
    Feature.QUIET: "leaf",
    Feature.LOW_STIMULUS: "leaf",
}


@dataclass(frozen=True)
class Fact:
    icon: str
    label: str
    text_lines: list[str]


@dataclass(frozen=True)
class PhoneLine:
    label: str
    number: str
    tel: str


@dataclass(frozen=True)
class DayRow:
    day_name: str
    texts: list[str]
    is_today: bool
    note: str = ""


@dataclass(frozen=True)
class LocationView:
    """A place as people say it."""

    name: str
    address_lines: list[str]
    directions: str
    transport: str
    url: str
    distance: str
    route_url: str
    features: list[Badge] = field(default_factory=list)
    access_lines: list[str] = field(default_factory=list)
    week: list[DayRow] = field(default_factory=list)


@dataclass(frozen=True)
class ServicePage:
    card: ServiceCard
    kicker: str
    description_paragraphs: list[str]
    facts: list[Fact]
    phones: list[PhoneLine]
    email: str
    website: str
    locations: list[LocationView]
    week: list[DayRow]
    hours_notes: list[str]
    room: RoomLeft | None
    alternatives: list[ServiceCard]
    alert: str
    source_line: str
    freshness: FreshnessLine
    freshness_by: str


def service_page(service: Service, view: Viewpoint, alternatives: Sequence[Service]) -> ServicePage:
    """All that the page of a service says."""
    link = nearest_location(service, view.near)
    times = schedules_of(service, link)
    description = text_in(service.description, service.description_i18n, view.language)
    plain = service.simple if view.language.startswith("nl") else ""
    return ServicePage(
        card=card_of(service, view),
        kicker=help_text_of(service.help_kind),
        description_paragraphs=paragraphs(plain, description),
        facts=facts_of(service, link),
        phones=phones_of(service, view.network.country),
        email=service.email or (service.organization.email if service.organization else ""),
        website=web_address(service.url or (service.organization.website if service.organization else "")),
        locations=[location_view(at.location, view) for at in places_of(service) if at.location],
        week=day_rows(week(times, view.now, view.zone, view.holidays), view.today) if has_hours(times) else [],
        hours_notes=hours_notes(times, view),
        room=room_left(service),
        alternatives=[card_of(other, view) for other in alternatives],
        alert=Quoted(service.alert),
        source_line=source_line(service),
        freshness=freshness_line(service, view.today),
        freshness_by=str(AssuredBy(service.assured_by).label) if service.assured_by in AssuredBy.values else "",
    )


def paragraphs(*texts: str) -> list[str]:
    """Paragraphs of texts, each said once."""
    found = [part.strip() for text in texts for part in text.replace("\r", "").split("\n") if part.strip()]
    return list(dict.fromkeys(found))


def facts_of(service: Service, link: ServiceAtLocation | None) -> list[Fact]:
    """ "Goed om te weten": for whom, cost, how to start, language, access. Nothing known is not shown."""
    who = [Quoted(service.eligibility_description) or ages_text(service.minimum_age, service.maximum_age)]
    languages = [name for _code, name in languages_of(service, link)]
    spoken = [_("We spreken %(languages)s.") % {"languages": joined(languages)}] if languages else []
    facts = [
        Fact("user", _("Voor wie"), who),
        Fact("coins", _("Wat kost het"), cost_lines(service)),
        Fact("door-open", _("Hoe begin je"), start_lines(service)),
        Fact("languages", _("Taal"), [*spoken, *quoted(service.interpretation_services)]),
        Fact("accessibility", _("Toegankelijk"), access_lines(link.location if link else None)),
        Fact("heart-handshake", _("Wat deze groep nodig heeft"), quoted(service.support_needed)),
    ]
    return [fact for fact in facts if fact.text_lines]


def cost_lines(service: Service) -> list[str]:
    if is_free(amounts_of(service)):
        lines = [_("Het is gratis.")]
    else:
        lines = [
            price_text(option) for option in service.cost_options.all() if option.amount is not None or option.option
        ]
    return [*lines, *quoted(service.fees_description)]


def price_text(option: CostOption) -> str:
    """ "€ 4 per keer", "met stadspas: gratis"; of a price that was not named only what it is for."""
    if option.amount is None:
        return option.option
    if option.amount:
        return f"{money(option.amount)} {option.option}".strip()
    return f"{option.option}: {_('gratis')}" if option.option else _("gratis")


def start_lines(service: Service) -> list[str]:
    how = {
        Referral.RATHER_WARM: _("Liefst gaat iemand de eerste keer met je mee. Vraag het gerust."),
        Referral.REFERRED: _("Je hebt een verwijzing nodig."),
    }.get(Referral(service.referral), "") if service.referral in Referral.values else ""  # fmt: skip
    listed = service.extra.get("required_documents")
    rows = listed if isinstance(listed, list) else []
    needed = [str(row.get("document") or "") for row in rows if isinstance(row, dict)]
    return [*quoted(service.application_process), *filter(None, [how]), *quoted(*needed)]


def access_lines(location: Location | None) -> list[str]:
    if location is None or location.hide_address:
        return []  # how to get in also says where it is
    if described := quoted(*(row.description for row in location.accessibility.all())):
        return described
    features = features_in(location)
    return [str(feature.label) for feature in Feature if feature in features]


def quoted(*texts: str) -> list[str]:
    """Texts of the source, in its own words; empty ones left out."""
    return [Quoted(text) for text in texts if text]


def phones_of(service: Service, country: str) -> list[PhoneLine]:
    """Numbers to call, each once: of the service, of its locations, else of the organization."""
    lines = [phone_line(phone, country) for phone in public_phones(service)]
    return list({line.tel: line for line in lines}.values())


def phone_line(phone: Phone, country: str) -> PhoneLine:
    """A number as it is written in this country, and the address a telephone dials."""
    number = on_screen(phone.number, phone.e164, country)
    return PhoneLine(phone.description or phone.type, number, f"tel:{phone.e164 or tel(phone.number)}")


def web_address(text: str) -> str:
    """An address that may be linked: http or https only, else nothing."""
    text = text.strip()
    if text.lower().startswith(("http://", "https://")):
        return text
    return f"https://{text}" if text.lower().startswith("www.") else ""


def location_view(location: Location, view: Viewpoint) -> LocationView:
    """A place as people say it; a secret address shows nothing of where it is."""
    address = None if location.hide_address else first_address(location)
    point = point_of(location)
    is_virtual = location.location_type == LocationType.VIRTUAL
    lines = [address.address_1, f"{address.postal_code} {address.city}".strip()] if address else []
    hidden = [_("Het adres is geheim. Bel eerst.")] if location.hide_address else []
    times = [] if location.hide_address else list(location.schedules.all())
    known_name = "" if location.hide_address else location.name
    return LocationView(
        name=known_name or (_("Online of per telefoon") if is_virtual else ""),
        address_lines=[line for line in lines if line] + hidden,
        directions=Quoted(address.directions if address else ""),
        transport=Quoted("" if location.hide_address else location.transportation),
        url=reverse("directory:place", args=[view.network.slug, location.pk]) if not location.hide_address else "",
        distance=distance_text(view.near, point),
        route_url=f"geo:{point[0]},{point[1]}?q={quote(', '.join(lines))}" if point else "",
        features=feature_badges(location),
        access_lines=access_lines(location),
        week=day_rows(week(times, view.now, view.zone, view.holidays), view.today) if has_hours(times) else [],
    )


def feature_badges(location: Location) -> list[Badge]:
    present = features_in(location)
    return [Badge(str(feature.label), icon=icon) for feature, icon in FEATURE_ICONS.items() if feature in present]


def has_hours(times: Sequence[ScheduleLike]) -> bool:
    return any(schedule.opens_at for schedule in times)


def day_rows(days: Sequence[Day], today: dt.date) -> list[DayRow]:
    return [
        DayRow(
            day_name=str(DAY_NAMES[day.date.weekday()]).capitalize(),
            texts=[opening_text(opening) for opening in day.openings] or [_("dicht")],
            is_today=day.date == today,
            note=spoken_name(day.note),
        )
        for day in days
    ]


def hours_notes(times: Sequence[ScheduleLike], view: Viewpoint) -> list[str]:
    """The next school holiday in which it is closed, and what the source says beside the hours."""
    notes = quoted(*(schedule.notes for schedule in times))
    if any(schedule.in_holidays == InHolidays.NO for schedule in times):
        coming = next((holiday for holiday in view.holidays if holiday.last >= view.today), None)
        if coming and (holiday_on(view.today, view.holidays) or (coming.first - view.today).days <= 60):
            notes.append(
                _("Dicht in de %(holiday)s (%(first)s tot en met %(last)s).")
                % {
                    "holiday": spoken_name(coming.name),
                    "first": formats.date_format(coming.first, "j F"),
                    "last": formats.date_format(coming.last, "j F"),
                }
            )
        elif not coming:
            notes.append(_("Dicht in de schoolvakanties."))
    return list(dict.fromkeys(note for note in notes if note))


def source_line(service: Service) -> str:
    """Where an imported entry comes from, and under which licence."""
    if not service.source or service.source == "demo":
        return ""
    if service.licence:
        return _("Bron: %(source)s (%(licence)s)") % {"source": service.source, "licence": service.licence}
    return _("Bron: %(source)s") % {"source": service.source}


def map_points(cards: Sequence[ServiceCard]) -> list[dict[str, Any]]:
    """One pin a place, with all cards that are there; number and colour are those of the first and the lightest."""
    points: dict[str, dict[str, Any]] = {}
    for card in cards:
        if card.spot is None:
            continue
        point = points.setdefault(
            card.spot.pin,
            {
                "id": card.spot.pin,
                "lat": card.spot.latitude,
                "lon": card.spot.longitude,
                "label": card.spot.name or card.name,
                "url": card.spot.url,
                "number": card.number or "",
                "gable": card.gable,
                "count": 0,
                "items": [],
            },
        )
        point["count"] += 1
        point["gable"] = min(point["gable"], card.gable)
        point["items"].append({"label": card.name, "url": card.url})
    return list(points.values())
