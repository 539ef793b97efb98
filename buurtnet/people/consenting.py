"""Asking for consent, taking an answer, taking it back, and letting it end by itself.

Each verb reads the row anew and locks it; a change that ``consent.CHANGES`` does not hold raises NotNowError.
"""

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from buurtnet.people.choices import ConsentState, ConsentWay, PartyKind
from buurtnet.people.consent import (
    LONGEST,
    Answer,
    Jurisdiction,
    Required,
    agreed,
    may_change,
    next_reconfirmation,
    outcome,
)
from buurtnet.people.models import Consent, ConsentParty, Organization, Person

ENDED = (ConsentState.REFUSED, ConsentState.WITHDRAWN, ConsentState.EXPIRED, ConsentState.SUPERSEDED)


class NotNowError(Exception):
    """What was asked cannot be done with a consent in this state."""


@transaction.atomic
def ask(
    subject_id: UUID,
    *,
    jurisdiction: Jurisdiction,
    required: Required,
    asked_for: Collection[str],
    receivers: Iterable[Organization],
    text: str,
    language: str,
    until: dt.date,
    born: dt.date | None,
    by: Person,
    replaces: Consent | None = None,
) -> Consent:
    """Ask everyone who must say yes. ``text`` is what was explained; only its hash is kept, and no date of birth.

    Raises NotNowError when it is not known who has authority, when nothing or nobody is named, and for an end in the
    past or more than a year away.
    """
    today = timezone.localdate()
    organizations = list(receivers)
    if required.ask_authority:
        raise NotNowError("First ask which parents have authority.")
    if not asked_for or not organizations:
        raise NotNowError("Name what is shared, and with whom.")
    if not today < until <= today + LONGEST:
        raise NotNowError("Consent ends within a year.")
    consent = Consent.objects.create(
        subject_id=subject_id,
        jurisdiction=jurisdiction,
        state=ConsentState.ASKED,
        asked_for=sorted(set(asked_for)),
        text_hash=hashlib.sha256(text.encode()).hexdigest(),
        explained_in=language,
        asked_by=by,
        asked_at=timezone.now(),
        until=until,
        reconfirm_on=next_reconfirmation(born, today) if born else None,
        replaces=replaces,
    )
    consent.receivers.set(organizations)
    seen: dict[PartyKind, int] = {}
    for kind in required.parties:
        seen[kind] = seen.get(kind, 0) + 1
        ConsentParty.objects.create(consent=consent, kind=kind, number=seen[kind])
    return consent


@transaction.atomic
def answer(party: ConsentParty, *, says_yes: bool, way: ConsentWay, left_out: Collection[str] = ()) -> Consent:
    """Take what one of them says. Only when everyone said yes it is active, and then ends the one it replaces."""
    consent = _locked(party.consent_id)
    if consent.state not in {ConsentState.ASKED, ConsentState.GIVEN_PARTIAL}:
        raise NotNowError("This is not being asked.")
    if unknown := set(left_out) - set(consent.asked_for):
        raise NotNowError(f"This was not asked: {', '.join(sorted(unknown))}.")
    ConsentParty.objects.filter(pk=party.pk).update(
        says_yes=says_yes, way=way, left_out=sorted(set(left_out)), answered_at=timezone.now()
    )
    state = outcome(answers_of(consent))
    if state == ConsentState.ACTIVE and not agreed(consent.asked_for, answers_of(consent)):
        state = ConsentState.REFUSED  # a yes to nothing is a no
    if state != consent.state:
        _go(consent, state)
    if state == ConsentState.ACTIVE and consent.replaces_id:
        before = _locked(consent.replaces_id)
        if may_change(ConsentState(before.state), ConsentState.SUPERSEDED):
            _go(before, ConsentState.SUPERSEDED)
    return consent


@transaction.atomic
def withdraw(consent: Consent) -> Consent:
    """Take it back. As easy as giving it: no reason, no waiting, by any of those who gave it."""
    consent = _locked(consent.pk)
    _go(consent, ConsentState.WITHDRAWN)
    return consent


def answers_of(consent: Consent) -> list[Answer]:
    rows = ConsentParty.objects.filter(consent=consent).values_list("says_yes", "left_out")
    return [Answer(says, frozenset(left_out)) for says, left_out in rows]


def covers(consent: Consent, *, what: str, receiver: Organization, on: dt.date) -> bool:
    """Whether this consent lets something be shared with someone on a day. Nothing but a whole, living yes does."""
    return (
        consent.state == ConsentState.ACTIVE
        and on < consent.until
        and (consent.reconfirm_on is None or on < consent.reconfirm_on)
        and what in agreed(consent.asked_for, answers_of(consent))
        and consent.receivers.filter(pk=receiver.pk).exists()
    )


def let_time_pass(today: dt.date | None = None) -> int:
    """What ended by itself, or must be said again since a birthday. A job of each day. Returns how many."""
    today = today or timezone.localdate()
    ended = 0
    running = Consent.objects.filter(state__in=[ConsentState.ACTIVE, ConsentState.RECONFIRM_DUE])
    for pk, until in list(running.values_list("pk", "until")):
        with transaction.atomic():
            consent = _locked(pk)
            due = consent.reconfirm_on is not None and consent.reconfirm_on <= today
            state = ConsentState.EXPIRED if until <= today else ConsentState.RECONFIRM_DUE if due else None
            if state and may_change(ConsentState(consent.state), state):
                _go(consent, state)
                ended += 1
    return ended


def _locked(pk: UUID) -> Consent:
    return Consent.objects.select_for_update().get(pk=pk)


def _go(consent: Consent, state: ConsentState) -> None:
    if not may_change(ConsentState(consent.state), state):
        raise NotNowError(f"A consent that is {consent.state} cannot become {state}.")
    consent.state = state
    if state in ENDED:
        consent.ended_at = timezone.now()
    consent.save(update_fields=["state", "ended_at"])
