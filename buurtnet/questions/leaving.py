"""Being away and coming back. No reason is asked; what waited goes to the deputy, without one to the director."""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from buurtnet.areas.models import Network
from buurtnet.people.models import Person
from buurtnet.questions.models import Duty, Leave
from buurtnet.questions.overdue import tell_of_late


@transaction.atomic
def be_away(person: Person, first: dt.date, last: dt.date, now: dt.datetime) -> Leave:
    """Days on which someone is away, both included. What nobody is left for, the director hears of."""
    leave, _is_new = Leave.objects.get_or_create(person=person, starts_on=first, ends_on=last)
    tell_of_late(now, list(networks_served_by(person)))
    return leave


def be_back(person: Person, pk: UUID) -> None:
    """Take leave back: only one's own."""
    Leave.objects.filter(person=person, pk=pk).delete()


def networks_served_by(person: Person) -> QuerySet[Network]:
    """Where someone stands on a roster, or stands in for who does."""
    duties = Duty.objects.filter(Q(person=person) | Q(deputy=person))
    return Network.objects.filter(pk__in=duties.values("network")).order_by("pk")


def my_duties(person: Person, today: dt.date) -> list[tuple[Duty, str]]:
    """The lines of all rosters on which someone stands, for themselves or to stand in; with the theme."""
    rows = Duty.objects.filter(Q(person=person) | Q(deputy=person)).filter(Q(ends_on=None) | Q(ends_on__gte=today))
    found = rows.select_related("network", "theme", "area", "person")
    language = get_language() or ""
    ordered = found.order_by("network__name", "starts_on", "pk")
    return [(one, one.theme.name_in(language) if one.theme else "") for one in ordered]
