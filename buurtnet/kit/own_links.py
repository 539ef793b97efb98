"""The link with which someone without an account comes back to what is theirs, and to nothing else.

A link follows from the key of the form it was sent with, by the site's secret key: sent twice, a form shows the same
link, and a later mail can hold it, while the database has its hash only. Each room has links of its own.
"""

import uuid
from typing import Final

from django.conf import settings
from django.utils.crypto import salted_hmac

LINK_SIGNS: Final = 48  # hexadecimal: 192 bits


def link_of(room: str, form_key: uuid.UUID) -> str:
    """The link of what was sent with this form. ``room``: whose link it is ("agenda.signup")."""
    return keyed(room, "link", str(form_key))[:LINK_SIGNS]


def hash_of_link(room: str, token: str) -> str:
    """What is kept of a link: 64 hexadecimal signs."""
    return keyed(room, "link hash", token)


def keyed(room: str, kind: str, value: str) -> str:
    """64 hexadecimal signs, by the site's secret key."""
    return salted_hmac(f"buurtnet.{room} {kind}", value, settings.SECRET_KEY, algorithm="sha256").hexdigest()
