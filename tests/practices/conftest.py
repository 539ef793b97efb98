"""A network with this room and another one; who is in them stands in ``people``."""

import pytest

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from tests.factories import NetworkFactory
from tests.practices.people import (
    connector,
    director,
    fresh_limits,
    griet,
    hanan,
    ingrid,
    joris,
    partner,
    resident,
    samira,
    stranger,
)

__all__ = [
    "connector", "director", "fresh_limits", "griet", "hanan", "ingrid", "joris", "partner", "resident", "samira",
    "stranger",
]  # fmt: skip
ROOMS = [Room.MAP, Room.PRACTICES, Room.AGENDA]


@pytest.fixture
def network(db: None) -> Network:
    made: Network = NetworkFactory(slug="havendijk", name="Buurtnet Havendijk", rooms=ROOMS)
    return made


@pytest.fixture
def other(db: None) -> Network:
    made: Network = NetworkFactory(slug="duinbeke", name="Buurtnet Duinbeke", rooms=ROOMS)
    return made
