"""Who may see the call list of a network and how the map stands, and who of an organization can be asked."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Exists, OuterRef, Q, QuerySet

from buurtnet.areas.models import Network
from buurtnet.directory.access import services_in
from buurtnet.directory.models import Service
from buurtnet.directory.models.service import ServiceQuerySet
from buurtnet.people.choices import PARTNERS, Role
from buurtnet.people.models import Membership, Organization, Person
from buurtnet.people.work import Work
from buurtnet.upkeep.models import Call, Caller


@dataclass(frozen=True)
class Recipient:
    """Where a message to an organization goes: its editor, or (without a person) a role mailbox."""

    address: str
    person: Person | None = None


def may_call(work: Work) -> bool:
    """The director, and whoever the director gave the list to as long as their role in the network holds."""
    held = [one.pk for one in work.roles if one.network == work.network and one.role in PARTNERS]
    here = Caller.objects.filter(network=work.network, membership__in=held)
    return work.is_director() or (bool(held) and here.exists())


def callers_of(network: Network) -> QuerySet[Caller]:
    """Who was given the call list, and still has the role with which they got it."""
    held = Membership.objects.current().filter(network=network, role__in=PARTNERS)
    return Caller.objects.filter(network=network, membership__in=held)


def calls_in(network: Network) -> QuerySet[Call]:
    """Calls that are to be made about services of a network."""
    return Call.objects.filter(closed_at=None, service__in=services_in(network))


def editors(organization: Organization | OuterRef) -> QuerySet[Membership]:
    """Roles of accepted editors of an organization that hold now, the first one first."""
    held = Membership.objects.current().filter(role=Role.EDITOR, organization=organization)
    return held.order_by("starts_at", "pk")


def askable_in(network: Network) -> ServiceQuerySet:
    """What someone here can be asked about: it has an editor, was taken on by one, or was made here.

    What an import brought and nobody took on stays as its source says: a mailbox in a file never asked for our mail.
    """
    has_editor = Exists(editors(OuterRef("organization")))
    found = services_in(network).shown().filter(organization__isnull=False, organization__gone_at__isnull=True)
    return found.filter(has_editor | Q(is_kept_by_editor=True) | Q(source=""))


def alone_in(network: Network) -> ServiceQuerySet:
    """What was made or taken on here, and belongs to no organization."""
    alone = Q(organization=None) | Q(organization__gone_at__isnull=False)
    return services_in(network).shown().filter(alone).filter(Q(is_kept_by_editor=True) | Q(source=""))


def recipient_of(organization: Organization) -> Recipient | None:
    """The first editor, else the role mailbox of a service that was taken on or made here, else the organization's.

    None where there is nobody to ask.
    """
    held = editors(organization).select_related("person").first()
    if held is not None:
        return Recipient(held.person.email, held.person)
    ours = Service.objects.shown().filter(Q(is_kept_by_editor=True) | Q(source=""), organization=organization)
    said = [*ours.exclude(assurer_email="").order_by("pk").values_list("assurer_email", flat=True)[:5]]
    known = [*said, organization.email] if ours.exists() else []
    return next((Recipient(one) for one in known if is_address(one)), None)


def is_address(text: str) -> bool:
    """Whether a mail can go there; what a source calls an address can be anything."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
