"""From one state of an edition to the next, by its table."""

from typing import Final, NoReturn

from django.db import transaction

from buurtnet.bulletin.choices import EDITION_ALLOWED, EditionState
from buurtnet.bulletin.models import Edition
from buurtnet.kit.moving import NotNowError
from buurtnet.people.acting import By
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record, record_refusal

CHANGEABLE: Final = EditionState.DRAFT


def refuse(edition: Edition, to: str, by: By | None, sentence: str = "") -> NoReturn:
    """Write down in fixed words that this was not allowed now, and say so. Raises ``NotNowError``."""
    record_refusal(
        actor=by.person if by else None, obj=edition, network=edition.network_id, role_then=by.role if by else "job",
        fields_group="bulletin", rule=f"bulletin.{edition.state}.{to}", request=by.request if by else None,
    )  # fmt: skip
    raise NotNowError(sentence)


def locked(edition: Edition) -> Edition:
    """Read again behind its lock; the database lets nobody else change it until this transaction ends."""
    return Edition.objects.select_for_update(of=("self",)).select_related("network").get(pk=edition.pk)


@transaction.atomic
def move(edition: Edition, to: EditionState, by: By) -> Edition:
    """Read it again behind its lock and move it on. Raises ``NotNowError``. The moments that belong to a state are
    set by who calls.
    """
    now = locked(edition)
    if to not in EDITION_ALLOWED[EditionState(now.state)]:
        refuse(now, to, by)
    before, now.state = now.state, to
    record(
        Action.CHANGE, actor=by.person, obj=now, network=now.network_id, role_then=by.role,
        fields_group="bulletin", rule=f"bulletin.{before}.{to}", request=by.request,
    )  # fmt: skip
    return now
