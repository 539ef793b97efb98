"""Limits on how often one address may ask, shared by all processes, without keeping an address.

A minute (or other window) allows ``limit`` requests, given out in blocks of a twelfth. A process takes a block
by adding its numbered key to the shared cache: the database adds a key once, so two processes never hold the
same block and nothing is lost in a race. Within a block nothing is written; the first block of each process is
free, so that an ordinary visitor costs the database nothing at all, and the whole lets through at most
``limit`` plus one block per process. A limit below twelve has blocks of one and no free block: it is exact.

Who asks is known only as an HMAC of the address with a random salt of the day; the first question of a next day
deletes the salt, and with it every way back.
"""

import functools
import hashlib
import hmac
import ipaddress
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Concatenate, cast

from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

from buurtnet.kit.error_pages import error_page

BLOCKS = 12
DAY = 86_400  # seconds
MOST_REMEMBERED = 50_000  # askers in the memory of one process
SHORT_WAIT = 250  # milliseconds


@dataclass
class Asker:
    """What this process gave one address in this window."""

    granted: int
    used: int = 0
    next_block: int = 0


@dataclass(frozen=True)
class Window:
    number: int
    askers: dict[str, Asker]


_windows: dict[str, Window] = {}
_salts: dict[int, bytes] = {}
_own_salts: dict[int, bytes] = {}


type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]


def limited[**P](name: str, *, setting: str, only: str = "", seconds: int = 60) -> Callable[[View[P]], View[P]]:
    """Decorator of a view: at most ``settings.<setting>`` requests per ``seconds`` from one address, else 429.

    0 switches the limit off. Views that share a ``name`` share an allowance. ``only="POST"``: sent forms count, and
    looking at the page does not.
    """

    def decorate(view: View[P]) -> View[P]:
        @functools.wraps(view)
        def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            limit = getattr(settings, setting) if only in {"", request.method} else 0
            now = time.time()
            if limit and not allowed(name, address_of(request), limit, seconds, now):
                page = error_page(request, 429)
                page.headers["Retry-After"] = str(seconds - int(now) % seconds)
                return page
            return view(request, *args, **kwargs)

        return cast("View[P]", answer)

    return decorate


def address_of(request: HttpRequest) -> str:
    """The visitor's address; behind a trusted proxy the one that proxy saw. Of IPv6 the network (/64) counts."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    if settings.TRUST_PROXY:
        address = str(request.META.get("HTTP_X_FORWARDED_FOR", address)).rpartition(",")[2].strip()
    try:
        found = ipaddress.ip_address(address)
    except ValueError:  # a unix socket, or nonsense: they all share one allowance
        return ""
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is None:
            return str(ipaddress.ip_network((found, 64), strict=False))
        found = found.ipv4_mapped
    return str(found)


def allowed(name: str, address: str, limit: int, seconds: int, now: float) -> bool:
    """Whether one more request fits. ``now`` in seconds since 1970."""
    asker = asker_of(name, who(address, now), limit, int(now // seconds))
    asker.used += 1
    if asker.used <= asker.granted:
        return True
    free = limit // BLOCKS
    block = max(1, free)
    prefix = f"limit:{name}:{int(now // seconds)}:{who(address, now)}"
    while asker.next_block * block < limit:
        number = asker.next_block
        asker.next_block += 1
        if take(f"{prefix}:{number}", 2 * seconds):
            asker.granted += block
            return True
    return False


def asker_of(name: str, key: str, limit: int, number: int) -> Asker:
    window = _windows.get(name)
    if window is None or window.number != number or len(window.askers) > MOST_REMEMBERED:
        window = _windows[name] = Window(number, {})
    return window.askers.setdefault(key, Asker(granted=limit // BLOCKS))


def take(key: str, seconds: int) -> bool:
    """Whether this block is ours now. A database too busy to say so (a long import) never refuses a visitor."""
    blocks = caches["limits"]
    try:
        with short_wait():
            return bool(blocks.add(key, 1, seconds)) or blocks.get(key) is None
    except DatabaseError:
        return True


@contextmanager
def short_wait() -> Iterator[None]:
    """SQLite has one writer at a time; a visitor waits a moment for it, not as long as an import does."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {SHORT_WAIT}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(before)}")


def who(address: str, now: float) -> str:
    """An address as it is known for one day and never again."""
    return hmac.new(salt_of(int(now // DAY)), address.encode(), hashlib.sha256).hexdigest()[:24]


def salt_of(day: int) -> bytes:
    """The salt of a day, the same in all processes: random, deleted with the first question of a next day.

    While the database is too busy to keep one, this process uses its own, and asks again with the next question.
    """
    if day not in _salts:
        salt = shared_salt(day)
        if salt is None:
            return own_salt(day)
        _salts.clear()
        _salts[day] = salt
    return _salts[day]


def shared_salt(day: int) -> bytes | None:
    """Whoever makes the salt first deletes those of before: who finds one knows that they are gone."""
    salts, key = caches["limits"], f"limit:salt:{day}"
    try:
        with short_wait():
            found: bytes | None = salts.get(key)
            if found is None:
                salts.delete_many([f"limit:salt:{earlier}" for earlier in range(day - 7, day)])
                salts.add(key, secrets.token_bytes(16), DAY)
                found = salts.get(key)
    except DatabaseError:
        return None
    return found


def own_salt(day: int) -> bytes:
    if day not in _own_salts:
        _own_salts.clear()
        _own_salts[day] = secrets.token_bytes(16)
    return _own_salts[day]
