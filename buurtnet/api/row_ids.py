"""What only the database knows of what is asked: terms and hours, as the ids it says yes to.

Whether an entry is public is told elsewhere (``listings``).
"""

from collections.abc import Iterable, Iterator
from typing import Final
from uuid import UUID

from django.db.models import Q

from buurtnet.api.parameters import Asked
from buurtnet.directory.facets import of_taxonomy, row_of_hours, termed
from buurtnet.directory.hours import clock
from buurtnet.directory.models import Attribute, Schedule
from buurtnet.search.index import Reader
from buurtnet.search.query import Condition, Marked

BATCH: Final = 2_000


def has_rows(asked: Asked) -> bool:
    """Whether something is asked that only the database knows."""
    return _has_hours(asked) or asked.taxonomy_term_id is not None or asked.taxonomy_id is not None


def index_conditions(index: Reader, asked: Asked) -> Iterator[Condition]:
    """The same of services, as the index knows it."""
    if asked.taxonomy_term_id is not None:
        yield Marked((termed(asked.taxonomy_term_id),))
    if asked.taxonomy_id is not None:
        yield Marked((of_taxonomy(asked.taxonomy_id),))
    if _has_hours(asked):
        yield Marked(tuple(_hours_marks(index, asked)))


def _hours_marks(index: Reader, asked: Asked) -> Iterator[str]:
    """The rows of hours that occur, on the day that was asked, whose times fit."""
    start = row_of_hours(asked.day.upper() if asked.day else "").removesuffix("" if asked.day else ":")
    for mark, _count in index.searcher.terms_with_prefix("marks", start):
        opens, _dash, closes = mark.split(":", 2)[2].partition("-")
        if _fits(opens, closes, asked):
            yield mark


def _has_hours(asked: Asked) -> bool:
    return bool(asked.day) or asked.start_time is not None or asked.end_time is not None


def ids_of_rows(kind: str, asked: Asked) -> set[UUID]:
    """The ids of what the database says yes to; whether it is public the index tells."""
    found: set[UUID] | None = None
    if asked.taxonomy_term_id is not None or asked.taxonomy_id is not None:
        for terms in _terms(asked):
            termed = _with_terms(kind, terms)
            found = termed if found is None else found & termed
    if _has_hours(asked):
        open_then = _with_hours(asked)
        found = open_then if found is None else found & open_then
    return found or set()


def _terms(asked: Asked) -> Iterable[Q]:
    """Each a condition on an attribute of its own: one may have the term, another a term of the taxonomy."""
    if asked.taxonomy_term_id is not None:
        yield Q(term=asked.taxonomy_term_id)
    if asked.taxonomy_id is not None:
        yield Q(term__taxonomy_detail=asked.taxonomy_id, term__gone_at__isnull=True)


def _with_terms(kind: str, terms: Q) -> set[UUID]:
    """Services or organizations with an attribute; what is said of a service at a safe address is not told."""
    rows = Attribute.objects.filter(terms).order_by()
    own = rows.filter(**{f"{kind}__isnull": False}).values_list(f"{kind}_id", flat=True)
    found = {pk for pk in own.iterator(BATCH) if pk}
    if kind == "service":
        there = rows.filter(at_location__isnull=False).exclude(at_location__location__hide_address=True)
        found.update(pk for pk in there.values_list("at_location__service_id", flat=True).iterator(BATCH) if pk)
    return found


def _with_hours(asked: Asked) -> set[UUID]:
    """Services with one row of hours, their own or at one of their locations, that answers all that was asked."""
    rows = Schedule.objects.filter(Q(service__isnull=False) | Q(at_location__isnull=False)).exclude(opens_at="")
    if asked.day:
        rows = rows.filter(Q(byday__icontains=asked.day) | Q(freq="DAILY"))
    columns = rows.order_by().values_list("service_id", "at_location__service_id", "opens_at", "closes_at")
    return {
        own or there
        for own, there, opens, closes in columns.iterator(BATCH)
        if (own or there) and _fits(opens, closes, asked)
    }


def _fits(opens: str, closes: str, asked: Asked) -> bool:
    """Whether hours begin and end within what was asked. Midnight as an end is the end of the day."""
    start, end = clock(opens), clock(closes)
    if start is None or (asked.start_time is not None and start < asked.start_time):
        return False
    return asked.end_time is None or (end is not None and start < end <= asked.end_time)
