"""Texts of others as XML and calendars may hold them."""

import re

# Signs that XML 1.0 (section 2.2) cannot say in any way, and that no text has a use for.
UNSAYABLE = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\x7f-\x84\x86-\x9f]")
# Signs that turn what comes after them, also in the entries beside.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """A text without control characters, which some reader or other cannot take, and without turns of direction."""
    return TURNING.sub("", UNSAYABLE.sub("", text))


def one_line(text: str) -> str:
    """A clean text on one line."""
    return " ".join(clean(text).split())
