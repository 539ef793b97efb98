"""What a log tells of the address that was asked: enough to see which page, and never a link that opens something.

An invitation, a link to sign in or a calendar feed is a key for who holds it. Of an address that a page answers to,
only what tells nothing stands in the log: fixed words, slugs, numbers and public ids. Of any other only short words.
"""

import copy
import logging
import re
from urllib.parse import unquote

from django.conf import settings
from django.urls import Resolver404, ResolverMatch, resolve

HIDDEN = "***"
SECRET = re.compile(r"[A-Za-z0-9_\-]{20,}")  # what a secret in a link is made of, and no word of a page is
PUBLIC_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\.[a-z]{3})?")
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
FREE_TEXT = {"str", "path", ""}  # converters that a secret can come through
TELLING = {"token", "secret", "key", "code"}  # names that say it is one, whatever the converter


def shown_path(path: str) -> str:
    """A path as it was sent (quoted, no query), with ``***`` for each part that may open something.

    >>> shown_path("/account/link/Zm9vYmFyYmF6cXV4Zm9vYmFy/")
    '/account/link/***/'
    """
    if path.startswith(settings.STATIC_URL):
        return path
    parts = path.split("/")
    route = route_of(path)
    if route is None:
        return "/".join(HIDDEN if SECRET.search(unquote(part)) else part for part in parts)
    told = route.split("/")
    if len(told) != len(parts):  # a parameter that holds slashes
        return f"/{told[1].partition('<')[0]}{HIDDEN}"
    return "/".join(part if tells_nothing(part, said) else HIDDEN for part, said in zip(parts, told, strict=True))


def route_of(path: str) -> str | None:
    """The pattern of the page that answers, also when only the slash at its end is missing; None without one."""
    for tried, end in ((path, ""), (f"{path}/", "/")):
        try:
            match: ResolverMatch = resolve(unquote(tried))
        except Resolver404:
            continue
        return f"/{match.route}".removesuffix(end)
    return None


def tells_nothing(part: str, said: str) -> bool:
    """Whether a part of a path may be told, by the part of the pattern that it fits."""
    parameters = PARAMETER.findall(said)
    if any(converter in FREE_TEXT or name in TELLING for converter, name in parameters):
        return False
    return not parameters or PUBLIC_ID.fullmatch(part) is not None or not SECRET.search(unquote(part))


class PathFilter(logging.Filter):
    """Masks the path in what Django logs of a request: "Not Found: /account/uitnodiging/…"."""

    def filter(self, record: logging.LogRecord) -> logging.LogRecord:
        said = copy.copy(record)
        if isinstance(record.args, tuple):
            said.args = tuple(masked(one) if isinstance(one, str) else one for one in record.args)
        return said


def masked(text: str) -> str:
    return shown_path(text.partition("?")[0]) if text.startswith("/") else text
