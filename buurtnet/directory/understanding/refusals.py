"""What someone does not want: "maar geen sport", "behalve voetbal of judo"."""

from collections.abc import Sequence
from functools import cache

from buurtnet.directory.understanding.phrases import Phrase, found_in, phrases_in, table
from buurtnet.kit.folding import words
from buurtnet.search.stop_words import stop_words


@cache
def _openers() -> dict[Phrase, str]:
    return dict.fromkeys(phrases_in(table("refusals")["before"]), "not")


def refused_in(said: Sequence[str]) -> tuple[tuple[str, ...], frozenset[int]]:
    """The words that are not wanted, and the places of all words that say so."""
    data = table("refusals")
    skipped, between = frozenset(words(data["skipped"])), frozenset(words(data["between"]))
    refused: list[str] = []
    used: set[int] = set()
    for span in found_in(said, _openers()):
        place = span.start + span.length
        first = place
        while place < len(said):
            word = said[place]
            is_next = place == first or said[place - 1] in between | skipped
            if word in skipped or (word in between and place > first):
                place += 1
            elif is_next and word and word not in stop_words():
                refused.append(word)
                place += 1
            else:
                break
        if refused:
            used.update(range(span.start, place))
    return tuple(refused), frozenset(used)
