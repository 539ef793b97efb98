"""A network that meets: its director, a connector, a partner and a resident."""

import pytest

from buurtnet.areas.choices import Room
from buurtnet.areas.finding import forget_network_areas
from buurtnet.areas.models import Network
from buurtnet.people.choices import Role
from buurtnet.people.models import Organization, Person
from tests.directory.searchable import town
from tests.factories import NetworkFactory
from tests.people.at_work import buurtteam, fresh_limits, ingrid, samira
from tests.people.cast import person

__all__ = ["buurtteam", "fresh_limits", "ingrid", "samira"]


@pytest.fixture
def network() -> Network:
    network: Network = NetworkFactory(
        slug="havendijk", name="Buurtnet Havendijk", rooms=[Room.MAP, Room.AGENDA, Room.MEETINGS],
        areas=town("Havendijk", "Westerkade", "Molenveld"),
    )  # fmt: skip
    forget_network_areas()
    return network


@pytest.fixture
def joris(network: Network, buurtteam: Organization) -> Person:
    """A partner of the Buurtteam."""
    return person("Joris Bakker", Role.MEMBER, network, buurtteam)


@pytest.fixture
def hanan(network: Network) -> Person:
    """A resident."""
    return person("Hanan Yildiz", Role.RESIDENT, network)
