import pytest
from django.core.cache import caches
from pytest_django import Settings

from buurtnet.areas.finding import forget_network_areas
from buurtnet.areas.models import Network
from buurtnet.directory.models import Service
from buurtnet.kit import limits
from buurtnet.people.choices import Role
from buurtnet.people.models import Mail, Organization, Person
from buurtnet.upkeep.jobs import keep_fresh
from tests.factories import AreaFactory, NetworkFactory, OrganizationFactory
from tests.people.cast import person
from tests.upkeep.scene import area_of, service


@pytest.fixture(autouse=True)
def fresh_limits(settings: Settings, db: None) -> None:
    """Limits, and what is kept for a while, are of a whole process; each test begins with none."""
    limits._windows.clear()
    forget_network_areas()
    caches["limits"].clear()
    settings.SIGN_INS_PER_HOUR = settings.FORMS_PER_MINUTE = settings.SEARCHES_PER_MINUTE = 0
    settings.REPLY_ADDRESS = "antwoord@buurt.example"


@pytest.fixture
def network() -> Network:
    return NetworkFactory(slug="havendijk", name="Buurtnet Havendijk", areas=[AreaFactory(name="Westerkade")])


@pytest.fixture
def ingrid(network: Network) -> Person:
    """The director."""
    return person("Ingrid de Wit", Role.DIRECTOR, network)


@pytest.fixture
def loods(network: Network) -> Organization:
    """An organization with nobody yet."""
    return OrganizationFactory(name="De Loods")


@pytest.fixture
def joris(loods: Organization) -> Person:
    """Its editor."""
    return person("Joris Mol", Role.EDITOR, organization=loods)


@pytest.fixture
def two(network: Network, loods: Organization, joris: Person) -> tuple[Service, Service]:
    """Two services of it that come due."""
    return (
        service(loods, area_of(network), name="Huiswerkclub", days_ago=360),
        service(loods, area_of(network), name="Taalcafé", days_ago=400),
    )


@pytest.fixture
def mail(two: tuple[Service, Service]) -> Mail:
    """The mail that asks about both."""
    keep_fresh()
    return Mail.objects.get()
