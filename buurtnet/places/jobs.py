"""What is done each day about bookings: reminding, and ending what nobody answered in time."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from buurtnet.kit.moving import NotNowError
from buurtnet.people.choices import Role
from buurtnet.people.models import Membership
from buurtnet.places.access import networks_with_places
from buurtnet.places.booking import token_of
from buurtnet.places.choices import BookingState
from buurtnet.places.deciding import ANSWER_WITHIN, say_no
from buurtnet.places.emails import mail_reminder
from buurtnet.places.hours import DAY, tomorrow_in
from buurtnet.places.models import Booking
from buurtnet.places.moving import locked

AT_A_TIME = 500  # of one network in one turn; what is due first, comes first


def look_after_places() -> int:
    """The job of the day. Returns how many bookings were touched."""
    now = timezone.now()
    return remind(now) + end_unanswered(now)


def remind(now: dt.datetime) -> int:
    """A mail to who has a place tomorrow; once, and not to who booked it only today."""
    number = 0
    for network in networks_with_places():
        first, end = tomorrow_in(network, now)
        rows = Booking.objects.filter(
            venue__network=network, state=BookingState.CONFIRMED, reminded_at=None, starts_at__gte=first,
            starts_at__lt=end, asked_at__lt=now - DAY / 2,
        ).select_related("venue__network", "booker")  # fmt: skip
        number += sum(_remind(one, now) for one in rows.order_by("starts_at", "pk")[:AT_A_TIME])
    return number


@transaction.atomic
def _remind(booking: Booking, now: dt.datetime) -> bool:
    locked(booking)
    if booking.state != BookingState.CONFIRMED or booking.reminded_at is not None:
        return False
    booking.reminded_at = now
    booking.save(update_fields=["reminded_at"])
    mail_reminder(booking, token_of(booking.form_key))
    return True


def end_unanswered(now: dt.datetime) -> int:
    """What still waited for a yes when its time began, did not happen: who asked hears that honestly.

    Of who has no role here it ends after two days: someone unknown holds no time of a place for long.
    """
    number = 0
    for network in networks_with_places():
        rows = Booking.objects.filter(venue__network=network, state=BookingState.ASKED)
        rows = rows.filter(Q(starts_at__lte=now) | Q(asked_at__lte=now - ANSWER_WITHIN) & ~by_someone_known())
        due = rows.select_related("venue__network").order_by("starts_at", "pk")
        number += sum(_end(one) for one in due[:AT_A_TIME])
    return number


def _end(booking: Booking) -> bool:
    try:
        with override(booking.language):
            say_no(booking, _("Niemand heeft op tijd geantwoord. Dat spijt ons."), by=None)
    except NotNowError:
        return False  # answered in this very moment
    return True


def by_someone_known() -> Exists:
    """Bookings of who has a role in the network now, or edits an organization."""
    here = Q(network=OuterRef("venue__network")) | Q(role=Role.EDITOR)
    return Exists(Membership.objects.current().filter(here, person=OuterRef("booker")))
