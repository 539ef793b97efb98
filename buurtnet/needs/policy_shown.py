"""How a signal to policy is shown: how far it is, what can be done next, and what everyone may see of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.needs.choices import PolicyState
from buurtnet.needs.models import PolicyEvent, PolicyPromise, PolicySignal, PolicyStep, ReplyAgreement
from buurtnet.needs.models.policy import WAITING
from buurtnet.needs.policy_desk import PolicyDesk

# In the order of the list: late first, then what asks something of the network, then what waits or is over.
ORDER: Final = (
    PolicyState.LATE, PolicyState.ESCALATED, PolicyState.DECIDED, PolicyState.ANSWERED, PolicyState.FOLLOWED,
    PolicyState.SENT, PolicyState.RECEIVED, PolicyState.DRAFT, PolicyState.DONE, PolicyState.STOPPED,
)  # fmt: skip
TRACK: Final = (PolicyState.DRAFT, PolicyState.DECIDED, PolicyState.SENT, PolicyState.ANSWERED, PolicyState.DONE)
ON_TRACK: Final = {
    PolicyState.RECEIVED: PolicyState.SENT, PolicyState.LATE: PolicyState.SENT,
    PolicyState.ESCALATED: PolicyState.SENT,
    PolicyState.FOLLOWED: PolicyState.ANSWERED,
}  # fmt: skip
MOST_CHANGED: Final = 20


@dataclass(frozen=True)
class Group:
    """Signals that are equally far."""

    state: PolicyState
    rows: list[PolicySignal]


@dataclass(frozen=True)
class Stop:
    """A stop on the way of a signal: passed, where it is now, or still to come."""

    label: str
    is_passed: bool
    is_now: bool


@dataclass(frozen=True)
class NextStep:
    """Something that can be done now. ``kind``: "main", "other", "stop"; ``posts``: a button without a page."""

    url: str
    label: str
    kind: str = "other"
    posts: bool = False


@dataclass(frozen=True)
class Public:
    """What everyone sees of one signal. That it is late shows by a decision of the network only.

    ``shows_days``: whether the day it was sent and the days of the agreement are told. While it waits they tell
    together that it is late.
    """

    signal: PolicySignal
    sent_to: ReplyAgreement
    label: str
    is_late: bool
    shows_days: bool


def groups_of(signals: Sequence[PolicySignal]) -> list[Group]:
    """By state; within one, what must be answered first stands first."""
    ordered = sorted(signals, key=lambda one: (one.answer_due or one.created_at.date(), one.title.casefold()))
    groups = [Group(state, [one for one in ordered if one.state == state]) for state in ORDER]
    return [group for group in groups if group.rows]


def track_of(signal: PolicySignal) -> list[Stop]:
    """From prepared to finished. One that stopped stands where it was."""
    state = PolicyState(signal.state)
    if state == PolicyState.STOPPED:
        here = TRACK.index(PolicyState.SENT if signal.sent_on else PolicyState.DRAFT)
    else:
        here = TRACK.index(ON_TRACK.get(state, state))
    now = here if state not in {PolicyState.DONE, PolicyState.STOPPED} else -1
    passed = here if state != PolicyState.DONE else len(TRACK)
    return [Stop(str(stop.label), place < passed, place == now) for place, stop in enumerate(TRACK)]


def next_steps(desk: PolicyDesk, signal: PolicySignal) -> list[NextStep]:
    """What this person can do with it now, the most likely first."""
    made = [*_before(desk, signal), *_while_waiting(desk, signal), *_afterwards(desk, signal)]
    if desk.decides and signal.state in {PolicyState.DRAFT, PolicyState.DECIDED, *WAITING}:
        made.append(_step(desk, signal, "policy_stop", _("Stop met dit signaal"), "stop"))
    return made


def _before(desk: PolicyDesk, signal: PolicySignal) -> Iterator[NextStep]:
    if signal.state == PolicyState.DECIDED and desk.decides:
        yield _step(desk, signal, "policy_send", _("Lees en verstuur"), "main")
    if signal.state == PolicyState.DRAFT and desk.decides:
        yield _step(desk, signal, "policy_decide", _("Noteer het besluit"), "main")
    if signal.state == PolicyState.DRAFT and desk.prepares:
        yield _step(desk, signal, "policy_edit", _("Pas de tekst aan"))
    if signal.state in {PolicyState.DRAFT, PolicyState.DECIDED} and desk.prepares:
        yield _step(desk, signal, "policy_ask", _("Vraag om mee te tekenen"))


def _while_waiting(desk: PolicyDesk, signal: PolicySignal) -> Iterator[NextStep]:
    if not signal.is_waiting:
        return
    if desk.answers_for(signal):
        yield _step(desk, signal, "policy_answer", _("Geef antwoord"), "main")
    elif desk.decides:
        yield _step(desk, signal, "policy_answer", _("Schrijf het antwoord over"), "main")
    if signal.state == PolicyState.SENT and (desk.decides or desk.answers_for(signal)):
        yield _step(desk, signal, "policy_received", _("Het is ontvangen"), posts=True)
    if desk.decides:
        yield _step(desk, signal, "policy_letter", _("Druk de brief af"))
    if desk.decides and signal.state in {PolicyState.LATE, PolicyState.ESCALATED} and signal.late_shown_by is None:
        yield _step(desk, signal, "policy_late", _("Laat iedereen zien dat het te laat is"))


def _afterwards(desk: PolicyDesk, signal: PolicySignal) -> Iterator[NextStep]:
    if signal.state not in {PolicyState.ANSWERED, PolicyState.FOLLOWED}:
        return
    if desk.prepares:
        label = _("Pas de gewone taal aan") if signal.in_plain_words else _("Zet het in gewone taal")
        yield _step(desk, signal, "policy_words", label, "other" if signal.in_plain_words else "main")
        yield _step(desk, signal, "policy_promises", _("Noteer een belofte"))
    if desk.decides and signal.in_plain_words:
        yield _step(desk, signal, "policy_finish", _("Rond het af"))


def _step(
    desk: PolicyDesk, signal: PolicySignal, name: str, label: str, kind: str = "other", *, posts: bool = False
) -> NextStep:
    return NextStep(reverse(f"needs:{name}", args=[desk.network.slug, signal.pk]), label, kind, posts)


def public_signals(network: Network) -> list[Public]:
    """What was sent, newest first. Three queries, however many there are."""
    rows = PolicySignal.objects.filter(network=network, sent_on__isnull=False).select_related(
        "agreement__organization", "network", "late_shown_by", "decision"
    )
    found = list(rows.order_by("-sent_on", "title"))
    first = {
        one.signal_id: one.agreement
        for one in PolicyStep.objects.filter(signal__in=found, what=PolicyEvent.SENT, agreement__isnull=False)
        .select_related("agreement__organization")
        .order_by("-at")
    }
    return [public_of(one, first.get(one.pk) or one.agreement) for one in found]


def public_of(signal: PolicySignal, first: ReplyAgreement) -> Public:
    """``first``: to whom it was sent. That it went up shows with its lateness, since it tells the same."""
    shows_late = signal.late_shown_by_id is not None
    is_late = shows_late and signal.state in {PolicyState.LATE, PolicyState.ESCALATED}
    sent_to = signal.agreement if shows_late or signal.has_reply else first
    label = public_label(signal, is_late=is_late)
    return Public(signal, sent_to, label, is_late, shows_days=shows_late or signal.has_reply)


def public_label(signal: PolicySignal, *, is_late: bool) -> str:
    if is_late:
        return _("Het antwoord is te laat")
    if signal.is_waiting:
        return _("We wachten op antwoord")
    if signal.state == PolicyState.STOPPED:
        return _("Gestopt")
    return str(PolicyState.DONE.label).capitalize() if signal.state == PolicyState.DONE else _("Er is een antwoord")


def changed_in(network: Network) -> list[PolicyPromise]:
    """What was promised and came true, newest first."""
    rows = PolicyPromise.objects.filter(signal__network=network, is_kept=True, signal__sent_on__isnull=False)
    return list(rows.select_related("signal").order_by("-closed_on", "text")[:MOST_CHANGED])


def first_agreement(signal: PolicySignal) -> ReplyAgreement:
    """To whom it was sent first."""
    sent = signal.steps.filter(what=PolicyEvent.SENT, agreement__isnull=False)
    found = sent.select_related("agreement__organization").last()
    return found.agreement if found and found.agreement else signal.agreement
