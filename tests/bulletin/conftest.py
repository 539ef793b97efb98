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

ROOMS = [Room.MAP, Room.AGENDA, Room.QUESTION, Room.BULLETIN]


@pytest.fixture(autouse=True)
def fresh_limits(settings: Settings, db: None) -> None:
    """Limits are of a whole process; each test begins with none."""
    limits._windows.clear()
    settings.FORMS_PER_MINUTE = settings.SEARCHES_PER_MINUTE = 0
    for name in ("limits", "shared"):
        caches[name].clear()


@pytest.fixture
def network(db: None) -> Network:
    made: Network = NetworkFactory(slug="havendijk", name="Buurtnet Havendijk", rooms=ROOMS)
    return made


@pytest.fixture
def other(db: None) -> Network:
    made: Network = NetworkFactory(slug="duinbeke", name="Buurtnet Duinbeke", rooms=ROOMS)
    return made


@pytest.fixture
def samira(network: Network) -> Person:
    """A connector."""
    return person("Samira Haddad", Role.CONNECTOR, network)


@pytest.fixture
def connector(samira: Person) -> Client:
    return ring_one(samira)


@pytest.fixture
def director(network: Network) -> Client:
    return ring_one(person("Ingrid de Wit", Role.DIRECTOR, network))


@pytest.fixture
def partner(network: Network) -> Client:
    return ring_one(person("Joris Bakker", Role.MEMBER, network))


@pytest.fixture
def resident(network: Network) -> Client:
    return ring_one(person("Hanan Aziz", Role.RESIDENT, network))


@pytest.fixture
def stranger(other: Network) -> Client:
    """The director of the other network."""
    return ring_one(person("Griet Maes", Role.DIRECTOR, other))
