"""The secrets with which someone without an account reads an answer: a short code to copy, and a link.

How hopeless guessing a code is. There are 31^8, some 853 thousand million codes. A network with 300 questions that
can be read answers one guess in 2.8 thousand million. One address gets ``TRIES`` tries in ``TRIES_WINDOW``, 1 440 a
day: a hit in some five thousand years. All addresses together get ``TRIES_OF_A_BEGIN`` an hour for each of the 961
beginnings of two signs, for all networks at once: 84 million a year, so that asking from everywhere without a pause
finds a question once in some thirty years. Who is stopped by what others try still has the link, and the phone.

Code and link of a question follow from its form key by the site's secret key: a form that is sent twice shows the
same code, and a later mail can hold the link, while the database has hashes only.
"""

import time
import uuid
from typing import Final

from buurtnet.kit import own_links
from buurtnet.kit.limits import allowed

SIGNS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that looks like another: no 0 O 1 I L
LENGTH: Final = 8
GROUP: Final = 4
ROOM: Final = "questions.codes"
TRIES: Final = 10  # from one address in a window; a limit below twelve is exact (kit.limits)
TRIES_WINDOW: Final = 600  # seconds
TRIES_OF_A_BEGIN: Final = 10  # from everywhere, in an hour
BEGIN: Final = 2  # signs


def code_of(form_key: uuid.UUID, number: int = 0) -> str:
    """The code of what was sent with this form; the next ``number`` when another has that one."""
    value = int(own_links.keyed(ROOM, "code", f"{form_key}:{number}"), 16)
    signs = []
    for _place in range(LENGTH):
        value, sign = divmod(value, len(SIGNS))
        signs.append(SIGNS[sign])
    return in_groups("".join(signs))


def link_of(form_key: uuid.UUID) -> str:
    """The link of what was sent with this form."""
    return own_links.link_of(ROOM, form_key)


def key_of(form_key: uuid.UUID, *said: object) -> uuid.UUID:
    """The key of what was sent with a form: the same words twice are one, other words or another place another."""
    return uuid.uuid5(form_key, " ".join(str(one) for one in said))


def hash_of_code(code: str) -> str:
    """What is kept of a code. Blanks, hyphens and small letters make no difference."""
    return own_links.keyed(ROOM, "code hash", plain(code))


def hash_of_link(token: str) -> str:
    """What is kept of a link."""
    return own_links.hash_of_link(ROOM, token)


def plain(code: str) -> str:
    """The signs of a code as someone typed it."""
    return "".join(sign for sign in code.upper() if sign in SIGNS)[: LENGTH + 1]


def in_groups(code: str) -> str:
    """A code as it is shown."""
    return f"{code[:GROUP]}-{code[GROUP:]}"


def may_try(code: str, address: str) -> bool:
    """Whether this code may be tried now; it counts, right or wrong. ``address``: of who tries it."""
    now = time.time()
    return allowed("code-tries", address, TRIES, TRIES_WINDOW, now) and allowed(
        "code-begin", plain(code)[:BEGIN], TRIES_OF_A_BEGIN, 3600, now
    )
