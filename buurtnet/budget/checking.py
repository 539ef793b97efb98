"""Whether every pot is what its ledger says: looked at for all pots at once by ``buurtnet check``."""

from collections import defaultdict

from django.db.models import Count, F, Max, Q, Sum

from buurtnet.budget.choices import Account
from buurtnet.budget.models import Booking, BookingLine, Pot


def wrong_pots() -> list[Pot]:
    """Pots of which a figure is not that of the ledger, a booking does not balance, or a booking is gone."""
    rows = BookingLine.objects.values_list("booking__pot", "account").annotate(cents=Sum("cents"))
    sums: dict[object, dict[str, int]] = defaultdict(dict)
    for pot, account, cents in rows:
        sums[pot][account] = int(cents)
    wrong = lame_pots()
    return [one for one in Pot.objects.order_by("pk") if one.pk in wrong or not _is_as_booked(one, sums[one.pk])]


def lame_pots() -> set[object]:
    """Pots with a booking of other than two sides that cancel out, or with a number that is missing."""
    sides = Booking.objects.annotate(sides=Count("lines"), left=Sum("lines__cents"))
    lame = set(sides.exclude(sides=2, left=0).values_list("pot", flat=True))
    numbered = Pot.objects.annotate(count=Count("bookings"), last=Max("bookings__number"))
    gaps = numbered.exclude(Q(bookings_made=F("count")) & (Q(last=F("count")) | Q(count=0)))
    return lame | set(gaps.values_list("pk", flat=True))


def _is_as_booked(pot: Pot, sums: dict[str, int]) -> bool:
    """What was put in stands below zero in the ledger."""
    signs = {account: -1 if account == Account.PUT_IN else 1 for account in Account}
    return all(sign * sums.get(account.value, 0) == pot.on(account) for account, sign in signs.items())
