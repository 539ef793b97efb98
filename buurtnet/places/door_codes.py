"""The code of a door: only for who booked, from two hours before until the end; each look is written down."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.people.models import Person
from buurtnet.places.choices import Access, BookingState
from buurtnet.places.models import Booking
from buurtnet.places.moving import locked, refuse
from buurtnet.privacy.choices import Action
from buurtnet.privacy.encryption import Closed
from buurtnet.privacy.log import record
from buurtnet.privacy.models import LogRow

BEFORE: Final = dt.timedelta(hours=2)
CODE: Final = "door_code"  # in the log


def has_code(booking: Booking) -> bool:
    return booking.venue.access == Access.CODE and bool(booking.venue.door_code)


def has_closed_code(booking: Booking) -> bool:
    """There is a code, and it does not open now: who booked is told to ask for it."""
    return booking.venue.access == Access.CODE and isinstance(booking.venue.door_code, Closed)


def may_look(booking: Booking, now: dt.datetime) -> bool:
    """Settled, and near enough in time."""
    in_time = booking.starts_at - BEFORE <= now < booking.ends_at
    return booking.state == BookingState.CONFIRMED and in_time and has_code(booking)


def code_was_seen(bookings: Iterable[Booking]) -> bool:
    """Whether someone looked at the code with one of these bookings, by the log."""
    rows = list(bookings)
    if not any(has_code(one) for one in rows):
        return False
    since = min(one.starts_at for one in rows) - BEFORE  # nobody looks before that; the log is read by its time
    seen = LogRow.objects.filter(at__gte=since, action=Action.VIEW, fields_group=CODE)
    return seen.filter(object_kind=Booking._meta.label, object_id__in=[str(one.pk) for one in rows]).exists()


@transaction.atomic
def look(booking: Booking, *, by: Person | None) -> str:
    """The code, and a line in the log that it was looked at. Raises ``NotNowError``, also for what is off by now."""
    venue = booking.venue
    locked(booking).venue = venue
    if not may_look(booking, timezone.now()):
        refuse(booking, "code", by, _("De code zie je hier vanaf twee uur voor je begint."))
    record(
        Action.VIEW, actor=by, obj=booking, network=booking.venue.network_id, fields_group=CODE,
        role_then="" if by else "visitor",
    )  # fmt: skip
    return str(booking.venue.door_code)
