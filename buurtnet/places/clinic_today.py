"""What waits for who sits at a clinic: the turns of today."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import ngettext

from buurtnet.areas.choices import Room
from buurtnet.kit.today import Item
from buurtnet.people.access import roles_of
from buurtnet.people.models import Person
from buurtnet.places.choices import AppointmentState
from buurtnet.places.hours import DAY
from buurtnet.places.models import Clinic


def clinic_items(person: Person, now: dt.datetime) -> list[Item]:
    """Each clinic of theirs with turns still to come today; in two queries."""
    here = [one.network_id for one in roles_of(person) if one.network_id]
    if not here:
        return []
    coming = Q(
        appointments__state=AppointmentState.BOOKED, appointments__starts_at__gte=now,
        appointments__starts_at__lt=now + DAY,
    )  # fmt: skip
    rows = Clinic.objects.filter(keeper=person, network__in=here, weekday__in=_weekdays(now))
    counted = rows.annotate(coming=Count("appointments", filter=coming)).filter(coming__gt=0)
    return [_item(one, one.coming, now) for one in counted.select_related("network") if _is_on(one, now)]


def _weekdays(now: dt.datetime) -> list[int]:
    """Today, wherever in the world that is."""
    return [(now + hours).weekday() for hours in (-DAY / 2, dt.timedelta(), DAY / 2)]


def _is_on(clinic: Clinic, now: dt.datetime) -> bool:
    local = now.astimezone(ZoneInfo(clinic.network.time_zone))
    return clinic.network.has(Room.PLACES) and local.weekday() == clinic.weekday


def _item(clinic: Clinic, number: int, now: dt.datetime) -> Item:
    local = now.astimezone(ZoneInfo(clinic.network.time_zone))
    ends = dt.datetime.combine(local.date(), clinic.closes_at, local.tzinfo)
    title = ngettext(
        "Vandaag komt er %(number)d mens op je spreekuur", "Vandaag komen er %(number)d mensen op je spreekuur",
        number,
    ) % {"number": number}  # fmt: skip
    url = reverse("places:clinic_day", args=[clinic.network.slug, clinic.pk])
    return Item(now, title, url, "calendar-days", ends, clinic.network.name)
