"""Codes on letters and keys on receipts: twelve signs and one that checks them, in groups, for reading aloud.

Crockford's base 32 leaves out signs that look alike and forgives those typed by mistake. Its check sign (modulo 37)
finds every wrong sign and every two that changed places; codes for which that sign would be none of the 32 are not
used, so that a phone's keyboard is enough. That leaves over 59 bits: with a million letters out, one guess in some
eight hundred thousand million is right. The database holds a keyed hash only.
"""

import secrets
import uuid
from typing import Final

from buurtnet.kit.own_links import keyed
from buurtnet.people.addresses import same_mailbox

SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOKALIKES: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
LENGTH: Final = 12
CHECKED_BY: Final = 37
ROOM: Final = "voting.codes"


def new_code() -> str:
    """Thirteen signs, by chance."""
    while True:
        value = secrets.randbelow(len(SIGNS) ** LENGTH)
        if value % CHECKED_BY < len(SIGNS):
            return _signs(value)


def receipt_of(form_key: uuid.UUID, typed: str = "") -> str:
    """The key on the receipt of what was sent with this form and this code: sent twice it is the same, another code
    has another, and it is kept nowhere.
    """
    value = int(keyed(ROOM, "receipt", f"{form_key} {plain(typed)}"), 16) % len(SIGNS) ** LENGTH
    while value % CHECKED_BY >= len(SIGNS):
        value = (value + 1) % len(SIGNS) ** LENGTH
    return _signs(value)


def plain(typed: str) -> str:
    """The signs of what someone typed: blanks, hyphens, small letters and look-alikes make no difference."""
    return "".join(sign for sign in typed.upper().translate(LOOKALIKES) if sign in SIGNS)


def is_written_well(typed: str) -> bool:
    """Whether this can be a code at all; a slip of the pen is told before anything is looked up."""
    signs = plain(typed)
    if len(signs) != LENGTH + 1:
        return False
    value = 0
    for sign in signs[:LENGTH]:
        value = value * len(SIGNS) + SIGNS.index(sign)
    return value % CHECKED_BY == SIGNS.index(signs[LENGTH])


def in_groups(code: str) -> str:
    """As it is shown: ``ABCD-EFGH-JKMN-P``."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def hash_of_code(typed: str) -> str:
    """What is kept of a code."""
    return keyed(ROOM, "code hash", plain(typed))


def hash_of_receipt(round_id: uuid.UUID, typed: str) -> str:
    """What is kept of the key on a receipt."""
    return keyed(ROOM, "receipt hash", f"{round_id} {plain(typed)}")


def hash_of_address(round_id: uuid.UUID, address: str) -> str:
    """What is kept of a mail address to which a code went."""
    return keyed(ROOM, "address hash", f"{round_id} {same_mailbox(address)}")


def seal_of(typed: str, plans: list[int]) -> str:
    """What is kept of a ballot on paper between two entries; without the paper nobody can make it."""
    return keyed(ROOM, f"seal {plain(typed)}", " ".join(map(str, sorted(plans))))


def _signs(value: int) -> str:
    check, signs = SIGNS[value % CHECKED_BY], []
    for _place in range(LENGTH):
        value, sign = divmod(value, len(SIGNS))
        signs.append(SIGNS[sign])
    return "".join(reversed(signs)) + check
