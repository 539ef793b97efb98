"""A network with this room and two neighbourhoods, its people, and counters that begin with nothing."""

import pytest
from django.core.cache import caches
from django.test import Client
from pytest_django import Settings

from buurtnet.areas.choices import Room
from buurtnet.areas.finding import forget_network_areas
from buurtnet.areas.models import Area, Network
from buurtnet.kit import limits
from buurtnet.people.choices import Role
from buurtnet.people.models import Organization, Person
from tests.factories import AreaFactory, NetworkFactory, OrganizationFactory
from tests.people.cast import person, ring_one, ring_two


@pytest.fixture(autouse=True)
def fresh_limits(settings: Settings) -> None:
    """Limits, and what is kept for a while, are of a whole process; each test begins with none."""
    limits._windows.clear()
    forget_network_areas()
    settings.FORMS_PER_MINUTE = settings.SEARCHES_PER_MINUTE = 0


@pytest.fixture(autouse=True)
def fresh_cache(db: None) -> None:
    for name in ("limits", "shared"):
        caches[name].clear()


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
def ingrid(network: Network) -> Person:
    """The director."""
    return person("Ingrid de Wit", Role.DIRECTOR, network)


@pytest.fixture
def samira(network: Network) -> Person:
    """A connector."""
    return person("Samira El Idrissi", Role.CONNECTOR, network)


@pytest.fixture
def joris(network: Network, kompas: Organization) -> Person:
    """A partner."""
    return person("Joris Bakker", Role.MEMBER, network, kompas)


@pytest.fixture
def hanan(network: Network) -> Person:
    """A resident."""
    return person("Hanan Yilmaz", Role.RESIDENT, network)


@pytest.fixture
def director(ingrid: Person) -> Client:
    return ring_two(ingrid)


@pytest.fixture
def connector(samira: Person) -> Client:
    return ring_one(samira)


@pytest.fixture
def partner(joris: Person) -> Client:
    return ring_one(joris)


@pytest.fixture
def resident(hanan: Person) -> Client:
    return ring_one(hanan)
