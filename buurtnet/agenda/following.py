"""Reading along with the calendars of others: fetched by their address, looked at first, then each day.

What comes in stands in our calendar under the organization whose calendar it is. What a person changed here, stays as
they made it. What is not in the calendar any more is stopped when it was not there twice.
"""

import datetime as dt
import io
import ipaddress
import logging
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.tasks import task
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buurtnet.agenda.choices import SourceKind, SourceState
from buurtnet.agenda.icalendar_in import read_icalendar
from buurtnet.agenda.models import CalendarSource
from buurtnet.agenda.reading_along import MOST_BYTES, NoCalendarError, Reading, left_out_words
from buurtnet.agenda.taking_up import Places, live_of, parts_of, sort_out, still_on, stop_vanished, take_up
from buurtnet.agenda.uitdatabank_in import read_uitdatabank
from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.kit.fetch import AnswerError, FetchError, Limits, fetch, is_public, target_of
from buurtnet.kit.plain_error import PlainError

LIMITS: Final = Limits(most_bytes=MOST_BYTES, seconds=20, silent_seconds=8)
NOT_CHANGED: Final = 304
NOTHING_THERE: Final = frozenset({404, 410})
CLOSED: Final = frozenset({401, 403, 407})
LONGEST_SAID: Final = 300
WHOLE_AGAIN: Final = dt.timedelta(days=7)  # after which all of it is read, also when nothing changed
ACCEPT: Final = "text/calendar, application/json;q=0.9, */*;q=0.5"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fetched:
    """What stands at an address, and by what a change is seen."""

    raw: bytes
    etag: str

    @property
    def digest(self) -> str:
        return blake2b(self.raw, digest_size=32).hexdigest()

    @property
    def kind(self) -> SourceKind:
        is_json = self.raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}
        return SourceKind.UITDATABANK if is_json else SourceKind.ICALENDAR

    def read(self, network: Network, now: dt.datetime) -> Reading:
        """What it gives. Raises ``NoCalendarError``."""
        zone = ZoneInfo(network.time_zone)
        reader = read_uitdatabank if self.kind == SourceKind.UITDATABANK else read_icalendar
        return reader(self.raw, zone, now.astimezone(zone).date())


def normal(address: str) -> str:
    """An address as it is fetched: ``webcal`` is how some say https."""
    said = address.strip()
    scheme, colon, rest = said.partition(":")
    return f"https:{rest}" if colon and scheme.lower() in {"webcal", "webcals"} else said


def fetched(address: str, etag: str = "") -> Fetched | None:
    """What stands there; None when it is what it was. Raises PlainError with a sentence for people."""
    into = io.BytesIO()
    headers: Mapping[str, str] = {"Accept": ACCEPT, **({"If-None-Match": etag} if etag else {})}
    try:
        answer = fetch(address, into, limits=LIMITS, headers=headers)
    except AnswerError as problem:
        if etag and problem.status == NOT_CHANGED:
            return None
        raise PlainError(status_in_words(problem.status)) from None
    except FetchError as problem:
        raise PlainError(problem_in_words(address, problem, into.tell())) from None
    return Fetched(into.getvalue(), answer.etag[:200])


def status_in_words(status: int) -> str:
    if status in NOTHING_THERE:
        return _("Op dit adres staat niets meer. Vraag de eigenaar van de agenda om het nieuwe adres.")
    if status in CLOSED:
        return _("Deze agenda is alleen te lezen voor wie inlogt. Vraag om een openbaar adres.")
    return _("Op dit adres komt nu geen goed antwoord. We proberen het morgen weer.")


def problem_in_words(address: str, problem: FetchError, size: int) -> str:
    """Why there was no answer, in a sentence that says what to do."""
    try:
        target = target_of(address)
    except FetchError:
        return _("Dit is geen adres dat we kunnen lezen. Het begint met https:// en er staat geen wachtwoord in.")
    if not target.is_excepted and leads_inside(target.host, target.port):
        return _("Dit adres hoort bij een gesloten netwerk. We lezen alleen agenda's die openbaar op internet staan.")
    if size > LIMITS.most_bytes // 2 or not problem.may_pass:
        return _("We kunnen deze agenda niet ophalen. Ze is te groot (meer dan 5 MB), of het adres klopt niet.")
    return _("Deze agenda antwoordt nu niet. Kijk of het adres klopt. We proberen het morgen weer.")


