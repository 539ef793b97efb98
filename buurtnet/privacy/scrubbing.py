"""Keeps people out of technical logs: mail addresses, phone numbers, secret links, query strings, who is signed in.

A filter on the handler makes the line that is written, traceback and all, and leaves the record itself as it was.
The middleware tells it which request is in hand; the names are those of its user, if that was looked up at all.
"""

import copy
import logging
import re
import traceback
from collections.abc import Callable, Iterator
from contextvars import ContextVar

from django.db import models
from django.http import HttpRequest, HttpResponse

from buurtnet.privacy.register import Sensitivity, entries

SHORTEST_NAME = 3  # signs; a shorter one would take letters out of every word
SPACE = r"[\s.\-/()]{0,2}"

MAIL = re.compile(r"[^\s@<>()\[\]\"',;:=|]{1,64}(?:@|%40)[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
PHONE = re.compile(
    rf"(?<![\w+.-])(?:(?:\+|00){SPACE}[1-9](?:{SPACE}\d){{7,13}}|\(?0[1-9]\)?(?:{SPACE}\d){{7,8}})(?![\w-])"
)
QUERY = re.compile(r"(?<=[\w/%.~-])\?[^\s\"'<>]*=[^\s\"'<>]*")

# A piece of an address that opens a door: long, with a capital or a digit, and not the number of a row (a UUID).
ROW_NUMBER = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w:=~%-])"
SECRET = re.compile(rf"(?<=/)(?!{ROW_NUMBER})(?=[^/\s]*[A-Z0-9])[\w:=~%-]{{20,}}(?![\w.:=~%-])")

# PostgreSQL tells the whole row that it refuses.
DETAIL = re.compile(r"DETAIL:.*?(?=\n\nThe above exception|\n\nDuring handling|\Z)", re.DOTALL)

_request: ContextVar[HttpRequest | None] = ContextVar("request_in_hand", default=None)


class RequestInHandMiddleware:
    """Remembers the request for as long as it is answered; stands first among those that know who is signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _request.set(request)
        try:
            return self.get_response(request)
        finally:
            _request.reset(token)


class ScrubbingFilter(logging.Filter):
    """Gives the handler another record, with only what may be told."""

    def filter(self, record: logging.LogRecord) -> logging.LogRecord:
        said = copy.copy(record)
        names = names_in(getattr(record, "request", None) or _request.get())
        said.msg, said.args = scrubbed(record.getMessage(), names), None
        if record.exc_info and record.exc_info[1]:
            said.exc_text = scrubbed("".join(traceback.format_exception(record.exc_info[1])).rstrip(), names)
        elif record.exc_text:
            said.exc_text = scrubbed(record.exc_text, names)
        said.exc_info = None
        if record.stack_info:
            said.stack_info = scrubbed(record.stack_info, names)
        return said


def scrubbed(text: str, names: list[str] | None = None) -> str:
    """A text without what tells of a person; ``names`` are the words that must go besides."""
    for name in names or []:
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "[name]", text, flags=re.IGNORECASE)
    text = DETAIL.sub("DETAIL: [left out]", text)
    text = without_secrets(QUERY.sub("?[query]", text))
    text = MAIL.sub("[mail]", text)
    return PHONE.sub("[phone]", text)


def without_secrets(path: str) -> str:
    """An address of a page without what opens a door: for a log of what was asked."""
    return SECRET.sub("[secret]", path)


def names_in(request: HttpRequest | None) -> list[str]:
    """What the signed-in person is called, longest first; never asks the database."""
    user = getattr(request, "_cached_user", None) if request is not None else None
    if not isinstance(user, models.Model):
        return []
    texts = list(personal_texts(user))
    words = [word for text in texts for word in text.split() if word[:1].isupper()]
    return sorted({name for name in [*texts, *words] if len(name) >= SHORTEST_NAME}, key=len, reverse=True)


def personal_texts(user: models.Model) -> Iterator[str]:
    for entry in entries(type(user)):
        value = user.__dict__.get(entry.field)  # what was fetched: a look at a deferred field would ask
        if entry.sensitivity != Sensitivity.PUBLIC and isinstance(value, str) and value.strip():
            yield value.strip()
