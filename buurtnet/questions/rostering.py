"""Keeping the duty roster: who answers what from when until when; written by the director, and written down."""

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from buurtnet.areas.models import Network
from buurtnet.people.acting import By
from buurtnet.people.choices import PARTNERS
from buurtnet.people.models import Membership, Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record
from buurtnet.questions.leaving import be_away
from buurtnet.questions.models import Duty


def may_answer(network: Network) -> list[Person]:
    """Who can stand on the roster of a network: its partners, by name."""
    held = Membership.objects.current().filter(network=network, role__in=PARTNERS).select_related("person")
    return sorted({one.person for one in held}, key=lambda one: (one.name.casefold(), one.email))


@transaction.atomic
def add_duty(network: Network, said: dict[str, Any], *, by: By, key: UUID | None = None) -> Duty:
    """A new line. ``key``: of the form; sent twice with it, it is one."""
    duty, is_new = Duty.objects.get_or_create(pk=key or uuid4(), defaults={"network": network, **said})
    if is_new:
        note(duty, "added", by)
    return duty


@transaction.atomic
def change_duty(duty: Duty, said: dict[str, Any], *, by: By) -> Duty:
    """Another person, other days, another theme: all that a line says."""
    found = Duty.objects.select_for_update(of=("self",)).get(pk=duty.pk)
    for name, value in said.items():
        setattr(found, name, value)
    found.save()
    note(found, "changed", by)
    return found


@transaction.atomic
def end_duty(duty: Duty, *, today: dt.date, by: By) -> None:
    """From today on it is no duty any more; what began earlier stays on record until yesterday."""
    found = Duty.objects.select_for_update(of=("self",)).get(pk=duty.pk)
    note(found, "ended", by)
    yesterday = today - dt.timedelta(days=1)
    if found.starts_on > yesterday:
        found.delete()
    elif found.ends_on is None or found.ends_on > yesterday:
        found.ends_on = yesterday
        found.save(update_fields=["ends_on"])


@transaction.atomic
def set_away(duty: Duty, last: dt.date, *, today: dt.date, by: By, now: dt.datetime) -> None:
    """Who is ill may not be able to say so: the director does, for today until a day. They can take it back."""
    be_away(duty.person, today, last, now)
    note(duty, "away", by)


def note(duty: Duty, what: str, by: By) -> None:
    """Write down what was done with a line."""
    record(
        Action.CHANGE, actor=by.person, obj=duty, subject=duty.person_id, network=duty.network_id, role_then=by.role,
        rule=f"duty.{what}", request=by.request,
    )  # fmt: skip
