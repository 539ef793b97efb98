"""Who booked says it off: one time, or all that is still to come of a series."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.people.models import Person
from buurtnet.places.choices import BookingState
from buurtnet.places.door_codes import code_was_seen
from buurtnet.places.emails import mail_dropped
from buurtnet.places.models import Booking
from buurtnet.places.moving import locked, move, refuse
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record

OPEN = (BookingState.ASKED, BookingState.CONFIRMED)


@transaction.atomic
def cancel(booking: Booking, *, by: Person | None) -> Booking:
    """Off; others can have it. Twice is once. Raises ``NotNowError`` once it began."""
    locked(booking)
    if booking.state == BookingState.CANCELLED:
        return booking
    if booking.starts_at <= timezone.now():
        refuse(booking, BookingState.CANCELLED, by, _("Deze tijd is al begonnen. Afzeggen kan niet meer."))
    _cancel(booking, by)
    mail_dropped(booking, code_was_seen=code_was_seen([booking]))
    return booking


@transaction.atomic
def cancel_series(booking: Booking, *, by: Person | None) -> int:
    """All times of the series of this booking that did not begin yet. Returns how many; who decides gets one mail."""
    rows = Booking.objects.filter(series=booking.series_id, starts_at__gt=timezone.now(), state__in=OPEN)
    coming = list(rows.select_for_update(of=("self",)).order_by("starts_at")) if booking.series_id else []
    for one in coming:
        one.venue = booking.venue
        _cancel(one, by)
    if coming:
        mail_dropped(coming[0], code_was_seen=code_was_seen(coming))
    return len(coming)


def _cancel(booking: Booking, by: Person | None) -> None:
    move(booking, BookingState.CANCELLED, by=by)
    record(
        Action.CHANGE, actor=by, obj=booking, network=booking.venue.network_id, fields_group="booking",
        role_then="" if by else "visitor", result=booking.state,
    )  # fmt: skip
