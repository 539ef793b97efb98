import time

import pytest
from django.core.cache import caches
from pytest_django import Settings

from buurtnet.areas.models import Network
from buurtnet.kit import limits
from buurtnet.people.choices import Role
from buurtnet.people.models import Membership, Person
from tests.factories import NetworkFactory


@pytest.fixture(autouse=True)
def fresh_limits(settings: Settings, db: None) -> None:
    """Limits are of a whole process; each test begins with none used."""
    limits._windows.clear()
    caches["limits"].clear()
    settings.SIGN_INS_PER_HOUR = 0


@pytest.fixture
def network() -> Network:
    return NetworkFactory(slug="havendijk", name="Netwerk Havendijk")


@pytest.fixture
def samira() -> Person:
    """Someone without a role."""
    return Person.objects.create_user("samira@havendijk.example", name="Samira")


@pytest.fixture
def joris(network: Network) -> Person:
    """A director, who has a strong role and no key yet."""
    person = Person.objects.create_user("joris@havendijk.example", name="Joris")
    Membership.objects.create(person=person, role=Role.DIRECTOR, network=network)
    return person


class Clock:
    """A clock that a test puts forward. It begins where an hour of limits begins: no window ends in the middle."""

    def __init__(self) -> None:
        self.ahead = 3600 - real_time() % 3600

    def forward(self, seconds: float) -> None:
        self.ahead += seconds

    def time(self) -> float:
        return real_time() + self.ahead


real_time = time.time


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the doors and of codes."""
    here = Clock()
    for module in ("doors", "factors", "signin", "provider"):
        monkeypatch.setattr(f"buurtnet.people.{module}.time", here)
    return here
