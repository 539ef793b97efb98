"""Booking in a pot: double entry, in cents, behind the lock of the pot, never more than there is."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.budget.choices import WAYS, Account, BookingKind
from buurtnet.budget.models import Booking, BookingLine, Idea, Payment, Pot
from buurtnet.kit.moving import NotNowError
from buurtnet.people.models import Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record


class NotEnoughError(NotNowError):
    """There is less on the account than is asked for. Nothing was booked."""

    def __init__(self) -> None:
        super().__init__(_("Er zit niet genoeg geld in de pot. Er is niets veranderd."))


class OtherAmountError(NotNowError):
    """The same form was sent before with another amount, and that one stands."""

    def __init__(self) -> None:
        super().__init__(_("Dit formulier is al verstuurd, met een ander bedrag. Kijk eerst wat er nu staat."))


@dataclass(frozen=True)
class Difference:
    """An account on which the ledger and the figure beside it are not the same; in cents."""

    pot: Pot
    account: Account
    in_ledger: int
    beside_it: int


def locked_pot(pot: Pot) -> Pot:
    """Read again behind its lock, into the same object; within a transaction."""
    pot.refresh_from_db(from_queryset=Pot.objects.select_for_update(of=("self",)))
    return pot


def book(
    pot: Pot, kind: BookingKind, cents: int, *, key: uuid.UUID, by: Person | None, idea: Idea | None = None,
    contributor: str = "", why: str = "", at: dt.datetime | None = None,
) -> Booking:  # fmt: skip
    """Bring ``cents`` from one account to the other, as ``WAYS`` says; with the same ``key`` it is booked once.

    Raises ``NotEnoughError``; ``ValueError`` for an amount that is not above zero.
    """
    if cents <= 0:
        raise ValueError("A booking is of an amount above zero.")
    if earlier := Booking.objects.filter(form_key=key).first():
        return earlier
    try:
        with transaction.atomic():
            locked_pot(pot)
            return _booked(pot, kind, cents, key, by, idea, contributor, why, at or timezone.now())
    except IntegrityError:
        return Booking.objects.get(form_key=key)


def same[R: (Booking, Payment)](row: R, cents: int) -> R:
    """What a form made, as long as it was sent with this amount. Raises ``OtherAmountError``."""
    if row.cents != cents:
        raise OtherAmountError
    return row


def _booked(
    pot: Pot, kind: BookingKind, cents: int, key: uuid.UUID, by: Person | None, idea: Idea | None,
    contributor: str, why: str, at: dt.datetime,
) -> Booking:  # fmt: skip
    source, target = WAYS[kind]
    # What was put in is a debt to who put it in: that account stands below zero in the ledger.
    shifts = {source: -cents, target: cents}
    for account, shift in shifts.items():
        left = pot.on(account) + (-shift if account == Account.PUT_IN else shift)
        if left < 0:
            raise NotEnoughError
        setattr(pot, account.value, left)
    pot.bookings_made += 1
    pot.save(update_fields=[*(account.value for account in shifts), "bookings_made"])
    made = Booking.objects.create(
        pot=pot, number=pot.bookings_made, kind=kind, cents=cents, idea=idea, contributor=contributor, why=why,
        form_key=key, booked_at=at,
    )  # fmt: skip
    BookingLine.objects.bulk_create(
        BookingLine(booking=made, account=account, cents=shift) for account, shift in shifts.items()
    )
    record(
        Action.CREATE, actor=by, obj=made, network=pot.network_id, fields_group="budget", result=kind,
        role_then="" if by else "system",
    )  # fmt: skip
    return made


def differs(pot: Pot) -> list[Difference]:
    """Where the ledger of a pot and the figures beside it are not the same; empty when all is well."""
    rows = BookingLine.objects.filter(booking__pot=pot).values("account").annotate(cents=Sum("cents"))
    sums = {one["account"]: int(one["cents"]) for one in rows}
    found = []
    for account in Account:
        in_ledger = sums.get(account.value, 0) * (-1 if account == Account.PUT_IN else 1)
        if in_ledger != pot.on(account):
            found.append(Difference(pot, account, in_ledger, pot.on(account)))
    return found
