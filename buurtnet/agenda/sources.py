"""Calendars that are read along: added, put off and on again, and taken away."""

from django.db import transaction
from django.utils import timezone

from buurtnet.agenda.choices import ActivityState, SourceState
from buurtnet.agenda.models import CalendarSource, ReadAlong
from buurtnet.agenda.taking_up import AT_ONCE, FIRST_VERSION, stop_one
from buurtnet.areas.models import Network
from buurtnet.people.acting import By
from buurtnet.people.models import Organization
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record


def add(network: Network, organization: Organization, address: str, *, by: By) -> CalendarSource:
    """A calendar to read along. Raises ``IntegrityError`` when it is here already; call it in a transaction."""
    made = CalendarSource.objects.create(
        network=network, organization=organization, address=address, added_by=by.person
    )
    note(made, by, "source.added", Action.CREATE)
    return made


@transaction.atomic
def switch(source: CalendarSource, *, is_on: bool, by: By) -> CalendarSource:
    """Off: what came in stays as it is. On again: it is read from the first line on."""
    found = CalendarSource.objects.select_for_update(of=("self",)).get(pk=source.pk)
    if is_on == (found.state != SourceState.OFF):
        return found
    found.state = SourceState.ON if is_on else SourceState.OFF
    found.etag = found.digest = ""
    found.save(update_fields=["state", "etag", "digest"])
    note(found, by, "source.on" if is_on else "source.off", Action.CHANGE)
    return found


def remove(source: CalendarSource, *, by: By) -> None:
    """It goes, and what came from it is stopped; what a person changed here stays, as an activity like any other.

    Some entries at a time, so that nobody waits long for what one transaction locks; cut off, it can be done again.
    """
    switch(source, is_on=False, by=by)
    while stop_some(source):
        continue
    with transaction.atomic():
        found = CalendarSource.objects.select_for_update(of=("self",)).filter(pk=source.pk).first()
        if found is not None:
            note(found, by, "source.removed", Action.ERASE)
            found.delete()


@transaction.atomic
def stop_some(source: CalendarSource) -> bool:
    """Stop some of what came from a calendar, and let go of it. Returns whether there may be more."""
    rows = list(ReadAlong.objects.select_related("activity").filter(source=source).order_by("pk")[:AT_ONCE])
    for row in rows:
        if row.activity.version == FIRST_VERSION and row.activity.state == ActivityState.LIVE:
            stop_one(row, timezone.now())
    ReadAlong.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows) == AT_ONCE


def note(source: CalendarSource, by: By, what: str, action: Action) -> None:
    record(
        action, actor=by.person, obj=source, network=source.network_id, organization=source.organization_id,
        role_then=by.role, rule=what, request=by.request,
    )  # fmt: skip
