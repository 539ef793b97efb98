"""Venues, hours and bookings for tests, each the least that makes sense. The clock stands on a Monday in March."""

import datetime as dt
import uuid
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.people.models import Person
from buurtnet.places.access import venues_with_hours
from buurtnet.places.booking import Wish, book
from buurtnet.places.choices import Approval, HoursKind
from buurtnet.places.models import Booking, OpenHours, SeasonRound, Venue

AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")
MONDAY: Final = dt.datetime(2026, 3, 2, 8, tzinfo=AMSTERDAM)  # eight in the morning
HOUR: Final = dt.timedelta(hours=1)
EVERY_DAY: Final = range(7)


def at(day: int, clock: str, *, month: int = 3, year: int = 2026) -> dt.datetime:
    """A moment of the clock in Havendijk; without more in March 2026, which begins on a Sunday."""
    return dt.datetime.combine(dt.date(year, month, day), dt.time.fromisoformat(clock), AMSTERDAM)


def a_venue(network: Network, *, hours: str = "09:00-17:00", **more: Any) -> Venue:
    """A room that can be booked directly on every day of the week from nine to five."""
    said: dict[str, Any] = {"name": "De Zaal", "approval": Approval.DIRECT} | more
    venue = Venue.objects.create(network=network, **said)
    if hours:
        opened(venue, hours)
    return fresh(venue)


def opened(
    venue: Venue, times: str, *days: int, kind: HoursKind = HoursKind.BOOKABLE, who: str = "", **more: Any
) -> Venue:
    """Open on these days of the week (all, when none is named), with ``who`` there."""
    opens, closes = (dt.time.fromisoformat(one) for one in times.split("-"))
    for day in days or EVERY_DAY:
        OpenHours.objects.create(
            venue=venue, kind=kind, weekday=day, opens_at=opens, closes_at=closes, is_supervised=bool(who),
            who_is_there=who, **more,
        )  # fmt: skip
    return fresh(venue)


def walk_in(venue: Venue, times: str, *days: int, who: str = "", **more: Any) -> Venue:
    return opened(venue, times, *days, kind=HoursKind.WALK_IN, who=who, **more)


def fresh(venue: Venue) -> Venue:
    """As a page reads it: with its hours, and what was changed meanwhile."""
    return venues_with_hours(Venue.objects.all()).get(pk=venue.pk)


def a_wish(start: dt.datetime, hours: float = 1, **more: Any) -> Wish:
    said: dict[str, Any] = {"people": 4, "alias": "Hanan", "contact": "hanan@voorbeeld.example"} | more
    return Wish(start, start + hours * HOUR, **said)


def a_booking(
    venue: Venue, start: dt.datetime, hours: float = 1, *, by: Person | None = None, now: dt.datetime | None = None,
    **more: Any,
) -> Booking:  # fmt: skip
    """Booked through the same door as everyone, a day before."""
    return book(venue, a_wish(start, hours, **more), form_key=uuid.uuid4(), by=by, now=now or start - 24 * HOUR)


def in_days(days: int, clock: str = "10:00") -> dt.datetime:
    """That time of the clock, so many days from now: for pages, which look at the real clock."""
    day = dt.datetime.now(AMSTERDAM).date() + dt.timedelta(days=days)
    return dt.datetime.combine(day, dt.time.fromisoformat(clock), AMSTERDAM)


def a_round(*venues: Venue, **more: Any) -> SeasonRound:
    """Ten weeks that begin in thirty days; one can ask for five days more."""
    today = timezone.localdate()
    said = {
        "title": "Voorjaar", "starts_on": today + dt.timedelta(days=30), "ends_on": today + dt.timedelta(days=99),
        "wishes_until": today + dt.timedelta(days=5), "network": venues[0].network,
    }  # fmt: skip
    made = SeasonRound.objects.create(**said | more)
    made.venues.set(venues)
    return made
