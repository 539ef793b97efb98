"""Money on its way: asked, released by two different people, paid, or stopped."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.budget.access import WRITERS, is_known, looks_after
from buurtnet.budget.choices import PAYMENT_ALLOWED, WITH_IBAN, BookingKind, IdeaState, PaymentState, PayWay, PotTask
from buurtnet.budget.emails_ideas import mail_own_link
from buurtnet.budget.emails_paying import mail_releasers
from buurtnet.budget.ledger import book, same
from buurtnet.budget.models import Idea, Payment, Pot
from buurtnet.budget.models.payment import FORGOTTEN_AFTER
from buurtnet.budget.moving import change, locked, move, note, refuse
from buurtnet.budget.promising import promised_to
from buurtnet.budget.saying import is_theirs
from buurtnet.people.access import Visitor, has_role
from buurtnet.people.models import Person
from buurtnet.privacy.choices import Action

PAYABLE = (IdeaState.GRANTED, IdeaState.PAID, IdeaState.DONE, IdeaState.DONE_OTHERWISE, IdeaState.TOLD)
WAITING = (PaymentState.ASKED, PaymentState.HALF)  # not yet booked as on its way


@dataclass(frozen=True)
class Paid:
    """How money is to go. ``cents``; ``iban`` and ``payee`` as ``way`` needs them."""

    cents: int
    way: PayWay
    payee: str = ""
    iban: str = ""
    what_for: str = ""


def handles(person: Visitor, pot: Pot) -> bool:
    """Whether someone looks after a pot in any way."""
    return any(looks_after(person, pot, task) for task in PotTask)


def may_ask(person: Visitor, pot: Pot) -> bool:
    """Whether someone may ready a payment from a pot; two others let it go."""
    return handles(person, pot) or has_role(person, WRITERS, network=pot.network)


def ask_payment(idea: Idea, said: Paid, *, form_key: uuid.UUID, by: Person) -> Payment:
    """Someone asks a payment, of no more than is promised to an idea. Raises ``NotNowError``."""
    key = uuid.uuid5(form_key, str(idea.pk))
    try:
        with transaction.atomic():
            locked(idea)
            if earlier := Payment.objects.filter(form_key=key).first():
                return same(earlier, said.cents)
            if idea.state not in PAYABLE or idea.pot is None:
                refuse(idea, f"pay.{idea.state}", by)
            if not may_ask(by, idea.pot):
                refuse(idea, "pay.ask", by)
            if is_theirs(by, idea):
                refuse(idea, "pay.own", by, _("Dit is je eigen idee. Laat een ander de betaling klaarzetten."))
            if said.cents > free_to_ask(idea):
                refuse(idea, "pay.too_much", by, _("Dit is meer dan er voor dit idee nog is toegezegd."))
            made = Payment.objects.create(
                idea=idea, pot=idea.pot, cents=said.cents, way=said.way, payee=said.payee,
                iban=said.iban if said.way in WITH_IBAN else "", what_for=said.what_for, asked_by=by, form_key=key,
            )  # fmt: skip
            note(Action.CREATE, idea, by, result="payment")
            mail_releasers(idea, made.pk, but=by)
            return made
    except IntegrityError:
        return same(Payment.objects.get(form_key=key), said.cents)


def lacks_releasers(payment: Payment) -> bool:
    """Whether too few people are left who may still let a payment go: it would wait for ever."""
    needed = {PaymentState.ASKED: 2, PaymentState.HALF: 1}.get(PaymentState(payment.state), 0)
    rows = (
        payment.pot.people.filter(task=PotTask.RELEASER).exclude(person=payment.first_by_id).select_related("person")
    )
    may = [
        one for one in rows if is_known(one.person, payment.pot.network) and not is_theirs(one.person, payment.idea)
    ]
    return len(may) < needed


def free_to_ask(idea: Idea) -> int:
    """Cents promised to an idea, less what already waits to be released."""
    return promised_to(idea) - waiting_for(idea)


def waiting_for(idea: Idea) -> int:
    """Cents of payments that were asked, and not yet let go by two."""
    return sum(Payment.objects.filter(idea=idea, state__in=WAITING).values_list("cents", flat=True))


def locked_payment(payment: Payment) -> None:
    """Read again behind its lock; within a transaction, after its idea and before its pot."""
    rows = Payment.objects.select_for_update(of=("self",))
    payment.refresh_from_db(fields=["state", "first_by", "second_by", "cents", "file"], from_queryset=rows)


@transaction.atomic
def release(payment: Payment, *, by: Person) -> Payment:
    """One of two people says yes; with the second it is booked as on its way. Raises ``NotNowError``.

    Neither has the idea, and they are two different people, whoever clicks how often.
    """
    idea = locked(payment.idea)
    locked_payment(payment)
    if not looks_after(by, payment.pot, PotTask.RELEASER):
        refuse(idea, "pay.release", by)
    if is_theirs(by, idea):
        sentence = _("Dit is je eigen idee, of jij schreef het op. Laat een ander de betaling vrijgeven.")
        refuse(idea, "pay.release.own", by, sentence)
    if payment.state == PaymentState.ASKED:
        _move(payment, PaymentState.HALF, first_by=by, first_at=timezone.now())
    elif payment.first_by_id == by.pk:
        refuse(idea, "pay.same_person", by, _("Jij gaf deze betaling al vrij. Nu moet een ander het ook doen."))
    else:
        _move(payment, PaymentState.RELEASED, second_by=by, released_at=timezone.now())
        book(payment.pot, BookingKind.ORDER, payment.cents, key=_key(payment, "order"), by=by, idea=idea)
    note(Action.CHANGE, idea, by, result=f"payment.{payment.state}")
    return payment


@transaction.atomic
def mark_paid(payment: Payment, *, by: Person) -> Payment:
    """The kassier paid it. The first money of an idea is in its life. Raises ``NotNowError``."""
    idea = locked(payment.idea)
    locked_payment(payment)
    if not handles(by, payment.pot) or is_theirs(by, idea):
        refuse(idea, "pay.paid", by)
    now = timezone.now()
    _move(payment, PaymentState.PAID, ended_at=now, forget_on=timezone.localdate() + FORGOTTEN_AFTER)
    book(payment.pot, BookingKind.PAYMENT, payment.cents, key=_key(payment, "payment"), by=by, idea=idea)
    if idea.state == IdeaState.GRANTED:
        move(idea, IdeaState.PAID, by=by, paid_at=now)
        mail_own_link(idea)
    elif idea.paid_at is None:
        change(idea, paid_at=now)
    return payment


@transaction.atomic
def stop_payment(payment: Payment, *, why: str, by: Person) -> Payment:
    """It does not go on; what was on its way is promised again. Raises ``NotNowError``."""
    idea = locked(payment.idea)
    locked_payment(payment)
    if not handles(by, payment.pot):
        refuse(idea, "pay.stop", by)
    if not why:
        refuse(idea, "pay.stop.why", by, _("Schrijf in één zin waarom."))
    was_ordered = payment.state in {PaymentState.RELEASED, PaymentState.IN_FILE}
    forget_on = timezone.localdate() + FORGOTTEN_AFTER
    _move(payment, PaymentState.STOPPED, ended_at=timezone.now(), why_stopped=why, forget_on=forget_on)
    if was_ordered:
        book(payment.pot, BookingKind.ORDER_BACK, payment.cents, key=_key(payment, "back"), by=by, idea=idea)
    note(Action.CHANGE, idea, by, result="payment.stopped")
    return payment


def _move(payment: Payment, to: PaymentState, **changes: Person | dt.datetime | dt.date | str) -> None:
    """Raises ``NotNowError`` through ``refuse``."""
    if to not in PAYMENT_ALLOWED[PaymentState(payment.state)]:
        refuse(payment.idea, f"payment.{payment.state}.{to}", None)
    payment.state = to
    for name, value in changes.items():
        setattr(payment, name, value)
    payment.save(update_fields=["state", *changes])


def _key(payment: Payment, what: str) -> uuid.UUID:
    return uuid.uuid5(payment.pk, what)
