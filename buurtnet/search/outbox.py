"""From the database to the index: changes wait in the outbox until whoever gets the lock drains it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import batched

from buurtnet.kit.collecting import seldom_collected
from buurtnet.kit.hands import by_many_hands
from buurtnet.search.documents import SearchDocument, offers
from buurtnet.search.index import BusyError, Writer, is_readable, rebuild, writing
from buurtnet.search.meaning_making import look_again, note
from buurtnet.search.models import Change

BATCH = 500  # changes
MANY = 4_000  # documents made in one go, and from which other processes help


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


def rebuild_all(tell: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Make the whole index anew from the database. Raises BusyError. Returns how many documents it holds.

    ``tell`` hears now and then how many entries of all were looked at.

    Changes that were waiting are in it; those made meanwhile are drained after.
    """
    # Not "all up to the last": a slow transaction may hold a lower number and be seen later.
    waiting = list(Change.objects.values_list("pk", flat=True))
    with seldom_collected():
        count = rebuild(_all_documents(tell))
    for keys in batched(waiting, BATCH):
        Change.objects.filter(pk__in=keys).delete()
    look_again()
    return count


def _all_documents(tell: Callable[[int, int], None]) -> Iterator[SearchDocument]:
    """The documents of all kinds; where they are many, all processors make them."""
    keys = {kind: offer.keys() for kind, offer in offers().items()}
    total, done = sum(map(len, keys.values())), 0
    given = [(kind, some) for kind, of_kind in keys.items() for some in batched(of_kind, MANY)]
    tell(done, total)
    made = by_many_hands(_documents, given) if total > MANY else map(_documents, given)
    for (_kind, some), documents in zip(given, made, strict=True):
        yield from documents
        done += len(some)
        tell(done, total)


def _documents(given: tuple[str, Sequence[str]]) -> list[SearchDocument]:
    kind, keys = given
    with seldom_collected():
        return list(offers()[kind].documents(keys))


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
    note((change.kind, change.key) for change in batch)
