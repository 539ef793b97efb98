"""An idea from one state to the next: locked, allowed, shown in its life, and written down."""

from typing import NoReturn

from django.utils import timezone

from buurtnet.budget.choices import IDEA_ALLOWED, IdeaState
from buurtnet.budget.models import Idea, IdeaStep
from buurtnet.kit.moving import NotNowError
from buurtnet.people.models import Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record, record_refusal


def locked(idea: Idea) -> Idea:
    """Read again behind its lock, into the same object; within a transaction. All that changes an idea waits here."""
    network = idea.network
    idea.refresh_from_db(from_queryset=Idea.objects.select_for_update(of=("self",)))
    idea.network = network
    return idea


def move(idea: Idea, to: IdeaState, *, by: Person | None, why: str = "", **changes: object) -> None:
    """Bring an idea that is ``locked`` into a state, with ``changes`` of its fields. Raises ``NotNowError``.

    ``why`` stands in its life for everyone to read.
    """
    if to not in IDEA_ALLOWED[IdeaState(idea.state)]:
        refuse(idea, f"idea.{idea.state}.{to}", by)
    change(idea, state=to, **changes)
    IdeaStep.objects.create(idea=idea, state=to, why=why, at=timezone.now())
    note(Action.CHANGE, idea, by, result=to)


def change(idea: Idea, **changes: object) -> None:
    """Write fields of an idea that is ``locked``."""
    for name, value in changes.items():
        setattr(idea, name, value)
    idea.version += 1
    idea.save(update_fields=[*changes, "version"])


def refuse(idea: Idea, rule: str, by: Person | None, sentence: str = "") -> NoReturn:
    """Write down that this was not allowed now, and say so. Raises ``NotNowError``."""
    record_refusal(actor=by, obj=idea, network=idea.network_id, fields_group="budget", rule=rule)
    raise NotNowError(sentence)


def note(action: Action, idea: Idea, by: Person | None, *, result: str = "") -> None:
    """One line in the log: who did what to which idea, and nothing of what it says."""
    record(
        action, actor=by, obj=idea, network=idea.network_id, fields_group="budget", result=result,
        role_then="" if by else "visitor",
    )  # fmt: skip
