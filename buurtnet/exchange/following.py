"""Another HSDS site, read page by page: its services wait in a file until all of it is there, and are then imported.

A site may be away, slow, full or wrong. What passes is asked again after a while; anything else ends the reading with
one sentence, and nothing was changed. What a site no longer names counts as gone only after a whole list that holds
together: each page another one, and as many entries as it says.
"""

import datetime as dt
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import batched
from pathlib import Path
from typing import IO, Any, Final
from urllib.parse import quote, urlencode

from django.conf import settings
from django.utils import timezone

from buurtnet.directory.models import ImportRun, Service
from buurtnet.exchange.fields import CHILDREN
from buurtnet.exchange.importing import Progress
from buurtnet.exchange.inputs import Input
from buurtnet.exchange.json_files import json_entries, look_at_json
from buurtnet.exchange.reading import Entry, Reading
from buurtnet.exchange.records import LONGEST_ID, is_uuid
from buurtnet.exchange.seen import Seen
from buurtnet.kit.fetch import AnswerError, FetchError, Limits, fetch, target_of
from buurtnet.kit.plain_error import PlainError

PER_PAGE: Final = 100
MOST_ENTRIES: Final = 2_000_000
MOST_BYTES: Final = 8_000_000_000  # of all pages together
PAGE: Final = Limits(most_bytes=20_000_000, seconds=120, silent_seconds=60)
WAITS: Final = (2, 10, 30, 60)  # seconds before a page is asked again
LONGEST_WAIT: Final = 120  # seconds that a site may ask us to wait
# Clocks differ, and a site may be half a minute behind in its lists.
MARGIN: Final = dt.timedelta(minutes=10)
BATCH: Final = 500
# Said by the other site of its own people, its own day and its own sources: here it would mean something else.
_OF_THE_OTHER: Final = frozenset({"bn_freshness", "bn_kept_by_editor", "bn_source_id"})
_LISTS: Final = frozenset({*CHILDREN[Service], "contacts", "required_documents", "funding", "metadata"})
_DOCUMENTS, _IDS = "entries", "ids"


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list as HSDS has it. ``last``: how many pages there are, as the page says."""

    number: int
    items: list[Any]
    total: int
    last: int


@contextmanager
def followed(
    address: str,
    source: str,
    progress: Progress,
    *,
    only_changes: bool = False,
    wait: Callable[[float], object] = time.sleep,
) -> Iterator[Reading]:
    """What another site has now, to be imported under a source. Raises PlainError; nothing was changed then.

    ``only_changes``: what changed there since it was last read whole or in this way, and which services there still
    are. Organizations and locations that changed by themselves, or went, are seen when all is read.
    """
    began = timezone.now()
    site = Site(address, wait)
    since = _last_time(site.name, source) if only_changes else None
    Path(settings.DATA_DIR).mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix=".following-") as folder, Seen() as seen:
        path = Path(folder) / f"{site.host}.jsonl"
        reading = Reading(site.name, asked_at=began, address=site.name)
        _harvested(Harvest(site, seen, progress), path, since, reading)
        if since:
            reading.still = seen.all(_IDS)
        reading.entries = _entries(path, source, reading)
        yield reading


def _harvested(harvest: "Harvest", path: Path, since: dt.datetime | None, reading: Reading) -> None:
    """All that a site gives into a file; with ``since`` what changed, and which services there still are."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        harvest.documents(file, {"modified_after": since.isoformat()} if since else {})
    if since:
        harvest.ids()
    if harvest.moved:
        reading.moved = "the list changed while it was read"
    reading.size = path.stat().st_size


def last_read(name: str, source: str) -> dt.datetime | None:
    """When this site was last read with a good end, as this source."""
    runs = ImportRun.objects.filter(source=source, file_name=name[:255], ended_at__isnull=False)
    return next((run.started_at for run in runs.order_by("-started_at")[:50] if "partial" not in run.counts), None)


def _last_time(name: str, source: str) -> dt.datetime:
    """Since when changes are asked. Raises PlainError when all of it was never read."""
    read_at = last_read(name, source)
    if read_at is None:
        raise PlainError(f"{name} was not read as source {source} before: leave out --changes the first time.")
    return read_at - MARGIN


