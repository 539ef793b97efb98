"""A network with groups: its director, a connector, a partner and two residents."""

import pytest

from buurtnet.areas.choices import Room
from buurtnet.areas.finding import forget_network_areas
from buurtnet.areas.models import Network
from buurtnet.groups.models import Group
from buurtnet.people.choices import Role
from buurtnet.people.models import Organization, Person
from tests.directory.searchable import town
from tests.factories import NetworkFactory
from tests.groups.rows import a_group
from tests.people.at_work import buurtteam, fresh_limits, ingrid, samira
from tests.people.cast import person

__all__ = ["buurtteam", "fresh_limits", "ingrid", "samira"]


@pytest.fixture
def network() -> Network:
    network: Network = NetworkFactory(
        slug="havendijk", name="Buurtnet Havendijk", rooms=[Room.MAP, Room.AGENDA, Room.GROUPS], areas=town()
    )
    forget_network_areas()
    return network


@pytest.fixture
def joris(network: Network, buurtteam: Organization) -> Person:
    """A partner, who pulls the group."""
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
def group(network: Network, joris: Person) -> Group:
    """Live, to be asked for, with Joris as its owner."""
    return a_group(network, joris)
