"""The list someone keeps without an account: ids in a signed cookie on their own device, shared as a link."""

import base64
import uuid
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse

COOKIE = "lijst"
YEAR = 365 * 24 * 3600
MOST_KEPT = 60


def kept_ids(request: HttpRequest) -> list[uuid.UUID]:
    """The services on this device's list, oldest first; a cookie that was tampered with is an empty list."""
    return unpack(str(request.get_signed_cookie(COOKIE, default="", salt=COOKIE) or ""))


def keep(response: HttpResponse, ids: Iterable[uuid.UUID], *, secure: bool) -> None:
    """Write the list to the device; at most 60 entries, the newest win."""
    unique = list(dict.fromkeys(ids))[-MOST_KEPT:]
    if unique:
        response.set_signed_cookie(
            COOKIE, pack(unique), salt=COOKIE, max_age=YEAR, secure=secure, httponly=True, samesite="Lax"
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")


def pack(ids: Iterable[uuid.UUID]) -> str:
    """Ids as one short word for an address: 22 characters each."""
    return "".join(base64.urlsafe_b64encode(key.bytes).decode().rstrip("=") for key in ids)


def unpack(word: str) -> list[uuid.UUID]:
    """The ids in a packed word; what is no id ends the list."""
    ids: list[uuid.UUID] = []
    for start in range(0, min(len(word), MOST_KEPT * 22), 22):
        part = word[start : start + 22]
        try:
            ids.append(uuid.UUID(bytes=base64.b64decode(part + "==", altchars=b"-_", validate=True)))
        except ValueError:
            break
    return list(dict.fromkeys(ids))
