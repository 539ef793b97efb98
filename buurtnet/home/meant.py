"""Whether a short text answers a question: with its own words, or with others that say the same.

For what stands in no index: the names and sentences of groups, places and clinics, and the titles of activities.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from buurtnet.directory.senses import mentioned
from buurtnet.directory.understanding import understand
from buurtnet.kit.folding import words
from buurtnet.search.dutch import stem
from buurtnet.themes.matching import Mention
from buurtnet.themes.vocabulary import Vocabulary

SHORTEST_BEGIN, SHORTEST_END = 4, 5  # letters of a word that may be a part of a longer one
LEAST_SAME = 0.6  # of what the vocabulary says for a word, to be said instead of it

type Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Meant:
    """A question as what must be said, each in one of some ways: a phrase of stems. Without any, nothing answers."""

    ways: tuple[tuple[Phrase, ...], ...] = ()

    def is_answered_by(self, stems: frozenset[str]) -> bool:
        """Whether a text with these stems says all of it: half an answer is none."""
        return bool(self.ways) and all(
            any(all(is_said(one, stems) for one in phrase) for phrase in ways) for ways in self.ways
        )


def meant_by(text: str, known: Vocabulary) -> Meant:
    """What a text asks, less its days, ages and wishes. ``known``: the words of the network."""
    understood = understand(text, skipped={"buurt"})
    left = {word.place: stem(word.text) for word in understood.words}
    ways: list[tuple[Phrase, ...]] = []
    for places, same in senses_of(known, mentioned(known, understood.said)):
        own = tuple(left.pop(place) for place in sorted(places & left.keys()))
        if own:
            # A part of one's own words is half of what was asked: "zaal" of "zaal huren".
            ways.append((own, *(one for one in same if not set(one) < set(own))))
    return Meant((*ways, *(((one,),) for one in left.values())))


def senses_of(known: Vocabulary, mentions: Sequence[Mention]) -> list[tuple[set[int], set[Phrase]]]:
    """The places of words that together say something, with what says the same; who share a word stand together."""
    found: list[tuple[set[int], set[Phrase]]] = []
    for mention in mentions:
        places = set(mention.words)
        phrases = {
            one.stems for one in known.expansion(mention.concept)
            if one.stems and mention.weight * one.weight >= LEAST_SAME
        }  # fmt: skip
        for other in [one for one in found if one[0] & places]:
            found.remove(other)
            places |= other[0]
            phrases |= other[1]
        found.append((places, phrases))
    return found


@lru_cache(maxsize=4_096)
def stems_of(text: str) -> frozenset[str]:
    """The stems of a text, to be compared with a question."""
    return frozenset(map(stem, words(text)))


def is_said(wanted: str, stems: frozenset[str]) -> bool:
    """Whether a stem stands there, or as a part of a longer word: "voetbal" in "voetbalveld"."""
    if wanted in stems:
        return True
    begins, ends = len(wanted) >= SHORTEST_BEGIN, len(wanted) >= SHORTEST_END
    return any((begins and one.startswith(wanted)) or (ends and one.endswith(wanted)) for one in stems)
