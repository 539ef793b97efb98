"""Who works with people in the neighbourhood takes a place at once: from now on, two hours at most, with one tap."""

import datetime as dt
import uuid
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from buurtnet.people.models import Person
from buurtnet.places.booking import NotFreeError, Wish, token_of, write_down
from buurtnet.places.choices import BookingState, NotFree
from buurtnet.places.emails import mail_settled
from buurtnet.places.free import held_by, taken_quarters
from buurtnet.places.hours import STEP, coming_quarter, quarters, spans_on, zone_of
from buurtnet.places.models import Booking, Venue

LONGEST: Final = dt.timedelta(hours=2)


def hold(venue: Venue, *, form_key: uuid.UUID, by: Person, now: dt.datetime | None = None) -> Booking:
    """The place is theirs from the coming quarter, as long as it is free and open. Raises ``NotFreeError``."""
    moment = now or timezone.now()
    key = uuid.uuid5(form_key, "hold")
    if found := Booking.objects.filter(form_key=key, venue=venue).first():
        return found
    start, end = free_run(venue, moment)
    wish = Wish(start, end, alias=by.name.partition(" ")[0], language=by.language or "nl")
    try:
        with transaction.atomic():
            booking = write_down(venue, wish, key=key, state=BookingState.CONFIRMED, by=by)
            mail_settled(booking, token_of(key))
            return booking
    except IntegrityError:
        if found := Booking.objects.filter(form_key=key, venue=venue).first():
            return found
        raise NotFreeError(NotFree.TAKEN) from None


def free_run(venue: Venue, now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """From the coming quarter until someone else comes, it closes, or two hours are over. Raises ``NotFreeError``."""
    if not venue.is_bookable:
        raise NotFreeError(NotFree.NOT_BOOKED)
    zone = zone_of(venue)
    today = now.astimezone(zone).date()
    start = coming_quarter(now)
    open_quarters = {one for span in spans_on(venue, today) for one in quarters(span.start, span.end)}
    taken = taken_quarters(venue, today, today)
    if start not in open_quarters:
        raise NotFreeError(NotFree.CLOSED)
    end = start
    while end < start + LONGEST and end in open_quarters and taken.isdisjoint(held_by(venue, start, end + STEP)):
        end += STEP
    if end == start:
        raise NotFreeError(NotFree.TAKEN)
    return start.astimezone(zone), end.astimezone(zone)
