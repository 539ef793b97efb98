"""From words to concepts of the vocabulary: what a question means beside what it says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from buurtnet.directory.ranking import Weights
from buurtnet.search.dutch import stem
from buurtnet.search.query import Sense, Term
from buurtnet.themes.matching import Mention
from buurtnet.themes.vocabulary import Vocabulary

LEAST_MENTION = 0.25  # a weaker one is a guess
MOST_CONCEPTS = 6
LEAST_REFUSED = 0.5  # of a phrase, to be refused with what it says
SHORTEST_BEGUN, MOST_BEGUN = 4, 4  # letters of an unfinished word, and the concepts it may become
MOST_PHRASES = 48  # of one sense, of those that stand somewhere in the index; each costs time
MOST_IN_ALL = 96  # of a question with several
MOST_READ = 100_000  # documents that the phrases of a question may stand in, each phrase counted by itself

type Phrases = dict[tuple[str, ...], float]


@dataclass(frozen=True)
class Group:
    """Concepts that are said with the same words: at which places, and the phrases that say them too."""

    places: frozenset[int]
    phrases: tuple[tuple[tuple[str, ...], float], ...]


def mentioned(vocabulary: Vocabulary, said: Sequence[str]) -> tuple[Mention, ...]:
    """The concepts a question names, best first."""
    return tuple(one for one in vocabulary.mentions(said) if one.weight >= LEAST_MENTION)[:MOST_CONCEPTS]


def begun(vocabulary: Vocabulary, word: str, place: int, weights: Weights) -> tuple[Mention, ...]:
    """The concepts that an unfinished word may become."""
    found = vocabulary.beginning_with(word, MOST_BEGUN) if len(word) >= SHORTEST_BEGUN else ()
    return tuple(Mention(one.concept, one.text, one.kind, one.language, (place,), weights.begun) for one in found)


def refused_stems(vocabulary: Vocabulary, refused: Sequence[str]) -> set[str]:
    """The stems of words that are not wanted, and those that say the same alone ("sport": voetbal, judo)."""
    found = {stem(word) for word in refused}
    for mention in mentioned(vocabulary, refused):
        phrases = vocabulary.expansion(mention.concept)
        found.update(one.stems[0] for one in phrases if len(one.stems) == 1 and one.weight >= LEAST_REFUSED)
    return found


def groups_of(
    vocabulary: Vocabulary, mentions: Sequence[Mention], weights: Weights, often: Callable[[str], int]
) -> tuple[Group, ...]:
    """The concepts by the words that say them; who share a word stand together.

    ``often``: in how many documents of the index a stem stands. A phrase with one that stands nowhere is left out,
    and so is what is further off when what is nearer already stands in very many.
    """
    groups: list[tuple[set[int], Phrases]] = []
    for mention in mentions:
        places, phrases = set(mention.words), _phrases_of(vocabulary, mention, weights, often)
        for other in [group for group in groups if group[0] & places]:
            groups.remove(other)
            places |= other[0]
            phrases = {key: max(phrases.get(key, 0.0), other[1].get(key, 0.0)) for key in phrases | other[1]}
        groups.append((places, phrases))
    most = min(MOST_PHRASES, MOST_IN_ALL // max(1, len(groups)))
    read = MOST_READ // max(1, len(groups))
    return tuple(Group(frozenset(places), _best(phrases, most, read, often)) for places, phrases in groups)


def _phrases_of(vocabulary: Vocabulary, mention: Mention, weights: Weights, often: Callable[[str], int]) -> Phrases:
    return {
        phrase.stems: weights.concept * mention.weight * phrase.weight
        for phrase in vocabulary.expansion(mention.concept)
        if phrase.stems and all(map(often, phrase.stems))
    }


def _best(
    phrases: Phrases, most: int, read: int, often: Callable[[str], int]
) -> tuple[tuple[tuple[str, ...], float], ...]:
    """The best phrases: at most so many, and as long as they do not stand in too many documents together."""
    found: list[tuple[tuple[str, ...], float]] = []
    for stems, worth in sorted(phrases.items(), key=lambda row: (-row[1], row[0]))[:most]:
        read -= sum(map(often, stems))
        if found and read < 0:
            break
        found.append((stems, worth))
    return tuple(found)


def with_senses(
    terms: Mapping[int, Sequence[Term]], groups: Sequence[Group], rarest: float, weights: Weights
) -> tuple[Term | Sense, ...]:
    """The terms of a question (by the place of their word, shares not yet parts of 1) with what its words mean.

    ``rarest``: the share of the rarest word; words that only together say something get a part of it.
    """
    left = dict(terms)
    found: list[Term | Sense] = []
    for group in groups:
        own = [term for place in sorted(group.places) for term in left.pop(place, ())]
        share = sum(term.share for term in own) or weights.unknown * rarest
        found.append(Sense(tuple(own), group.phrases, share))
    beside = weights.beside if groups else 1.0
    return (*found, *(Term(one.variants, beside * one.share) for some in left.values() for one in some))


def scaled(found: Sequence[Term | Sense]) -> tuple[Term | Sense, ...]:
    """With shares that are 1 together."""
    whole = sum(one.share for one in found) or 1.0
    return tuple(_times(one, 1 / whole) for one in found)


def _times(one: Term | Sense, factor: float) -> Term | Sense:
    if isinstance(one, Term):
        return Term(one.variants, factor * one.share)
    terms = tuple(Term(term.variants, factor * term.share) for term in one.terms)
    return Sense(terms, one.phrases, factor * one.share)