def _entries(path: Path, source: str, reading: Reading) -> Iterator[Entry]:
    """The services that waited in the file, but for those that are here by another way: they may be our own."""
    if not reading.size:
        if reading.still is None:
            raise PlainError(f"{reading.name} has no services.")
        return
    passed = given = 0
    read = json_entries(look_at_json(Input(path), "utf-8", reading), reading)
    for some in batched(read, BATCH):
        ids = [entry.document["id"].lower() if entry.document else "" for entry in some]
        others = Service.objects.filter(pk__in=[one for one in ids if is_uuid(one)]).exclude(source=source)
        known = {str(pk) for pk in others.values_list("pk", flat=True)}
        left = [replace(entry, kind="service") for entry, id_ in zip(some, ids, strict=True) if id_ not in known]
        passed += len(some) - len(left)
        given += len(left)
        yield from left
    if passed and not given and reading.still is None:
        raise PlainError(f"All {passed:,} services of {reading.name} are here already by another way.")
    if passed:
        reading.remark(f"{passed:,} services of {reading.name} are here already by another way: passed over.")


class Site:
    """An HSDS API by its address. Raises FetchError for what is none."""

    def __init__(self, address: str, wait: Callable[[float], object]) -> None:
        without = address.strip().partition("#")[0].partition("?")[0].rstrip("/")
        self.name = without.removesuffix("/services")
        self.host = target_of(self.name).host.replace(":", "-")
        self._wait = wait
        self._bytes = 0

    def page(self, number: int, more: dict[str, str]) -> Page:
        """A page of its services. Raises PlainError when it gives none."""
        query = urlencode({"page": number, "per_page": PER_PAGE, **more})
        answer = self._json(f"{self.name}/services?{query}")
        if not isinstance(answer, dict) or not isinstance(answer.get("contents"), list):
            raise PlainError(
                f"{self.name} gives no pages of services as HSDS has them (total_items, total_pages, contents)."
            )
        total, last, said = (_count(answer.get(key)) for key in ("total_items", "total_pages", "page_number"))
        if total is None or last is None:
            raise PlainError(f"{self.name} does not say how many services and pages it has.")
        if said is not None and said != number and total:
            raise PlainError(f"{self.name} gives page {said} where page {number} was asked.")
        return Page(number, answer["contents"], total, last)

    def service(self, id_: str) -> Any:
        """One service in full."""
        found = self._json(f"{self.name}/services/{quote(id_, safe='')}")
        if not isinstance(found, dict) or str(found.get("id")) != id_:
            raise PlainError(f"{self.name} gives something else than service {id_[:60]} where that was asked.")
        return found

    def _json(self, address: str) -> Any:
        with tempfile.TemporaryFile(dir=settings.DATA_DIR) as file:
            content_type = self._fetched(address, file)
            self._bytes += file.tell()
            if self._bytes > MOST_BYTES:
                raise PlainError(f"{self.name} sends more than {MOST_BYTES // 10**9} GB.")
            file.seek(0)
            try:
                return json.loads(file.read(), parse_constant=_no_number)
            except RecursionError:
                raise PlainError(f"{address} is nested too deep to be a list of services.") from None
            except ValueError:
                what = "is a web page" if "html" in content_type else "is not JSON, or cut off"
                raise PlainError(
                    f"{address} {what}: give the address of an HSDS API, such as https://buurt.example/api/hsds/."
                ) from None

    def _fetched(self, address: str, file: IO[bytes]) -> str:
        """Fetch into a file; what may pass is asked again."""
        for wait in (*WAITS, None):
            file.seek(0)
            file.truncate()
            try:
                return fetch(address, file, limits=PAGE, headers={"Accept": "application/json"}).content_type
            except FetchError as problem:
                if not problem.may_pass or wait is None:
                    raise
                asked = problem.wait if isinstance(problem, AnswerError) else None
                self._wait(min(max(wait, asked or 0), LONGEST_WAIT))
        raise AssertionError("the last time ends the loop")


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number in JSON")


