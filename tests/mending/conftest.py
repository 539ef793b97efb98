"""A network with an area, what is offered in it, its director and an organization that may have an editor."""

import pytest
from django.core.cache import caches
from pytest_django import Settings

from buurtnet.areas.finding import forget_network_areas
from buurtnet.areas.models import Area, Network
from buurtnet.directory.models import Phone, Schedule, Service
from buurtnet.kit import limits
from buurtnet.people.choices import Role
from buurtnet.people.models import Organization, Person
from tests.directory.searchable import reaching, town
from tests.factories import NetworkFactory, OrganizationFactory, ServiceFactory
from tests.people.cast import person


@pytest.fixture(autouse=True)
def fresh_limits(settings: Settings, db: None) -> None:
    """Limits, and what is kept for a while, are of a whole process; each test begins with none."""
    limits._windows.clear()
    forget_network_areas()
    caches["limits"].clear()
    settings.FORMS_PER_MINUTE = settings.SEARCHES_PER_MINUTE = 0


@pytest.fixture
def area() -> Area:
    return town()[0]


@pytest.fixture
def network(area: Area) -> Network:
    network: Network = NetworkFactory(slug="havendijk", name="Buurtnet Havendijk", areas=[area])
    forget_network_areas()
    return network


@pytest.fixture
def stichting() -> Organization:
    return OrganizationFactory(name="Stichting De Kade", website="https://kade.example", email="info@kade.example")


@pytest.fixture
def club(network: Network, area: Area, stichting: Organization) -> Service:
    """Huiswerkclub De Loods: a phone of its own, and open on two afternoons."""
    club: Service = ServiceFactory(
        name="Huiswerkclub De Loods", organization=stichting, description="Samen huiswerk maken.", minimum_age=8,
        maximum_age=12,
    )  # fmt: skip
    reaching(club, area)
    Phone.objects.create(service=club, number="0999 - 12 34 56", e164="+31999123456", description="balie")
    Schedule.objects.create(service=club, freq="WEEKLY", byday="TU,TH", opens_at="15:30", closes_at="17:00")
    return club


@pytest.fixture
def ingrid(network: Network) -> Person:
    """The director."""
    return person("Ingrid de Wit", Role.DIRECTOR, network)


@pytest.fixture
def joris(stichting: Organization) -> Person:
    """The editor of the organization."""
    return person("Joris Bakker", Role.EDITOR, None, stichting)
