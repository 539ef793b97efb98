"""Searches as counts: kept in the memory of the process, and written in bulk now and then.

A search costs its visitor no write. What waits is lost when a process is killed: a minute of counts at most. That one
visitor repeats the same within an hour is known, in each process, by a hash of address and text with a salt of its
own; it is forgotten within that hour and never leaves the memory.
"""

import datetime as dt
import hashlib
import logging
import secrets
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from django.conf import settings
from django.db import Error, IntegrityError, transaction
from django.db.models import Count, Q, Sum
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

from buurtnet.areas.models import Area, Network
from buurtnet.directory.access import today_in
from buurtnet.kit.writing_behind import WritingBehind
from buurtnet.search.dutch import stem
from buurtnet.search.index import NoIndexError, reader
from buurtnet.search.query import frequency
from buurtnet.themes.danger import danger_in
from buurtnet.wording.choices import Answer, Why
from buurtnet.wording.models import SearchCount
from buurtnet.wording.models.searches import DAYS, IN_A_NETWORK, monday_of
from buurtnet.wording.redaction import redacted

ENOUGH = 200  # searches that wait: then it is written at once
MOST_WAITING = 20_000  # different searches in memory; beyond that the database has long been away
COMMON = 5  # documents that a word stands in, to be no name
SAME = 3_600.0  # seconds in which a visitor's same search counts once
MOST_REMEMBERED = 50_000  # searches of visitors
BATCH = 100  # rows written at a time
LANGUAGE = "nl"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Counted:
    """What is counted together: a row."""

    network: int
    area: int | None
    week: dt.date
    text: str
    danger: str
    language: str

    @property
    def mark(self) -> str:
        """What tells two texts apart without telling what they say, by the site's secret key; empty for none."""
        made = salted_hmac("buurtnet.wording.search", self.text, settings.SECRET_KEY, algorithm="sha256")
        return made.hexdigest()[:32] if self.text else ""

    @property
    def key(self) -> uuid.UUID:
        """The id of its row, the same in every process."""
        parts = (self.network, self.area or "", self.week, self.language, self.danger, self.mark)
        return uuid.uuid5(uuid.NAMESPACE_OID, "\0".join(map(str, parts)))


@dataclass
class Tally:
    """How much is to be added to a row."""

    times: int = 0
    without_result: int = 0
    answered_yes: int = 0
    answered_no: int = 0
    no_other: int = 0
    no_far: int = 0
    no_full: int = 0
    no_unclear: int = 0

    def add(self, other: "Tally") -> None:
        for name in TALLIED:
            setattr(self, name, getattr(self, name) + getattr(other, name))


TALLIED = tuple(field.name for field in fields(Tally))
_FOR_REASON: Mapping[str, str] = {
    Why.OTHER: "no_other", Why.FAR: "no_far", Why.FULL: "no_full", Why.UNCLEAR: "no_unclear",
}  # fmt: skip


class Waiting:
    """What this process counted and did not write yet."""

    def __init__(self) -> None:
        self.rows: dict[Counted, Tally] = {}
        self.searches = 0

    def add(self, about: Counted, more: Tally) -> None:
        """Count; what is new is lost while the database has been away for so long that memory fills."""
        if about in self.rows or len(self.rows) < MOST_WAITING:
            self.rows.setdefault(about, Tally()).add(more)
            self.searches += more.times

    def take(self) -> list[tuple[Counted, Tally]]:
        taken, self.rows, self.searches = list(self.rows.items()), {}, 0
        return taken


_lock = threading.Lock()
_waiting = Waiting()
_salt = secrets.token_bytes(16)
_seen: OrderedDict[bytes, float] = OrderedDict()  # hash of address and text: when, on a clock that only goes forward
behind = WritingBehind("counts of searches", lambda: flush())


def count(
    network: Network, text: str, *, found: int, area: Area | None = None, language: str = "", address: str = ""
) -> None:
    """Count one settled search, with how many services it found. Asks nothing of the database.

    ``area``: the neighbourhood that was chosen. ``address``: who asks (``kit.limits.address_of``); the same one with
    the same text counts once an hour in each process; without one everything counts. What holds nothing telling is
    not counted.
    """
    about = _about(network, text, area=area, language=language)
    if about is not None and _is_new(address, about):
        _add(about, Tally(times=1, without_result=int(found == 0)))


def count_answer(
    network: Network, text: str, *, answer: str, why: str = "", area: Area | None = None, address: str = ""
) -> None:
    """Count a yes or a no, or only the reason of a no that was counted before (``answer`` empty)."""
    about = _about(network, text, area=area, language="")
    said = Tally(answered_yes=int(answer == Answer.YES), answered_no=int(answer == Answer.NO))
    if answer != Answer.YES and why in _FOR_REASON:
        setattr(said, _FOR_REASON[why], 1)
    if about is not None and said != Tally() and _is_new(address, about, f"{answer} {why}"):
        _add(about, said)


