"""What a page says, for search engines: schema.org as JSON-LD, in a block of data in the head of the page.

Made of what the page shows, so it cannot tell more: of a secret address nothing, of a contact person nothing. A block
of data is no script and runs nowhere; the content security policy lets it be (HTML, "data block").
"""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from buurtnet.areas.models import Network
from buurtnet.directory.cards import Viewpoint, address_of
from buurtnet.directory.choices import Feature, LocationType
from buurtnet.directory.facts import (
    amounts_of,
    features_in,
    first_address,
    is_free,
    is_running,
    languages_of,
    nearest_location,
    places_of,
    point_of,
    schedules_of,
)
from buurtnet.directory.hours import WEEKDAYS, ScheduleLike, clock, openings
from buurtnet.directory.models import Address, Location, Service
from buurtnet.directory.pages import PhoneLine, ServicePage, paragraphs, web_address
from buurtnet.people.choices import OrganizationKind
from buurtnet.people.models import Organization
from buurtnet.themes.models import Theme

DAYS_TOLD = 28  # of hours that are not the same each week
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LAST_MINUTE = dt.time(23, 59)
KIND_TYPES = {OrganizationKind.INFORMAL: "NGO", OrganizationKind.PUBLIC: "GovernmentOrganization"}
# What something is when all that it offers is about these themes.
THEME_TYPES = {"kinderopvang": "ChildCare", "peuters": "ChildCare", "school": "EducationalOrganization"}
# Signs with a meaning in HTML or to an old reader of JSON, each as JSON may write it too.
UNSAFE = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}

type Node = dict[str, Any]
type Times = frozenset[tuple[str, str]]


def block(node: Node) -> SafeString:
    """The data as an element for the head of a page; no text in it can end it, or begin another."""
    text = json.dumps({"@context": "https://schema.org", **node}, ensure_ascii=False).translate(UNSAFE)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308  # no sign of HTML is left


def of_service(service: Service, page: ServicePage, view: Viewpoint, themes: Iterable[Theme]) -> Node:
    """A service as its page shows it (https://schema.org/Service)."""
    link = nearest_location(service, view.near)
    places = [of_location(one.location, view) for one in places_of(service) if one.location]
    known = [place for place in places if place]
    free = is_free(amounts_of(service))
    more = _type_by(theme.slug for theme in themes) if known else ""
    channel = {
        "@type": "ServiceChannel",
        "serviceUrl": page.website,
        "servicePhone": [_phone(one) for one in page.phones],
        "serviceLocation": [{**place, "isAccessibleForFree": True} if free else place for place in known],
        "availableLanguage": [code for code, _name in languages_of(service, link)],
    }
    return _filled(
        {
            "@type": ["Service", more] if more else "Service",
            "@id": _whole(page.card.url),
            "url": _whole(page.card.url),
            "name": page.card.name,
            "description": "\n".join(page.description_paragraphs) or page.card.lead,
            "email": page.email if more else "",
            "provider": _provider(service, page),
            "areaServed": _area(view.network),
            "audience": _audience(service),
            "availableChannel": _filled(channel) if len(_filled(channel)) > 1 else None,
            "hoursAvailable": hours(schedules_of(service, link), view) if is_running(service) else [],
            "offers": _offers(service),
            **(_branch(known[0]) if more else {}),
        }
    )


def of_organization(
    organization: Organization, network: Network, url: str, phone: PhoneLine | None, themes: Iterable[str]
) -> Node:
    """An organization as its page (the path ``url``) shows it. ``themes``: what all it offers is about."""
    return _filled(
        {
            "@type": _type_by(themes) or _type_of(organization),
            "@id": _whole(url),
            "url": _whole(url),
            "sameAs": web_address(organization.website),
            "name": organization.name,
            "description": "\n".join(paragraphs(organization.description)),
            "telephone": phone.tel.removeprefix("tel:") if phone else "",
            "email": organization.email,
            "areaServed": _area(network),
        }
    )


def of_place(location: Location, view: Viewpoint, themes: Iterable[str]) -> Node:
    """A place as its page shows it, with its own hours."""
    node = of_location(location, view) or {}
    if more := _type_by(themes):
        node["@type"] = more  # each of these is a Place too
    return _filled(
        {
            **node,
            "openingHoursSpecification": hours(list(location.schedules.all()), view),
            "amenityFeature": [
                {"@type": "LocationFeatureSpecification", "name": str(feature.label), "value": True}
                for feature in Feature
                if feature in features_in(location)
            ],
        }
    )


def of_location(location: Location, view: Viewpoint) -> Node | None:
    """Where something is; None of a secret address, and of what is nowhere."""
    if location.hide_address or location.location_type != LocationType.PHYSICAL:
        return None
    url = _whole(address_of("place", location.pk, view))
    point = point_of(location)
    address = first_address(location)
    return _filled(
        {
            "@type": "Place",
            "@id": url,
            "url": url,
            "name": location.name,
            "address": _address(address, view.network) if address else None,
            "geo": {"@type": "GeoCoordinates", "latitude": point[0], "longitude": point[1]} if point else None,
        }
    )


def themes_of(services: Any) -> list[str]:
    """The themes of some services (a query set), each once, in one question to the database."""
    return list(Theme.objects.filter(services__in=services.order_by()).distinct().values_list("slug", flat=True))


# Hours


