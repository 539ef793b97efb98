"""From the database to the index: changes wait in the outbox until whoever gets the lock drains it."""

from collections.abc import Callable, Iterable, Iterator
from itertools import batched

from buurtnet.search.documents import SearchDocument, offers
from buurtnet.search.index import BusyError, Writer, is_readable, rebuild, writing
from buurtnet.search.models import Change

BATCH = 500


def changed(kind: str, keys: Iterable[object]) -> None:
    """Note that things changed or went. Call it inside the transaction that changes them."""
    Change.objects.bulk_create((Change(kind=kind, key=str(key)) for key in keys), batch_size=1000)


def keep_up() -> int:
    """Bring the index up to date: drain the outbox, or make the index when there is none of this version.

    Returns how many documents were looked at; 0 when there was nothing to do or another process is at it.
    """
    try:
        return drain() if is_readable() else rebuild_all()
    except BusyError:
        return 0


def drain() -> int:
    """Put every change that waits into the index, in batches. Raises BusyError and NoIndexError. Returns how many.

    A row leaves the outbox only after its document was committed, so that a killed writer loses nothing.
    """
    if not Change.objects.exists():
        return 0
    done = 0
    with writing() as writer:
        while batch := list(Change.objects.order_by("pk")[:BATCH]):
            _write(writer, batch)
            writer.commit()
            Change.objects.filter(pk__in=[change.pk for change in batch]).delete()
            done += len(batch)
    return done


def rebuild_all(on_document: Callable[[], None] = lambda: None) -> int:
    """Make the whole index anew from the database. Raises BusyError. Returns how many documents it holds.

    Changes that were waiting are in it; those made meanwhile are drained after.
    """
    # Not "all up to the last": a slow transaction may hold a lower number and be seen later.
    waiting = list(Change.objects.values_list("pk", flat=True))
    count = rebuild(_all_documents(), on_document)
    for keys in batched(waiting, BATCH):
        Change.objects.filter(pk__in=keys).delete()
    return count


def _all_documents() -> Iterator[SearchDocument]:
    for offer in offers().values():
        yield from offer.documents(None)


def _write(writer: Writer, batch: list[Change]) -> None:
    """Put what is still to be found, take out what is not."""
    for kind, offer in offers().items():
        keys = list(dict.fromkeys(change.key for change in batch if change.kind == kind))
        gone = set(keys)
        for document in offer.documents(keys) if keys else ():
            gone.discard(document.key)
            writer.put(document)
        for key in gone:
            writer.remove(kind, key)