def leads_inside(host: str, port: int) -> bool:
    """Only to say it well: ``kit.fetch`` refuses it by itself."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return not all(is_public(ipaddress.ip_address(one[4][0])) for one in found)


def read_source(source: CalendarSource, *, whole: bool = False, now: dt.datetime | None = None) -> CalendarSource:
    """Read one calendar, and take up what it gives; how it went stands in ``said``. Never raises for what is there.

    ``whole``: also when nothing changed since.
    """
    now = now or timezone.now()
    again = whole or source.worked_at is None or now - source.worked_at > WHOLE_AGAIN
    with translation.override(source.network.locale):
        try:
            found = fetched(source.address, "" if again else source.etag)
            same = found is None or (not again and found.digest == source.digest)
            reading = None if same or found is None else found.read(source.network, now)
        except (PlainError, NoCalendarError) as problem:
            return failed(source, str(problem), now)
        return kept(source, found, reading, now)


def failed(source: CalendarSource, said: str, now: dt.datetime) -> CalendarSource:
    """What is here stays; tomorrow it is tried again."""
    changes = {"state": SourceState.FAILING, "said": said[:LONGEST_SAID], "read_at": now}
    return changed_to(source, changes)


def kept(source: CalendarSource, found: Fetched | None, reading: Reading | None, now: dt.datetime) -> CalendarSource:
    """Take up what was read, some entries at a time; one that was put off or taken away meanwhile goes no further."""
    stop_vanished(source, {entry.uid for entry in reading.entries} if reading else set())
    if found is None or reading is None:
        return changed_to(source, {"state": SourceState.ON, "read_at": now})
    sort_out(source.network, source, reading, now)
    places: Places = {}
    for some in parts_of(reading):
        if not taken_up(source, some, places, now):
            break
    taken = live_of(source)
    said = {
        "state": SourceState.ON, "read_at": now, "worked_at": now, "etag": found.etag, "digest": found.digest,
        "kind": found.kind, "taken_up": taken, "left_out": sum(reading.left_out.values()),
        "said": summary_of(taken, reading)[:LONGEST_SAID],
    }  # fmt: skip
    return changed_to(source, said)


@transaction.atomic
def taken_up(source: CalendarSource, some: Reading, places: Places, now: dt.datetime) -> bool:
    """Some entries, behind the lock of their calendar. Returns whether it was still on."""
    found = still_on(source)
    if found is None:
        return False
    take_up(found, some, places, now)
    return True


def changed_to(source: CalendarSource, changes: dict[str, object]) -> CalendarSource:
    """Kept, unless it was put off, or taken away."""
    CalendarSource.objects.filter(pk=source.pk).exclude(state=SourceState.OFF).update(**changes)
    return CalendarSource.objects.select_related("network").filter(pk=source.pk).first() or source


def read_soon(source: CalendarSource) -> None:
    """Have the worker read it as soon as what is being done now is kept; until then ``read_at`` is empty."""
    CalendarSource.objects.filter(pk=source.pk).update(read_at=None)
    transaction.on_commit(lambda: read_now.enqueue(str(source.pk)))


@task()
def read_now(pk: str) -> None:
    """Read one calendar that is on, whether it changed or not."""
    rows = CalendarSource.objects.exclude(state=SourceState.OFF).select_related("network")
    source = rows.filter(pk=UUID(pk)).first()
    if source is not None and source.network.has(Room.AGENDA):
        read_source(source, whole=True)


def summary_of(taken: int, reading: Reading) -> str:
    """How it went, in a few sentences."""
    said = ngettext(
        "%(count)d activiteit staat in de agenda.", "%(count)d activiteiten staan in de agenda.", taken
    ) % {"count": taken}
    if left := sum(reading.left_out.values()):
        parts = "; ".join(left_out_words(reading.left_out))
        said += " " + _("%(count)d niet: %(why)s.") % {"count": left, "why": parts}
    if reading.moved:
        said += " " + _("Bij %(count)d staat een tijdzone die we niet kennen; we lazen de tijd als hier.") % {
            "count": reading.moved
        }
    return said


def looked_at(network: Network, address: str, now: dt.datetime | None = None) -> Reading:
    """What would come in, with likely doubles left out; nothing is kept. Raises PlainError."""
    now = now or timezone.now()
    found = fetched(address)
    assert found
    reading = found.read(network, now)
    sort_out(network, None, reading, now)
    return reading


def read_all() -> int:
    """A job of each day: every calendar that is on, or did not work yesterday. Returns how many worked."""
    worked = 0
    rows = CalendarSource.objects.exclude(state=SourceState.OFF).select_related("network").order_by("pk")
    for source in rows:
        if not source.network.has(Room.AGENDA):
            continue
        try:
            worked += read_source(source).state == SourceState.ON
        except Exception:  # one calendar that is worse than we thought stops no other
            logger.exception("The calendar %s could not be read.", source.pk)
    return worked
