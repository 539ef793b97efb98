"""A network with places, its director, a connector, a partner, and the editor of a host."""

import datetime as dt

import pytest
from django.utils import timezone

from buurtnet.areas.choices import Room
from buurtnet.areas.finding import forget_network_areas
from buurtnet.areas.models import Network
from buurtnet.people.choices import Role
from buurtnet.people.models import Membership, Organization, Person
from buurtnet.places.models import Venue
from tests.directory.searchable import town
from tests.factories import NetworkFactory
from tests.people.at_work import buurtteam, fresh_limits, ingrid, samira
from tests.people.cast import person
from tests.places.rows import a_venue

__all__ = ["buurtteam", "fresh_limits", "ingrid", "samira"]


@pytest.fixture
def network() -> Network:
    network: Network = NetworkFactory(
        slug="havendijk", name="Buurtnet Havendijk", rooms=[Room.MAP, Room.PLACES], areas=town(),
        contact_phone="0999 12 34 56",
    )  # fmt: skip
    forget_network_areas()
    return network


@pytest.fixture
def by_day(monkeypatch: pytest.MonkeyPatch) -> dt.datetime:
    """Eleven in the morning (UTC), tomorrow: whenever the tests run, there are quarters left to hold that day."""
    moment = (timezone.now() + dt.timedelta(days=1)).replace(hour=11)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment


@pytest.fixture
def joris(network: Network, buurtteam: Organization) -> Person:
    """A partner."""
    return person("Joris Bakker", Role.MEMBER, network, buurtteam)


@pytest.fixture
def aisha(network: Network, buurtteam: Organization, joris: Person) -> Person:
    """The editor of an organization that takes part here."""
    who = person("Aisha Amrani")
    Membership.objects.create(person=who, role=Role.EDITOR, organization=buurtteam)
    return who


@pytest.fixture
def hanan(network: Network) -> Person:
    """A resident."""
    return person("Hanan Yildiz", Role.RESIDENT, network)


@pytest.fixture
def venue(network: Network) -> Venue:
    return a_venue(network)
