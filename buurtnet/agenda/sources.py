"""Calendars that are read along: added, put off and on again, and taken away."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from buurtnet.agenda.choices import ActivityState, SourceState
from buurtnet.agenda.models import Activity, CalendarSource, ReadAlong
from buurtnet.agenda.taking_up import FIRST_VERSION, stop_one
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


@transaction.atomic
def remove(source: CalendarSource, *, by: By) -> None:
    """It goes, and what came from it is stopped; what a person changed here stays, as an activity like any other."""
    found = CalendarSource.objects.select_for_update(of=("self",)).get(pk=source.pk)
    own = Activity.objects.filter(pk=OuterRef("activity"), version=FIRST_VERSION, state=ActivityState.LIVE)
    for row in ReadAlong.objects.filter(Exists(own), source=found):
        stop_one(row, timezone.now())
    note(found, by, "source.removed", Action.ERASE)
    found.delete()


def note(source: CalendarSource, by: By, what: str, action: Action) -> None:
    record(
        action, actor=by.person, obj=source, network=source.network_id, organization=source.organization_id,
        role_then=by.role, rule=what, request=by.request,
    )  # fmt: skip
