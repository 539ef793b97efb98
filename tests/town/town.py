"""The demo town as tests see it: loaded once a worker, by the same loader as the demo."""

from dataclasses import dataclass

from buurtnet.directory.models import Location, Service
from buurtnet.directory.my_list import pack
from buurtnet.people.models import Organization


@dataclass(frozen=True)
class Town:
    """Addresses in Havendijk, and the name of the other network."""

    service: str
    organization: str
    place: str
    shared: str
    network: str = "havendijk"
    neighbourhood: str = "vuurtorenkwartier"
    other_network: str = "duinbeke"
    function: int = 2
    no_token: str = "niet-te-gebruiken"
    no_key: int = 0
    no_id: str = "00000000-0000-4000-8000-000000000000"
    size: int = 96
    provider: str = "oidc"


def town_in_database() -> Town:
    """The canon of the reference: Huiswerkclub De Loods, at buurthuis De Ankerplaats."""
    club = Service.objects.get(name="Huiswerkclub De Loods")
    place = Location.objects.get(name="Buurthuis De Ankerplaats")
    organization = Organization.objects.get(pk=club.organization_id)
    return Town(service=str(club.pk), organization=str(organization.pk), place=str(place.pk), shared=pack([club.pk]))
