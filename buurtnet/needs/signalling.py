"""Giving a signal, taking it back and asking to look again: what the one who gave it does.

It is about no one. A text that seems to be about one child or one family is not taken (``worry.is_about_one``), and
what may be a name is pointed out first. Sent twice it is one: by the key of its form, made where it was typed.
"""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import get_language

from buurtnet.areas.models import Area, Network
from buurtnet.needs.choices import Noticed, SignalKind, SignalState
from buurtnet.needs.forgetting import forget_now, keep_giver_while_handled, keep_while_handled
from buurtnet.needs.models import Feedback, OutreachRound, Signal, SignalGiver
from buurtnet.needs.moving import held, move_signal, refuse
from buurtnet.people.access import roles_of
from buurtnet.people.acting import By
from buurtnet.people.models import Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record
from buurtnet.questions.codes import code_of, hash_of_code
from buurtnet.questions.concepts import concepts_in
from buurtnet.questions.free_days import days_after
from buurtnet.themes.models import Theme

TAKEN_WITHIN: Final = 5  # working days (needs, section 3)
OPEN_AGAIN: Final = dt.timedelta(days=90)  # after its end
SALT: Final = "buurtnet.needs.signalling typed by"
END_OF_DAY: Final = dt.time(17)
MOST_CODES: Final = 5  # tries for a code that no other signal has; two alike are one in thousands of millions


@dataclass(frozen=True)
class Given:
    """What someone says, who says it (``person`` None: without an account), and where it was heard."""

    kind: SignalKind
    text: str
    area: Area | None = None
    theme: Theme | None = None
    person: Person | None = None
    has_code: bool = True
    noticed: Noticed | str = ""
    round: OutreachRound | None = None


@dataclass(frozen=True)
class Sender:
    """Who sends it now (None: without an account), and whether it may be sent.

    ``must_sign_in``: who typed it had a role, and is not who is signed in now; ``has_left``: that role ended.
    """

    person: Person | None
    must_sign_in: bool = False
    has_left: bool = False

    @property
    def is_refused(self) -> bool:
        return self.must_sign_in or self.has_left


def mark_of(user: Person | AnonymousUser, network: Network) -> str:
    """What a page gives along, so that a text that waits on a phone goes as who typed it; "" without a role here."""
    if not isinstance(user, Person) or not roles_of(user).filter(network=network).exists():
        return ""
    return signing.dumps([str(user.pk), network.pk], salt=SALT)


def sender_of(user: Person | AnonymousUser, mark: str, network: Network) -> Sender:
    """Who sends a text that was typed under ``mark``. Asked of the database now: a role may have ended meanwhile."""
    person = user if isinstance(user, Person) else None
    try:
        typed_by, where = signing.loads(mark, salt=SALT)
    except (signing.BadSignature, ValueError):
        return Sender(person)
    if where != network.pk:
        return Sender(person)
    if person is None or str(person.pk) != typed_by:
        return Sender(None, must_sign_in=True)
    return Sender(person, has_left=not roles_of(person).filter(network=network).exists())


@transaction.atomic
def give(given: Given, *, network: Network, form_key: uuid.UUID, now: dt.datetime) -> tuple[Signal, str]:
    """Keep a signal. Sent again with the same key, nothing changes and the same is answered.

    Returns it and the code with which who has no account reads what happens; "" for who has one, and when it is not
    wanted (``has_code``). Another text with a key that was used is another signal.
    """
    there = Signal.objects.filter(form_key=form_key).first()
    if there is not None and not _is_same(there, given, network):
        form_key = uuid.uuid5(form_key, f"{network.pk} {given.text}")
        there = Signal.objects.filter(form_key=form_key).first()
    if there is None:
        try:
            with transaction.atomic():
                return _kept(given, network, form_key, now)
        except IntegrityError:  # the same was sent at this very moment
            there = Signal.objects.get(form_key=form_key)
    return there, _code_again(there) if given.person is None else ""


def _kept(given: Given, network: Network, form_key: uuid.UUID, now: dt.datetime) -> tuple[Signal, str]:
    signal = Signal.objects.create(
        network=network, kind=given.kind, text=given.text, area=given.area, theme=given.theme,
        concepts=concepts_in(given.text, network), noticed=given.noticed, round=given.round, form_key=form_key,
        given_at=now, take_by=taken_before(now, network),
    )  # fmt: skip
    code = _free_code(form_key) if given.person is None and given.has_code else ""
    if given.person is not None or code:
        SignalGiver.objects.create(
            signal=signal, person=given.person, code_hash=hash_of_code(code) if code else None,
            language=get_language() or "nl", forget_on=signal.forget_on,
        )  # fmt: skip
    record(
        Action.CREATE, actor=given.person, obj=signal, network=network, fields_group="signal", rule="signal.given",
        role_then="" if given.person else "visitor",
    )  # fmt: skip
    return signal, code


