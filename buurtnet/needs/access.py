"""Who reads and who decides about what plays here. Asked of the database each time."""

from django.db.models import Exists, OuterRef

from buurtnet.areas.models import Network
from buurtnet.needs.choices import NeedState
from buurtnet.needs.models import NeedStep, SharedNeed
from buurtnet.needs.models.shared_need import SharedNeedQuerySet
from buurtnet.people.choices import PARTNERS, Role
from buurtnet.people.models import Membership, Organization, Person

KEEPERS = (Role.DIRECTOR, Role.CONNECTOR)  # who decide what goes together, and where it goes
# Since when a need is for everyone: people of the network recognized it.
RECOGNIZED = (NeedState.RECOGNIZED, NeedState.IN_ACTION, NeedState.MET, NeedState.MET_OTHERWISE)


def owners_in(network: Network) -> list[Person]:
    """Who can take a need up: everyone who works in the network, by name."""
    held = Membership.objects.current().filter(network=network, role__in=PARTNERS).select_related("person")
    return sorted({one.person for one in held}, key=lambda one: (one.name.casefold(), str(one.pk)))


def partners_in(network: Network) -> list[Organization]:
    """Organizations that take part in the network, by name."""
    held = Membership.objects.current().filter(network=network, organization__isnull=False)
    return sorted(
        Organization.objects.filter(pk__in=held.values("organization")), key=lambda one: one.name.casefold()
    )


def public_needs(network: Network) -> SharedNeedQuerySet:
    """What everyone reads: recognized once, and its texts read by a second person (needs, section 7)."""
    was_recognized = NeedStep.objects.filter(need=OuterRef("pk"), state__in=RECOGNIZED)
    rows = SharedNeed.objects.in_network(network).filter(merged_into=None, read_at__isnull=False)
    return rows.filter(Exists(was_recognized)).exclude(state__in=[NeedState.SUSPECTED, NeedState.EXPLORED])
