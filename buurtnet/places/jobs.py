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
from buurtnet.places.booking import token_of
from buurtnet.places.choices import BookingState
from buurtnet.places.deciding import ANSWER_WITHIN, say_no
from buurtnet.places.emails import mail_reminder
from buurtnet.places.hours import DAY, zone_of
from buurtnet.places.models import Booking
from buurtnet.places.moving import locked

AT_A_TIME = 500


def look_after_places() -> int:
    """The job of the day. Returns how many bookings were touched."""
    now = timezone.now()
    return remind(now) + end_unanswered(now)


def remind(now: dt.datetime) -> int:
    """A mail to who has a place tomorrow; once, and not to who booked it only today."""
    rows = Booking.objects.filter(
        state=BookingState.CONFIRMED, reminded_at=None, starts_at__gt=now, starts_at__lt=now + 2 * DAY,
        asked_at__lt=now - DAY / 2,
    ).select_related("venue__network", "booker")  # fmt: skip
    tomorrow = [one for one in rows[:AT_A_TIME] if _is_tomorrow(one, now)]
    for one in tomorrow:
        with transaction.atomic():
            locked(one)
            if one.state == BookingState.CONFIRMED and one.reminded_at is None:
                one.reminded_at = now
                one.save(update_fields=["reminded_at"])
                mail_reminder(one, token_of(one.form_key))
    return len(tomorrow)


def end_unanswered(now: dt.datetime) -> int:
    """What still waited for a yes when its time began, did not happen: who asked hears that honestly.

    Of who has no role here it ends after two days: someone unknown holds no time of a place for long.
    """
    rows = Booking.objects.filter(state=BookingState.ASKED).select_related("venue__network")
    rows = rows.filter(Q(starts_at__lte=now) | Q(asked_at__lte=now - ANSWER_WITHIN) & ~by_someone_known())
    over = list(rows.order_by("starts_at")[:AT_A_TIME])
    for one in over:
        try:
            with override(one.language):
                say_no(one, _("Niemand heeft op tijd geantwoord. Dat spijt ons."), by=None)
        except NotNowError:
            continue  # answered in this very moment
    return len(over)


def by_someone_known() -> Exists:
    """Bookings of who has a role in the network now, or edits an organization."""
    here = Q(network=OuterRef("venue__network")) | Q(role=Role.EDITOR)
    return Exists(Membership.objects.current().filter(here, person=OuterRef("booker")))


def _is_tomorrow(booking: Booking, now: dt.datetime) -> bool:
    zone = zone_of(booking.venue)
    return booking.starts_at.astimezone(zone).date() == now.astimezone(zone).date() + DAY
