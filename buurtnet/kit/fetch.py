"""The one way out: fetching what stands at an address of the web, without becoming a way into the own network.

A name is resolved once; each address it has must belong to the public internet, and the connection goes to one of
those, so that a name that changes its mind meanwhile leads nowhere else. Every redirect is looked at in the same way.
Time and size are limited, also of what comes out of a compressed answer. Exceptions stand in ``FETCH_HOSTS`` only.
"""

import errno
import http.client
import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from threading import Event, Timer
from typing import IO, Final
from urllib.parse import urljoin

import urllib3.exceptions
from django.conf import settings
from urllib3 import BaseHTTPResponse
from urllib3.connection import HTTPConnection
from urllib3.util import parse_url

from buurtnet.kit.plain_error import PlainError

USUAL_PORTS: Final = {"http": 80, "https": 443}
MOST_REDIRECTS: Final = 5
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
PASSING: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
CHUNK: Final = 65_536  # bytes
LONGEST_ADDRESS: Final = 2_000
LONGEST_WAIT: Final = 86_400  # seconds
SHOWN: Final = 120  # signs of an address that is told
_GLOBAL_IPV6: Final = ipaddress.IPv6Network("2000::/3")
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
# Public by its number, and yet a service of the cloud a machine stands in, which tells its secrets.
_METADATA: Final = frozenset({ipaddress.IPv4Address("168.63.129.16")})

# What goes wrong on our side, while an answer is written down.
_OF_THE_DISK: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS})

type Ip = ipaddress.IPv4Address | ipaddress.IPv6Address


class FetchError(PlainError):
    """Why something was not fetched. ``may_pass``: asking again later could help."""

    def __init__(self, sentence: str, *, may_pass: bool = False) -> None:
        super().__init__(sentence)
        self.may_pass = may_pass


class AnswerError(FetchError):
    """There was an answer, and it is no success. ``wait``: seconds to wait before asking again, when it says so."""

    def __init__(self, sentence: str, status: int, wait: int | None) -> None:
        super().__init__(sentence, may_pass=status in PASSING)
        self.status = status
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an answer may be (bytes, uncompressed) and how long it may take: in all, and between two signs of life
    (seconds)."""

    most_bytes: int = 20_000_000
    seconds: float = 60
    silent_seconds: float = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """What was fetched: the address it came from in the end, its type (``application/json``), its size in bytes."""

    address: str
    content_type: str
    size: int
    etag: str


def fetch(
    address: str, into: IO[bytes], *, limits: Limits = Limits(), headers: Mapping[str, str] | None = None
) -> Answer:
    """Write what stands at an address into a file. Raises FetchError; the file may hold a part of it by then."""
    target = target_of(address)
    may_be_near = target.is_excepted
    ends_at = time.monotonic() + limits.seconds
    for _hop in range(MOST_REDIRECTS + 1):
        with _asked(target, limits, ends_at, headers or {}, may_be_near=may_be_near) as response:
            if response.status not in REDIRECTS or not response.headers.get("Location"):
                _require_success(target, response)
                return _taken(target, response, into, limits)
            target = _redirected(target, response.headers["Location"])
    raise FetchError(f"{shown(address)} sends us on more than {MOST_REDIRECTS} times.")


# Where an address leads


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart. ``host``: as it is asked for, an IPv6 address without its brackets."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def place(self) -> str:
        """Host and port, as ``FETCH_HOSTS`` names them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def address(self) -> str:
        place = self.place.removesuffix(f":{USUAL_PORTS[self.scheme]}")
        return f"{self.scheme}://{place}{self.path}"

    @property
    def is_excepted(self) -> bool:
        """Whether the settings say that it may be fetched from, wherever it stands."""
        return self.place in settings.FETCH_HOSTS


def target_of(address: str) -> Target:
    """Take an address apart. Raises FetchError for what is none of the public web."""
    try:
        found = parse_url(address) if address.isprintable() and " " not in address else None
    except (urllib3.exceptions.LocationParseError, UnicodeError, ValueError):
        found = None
    if found is None or not found.host or len(address) > LONGEST_ADDRESS or found.scheme not in USUAL_PORTS:
        raise FetchError(f"{shown(address)} is no address of the web: it begins with https:// and names a host.")
    if found.auth is not None:
        raise FetchError("An address with a name or password in it is not fetched: leave out what is before the @.")
    port = USUAL_PORTS[found.scheme] if found.port is None else found.port
    target = Target(found.scheme, found.host.strip("[]").rstrip("."), port, found.request_uri)
    if port != USUAL_PORTS[found.scheme] and not target.is_excepted:
        raise FetchError(
            f"{shown(address)} is not fetched: it names port {port}, which only FETCH_HOSTS can allow"
            " (https has 443, http has 80)."
        )
    return target


def _redirected(before: Target, location: str) -> Target:
    """Where an answer sends us. Raises FetchError for what is not followed."""
    after = target_of(urljoin(before.address, location))
    if before.scheme == "https" and after.scheme == "http":
        raise FetchError(f"{shown(before.address)} sends us on to an address without https, which is not followed.")
    return after


def _ips_of(target: Target, *, may_be_near: bool) -> list[Ip]:
    """The addresses a name has now. Raises FetchError when one of them is not of the public internet."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise FetchError(f"There is no machine with the name {shown(target.host)}.", may_pass=True) from None
    ips = list(dict.fromkeys(ipaddress.ip_address(one[4][0]) for one in found))
    if not (may_be_near and target.is_excepted) and not all(map(is_public, ips)):
        raise FetchError(
            f"{shown(target.host)} is not fetched from: it leads to a machine that is not on the public internet"
            " (FETCH_HOSTS names exceptions)."
        )
    return ips


def is_public(ip: Ip) -> bool:
    """Whether an address is of a machine on the public internet, also when it wraps another address."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not ip.is_multicast and ip not in _METADATA
    inner = ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF) if ip in _NAT64 else ip.ipv4_mapped
    if inner is not None:
        return is_public(inner)
    return ip in _GLOBAL_IPV6 and ip.is_global and not ip.is_multicast


