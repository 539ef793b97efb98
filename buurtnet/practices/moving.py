"""From one state to the next: a good practice, each by its table and with its guards."""

from typing import Final, NoReturn

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.kit.moving import ChangedMeanwhileError, NotNowError
from buurtnet.people.acting import By
from buurtnet.people.choices import PARTNERS
from buurtnet.practices.access import KEEPERS
from buurtnet.practices.choices import PRACTICE_ALLOWED, PracticeState
from buurtnet.practices.models import GoodPractice, Playbook, PlaybookOffer
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record, record_refusal

KINDS: Final = {GoodPractice: "practice", Playbook: "playbook", PlaybookOffer: "playbook_offer"}


class OwnTextError(NotNowError):
    """Who wrote a text is not its second reader."""

    def __init__(self) -> None:
        super().__init__(_("Je schreef dit zelf. Vraag iemand anders om het te lezen."))


def refuse(row: GoodPractice | Playbook | PlaybookOffer, to: str, by: By, sentence: str = "") -> NoReturn:
    """Write down in fixed words that this was not allowed now, and say so. Raises ``NotNowError``."""
    kind = KINDS[type(row)]
    network = row.playbook.network_id if isinstance(row, PlaybookOffer) else row.network_id
    record_refusal(
        actor=by.person, obj=row, network=network, role_then=by.role, fields_group=kind,
        rule=f"{kind}.{row.state}.{to}", request=by.request,
    )  # fmt: skip
    raise NotNowError(sentence)


def note(action: Action, row: GoodPractice | Playbook, rule: str, by: By) -> None:
    """A row in the log, without a word of what it says."""
    kind = KINDS[type(row)]
    record(
        action, actor=by.person, obj=row, network=row.network_id, role_then=by.role, fields_group=kind,
        rule=f"{kind}.{rule}", request=by.request,
    )  # fmt: skip


def locked(practice: GoodPractice) -> GoodPractice:
    """Read again behind its lock, into the same object."""
    practice.refresh_from_db(from_queryset=GoodPractice.objects.select_for_update(of=("self",)))
    return practice


@transaction.atomic
def move(practice: GoodPractice, to: PracticeState, *, version: int, by: By) -> GoodPractice:
    """Move an example on by its table. ``version``: what was on the screen.

    Raises ``ChangedMeanwhileError``, ``OwnTextError`` for a writer who reads their own text, and ``NotNowError``.
    Whoever may do this move, ``may_move`` says; it is asked before.
    """
    locked(practice)
    if practice.version != version:
        raise ChangedMeanwhileError
    if to not in PRACTICE_ALLOWED[PracticeState(practice.state)]:
        refuse(practice, to, by)
    if to == PracticeState.READ:
        if practice.written_by_id == by.person.pk:
            raise OwnTextError
        practice.read_by, practice.read_at = by.person, timezone.now()
    if to == PracticeState.DRAFT:
        practice.read_by, practice.read_at, practice.is_for_all = None, None, False
    practice.state = to
    changed(practice, ["state", "read_by", "read_at", "is_for_all"])
    note(Action.CHANGE, practice, f"moved.{to}", by)
    return practice


def may_move(practice: GoodPractice, to: PracticeState, *, roles: set[str], person_id: object) -> bool:
    """Whether someone with these roles may set this step: partners read, who keeps the network shares."""
    if to not in PRACTICE_ALLOWED[PracticeState(practice.state)]:
        return False
    if to == PracticeState.READ:
        return bool(roles & set(PARTNERS)) and practice.written_by_id != person_id
    if to == PracticeState.DRAFT and practice.state == PracticeState.READ:
        return bool(roles & set(KEEPERS)) or practice.written_by_id == person_id
    return bool(roles & set(KEEPERS))


@transaction.atomic
def share_with_all(practice: GoodPractice, *, with_all: bool, by: By) -> GoodPractice:
    """Show a shared example to the other networks of this site, or no longer. Raises ``NotNowError``."""
    locked(practice)
    if practice.state != PracticeState.SHARED:
        refuse(practice, "for_all", by, _("Deel dit voorbeeld eerst in je eigen netwerk."))
    if practice.is_for_all != with_all:
        practice.is_for_all = with_all
        changed(practice, ["is_for_all"])
        note(Action.CHANGE, practice, "for_all" if with_all else "own_only", by)
    return practice


def changed(practice: GoodPractice, fields: list[str]) -> None:
    """Save these fields, and count the change."""
    practice.changed_at, practice.version = timezone.now(), practice.version + 1
    practice.save(update_fields=[*fields, "changed_at", "version"])
