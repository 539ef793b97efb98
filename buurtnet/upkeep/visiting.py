"""How often pages of services are looked at: counted in the memory of the process, written in bulk each minute.

A visit costs its visitor no write, and nothing of the visitor is kept. What waits is lost when a process is killed:
a minute of counts at most.
"""

import datetime as dt
import logging
import threading
from collections import Counter
from collections.abc import Callable
from itertools import batched
from typing import Final
from uuid import UUID

from django.db import Error, IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from buurtnet.directory.models import Service
from buurtnet.kit.visitors import is_looked_at
from buurtnet.kit.writing_behind import WritingBehind
from buurtnet.upkeep.choices import VISITS_KEPT
from buurtnet.upkeep.models import Visits

MOST_WAITING: Final = 50_000  # services and days in memory; beyond that the database has long been away
BATCH: Final = 500
PAGE: Final = "directory:service"

type Day = tuple[UUID, dt.date]

logger = logging.getLogger(__name__)


class VisitsMiddleware:
    """Counts each page of a service that was shown; a machine that says so itself is no visitor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        found = request.resolver_match
        if found is not None and found.view_name == PAGE and response.status_code == 200 and is_looked_at(request):
            count(found.kwargs["pk"])
        return response


_lock = threading.Lock()
_waiting: Counter[Day] = Counter()
behind = WritingBehind("visits", lambda: flush())


def count(service: UUID, on: dt.date | None = None) -> None:
    """Count one visit. Asks nothing of the database."""
    day = (service, on or timezone.localdate())
    with _lock:
        if day in _waiting or len(_waiting) < MOST_WAITING:
            _waiting[day] += 1
    behind.something_waits()


def forget() -> None:
    """Forget what waits: for tests, and for a process that begins anew."""
    with _lock:
        _waiting.clear()


def flush() -> int:
    """Write what waits. Returns how many days of services. Raises DatabaseError; what was not written waits on."""
    with _lock:
        taken = dict(_waiting)
        _waiting.clear()
    for some in batched(sorted(taken), BATCH):  # in one order, so that two processes never wait in a ring
        try:
            _write({day: taken[day] for day in some})
        except IntegrityError:  # a service went at this very moment, and its visits with it
            logger.warning("%s counts of visits were of services that went.", len(some))
        except Error:
            with _lock:
                _waiting.update({day: times for day, times in taken.items() if day >= some[0]})
            raise
    return len(taken)


@transaction.atomic
def _write(counts: dict[Day, int]) -> None:
    """Add to the rows of days, making those that are not there."""
    there = set(Service.objects.filter(pk__in={pk for pk, _on in counts}).values_list("pk", flat=True))
    kept = {day: times for day, times in counts.items() if day[0] in there}
    Visits.objects.bulk_create((Visits(service_id=pk, day=on) for pk, on in kept), ignore_conflicts=True)
    rows = Visits.objects.filter(service__in=there, day__in={on for _pk, on in kept})
    by_times: dict[int, list[int]] = {}
    for row in rows.select_for_update().order_by("service", "day"):
        if times := kept.get((row.service_id, row.day)):
            by_times.setdefault(times, []).append(row.pk)
    for times, keys in by_times.items():
        Visits.objects.filter(pk__in=keys).update(count=F("count") + times)


def forget_old(on: dt.date) -> int:
    """Days too long ago to say anything go. Returns how many rows."""
    return Visits.objects.filter(day__lt=on - VISITS_KEPT).delete()[0]
