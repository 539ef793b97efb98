"""A round from one phase to the next: locked, allowed, and written down."""

from typing import NoReturn

from buurtnet.kit.moving import NotNowError
from buurtnet.people.models import Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record, record_refusal
from buurtnet.voting.choices import PHASE_ALLOWED, Phase
from buurtnet.voting.models import VoteRound


def locked(around: VoteRound) -> VoteRound:
    """Read again behind its lock, into the same object; within a transaction. All that changes a vote waits here."""
    network = around.network
    around.refresh_from_db(from_queryset=VoteRound.objects.select_for_update(of=("self",)))
    around.network = network
    return around


def move(around: VoteRound, to: Phase, *, by: Person | None, **changes: object) -> None:
    """Bring a round that is ``locked`` into a phase, with ``changes`` of its fields. Raises ``NotNowError``."""
    if to not in PHASE_ALLOWED[Phase(around.phase)]:
        refuse(around, f"round.{around.phase}.{to}", by)
    for name, value in {"phase": to, **changes}.items():
        setattr(around, name, value)
    around.version += 1
    around.save(update_fields=["phase", "version", *changes])
    note(Action.CHANGE, around, by, result=to)


def refuse(around: VoteRound, rule: str, by: Person | None, sentence: str = "") -> NoReturn:
    """Write down that this was not allowed now, and say so. Raises ``NotNowError``."""
    record_refusal(actor=by, obj=around, network=around.network_id, fields_group="voting", rule=rule)
    raise NotNowError(sentence)


def note(action: Action, around: VoteRound, by: Person | None, *, result: str = "") -> None:
    """One line in the log about the round. Of a vote that is cast there is none: it would tell when."""
    record(
        action, actor=by, obj=around, network=around.network_id, fields_group="voting", result=result,
        role_then="" if by else "system",
    )  # fmt: skip
