"""What the page of an activity says, for search engines: its dates as schema.org events.

Made of what the page shows, so it cannot tell more: of a secret address nothing, of a person nothing.
"""

from collections.abc import Sequence

from django.conf import settings
from django.utils.safestring import SafeString

from buurtnet.agenda.choices import DateState
from buurtnet.agenda.models import Activity, ActivityDate
from buurtnet.agenda.shown import places_left, url_of
from buurtnet.directory import linked_data
from buurtnet.directory.cards import Viewpoint, address_of
from buurtnet.directory.linked_data import Node
from buurtnet.directory.pages import web_address

MOST_EVENTS = 10
EVENT = "https://schema.org/"


def block(activity: Activity, dates: Sequence[ActivityDate], view: Viewpoint) -> SafeString:
    """The next dates as a block of data for the head of the page; nothing without dates."""
    events = [event_of(activity, date, view) for date in dates[:MOST_EVENTS]]
    return linked_data.block({"@graph": events}) if events else SafeString("")


def event_of(activity: Activity, date: ActivityDate, view: Viewpoint) -> Node:
    """One date (https://schema.org/Event)."""
    is_off = date.state == DateState.CANCELLED
    online = web_address(activity.online_url)
    place = place_of(activity, date, view)
    begin, end = date.starts_at.astimezone(view.zone), date.ends_at.astimezone(view.zone)
    node: Node = {
        "@type": "Event",
        "@id": whole(f"{url_of(activity, view.network.slug)}#{date.pk}"),
        "url": whole(url_of(activity, view.network.slug, date)),
        "name": activity.title,
        "description": activity.summary or activity.text[:500],
        "startDate": begin.date().isoformat() if date.whole_day else begin.isoformat(),
        "endDate": end.isoformat(),
        "eventStatus": f"{EVENT}{'EventCancelled' if is_off else 'EventScheduled'}",
        "eventAttendanceMode": attendance(is_online=bool(online), has_place=bool(place)),
        "location": place or ({"@type": "VirtualLocation", "url": online} if online else None),
        "organizer": organizer_of(activity, view),
        "isAccessibleForFree": True if activity.price_cents == 0 else None,
        "offers": offer_of(activity),
        "inLanguage": [code for code in activity.languages if isinstance(code, str)],
        "typicalAgeRange": age_range(activity),
        "maximumAttendeeCapacity": activity.most if date.most is None else date.most,
        "remainingAttendeeCapacity": places_left(activity, date),
    }
    return {name: value for name, value in node.items() if value not in (None, "", [], {})}


def attendance(*, is_online: bool, has_place: bool) -> str:
    how = "Mixed" if is_online and has_place else "Online" if is_online else "Offline"
    return f"{EVENT}{how}EventAttendanceMode"


def place_of(activity: Activity, date: ActivityDate, view: Viewpoint) -> Node | None:
    """Where this date is, as far as that may be known."""
    if date.place_text:
        return {"@type": "Place", "name": date.place_text, "address": view.network.town}
    if activity.location is not None:
        return linked_data.of_location(activity.location, view)
    name = activity.venue.name if activity.venue else activity.place_text
    return {"@type": "Place", "name": name, "address": view.network.town} if name else None


def organizer_of(activity: Activity, view: Viewpoint) -> Node | None:
    organization = activity.owner_organization
    if organization is None or organization.gone_at is not None:
        return None
    return {
        "@type": "Organization",
        "name": organization.name,
        "url": whole(address_of("organization", organization.pk, view)),
    }


def offer_of(activity: Activity) -> Node | None:
    if activity.price_cents is None:
        return None
    return {"@type": "Offer", "price": f"{activity.price_cents / 100:.2f}", "priceCurrency": "EUR"}


def age_range(activity: Activity) -> str:
    """ "8-12", "16-", as schema.org writes ages."""
    low, high = activity.age_from, activity.age_to
    if low is None and high is None:
        return ""
    return f"{low or 0}-{'' if high is None else high}"


def whole(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
