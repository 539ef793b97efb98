"""Who is what, and what follows from it. Asked of the database each time: a role ends with the next request."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest

from buurtnet.areas.models import Network
from buurtnet.people.choices import OF_AN_ORGANIZATION, PARTNERS, STRONG, Role
from buurtnet.people.models import Card, Membership, Organization, Person, Welcome

# Who knows the residents of a network, and lets others find them.
WELCOMERS = (Role.DIRECTOR, Role.CONNECTOR)
# Roles of their own people that the editor of an organization gives and ends.
KEPT_BY_AN_EDITOR = (Role.VOLUNTEER, Role.MEMBER, *OF_AN_ORGANIZATION)

type Visitor = Person | AnonymousUser


def visitor(request: HttpRequest) -> Person | None:
    """Who is signed in. A request without the cookie of a session is nobody's, and opens none."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return request.user if isinstance(request.user, Person) else None


def roles_of(person: Visitor) -> QuerySet[Membership]:
    """The roles that hold now, with where they hold."""
    if not isinstance(person, Person):
        return Membership.objects.none()
    return Membership.objects.current().filter(person=person).select_related("network", "organization")


def has_role(
    person: Visitor,
    roles: Iterable[Role],
    *,
    network: Network | None = None,
    organization: Organization | None = None,
) -> bool:
    """Whether one of these roles holds now: in this network, of this organization, or of the system."""
    held = roles_of(person).filter(role__in=list(roles))
    if network is not None:
        held = held.filter(network=network)
    if organization is not None:
        held = held.filter(organization=organization)
    return held.exists()


def may_read_cards(person: Visitor, network: Network) -> bool:
    """Partners of a network read its who-is-who; policy readers and administrators do not."""
    return has_role(person, PARTNERS, network=network)


def may_direct(person: Visitor, network: Network) -> bool:
    """Invite, change and end roles in a network, and set it up."""
    return has_role(person, [Role.DIRECTOR], network=network)


def may_manage(person: Visitor, organization: Organization) -> bool:
    """Keep the people of an organization."""
    return has_role(person, [Role.EDITOR], organization=organization)


def keeps_as(person: Visitor, organization: Organization) -> Role | None:
    """In which role someone keeps the people of an organization: as its editor or, when it has none, as the director
    who directs it. None: not at all.
    """
    if may_manage(person, organization):
        return Role.EDITOR
    return Role.DIRECTOR if not has_editor(organization) and _directs_where(person, organization) else None


def has_editor(organization: Organization) -> bool:
    return Membership.objects.current().filter(role=Role.EDITOR, organization=organization).exists()


def may_give(person: Visitor, role: Role, network: Network | None, organization: Organization | None) -> bool:
    """Who gives which role: a director those of the network; an editor members and officers of their organization.

    Asked when someone is invited, and again when they accept: who may not give a role any more, gives none.
    """
    if role == Role.ADMINISTRATOR:
        return has_role(person, [Role.ADMINISTRATOR])
    if role in OF_AN_ORGANIZATION:
        return organization is not None and (may_manage(person, organization) or _directs_where(person, organization))
    if network is None:
        return False
    if may_direct(person, network):
        return organization is None or may_bring_in(person, organization, network)
    if role not in {Role.VOLUNTEER, Role.MEMBER} or organization is None:
        return False
    return may_manage(person, organization) and takes_part(organization, network)


def may_bring_in(person: Visitor, organization: Organization, network: Network) -> bool:
    """Write the name of an organization beside a role: it takes part here, or nowhere that others direct.

    Who could write any name would take hold of an organization that belongs to another network.
    """
    return takes_part(organization, network) or not directed_by_others(person).filter(pk=organization.pk).exists()


def may_keep(person: Visitor, membership: Membership) -> bool:
    """Change or end a role of someone: the director of its network, the editor of its organization."""
    if membership.network is not None and may_direct(person, membership.network):
        return True
    if membership.organization is None or membership.role not in KEPT_BY_AN_EDITOR:
        return False
    return may_manage(person, membership.organization) or (
        membership.network is None and _directs_where(person, membership.organization)
    )


def takes_part(organization: Organization, network: Network) -> bool:
    """Whether an organization takes part in a network: someone of it has a role there."""
    return Membership.objects.current().filter(organization=organization, network=network).exists()


def needs_strong_door(person: Person) -> bool:
    """Whether a role of this person opens something that a mail link alone never opens."""
    return roles_of(person).filter(role__in=STRONG).exists()


def is_resident_only(person: Person) -> bool:
    """Whether this person holds no role that someone gave: every other one may open what is of others."""
    return not roles_of(person).exclude(role=Role.RESIDENT).exists()


def people_of(network: Network) -> QuerySet[Person]:
    """Everyone who stands in the who-is-who: partners, and residents who get things going.

    A resident stands there by their own wish, once a director or connector of the network said that they know them.
    """
    going = Card.objects.filter(gets_things_going=True)
    known = Q(role=Role.RESIDENT, person__in=known_in(network)) & Q(person__in=going.values("person"))
    held = Membership.objects.holding().filter(Q(role__in=PARTNERS) | known, network=network)
    return Person.objects.filter(pk__in=held.values("person"), is_active=True)


def connectors_of(network: Network) -> QuerySet[Person]:
    """Connectors, and people who get things going, who agreed to stand on the public page of the neighbourhood."""
    known = ~Q(role=Role.RESIDENT) | Q(person__in=known_in(network))
    held = Membership.objects.current().filter(
        Q(role=Role.CONNECTOR) | Q(person__card__gets_things_going=True) & known,
        network=network,
        person__card__is_public=True,
    )
    return Person.objects.filter(pk__in=held.values("person"), is_active=True)


def known_in(network: Network) -> Any:
    """Ids of residents whom a director or connector knows, by the name they have now; another name is asked anew."""
    return Welcome.objects.filter(network=network, known_as=F("person__name")).values("person")


def organizations_directed(person: Visitor) -> QuerySet[Organization]:
    """Organizations whose editors and officers a director keeps: they take part in networks of this director only.

    One that takes part elsewhere too keeps itself: no director reaches into another network.
    """
    directed = roles_of(person).filter(role=Role.DIRECTOR).values("network")
    here = Membership.objects.current().filter(network__in=directed, organization=OuterRef("pk"))
    return Organization.objects.filter(Exists(here), ~Exists(held_elsewhere(person)))


def directed_by_others(person: Visitor) -> QuerySet[Organization]:
    """Organizations that take part in a network that this person does not direct."""
    return Organization.objects.filter(Exists(held_elsewhere(person)))


def held_elsewhere(person: Visitor) -> QuerySet[Membership]:
    """Roles of people of an organization (``OuterRef``) in a network that this person does not direct.

    Asked of each organization apart: the first role is enough, and the index holds both.
    """
    directed = roles_of(person).filter(role=Role.DIRECTOR).values("network")
    held = Membership.objects.current().filter(organization=OuterRef("pk"), network__isnull=False)
    return held.exclude(network__in=directed)


def _directs_where(person: Visitor, organization: Organization) -> bool:
    return organizations_directed(person).filter(pk=organization.pk).exists()
