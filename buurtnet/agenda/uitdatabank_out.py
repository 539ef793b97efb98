"""Activities as UiTdatabank writes events (JSON), so that who may do so can send them on.

Which type and theme of UiTdatabank an event has is not told: who sends it chooses these there. Our own themes go
along as labels. Nothing of who pulls or who joins it is told, and no place of a safe address.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from buurtnet.agenda.choices import DateState
from buurtnet.agenda.models import Activity, ActivityDate
from buurtnet.agenda.near import point_of
from buurtnet.agenda.shown import url_of, where_of
from buurtnet.areas.models import Network
from buurtnet.directory.facts import first_address

LANGUAGE: Final = "nl"  # in which people announce

type Document = dict[str, Any]


def uitdatabank_events(activities: Sequence[Activity], network: Network) -> bytes:
    """A list as UiTdatabank gives one, with each activity that has a date to come; UTF-8.

    The dates, themes, venue, location and addresses of an activity were read with it; ``of_this_year`` holds dates.
    """
    found = [one for activity in activities if (one := event_of(activity, network))]
    page = {
        "@context": "http://www.w3.org/ns/hydra/context.jsonld", "@type": "PagedCollection",
        "itemsPerPage": len(found), "totalItems": len(found), "member": found,
    }  # fmt: skip
    return json.dumps(page, ensure_ascii=False, separators=(",", ":")).encode()


def event_of(activity: Activity, network: Network) -> Document | None:
    """One activity; None when nothing of it is to come."""
    now = timezone.now()
    rows: list[ActivityDate] = activity.of_this_year  # type: ignore[attr-defined]  # read along by who asks
    coming = [date for date in rows if date.ends_at > now]
    if not coming:
        return None
    url = settings.SITE_URL + url_of(activity, network.slug)
    said = "\n\n".join(part for part in (activity.summary, activity.text) if part)
    found: Document = {
        "@id": url, "@type": "Event", "mainLanguage": LANGUAGE, "languages": [LANGUAGE],
        "name": {LANGUAGE: activity.title}, **({"description": {LANGUAGE: said}} if said else {}),
        **calendar_of(coming, ZoneInfo(network.time_zone)),
        "location": place_of(activity, network), "attendanceMode": mode_of(activity),
        "typicalAgeRange": ages_of(activity), "audience": {"audienceType": "everyone"},
        "labels": [theme.name for theme in activity.themes.all()], "workflowStatus": "READY_FOR_VALIDATION",
        "created": activity.created_at.isoformat(timespec="seconds"),
        "modified": activity.changed_at.isoformat(timespec="seconds"), "sameAs": [url],
    }  # fmt: skip
    return found | dict(more_of(activity, network))


def calendar_of(dates: Sequence[ActivityDate], zone: ZoneInfo) -> Document:
    """Once, or each of its dates."""
    parts = [{"@type": "Event", "id": number, **times_of(date, zone)} for number, date in enumerate(dates)]
    first, last = parts[0], parts[-1]
    kind = {"calendarType": "single" if len(parts) == 1 else "multiple"}
    goes_on = any(date.state != DateState.CANCELLED for date in dates)
    status = {"type": "Available"} if goes_on else first["status"]
    return kind | {
        "startDate": first["startDate"], "endDate": last["endDate"], "status": status,
        "bookingAvailability": {"type": "Available"}, "subEvent": parts,
    }  # fmt: skip


def times_of(date: ActivityDate, zone: ZoneInfo) -> Document:
    is_off = date.state == DateState.CANCELLED
    because = {"reason": {LANGUAGE: date.cancelled_because}} if is_off and date.cancelled_because else {}
    return {
        "startDate": date.starts_at.astimezone(zone).isoformat(),
        "endDate": date.ends_at.astimezone(zone).isoformat(),
        "status": {"type": "Unavailable" if is_off else "Available", **because},
        "bookingAvailability": {"type": "Available"},
    }  # fmt: skip


def place_of(activity: Activity, network: Network) -> Document:
    """Where it is; of a secret address the town, and no more."""
    location = activity.location
    country, town = network.country, network.town
    if location is not None and location.hide_address:
        return {"@type": "Place", "name": {LANGUAGE: town}, "address": address("", "", town, country)}
    known = first_address(location) if location is not None else None
    place: Document = {"@type": "Place", "name": {LANGUAGE: where_of(activity) or town}}
    place["address"] = (
        address(known.address_1, known.postal_code, known.city or town, country)
        if known
        else address("", "", town, country)
    )
    if point := point_of(activity):
        place["geo"] = {"latitude": point[0], "longitude": point[1]}
    return place


def address(street: str, postal_code: str, town: str, country: str) -> Document:
    parts = {
        "streetAddress": street, "postalCode": postal_code, "addressLocality": town, "addressCountry": country
    }  # fmt: skip
    return {LANGUAGE: {name: text for name, text in parts.items() if text}}


def mode_of(activity: Activity) -> str:
    has_place = activity.venue_id or activity.location_id or activity.place_text
    return "offline" if has_place or not activity.online_url else "online"


def ages_of(activity: Activity) -> str:
    """ "6-12", "12-", "-18"; "-" for all ages."""
    first = "" if activity.age_from is None else activity.age_from
    last = "" if activity.age_to is None else activity.age_to
    return f"{first}-{last}"


def more_of(activity: Activity, network: Network) -> Iterator[tuple[str, Any]]:
    """What only some activities say."""
    if activity.online_url:
        yield "onlineUrl", activity.online_url
    if activity.price_cents is not None:
        yield (
            "priceInfo",
            [
                {"category": "base", "name": {LANGUAGE: "Basistarief"}, "price": activity.price_cents / 100,
                 "priceCurrency": "EUR"}
            ],
        )  # fmt: skip
    if activity.owner_organization is not None:
        yield "organizer", {"@type": "Organizer", "name": {LANGUAGE: activity.owner_organization.name}}
    if activity.photo:
        path = reverse("agenda:activity_picture", args=[network.slug, activity.pk, 800])
        picture = {"@type": "schema:ImageObject", "contentUrl": settings.SITE_URL + path,
                   "description": activity.photo_alt, "inLanguage": LANGUAGE}  # fmt: skip
        yield "mediaObject", [picture]
