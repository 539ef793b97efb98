"""From one state to the next: a signal and a shared need, each by its table and with its guards."""

from datetime import datetime
from typing import Final, NoReturn

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.kit.moving import NotNowError
from buurtnet.needs.choices import NEED_ALLOWED, SIGNAL_ALLOWED, NeedState, SignalState
from buurtnet.needs.models import NeedStep, SharedNeed, Signal
from buurtnet.people.acting import By
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record, record_refusal

ENDED_SIGNALS: Final = (SignalState.CLOSED, SignalState.WITHDRAWN, SignalState.CLEARED)


class NotReadyError(Exception):
    """Something must be there first: ``field`` of the need is empty. Says in a sentence what is asked."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def refuse(row: Signal | SharedNeed, to: str, by: By | None, sentence: str = "") -> NoReturn:
    """Write down in fixed words that this was not allowed now, and say so. Raises ``NotNowError``."""
    kind = "need" if isinstance(row, SharedNeed) else "signal"
    record_refusal(
        actor=by.person if by else None, obj=row, network=row.network_id, role_then=by.role if by else "",
        fields_group=kind, rule=f"{kind}.{row.state}.{to}", request=by.request if by else None,
    )  # fmt: skip
    raise NotNowError(sentence)


@transaction.atomic
def move_signal(signal: Signal, to: SignalState, by: By | None = None) -> Signal:
    """Read it again behind its lock and move it on, with the moments that belong to it. Raises ``NotNowError``.

    What was changed in ``signal`` and not saved is gone: move first, then change. Who moved it, the caller logs;
    that it was not allowed is written down here. ``by`` None: it moved by itself, or by who gave it with a code.
    """
    held(signal)
    if to not in SIGNAL_ALLOWED[SignalState(signal.state)]:
        refuse(signal, to, by)
    signal.state = to
    moments = moments_of(to, signal, timezone.now())
    for name, moment in moments.items():
        setattr(signal, name, moment)
    signal.save(update_fields=["state", *moments])
    return signal


def moments_of(to: SignalState, signal: Signal, now: datetime) -> dict[str, datetime | None]:
    """Which moments are noted when a signal comes in a state; the end it had stays when it is cleared."""
    if to in ENDED_SIGNALS:
        return {"closed_at": signal.closed_at or now}
    noted: dict[str, datetime | None] = {"closed_at": None}
    if to == SignalState.TAKEN:
        noted["taken_at"] = now
    if to == SignalState.TOLD:
        noted["told_at"] = now
    return noted


def held(signal: Signal) -> Signal:
    """Read again behind its lock, into the same object."""
    signal.refresh_from_db(from_queryset=Signal.objects.select_for_update(of=("self",)))
    return signal


def locked(need: SharedNeed) -> SharedNeed:
    """Read again behind its lock, into the same object."""
    need.refresh_from_db(from_queryset=SharedNeed.objects.select_for_update(of=("self",)))
    return need


@transaction.atomic
def move_need(need: SharedNeed, to: NeedState, by: By | None, note: str = "") -> SharedNeed:
    """Move a need on by its table, with a step that says so. ``by`` None: it moved by itself.

    Its other fields are as ``need`` holds them: whoever sets an owner or a reason saves them first. Raises
    ``NotNowError`` when the table does not know the move, ``NotReadyError`` when a guard is not met.
    """
    locked(need)
    if need.merged_into_id is not None or to not in NEED_ALLOWED[NeedState(need.state)]:
        refuse(need, to, by)
    require(need, to)
    need.state = to
    change(need, ["state"])
    step(need, "moved", by, note=note, state=to)
    return need


def require(need: SharedNeed, to: NeedState) -> None:
    """The guards (needs, section 4). Raises ``NotReadyError``."""
    if to == NeedState.IN_ACTION and need.owner_id is None:
        raise NotReadyError("owner", _("Kies eerst een trekker. Zonder trekker komt er geen actie."))
    if to == NeedState.IN_ACTION and need.due_on is None:
        raise NotReadyError("due_on", _("Spreek eerst af wanneer jullie terugkijken."))
    if to == NeedState.MET and not need.checked_with:
        raise NotReadyError("checked_with", _("Vraag het eerst na bij bewoners, en schrijf op bij wie."))
    if to == NeedState.LET_GO and not need.reason:
        raise NotReadyError("reason", _("Schrijf op waarom jullie stoppen."))


def change(need: SharedNeed, fields: list[str]) -> None:
    """Save these fields, and count the change."""
    need.changed_at, need.version = timezone.now(), need.version + 1
    need.save(update_fields=[*fields, "changed_at", "version"])


def step(need: SharedNeed, what: str, by: By | None, *, note: str = "", state: str = "") -> NeedStep:
    """A step in its life, and a row in the log without its words. ``what``: a word of ``sharing.STEPS``."""
    record(
        Action.CREATE if what == "made" else Action.CHANGE, actor=by.person if by else None,
        role_then=by.role if by else "system", obj=need, network=need.network_id, fields_group="need",
        rule=f"need.{what}" + (f".{state}" if state else ""), request=by.request if by else None,
    )  # fmt: skip
    return NeedStep.objects.create(need=need, what=what, state=state, note=note, by=by.person if by else None)
