"""A vote is cast: the code is spent and the ballot stored in one transaction, and nothing ties the two."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.kit.moving import NotNowError
from buurtnet.voting.choices import BatchKind, Channel, CodeState, PlanState
from buurtnet.voting.codes import hash_of_code, hash_of_receipt, is_written_well, receipt_of
from buurtnet.voting.models import Ballot, Code, Plan, Turnout, VoteRound
from buurtnet.voting.moving import locked


class NoVoteError(NotNowError):
    """No vote was stored, and the code is as it was. Says why."""


@dataclass(frozen=True)
class Receipt:
    """What a voter takes along: the key with which the vote can be changed until the end; kept nowhere."""

    key: str
    is_test: bool = False


def cast(
    around: VoteRound, typed: str, plans: list[int], *, age: str, form_key: uuid.UUID,
    channel: Channel = Channel.ONLINE, now: dt.datetime | None = None,
) -> Receipt:  # fmt: skip
    """Store a vote for these numbers of plans; none is a blank vote. Sent twice it is one vote, with one receipt.

    ``typed``: the code. ``age``: an ``AgeGroup`` or nothing. Raises ``NoVoteError``.
    """
    if not is_written_well(typed):
        raise NoVoteError(_("Deze code klopt niet. Kijk of je alle tekens goed hebt overgenomen."))
    receipt = Receipt(receipt_of(form_key, typed))
    with transaction.atomic():
        _open(around, now or timezone.now())
        chosen = numbers_on_ballot(around, plans)
        code = Code.objects.select_related("batch").filter(hash=hash_of_code(typed), batch__round=around).first()
        if code is not None and code.batch.kind == BatchKind.TEST and code.state == CodeState.UNUSED:
            return Receipt(receipt.key, is_test=True)
        receipt_hash = hash_of_receipt(around.pk, receipt.key)
        if code is None or not Code.objects.filter(pk=code.pk, state=CodeState.UNUSED).update(state=CodeState.USED):
            if code is not None and Ballot.objects.filter(round=around, receipt_hash=receipt_hash).exists():
                return receipt
            raise NoVoteError(_why_not(code))
        Ballot.objects.create(
            round=around, plans=chosen, channel=channel, area=code.batch.area, age=age, receipt_hash=receipt_hash
        )
    count_step(around, channel, "voted")
    return receipt


def change(around: VoteRound, receipt: str, plans: list[int], *, now: dt.datetime | None = None) -> None:
    """Vote otherwise, with the key of the receipt. Raises ``NoVoteError``."""
    with transaction.atomic():
        _open(around, now or timezone.now())
        chosen = numbers_on_ballot(around, plans)
        found = Ballot.objects.filter(round=around, receipt_hash=hash_of_receipt(around.pk, receipt))
        if not is_written_well(receipt) or not found.update(plans=chosen):
            raise NoVoteError(_("Bij deze sleutel hoort geen stem. Kijk of je alle tekens goed hebt overgenomen."))


def chosen_by(around: VoteRound, receipt: str) -> list[int] | None:
    """What was voted with this receipt, for who wants to change it; None when there is no such vote."""
    found = Ballot.objects.filter(round=around, receipt_hash=hash_of_receipt(around.pk, receipt)).first()
    return None if found is None or not is_written_well(receipt) else list(found.plans)


def check_code(around: VoteRound, typed: str, *, now: dt.datetime | None = None) -> bool:
    """Whether one can vote with this code now, asked before someone fills in a ballot. True for a code to try with.

    Raises ``NoVoteError``.
    """
    if not around.takes_votes(now or timezone.now()):
        raise NoVoteError(_("Stemmen kan nu niet: de stemming is nog niet begonnen of al voorbij."))
    if not is_written_well(typed):
        raise NoVoteError(_("Deze code klopt niet. Kijk of je alle tekens goed hebt overgenomen."))
    code = Code.objects.select_related("batch").filter(hash=hash_of_code(typed), batch__round=around).first()
    if code is None or code.state != CodeState.UNUSED:
        raise NoVoteError(_why_not(code))
    return code.batch.kind == BatchKind.TEST


def count_step(around: VoteRound, channel: Channel, step: str) -> None:
    """One more person came this far today; tied to nobody."""
    row = {"round": around, "on": timezone.localdate(), "channel": channel, "step": step}
    made, is_new = Turnout.objects.get_or_create(**row, defaults={"count": 1})
    if not is_new:
        Turnout.objects.filter(pk=made.pk).update(count=F("count") + 1)


def _open(around: VoteRound, now: dt.datetime) -> None:
    # Behind the lock of the round: no vote slips in while it is being counted.
    locked(around)
    if not around.takes_votes(now):
        raise NoVoteError(_("Stemmen kan nu niet: de stemming is nog niet begonnen of al voorbij."))


def numbers_on_ballot(around: VoteRound, plans: list[int]) -> list[int]:
    """The chosen plans, sorted, each once. Raises ``NoVoteError`` for one that is not on the ballot."""
    on_ballot = set(Plan.objects.filter(round=around, state=PlanState.FEASIBLE).values_list("number", flat=True))
    if not set(plans) <= on_ballot:
        raise NoVoteError(_("Een van de plannen staat niet meer op de lijst. Kijk nog eens en stem dan opnieuw."))
    return sorted(set(plans))


def _why_not(code: Code | None) -> str:
    if code is not None and code.state == CodeState.USED:
        return _("Met deze code is al gestemd. Wil je je stem veranderen? Dat kan met de sleutel van je bewijs.")
    # The same for a code that fell and for one that never was.
    return _("Deze code is niet geldig. Kijk of je de code goed hebt overgenomen, of vraag een nieuwe brief.")