class Harvest:
    """All pages of a site, one after the other. ``moved``: the list changed while it was read."""

    def __init__(self, site: Site, seen: Seen, progress: Progress) -> None:
        self.moved = False
        self._site = site
        self._seen = seen
        self._progress = progress

    def documents(self, file: IO[str], more: dict[str, str]) -> None:
        """Write the services in full, each once, as JSON Lines. Of a site whose lists are short each is asked for."""
        has_lists = False
        for page in self._pages({"full": "true", **more}):
            has_lists = has_lists or any(_LISTS & one.keys() for one in page.items)
            for one in self._new(_DOCUMENTS, page):
                whole = one if has_lists else self._whole(one["id"])
                if whole is not None:
                    file.write(self._line(whole))
                self._progress.step(1)
        self._progress.stop()

    def _line(self, document: Any) -> str:
        try:
            return json.dumps(_for_us(document)) + "\n"
        except RecursionError:
            raise PlainError(
                f"{self._site.name} gives a service that is nested too deep: {document['id']}."
            ) from None

    def _whole(self, id_: str) -> Any:
        """A service in full; None when it went since the list was made."""
        try:
            return self._site.service(id_)
        except AnswerError as problem:
            if problem.status not in (404, 410):
                raise
            self.moved = True
            return None

    def ids(self) -> None:
        """Note which services there are."""
        for page in self._pages({"minimal": "true"}):
            for _one in self._new(_IDS, page):
                self._progress.step(1)
        self._progress.stop()

    def _pages(self, more: dict[str, str]) -> Iterator[Page]:
        """The pages up to the last. Raises PlainError when they do not follow each other."""
        kind = _IDS if "minimal" in more else _DOCUMENTS
        first = page = self._asked(1, more)
        self._progress.start("fetching", first.total, " services")
        short = False
        while True:
            yield page
            if page.number >= page.last:
                break
            short = short or len(page.items) < len(first.items)
            page = self._asked(page.number + 1, more)
            self.moved = self.moved or (page.total, page.last) != (first.total, first.last)
            if page.total > 2 * first.total + PER_PAGE:
                raise PlainError(f"{self._site.name} goes on and on: each page says that there are more.")
        self._require_whole(first.total, self._seen.count(kind), short=short)

    def _asked(self, number: int, more: dict[str, str]) -> Page:
        page = self._site.page(number, more)
        if page.total > MOST_ENTRIES or page.last > max(1, page.total):
            raise PlainError(
                f"{self._site.name} says that it has {page.total:,} services on {page.last:,} pages: that cannot be."
            )
        if not page.items and (page.total or number > 1):
            raise PlainError(f"{self._site.name} gives nothing on page {number} of {page.last:,}.")
        if not all(map(_has_id, page.items)):
            raise PlainError(f"{self._site.name} gives something on page {number} that is no service with an id.")
        return page

    def _require_whole(self, said: int, given: int, *, short: bool) -> None:
        """Raises PlainError when a list that stood still gave another number of services than it says."""
        if given == said:
            return
        if not self.moved and not (short and given < said):
            raise PlainError(f"{self._site.name} says that it has {said:,} services, and gives {given:,}.")
        self.moved = True

    def _new(self, kind: str, page: Page) -> list[dict[str, Any]]:
        """The services of a page that were on none before. Raises PlainError for a page that holds nothing new."""
        found = [one for one in page.items if self._seen.is_new(kind, str(one["id"]))]
        if page.items and not found:
            raise PlainError(f"{self._site.name} repeats itself: page {page.number} holds nothing new.")
        return found


def _for_us(value: Any) -> Any:
    """A document without what is true on the other site only."""
    if isinstance(value, dict):
        return {key: _for_us(item) for key, item in value.items() if key not in _OF_THE_OTHER}
    return [_for_us(item) for item in value] if isinstance(value, list) else value


def _has_id(item: Any) -> bool:
    id_ = item.get("id") if isinstance(item, dict) else None
    return isinstance(id_, str) and 0 < len(id_.strip()) == len(id_) <= LONGEST_ID and id_.isprintable()
