"""Guessing codes: five wrong ones in ten minutes from one address, fifteen in a day; then one waits.

Only a code that is written well and is none counts: who mistypes hears so by the check sign, and a help desk where a
hundred people vote is not stopped. The address is known as in ``kit.limits``: hashed, for one day.
"""

import time
from collections.abc import Iterator
from typing import Final

from django.core.cache import caches
from django.http import HttpRequest

from buurtnet.kit.limits import address_of, take, who

WINDOWS: Final = ((600, 5), (86_400, 15))  # seconds, wrong codes


def may_try(request: HttpRequest) -> bool:
    """Whether a code may be tried from here now."""
    return all(caches["limits"].get(f"{key}:{most - 1}") is None for key, _seconds, most in _keys(request))


def tried_wrong(request: HttpRequest) -> None:
    """One wrong code more from here."""
    for key, seconds, most in _keys(request):
        for number in range(most):
            if take(f"{key}:{number}", seconds):
                break


def _keys(request: HttpRequest) -> Iterator[tuple[str, int, int]]:
    now = time.time()
    for seconds, most in WINDOWS:
        yield f"vote-wrong:{int(now // seconds)}:{who(address_of(request), now)}:{seconds}", seconds, most
