"""Ballots on paper, entered by two people who do not see what the other entered."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from buurtnet.people.models import Person
from buurtnet.privacy.choices import Action
from buurtnet.voting.casting import NoVoteError, count_step, numbers_on_ballot
from buurtnet.voting.choices import BatchKind, Channel, CodeState, PaperState, Phase
from buurtnet.voting.codes import hash_of_code, is_written_well, seal_of
from buurtnet.voting.models import Ballot, Code, PaperBallot, VoteRound
from buurtnet.voting.moving import locked, note, refuse


def enter(around: VoteRound, envelope: int, typed: str, plans: list[int], *, by: Person) -> PaperBallot:
    """What stands on the paper in this envelope. The second time, by someone else and the same, it counts.

    Paper may be entered after the last moment to vote, until the votes are counted: it was in the box in time.
    Raises ``NoVoteError`` (a wrong code, or one that is used) and ``NotNowError``.
    """
    if not is_written_well(typed):
        raise NoVoteError(_("Deze code klopt niet. Kijk of je alle tekens goed hebt overgenomen."))
    with transaction.atomic():
        locked(around)
        if around.phase != Phase.VOTE:
            refuse(around, f"paper.{around.phase}", by)
        chosen = numbers_on_ballot(around, plans)
        found = PaperBallot.objects.select_for_update(of=("self",)).filter(round=around, envelope=envelope).first()
        if found is None or found.state in {PaperState.DIFFERS, PaperState.VOID}:
            return _first(around, found, envelope, typed, chosen, by)
        return _second(around, found, typed, chosen, by)


def set_aside(around: VoteRound, envelope: int, *, why: str, by: Person) -> PaperBallot:
    """A paper that does not count, with the reason; its envelope is kept. Raises ``NotNowError``."""
    with transaction.atomic():
        locked(around)
        found = PaperBallot.objects.filter(round=around, envelope=envelope).first()
        if around.phase != Phase.VOTE or (found and found.state in {PaperState.COUNTED, PaperState.VOID}):
            refuse(around, "paper.set_aside", by)
        found = found or PaperBallot(round=around, envelope=envelope, first_by=by)
        found.state, found.why_void, found.seal, found.code_hash = PaperState.VOID, why, "", ""
        found.save()
        note(Action.CHANGE, around, by, result="paper.set_aside")
        return found


def _first(
    around: VoteRound, found: PaperBallot | None, envelope: int, typed: str, chosen: list[int], by: Person
) -> PaperBallot:
    """The first of two entries, or the first anew when the two differed."""
    if not Code.objects.filter(hash=hash_of_code(typed), batch__round=around, state=CodeState.UNUSED).exists():
        raise NoVoteError(_("Met deze code kan niet (meer) gestemd worden. Leg de envelop apart."))
    found = found or PaperBallot(round=around, envelope=envelope)
    found.code_hash, found.seal = hash_of_code(typed), seal_of(typed, chosen)
    found.state, found.first_by, found.second_by, found.why_void = PaperState.ONCE, by, None, ""
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError:
        raise NoVoteError(_("Deze code hoort al bij een andere envelop. Leg beide apart.")) from None
    return found


def _second(around: VoteRound, found: PaperBallot, typed: str, chosen: list[int], by: Person) -> PaperBallot:
    """The second entry: stored as a vote when it says the same as the first."""
    if found.state != PaperState.ONCE:
        refuse(around, f"paper.{found.state}", by)
    if found.first_by_id == by.pk:
        refuse(around, "paper.same_person", by, _("Jij voerde deze envelop al in. Laat iemand anders het ook doen."))
    if found.code_hash != hash_of_code(typed) or found.seal != seal_of(typed, chosen):
        found.state, found.second_by, found.seal = PaperState.DIFFERS, by, ""
        found.save(update_fields=["state", "second_by", "seal"])
        return found
    codes = Code.objects.filter(hash=found.code_hash, batch__round=around, state=CodeState.UNUSED)
    code = codes.select_related("batch").first()
    if code is None or not codes.update(state=CodeState.USED):
        raise NoVoteError(_("Met deze code is intussen al gestemd. Leg de envelop apart."))
    found.state, found.second_by, found.seal, found.code_hash = PaperState.COUNTED, by, "", ""
    found.save(update_fields=["state", "second_by", "seal", "code_hash"])
    if code.batch.kind != BatchKind.TEST:
        Ballot.objects.create(round=around, plans=chosen, channel=Channel.PAPER, area=code.batch.area)
        count_step(around, Channel.PAPER, "voted")
    return found
