"""What a question may be about when no label stands in it: the concepts whose labels have most of its words.

Weaker than a mention, and for what nobody wrote down: "tafel vol gratis eten" has words of labels of the food bank.
Measured by leaving out sayings and asking for them: a test keeps how many are guessed.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from buurtnet.search.stop_words import stop_words
from buurtnet.themes.matching import CHILD, DENY, MOST_WORDS, Index, form

SURE = 0.6  # the weight of a guess that all words of a question speak for, and for nothing else
SAID_OFTEN = 2.0  # a word stands in so many labels of a concept, as a logarithm, that more say nothing more
LEAST = 0.1  # weight below which it is no guess
RIVALS = 5  # concepts among which the words of a question are shared: the fewer it may be, the surer
PIECE = 4  # letters at the begin or the end of a word that may tell what it is about: winkel, winkelen
OF_PIECE, DENIED = 0.5, 0.5  # how much these count, and "niet", beside a whole word
UNKNOWN = 0.5  # how much of its rarity a word counts that no label has


@dataclass(frozen=True, slots=True)
class Guess:
    """A concept a question may mean: with which of its words (places, in order), how well (0–1, at most ``SURE``)."""

    concept: str
    words: tuple[int, ...]
    weight: float


class Evidence:
    """In how many labels of which concepts each stem stands, the parts of compounds as well."""

    def __init__(self, index: Index, off: frozenset[int] = frozenset()) -> None:
        counts: dict[str, Counter[str]] = {}
        for label in index.labels:
            if label.id not in off:
                for one in {one for word in label.folded.split() for one, _much in _speaking(word, index)}:
                    counts.setdefault(one, Counter())[label.concept] += 1
        self.found: Mapping[str, tuple[tuple[str, float], ...]] = {
            one: tuple((concept, min(SAID_OFTEN, 1 + math.log(count)) / SAID_OFTEN) for concept, count in row.items())
            for one, row in counts.items()
        }
        self.concepts = len({label.concept for label in index.labels})

    def of(self, said: str) -> tuple[tuple[str, float], ...]:
        """The concepts a stem speaks for, and how much (0–1)."""
        return self.found.get(said, ())


def guesses_in(said: Sequence[str], index: Index, evidence: Evidence, most: int) -> tuple[Guess, ...]:
    """The concepts a question's folded words speak for, best first."""
    scores: dict[str, float] = {}
    places: dict[str, list[int]] = {}
    whole = 0.0
    for place, word in enumerate(said[:MOST_WORDS]):
        heard = [(evidence.of(one), much) for one, much in _speaking(word, index)]
        known = [(found, much) for found, much in heard if found]
        if heard and not known:
            whole += UNKNOWN * math.log(1 + evidence.concepts)
        for found, much in known:
            rarity = much * math.log(1 + evidence.concepts / len(found))
            whole += rarity
            for concept, often in found:
                scores[concept] = scores.get(concept, 0.0) + rarity * often
                places.setdefault(concept, []).append(place)
    best = sorted(((score / whole, concept) for concept, score in scores.items()), reverse=True)[:RIVALS]
    rivals = sum(score for score, _concept in best)
    guesses = (
        Guess(concept, tuple(dict.fromkeys(places[concept])), SURE * score * math.sqrt(score / rivals))
        for score, concept in best[: max(0, most)]
    )
    return tuple(guess for guess in guesses if guess.weight >= LEAST)


def _speaking(word: str, index: Index) -> Iterator[tuple[str, float]]:
    """What of a word says what is meant, and how much: its stem, the parts of a compound, its begin and its end."""
    own = form(word)
    if own == DENY:
        yield DENY, DENIED
    elif word not in stop_words() and own != CHILD:
        yield own, 1.0
        for part in index.parts_of(word):
            yield part, 1.0
        if len(own) > PIECE:
            yield f"{own[:PIECE]}-", OF_PIECE
            yield f"-{own[-PIECE:]}", OF_PIECE
