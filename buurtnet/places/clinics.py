"""Clinics: on which days one is held, which turns a day has, and which of them are free.

Times are wall-clock times of the network: 15.30 stays 15.30 across daylight saving. A turn that lies across one that
somebody has is not free, also after the hours of the clinic were changed.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from buurtnet.areas.holidays import holidays
from buurtnet.areas.models import Network
from buurtnet.people.access import has_role, roles_of
from buurtnet.people.choices import IN_A_NETWORK, PARTNERS, Role
from buurtnet.people.models import Person
from buurtnet.places.access import MAKERS, hosts_of
from buurtnet.places.choices import AppointmentState
from buurtnet.places.hours import DAY, moment_of
from buurtnet.places.models import Appointment, Clinic

LOOK_AHEAD: Final = 84  # days in which a free turn is looked for, and can be booked
WEEK: Final = 7

type Taken = Mapping[UUID, Collection[dt.datetime]]


@dataclass(frozen=True)
class ClinicDay:
    """A day on which a clinic is held, with the moments at which a free turn begins; in the time of the network."""

    date: dt.date
    free: list[dt.datetime]


def clinics_with_days(network: Network) -> QuerySet[Clinic]:
    """Clinics with all that this module asks of them; always the same number of queries."""
    rows = Clinic.objects.filter(network=network).select_related("network", "location", "organization", "service")
    return rows.prefetch_related("days_off", "location__addresses")


def shown_clinics(network: Network, person: Person | None = None) -> QuerySet[Clinic]:
    """What someone finds: those for parents, and who works here those for who works here too."""
    rows = clinics_with_days(network).filter(is_shown=True)
    return rows if works_here(person, network) else rows.filter(for_professionals=False)


def works_here(person: Person | None, network: Network) -> bool:
    if person is None:
        return False
    return has_role(person, PARTNERS, network=network) or hosts_of(person, network).exists()


def clinics_kept_by(person: Person, network: Network) -> QuerySet[Clinic]:
    """Whose turns someone sees: who sits there, the editors of the organization, who connects or directs here."""
    rows = clinics_with_days(network)
    roles = {(Role(one.role), one.network_id, one.organization_id) for one in roles_of(person)}
    here = {role for role, where, _of in roles if where == network.pk}
    if here & set(MAKERS):
        return rows
    mine = Q(keeper=person) if here & set(IN_A_NETWORK) else Q(pk__in=[])
    return rows.filter(mine | Q(organization__in=hosts_of(person, network).values("pk")))


def is_held_on(clinic: Clinic, day: dt.date) -> bool:
    """Whether the clinic is held on a day: its weekday and weeks, and neither a day off nor a school holiday."""
    if day.weekday() != clinic.weekday or day < clinic.starts_on or (clinic.ends_on and day > clinic.ends_on):
        return False
    first = clinic.starts_on + (clinic.weekday - clinic.starts_on.weekday()) % WEEK * DAY
    if (day - first).days // WEEK % clinic.interval_weeks:
        return False
    if any(one.day == day for one in clinic.days_off.all()):
        return False
    region = clinic.network.holiday_region
    return clinic.in_holidays or not any(one.first <= day <= one.last for one in holidays(region))


def turns_on(clinic: Clinic, day: dt.date) -> list[dt.datetime]:
    """When the turns of a day begin; none on a day without. Only whole turns count."""
    if not is_held_on(clinic, day):
        return []
    zone, length = zone_of(clinic), dt.timedelta(minutes=clinic.turn_minutes)
    moment = moment_of(day, clinic.opens_at, zone).astimezone(dt.UTC)
    last = moment_of(day, clinic.closes_at, zone).astimezone(dt.UTC)
    found = []
    while moment + length <= last:
        found.append(moment.astimezone(zone))
        moment += length
    return found


def free_on(clinic: Clinic, day: dt.date, now: dt.datetime, taken: Collection[dt.datetime]) -> list[dt.datetime]:
    """The turns of a day that can still be had."""
    length = dt.timedelta(minutes=clinic.turn_minutes)
    return [
        one for one in turns_on(clinic, day) if one > now and all(abs(one - other) >= length for other in taken)
    ]  # fmt: skip


def coming_days(clinic: Clinic, now: dt.datetime, taken: Taken) -> Iterator[ClinicDay]:
    """The days on which it is held from now on, in order, as far as one can book."""
    today = now.astimezone(zone_of(clinic)).date()
    for ahead in range(LOOK_AHEAD + 1):
        day = today + ahead * DAY
        if is_held_on(clinic, day):
            yield ClinicDay(day, free_on(clinic, day, now, taken.get(clinic.pk, ())))


def next_free(clinic: Clinic, now: dt.datetime, taken: Taken, *, most: int) -> list[ClinicDay]:
    """The first days with a free turn."""
    return list(islice((day for day in coming_days(clinic, now, taken) if day.free), most))


def taken_of(clinics: Iterable[Clinic], now: dt.datetime) -> dict[UUID, set[dt.datetime]]:
    """The moments that somebody has, of each clinic; in one query."""
    found: dict[UUID, set[dt.datetime]] = defaultdict(set)
    rows = Appointment.objects.filter(
        clinic__in=[one.pk for one in clinics], state=AppointmentState.BOOKED, starts_at__gte=now - DAY
    )
    for clinic, moment in rows.values_list("clinic", "starts_at"):
        found[clinic].add(moment)
    return found


def zone_of(clinic: Clinic) -> ZoneInfo:
    return ZoneInfo(clinic.network.time_zone)
