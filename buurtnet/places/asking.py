"""How much someone may ask of one place while it waits for an answer: what is asked holds its time for them."""

import datetime as dt
from typing import Final

from buurtnet.people.models import Person
from buurtnet.places.access import is_trusted
from buurtnet.places.choices import BookingState
from buurtnet.places.models import Booking, Venue

MOST_OPEN: Final = 3  # questions of one asker that wait at one place; a series is one


def asks_too_much(venue: Venue, contact: str, by: Person | None, now: dt.datetime) -> bool:
    """Whether enough of them waits here already; who works with the network may ask more.

    Behind the lock of the venue: two at once are both counted.
    """
    if is_trusted(by, venue.network):
        return False
    Venue.objects.select_for_update(of=("self",), no_key=True).get(pk=venue.pk)
    return open_questions(venue, contact, by, now) >= MOST_OPEN


def open_questions(venue: Venue, contact: str, by: Person | None, now: dt.datetime) -> int:
    """What waits of who is signed in, or has this mail address. Addresses are encrypted: they are compared here."""
    rows = Booking.objects.filter(venue=venue, state=BookingState.ASKED, starts_at__gt=now)
    address = contact.casefold()
    mine = [
        one.series_id or one.pk
        for one in rows.only("series", "booker", "contact")
        if (by is not None and one.booker_id == by.pk) or (address and one.contact.casefold() == address)
    ]
    return len(set(mine))
