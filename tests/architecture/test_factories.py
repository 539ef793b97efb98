import pytest

from buurtnet.directory.models import Service
from tests.factories import AreaFactory, NetworkFactory, PersonFactory, ServiceAtLocationFactory

pytestmark = pytest.mark.django_db


def test_a_service_of_a_factory_has_who_where_and_is_shown() -> None:
    offer = ServiceAtLocationFactory()
    offer.full_clean()
    assert list(Service.objects.shown()) == [offer.service]
    assert offer.service.organization.name
    assert offer.location.is_on_map


def test_a_network_of_a_factory_has_the_areas_it_is_given() -> None:
    area = AreaFactory()
    network = NetworkFactory(areas=[area])
    network.full_clean(exclude=["theme"])
    assert list(network.areas.all()) == [area]


def test_no_person_of_a_factory_has_an_address_that_exists() -> None:
    assert PersonFactory().email.endswith(".example")
