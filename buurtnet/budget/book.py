"""A pot as everyone sees it: where the money is, who put it in, and every booking."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from buurtnet.budget.choices import Account, BookingKind
from buurtnet.budget.models import Booking, Pot
from buurtnet.kit.amounts import euros

SHOWN: Final = (Account.FREE, Account.PROMISED, Account.UNDER_WAY, Account.PAID)
NAMED: Final = 12  # of who put money in; the rest is one line
OUT_OF_FREE: Final = (BookingKind.TAKEN_OUT, BookingKind.PROMISE)
INTO_FREE: Final = (BookingKind.DEPOSIT, BookingKind.RELEASE, BookingKind.REFUND)


@dataclass(frozen=True)
class Part:
    """A piece of the bar: from ``begin``, of this ``length``, both of a hundred."""

    key: str
    label: str
    euros: str
    begin: str
    length: str


@dataclass(frozen=True)
class Row:
    """One booking. ``sign``: what it does to what is free: "+", "−" or nothing."""

    booking: Booking
    day: str
    title: str
    euros: str
    sign: str


def parts_of(pot: Pot) -> list[Part]:
    whole, begin, found = max(pot.put_in, 1), 0.0, []
    for account in SHOWN:
        length = 100 * pot.on(account) / whole
        label = str(account.label)
        found.append(Part(account.value, label, euros(pot.on(account)), f"{begin:.2f}", f"{length:.2f}"))
        begin += length
    return found


def sentences_of(pot: Pot) -> list[str]:
    """How it stands, in words."""
    if not pot.put_in:
        return [_("Er zit nog geen geld in deze pot.")]
    said = [_("{free} van de {put_in} is nog vrij.").format(free=euros(pot.free), put_in=euros(pot.put_in))]
    busy = pot.promised + pot.under_way
    if busy:
        said.append(_("{busy} is toegezegd aan ideeën en wordt nog betaald.").format(busy=euros(busy)))
    if pot.paid:
        said.append(_("{paid} is al betaald.").format(paid=euros(pot.paid)))
    return said


def put_in_by(pot: Pot) -> list[tuple[str, str]]:
    """Who put in how much, less what they took back; most first."""
    kinds = {BookingKind.DEPOSIT: 1, BookingKind.TAKEN_OUT: -1}
    rows = Booking.objects.filter(pot=pot, kind__in=kinds).order_by().values_list("contributor", "kind")
    sums: dict[str, int] = {}
    for name, kind, cents in rows.annotate(Sum("cents")):
        sums[name] = sums.get(name, 0) + kinds[BookingKind(kind)] * int(cents)
    ordered = sorted((one for one in sums.items() if one[1]), key=lambda one: (-one[1], one[0]))
    shown = [(name or _("niet gezegd"), euros(cents)) for name, cents in ordered[:NAMED]]
    rest = sum(cents for _name, cents in ordered[NAMED:])
    return [*shown, (_("anderen samen"), euros(rest))] if rest else shown


def rows_of(bookings: Iterable[Booking], pot: Pot) -> list[Row]:
    """Of a page of bookings with their idea; an idea that is not on the site has no name here."""
    zone = ZoneInfo(pot.network.time_zone)
    return [
        Row(
            one, date_format(one.booked_at.astimezone(zone), "j M Y"),
            one.idea.title if one.idea and one.idea.let_in_at and not one.idea.hidden_at else "", euros(one.cents),
            "+" if one.kind in INTO_FREE else "−" if one.kind in OUT_OF_FREE else "",
        )
        for one in bookings
    ]  # fmt: skip
