"""A pasted list put on the map: in batches, each whole or not at all, so that nobody else waits long."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import batched
from typing import Any, Final

from django.db import OperationalError, transaction
from django.utils import timezone

from buurtnet.directory import search
from buurtnet.directory.actions import value_of, write_history
from buurtnet.directory.choices import AssuredBy
from buurtnet.directory.models import Change, Service, Source
from buurtnet.exchange.row_states import RowState, bring_rows
from buurtnet.kit.folding import fold
from buurtnet.kit.plain_error import PlainError
from buurtnet.mending.answering import By
from buurtnet.mending.models import Pasted
from buurtnet.mending.pasted_places import put_there
from buurtnet.mending.pasting import LIST, Ground, Seen, entries_of, options_of, own_entries, preview, source_of
from buurtnet.mending.placing import NowhereError, make_all_found_in
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record

ROWS_AT_ONCE: Final = 50  # the database is kept from others for about a second
_THROUGH: Final = "through"  # among the counts: the rows that are done, as long as the list is not


class DoneAlreadyError(Exception):
    """The list is on the map: a second click, or another window."""


class OtherNowError(Exception):
    """What was looked at is not what would happen now."""


class NothingLeftError(Exception):
    """Of all rows none is left to take over."""


class HalfwayError(Exception):
    """A part of the rows is on the map, and the next one could not be. The list can go on from there."""

    def __init__(self, rows: int, wanted: int) -> None:
        self.rows, self.wanted = rows, wanted
        super().__init__(f"{rows} of {wanted} rows are on the map.")


def through(pasted: Pasted) -> set[int]:
    """Rows of a list that stopped halfway which are on the map already."""
    return set(pasted.counts.get(_THROUGH, ()))


def put_on_map(
    pasted: Pasted, *, skip: Collection[int], mark: str, by: By, same_places: Collection[uuid.UUID] | None = None
) -> Pasted:
    """Take over all rows that can be, but for those in ``skip``.

    ``same_places``: of the places asked about those that are what a row means; None is all of them. Looking takes
    no lock; a batch of rows is written in one transaction. Raises ``DoneAlreadyError``, ``OtherNowError`` (also when
    another window is at it), ``NothingLeftError``, and ``HalfwayError`` when a later batch fails; when the first
    one fails ``placing.NowhereError``, or PlainError when another list of this network is being taken over.
    """
    found = Pasted.objects.select_related("network").get(pk=pasted.pk)
    if found.done_at:
        raise DoneAlreadyError
    looked = preview(found)
    if looked.mark != mark:
        raise OtherNowError
    done = through(found)
    skip = {*skip, *(one.row.number for one in looked.too_many)} - done
    left = [one for one in looked.seen if one.row.number not in skip | done]
    wanted = [one for one in left if one.state is not RowState.REFUSED]
    if not wanted and not done:
        raise NothingLeftError
    at = looked.placed.at(same_places)
    for batch in batched(wanted, ROWS_AT_ONCE):
        try:
            found = _put_batch(found, batch, looked.ground, at)
        except (NowhereError, PlainError, OperationalError):
            if rows := len(through(found)):
                raise HalfwayError(rows, rows + len(wanted)) from None
            raise
        wanted = wanted[len(batch) :]
    refused = [one for one in left if one.state is RowState.REFUSED]
    return _finish(found, Counter({RowState.REFUSED.value: len(refused), "skipped": len(skip)}), by)


def _locked(pasted: Pasted) -> Pasted:
    """The list as it is now. Raises ``OtherNowError`` when another window went on with it."""
    found = Pasted.objects.select_for_update(of=("self",)).select_related("network").get(pk=pasted.pk)
    if found.done_at:
        raise DoneAlreadyError
    if through(found) != through(pasted):
        raise OtherNowError
    return found


@transaction.atomic
def _put_batch(pasted: Pasted, batch: Sequence[Seen], ground: Ground, at: Mapping[int, uuid.UUID]) -> Pasted:
    """Some rows, and on the list which those are. Returns the list as it is then."""
    found = _locked(pasted)
    written = _written(found, batch, ground, at)
    counts = Counter({name: number for name, number in found.counts.items() if name != _THROUGH})
    counts.update(one.state.value for one in batch)
    found.counts = dict(counts) | {_THROUGH: sorted(through(found) | {one.row.number for one in batch})}
    found.added = sorted({*found.added, *(str(pk) for pk in written)})
    found.save(update_fields=["counts", "added"])
    return found


@transaction.atomic
def _finish(pasted: Pasted, others: Counter[str], by: By) -> Pasted:
    found = _locked(pasted)
    found.counts = {name: number for name, number in found.counts.items() if name != _THROUGH} | dict(others)
    found.done_at, found.cells = timezone.now(), ""
    found.save()
    _note(found, "list.pasted", by)
    return found


def _written(pasted: Pasted, wanted: Sequence[Seen], ground: Ground, at: Mapping[int, uuid.UUID]) -> list[uuid.UUID]:
    """Bring rows in and see to it that the network shows them. Returns the entries that came on the map by it."""
    network, started = pasted.network, timezone.now()
    touched = [one.row for one in wanted if one.state is not RowState.SAME]
    there = own_entries(touched, network)  # as they are under lock
    before = {
        one.row.source_id: {change.field: value_of(there[one.row.source_id], change.field) for change in one.changes}
        for one in wanted
        if one.changes
    }
    bring_rows(LIST, entries_of([one.row for one in wanted], ground, at), options_of(pasted))
    Source.objects.filter(pk=source_of(network), name="").update(name=f"Lijst van {network.name}"[:120])
    after = own_entries(touched, network)
    for row in touched:
        known = ground.organizations.get(fold(row.organization)) if row.organization else None
        if known and row.source_id in after:
            Service.objects.filter(pk=after[row.source_id].pk).update(organization=known)
            search.changed("organization", [known])
    put_there(touched, at, after, started)
    make_all_found_in([one.pk for one in after.values()], network)
    for key, one in own_entries([row for row in touched if row.source_id in before], network).items():
        _tell_history(one, before[key], started)
    came = {one.row.source_id for one in wanted if one.state in {RowState.NEW, RowState.BACK}}
    return [one.pk for key, one in after.items() if key in came]


def _tell_history(service: Service, before: Mapping[str, Any], started: dt.datetime) -> None:
    """What a list changed on an entry stands in its history; the import wrote some of that itself."""
    told = set(Change.objects.filter(service=service, changed_at__gte=started).values_list("field", flat=True))
    changes = {
        name: (old, now)
        for name, old in before.items()
        if name not in told and (now := value_of(service, name)) != old
    }
    if changes:
        write_history(service, changes, uuid.uuid4(), by=AssuredBy.SOURCE)


@transaction.atomic
def take_back(pasted: Pasted, *, by: By) -> int:
    """Take what a list put on the map off it again; pasted once more it is back. Returns how many entries went."""
    found = Pasted.objects.select_for_update(of=("self",)).select_related("network").get(pk=pasted.pk)
    if not found.done_at or found.taken_back_at:
        return 0
    rows = Service.objects.filter(pk__in=found.added, source=source_of(found.network), gone_at=None)
    ids = list(rows.values_list("pk", flat=True))
    search.changed("service", ids)
    gone = rows.update(gone_at=timezone.now())
    found.taken_back_at = timezone.now()
    found.save(update_fields=["taken_back_at"])
    _note(found, "list.taken_back", by)
    return gone


def _note(pasted: Pasted, what: str, by: By) -> None:
    record(
        Action.CHANGE, actor=by.person, obj=pasted, network=pasted.network, role_then=by.role, rule=what,
        request=by.request,
    )  # fmt: skip
