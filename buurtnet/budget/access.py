"""Who finds, helps, decides and pays. Asked of the database each time."""

from typing import Final

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from buurtnet.areas.choices import Room
from buurtnet.areas.here import network_or_404
from buurtnet.areas.models import Network
from buurtnet.budget.choices import PotTask
from buurtnet.budget.models import Idea, Lanes, Pot, PotPerson
from buurtnet.people.access import Visitor, has_role
from buurtnet.people.choices import PARTNERS, Role
from buurtnet.people.models import Person
from buurtnet.people.work import Work, refuse, work_of

KNOWN: Final = (*PARTNERS, Role.RESIDENT)
LOOKERS: Final = (Role.MEMBER, Role.CONNECTOR, Role.DIRECTOR)  # who look at an idea before it is on the site
WRITERS: Final = (Role.CONNECTOR, Role.DIRECTOR)  # who write down what a resident says or has on paper


def budget_room(request: HttpRequest, slug: str) -> Network:
    """The network of the page; 404 where this room is switched off."""
    network = network_or_404(request, slug)
    if not network.has(Room.BUDGET):
        raise Http404
    return network


def at_budget(request: HttpRequest, slug: str) -> Work:
    """Everyone who is known in this network; 404 for others."""
    work = work_of(request, budget_room(request, slug))
    if not work.has(KNOWN):
        refuse(request, work, "budget")
    return work


def directing_budget(request: HttpRequest, slug: str) -> Work:
    """The director of this network; 404 for others."""
    work = work_of(request, budget_room(request, slug))
    if not work.is_director():
        refuse(request, work, "budget")
    return work


def is_known(person: Visitor, network: Network) -> bool:
    return has_role(person, KNOWN, network=network)


def lanes_of(network: Network) -> Lanes:
    """What this network agreed about money; the defaults until it did, not stored."""
    return Lanes.objects.filter(network=network).first() or Lanes(network=network)


def pots_of(person: Person, task: PotTask) -> QuerySet[Pot]:
    """Pots someone looks after in this way, as long as they are known in the network."""
    return Pot.objects.filter(people__person=person, people__task=task).select_related("network")


def looks_after(person: Visitor, pot: Pot, task: PotTask) -> bool:
    """Whether someone has this task for a pot and is still known in its network."""
    if not isinstance(person, Person) or not is_known(person, pot.network):
        return False
    return PotPerson.objects.filter(pot=pot, person=person, task=task).exists()


def is_own(person: Person, idea: Idea) -> bool:
    """Whether someone has this idea themselves, so that they never decide about it or release money for it."""
    return idea.person_id == person.pk
