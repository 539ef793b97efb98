"""How much room a text takes, without a browser to ask: signs counted, generously."""

import unicodedata
from math import ceil

UNBREAKABLE = 28  # signs without a space that still fit on a line
ROOM_FOR_BREAKS = 1.06  # words do not fill a line to its end


def shortened(text: str, most: int) -> str:
    """A text of at most so many signs, cut after a word."""
    text = " ".join(text.split()) if len(text) > most else text
    if wide(text) <= most:
        return text
    while wide(text) > most - 1:
        text = text[: max(1, min(len(text) - 1, int(len(text) * (most - 1) / wide(text))))]
    start, _space, _rest = text.rpartition(" ")
    return f"{start or text}…"


def wide(text: str) -> int:
    """How many letters wide a text is: a sign of Chinese or an emoji counts for two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def lines_of(text: str, signs: int) -> int:
    """On how many lines a text stands, counted generously: words do not fill a line to its end."""
    return max(1, ceil(wide(text) * ROOM_FOR_BREAKS / signs)) if text else 0


def broken(text: str) -> str:
    """A text in which nothing is longer than a line: zero-width spaces let a web address go on below."""
    if all(len(word) <= UNBREAKABLE for word in text.split()):
        return text
    return " ".join(
        "\u200b".join(word[start : start + UNBREAKABLE] for start in range(0, len(word), UNBREAKABLE))
        for word in text.split(" ")
    )