# Asking


@contextmanager
def _asked(
    target: Target, limits: Limits, ends_at: float, headers: Mapping[str, str], *, may_be_near: bool
) -> Iterator[BaseHTTPResponse]:
    """The answer to one question, its body not yet read. What goes wrong, here or in the block, is a FetchError."""
    too_late = Event()
    told = shown(target.address)
    try:
        with _connected(target, limits, ends_at, too_late, may_be_near=may_be_near) as connection:
            connection.request(
                "GET",
                target.path,
                headers={
                    "Host": target.place.removesuffix(f":{USUAL_PORTS[target.scheme]}"),
                    "User-Agent": f"Buurtnet (+{settings.SITE_URL})",
                    "Accept-Encoding": "gzip",
                    **headers,
                },
                preload_content=False,
            )
            with closing(connection.getresponse()) as response:
                yield response
            if too_late.is_set():
                raise TimeoutError
    except FetchError:
        raise
    except (OSError, urllib3.exceptions.HTTPError, http.client.HTTPException, zlib.error, ValueError) as problem:
        if isinstance(problem, OSError) and problem.errno in _OF_THE_DISK:
            raise
        if too_late.is_set() or time.monotonic() >= ends_at:
            raise FetchError(f"{told} took longer than {limits.seconds:g} seconds.", may_pass=True) from None
        raise FetchError(f"{told} {_reason(problem, limits)}.", may_pass=True) from None


def _reason(problem: Exception, limits: Limits) -> str:
    if isinstance(problem, TimeoutError | urllib3.exceptions.TimeoutError):
        return f"was silent for {limits.silent_seconds:g} seconds"
    if isinstance(problem, ssl.SSLError):
        said = getattr(problem, "verify_message", "") or problem.reason or "it gives no reason"
        return f"cannot prove who it is, or breaks off the proof (TLS: {said})"
    if isinstance(problem, urllib3.exceptions.DecodeError):
        return "sends something compressed that is damaged"
    if isinstance(problem, ConnectionRefusedError):
        return "does not answer: nothing listens there"
    if isinstance(problem, urllib3.exceptions.HTTPError):
        return "broke off in the middle of its answer"
    if isinstance(problem, http.client.HTTPException | ValueError):
        return "gives no answer as web servers do"
    return f"cannot be reached ({getattr(problem, 'strerror', None) or type(problem).__name__})"


@contextmanager
def _connected(
    target: Target, limits: Limits, ends_at: float, too_late: Event, *, may_be_near: bool
) -> Iterator[HTTPConnection]:
    """A connection to one of the addresses that were looked at, cut off when the time is over."""
    plain = _opened(_ips_of(target, may_be_near=may_be_near), target, limits)
    handle = plain.dup()  # what is below may be taken over by TLS, and is cut off all the same

    def cut() -> None:
        too_late.set()
        with suppress(OSError):  # it may be over by itself
            handle.shutdown(socket.SHUT_RDWR)

    timer = Timer(max(0.0, ends_at - time.monotonic()), cut)
    timer.daemon = True
    timer.start()
    connection = HTTPConnection(target.host, target.port, timeout=limits.silent_seconds)
    try:
        connection.sock = plain
        if target.scheme == "https":
            connection.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=target.host)
        yield connection
    finally:
        timer.cancel()
        connection.close()
        plain.close()
        handle.close()


def _opened(ips: list[Ip], target: Target, limits: Limits) -> socket.socket:
    for place, ip in enumerate(ips, 1):
        try:
            return socket.create_connection((str(ip), target.port), timeout=limits.silent_seconds)
        except OSError:
            if place == len(ips):
                raise
    raise FetchError(f"There is no machine with the name {shown(target.host)}.", may_pass=True)


# Taking the answer


def _require_success(target: Target, response: BaseHTTPResponse) -> None:
    if 200 <= response.status < 300:
        return
    wait = response.headers.get("Retry-After", "")
    seconds = min(int(wait), LONGEST_WAIT) if wait.isascii() and wait.isdigit() and len(wait) < 10 else None
    meaning = http.client.responses.get(response.status, "unknown")
    told = f"{shown(target.address)} answers with {response.status} ({meaning})."
    raise AnswerError(told, response.status, seconds)


def _taken(target: Target, response: BaseHTTPResponse, into: IO[bytes], limits: Limits) -> Answer:
    """The body, as far as it may go."""
    said = response.headers.get("Content-Length", "")
    too_large = FetchError(f"{shown(target.address)} is larger than {limits.most_bytes / 1e6:g} MB.")
    if said.isascii() and said.isdigit() and (len(said) > 15 or int(said) > limits.most_bytes):
        raise too_large
    size = 0
    while chunk := response.read1(CHUNK, decode_content=True):
        size += len(chunk)
        if size > limits.most_bytes:
            raise too_large
        into.write(chunk)
    content_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return Answer(target.address, content_type, size, response.headers.get("ETag", ""))


def shown(address: str) -> str:
    """An address as it may be told: what stands before an @ can be a password, and it may be endless."""
    scheme, slashes, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    whole = scheme + slashes + host.rpartition("@")[2] + slash + path
    told = "".join(sign if sign.isprintable() else " " for sign in whole)
    return told if len(told) <= SHOWN else f"{told[:SHOWN]}…"
