"""A network with this room and two neighbourhoods, its people, and counters that begin with nothing."""

import pytest
from django.test import Client

from buurtnet.areas.choices import Room
from buurtnet.areas.finding import forget_network_areas
from buurtnet.areas.models import Area, Network
from buurtnet.people.choices import Role
from buurtnet.people.models import Organization, Person
from tests.factories import AreaFactory, NetworkFactory, OrganizationFactory
from tests.people.cast import person, ring_two
from tests.practices.people import connector, fresh_limits, hanan, ingrid, partner, resident, samira

__all__ = ["connector", "fresh_limits", "hanan", "ingrid", "partner", "resident", "samira"]


@pytest.fixture
def area(db: None) -> Area:
    made: Area = AreaFactory(name="Westerkade", slug="westerkade")
    return made


@pytest.fixture
def other_area(db: None) -> Area:
    made: Area = AreaFactory(name="Molenveld", slug="molenveld")
    return made


@pytest.fixture
def network(area: Area, other_area: Area) -> Network:
    network: Network = NetworkFactory(
        slug="havendijk", name="Buurtnet Havendijk", areas=[area, other_area], rooms=[Room.MAP, Room.AGENDA]
    )
    forget_network_areas()
    return network


@pytest.fixture
def elsewhere(db: None) -> Network:
    """Another network with this room."""
    made: Network = NetworkFactory(slug="duinbeke", name="Buurtnet Duinbeke", rooms=[Room.MAP, Room.AGENDA])
    return made


@pytest.fixture
def kompas(network: Network) -> Organization:
    """An organization that takes part here: Joris works for it."""
    made: Organization = OrganizationFactory(name="Stichting Kompas")
    return made


@pytest.fixture
def joris(network: Network, kompas: Organization) -> Person:
    """A partner."""
    return person("Joris Bakker", Role.MEMBER, network, kompas)


@pytest.fixture
def director(ingrid: Person) -> Client:
    return ring_two(ingrid)
