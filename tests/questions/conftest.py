"""A network with a question door, two people behind it, its director, and a colleague who is not on the roster."""

import datetime as dt

import pytest

from buurtnet.areas.finding import forget_network_areas
from buurtnet.areas.models import Area, Network
from buurtnet.people.choices import Role
from buurtnet.people.models import Organization, Person
from buurtnet.questions.models import Duty
from tests.directory.searchable import town
from tests.factories import NetworkFactory
from tests.people.at_work import buurtteam, fresh_limits, ingrid
from tests.people.cast import person
from tests.questions.rows import on_duty

__all__ = ["buurtteam", "fresh_limits", "ingrid"]


@pytest.fixture
def area() -> Area:
    return town()[0]


@pytest.fixture
def network(area: Area) -> Network:
    network: Network = NetworkFactory(slug="havendijk", name="Buurtnet Havendijk", areas=[area])
    forget_network_areas()
    return network


@pytest.fixture
def samira(network: Network, buurtteam: Organization) -> Person:
    """A connector, on the roster once ``roster`` is asked for."""
    return person("Samira Haddad", Role.CONNECTOR, network, buurtteam)


@pytest.fixture
def joris(network: Network, buurtteam: Organization) -> Person:
    """A partner, on the roster once ``roster`` is asked for."""
    return person("Joris Bakker", Role.MEMBER, network, buurtteam)


@pytest.fixture
def emre(network: Network) -> Person:
    """A partner who is on no roster."""
    return person("Emre Yilmaz", Role.MEMBER, network)


@pytest.fixture
def roster(network: Network, samira: Person, joris: Person) -> list[Duty]:
    """Samira and Joris, on every working day."""
    return [on_duty(network, samira), on_duty(network, joris)]


@pytest.fixture
def today() -> dt.date:
    return dt.datetime.now(tz=dt.UTC).astimezone().date()
