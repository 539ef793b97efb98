"""An offer that is missing: asked for, taken on by someone, closed with a reason."""

from django.db import transaction
from django.utils import timezone

from buurtnet.areas.models import Area, Network
from buurtnet.people.acting import By
from buurtnet.people.models import Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record
from buurtnet.wording.choices import Outcome
from buurtnet.wording.models import MissingOffer


class ClosedAlreadyError(Exception):
    """Someone else closed this."""


@transaction.atomic
def ask_for(
    network: Network, text: str, *, area: Area | None = None, note: str = "", by: By
) -> tuple[MissingOffer, bool]:
    """Put it on the list of what is missing. Returns it, and whether it is new: of one text one is open at a time."""
    Network.objects.select_for_update(of=("self",), no_key=True).get(pk=network.pk)
    made, is_new = MissingOffer.objects.get_or_create(
        network=network, text=text, closed_at=None, defaults={"area": area, "note": note}
    )
    if is_new:
        _note(made, "asked", by)
    return made, is_new


@transaction.atomic
def take_on(offer: MissingOffer, *, owner: Person | None, by: By) -> MissingOffer:
    """Someone sees to it, or nobody any more. Raises ``ClosedAlreadyError``."""
    found = _locked(offer)
    found.owner = owner
    found.save(update_fields=["owner"])
    _note(found, "taken", by)
    return found


@transaction.atomic
def close(offer: MissingOffer, *, outcome: Outcome, result: str, by: By) -> MissingOffer:
    """What came of it. Raises ``ClosedAlreadyError``."""
    found = _locked(offer)
    found.closed_at, found.outcome, found.result = timezone.now(), outcome, result
    found.save(update_fields=["closed_at", "outcome", "result"])
    _note(found, "closed", by)
    return found


def _locked(offer: MissingOffer) -> MissingOffer:
    found = MissingOffer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    if found.closed_at:
        raise ClosedAlreadyError
    return found


def _note(offer: MissingOffer, what: str, by: By) -> None:
    record(
        Action.CHANGE, actor=by.person, obj=offer, network=offer.network_id, role_then=by.role,
        rule=f"missing.{what}", subject=offer.owner_id, request=by.request,
    )  # fmt: skip
