"""Who sees the net, who says what kind of partner an organization is, and who speaks for an organization."""

from typing import Final

from django.http import Http404, HttpRequest

from buurtnet.areas.choices import Room
from buurtnet.areas.here import network_or_404
from buurtnet.areas.models import Network
from buurtnet.people.choices import ASKERS, Role
from buurtnet.people.models import Membership, Organization
from buurtnet.people.work import Work, edited_by, refuse, work_of

SWITCH: Final = Room.MEETINGS  # a net is what remains of meeting: the two are switched on together


def ties_room(request: HttpRequest, slug: str) -> Network:
    """The network of the page; 404 where this room is switched off."""
    network = network_or_404(request, slug)
    if not network.has(SWITCH):
        raise Http404
    return network


def at_the_net(request: HttpRequest, slug: str) -> Work:
    """Who takes part in the network; 404 for others."""
    work = work_of(request, ties_room(request, slug))
    if not work.is_partner():
        refuse(request, work, "ties")
    return work


def directing_the_net(request: HttpRequest, slug: str) -> Work:
    """The director; 404 for others."""
    work = work_of(request, ties_room(request, slug))
    if not work.has((Role.DIRECTOR,)):
        refuse(request, work, "ties")
    return work


def speaking(request: HttpRequest, slug: str) -> Work:
    """Who may speak for an organization in this network; 404 for others."""
    work = work_of(request, ties_room(request, slug))
    if not spoken_for(work):
        refuse(request, work, "ties")
    return work


def speaks_here(work: Work) -> bool:
    """Whether someone works for an organization in this network, as far as their roles alone tell."""
    return any(_speaks(work, one) for one in work.roles)


def _speaks(work: Work, held: Membership) -> bool:
    assert work.network
    here = held.network_id == work.network.pk and held.role in (*ASKERS, Role.DIRECTOR)
    return here and held.organization_id is not None


def spoken_for(work: Work) -> list[Organization]:
    """Organizations that someone works for here, or edits while they take part here."""
    assert work.network
    own = [one.organization for one in work.roles if one.organization and _speaks(work, one)]
    here = [one for one in edited_by(work) if takes_part(work.network, one)]
    return sorted({one.pk: one for one in [*own, *here]}.values(), key=lambda one: (one.name, one.pk))


def takes_part(network: Network, organization: Organization) -> bool:
    """Someone does so for it now; or it stands behind the principles, and must be able to stop."""
    return (
        network.memberships.current().filter(organization=organization).exists()
        or network.endorsements.filter(organization=organization, until=None).exists()
    )
