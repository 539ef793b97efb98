"""The same time again and again: what is free is booked at once, each day that is not is told with its reason."""

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

from dateutil import rrule
from django.db import IntegrityError, transaction
from django.utils import timezone

from buurtnet.people.models import Person
from buurtnet.places.asking import asks_too_much
from buurtnet.places.booking import NotFreeError, Wish, key_of, not_free, refused, state_for, tell, write_down
from buurtnet.places.choices import BookingState, NotFree, Repeat
from buurtnet.places.free import nearest, taken_quarters, why_not
from buurtnet.places.hours import moment_of, zone_of
from buurtnet.places.models import Booking, BookingSeries, Venue

MOST: Final = 60  # times in one series
LAST_WEEK: Final = 5  # a fifth Thursday is the last one: not every month has five
DAYS: Final = (rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU)


@dataclass(frozen=True)
class Refused:
    """A day of a series that could not be, why, and the nearest free times."""

    starts_at: dt.datetime
    reason: str
    nearest: list[tuple[dt.datetime, dt.datetime]]


def book_series(
    venue: Venue, wish: Wish, repeat: Repeat, until: dt.date, *, form_key: uuid.UUID, by: Person | None,
    now: dt.datetime | None = None,
) -> BookingSeries:  # fmt: skip
    """Book each time that is free, in one transaction; sent twice it is one. Nothing free raises ``NotFreeError``."""
    moment, zone = now or timezone.now(), zone_of(venue)
    times = moments(wish.starts_at.astimezone(zone), wish.ends_at - wish.starts_at, repeat, until, zone)
    key = uuid.uuid5(key_of(form_key, wish), f"{repeat} {until}")
    if found := BookingSeries.objects.filter(form_key=key, venue=venue).first():
        return found
    if reason := refused(venue, wish):
        raise not_free(venue, wish, reason, moment)
    try:
        with transaction.atomic():
            is_asked = state_for(venue, by) == BookingState.ASKED
            if is_asked and asks_too_much(venue, wish.contact, by, moment):
                raise NotFreeError(NotFree.TOO_MANY_ASKED)
            series = BookingSeries.objects.create(venue=venue, rule=rule_of(repeat, until), form_key=key)
            made = fill(series, wish, times, by=by, now=moment)
            if not made:
                raise NotFreeError(NotFree(series.refused[0]["reason"]) if series.refused else NotFree.CLOSED)
            tell(made[0])
    except IntegrityError:
        return BookingSeries.objects.get(form_key=key, venue=venue)
    return series


def fill(
    series: BookingSeries, wish: Wish, times: list[tuple[dt.datetime, dt.datetime]], *, by: Person | None,
    now: dt.datetime, state: BookingState | None = None,
) -> list[Booking]:  # fmt: skip
    """Book the times in order; what cannot be is noted with its reason in ``series``.

    ``state``: how they stand when someone else decided that already.
    """
    venue, zone, made, not_had = series.venue, zone_of(series.venue), [], []
    state = state or state_for(venue, by)
    taken = taken_quarters(venue, times[0][0].astimezone(zone).date(), times[-1][0].astimezone(zone).date())
    for start, end in times:
        one = replace(wish, starts_at=start, ends_at=end)
        reason = why_not(venue, start, end, now, taken)
        if reason is None:
            try:
                with transaction.atomic():
                    key = key_of(series.form_key, one)
                    made.append(write_down(venue, one, key=key, state=state, by=by, series=series))
                continue
            except IntegrityError:
                reason = NotFree.TAKEN
        not_had.append({"starts_at": start.isoformat(), "reason": reason.value})
    series.refused = not_had
    series.save(update_fields=["refused"])
    return made


def moments(
    first: dt.datetime, length: dt.timedelta, repeat: Repeat, until: dt.date, zone: ZoneInfo
) -> list[tuple[dt.datetime, dt.datetime]]:
    """The times of a series up to and including a day, sixty at most; the clock says the same each time.

    ``first``: in the time zone of the network. It is always there, also when ``until`` lies before it.
    """
    naive = first.replace(tzinfo=None)
    ends = dt.datetime.combine(max(until, first.date()), dt.time(23, 59))
    found = [first]
    for one in _days(naive, repeat, ends):
        if len(found) >= MOST or repeat == Repeat.ONCE:
            break
        if one.date() > first.date():
            found.append(moment_of(one.date(), one.time(), zone))
    return [(one, (one.astimezone(dt.UTC) + length).astimezone(zone)) for one in found]


def _days(first: dt.datetime, repeat: Repeat, ends: dt.datetime) -> rrule.rrule:
    """The rule from a naive moment on; a month counts its Thursdays from the front, the fifth from the back."""
    if repeat == Repeat.MONTHLY:
        week = (first.day - 1) // 7 + 1
        weekday = DAYS[first.weekday()](-1 if week == LAST_WEEK else week)
        return rrule.rrule(rrule.MONTHLY, dtstart=first, until=ends, byweekday=weekday)
    interval = 2 if repeat == Repeat.FORTNIGHTLY else 1
    return rrule.rrule(rrule.WEEKLY, dtstart=first, until=ends, interval=interval)


def rule_of(repeat: Repeat, until: dt.date) -> str:
    """As RFC 5545 writes it; the day of the week is that of the first time."""
    step = {
        Repeat.MONTHLY: "FREQ=MONTHLY", Repeat.FORTNIGHTLY: "FREQ=WEEKLY;INTERVAL=2", Repeat.WEEKLY: "FREQ=WEEKLY",
    }  # fmt: skip
    return f"{step.get(repeat, 'FREQ=DAILY;COUNT=1')};UNTIL={until:%Y%m%d}"


def refused_of(series: BookingSeries, venue: Venue, length: dt.timedelta, now: dt.datetime) -> list[Refused]:
    """The days that could not be, in words, each with other times; for the first ten, which is what one looks at.

    ``venue``: that of the series, with its hours at hand.
    """
    zone, found = zone_of(venue), []
    for number, row in enumerate(series.refused):
        start = dt.datetime.fromisoformat(row["starts_at"]).astimezone(zone)
        others = nearest(venue, start, start + length, now, most=2) if number < 10 and start > now else []
        found.append(Refused(start, str(NotFree(row["reason"]).label), others))
    return found
