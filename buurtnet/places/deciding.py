"""What who keeps a venue does with a booking: yes, no with a reason, off again, and afterwards used or not."""

import datetime as dt
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.people.models import Person
from buurtnet.places.booking import token_of
from buurtnet.places.choices import BookingState
from buurtnet.places.door_codes import code_was_seen
from buurtnet.places.emails import mail_dropped, mail_settled
from buurtnet.places.models import Booking
from buurtnet.places.moving import locked, move, refuse
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record

ANSWER_WITHIN: Final = dt.timedelta(days=2)  # after that a booking that waits for a yes is late


@transaction.atomic
def say_yes(booking: Booking, *, by: Person) -> Booking:
    """The place is theirs. Raises ``NotNowError``, also when its time has begun."""
    locked(booking)
    if booking.starts_at <= timezone.now():
        refuse(booking, BookingState.CONFIRMED, by, _("Deze tijd is al begonnen. Je kunt geen ja meer zeggen."))
    return _settled(booking, BookingState.CONFIRMED, by)


@transaction.atomic
def say_no(booking: Booking, reason: str, *, by: Person | None) -> Booking:
    """It cannot be, with why. Its quarters are free again. ``by`` None: nobody answered in time."""
    return _settled(locked(booking), BookingState.REFUSED, by, reason)


@transaction.atomic
def say_yes_to_all(bookings: list[Booking], *, by: Person) -> None:
    """Yes to all of a series, in one mail. Raises ``NotNowError``; then nothing of it is settled."""
    for number, one in enumerate(bookings):
        locked(one)
        _settled(one, BookingState.CONFIRMED, by, tell=number == 0)


@transaction.atomic
def say_no_to_all(bookings: list[Booking], reason: str, *, by: Person) -> None:
    """No to all of a series, in one mail; all its quarters are free again. Raises ``NotNowError``."""
    for number, one in enumerate(bookings):
        _settled(locked(one), BookingState.REFUSED, by, reason, tell=number == 0)


@transaction.atomic
def call_off(booking: Booking, reason: str, *, by: Person) -> Booking:
    """What was settled cannot be after all; who booked hears it. Raises ``NotNowError`` once it began."""
    locked(booking)
    if booking.starts_at <= timezone.now():
        refuse(booking, BookingState.CANCELLED, by, _("Deze tijd is al begonnen. Afzeggen kan niet meer."))
    _settled(booking, BookingState.CANCELLED, by, reason)
    if code_was_seen([booking]):
        mail_dropped(booking, code_was_seen=True)
    return booking


@transaction.atomic
def mark(booking: Booking, *, was_used: bool, by: Person) -> Booking:
    """Whether they came, once it began; who booked hears nothing of it. Raises ``NotNowError``."""
    locked(booking)
    to = BookingState.USED if was_used else BookingState.NO_SHOW
    if booking.starts_at > timezone.now():
        refuse(booking, to, by, _("Dit kan pas als de tijd begonnen is."))
    move(booking, to, by=by)
    _record(booking, by)
    return booking


def is_late(booking: Booking, now: dt.datetime) -> bool:
    return booking.state == BookingState.ASKED and answer_by(booking) < now


def answer_by(booking: Booking) -> dt.datetime:
    """Until when an answer is in time: two days, and always before it begins."""
    return min(booking.asked_at + ANSWER_WITHIN, booking.starts_at)


def _settled(
    booking: Booking, to: BookingState, by: Person | None, reason: str = "", *, tell: bool = True
) -> Booking:
    move(booking, to, by=by, reason=reason, decided_by=by, decided_at=timezone.now())
    _record(booking, by)
    if tell:
        mail_settled(booking, token_of(booking.form_key))
    return booking


def _record(booking: Booking, by: Person | None) -> None:
    record(
        Action.CHANGE, actor=by, obj=booking, network=booking.venue.network_id, fields_group="booking",
        role_then="" if by else "job", result=booking.state,
    )  # fmt: skip
