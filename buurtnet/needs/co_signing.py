"""Platforms of parents or residents that sign a signal to policy along: asked, and answered by their own editor."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.directory.access import services_in
from buurtnet.needs.choices import PolicyState
from buurtnet.needs.models import CoSignature, PolicySignal
from buurtnet.needs.policy_mail import ask_to_sign
from buurtnet.needs.policy_moving import held, require_state
from buurtnet.people.acting import By
from buurtnet.people.choices import OrganizationKind, Role
from buurtnet.people.models import Membership, Organization, Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record

BEFORE_IT_GOES = (PolicyState.DRAFT, PolicyState.DECIDED)


def platforms_of(network: Network) -> QuerySet[Organization]:
    """Informal organizations of a network that have an editor to answer for them, by name."""
    held_now = Membership.objects.current().filter(organization=OuterRef("pk"))
    on_map = services_in(network).values("organization")
    rows = Organization.objects.filter(Q(Exists(held_now.filter(network=network))) | Q(pk__in=on_map))
    return rows.filter(Exists(held_now.filter(role=Role.EDITOR)), kind=OrganizationKind.INFORMAL).order_by(
        "name", "pk"
    )


def signable_by(person: Person, network: Network) -> QuerySet[CoSignature]:
    """What the organizations that someone is an editor of were asked to sign in this network."""
    edited = Membership.objects.current().filter(person=person, role=Role.EDITOR).values("organization")
    rows = CoSignature.objects.filter(signal__network=network, organization__in=edited)
    return rows.select_related("organization", "signal__agreement__organization", "signal__network")


@transaction.atomic
def ask_platforms(signal: PolicySignal, platforms: Sequence[Organization], *, by: By) -> int:
    """Ask these to sign along; who was asked before is not asked again. Returns how many. Raises ``NotNowError``."""
    row = held(signal)
    require_state(row, *BEFORE_IT_GOES)
    allowed = platforms_of(row.network).filter(pk__in=[one.pk for one in platforms])
    count = 0
    for platform in allowed:
        asked, is_new = CoSignature.objects.get_or_create(signal=row, organization=platform)
        if is_new:
            count += 1
            note(asked, "asked", by)
            ask_to_sign(asked)
    return count


@transaction.atomic
def sign(co_signature: CoSignature, *, wants_reply: bool, by: By) -> CoSignature:
    """Yes, for the platform. Said again it stays yes. Raises ``NotNowError`` once the signal was sent."""
    return _say(co_signature, by, is_yes=True, wants_reply=wants_reply)


@transaction.atomic
def decline(co_signature: CoSignature, *, by: By) -> CoSignature:
    """No, for the platform; a yes of before is taken back. Raises ``NotNowError`` once the signal was sent."""
    return _say(co_signature, by, is_yes=False, wants_reply=False)


def _say(co_signature: CoSignature, by: By, *, is_yes: bool, wants_reply: bool) -> CoSignature:
    require_state(held(co_signature.signal), *BEFORE_IT_GOES)
    row = CoSignature.objects.select_for_update(of=("self",)).get(pk=co_signature.pk)
    now = timezone.now()
    row.signed_at, row.declined_at = (now, None) if is_yes else (None, now)
    row.wants_reply, row.answered_by = wants_reply, by.person
    row.save()
    note(row, "signed" if is_yes else "declined", by)
    return row


def ask_anew(signal: PolicySignal) -> None:
    """The words changed: what platforms signed is not what it says now, so they are asked once more."""
    for row in signal.co_signatures.filter(signed_at__isnull=False).select_related("organization", "signal__network"):
        row.signed_at, row.answered_by, row.asked_at = None, None, timezone.now()
        row.save(update_fields=["signed_at", "answered_by", "asked_at"])
        ask_to_sign(row)


def note(row: CoSignature, what: str, by: By) -> None:
    record(
        Action.CHANGE, actor=by.person, obj=row, organization=row.organization_id, network=row.signal.network_id,
        role_then=by.role, fields_group="policy", rule=f"policy.co_sign.{what}", request=by.request,
    )  # fmt: skip
