"""A network with this room, another one, their people, and counters that begin with nothing."""

import pytest
from django.core.cache import caches
from django.test import Client
from pytest_django import Settings

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.kit import limits
from buurtnet.people.choices import Role
from buurtnet.people.models import Person
from tests.factories import NetworkFactory
from tests.people.cast import person, ring_one


@pytest.fixture(autouse=True)
def fresh_limits(settings: Settings, db: None) -> None:
    """Limits are of a whole process; each test begins with none."""
    limits._windows.clear()
    settings.FORMS_PER_MINUTE = settings.SEARCHES_PER_MINUTE = 0
    for name in ("limits", "shared"):
        caches[name].clear()


@pytest.fixture
def network(db: None) -> Network:
    made: Network = NetworkFactory(
        slug="havendijk", name="Buurtnet Havendijk", rooms=[Room.MAP, Room.PRACTICES, Room.AGENDA]
    )
    return made


@pytest.fixture
def other(db: None) -> Network:
    made: Network = NetworkFactory(
        slug="duinbeke", name="Buurtnet Duinbeke", rooms=[Room.MAP, Room.PRACTICES, Room.AGENDA]
    )
    return made


@pytest.fixture
def ingrid(network: Network) -> Person:
    """The director."""
    return person("Ingrid de Wit", Role.DIRECTOR, network)


@pytest.fixture
def samira(network: Network) -> Person:
    """A connector."""
    return person("Samira Haddad", Role.CONNECTOR, network)


@pytest.fixture
def joris(network: Network) -> Person:
    """A partner."""
    return person("Joris Bakker", Role.MEMBER, network)


@pytest.fixture
def hanan(network: Network) -> Person:
    """A resident."""
    return person("Hanan Aziz", Role.RESIDENT, network)


@pytest.fixture
def griet(other: Network) -> Person:
    """The director of the other network."""
    return person("Griet Maes", Role.DIRECTOR, other)


@pytest.fixture
def director(ingrid: Person) -> Client:
    return ring_one(ingrid)


@pytest.fixture
def connector(samira: Person) -> Client:
    return ring_one(samira)


@pytest.fixture
def partner(joris: Person) -> Client:
    return ring_one(joris)


@pytest.fixture
def resident(hanan: Person) -> Client:
    return ring_one(hanan)


@pytest.fixture
def stranger(griet: Person) -> Client:
    """Someone of the other network."""
    return ring_one(griet)
