"""Money is promised to an idea, set aside while nobody may still object, and given back."""

import uuid

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from buurtnet.budget.choices import BookingKind, IdeaState
from buurtnet.budget.ledger import book
from buurtnet.budget.models import Booking, Idea
from buurtnet.budget.moving import locked, move
from buurtnet.people.models import Person

# What a promise to an idea grows by, and what it shrinks by.
GROWS = (BookingKind.PROMISE, BookingKind.ORDER_BACK)
SHRINKS = (BookingKind.RELEASE, BookingKind.ORDER)


def key_of(idea: Idea) -> uuid.UUID:
    """Under which what is asked this time is booked, once."""
    return uuid.uuid5(idea.pk, f"promise {idea.attempt}")


@transaction.atomic
def set_aside(idea: Idea, cents: int, *, by: Person | None) -> Booking:
    """Keep the money free for an idea that nobody objected to yet. Twice is once. Raises ``NotEnoughError``;
    ``ValueError`` when another amount was set aside before.
    """
    assert idea.pot
    made = book(idea.pot, BookingKind.PROMISE, cents, key=key_of(idea), by=by, idea=idea)
    if made.cents != cents:
        raise ValueError("Of this idea another amount was set aside.")
    return made


@transaction.atomic
def promise(idea: Idea, cents: int, *, by: Person | None, why: str = "") -> Idea:
    """The idea gets this money, set aside before or now. Raises ``NotEnoughError`` and ``NotNowError``.

    The row has its pot and its lane already.
    """
    locked(idea)
    set_aside(idea, cents, by=by)
    now = timezone.now()
    changes = {"granted": cents, "answered_at": now, "clear_at": None}
    if idea.submitted_at is None:
        changes["submitted_at"] = now
    move(idea, IdeaState.GRANTED, by=by, why=why, **changes)
    return idea


@transaction.atomic
def give_back(idea: Idea, *, by: Person | None, why: str = "") -> int:
    """What is promised to an idea and not ordered is free again. Returns the cents; 0 when there was nothing."""
    locked(idea)
    left = promised_to(idea)
    if left and idea.pot:
        number = Booking.objects.filter(idea=idea, kind=BookingKind.RELEASE).count()
        key = uuid.uuid5(key_of(idea), f"release {number}")
        book(idea.pot, BookingKind.RELEASE, left, key=key, by=by, idea=idea, why=why)
    return left


def promised_to(idea: Idea) -> int:
    """Cents that are promised to an idea and not yet ordered to be paid."""
    rows = Booking.objects.filter(idea=idea, kind__in=(*GROWS, *SHRINKS)).values("kind").annotate(cents=Sum("cents"))
    sums = {one["kind"]: int(one["cents"]) for one in rows}
    return sum(sums.get(kind, 0) for kind in GROWS) - sum(sums.get(kind, 0) for kind in SHRINKS)
