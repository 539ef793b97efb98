"""A small town with something to print: a club and a lunch under a roof, a secret address, a visit at home."""

import datetime as dt
from dataclasses import dataclass

import pytest
from pytest_django import Settings

from buurtnet.areas.finding import forget_network_areas
from buurtnet.areas.models import Area, Network
from buurtnet.config.prepare import make_shared_cache
from buurtnet.directory.models import Address, CostOption, Location, Phone, Schedule, Service, ServiceAtLocation
from buurtnet.themes.actions import load_themes
from tests.directory.searchable import reaching, town
from tests.factories import LocationFactory, NetworkFactory, OrganizationFactory, ServiceFactory

SECRET_STREET = "Verborgenlaan 7"
SECRET_NAME = "Het Stille Huis"
RECENTLY = dt.date(2026, 11, 1)


@dataclass(frozen=True)
class Paper:
    """What the tests look for; ``elsewhere`` is another network, with nothing of this one."""

    network: Network
    elsewhere: Network
    quarter: Area
    club: Service
    lunch: Service
    refuge: Service
    visit: Service


@pytest.fixture
def paper(db: None, settings: Settings) -> Paper:
    settings.SEARCHES_PER_MINUTE = settings.FORMS_PER_MINUTE = settings.PDFS_PER_HOUR = 0
    make_shared_cache()
    load_themes()
    around, quarter, other = town("Havendijk", "Vuurtorenkwartier", "Molenveld")
    Area.objects.filter(pk=quarter.pk).update(slug="vuurtorenkwartier", latitude=52.05, longitude=4.15)
    Area.objects.filter(pk=other.pk).update(slug="molenveld")
    quarter.refresh_from_db()
    network: Network = NetworkFactory(slug="havendijk", name="Buurtnet Havendijk", areas=[around])
    elsewhere: Network = NetworkFactory(slug="duinbeke", name="Duinbeke", areas=town("Duinbeke"))
    forget_network_areas()
    roof = located("Buurthuis De Ankerplaats", "Netstraat 14")
    hidden = located(SECRET_NAME, SECRET_STREET, hide_address=True)
    return Paper(
        network,
        elsewhere,
        quarter,
        club=offered("Huiswerkclub De Loods", roof, quarter, function=2, support_level=1),
        lunch=offered("Eettafel", roof, quarter, function=1, support_level=0),
        refuge=offered("Opvang", hidden, quarter, function=6, support_level=4),
        visit=offered("Leesmaatje aan huis", None, other, function=2, support_level=0, is_at_home=True),
    )


def located(name: str, street: str, **fields: object) -> Location:
    place: Location = LocationFactory(name=name, **fields)
    Address.objects.create(
        location=place, address_1=street, city="Havendijk", postal_code="8991 AB", state_province="Zuid-Holland",
        country="NL", address_type="physical",
    )  # fmt: skip
    return place


def offered(name: str, place: Location | None, area: Area, **fields: object) -> Service:
    service: Service = ServiceFactory(
        name=name, organization=OrganizationFactory(name=f"Stichting {name}"), assured_date=RECENTLY,
        description=f"{name}: iedereen is welkom.", **fields,
    )  # fmt: skip
    if place:
        ServiceAtLocation.objects.create(service=service, location=place)
    Phone.objects.create(service=service, number="0999 - 21 40 07")
    CostOption.objects.create(service=service, amount=0)
    Schedule.objects.create(service=service, freq="WEEKLY", byday="TU", opens_at="15:30", closes_at="17:00")
    reaching(service, area)
    return service
