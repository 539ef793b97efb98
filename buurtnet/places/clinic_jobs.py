"""What is done each day about clinics: reminding who has a turn tomorrow."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from buurtnet.places.choices import AppointmentState
from buurtnet.places.clinic_emails import mail_reminder
from buurtnet.places.clinic_turns import token_of
from buurtnet.places.clinics import zone_of
from buurtnet.places.hours import DAY
from buurtnet.places.models import Appointment

AT_A_TIME = 500


def remind_of_clinics() -> int:
    """A mail to who has a turn tomorrow; once, and not to who took it only today. Returns how many."""
    now = timezone.now()
    rows = Appointment.objects.filter(
        state=AppointmentState.BOOKED, reminded_at=None, starts_at__gt=now, starts_at__lt=now + 2 * DAY,
        booked_at__lt=now - DAY / 2,
    ).select_related("clinic__network")  # fmt: skip
    tomorrow = [one for one in rows[:AT_A_TIME] if _is_tomorrow(one, now)]
    for one in tomorrow:
        _remind(one, now)
    return len(tomorrow)


@transaction.atomic
def _remind(appointment: Appointment, now: dt.datetime) -> None:
    waiting = Appointment.objects.filter(pk=appointment.pk, state=AppointmentState.BOOKED, reminded_at=None)
    if waiting.update(reminded_at=now):
        mail_reminder(appointment, token_of(appointment.form_key))


def _is_tomorrow(appointment: Appointment, now: dt.datetime) -> bool:
    zone = zone_of(appointment.clinic)
    return appointment.starts_at.astimezone(zone).date() == now.astimezone(zone).date() + DAY