def flush() -> int:
    """Write what waits, and forget visitors of an hour ago. Returns how many rows were written."""
    with _lock:
        taken = _waiting.take()
        _forget_old(time.monotonic())
    try:
        rows = _still_there(taken)
    except Error:
        _put_back(taken)
        raise
    written = 0
    for start in range(0, len(rows), BATCH):
        part = rows[start : start + BATCH]
        try:
            written += add_up(part)
            open_shared([about for about, _tally in part])
        except IntegrityError:  # a network or neighbourhood went at this very moment, and its counts with it
            logger.warning("%s counts of searches were of a network or area that went.", len(part))
        except Error:
            _put_back(rows[start:])
            raise
    return written


def forget() -> None:
    """Forget all that waits and whoever was seen: for tests, and for a process that begins anew."""
    with _lock:
        _waiting.take()
        _seen.clear()


def _about(network: Network, text: str, *, area: Area | None, language: str) -> Counted | None:
    """The row that a search counts in; None when nothing of it may be or needs to be kept."""
    danger = danger_in(text, network.country)
    kept = "" if danger else redacted(text, is_ordinary, is_common)
    if not kept and danger is None:
        return None
    return Counted(
        network=network.pk,
        area=area.pk if area else None,
        week=monday_of(today_in(network)),
        text=kept,
        danger=danger.kinds[0] if danger else "",
        language=(language or get_language() or LANGUAGE)[:10],
    )


def is_ordinary(word: str) -> bool:
    """Whether a folded word stands in anything that is offered, here or elsewhere on this site."""
    return documents_with(word) > 0


def is_common(word: str) -> bool:
    """Whether it stands in several offers, as hardly any name does."""
    return documents_with(word) >= COMMON


def documents_with(word: str) -> int:
    """In how many documents of the index a word stands, in any inflection; 0 without an index."""
    try:
        return frequency(reader(), stem(word))
    except NoIndexError:
        return 0


def _is_new(address: str, about: Counted, what: str = "") -> bool:
    """Whether this visitor did not search the same, or answer ``what`` to it, in the past hour."""
    if not address:
        return True
    said = f"{address}\0{about.network}\0{about.text}\0{about.danger}\0{what}".encode()
    mark, now = hashlib.blake2b(said, key=_salt, digest_size=16).digest(), time.monotonic()
    with _lock:
        _forget_old(now)
        if mark in _seen:
            return False
        _seen[mark] = now
        if len(_seen) > MOST_REMEMBERED:
            _seen.popitem(last=False)
    return True


def _forget_old(now: float) -> None:
    while _seen and now - next(iter(_seen.values())) >= SAME:
        _seen.popitem(last=False)


def _add(about: Counted, more: Tally) -> None:
    with _lock:
        _waiting.add(about, more)
        is_much = _waiting.searches >= ENOUGH
    behind.something_waits(is_much=is_much)


def _put_back(rows: Sequence[tuple[Counted, Tally]]) -> None:
    with _lock:
        for about, tally in rows:
            _waiting.add(about, tally)


def _still_there(rows: Sequence[tuple[Counted, Tally]]) -> list[tuple[Counted, Tally]]:
    """Those whose network and neighbourhood were not taken away while they waited."""
    if not rows:
        return []
    networks = set(Network.objects.filter(pk__in={about.network for about, _ in rows}).values_list("pk", flat=True))
    areas = set(Area.objects.filter(pk__in={about.area for about, _ in rows}).values_list("pk", flat=True))
    return [row for row in rows if row[0].network in networks and row[0].area in {None, *areas}]


@transaction.atomic
def add_up(rows: Sequence[tuple[Counted, Tally]]) -> int:
    """Add to the rows, making those that are not there; each is named once. Returns how many.

    In one order, so that two processes never wait in a ring.
    """
    tallies = {about.key: tally for about, tally in rows}
    empty = [
        SearchCount(
            pk=about.key, network_id=about.network, area_id=about.area, week=about.week, mark=about.mark,
            danger=about.danger, language=about.language,
        )
        for about, _tally in sorted(rows, key=lambda row: row[0].key)
    ]  # fmt: skip
    SearchCount.objects.bulk_create(empty, ignore_conflicts=True)
    there = list(SearchCount.objects.select_for_update().filter(pk__in=tallies).order_by("pk"))
    for row in there:
        for name in TALLIED:
            setattr(row, name, getattr(row, name) + getattr(tallies[row.pk], name))
    SearchCount.objects.bulk_update(there, TALLIED)
    return len(there)


@transaction.atomic
def open_shared(counted: Sequence[Counted]) -> None:
    """Keep the words of texts that by now enough searches share; those of fewer stay a mark.

    Apart from the adding up, and in one order: two processes never wait for each other's rows.
    """
    texts = {(about.network, about.mark): about.text for about in counted if about.text}
    if not texts:
        return
    since = min(about.week for about in counted) - dt.timedelta(days=DAYS)
    rows = SearchCount.objects.filter(
        network__in={network for network, _ in texts}, mark__in={mark for _, mark in texts}
    )
    totals = rows.filter(week__gte=since).order_by().values_list("network", "mark")
    shared = totals.annotate(all=Sum("times"), closed=Count("pk", filter=Q(text="")))
    to_open = {(network, mark) for network, mark, times, closed in shared if closed and times >= IN_A_NETWORK}
    for row in rows.filter(text="").select_for_update().order_by("pk") if to_open else ():
        if (row.network_id, row.mark) in to_open:
            row.text = texts[row.network_id, row.mark]
            row.save(update_fields=["text"])
