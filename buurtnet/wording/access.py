"""Who keeps the words of a network, and who sees to an offer that is missing. Asked of the database each time."""

from buurtnet.areas.models import Network
from buurtnet.people.choices import Role
from buurtnet.people.models import Membership, Person

KEEPERS = (Role.DIRECTOR, Role.CONNECTOR)  # of offers that are missing; words are the director's


def keepers_of(network: Network) -> list[Person]:
    """Who can see to a missing offer: directors and connectors, by name."""
    held = Membership.objects.current().filter(network=network, role__in=KEEPERS).select_related("person")
    return sorted({one.person for one in held}, key=lambda one: (one.name.casefold(), str(one.pk)))
