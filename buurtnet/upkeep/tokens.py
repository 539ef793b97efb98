"""The secrets of links and reply addresses: in small letters and digits, since mail addresses lose their capitals.

A token begins with the key of its request, so that one that was cut off or is too old still tells which organization
may get a new one. The key alone opens nothing.
"""

import base64
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from buurtnet.people.devices import hash_of
from buurtnet.upkeep.models import Link, Request

KEY_SIGNS = 10
SECRET_SIGNS = 26  # of 32 kinds: 130 bits
IN_TEXT = re.compile(rf"(?<![a-z2-7])[a-z2-7]{{{KEY_SIGNS + SECRET_SIGNS}}}(?![a-z2-7])")


@dataclass(frozen=True)
class Opened:
    """What a token opens. Without a link it opens nothing; ``request`` then tells who may get a new one, if known.

    ``is_too_old``: it was a real one, and its time is over.
    """

    request: Request | None = None
    link: Link | None = None
    is_too_old: bool = False


def new_key() -> str:
    return random_signs(KEY_SIGNS)


def new_token(key: str) -> str:
    return key + random_signs(SECRET_SIGNS)


def random_signs(count: int) -> str:
    """So many signs of a to z and 2 to 7, by chance."""
    return base64.b32encode(secrets.token_bytes(count)).decode().lower()[:count]


def opened(token: str) -> Opened:
    """What the token of a page opens."""
    links = Link.objects.select_related("request__organization", "request__network")
    if link := links.filter(token_hash=hash_of(token)).first():
        return found(link)
    known = Request.objects.select_related("organization", "network").filter(key=token[:KEY_SIGNS])
    return Opened(known.first() if len(token) >= KEY_SIGNS else None)


def opened_by_mail(tokens: Iterable[str]) -> Opened:
    """What the tokens in a mail open: that of its address, or of the page when our own mail is quoted in it."""
    hashes = [hash_of(one) for one in tokens]
    links = Link.objects.select_related("request__organization").filter(
        Q(reply_hash__in=hashes) | Q(token_hash__in=hashes)
    )
    newest = links.order_by("-sent_at", "-pk").first()
    return found(newest) if newest else Opened()


def found(link: Link) -> Opened:
    is_too_old = link.expires_at <= timezone.now()
    return Opened(link.request, None if is_too_old else link, is_too_old)


def tokens_in(text: str) -> list[str]:
    """Everything in a text that has the shape of a token, each once."""
    return list(dict.fromkeys(IN_TEXT.findall(text.lower())))
