"""The verbs of a signal to policy: made, decided, sent, received, answered, followed, finished or stopped."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.areas.models import Network
from buurtnet.kit.moving import NotNowError
from buurtnet.needs.choices import NeedState, PolicyState, Verdict
from buurtnet.needs.co_signing import ask_anew
from buurtnet.needs.form_keys import key_for, made_with
from buurtnet.needs.models import DecisionNote, PolicyEvent, PolicyPromise, PolicySignal, ReplyAgreement, SharedNeed
from buurtnet.needs.policy_figures import releases_of, require_no_small, require_told, texts_of, unreleased
from buurtnet.needs.policy_mail import mail_signal, tell_co_signers
from buurtnet.needs.policy_moving import (
    BODY,
    NotReadyYetError,
    held,
    kept,
    move_policy,
    require_past,
    require_state,
    today_of,
)
from buurtnet.needs.telling_givers import tell_all
from buurtnet.people.acting import By
from buurtnet.people.models import Person
from buurtnet.privacy.models import Release

# A need that people of the network recognized, and that is not settled yet.
READY_NEEDS = (NeedState.RECOGNIZED, NeedState.IN_ACTION)
LONGEST_TOLD = 600  # signs of what givers are told


@dataclass(frozen=True)
class Draft:
    """What a signal says, before it is decided."""

    needs: Sequence[SharedNeed]
    agreement: ReplyAgreement
    title: str
    story: str
    asked: str
    proposal: str = ""
    is_about_a_place: bool = False
    release: Release | None = None


@dataclass(frozen=True)
class Decided:
    """A decision as it is noted: what, where, by which role, when."""

    text: str
    where: str
    by_role: str
    decided_on: dt.date


@dataclass(frozen=True)
class Reply:
    """What a body answers; the verdict and the reason are both needed."""

    verdict: Verdict
    answer: str
    reason: str
    by_role: str
    in_plain_words: str = ""


@dataclass(frozen=True)
class Promised:
    """Something a body promised: until when, and who of the network follows it."""

    text: str
    by_role: str
    follower: Person
    due_on: dt.date


@transaction.atomic
def draft(network: Network, said: Draft, *, by: By, key: UUID | None = None) -> PolicySignal:
    """Make a signal of one or more needs. ``key``: of the form; sent twice with it, it is one.

    Raises ``NotReadyYetError``.
    """
    Network.objects.select_for_update(of=("self",), no_key=True).get(pk=network.pk)
    if earlier := made_with(PolicySignal.objects.filter(network=network), key):
        return earlier
    signal = PolicySignal(pk=key_for(PolicySignal, key), network=network)
    _fill(signal, said)
    signal.save()
    signal.needs.set(said.needs)
    return kept(signal, PolicyEvent.MADE, by)


@transaction.atomic
def change(signal: PolicySignal, said: Draft, *, version: int, by: By) -> PolicySignal:
    """Write it differently while it is being prepared. Platforms that signed other words are asked anew.

    Raises ``ChangedMeanwhileError``, ``NotNowError``, ``NotReadyYetError``.
    """
    row = held(signal, version)
    require_state(row, PolicyState.DRAFT)
    before = signed_for(row)
    _fill(row, said)
    row.needs.set(said.needs)
    kept(row, PolicyEvent.CHANGED, by)
    if signed_for(row) != before:
        ask_anew(row)
    return row


def signed_for(signal: PolicySignal) -> tuple[object, ...]:
    """What a platform signs: the words, to whom they go, and the figures beside them."""
    return (*texts_of(signal), signal.agreement_id, signal.release_id)


def _fill(signal: PolicySignal, said: Draft) -> None:
    _require_needs(said.needs, signal.network)
    if said.agreement.network_id != signal.network_id or not said.agreement.holds_on(today_of(signal)):
        raise NotReadyYetError(_("Met deze organisatie is er nu geen afspraak om te antwoorden. Kies een andere."))
    for name in ("agreement", "title", "story", "asked", "proposal", "is_about_a_place", "release"):
        setattr(signal, name, getattr(said, name))
    _require_figures(signal, needs_release=False)


@transaction.atomic
def decide(signal: PolicySignal, said: Decided, *, version: int, by: By) -> PolicySignal:
    """The network decided to put it forward.

    Raises ``ChangedMeanwhileError``, ``NotNowError``, ``NotReadyYetError``.
    """
    row = held(signal, version)
    move_policy(row, PolicyState.DECIDED)
    _require_figures(row, needs_release=True)
    row.decision = note_decision(row, said, by=by)
    return kept(row, PolicyEvent.DECIDED, by)


@transaction.atomic
def take_back(signal: PolicySignal, *, version: int, by: By) -> PolicySignal:
    """Prepare it anew; the decision stays in the notes and holds no more. Raises as ``decide``."""
    row = held(signal, version)
    move_policy(row, PolicyState.DRAFT)
    row.decision = None
    return kept(row, PolicyEvent.UNDECIDED, by)


@transaction.atomic
def send_signal(signal: PolicySignal, *, version: int, by: By) -> PolicySignal:
    """Send it to the body, which has so many days from today. Who pointed to the needs hears so.

    Raises ``ChangedMeanwhileError``, ``NotNowError``, and ``NotReadyYetError`` for a figure about people that was not
    published, a need that is settled meanwhile, or an agreement that ended.
    """
    row = held(signal, version)
    move_policy(row, PolicyState.SENT)
    today = today_of(row)
    _require_needs(list(row.needs.all()), row.network)
    _require_figures(row, needs_release=True)
    if row.decision is None:
        raise NotReadyYetError(_("Noteer eerst het besluit om dit te versturen."))
    if not row.agreement.holds_on(today):
        raise NotReadyYetError(_("De afspraak met deze organisatie geldt niet meer. Maak eerst een nieuwe."))
    row.sent_on, row.answer_due = today, today + dt.timedelta(days=row.agreement.days)
    kept(row, PolicyEvent.SENT, by)
    mail_signal(row)
    tell_sources(row, gettext_lazy("We legden ‘{title}’ voor aan {body}. Je hoort wat ze antwoorden."), by=by)
    return row


@transaction.atomic
def receive(signal: PolicySignal, *, by: By | None) -> PolicySignal:
    """The body has it. Said twice it is once. Raises ``NotNowError``."""
    row = held(signal)
    if row.state == PolicyState.RECEIVED:
        return row
    move_policy(row, PolicyState.RECEIVED)
    row.received_on = today_of(row)
    return kept(row, PolicyEvent.RECEIVED, by, role=BODY)


@transaction.atomic
def answer(
    signal: PolicySignal, reply: Reply, *, by: By | None, answered_on: dt.date | None = None,
    level: ReplyAgreement | None = None,
) -> PolicySignal:  # fmt: skip
    """What the body answers; public from now on. Everyone who pointed to the needs hears so.

    ``by`` None: the body itself, by its link. ``answered_on``: the day of a letter that is copied; today otherwise.
    ``level``: who answers, where that is not who was asked last: the link of a level that was silent works on.
    Raises ``NotNowError``, ``NotReadyYetError``.
    """
    row = held(signal)
    move_policy(row, PolicyState.ANSWERED)
    if not (reply.answer and reply.reason and reply.by_role):
        raise NotReadyYetError(_("Een antwoord heeft een besluit en een reden."))
    require_no_small(reply.answer, reply.reason, reply.in_plain_words)
    today = today_of(row)
    row.answered_on = answered_on or today
    require_past(row.answered_on, today)
    if row.sent_on is not None and row.answered_on < row.sent_on:
        raise NotReadyYetError(_("Het antwoord kan niet van vóór het versturen zijn."))
    row.agreement = level or row.agreement
    row.answer, row.verdict, row.reason = reply.answer, reply.verdict, reply.reason
    row.answered_by_role, row.in_plain_words = reply.by_role, reply.in_plain_words
    kept(row, PolicyEvent.ANSWERED, by, role=BODY)
    said = gettext_lazy("{body} antwoordde op ‘{title}’: {verdict}.")
    tell_sources(row, said, by=by, more=reply.in_plain_words)
    tell_co_signers(row)
    return row


@transaction.atomic
def put_in_plain_words(
    signal: PolicySignal, text: str, review_on: dt.date | None, *, version: int, by: By
) -> PolicySignal:
    """The answer as everyone can read it, and when the network looks back. Raises as ``decide``."""
    row = held(signal, version)
    require_state(row, PolicyState.ANSWERED, PolicyState.FOLLOWED)
    require_told(row, text)
    row.in_plain_words, row.review_on = text, review_on
    return kept(row, PolicyEvent.WORDED, by)


@transaction.atomic
def note_promise(signal: PolicySignal, said: Promised, *, by: By, key: UUID | None = None) -> PolicyPromise:
    """Write a promise of the answer down, to be followed. ``key`` as in ``draft``.

    Raises ``NotNowError``, ``NotReadyYetError``.
    """
    row = held(signal)
    if earlier := made_with(row.promises.all(), key):
        return earlier
    require_state(row, PolicyState.ANSWERED, PolicyState.FOLLOWED)
    require_told(row, said.text, said.by_role)
    if row.state == PolicyState.ANSWERED:
        move_policy(row, PolicyState.FOLLOWED)
    promise: PolicyPromise = row.promises.create(
        pk=key_for(PolicyPromise, key), text=said.text, by_role=said.by_role, follower=said.follower,
        due_on=said.due_on,
    )  # fmt: skip
    kept(row, PolicyEvent.PROMISED, by)
    return promise


@transaction.atomic
def close_promise(promise: PolicyPromise, *, is_kept: bool, result: str, by: By) -> PolicyPromise:
    """Whether it was kept, and what came of it.

    Raises ``NotNowError`` when someone said so already, ``NotReadyYetError``.
    """
    row = held(promise.signal)
    require_state(row, PolicyState.FOLLOWED)
    found = row.promises.get(pk=promise.pk)
    if found.closed_on is not None:
        raise NotNowError
    require_told(row, result)
    found.closed_on, found.is_kept, found.result = today_of(row), is_kept, result
    found.save(update_fields=["closed_on", "is_kept", "result"])
    kept(row, PolicyEvent.PROMISE_CLOSED, by)
    return found


@transaction.atomic
def finish(signal: PolicySignal, *, version: int, by: By) -> PolicySignal:
    """Nothing is left to follow. Raises ``NotReadyYetError`` while a promise is open or plain words are missing."""
    row = held(signal, version)
    move_policy(row, PolicyState.DONE)
    if row.promises.filter(closed_on=None).exists():
        raise NotReadyYetError(_("Er staat nog een belofte open. Sluit die eerst af."))
    if not row.in_plain_words:
        raise NotReadyYetError(_("Zet het antwoord eerst in gewone taal."))
    row.closed_on = today_of(row)
    return kept(row, PolicyEvent.DONE, by)


@transaction.atomic
def stop(signal: PolicySignal, reason: str, *, version: int, by: By) -> PolicySignal:
    """Stop without an answer, with a reason. Once sent, the reason is public. Raises as ``decide``."""
    row = held(signal, version)
    move_policy(row, PolicyState.STOPPED)
    if not reason:
        raise NotReadyYetError(_("Schrijf op waarom jullie stoppen."))
    require_told(row, reason)
    row.closed_on, row.closed_reason = today_of(row), reason
    kept(row, PolicyEvent.STOPPED, by, note=reason)
    if row.sent_on is not None:
        tell_sources(
            row, gettext_lazy("We stoppen met ‘{title}’. Waarom lees je op de pagina van het netwerk."), by=by
        )
    return row


@transaction.atomic
def show_late(signal: PolicySignal, said: Decided, *, version: int, by: By) -> PolicySignal:
    """By a decision of the network everyone sees that the answer is late. Raises as ``decide``."""
    row = held(signal, version)
    require_state(row, PolicyState.LATE, PolicyState.ESCALATED)
    row.late_shown_by = note_decision(row, said, by=by)
    return kept(row, PolicyEvent.SHOWN_LATE, by)


def note_decision(signal: PolicySignal, said: Decided, *, by: By) -> DecisionNote:
    """Raises ``NotReadyYetError`` for a decision of a day that is still to come, or one that tells of few people."""
    require_past(said.decided_on, today_of(signal))
    require_told(signal, said.text, said.where, said.by_role)
    return DecisionNote.objects.create(
        network=signal.network, text=said.text, where=said.where, by_role=said.by_role, decided_on=said.decided_on,
        noted_by=by.person,
    )  # fmt: skip


def tell_sources(signal: PolicySignal, sentence: Promise, *, by: By | None, more: str = "") -> int:
    """Every giver of a signal and every asker that pointed to its needs, once; returns how many."""
    with translation.override(signal.network.locale):
        said = str(sentence).format(
            body=signal.agreement, title=signal.title,
            verdict=Verdict(signal.verdict).label if signal.verdict else "",
        )  # fmt: skip
    told = f"{said} {more}".strip()
    text = told if len(told) <= LONGEST_TOLD else f"{told[: LONGEST_TOLD - 1]}…"
    return sum(tell_all(need, text, by=by) for need in signal.needs.order_by("pk"))


def _require_needs(needs: Sequence[SharedNeed], network: Network) -> None:
    if not needs:
        raise NotReadyYetError(_("Kies wat er speelt: een signaal komt uit iets dat jullie herkennen."))
    for need in needs:
        if need.network_id != network.pk or need.state not in READY_NEEDS or need.merged_into_id is not None:
            text = _("Dit is nog niet herkend, of al klaar: {need}. Kies iets anders.")
            raise NotReadyYetError(text.format(need=need.title))


def _require_figures(signal: PolicySignal, *, needs_release: bool) -> None:
    release = signal.release
    if release is not None and not releases_of(signal.network).filter(pk=release.pk).exists():
        raise NotReadyYetError(_("Deze cijfers zijn vervangen door betere. Kies de nieuwe."))
    found = unreleased(texts_of(signal), release)
    if found:
        raise NotReadyYetError(
            _("Dit getal over mensen is niet gepubliceerd: {figures}. Haal het weg, of kies de cijfers waar het in "
              "staat.").format(figures=" · ".join(found[:4]))
        )  # fmt: skip
    if needs_release and release is None and not signal.is_about_a_place:
        raise NotReadyYetError(
            _("Kies de gepubliceerde cijfers die erbij horen. Alleen een signaal over een plek of het verkeer kan "
              "zonder.")
        )  # fmt: skip