def hours(schedules: Sequence[ScheduleLike], view: Viewpoint) -> list[Node]:
    """The usual week, and each of the coming days that differs from it, as openingHoursSpecification.

    A date of its own wins over the day of the week; one that is closed opens and closes at midnight, as search
    engines read it.
    """
    usual = _usual_week(schedules, view.today)
    by_times: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for number, name in enumerate(DAY_NAMES):
        for times in sorted(usual[number]):
            by_times[times].append(f"https://schema.org/{name}")
    weekly = [_spec(times, {"dayOfWeek": days}) for times, days in by_times.items()]
    dated = [
        _spec(times, {"validFrom": day.isoformat(), "validThrough": day.isoformat()})
        for day, found in _coming(schedules, view).items()
        if found != usual[day.weekday()]
        for times in sorted(found) or [("00:00", "00:00")]
    ]
    return [*weekly, *dated]


def _usual_week(schedules: Sequence[ScheduleLike], today: dt.date) -> dict[int, Times]:
    """Per day of the week the times of rules that go on each week, without an end."""
    found: dict[int, set[tuple[str, str]]] = {number: set() for number in range(7)}
    for one in schedules:
        opens = clock(one.opens_at)
        if opens is None or not _is_every_week(one, today):
            continue
        an_hour_on = (dt.datetime.combine(today, opens) + dt.timedelta(hours=1)).time()
        closes = clock(one.closes_at)
        times = _times(opens, an_hour_on if closes is None else closes)
        days = {part.strip().upper()[-2:] for part in one.byday.split(",")}
        for number in range(7):
            if WEEKDAYS[number] in days or not one.byday:
                found[number].add(times)
    return {number: frozenset(times) for number, times in found.items()}


def _is_every_week(one: ScheduleLike, today: dt.date) -> bool:
    freq = one.freq.upper() or ("WEEKLY" if one.byday else "")
    is_weekly = freq == "WEEKLY" and bool(one.byday)
    is_daily = freq == "DAILY" and not one.byday
    is_bound = bool(one.count or one.until or one.valid_to or one.bymonthday or one.in_holidays == "only")
    has_begun = one.valid_from is None or one.valid_from <= today
    return (is_weekly or is_daily) and (one.interval or 1) == 1 and not is_bound and has_begun and not one.dtstart


def _coming(schedules: Sequence[ScheduleLike], view: Viewpoint) -> dict[dt.date, Times]:
    days = [view.today + dt.timedelta(days=number) for number in range(DAYS_TOLD)]
    start = dt.datetime.combine(days[0], dt.time(), view.zone)
    end = start + dt.timedelta(days=DAYS_TOLD)
    found: dict[dt.date, set[tuple[str, str]]] = {day: set() for day in days}
    for one in openings(schedules, start, end, view.zone, view.holidays):
        if one.date in found:
            found[one.date].add(_times(one.start.time(), one.end.time()))
    return {day: frozenset(times) for day, times in found.items()}


def _times(opens: dt.time, closes: dt.time) -> tuple[str, str]:
    """ "09:00" and "17:00"; midnight at the end of a day is its last minute."""
    last = LAST_MINUTE if closes == dt.time() else closes
    return f"{opens:%H:%M}", f"{last:%H:%M}"


def _spec(times: tuple[str, str], when: Node) -> Node:
    return {"@type": "OpeningHoursSpecification", "opens": times[0], "closes": times[1], **when}


# Parts


def _type_by(themes: Iterable[str]) -> str:
    """A closer type, when every theme says the same one."""
    types = {THEME_TYPES.get(slug, "") for slug in themes}
    return types.pop() if len(types) == 1 else ""


def _type_of(organization: Organization) -> str:
    kind = organization.kind
    return KIND_TYPES.get(OrganizationKind(kind), "Organization") if kind in KIND_TYPES else "Organization"


def _provider(service: Service, page: ServicePage) -> Node | None:
    organization = service.organization
    if organization is None or not page.card.organization:
        return None
    url = _whole(page.card.organization_url) if page.card.organization_url else ""
    return _filled({"@type": _type_of(organization), "@id": url, "url": url, "name": page.card.organization})


def _branch(place: Node) -> Node:
    """What a branch of childcare or a school has as a place."""
    return {name: place[name] for name in ("address", "geo") if name in place}


def _phone(line: PhoneLine) -> Node:
    return _filled({"@type": "ContactPoint", "telephone": line.tel.removeprefix("tel:"), "description": line.label})


def _address(address: Address, network: Network) -> Node:
    return _filled(
        {
            "@type": "PostalAddress",
            "streetAddress": address.address_1,
            "postalCode": address.postal_code,
            "addressLocality": address.city,
            "addressCountry": address.country or network.country,
        }
    )


def _area(network: Network) -> Node:
    return {"@type": "AdministrativeArea", "name": network.town}


def _audience(service: Service) -> Node | None:
    ages = _filled({"suggestedMinAge": service.minimum_age, "suggestedMaxAge": service.maximum_age})
    return {"@type": "PeopleAudience", **ages} if ages else None


def _offers(service: Service) -> list[Node]:
    return [
        _filled(
            {
                "@type": "Offer",
                "price": f"{option.amount:.2f}",
                "priceCurrency": option.currency or "EUR",
                "description": option.option,
            }
        )
        for option in service.cost_options.all()
        if option.amount is not None
    ]


def _filled(node: Node) -> Node:
    """Without what is not known."""
    return {name: value for name, value in node.items() if value not in (None, "", [], {})}


def _whole(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
