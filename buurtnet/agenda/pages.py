"""What the page of an activity shows: its coming dates, what is good to know, where, and who does it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from buurtnet.agenda.choices import ActivityState, DateState, Joining
from buurtnet.agenda.models import Activity, ActivityDate
from buurtnet.agenda.near import point_of
from buurtnet.agenda.shown import (
    LIGHT,
    ActivityCard,
    ages_of,
    badges_of,
    card_of,
    cost_text,
    is_step_free,
    languages_of,
    places_left,
    url_of,
    where_of,
    whom_of,
)
from buurtnet.areas.choices import Room
from buurtnet.directory.cards import Badge, Viewpoint, address_of
from buurtnet.directory.pages import Fact, LocationView, location_view, paragraphs, web_address
from buurtnet.directory.times import joined
from buurtnet.kit.numbers import tel
from buurtnet.kit.quoted import Quoted
from buurtnet.people.models import Organization
from buurtnet.places.choices import Facility

SHOWN_AT_FIRST = 6
MOST_DATES = 40


@dataclass(frozen=True)
class DateRow:
    """One date on the page, and where one lets know that one comes (empty: nowhere)."""

    card: ActivityCard
    join_url: str
    is_full: bool


@dataclass(frozen=True)
class Who:
    """Someone who does it: a name, its page, and what they say about it."""

    name: str
    url: str = ""
    sentence: str = ""


@dataclass(frozen=True)
class Contact:
    """A public way to ask something: ``url`` dials or mails."""

    text: str
    url: str
    icon: str


@dataclass(frozen=True)
class ActivityPage:
    """All that the page says.

    ``lead``: the summary as its writer wrote it; ``next``: the date it is about, None when no more is planned.
    """

    id: UUID
    title: str
    summary: str
    lead: str
    paragraphs: list[str]
    badges: list[Badge]
    next: DateRow | None
    dates: list[DateRow]
    more_dates: list[DateRow]
    last: ActivityCard | None
    facts: list[Fact]
    where: str
    place: LocationView | None
    place_url: str
    owner: Who | None
    partners: list[Who]
    contact: Contact | None
    online_url: str
    service: Who | None
    map_points: list[dict[str, Any]] = field(default_factory=list)
    is_stopped: bool = False


def coming_of(activity: Activity, now: dt.datetime) -> list[ActivityDate]:
    """The dates that are not over yet, in order; each knows the activity without asking."""
    dates = list(activity.dates.filter(ends_at__gt=now).defer("next_time").order_by("starts_at", "pk")[:MOST_DATES])
    return with_activity(dates, activity)


def last_of(activity: Activity, now: dt.datetime) -> ActivityDate | None:
    """The last one that was."""
    over = activity.dates.filter(ends_at__lte=now).exclude(state=DateState.CANCELLED)
    return next(iter(with_activity(list(over.order_by("-starts_at")[:1]), activity)), None)


def with_activity(dates: list[ActivityDate], activity: Activity) -> list[ActivityDate]:
    for date in dates:
        date.activity = activity
    return dates


def page_of(activity: Activity, coming: Sequence[ActivityDate], view: Viewpoint, keer: str = "") -> ActivityPage:
    """The page of an activity. ``keer``: the id of the date someone comes for, else it is the first one."""
    rows = [row_of(date, view) for date in coming]
    planned = [row for row in rows if not row.card.is_cancelled]
    chosen = next((row for row in rows if row.card.keer == keer), next(iter(planned or rows), None))
    last = None if rows else last_of(activity, view.now)
    place = location_view(activity.location, view) if activity.location else None
    return ActivityPage(
        id=activity.pk,
        title=activity.title,
        summary=activity.summary,
        lead=Quoted(activity.summary, view.network.locale),
        paragraphs=[Quoted(part, view.network.locale) for part in paragraphs(activity.text)],
        badges=chosen.card.badges if chosen else badges_of(activity),
        next=chosen,
        dates=rows[:SHOWN_AT_FIRST],
        more_dates=rows[SHOWN_AT_FIRST:],
        last=card_of(last, view) if last else None,
        facts=facts_of(activity),
        where=where_of(activity),
        place=place,
        place_url=venue_url(activity, view) or (place.url if place else ""),
        owner=owner_of(activity, view),
        partners=partners_of(activity, view),
        contact=contact_of(activity.contact),
        online_url=web_address(activity.online_url),
        service=service_of(activity, view),
        map_points=map_points(activity, view),
        is_stopped=activity.state == ActivityState.STOPPED,
    )


def row_of(date: ActivityDate, view: Viewpoint) -> DateRow:
    activity = date.activity
    is_open = date.state == DateState.PLANNED and activity.state == ActivityState.LIVE and date.starts_at > view.now
    join_url = join_url_of(view.network.slug, date.pk) if is_open and activity.registration != Joining.NONE else ""
    is_full = places_left(activity, date) == 0
    return DateRow(card_of(date, view), "" if is_full and not activity.has_waiting_list else join_url, is_full)


def join_url_of(slug: str, date: UUID) -> str:
    return reverse("agenda:join", args=[slug, date])


def facts_of(activity: Activity) -> list[Fact]:
    """For whom, cost, what to bring, the weather, languages, getting in. What nobody said is not shown."""
    languages = languages_of(activity)
    spoken = [_("We spreken %(languages)s.") % {"languages": joined(languages)}] if languages else []
    facts = [
        Fact("user", _("Voor wie"), whom_lines(activity)),
        Fact("coins", _("Wat kost het"), cost_lines(activity)),
        Fact("bookmark", _("Wat neem je mee"), quoted(activity.bring)),
        Fact("sun", _("Bij slecht weer"), quoted(activity.weather)),
        Fact("languages", _("Taal"), spoken),
        Fact("accessibility", _("Toegankelijk"), access_lines(activity)),
        Fact("door-open", _("Opgeven"), joining_lines(activity)),
    ]
    return [fact for fact in facts if fact.text_lines]


def whom_lines(activity: Activity) -> list[str]:
    return [line for line in (whom_of(activity), ages_of(activity)) if line]


def cost_lines(activity: Activity) -> list[str]:
    known = [] if activity.price_cents is None else [cost_text(activity.price_cents)]
    return [*known, *quoted(activity.price_note)]


def access_lines(activity: Activity) -> list[str]:
    """Without a step, and what else is there."""
    there = activity.venue.facilities if activity.venue else []
    present = set(activity.facilities) | set(there)
    others = [str(one.label) for one in Facility if one in present and one != Facility.STEP_FREE]
    step_free = [_("Je komt zonder drempel binnen.")] if is_step_free(activity) else []
    return [*step_free, *([_("Er is: %(things)s.") % {"things": joined(others)}] if others else [])]


def joining_lines(activity: Activity) -> list[str]:
    if activity.registration == Joining.NONE:
        return [_("Je hoeft je niet op te geven. Kom gewoon.")]
    if activity.most is None:
        return [_("Laat weten dat je komt. Een account is niet nodig.")]
    return [
        _("Er kunnen %(count)d mensen mee. Laat weten dat je komt. Een account is niet nodig.")
        % {"count": activity.most}
    ]


def quoted(text: str) -> list[str]:
    return [Quoted(text)] if text else []


def venue_url(activity: Activity, view: Viewpoint) -> str:
    """The page of the room or playground, in a network that shows those."""
    venue = activity.venue
    if venue is None or not venue.is_shown or not view.network.has(Room.PLACES):
        return ""
    return reverse("places:venue", args=[view.network.slug, venue.pk])


# Who does it


def owner_of(activity: Activity, view: Viewpoint) -> Who | None:
    """The organization that pulls it, with the first name of its owner where they want that."""
    name = activity.owner.name.split()[0] if activity.shows_owner and activity.owner and activity.owner.name else ""
    if activity.owner_organization:
        who = who_is(activity.owner_organization, view, "")
        named = _("%(name)s van %(organization)s") % {"name": name, "organization": who.name}
        return Who(named, who.url) if name else who
    return Who(name) if name else None


def partners_of(activity: Activity, view: Viewpoint) -> list[Who]:
    rows = activity.partners.select_related("organization").order_by("pk")
    return [who_is(row.organization, view, row.sentence) for row in rows if row.organization.gone_at is None]


def who_is(organization: Organization, view: Viewpoint, sentence: str) -> Who:
    url = "" if organization.gone_at else address_of("organization", organization.pk, view)
    return Who(organization.name, url, Quoted(sentence, view.network.locale))


def service_of(activity: Activity, view: Viewpoint) -> Who | None:
    if activity.service is None or activity.service.gone_at is not None:
        return None
    return Who(activity.service.name, address_of("service", activity.service.pk, view))


def contact_of(text: str) -> Contact | None:
    """A telephone number or an address for mail, as someone wrote it."""
    text = text.strip()
    if not text:
        return None
    if "@" in text and " " not in text:
        return Contact(text, f"mailto:{text}", "mail")
    digits = tel(text)
    is_number = sum(sign.isdigit() for sign in text) >= 6 and not any(sign.isalpha() for sign in text)
    return Contact(text, f"tel:{digits}", "phone") if digits and is_number else Contact(text, "", "info")


def map_points(activity: Activity, view: Viewpoint) -> list[dict[str, Any]]:
    point = point_of(activity)
    if point is None:
        return []
    url = url_of(activity, view.network.slug)
    return [
        {"id": "hier", "lat": point[0], "lon": point[1], "label": where_of(activity), "url": url, "number": "",
         "gable": LIGHT, "count": 1, "items": [{"label": activity.title, "url": url}]}
    ]  # fmt: skip
