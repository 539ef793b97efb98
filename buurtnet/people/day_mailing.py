"""The mail of the day: how much waits for someone, at the hour they chose, and nothing of what it is.

A day is done with once it was looked whether something waits: that and the mail are written in one transaction, so
that a worker that dies, or two at once, neither lose a mail nor send it twice.
"""

import datetime as dt
import logging
from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buurtnet.people.links import site_url
from buurtnet.people.mailing import in_their_language, send
from buurtnet.people.models import DayMail, Membership, Person
from buurtnet.people.models.membership import MembershipQuerySet

STANDARD_ZONE = "Europe/Amsterdam"
STILL_GOES = dt.timedelta(hours=4)  # after its hour, when no worker was there; later it would come at night

type Waiting = Callable[[Person, dt.datetime], int]

logger = logging.getLogger(__name__)


def zone_of(person: Person) -> ZoneInfo:
    """The time of someone's first network."""
    return ZoneInfo(zones_of(Membership.objects.filter(person=person)).first() or STANDARD_ZONE)


def zones_of(held: MembershipQuerySet) -> "QuerySet[Membership, str]":
    """Names of the time zones of networks, the one that someone belongs to longest first."""
    here = held.current().filter(network__isnull=False).order_by("starts_at", "pk")
    return here.values_list("network__time_zone", flat=True)


def send_day_mails(now: dt.datetime, waiting: Waiting) -> int:
    """Every mail of the day that is due. ``waiting`` says how many things wait for someone. Returns how many went.

    One that fails is told in the log and stops no other.
    """
    zones = zones_of(Membership.objects.filter(person=OuterRef("person")))
    wanted = DayMail.objects.filter(is_on=True, person__is_active=True).annotate(zone=Subquery(zones[:1]))
    count = 0
    for one in wanted.select_related("person"):
        local = now.astimezone(ZoneInfo(one.zone or STANDARD_ZONE))
        if not is_due(one, local):
            continue
        try:
            count += write(one, local, waiting(one.person, now))
        except Exception:
            logger.exception("The mail of the day %s was not made.", one.pk)
    return count


@transaction.atomic
def write(wanted: DayMail, local: dt.datetime, number: int) -> bool:
    """Be done with the day, and write the mail when something waits. Returns whether it was written."""
    found = DayMail.objects.select_for_update(of=("self",)).filter(pk=wanted.pk).first()
    if found is None or not is_due(found, local):
        return False
    found.done_on = local.date()
    found.save(update_fields=["done_on"])
    if number:
        mail_count(wanted.person, number)
    return bool(number)


def is_due(wanted: DayMail, local: dt.datetime) -> bool:
    """Whether someone wants it now. ``local``: this moment in their own time."""
    if not wanted.is_on or local.weekday() not in wanted.weekdays or wanted.done_on == local.date():
        return False
    hour = local.replace(hour=wanted.hour, minute=0, second=0, microsecond=0)
    return hour <= local < hour + STILL_GOES


def mail_count(person: Person, number: int) -> None:
    with in_their_language(person):
        said = ngettext(
            "Er staat iets voor je klaar in Buurtnet", "Er staan {number} dingen voor je klaar in Buurtnet", number
        ).format(number=number)
        lines = [
            said + ".",
            _("Bekijk je dag:") + "\n" + site_url("home:my_day"),
            _("Je krijgt deze mail op de dagen die je koos. Een ander moment, of stoppen?")
            + "\n" + site_url("people:day_mail"),
        ]  # fmt: skip
        send(person.email, said, "\n\n".join(lines) + "\n", person=person)


def day_mail_of(person: Person) -> DayMail:
    """What someone chose, or what the page shows before they chose."""
    return DayMail.objects.filter(person=person).first() or DayMail(person=person)


@transaction.atomic
def choose(person: Person, *, is_on: bool, hour: int, weekdays: list[int], now: dt.datetime) -> None:
    """Keep when someone wants it. An hour that is past today begins with the next day."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    wanted, _is_new = DayMail.objects.get_or_create(person=person)
    wanted.is_on, wanted.hour, wanted.weekdays = is_on, hour, weekdays
    local = now.astimezone(zone_of(person))
    if is_on and is_due(wanted, local):
        wanted.done_on = local.date()
    wanted.save()
