"""Which services come due, and what stands together in one message to their organization."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from buurtnet.areas.models import Network
from buurtnet.directory.freshness import DAYS_A_MONTH
from buurtnet.upkeep.access import alone_in, askable_in
from buurtnet.upkeep.choices import CALLED_WITHIN, LEAD, MOST_ITEMS, Doubted, Reason
from buurtnet.upkeep.doubting import doubted
from buurtnet.upkeep.models import Call, Request, RequestItem


@dataclass(frozen=True)
class Quarter:
    """A quarter of a calendar year; ``number`` 1 to 4."""

    year: int
    number: int

    @property
    def next_starts(self) -> dt.date:
        return dt.date(self.year + self.number // 4, self.number % 4 * 3 + 1, 1)


@dataclass(frozen=True)
class Due:
    """A service that is to be looked at before a day, in the network by which it is shown."""

    service: UUID
    network: int
    before: dt.date


def quarter_of(on: dt.date) -> Quarter:
    return Quarter(on.year, (on.month - 1) // 3 + 1)


def due_on(assured_on: dt.date | None, check_every: int) -> dt.date:
    """The day on which the interval of a service ends (``check_every`` in months of 30 days).

    One that was never looked at came due long ago. A date so far away that no calendar holds it is the last there is.
    """
    if assured_on is None:
        return dt.date.min
    days = min(check_every * DAYS_A_MONTH, (dt.date.max - assured_on).days)
    return assured_on + dt.timedelta(days=days)


def to_ask(on: dt.date) -> Iterator[tuple[UUID, list[Due]]]:
    """Each organization that is to be asked today, with what its message is about, the oldest first.

    It is asked once something comes due within two weeks. The message then holds all that comes due before the next
    one can go, so that nobody is asked twice a quarter.
    """
    quarter = quarter_of(on)
    until = quarter.next_starts + LEAD
    asked = asked_already(quarter)
    for organization, found in all_due(on, until).items():
        first = sorted(found, key=lambda one: (one.before, one.service))[:MOST_ITEMS]
        if first[0].before <= on + LEAD and organization not in asked:
            yield organization, first


def all_due(on: dt.date, until: dt.date) -> dict[UUID, list[Due]]:
    """What comes due before a day, by organization; each service once, in the first network that shows it."""
    listed, doubts = on_the_list(on), doubted()
    seen: set[UUID] = set()
    found: dict[UUID, list[Due]] = defaultdict(list)
    for network in Network.objects.order_by("pk"):
        rows = askable_in(network).values_list("pk", "organization", "assured_date", "check_every")
        for pk, organization, assured_on, check_every in rows.iterator():
            before = due_on(assured_on, check_every)
            if pk in doubts:
                before = min(before, doubts[pk][0])
            if before < until and pk not in seen and pk not in listed and organization is not None:
                seen.add(pk)
                found[organization].append(Due(pk, network.pk, before))
    return found


def out_of_reach(on: dt.date) -> list[UUID]:
    """What comes due and belongs to no organization that could be mailed: it was made here, and is called."""
    found: set[UUID] = set()
    doubts = doubted()
    for network in Network.objects.order_by("pk"):
        rows = alone_in(network).values_list("pk", "assured_date", "check_every")
        found |= {
            pk for pk, assured_on, check_every in rows if pk in doubts or due_on(assured_on, check_every) <= on + LEAD
        }
    return sorted(found)


def doubted_and_not_asked(on: dt.date) -> dict[Doubted, list[UUID]]:
    """What is to be checked while its organization may not be asked now: someone phones, and no one waits.

    What is in a message that still waits for its answer is left to that.
    """
    quarter = quarter_of(on)
    doubts, asked = doubted(), asked_already(quarter)
    waiting = RequestItem.objects.waiting().filter(request__closed_at=None)
    in_a_message = set(waiting.values_list("service", flat=True))
    found: dict[Doubted, list[UUID]] = defaultdict(list)
    for network in Network.objects.order_by("pk") if doubts else ():
        rows = askable_in(network).filter(pk__in=list(doubts)).values_list("pk", "organization")
        for pk, organization in rows:
            if organization in asked and pk not in in_a_message and pk not in found[doubts[pk][1]]:
                found[doubts[pk][1]].append(pk)
    return found


def on_the_list(on: dt.date) -> set[UUID]:
    """What is to be called and so not mailed: for a quarter, and where no mail arrives until someone called."""
    lately = Q(since__date__gt=on - CALLED_WITHIN)
    waiting = Call.objects.filter(lately | Q(reason=Reason.BOUNCE), closed_at=None)
    waiting = waiting.exclude(reason=Reason.NO_ADDRESS)  # once there is an address, it is mailed
    return set(waiting.values_list("service", flat=True))


def asked_already(quarter: Quarter) -> set[UUID]:
    """Organizations that may not be asked: not twice a quarter, nor while an earlier message waits for an answer."""
    asked = Request.objects.filter(Q(year=quarter.year, quarter=quarter.number) | Q(closed_at=None))
    return set(asked.values_list("organization", flat=True))
