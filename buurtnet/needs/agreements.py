"""Reply agreements: a body signs that it answers signals of a network within so many days."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.directory.access import today_in
from buurtnet.needs.form_keys import key_for, made_with
from buurtnet.needs.models import ReplyAgreement
from buurtnet.needs.policy_moving import NotReadyYetError, require_past
from buurtnet.people.acting import By
from buurtnet.people.models import Organization
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record


@dataclass(frozen=True)
class Signed:
    """What a body signed. ``days``: within how many it answers."""

    organization: Organization
    body: str
    signed_by_role: str
    signed_on: dt.date
    days: int


@dataclass(frozen=True)
class Kept:
    """What may change while it holds: where signals go, who is asked when it is silent, and its last day."""

    mail_to: str = ""
    next_level: ReplyAgreement | None = None
    ends_on: dt.date | None = None


def agreements_of(network: Network, *, with_address: bool = False) -> list[ReplyAgreement]:
    """Those that hold first, then by name. ``with_address``: where the mail goes is read too."""
    today = today_in(network)
    rows = ReplyAgreement.objects.filter(network=network).select_related("organization", "next_level__organization")
    rows = rows if with_address else rows.defer("mail_to", "next_level__mail_to")
    return sorted(rows, key=lambda one: (not one.holds_on(today), str(one).casefold(), str(one.pk)))


@transaction.atomic
def sign_agreement(network: Network, said: Signed, kept: Kept, *, by: By, key: UUID | None = None) -> ReplyAgreement:
    """Note that a body signed. ``key``: of the form; sent twice with it, it is one.

    Raises ``NotReadyYetError`` for a day to come, or a next level of elsewhere.
    """
    Network.objects.select_for_update(of=("self",), no_key=True).get(pk=network.pk)
    if earlier := made_with(ReplyAgreement.objects.filter(network=network), key):
        return earlier
    require_past(said.signed_on, today_in(network))
    row = ReplyAgreement(
        pk=key_for(ReplyAgreement, key), network=network, organization=said.organization, body=said.body,
        signed_by_role=said.signed_by_role, signed_on=said.signed_on, days=said.days,
    )  # fmt: skip
    _keep(row, kept)
    row.save()
    _note(row, Action.CREATE, "signed", by)
    return row


@transaction.atomic
def change_agreement(agreement: ReplyAgreement, kept: Kept, *, by: By) -> ReplyAgreement:
    """Another address, next level or last day; what was signed stays so. Raises ``NotReadyYetError``."""
    Network.objects.select_for_update(of=("self",), no_key=True).get(pk=agreement.network_id)
    row = ReplyAgreement.objects.get(pk=agreement.pk)
    _keep(row, kept)
    row.save()
    _note(row, Action.CHANGE, "changed", by)
    return row


def _keep(row: ReplyAgreement, kept: Kept) -> None:
    if kept.ends_on is not None and kept.ends_on < row.signed_on:
        raise NotReadyYetError(_("De laatste dag kan niet vóór de ondertekening zijn."))
    if kept.next_level is not None:
        _require_next(row, kept.next_level)
    row.mail_to, row.next_level, row.ends_on = kept.mail_to, kept.next_level, kept.ends_on


def _require_next(row: ReplyAgreement, following: ReplyAgreement) -> None:
    """The levels above lead somewhere: of this network, and never back to where they began."""
    seen = {row.pk}
    level: ReplyAgreement | None = following
    while level is not None:
        if level.network_id != row.network_id:
            raise NotReadyYetError(_("Kies een onderdeel van dit netwerk."))
        if level.pk in seen:
            raise NotReadyYetError(
                _("Zo vraagt het ene onderdeel het aan het andere, en dat weer terug. Kies een ander.")
            )
        seen.add(level.pk)
        level = level.next_level


def _note(row: ReplyAgreement, action: Action, what: str, by: By) -> None:
    record(
        action, actor=by.person, obj=row, organization=row.organization_id, network=row.network_id, role_then=by.role,
        fields_group="agreement", rule=f"agreement.{what}", request=by.request,
    )  # fmt: skip
