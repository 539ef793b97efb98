"""What a meeting agrees that someone does before a day. One owner: a person, or an organization that names one."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.meetings.access import KNOWN
from buurtnet.meetings.choices import PointState
from buurtnet.meetings.models import Action, AgendaItem, Meeting, Point
from buurtnet.meetings.moving import hash_of, link_of, move_point, note, refuse, step
from buurtnet.meetings.noting import writing
from buurtnet.people.models import Membership, Organization, Person
from buurtnet.privacy.choices import Action as LogAction

MOST: Final = 300  # actions of one meeting
USUALLY: Final = dt.timedelta(days=28)  # until an action is done, when no next meeting is named
FARTHEST: Final = dt.timedelta(days=730)


@dataclass(frozen=True)
class Agreed:
    """Someone does something before a day. Without ``owner`` the organization names who."""

    text: str
    due: dt.date
    owner: Person | None = None
    organization: Organization | None = None
    item: AgendaItem | None = None
    point: Point | None = None


def agree(meeting: Meeting, said: Agreed, *, form_key: uuid.UUID, by: Person) -> Action:
    """An action of this meeting; its point is taken on. Sent twice it is one. Raises ``NotNowError``."""
    key = uuid.uuid5(form_key, f"{meeting.pk} action")
    try:
        with transaction.atomic():
            writing(meeting, by)
            if there := Action.objects.filter(form_key=key).select_related("network").first():
                return there
            if Action.objects.filter(meeting=meeting).count() >= MOST:
                refuse(meeting, "actions.most", by, _("Meer acties passen niet in één bijeenkomst."))
            made = Action(
                meeting=meeting, network=meeting.network, form_key=key,
                **said.__dict__ | {"organization": said.organization or of_owner(networks_of(meeting), said.owner)},
            )  # fmt: skip
            made.agreed = as_agreed(made)
            made.reply_hash = hash_of("action", link_of("action", made.pk))
            made.save(force_insert=True)
            step(made, meeting=meeting)
            note(LogAction.CREATE, made, by)
            take_on(made, by)
            return made
    except IntegrityError:
        return Action.objects.select_related("network").get(form_key=key)


def as_agreed(action: Action) -> dict[str, str | None]:
    """An action as minutes tell it. Of its owner the row, so that a name goes with its account."""
    return {
        "text": action.text, "owner": str(action.owner_id) if action.owner_id else None,
        "organization": action.organization.name if action.organization else "", "due": action.due.isoformat(),
    }  # fmt: skip


def take_on(action: Action, by: Person) -> None:
    """The point of an action, when nobody had taken it on yet."""
    point = action.point
    if point is not None and point.state == PointState.SAID:
        point.refresh_from_db(fields=["state", "version"])
        if point.state == PointState.SAID:
            move_point(
                point, PointState.TAKEN, by=by, meeting=action.meeting, owner=action.owner,
                organization=action.organization,
            )  # fmt: skip


def networks_of(meeting: Meeting) -> list[Network]:
    return [meeting.network, *meeting.also.all()]


def can_own(networks: Iterable[Network]) -> QuerySet[Person]:
    """Who take part in these networks, by name."""
    held = Membership.objects.current().filter(network__in=networks, role__in=KNOWN)
    return Person.objects.filter(is_active=True, pk__in=held.values("person")).order_by("name_folded", "pk")


def at_the_table(meeting: Meeting) -> list[Organization]:
    """Organizations with someone in the networks, and those that were asked to the meeting; by name."""
    held = Membership.objects.current().filter(network__in=networks_of(meeting), organization__isnull=False)
    ids = {*held.values_list("organization", flat=True), *meeting.invitees.values_list("organization", flat=True)}
    return list(Organization.objects.filter(pk__in=ids - {None}).order_by("name", "pk"))


def of_owner(networks: Iterable[Network], owner: Person | None) -> Organization | None:
    """For whom someone is in these networks."""
    if owner is None:
        return None
    held = Membership.objects.current().filter(person=owner, network__in=networks)
    first = held.exclude(organization=None).select_related("organization").order_by("starts_at", "pk").first()
    return first.organization if first else None


def organizations_by_owner(meeting: Meeting, people: Iterable[Person]) -> dict[uuid.UUID, str]:
    """The name of the organization of each, in one query."""
    held = Membership.objects.current().filter(person__in=people, network__in=networks_of(meeting))
    rows = held.exclude(organization=None).order_by("-starts_at", "-pk").values_list("person", "organization__name")
    return dict(rows)
