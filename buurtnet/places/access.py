"""Who may use, keep and decide about which venue, as queries. Other networks' venues are not there at all."""

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from buurtnet.areas.choices import Room
from buurtnet.areas.here import network_or_404
from buurtnet.areas.models import Network
from buurtnet.people.access import has_role, roles_of
from buurtnet.people.choices import IN_A_NETWORK, PARTNERS, Role
from buurtnet.people.models import Membership, Organization, Person
from buurtnet.people.work import Work, refuse, work_of
from buurtnet.places.models import Venue

MAKERS = (Role.CONNECTOR, Role.DIRECTOR)  # who put a place on the site, and keep all of them


def places_room(request: HttpRequest, slug: str) -> Network:
    """The network of the page; 404 where this room is switched off."""
    network = network_or_404(request, slug)
    if not network.has(Room.PLACES):
        raise Http404
    return network


def networks_with_places() -> list[Network]:
    """Where this room is switched on."""
    return [one for one in Network.objects.order_by("pk") if one.has(Room.PLACES)]


def venues_with_hours(venues: QuerySet[Venue]) -> QuerySet[Venue]:
    """Venues with all that ``hours`` and the cards ask of them; always the same number of queries."""
    return venues.select_related("network", "location", "host").prefetch_related(
        "hours", "closed_days", "location__addresses", "location__schedules", "location__accessibility"
    )


def shown_venues(network: Network) -> QuerySet[Venue]:
    """What visitors see."""
    return venues_with_hours(Venue.objects.shown_in(network))


def at_places(request: HttpRequest, slug: str) -> Work:
    """Who works with places here: partners of the network, and editors of an organization that takes part in it."""
    network = places_room(request, slug)
    work = work_of(request, network)
    if not (work.is_partner() or hosts_of(work.person, network).exists()):
        refuse(request, work, "places")
    return work


def venues_kept_by(person: Person, network: Network) -> QuerySet[Venue]:
    """Venues whose hours, texts and bookings someone keeps: theirs, their organization's, or all of a network."""
    venues = Venue.objects.filter(network=network)
    roles = {(Role(one.role), one.network_id, one.organization_id) for one in roles_of(person)}
    here = {role for role, where, _of in roles if where == network.pk}
    if here & set(MAKERS):
        return venues
    mine = Q(keeper=person) if here & set(IN_A_NETWORK) else Q(pk__in=[])
    return venues.filter(mine | Q(host__in=hosts_of(person, network).values("pk")))


def keeps(person: Person | None, venue: Venue) -> bool:
    return person is not None and venues_kept_by(person, venue.network).filter(pk=venue.pk).exists()


def may_make(work: Work) -> bool:
    """Put a new place on the site: who connects or directs here, and editors of an organization that takes part."""
    return work.has(MAKERS) or (work.network is not None and hosts_of(work.person, work.network).exists())


def hosts_of(person: Person, network: Network) -> QuerySet[Organization]:
    """For which organizations of this network someone can put a place on the site."""
    here = Organization.objects.filter(pk__in=taking_part(network).values("organization"))
    if has_role(person, MAKERS, network=network):
        return here
    edited = roles_of(person).filter(role=Role.EDITOR)
    return here.filter(pk__in=edited.values("organization"))


def taking_part(network: Network) -> QuerySet[Membership]:
    """By which an organization takes part in this network now. One that left keeps nothing here."""
    return Membership.objects.current().filter(network=network, organization__isnull=False)


def is_known(person: Person | None, network: Network) -> bool:
    """Whether someone is signed in and has a role here, or edits an organization that takes part."""
    if person is None:
        return False
    return has_role(person, IN_A_NETWORK, network=network) or hosts_of(person, network).exists()


def is_trusted(person: Person | None, network: Network) -> bool:
    """Whether someone has a role that books a place directly: a partner here, or the editor of one."""
    if person is None:
        return False
    return has_role(person, PARTNERS, network=network) or hosts_of(person, network).exists()


def organizations_for(person: Person | None, network: Network) -> QuerySet[Organization]:
    """In whose name someone can book here."""
    if person is None:
        return Organization.objects.none()
    held = roles_of(person).filter(Q(network=network, role__in=PARTNERS) | Q(role=Role.EDITOR))
    return Organization.objects.filter(pk__in=held.filter(organization__isnull=False).values("organization"))


def deciders_of(venue: Venue) -> QuerySet[Person]:
    """Who is asked about a booking: the keeper, else the editors of the host, else the directors of the network.

    A host that no longer takes part in the network is not asked.
    """
    held = Membership.objects.current()
    keeper = held.filter(person=venue.keeper, network=venue.network) if venue.keeper_id else held.none()
    hosts = taking_part(venue.network).filter(organization=venue.host_id).values("organization")
    editors = held.filter(role=Role.EDITOR, organization__in=hosts)
    directors = held.filter(role=Role.DIRECTOR, network=venue.network)
    asked = next((one for one in (keeper, editors, directors) if one.exists()), held.none())
    return Person.objects.filter(pk__in=asked.values("person"), is_active=True)
