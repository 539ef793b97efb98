"""A network with a budget: its director, a connector, a partner, and residents; a pot with money in it."""

import uuid

import pytest

from buurtnet.areas.choices import Room
from buurtnet.areas.finding import forget_network_areas
from buurtnet.areas.models import Network
from buurtnet.budget.choices import BookingKind, PotState, PotTask
from buurtnet.budget.ledger import book
from buurtnet.budget.models import Idea, Pot
from buurtnet.budget.pots import appoint
from buurtnet.budget.promising import promise
from buurtnet.people.choices import Role
from buurtnet.people.models import Organization, Person
from tests.budget.idea_rows import a_shown_idea
from tests.directory.searchable import town
from tests.factories import NetworkFactory
from tests.people.at_work import buurtteam, fresh_limits, ingrid, samira
from tests.people.cast import person

__all__ = ["buurtteam", "fresh_limits", "ingrid", "samira"]


@pytest.fixture
def network() -> Network:
    network: Network = NetworkFactory(
        slug="havendijk", name="Buurtnet Havendijk", rooms=[Room.MAP, Room.AGENDA, Room.BUDGET],
        areas=town("Havendijk", "Westerkade", "Molenveld"),
    )  # fmt: skip
    forget_network_areas()
    return network


@pytest.fixture
def joris(network: Network, buurtteam: Organization) -> Person:
    """A partner, who looks at ideas."""
    return person("Joris Bakker", Role.MEMBER, network, buurtteam)


@pytest.fixture
def hanan(network: Network) -> Person:
    """A resident."""
    return person("Hanan Yildiz", Role.RESIDENT, network)


@pytest.fixture
def wim(network: Network) -> Person:
    """Another resident."""
    return person("Wim de Boer", Role.RESIDENT, network)


@pytest.fixture
def pot(network: Network) -> Pot:
    """Open, with € 1.000 in it."""
    made = Pot.objects.create(network=network, name="Buurtpot Havendijk", state=PotState.OPEN)
    book(made, BookingKind.DEPOSIT, 100_000, key=uuid.uuid4(), by=None, contributor="gemeente Havendijk")
    return made


@pytest.fixture
def ahmed(network: Network) -> Person:
    return person("Ahmed Bensaid", Role.MEMBER, network)


@pytest.fixture
def granted(network: Network, pot: Pot, joris: Person, ingrid: Person, samira: Person, ahmed: Person) -> Idea:
    """€ 200 promised; Samira keeps the fund, Ingrid and Ahmed release."""
    for who, task in ((samira, PotTask.KEEPER), (ingrid, PotTask.RELEASER), (ahmed, PotTask.RELEASER)):
        appoint(pot, who, task, by=ingrid)
    idea = a_shown_idea(network, joris, asked=20_000)
    return promise(idea, 20_000, by=joris)
