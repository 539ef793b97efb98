"""Who reads, writes and keeps good practices and playbooks. Asked of the database each time."""

from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from buurtnet.areas.models import Network
from buurtnet.people.access import has_role
from buurtnet.people.choices import PARTNERS, Role
from buurtnet.people.models import Membership, Organization, Person
from buurtnet.practices.models import Playbook
from buurtnet.practices.models.playbook import PlaybookQuerySet

MAKERS: Final = (*PARTNERS, Role.RESIDENT)  # who writes an example down and makes a playbook
KEEPERS: Final = (Role.DIRECTOR, Role.CONNECTOR)  # who share an example, and look after what nobody pulls


def may_change(person: Person, playbook: Playbook) -> bool:
    """Its owner, editors of the organization that owns it, and who keeps the network: there is always someone."""
    if has_role(person, KEEPERS, network=playbook.network):
        return True
    if not has_role(person, MAKERS, network=playbook.network):
        return False
    return playbook.owner_id == person.pk or may_change_for(person, playbook.owner_organization)


def may_change_for(person: Person, organization: Organization | None) -> bool:
    """Whether someone keeps what this organization owns."""
    return organization is not None and has_role(person, [Role.EDITOR], organization=organization)


def people_in(network: Network) -> QuerySet[Person]:
    """Everyone who can own something in the network, by name."""
    held = Membership.objects.current().filter(network=network, role__in=MAKERS)
    return Person.objects.filter(pk__in=held.values("person"), is_active=True).order_by("name_folded", "pk")


def organizations_in(network: Network) -> QuerySet[Organization]:
    """Organizations that take part in the network, by name."""
    held = Membership.objects.current().filter(network=network, organization__isnull=False)
    return Organization.objects.filter(pk__in=held.values("organization")).order_by("name", "pk")


def without_owner(network: Network) -> PlaybookQuerySet:
    """Playbooks in use that nobody who is here pulls, and no organization with an editor either."""
    held = Membership.objects.current().filter(network=network, role__in=MAKERS, person=OuterRef("owner"))
    editors = Membership.objects.current().filter(role=Role.EDITOR, organization=OuterRef("owner_organization"))
    found = PlaybookQuerySet(Playbook).in_network(network).in_use()
    return found.filter(Q(owner=None) | ~Exists(held), Q(owner_organization=None) | ~Exists(editors))
