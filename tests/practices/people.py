"""Who takes part in a network and who does not, each with a client: for the rooms where things are done."""

import pytest
from django.core.cache import caches
from django.test import Client
from pytest_django import Settings

from buurtnet.areas.finding import forget_network_areas
from buurtnet.areas.models import Network
from buurtnet.kit import limits
from buurtnet.people.choices import Role
from buurtnet.people.models import Person
from tests.people.cast import person, ring_one

__all__ = [
    "connector", "director", "fresh_limits", "griet", "hanan", "ingrid", "joris", "partner", "resident", "samira",
    "stranger",
]  # fmt: skip


@pytest.fixture(autouse=True)
def fresh_limits(settings: Settings, db: None) -> None:
    """Limits, and what is kept for a while, are of a whole process; each test begins with none."""
    limits._windows.clear()
    forget_network_areas()
    settings.FORMS_PER_MINUTE = settings.SEARCHES_PER_MINUTE = 0
    for name in ("limits", "shared"):
        caches[name].clear()


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
