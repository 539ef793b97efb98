"""Asking for consent, taking an answer, taking it back, and letting it end by itself.

Each verb reads the row anew and locks it; a change that ``consent.CHANGES`` does not hold raises NotNowError. Each
is written in the log, in the same transaction.
"""

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from buurtnet.areas.models import Network
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
from buurtnet.people.consent_words import Purpose, receiver_word, without_purposes
from buurtnet.people.models import Consent, ConsentParty, Organization, Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import Who, record

ENDED = (ConsentState.REFUSED, ConsentState.WITHDRAWN, ConsentState.EXPIRED, ConsentState.SUPERSEDED)
UNDONE = (ConsentState.REFUSED, ConsentState.WITHDRAWN, ConsentState.EXPIRED)  # came to nothing, or no longer counts
WAITING = (ConsentState.ASKED, ConsentState.GIVEN_PARTIAL)
HOLDING = (ConsentState.ACTIVE, ConsentState.RECONFIRM_DUE)


class NotNowError(Exception):
    """What was asked cannot be done with a consent in this state."""


@dataclass(frozen=True)
class By:
    """Who does it, and as what, for the log. Without ``actor``: someone with a link, or a job, named by the role."""

    actor: Who = None
    role_then: str = ""
    network: Network | None = None
    organization: Organization | None = None
    request: HttpRequest | None = None


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
    asker: Person,
    by: By,
    replaces: Consent | None = None,
    key: UUID | None = None,
) -> Consent:
    """Ask everyone who must say yes. ``text`` is what was explained; only its hash is kept, and no date of birth.

    ``key``: the id it gets, so that one question is never asked twice. It belongs to the network and organization
    that it was asked for (``by``).

    Raises NotNowError when it is not known who has authority, when nothing or nobody is named, for an end in the past
    or more than a year away, and for what was asked again already.
    """
    today = timezone.localdate()
    organizations = list(receivers)
    if required.ask_authority:
        raise NotNowError("First ask which parents have authority.")
    if not without_purposes(asked_for) or not organizations:
        raise NotNowError("Name what is shared, and with whom.")
    if not today < until <= today + LONGEST:
        raise NotNowError("Consent ends within a year.")
    if replaces is not None and asked_again(_locked(replaces.pk)):
        raise NotNowError("This was asked again already.")
    consent = Consent.objects.create(
        id=key or uuid4(),
        subject_id=subject_id,
        jurisdiction=jurisdiction,
        state=ConsentState.ASKED,
        asked_for=sorted(set(asked_for)),
        text_hash=hash_of_text(text),
        explained_in=language,
        asked_by=asker,
        network=by.network,
        organization=by.organization,
        organization_name=by.organization.name if by.organization else "",
        receiver_names={str(one.pk): one.name for one in organizations},
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
    note(Action.CREATE, consent, by=by, rule="consent.asked")
    return consent


@transaction.atomic
def answer(
    party: ConsentParty, *, says_yes: bool, way: ConsentWay, by: By, left_out: Collection[str] = ()
) -> Consent:
    """Take what one of them says. Only when everyone said yes it is active, and then ends the one it replaces.

    ``left_out``: words of what was asked, and receivers (``receiver_word``). Raises NotNowError when it is not being
    asked, or no longer: its last day passed, or a birthday since, and with it who must answer. Also when this one
    answered already: nobody writes over what someone said; who thinks otherwise now, stops it.
    """
    consent = _locked(party.consent_id)
    if consent.state not in WAITING or is_past(consent, timezone.localdate()):
        raise NotNowError("This is not being asked.")
    if unknown := set(left_out) - set(consent.asked_for) - receiver_words(consent):
        raise NotNowError(f"This was not asked: {', '.join(sorted(unknown))}.")
    if not ConsentParty.objects.filter(pk=party.pk, says_yes=None).update(
        says_yes=says_yes, way=way, left_out=sorted(set(left_out)), answered_at=timezone.now()
    ):
        raise NotNowError("This one answered already.")
    state = outcome(answers_of(consent))
    if state == ConsentState.ACTIVE and not shares_something(consent):
        state = ConsentState.REFUSED  # a yes to nothing is a no
    if state != consent.state:
        _go(consent, state)
    note(Action.CHANGE, consent, by=by, rule=f"consent.{word_for(says_yes, left_out)}.{party.kind}")
    if state == ConsentState.ACTIVE and consent.replaces_id:
        before = _locked(consent.replaces_id)
        if may_change(ConsentState(before.state), ConsentState.SUPERSEDED):
            _go(before, ConsentState.SUPERSEDED)
            note(Action.CHANGE, before, by=by, rule="consent.superseded")
    return consent


@transaction.atomic
def withdraw(consent: Consent, *, by: By) -> Consent:
    """Take it back. As easy as giving it: no reason, no waiting, by any of those who gave it."""
    consent = _locked(consent.pk)
    _go(consent, ConsentState.WITHDRAWN)
    note(Action.CHANGE, consent, by=by, rule="consent.withdrawn")
    return consent


def asked_again(consent: Consent) -> bool:
    """Whether a question that may still come to something, or did, takes its place."""
    return Consent.objects.filter(replaces=consent).exclude(state__in=UNDONE).exists()


def note(action: Action, consent: Consent, *, by: By, rule: str) -> None:
    purpose = next((word for word in consent.asked_for if word in Purpose.values), "")
    record(
        action, actor=by.actor, role_then=by.role_then, obj=consent, subject=consent.subject_id, consent=consent,
        network=by.network, organization=by.organization, fields_group="consent", purpose=purpose, rule=rule,
        result=consent.state, request=by.request,
    )  # fmt: skip


def word_for(says_yes: bool, left_out: Collection[str]) -> str:
    """How an answer is called in the log."""
    return ("part" if left_out else "yes") if says_yes else "no"


def hash_of_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def answers_of(consent: Consent) -> list[Answer]:
    rows = ConsentParty.objects.filter(consent=consent).values_list("says_yes", "left_out")
    return [Answer(says, frozenset(left_out)) for says, left_out in rows]


def receiver_words(consent: Consent) -> set[str]:
    return {receiver_word(pk) for pk in consent.receivers.values_list("pk", flat=True)}


def shares_something(consent: Consent) -> bool:
    """Whether something is left that everyone agreed to, and someone to share it with."""
    answers = answers_of(consent)
    return bool(without_purposes(agreed(consent.asked_for, answers)) and agreed(receiver_words(consent), answers))


def covers(consent: Consent, *, what: str, receiver: Organization, on: dt.date) -> bool:
    """Whether this consent lets something be shared with someone on a day. Nothing but a whole, living yes does."""
    answers = answers_of(consent)
    return (
        consent.state == ConsentState.ACTIVE
        and not is_past(consent, on)
        and what in agreed(consent.asked_for, answers)
        and receiver_word(receiver.pk) in agreed(receiver_words(consent), answers)
    )


def is_past(consent: Consent, on: dt.date) -> bool:
    """Whether its last day, or a birthday on which it must be said again, has come by this day."""
    return consent.until <= on or (consent.reconfirm_on is not None and consent.reconfirm_on <= on)


def let_time_pass(today: dt.date | None = None) -> int:
    """What ended by itself, or must be said again since a birthday. A job of each day. Returns how many.

    A question that nobody, or not everybody, answered in time ends as well: after a birthday others must answer.
    """
    today = today or timezone.localdate()
    changed = 0
    past = Q(until__lte=today) | Q(reconfirm_on__lte=today)
    for pk in list(Consent.objects.filter(past, state__in=[*WAITING, *HOLDING]).values_list("pk", flat=True)):
        with transaction.atomic():
            consent = _locked(pk)
            state = state_on(consent, today)
            if state and may_change(ConsentState(consent.state), state):
                _go(consent, state)
                note(Action.CHANGE, consent, by=By(role_then="job"), rule=f"consent.{state}")
                changed += 1
    return changed


def state_on(consent: Consent, today: dt.date) -> ConsentState | None:
    """The state that time alone brings a consent in; None when it brings none."""
    if not is_past(consent, today):
        return None
    is_over = consent.until <= today or consent.state in WAITING
    return ConsentState.EXPIRED if is_over else ConsentState.RECONFIRM_DUE


def _locked(pk: UUID) -> Consent:
    return Consent.objects.select_for_update().get(pk=pk)


def _go(consent: Consent, state: ConsentState) -> None:
    if not may_change(ConsentState(consent.state), state):
        raise NotNowError(f"A consent that is {consent.state} cannot become {state}.")
    consent.state = state
    if state in ENDED:
        consent.ended_at = timezone.now()
    consent.save(update_fields=["state", "ended_at"])
