"""Taking a place: a booking with all its quarters of an hour, in one transaction.

The guard against two at once is the database: a venue has each quarter once. Whoever comes second meets it, hears so
in a sentence, and gets the nearest free times. Quarters are written in the order of time, so that two who want
overlapping times wait for each other and never crosswise.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from buurtnet.kit import own_links
from buurtnet.people.models import Organization, Person
from buurtnet.places.access import is_trusted, keeps
from buurtnet.places.asking import asks_too_much
from buurtnet.places.choices import Approval, BookingState, NotFree
from buurtnet.places.emails import mail_asked, mail_settled
from buurtnet.places.free import held_by, nearest, taken_quarters, why_not
from buurtnet.places.hours import zone_of
from buurtnet.places.models import BookedQuarter, Booking, BookingSeries, Venue
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record

LINKS: Final = "places.booking"
KEPT: Final = dt.timedelta(days=14)  # after the day, how one is reached is forgotten
LONGEST: Final = dt.timedelta(hours=24)


@dataclass(frozen=True)
class Wish:
    """What someone asks for. ``alias``: how they are called at the door; ``contact``: a mail address, or nothing."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    people: int = 1
    purpose: str = ""
    alias: str = ""
    contact: str = ""
    with_adult: bool = False
    organization: Organization | None = None
    language: str = "nl"


class NotFreeError(Exception):
    """A place cannot be had then. ``nearest``: free times of the same length, if there are any."""

    def __init__(self, reason: NotFree, nearest: list[tuple[dt.datetime, dt.datetime]] | None = None) -> None:
        self.reason, self.nearest = reason, nearest or []
        super().__init__(str(reason.label))


def book(
    venue: Venue, wish: Wish, *, form_key: uuid.UUID, by: Person | None, now: dt.datetime | None = None
) -> Booking:
    """Take a place, or ask for it. Sent twice it is one. Raises ``NotFreeError`` with the nearest free times."""
    moment = now or timezone.now()
    key = key_of(form_key, wish)
    if found := Booking.objects.filter(form_key=key, venue=venue).first():
        return found
    day = wish.starts_at.astimezone(zone_of(venue)).date()
    reason = refused(venue, wish) or why_not(
        venue, wish.starts_at, wish.ends_at, moment, taken_quarters(venue, day, day)
    )
    if reason:
        raise not_free(venue, wish, reason, moment)
    state = state_for(venue, by)
    try:
        with transaction.atomic():
            if state == BookingState.ASKED and asks_too_much(venue, wish.contact, by, moment):
                raise NotFreeError(NotFree.TOO_MANY_ASKED)
            booking = write_down(venue, wish, key=key, state=state, by=by)
            tell(booking)
    except IntegrityError:
        if found := Booking.objects.filter(form_key=key, venue=venue).first():
            return found
        raise not_free(venue, wish, NotFree.TAKEN, moment) from None
    return booking


def write_down(
    venue: Venue, wish: Wish, *, key: uuid.UUID, state: BookingState, by: Person | None,
    series: BookingSeries | None = None,
) -> Booking:  # fmt: skip
    """The booking, its quarters and its line in the log; within a transaction. ``IntegrityError``: it is taken."""
    booking = Booking.objects.create(
        venue=venue, series=series, starts_at=wish.starts_at, ends_at=wish.ends_at, people=wish.people,
        purpose=wish.purpose, organization=wish.organization, booker=by, alias=wish.alias, contact=wish.contact,
        state=state, decided_at=timezone.now() if state == BookingState.CONFIRMED else None, form_key=key,
        link_hash=hash_of(token_of(key)), language=wish.language,
        forget_on=wish.ends_at.astimezone(zone_of(venue)).date() + KEPT,
    )  # fmt: skip
    BookedQuarter.objects.bulk_create(
        BookedQuarter(venue=venue, booking=booking, quarter=one)
        for one in held_by(venue, wish.starts_at, wish.ends_at)
    )
    record(
        Action.CREATE, actor=by, obj=booking, network=venue.network_id, fields_group="booking",
        role_then="" if by else "visitor", result=state,
    )  # fmt: skip
    return booking


def refused(venue: Venue, wish: Wish) -> NotFree | None:
    """What does not fit this venue at any moment."""
    if venue.capacity is not None and wish.people > venue.capacity:
        return NotFree.TOO_MANY
    return NotFree.NO_ADULT if venue.adult_required and not wish.with_adult else None


def state_for(venue: Venue, by: Person | None) -> BookingState:
    """Whether it is settled at once, or asked: by the venue's way, and who asks."""
    match Approval(venue.approval):
        case Approval.DIRECT:
            return BookingState.CONFIRMED
        case Approval.TRUSTED if is_trusted(by, venue.network):
            return BookingState.CONFIRMED
    return BookingState.CONFIRMED if keeps(by, venue) else BookingState.ASKED


def not_free(venue: Venue, wish: Wish, reason: NotFree, now: dt.datetime) -> NotFreeError:
    """With the nearest free times, where another time would help."""
    helps = reason in {NotFree.TAKEN, NotFree.CLOSED, NotFree.TOO_SOON, NotFree.PAST}
    return NotFreeError(reason, nearest(venue, wish.starts_at, wish.ends_at, now) if helps else [])


def tell(booking: Booking) -> None:
    """Who booked hears how it stands; who decides hears that someone asks."""
    mail_settled(booking, token_of(booking.form_key))
    if booking.state == BookingState.ASKED:
        mail_asked(booking)


def key_of(form_key: uuid.UUID, wish: Wish) -> uuid.UUID:
    """The key of what was sent with a form: the same time twice is one, another time is another booking."""
    return uuid.uuid5(form_key, f"{wish.starts_at.timestamp()} {wish.ends_at.timestamp()}")


def token_of(form_key: uuid.UUID) -> str:
    """The link with which who booked comes back."""
    return own_links.link_of(LINKS, form_key)


def hash_of(token: str) -> str:
    return own_links.hash_of_link(LINKS, token)


def with_token(token: str) -> Booking | None:
    """The booking of a link, with its venue; None for a link that is none, or of what is forgotten."""
    rows = Booking.objects.select_related(
        "venue__network", "venue__host", "venue__location", "series", "organization"
    )
    with_hours = rows.prefetch_related("venue__hours", "venue__closed_days", "venue__location__addresses")
    return with_hours.filter(link_hash=hash_of(token), forget_on__gt=timezone.localdate()).first()