def taken_before(now: dt.datetime, network: Network) -> dt.datetime:
    """The end of the fifth working day after it came in, in the country of the network."""
    here = timezone.localtime(now)
    day = next(islice(days_after(here.date(), network.country), TAKEN_WITHIN - 1, None))
    return timezone.make_aware(dt.datetime.combine(day, END_OF_DAY))


def proof_of(text: str) -> str:
    """That a page showed this very text again before it is kept, with what was pointed out in it."""
    return salted_hmac("buurtnet.needs.signalling seen", _plain(text), algorithm="sha256").hexdigest()


def was_shown(text: str, proof: str) -> bool:
    return constant_time_compare(proof_of(text), proof)


def signals_of(person: Person, network: Network) -> QuerySet[Signal]:
    """What someone gave in a network, newest first."""
    found = Signal.objects.filter(network=network, giver__person=person)
    return found.select_related("area", "theme").prefetch_related("feedback").order_by("-given_at", "pk")


def signal_of_code(code: str, network: Network) -> Signal | None:
    """The signal that a code opens, in the network where it was given."""
    found = Signal.objects.filter(network=network, giver__code_hash=hash_of_code(code))
    return found.select_related("area", "theme").prefetch_related("feedback").first()


def may_open_again(signal: Signal, now: dt.datetime) -> bool:
    ended = signal.closed_at
    return signal.state == SignalState.CLOSED and ended is not None and now - ended <= OPEN_AGAIN


@transaction.atomic
def withdraw(signal: Signal, *, by: Person | None, request: HttpRequest | None = None) -> None:
    """Who gave it takes it back: its text goes at once, and that there was one stays. Raises ``NotNowError``."""
    move_signal(signal, SignalState.WITHDRAWN, _by(by, "", request))
    forget_now(signal)
    _log(signal, "signal.withdrawn", by, "" if by else "giver", request, action=Action.ERASE)


@transaction.atomic
def reopen(
    signal: Signal, because: str, *, by: Person | None, role: str = "", now: dt.datetime,
    request: HttpRequest | None = None,
) -> None:  # fmt: skip
    """Look at it again, with why; until 90 days after its end. Raises ``NotNowError``."""
    held(signal)
    if not may_open_again(signal, now):
        refuse(signal, SignalState.REOPENED, _by(by, role, request))
    move_signal(signal, SignalState.REOPENED, _by(by, role, request))
    signal.reopened_because, signal.take_by = because, taken_before(now, signal.network)
    signal.save(update_fields=["reopened_because", "take_by"])
    keep_while_handled(signal)
    keep_giver_while_handled(signal)
    _log(signal, "signal.reopened", by, role or ("" if by else "giver"), request)


def note_read(signal: Signal, answers: Collection[str]) -> int:
    """Who gave it says that they read these answers, by id; looking leaves no trace. Returns how many were new."""
    read = [one.pk for one in signal.feedback.all() if str(one.pk) in answers]
    return Feedback.objects.filter(pk__in=read, read_at=None).update(read_at=timezone.now())


def _is_same(there: Signal, given: Given, network: Network) -> bool:
    """Whether this is what was kept already; of what was taken back or forgotten nothing is left to compare."""
    return there.network_id == network.pk and (not there.text or there.text == given.text)


def _free_code(form_key: uuid.UUID) -> str:
    codes = (code_of(form_key, number) for number in range(MOST_CODES))
    return next(code for code in codes if not SignalGiver.objects.filter(code_hash=hash_of_code(code)).exists())


def _code_again(signal: Signal) -> str:
    """The code that was shown when it came in, as long as its giver is known."""
    giver = SignalGiver.objects.filter(signal=signal, person=None).first()
    codes = (code_of(signal.form_key, number) for number in range(MOST_CODES))
    return next((code for code in codes if giver and hash_of_code(code) == giver.code_hash), "")


def _by(person: Person | None, role: str, request: HttpRequest | None) -> By | None:
    """Nobody for who gave it with a code."""
    return By(person, role, request) if person else None


def _plain(text: str) -> str:
    return " ".join(text.split())


def _log(
    signal: Signal, rule: str, by: Person | None, role: str, request: HttpRequest | None,
    action: Action = Action.CHANGE,
) -> None:  # fmt: skip
    record(
        action, actor=by, obj=signal, network=signal.network_id, role_then=role, fields_group="signal", rule=rule,
        request=request,
    )  # fmt: skip
