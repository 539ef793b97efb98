"""What differs between two texts, word by word, for the eye and for who listens."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

_WORDS: Final = re.compile(r"\s+|[^\s]+")
MOST_WORDS: Final = 4_000  # beyond it two texts are shown whole: comparing takes the square of their length


@dataclass(frozen=True)
class Piece:
    """A part of a text; ``is_other``: it does not stand in the text it is compared with."""

    text: str
    is_other: bool


def differences(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces, with what only one of them has marked. All pieces together are the text."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) + len(new) > MOST_WORDS:
        return [Piece(before, before != after)], [Piece(after, before != after)]
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, from_old, to_old, from_new, to_new in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        is_other = tag != "equal"
        left.append(Piece("".join(old[from_old:to_old]), is_other))
        right.append(Piece("".join(new[from_new:to_new]), is_other))
    return [one for one in left if one.text], [one for one in right if one.text]
