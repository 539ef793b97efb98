"""What is not allowed now: said in a sentence, and written down in fixed words."""

from typing import NoReturn

from buurtnet.groups.choices import GROUP_ALLOWED, GroupState
from buurtnet.groups.models import Group, JoinRequest, Notice
from buurtnet.kit.moving import NotNowError
from buurtnet.people.models import Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record, record_refusal

type Row = Group | JoinRequest | Notice


def locked(group: Group) -> Group:
    """Read again behind its lock, into the same object; within a transaction. All that changes a group waits here."""
    network = group.network
    group.refresh_from_db(from_queryset=Group.objects.select_for_update(of=("self",)))
    group.network = network
    return group


def move(group: Group, to: GroupState, *, by: Person, **changes: object) -> None:
    """Bring a group that is ``locked`` into a state, with ``changes`` of its fields. Raises ``NotNowError``."""
    if to not in GROUP_ALLOWED[GroupState(group.state)]:
        refuse(group, group, f"group.{group.state}.{to}", by)
    for name, value in {"state": to, **changes}.items():
        setattr(group, name, value)
    group.save(update_fields=["state", *changes])
    note(Action.CHANGE, group, group, by, result=to)


def refuse(group: Group, row: Row, rule: str, by: Person | None, sentence: str = "") -> NoReturn:
    """Write down that this was not allowed now, and say so. Raises ``NotNowError``."""
    record_refusal(actor=by, obj=row, network=group.network_id, fields_group="group", rule=rule)
    raise NotNowError(sentence)


def note(action: Action, group: Group, row: Row, by: Person | None, *, result: str = "") -> None:
    """One line in the log: who did what to which row, and nothing of what it says."""
    record(
        action, actor=by, obj=row, network=group.network_id, fields_group="group", result=result,
        role_then="" if by else "visitor",
    )  # fmt: skip
