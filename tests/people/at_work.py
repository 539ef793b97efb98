"""A network, its director, a connector and an organization: for the tests of cards and of roles."""

import pytest
from django.core.cache import caches
from pytest_django import Settings

from buurtnet.areas.finding import forget_network_areas
from buurtnet.areas.models import Network
from buurtnet.kit import limits
from buurtnet.people.choices import Role
from buurtnet.people.models import Membership, Organization, Person
from tests.factories import NetworkFactory, OrganizationFactory
from tests.people.cast import person


@pytest.fixture(autouse=True)
def fresh_limits(settings: Settings, db: None) -> None:
    """Limits, and what is kept for a while, are of a whole process; each test begins with none."""
    limits._windows.clear()
    forget_network_areas()
    caches["limits"].clear()
    settings.SIGN_INS_PER_HOUR = settings.FORMS_PER_MINUTE = settings.SEARCHES_PER_MINUTE = 0


@pytest.fixture
def network() -> Network:
    return NetworkFactory(slug="havendijk", name="Buurtnet Havendijk")


@pytest.fixture
def buurtteam() -> Organization:
    return OrganizationFactory(name="Buurtteam Havendijk")


@pytest.fixture
def ingrid(network: Network) -> Person:
    """The director."""
    return person("Ingrid de Wit", Role.DIRECTOR, network)


@pytest.fixture
def samira(network: Network, buurtteam: Organization) -> Person:
    """A connector."""
    return person("Samira Haddad", Role.CONNECTOR, network, buurtteam)


@pytest.fixture
def samiras(samira: Person) -> Membership:
    return samira.memberships.get()
