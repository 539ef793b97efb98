"""Who announces, who looks at it first, and who changes an activity. Asked of the database each time."""

import datetime as dt
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from buurtnet.agenda.choices import ActivityState
from buurtnet.agenda.models import Activity, TrustedResident
from buurtnet.areas.models import Network
from buurtnet.people.access import Visitor, has_role, roles_of, takes_part
from buurtnet.people.choices import PARTNERS, Role
from buurtnet.people.models import Device, Membership, Organization, Person
from buurtnet.practices.access import people_in

KEEPERS: Final = (Role.DIRECTOR, Role.CONNECTOR)  # who change every activity of their network
LOOKERS: Final = (Role.MEMBER, Role.CONNECTOR, Role.DIRECTOR)  # who look at what a resident announces
IN_USE: Final = (ActivityState.LIVE, ActivityState.IDEA)
SILENT_AFTER: Final = dt.timedelta(days=90)  # an owner who was here on no device for so long is asked after


def may_announce(person: Visitor, network: Network) -> bool:
    """Everyone who is known in the network: who takes part, its residents, and editors of its organizations."""
    return has_role(person, [*PARTNERS, Role.RESIDENT], network=network) or bool(
        organizations_edited(person, network)
    )


def announces_at_once(person: Visitor, network: Network) -> bool:
    """Whether what someone announces stands in the calendar without a look by another."""
    if is_partner(person, network):
        return True
    if not isinstance(person, Person) or not has_role(person, [Role.RESIDENT], network=network):
        return False
    return TrustedResident.objects.filter(person=person, network=network).exists()


def is_partner(person: Visitor, network: Network) -> bool:
    """Whether someone works in the network, or edits an organization of it; a resident is none."""
    return has_role(person, PARTNERS, network=network) or bool(organizations_edited(person, network))


def may_look(person: Visitor, network: Network) -> bool:
    """Decide about what waits for a look."""
    return has_role(person, LOOKERS, network=network)


def may_keep(person: Visitor, network: Network) -> bool:
    """Change every activity of the network."""
    return has_role(person, KEEPERS, network=network)


def may_change(person: Visitor, activity: Activity) -> bool:
    """The owner, the editors of the organization that owns it, and connectors and directors of its network."""
    return changeable_by(person, activity.network).filter(pk=activity.pk).exists()


def changeable_by(person: Visitor, network: Network) -> QuerySet[Activity]:
    """The activities of a network that someone may change."""
    rows = Activity.objects.filter(network=network)
    if may_keep(person, network):
        return rows
    return rows.filter(own_of(person, network))


def own_of(person: Visitor, network: Network) -> Q:
    """Those one pulls oneself or by an organization one edits, and what one announced and nobody pulls yet.

    Of who is not known in the network any more, none.
    """
    if not isinstance(person, Person) or not may_announce(person, network):
        return Q(pk__in=[])
    announced = Q(made_by=person, owner=None, owner_organization=None)
    return Q(owner=person) | Q(owner_organization__in=organizations_edited(person, network)) | announced


def visible_to(person: Visitor, network: Network) -> QuerySet[Activity]:
    """What someone sees of a network's activities: those in the calendar, and behind it what they may change."""
    rows = Activity.objects.filter(network=network)
    if may_keep(person, network):
        return rows
    seen = Q(state=ActivityState.LIVE)
    if may_announce(person, network):
        seen |= Q(state=ActivityState.IDEA) | own_of(person, network)
    if may_look(person, network):
        seen |= Q(state=ActivityState.WAITING)
    return rows.filter(seen)


def organizations_edited(person: Visitor, network: Network) -> list[Organization]:
    """Organizations that someone keeps as its editor and that take part in the network, by name."""
    held = roles_of(person).filter(role=Role.EDITOR, organization__isnull=False)
    found = {one.organization_id: one.organization for one in held if one.organization}
    return sorted((one for one in found.values() if takes_part(one, network)), key=lambda one: one.name.casefold())


def organizations_of(person: Visitor, network: Network) -> list[Organization]:
    """In whose name someone announces: organizations they work for in this network, or edit."""
    held = roles_of(person).filter(network=network, role__in=PARTNERS, organization__isnull=False)
    found = {one.organization.pk: one.organization for one in held if one.organization}
    found |= {one.pk: one for one in organizations_edited(person, network)}
    return sorted(found.values(), key=lambda one: one.name.casefold())


def partners_in(network: Network) -> list[Organization]:
    """Organizations that take part in the network, by name."""
    held = Membership.objects.current().filter(network=network, organization__isnull=False)
    return list(Organization.objects.filter(pk__in=held.values("organization")).order_by("name", "pk"))


def people_to_ask(person: Person, activity: Activity) -> QuerySet[Person]:
    """Whom someone can give a task, or the whole: everyone of the network for who works in it.

    A resident has those who help already: who else is in the network is not for residents to read.
    """
    people = people_in(activity.network)
    if is_partner(person, activity.network):
        return people
    helping = Q(pk__in=activity.tasks.exclude(owner=None).values("owner"))
    return people.filter(helping | Q(pk__in=[person.pk, activity.owner_id, activity.made_by_id]))


def free_for(person: Visitor, network: Network, now: dt.datetime) -> QuerySet[Activity]:
    """What someone may take up: what nobody pulls. From an owner who is silent or gone only who works here takes it.

    With an activity come the contact details of who joined it.
    """
    rows = seeking_owner(network, now)
    return rows if is_partner(person, network) else rows.filter(owner=None, owner_organization=None)


def seeking_owner(network: Network, now: dt.datetime) -> QuerySet[Activity]:
    """Activities nobody pulls: without an owner, or whose owner left the network or was not here for 90 days.

    An organization pulls on as long as someone of it takes part.
    """
    here, since = Membership.objects.current().filter(network=network), now - SILENT_AFTER
    by_organization = here.filter(organization=OuterRef("owner_organization"))
    roles = Membership.objects.current().filter(person=OuterRef("owner"))
    active = roles.filter(Q(network=network) | Q(role=Role.EDITOR), person__is_active=True)
    signed_in = Q(person__last_login__gte=since) | Q(person__joined_at__gte=since)
    seen = Exists(Device.objects.filter(person=OuterRef("person"), last_seen_at__gte=since))
    rows = Activity.objects.filter(network=network, state__in=IN_USE)
    return rows.filter(~Exists(by_organization), ~Exists(active.filter(signed_in | seen)), read_along=None)
