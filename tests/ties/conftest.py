"""A network whose partners see each other: a director, a connector and a partner."""

import pytest

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.people.choices import Role
from buurtnet.people.models import Organization, Person
from tests.factories import NetworkFactory
from tests.people.at_work import buurtteam, fresh_limits, ingrid, samira
from tests.people.cast import person

__all__ = ["buurtteam", "fresh_limits", "ingrid", "samira"]


@pytest.fixture
def network() -> Network:
    return NetworkFactory(slug="havendijk", name="Buurtnet Havendijk", rooms=[Room.MAP, Room.AGENDA, Room.MEETINGS])


@pytest.fixture
def joris(network: Network, buurtteam: Organization) -> Person:
    return person("Joris Bakker", Role.MEMBER, network, buurtteam)
