"""What is done each day about clinics: reminding who has a turn tomorrow."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from buurtnet.places.access import networks_with_places
from buurtnet.places.choices import AppointmentState
from buurtnet.places.clinic_emails import mail_reminder
from buurtnet.places.clinic_turns import token_of
from buurtnet.places.hours import DAY, tomorrow_in
from buurtnet.places.models import Appointment

AT_A_TIME = 500  # of one network in one turn; what is due first, comes first


def remind_of_clinics() -> int:
    """A mail to who has a turn tomorrow; once, and not to who took it only today. Returns how many."""
    now, number = timezone.now(), 0
    for network in networks_with_places():
        first, end = tomorrow_in(network, now)
        rows = Appointment.objects.filter(
            clinic__network=network, state=AppointmentState.BOOKED, reminded_at=None, starts_at__gte=first,
            starts_at__lt=end, booked_at__lt=now - DAY / 2,
        ).select_related("clinic__network")  # fmt: skip
        number += sum(_remind(one, now) for one in rows.order_by("starts_at", "pk")[:AT_A_TIME])
    return number


@transaction.atomic
def _remind(appointment: Appointment, now: dt.datetime) -> bool:
    waiting = Appointment.objects.filter(pk=appointment.pk, state=AppointmentState.BOOKED, reminded_at=None)
    if not waiting.update(reminded_at=now):
        return False
    mail_reminder(appointment, token_of(appointment.form_key))
    return True
