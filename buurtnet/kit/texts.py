"""What people type, made safe to show to others: no sign that hides, turns or covers what is written."""

import re
import unicodedata
from typing import Final

# Signs without a shape: control signs, zero-width spaces, and those that turn the direction of what follows (Trojan
# text). A text from right to left needs none of these: every text stands on the page in a direction of its own.
_LEFT_OUT: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e007f]"
)
_LINE_ENDS: Final = re.compile("\r\n?|[\u2028\u2029]")
_EMPTY_LINES: Final = re.compile(r"\n{3,}")
# Needed to write Persian, Kurdish and Hindi, and in the middle of many an emoji; elsewhere they only hide something.
_JOINERS: Final = frozenset("\u200c\u200d")
_LAST_LATIN: Final = 0x24F
_LINK: Final = re.compile(r"https?://|\bwww\.|(?<![@\w.-])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,10}/", re.IGNORECASE)
MOST_MARKS: Final = 3  # signs above or below one letter; more only make a text unreadable


def cleaned(text: str) -> str:
    """A text of more lines, without what cannot be seen. Cleaning twice changes nothing."""
    plain = _LEFT_OUT.sub("", _LINE_ENDS.sub("\n", text))
    plain = unicodedata.normalize("NFC", _few_marks(_without_loose_joiners(plain)))
    lines = [line.rstrip() for line in plain.replace("\t", " ").split("\n")]
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def one_line(text: str) -> str:
    """The same on one line."""
    return " ".join(cleaned(text).split())


def links_in(text: str) -> int:
    """How many addresses of web pages a text holds; a mail address is none."""
    return len(_LINK.findall(text))


def _without_loose_joiners(text: str) -> str:
    kept: list[str] = []
    for sign, after in zip(text, f"{text[1:]} ", strict=False):
        if sign not in _JOINERS or (kept and _may_join(kept[-1]) and _may_join(after)):
            kept.append(sign)
    return "".join(kept)


def _may_join(sign: str) -> bool:
    return ord(sign) > _LAST_LATIN and sign not in _JOINERS and unicodedata.category(sign)[0] in "LMS"


def _few_marks(text: str) -> str:
    """Before it is normalised: to put a long row of marks in order takes the square of its length."""
    kept: list[str] = []
    run = 0
    for sign in text:
        run = run + 1 if unicodedata.combining(sign) or unicodedata.category(sign) == "Mn" else 0
        if run <= MOST_MARKS:
            kept.append(sign)
    return "".join(kept)
