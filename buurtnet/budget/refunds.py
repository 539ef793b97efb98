"""Money back to a pot: a payment that came back, and a promise that nobody needs any more."""

import uuid
from typing import Final

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from buurtnet.budget.choices import BookingKind, IdeaState
from buurtnet.budget.emails_ideas import mail_own_link
from buurtnet.budget.ledger import book, same
from buurtnet.budget.models import Booking, Idea
from buurtnet.budget.moving import locked, move, refuse
from buurtnet.budget.paying import handles, waiting_for
from buurtnet.budget.promising import give_back, promised_to
from buurtnet.budget.saying import is_theirs
from buurtnet.people.models import Person

# An idea that is over, one way or another: what is still promised to it, nobody needs.
OVER: Final = (IdeaState.DONE, IdeaState.DONE_OTHERWISE, IdeaState.RETURNED, IdeaState.TOLD)


def paid_to(idea: Idea) -> int:
    """Cents paid to an idea that did not come back."""
    kinds = (BookingKind.PAYMENT, BookingKind.REFUND)
    rows = Booking.objects.filter(idea=idea, kind__in=kinds).values_list("kind").annotate(Sum("cents"))
    sums = dict(rows)
    return int(sums.get(BookingKind.PAYMENT, 0)) - int(sums.get(BookingKind.REFUND, 0))


@transaction.atomic
def came_back(idea: Idea, cents: int, *, why: str, form_key: uuid.UUID, by: Person) -> Booking:
    """Money that was paid came back: what was not needed, or a bank that refused. Sent twice it is booked once.

    When all of it came back before anything was told, the idea is one that gave its money back. Raises
    ``NotNowError``.
    """
    pot = locked(idea).pot
    if pot is None or not handles(by, pot) or is_theirs(by, idea):
        refuse(idea, "pay.back", by)
    key = uuid.uuid5(form_key, f"{idea.pk} back")
    if earlier := Booking.objects.filter(form_key=key).first():
        return same(earlier, cents)
    if cents > paid_to(idea):
        refuse(idea, "pay.back.too_much", by, _("Zoveel is er voor dit idee niet betaald."))
    made = book(pot, BookingKind.REFUND, cents, key=key, by=by, idea=idea, why=why)
    if idea.state == IdeaState.PAID and not paid_to(idea) and not promised_to(idea):
        move(idea, IdeaState.RETURNED, by=by, why=why)
        mail_own_link(idea)
    return made


@transaction.atomic
def free_rest(idea: Idea, *, why: str, by: Person) -> int:
    """What is still promised to an idea and not needed is free again; twice is once. Returns the cents.

    An idea that got nothing yet ends with this. Raises ``NotNowError``.
    """
    pot = locked(idea).pot
    if pot is None or not handles(by, pot) or is_theirs(by, idea):
        refuse(idea, "pay.rest", by)
    if not promised_to(idea):
        return 0
    if waiting_for(idea):
        refuse(idea, "pay.rest.waiting", by, _("Er wacht nog een betaling. Betaal die eerst, of houd hem tegen."))
    if not why:
        refuse(idea, "pay.rest.why", by, _("Schrijf in één zin waarom."))
    if idea.state not in {*OVER, IdeaState.GRANTED, IdeaState.PAID}:
        refuse(idea, f"pay.rest.{idea.state}", by)
    cents = give_back(idea, by=by, why=why)
    ended = idea.state == IdeaState.GRANTED and not paid_to(idea) and not _is_under_way(idea)
    if ended:
        move(idea, IdeaState.RETURNED, by=by, why=why)
        mail_own_link(idea)
    return cents


def _is_under_way(idea: Idea) -> bool:
    """Whether something was let go that is not paid yet."""
    kinds = {BookingKind.ORDER: 1, BookingKind.ORDER_BACK: -1, BookingKind.PAYMENT: -1}
    rows = Booking.objects.filter(idea=idea, kind__in=kinds).values_list("kind").annotate(Sum("cents"))
    return sum(kinds[BookingKind(kind)] * int(cents) for kind, cents in rows) > 0
