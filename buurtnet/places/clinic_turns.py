"""Turns at a clinic: taking one, saying it off, and days on which the clinic is not held.

Who takes a turn and who takes a day off wait for each other behind the lock of the clinic; the database has each turn
once besides. What a turn is about is never asked.
"""

import datetime as dt
import uuid
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.kit import own_links
from buurtnet.kit.moving import NotNowError
from buurtnet.people.models import Person
from buurtnet.places.choices import AppointmentState
from buurtnet.places.clinic_emails import mail_booked, mail_cancelled
from buurtnet.places.clinics import (
    LOOK_AHEAD,
    ClinicDay,
    clinics_with_days,
    free_on,
    next_free,
    taken_of,
    turns_on,
    zone_of,
)
from buurtnet.places.hours import DAY
from buurtnet.places.models import Appointment, Clinic, ClinicDayOff
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record

LINKS: Final = "places.clinic"
KEPT: Final = 14 * DAY  # after the day, how one is reached is forgotten
FEW: Final = 3


class TurnTakenError(Exception):
    """A turn cannot be had. ``days``: the next that are free. Says in a sentence what happened."""

    def __init__(self, days: list[ClinicDay]) -> None:
        self.days = days
        super().__init__(_("Iemand anders was je net voor. Kies een andere tijd."))


def book_turn(
    clinic: Clinic, starts_at: dt.datetime, *, form_key: uuid.UUID, alias: str, contact: str = "",
    language: str = "nl", by: Person | None = None,
) -> Appointment:  # fmt: skip
    """Take a turn. Sent twice it is one. Raises ``TurnTakenError`` with the next days that are free."""
    key = uuid.uuid5(form_key, f"{clinic.pk} {starts_at.timestamp()}")
    if found := Appointment.objects.filter(form_key=key, clinic=clinic).first():
        return found
    try:
        with transaction.atomic():
            now, held = timezone.now(), locked(clinic)
            if starts_at not in free_turns(held, starts_at, now):
                raise IntegrityError  # not free, as the constraint would say of one of the same moment
            return _write_down(held, starts_at, key, alias, contact, language, by)
    except IntegrityError:
        if found := Appointment.objects.filter(form_key=key, clinic=clinic).first():
            return found
        now = timezone.now()
        raise TurnTakenError(next_free(clinic, now, taken_of([clinic], now), most=FEW)) from None


def free_turns(clinic: Clinic, moment: dt.datetime, now: dt.datetime) -> list[dt.datetime]:
    """The free turns of the day of a moment; none when that is too far ahead."""
    zone = zone_of(clinic)
    day = moment.astimezone(zone).date()
    if (day - now.astimezone(zone).date()).days > LOOK_AHEAD:
        return []
    return free_on(clinic, day, now, taken_of([clinic], now).get(clinic.pk, ()))


def _write_down(
    clinic: Clinic, starts_at: dt.datetime, key: uuid.UUID, alias: str, contact: str, language: str,
    by: Person | None,
) -> Appointment:  # fmt: skip
    made = Appointment.objects.create(
        clinic=clinic, starts_at=starts_at, alias=alias, contact=contact, language=language, form_key=key,
        link_hash=own_links.hash_of_link(LINKS, token_of(key)),
        forget_on=starts_at.astimezone(zone_of(clinic)).date() + KEPT,
    )  # fmt: skip
    _note(Action.CREATE, made, by)
    mail_booked(made, token_of(key))
    return made


@transaction.atomic
def cancel_turn(appointment: Appointment, *, by: Person | None) -> Appointment:
    """Off; others can have it. Twice is once. By the keeper: who would come, hears. ``NotNowError`` once it began."""
    clinic = appointment.clinic
    rows = Appointment.objects.select_for_update(of=("self",))
    appointment.refresh_from_db(from_queryset=rows)
    appointment.clinic = clinic
    if appointment.state == AppointmentState.CANCELLED:
        return appointment
    if appointment.starts_at <= timezone.now():
        raise NotNowError(_("Deze afspraak is al begonnen. Afzeggen kan niet meer."))
    _cancel(appointment, by, tell=by is not None)
    return appointment


@transaction.atomic
def take_day_off(clinic: Clinic, day: dt.date, *, by: Person) -> tuple[int, int]:
    """Not held on that day; who had a turn hears so. Returns how many were told, and how many cannot be reached.

    Raises ``NotNowError`` for a day on which it is not held anyway, or that is over.
    """
    held = locked(clinic)
    zone = zone_of(held)
    if day < timezone.now().astimezone(zone).date():
        raise NotNowError(_("Die dag is al voorbij."))
    if any(one.day == day for one in held.days_off.all()):
        return 0, 0
    if not turns_on(held, day):
        raise NotNowError(_("Op die dag is er geen spreekuur."))
    ClinicDayOff.objects.create(clinic=clinic, day=day)
    record(Action.CHANGE, actor=by, obj=clinic, network=clinic.network_id, fields_group="clinic_day_off")
    coming = [one for one in turns_of_day(held, day) if one.starts_at > timezone.now()]
    for one in coming:
        _cancel(one, by, tell=True)
    reached = sum(bool(one.contact) for one in coming)
    return reached, len(coming) - reached


@transaction.atomic
def give_day_back(clinic: Clinic, day: dt.date, *, by: Person) -> None:
    """Held on that day after all; who had a turn then, takes one again. Twice is once."""
    locked(clinic)
    if clinic.days_off.filter(day=day).delete()[0]:
        record(Action.CHANGE, actor=by, obj=clinic, network=clinic.network_id, fields_group="clinic_day_off")


def turns_of_day(clinic: Clinic, day: dt.date) -> list[Appointment]:
    """Who comes on a day, in order."""
    first = dt.datetime.combine(day, dt.time(), zone_of(clinic))
    rows = Appointment.objects.filter(clinic=clinic, state=AppointmentState.BOOKED)
    found = list(rows.filter(starts_at__gte=first, starts_at__lt=first + DAY).order_by("starts_at"))
    for one in found:
        one.clinic = clinic
    return found


def token_of(form_key: uuid.UUID) -> str:
    """The link with which who booked comes back."""
    return own_links.link_of(LINKS, form_key)


def with_token(token: str, today: dt.date) -> Appointment | None:
    """The appointment of a link, with its clinic; None for a link that is none, or of what is forgotten."""
    rows = Appointment.objects.select_related("clinic__network", "clinic__location", "clinic__organization")
    return rows.filter(link_hash=own_links.hash_of_link(LINKS, token), forget_on__gt=today).first()


def locked(clinic: Clinic) -> Clinic:
    """The clinic as it is now, behind its lock; within a transaction."""
    Clinic.objects.select_for_update(of=("self",)).get(pk=clinic.pk)
    return clinics_with_days(clinic.network).get(pk=clinic.pk)


def _cancel(appointment: Appointment, by: Person | None, *, tell: bool) -> None:
    appointment.state = AppointmentState.CANCELLED
    appointment.save(update_fields=["state"])
    _note(Action.CHANGE, appointment, by)
    if tell:
        mail_cancelled(appointment, token_of(appointment.form_key))


def _note(action: Action, appointment: Appointment, by: Person | None) -> None:
    record(
        action, actor=by, obj=appointment, network=appointment.clinic.network_id, fields_group="appointment",
        role_then="" if by else "visitor", result=appointment.state,
    )  # fmt: skip
