"""By what a browser is known that finds an idea good: a random mark on the device, of which a keyed hash is kept.

Nobody is counted or recognised by it, and it is made only once someone says so.
"""

import secrets
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from buurtnet.kit.own_links import keyed

COOKIE: Final = "goedidee"
YEAR: Final = 365 * 24 * 3600  # seconds


def mark_in(request: HttpRequest) -> str:
    """The mark of this browser; "" for one that has none, or that was tampered with."""
    return str(request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=YEAR) or "")


def new_mark() -> str:
    return secrets.token_hex(16)


def hash_of_mark(mark: str) -> str:
    return keyed("budget.like", "mark", mark) if mark else ""


def keep_mark(response: HttpResponse, mark: str) -> None:
    response.set_signed_cookie(
        COOKIE, mark, salt=COOKIE, max_age=YEAR, secure=settings.LANGUAGE_COOKIE_SECURE, httponly=True,
        samesite="Lax",
    )  # fmt: skip
