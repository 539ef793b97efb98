"""A network with this room and two neighbourhoods in a district, its people, and counters that begin with nothing."""

import pytest
from django.core.cache import caches
from django.test import Client
from pytest_django import Settings

from buurtnet.areas.choices import AreaKind, Room
from buurtnet.areas.finding import forget_network_areas
from buurtnet.areas.models import Area, Network
from buurtnet.kit import limits
from buurtnet.people.choices import Role
from buurtnet.people.models import Person
from tests.factories import AreaFactory, NetworkFactory
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
def district(db: None) -> Area:
    made: Area = AreaFactory(kind=AreaKind.DISTRICT, name="Havenzijde", slug="havenzijde")
    return made


@pytest.fixture
def area(district: Area) -> Area:
    """The neighbourhood where most of it plays."""
    made: Area = AreaFactory(name="Westerkade", slug="westerkade", parent=district, ancestor_ids=[district.pk])
    return made


@pytest.fixture
def other_area(district: Area) -> Area:
    """The neighbourhood beside it, in the same district."""
    made: Area = AreaFactory(name="Molenveld", slug="molenveld", parent=district, ancestor_ids=[district.pk])
    return made


@pytest.fixture
def network(area: Area, other_area: Area) -> Network:
    network: Network = NetworkFactory(
        slug="havendijk", name="Buurtnet Havendijk", areas=[area, other_area],
        rooms=[Room.MAP, Room.QUESTION, Room.NEEDS],
    )  # fmt: skip
    forget_network_areas()
    return network


@pytest.fixture
def ingrid(network: Network) -> Person:
    """The director."""
    return person("Ingrid de Wit", Role.DIRECTOR, network)


@pytest.fixture
def samira(network: Network) -> Person:
    """A connector."""
    return person("Samira El Idrissi", Role.CONNECTOR, network)


@pytest.fixture
def joris(network: Network) -> Person:
    """A partner, who reads and does not decide."""
    return person("Joris Bakker", Role.MEMBER, network)


@pytest.fixture
def director(ingrid: Person) -> Client:
    return ring_two(ingrid)


@pytest.fixture
def connector(samira: Person) -> Client:
    return ring_one(samira)


@pytest.fixture
def partner(joris: Person) -> Client:
    return ring_one(joris)
