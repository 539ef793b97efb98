"""From one state to the next: a booking, by its table and behind its lock; what is not allowed is written down."""

from typing import NoReturn

from buurtnet.kit.moving import NotNowError
from buurtnet.people.models import Person
from buurtnet.places.choices import BOOKING_ALLOWED, HOLDING, BookingState
from buurtnet.places.models import Booking
from buurtnet.privacy.log import record_refusal


def locked(booking: Booking) -> Booking:
    """Read again behind its lock, into the same object; within a transaction."""
    booking.refresh_from_db(from_queryset=Booking.objects.select_for_update(of=("self",)))
    return booking


def move(booking: Booking, to: BookingState, *, by: Person | None, **changes: object) -> Booking:
    """Bring a booking that is ``locked`` into a state, with what changes along with it. Raises ``NotNowError``.

    One that no longer holds its place lets its quarters go. ``by`` None: who booked without an account, or a job.
    """
    if to not in BOOKING_ALLOWED[BookingState(booking.state)]:
        refuse(booking, to, by)
    booking.state = to
    for name, value in changes.items():
        setattr(booking, name, value)
    booking.save(update_fields=["state", *changes])
    if to not in HOLDING:
        booking.quarters.all().delete()
    return booking


def refuse(booking: Booking, to: str, by: Person | None, sentence: str = "") -> NoReturn:
    """Write down in fixed words that this was not allowed now, and say so. Raises ``NotNowError``."""
    record_refusal(
        actor=by, obj=booking, network=booking.venue.network_id, fields_group="booking",
        rule=f"booking.{booking.state}.{to}",
    )  # fmt: skip
    raise NotNowError(sentence)
