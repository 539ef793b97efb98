"""Which labels of the vocabulary a question names. Only words go in and out: nothing here knows the database.

A label is found when its telling words (by their stems, stop words left out) all stand near each other, in any order.
Compounds may be written apart or joined (kinder opvang, kinderopvang, opvang voor kinderen), and a long word may hold
one typo. A label that holds another's words wins from it.
"""

import bisect
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

from buurtnet.kit.folding import words
from buurtnet.search.dutch import stem
from buurtnet.search.stop_words import stop_words
from buurtnet.search.words import LINKS
from buurtnet.themes.choices import DUTCH, FLEMISH, LabelKind

MOST_WORDS = 200  # of a question; a longer one is cut
GAP = 2  # telling words that may stand between those of a label
CLOSE = 3  # words in which "niet" and the one word it denies stand together
STRETCH = 6  # words of any kind that may
SHORTEST_PART, LONGEST_COMPOUND = 4, 40  # letters of a part of a compound, and of all of it
ENDINGS = ("en", "s", "e", "je")  # of what may be an inflection of a word that is known
SHORTEST_TYPO = 6  # letters of a word that may hold a typo
LONGEST_TYPO = 30
LONG_QUESTION = 4  # telling words; in a longer question one common word says little
COMMON = 6  # concepts that a stem stands in, to be common
RARE = 2  # concepts that a stem stands in, to say enough without the little words around it
MUCH_WEAKER = 0.6  # a longer match hides one inside it, unless it is this much weaker

# How much a match counts, 0–1. All that apply are multiplied.
OF_KIND: Mapping[str, float] = {
    LabelKind.PREFERRED: 1.0,
    LabelKind.TERM: 1.0,
    LabelKind.ABBREVIATION: 1.0,
    LabelKind.SAYING: 0.95,
    LabelKind.MISSPELT: 0.85,
}
APART = 0.9  # its words stand near each other, not as the label has them
FAR = 0.8  # and with another telling word between them
UNDENIED = 0.6  # the label says "niet", the question does not
LOOSELY_DENIED = 0.6  # "niet" stands further from what it denies than in the label
JOINED = 0.95  # two words of the question together are one of the label, or one word is two of it
ANYONE = 0.85  # without the child, when the label names one: "luistert niet" for "kind luistert niet"
INCOMPLETE = 0.55  # without its commonest word
REVERSED = 0.75  # the parts of a compound in the label stand as words in the question
IN_COMPOUND = 0.6  # it is a part of a longer word of the question
TYPO = 0.65
PLAIN_CORE = 0.8  # "schulden" for "ik heb schulden"
FALSE_FRIEND = 0.5  # a word of another language that is Dutch as well: "vol" is theft in French
CORE = 0.5  # "luistert" for "luistert niet"
COMMON_WORD, COMMON_WORD_IN_MANY = 0.8, 0.5  # one common word among others, and in a long question

# Words that ask the same after "wil" or "kan": niet slapen, slecht slapen, nooit slapen.
DENY, CHILD = "niet", "kind"
DENIALS = frozenset(
    ["niet", "geen", "nooit", "niks", "niets", "slecht", "moeilijk", "nauwelijks", "amper", "weinig", "zonder"]
)
# Of whom someone speaks makes no difference: mijn zoon luistert niet, mijn kind luistert niet.
CHILDREN = frozenset(["zoon", "zoons", "zonen", "zoontje", "dochter", "dochters", "dochtertje", "kids"])
SAYS_LITTLE = frozenset([DENY, CHILD])  # not enough for a label by themselves
STEMMED = frozenset([DUTCH, FLEMISH])  # languages whose words are brought to one form
# Taken out of a label even when that leaves one telling word; other stop words are then needed ("alleen met kind").
LITTLE = frozenset(
    words(
        "de het een ik je jij jou u hij zij ze we wij mijn mn me mij haar zn hun ons onze dit dat die deze en of te"
        " om met voor van in op aan bij naar uit door is ben bent was zijn kan kun kunt kunnen wil wilt willen heb"
        " hebt heeft hebben moet moeten mag er dan ook nog wel zich tot als wat hoe"
    )
)


@dataclass(frozen=True, slots=True)
class Word:
    """A label as it is kept in memory. ``is_own``: of one network."""

    id: int
    concept: str
    text: str
    folded: str
    language: str
    kind: str
    order: int
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept that a question names: by which label, with which of its words (places, in order), how well (0–1)."""

    concept: str
    label: str
    kind: str
    language: str
    words: tuple[int, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Pattern:
    """Stems that must stand near each other for a label; ``order``: all its stems as they stand in it."""

    word: Word
    stems: tuple[str, ...]
    order: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Heard:
    """A stem in the question: at which places, and how sure it is (0–1)."""

    places: tuple[int, ...]
    weight: float
    is_part: bool = False


def form(word: str) -> str:
    """What words that say the same share: their stem, one form for all that deny, and one for a child."""
    return DENY if word in DENIALS else CHILD if word in CHILDREN else stem(word)


def telling(said: Sequence[str]) -> tuple[str, ...]:
    """The words of a label that say what is meant, each once, in order; all of them when too few do."""
    once = tuple(dict.fromkeys(said))
    little = stop_words()
    without = tuple(word for word in once if word not in little)
    if all(form(word) in SAYS_LITTLE for word in without):
        return once
    if len(without) > 1:
        return without
    rest = tuple(word for word in once if word not in LITTLE)
    return rest if len(rest) > 1 else once


class Index:
    """The labels of everyone, or those of one network, by their rarest stem. Nothing in it changes.

    ``dutch``: the words of Dutch and Flemish labels with their forms; ``foreign``: those of others, as they are;
    ``spread``: of how many concepts a form is a word.
    """

    def __init__(self, labels: Iterable[Word]) -> None:
        self.labels = tuple(labels)
        self.dutch: dict[str, str] = {}
        self.foreign: set[str] = set()
        self._parts: dict[str, tuple[str, ...]] = {}
        concepts: dict[str, set[str]] = {}
        rows = [(word, tuple(word.folded.split()), word.language in STEMMED) for word in self.labels]
        for word, said, is_dutch in rows:
            for one in said:
                if is_dutch:
                    if one not in self.dutch:
                        self.dutch[one] = form(one)
                    one = self.dutch[one]
                else:
                    self.foreign.add(one)
                concepts.setdefault(one, set()).add(word.concept)
        self.spread: dict[str, int] = {stem: len(found) for stem, found in concepts.items()}
        self._dutch_forms = frozenset(self.dutch.values())
        patterns = [
            pattern
            for word, said, is_dutch in rows
            for pattern in (self._dutch_patterns(word, said) if is_dutch else self._foreign_patterns(word, said))
        ]
        self._by_stem = self._filed(patterns)

    def starting_with(self, stem: str) -> Sequence[Pattern]:
        """Patterns whose rarest stem this is."""
        return self._by_stem.get(stem, ())

    def forms_of(self, word: str) -> tuple[str, ...]:
        """The forms of a word that stands in a label; none for another."""
        here = (self.dutch[word],) if word in self.dutch else ()
        return (*here, word) if word in self.foreign else here

    def nearly(self, word: str) -> Iterator[str]:
        """Words of labels that may be one typo away."""
        keys, places, known = self._typos
        for key in _with_one_out(word):
            here = bisect.bisect_left(keys, key)
            while here < len(keys) and keys[here] == key:
                yield known[places[here]]
                here += 1

    @cached_property
    def _typos(self) -> tuple["array[int]", "array[int]", list[str]]:
        """Words by themselves and with each letter left out, as hashes in order, and which of the words each is of.

        Two words one typo apart share a hash. Arrays, since there are so many.
        """
        known = [word for word in {*self.dutch, *self.foreign} if SHORTEST_TYPO <= len(word) <= LONGEST_TYPO]
        pairs = sorted(
            (key, place) for place, word in enumerate(known) if word.isalpha() for key in {*_with_one_out(word)}
        )
        return array("q", (key for key, _place in pairs)), array("I", (place for _key, place in pairs)), known

    def parts_of(self, word: str) -> tuple[str, ...]:
        """The stems of the two parts of a compound, when both are words of the vocabulary themselves; else none.

        Kept of the vocabulary's own words alone: what people type stays nowhere.
        """
        if word in self._parts:
            return self._parts[word]
        parts = self.split(word)
        found = () if any(part in stop_words() for part in parts) else parts
        if word in self.dutch:
            self._parts[word] = found
        return found

    def split(self, word: str) -> tuple[str, ...]:
        """The same for any word; the first part as short as can be. What it was is not kept."""
        if len(word) < 2 * SHORTEST_PART or not word.isalpha():
            return ()
        for place in range(SHORTEST_PART, min(len(word), LONGEST_COMPOUND) - SHORTEST_PART + 1):
            tail = self._form_of(word[place:])
            head = self._head_of(word[:place]) if tail else ""
            if head:
                return head, tail
        return ()

    def _form_of(self, word: str) -> str:
        """The form of a word of the vocabulary, or of an inflection of one; empty for another."""
        if word in self.dutch:
            return self.dutch[word]
        own = stem(word) if word.endswith(ENDINGS) else word
        return own if own in self._dutch_forms else ""

    def _head_of(self, word: str) -> str:
        """The form of the first part of a compound, with what links it to the second taken off; empty for none."""
        for link in LINKS:
            bare = word.removesuffix(link)
            if len(bare) >= SHORTEST_PART and (not link or bare != word) and (found := self._form_of(bare)):
                return found
        return self._form_of(word + "en")  # kinder-opvang

    def _dutch_patterns(self, word: Word, said: tuple[str, ...]) -> Iterator[Pattern]:
        """The label itself, and the weaker ways to say it."""
        order = tuple(self.dutch[one] for one in said)
        stems = tuple(dict.fromkeys(self.dutch[one] for one in telling(said)))
        order = stems if stems == order else order  # one of them is enough to keep
        weight = OF_KIND.get(word.kind, 1.0)
        yield Pattern(word, stems, order, weight)
        if len(stems) > 1:
            for fewer, less in self._fewer(said, stems):
                yield Pattern(word, fewer, order if len(fewer) > 1 else fewer, weight * less)
        for place, one in enumerate(said if len(said) <= 2 else ()):
            if parts := self.parts_of(one):
                apart = (*order[:place], *parts, *order[place + 1 :])
                yield Pattern(word, tuple(dict.fromkeys(apart)), apart, weight * REVERSED)

    def _foreign_patterns(self, word: Word, said: tuple[str, ...]) -> Iterator[Pattern]:
        friend = FALSE_FRIEND if len(said) == 1 and said[0] in self.dutch else 1.0
        yield Pattern(word, telling(said), said, OF_KIND.get(word.kind, 1.0) * friend)

    def _fewer(self, said: Sequence[str], stems: Sequence[str]) -> Iterator[tuple[tuple[str, ...], float]]:
        """A label with a word less, where the others still say enough, and how much that counts."""
        little = stop_words()
        if CHILD in stems:
            others = [one for one in stems if one != CHILD]
            if DENY not in others and any(self.dutch[one] == DENY for one in said):
                others.append(DENY)
            if len(others) > 1:
                yield tuple(others), ANYONE
        core = [one for one in said if one not in little]
        if len(core) == 1 and self.dutch[core[0]] not in SAYS_LITTLE and len(core[0]) > SHORTEST_PART:
            plain = all(one in LITTLE for one in said if one != core[0])
            if plain or self.spread[self.dutch[core[0]]] <= RARE:
                yield (self.dutch[core[0]],), PLAIN_CORE if plain else CORE
        if len(stems) > 2:
            commonest = max(stems, key=self.spread.__getitem__)
            if commonest not in SAYS_LITTLE:
                yield tuple(one for one in stems if one != commonest), INCOMPLETE

    def _filed(self, patterns: Sequence[Pattern]) -> dict[str, tuple[Pattern, ...]]:
        often = Counter(stem for pattern in patterns for stem in pattern.stems)
        filed: dict[str, list[Pattern]] = {}
        for pattern in patterns:
            filed.setdefault(min(pattern.stems, key=often.__getitem__), []).append(pattern)
        return {stem: tuple(found) for stem, found in filed.items()}


def mentions_in(said: Sequence[str], layers: Sequence[Index], off: frozenset[int]) -> tuple[Mention, ...]:
    """What a question's folded words name, best first. ``off``: ids of labels that do not count."""
    question = Question.of(said[:MOST_WORDS], layers)
    found: list[Mention] = []
    for layer in layers:
        for rarest in question.heard:
            for pattern in layer.starting_with(rarest):
                if pattern.word.id not in off and all(one in question.heard for one in pattern.stems):
                    mention = question.mention_of(pattern)
                    if mention:
                        found.append(mention)
    return _longest(mention for mention in found if mention.weight)


@dataclass(frozen=True, slots=True)
class Question:
    """A question: its words and their forms in order, how many telling ones stand before each place, what was heard.

    ``spread``: of how many concepts each of what was heard is a word.
    """

    said: Sequence[str]
    order: tuple[str, ...]
    telling: tuple[int, ...]
    heard: Mapping[str, Sequence[Heard]]
    spread: Mapping[str, int]

    @classmethod
    def of(cls, said: Sequence[str], layers: Sequence[Index]) -> "Question":
        little = stop_words()
        counts = accumulate((word not in little for word in said), initial=0)
        heard = _heard(said, layers)
        spread = {one: sum(layer.spread.get(one, 0) for layer in layers) for one in heard}
        return cls(said, tuple(map(form, said)), tuple(counts), heard, spread)

    def mention_of(self, pattern: Pattern) -> Mention | None:
        """The pattern as it stands in the question, or None when it does not."""
        chosen = [self.heard[pattern.stems[0]][0]]
        for one in pattern.stems[1:]:
            chosen.append(min(self.heard[one], key=lambda other: abs(other.places[0] - chosen[0].places[0])))
        places = tuple(sorted({place for one in chosen for place in one.places}))
        if len(pattern.order) == 1:
            weight = chosen[0].weight * self._of_one_word(pattern.stems[0], chosen[0])
        elif whole := self._whole(pattern.order, places[0]):
            places, weight = whole, 1.0
        else:
            weight = self._of_words(pattern, chosen, places)
        if not weight:
            return None
        word = pattern.word
        return Mention(word.concept, word.text, word.kind, word.language, places, weight * pattern.weight)

    def _of_one_word(self, said: str, heard: Heard) -> float:
        """A stop word names something only where nothing else does; a common word says little beside others."""
        count = self.telling[-1]
        if len(heard.places) > 1:
            return 1.0
        if self.telling[heard.places[0]] == self.telling[heard.places[0] + 1]:
            return float(not count)
        if self.spread[said] < COMMON or count == 1:
            return 1.0
        return 0.0 if heard.is_part else COMMON_WORD if count <= LONG_QUESTION else COMMON_WORD_IN_MANY

    def _of_words(self, pattern: Pattern, chosen: Sequence[Heard], places: Sequence[int]) -> float:
        """How near each other the words stand; 0 when they are too far apart, or say too little to stand apart."""
        if all(one in SAYS_LITTLE or one.isdecimal() for one in pattern.stems) or len(pattern.stems) == 1:
            return 0.0
        if len(places) == 1 and all(one.is_part for one in chosen):
            return JOINED
        length = max(len(pattern.order), len(pattern.stems))
        span = places[-1] - places[0] + 1
        between = self.telling[places[-1] + 1] - self.telling[places[0]] - len(places)
        if between > GAP or span > length + STRETCH:
            return 0.0
        weight = min(one.weight for one in chosen) * (FAR if between > 0 else APART)
        if DENY in pattern.stems:
            loose = between > 0 or (len(pattern.stems) == 2 and span > CLOSE)
            return weight * (LOOSELY_DENIED if loose else 1.0)
        return weight * (UNDENIED if DENY in pattern.order and DENY not in self.heard else 1.0)

    def _whole(self, label: Sequence[str], near: int) -> tuple[int, ...]:
        """The places where the label stands word for word, around a place; none when it does not."""
        length = len(label)
        for start in range(max(0, near - length + 1), near + 1):
            here = zip(label, self.order[start : start + length], self.said[start : start + length], strict=False)
            if start + length <= len(self.order) and all(one in others for one, *others in here):
                return tuple(range(start, start + length))
        return ()


def _heard(said: Sequence[str], layers: Sequence[Index]) -> dict[str, list[Heard]]:
    """The forms of the words of a question that stand in some label, with where they were heard."""
    heard: dict[str, list[Heard]] = {}
    little = stop_words()
    for place, word in enumerate(said):
        known = [one for one in dict.fromkeys((form(word), word)) if _known(one, layers)]
        found = [(one, Heard((place,), 1.0)) for one in known]
        if not found:
            found = [(one, Heard((place,), IN_COMPOUND, is_part=True)) for one in _parts(word, layers)]
        if not found:
            found = [(one, Heard((place,), TYPO)) for one in _typos(word, layers)]
        for one, how in found:
            heard.setdefault(one, []).append(how)
    for place, (first, second) in enumerate(pairwise(said)):
        own, sure = stem(second), IN_COMPOUND if first in little or second in little else JOINED
        for joined in dict.fromkeys((first + second, *(first + link + own for link in LINKS))):
            if _known(joined, layers):
                heard.setdefault(joined, []).append(Heard((place, place + 1), sure))
    return heard


def _known(said: str, layers: Sequence[Index]) -> bool:
    return any(said in layer.spread for layer in layers)


def _parts(word: str, layers: Sequence[Index]) -> tuple[str, ...]:
    """The stems of the parts of a compound that stands in no label, when the parts do."""
    return next((parts for layer in layers if (parts := layer.split(word))), ())


def _typos(word: str, layers: Sequence[Index]) -> list[str]:
    """The stems of words of the vocabulary one typo away; the first letter is rarely one."""
    if not SHORTEST_TYPO - 1 <= len(word) <= LONGEST_TYPO + 1 or not word.isalpha():
        return []
    found = {
        one
        for layer in layers
        for other in layer.nearly(word)
        if _begins_alike(word, other) and one_typo_apart(word, other)
        for one in layer.forms_of(other)
    }
    return sorted(found)


def _begins_alike(word: str, other: str) -> bool:
    return word[0] == other[0] or word[:2] == other[1::-1]


def _with_one_out(word: str) -> Iterator[int]:
    yield hash(word)
    for place in range(len(word)):
        yield hash(word[:place] + word[place + 1 :])


def one_typo_apart(word: str, other: str) -> bool:
    """Whether one letter more, less or other, or two swapped, makes one of the other; the same word is not."""
    if word == other or abs(len(word) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(word), len(other)) and word[start] == other[start]:
        start += 1
    rest, other_rest = word[start:], other[start:]
    return (
        rest[1:] == other_rest[1:]
        or rest[1:] == other_rest
        or rest == other_rest[1:]
        or (rest[:2] == other_rest[1::-1] and len(rest) > 1 and rest[2:] == other_rest[2:])
    )


def _longest(found: Iterable[Mention]) -> tuple[Mention, ...]:
    """Without what stands inside a longer match; of one concept each word counts once. Best first."""
    kept: list[Mention] = []
    for mention in sorted(found, key=_longest_first):
        places = set(mention.words)
        if not any(_hides(other, mention, places) for other in kept):
            kept.append(mention)
    return tuple(sorted(kept, key=lambda one: (-one.weight, one.words, one.concept)))


def _longest_first(mention: Mention) -> tuple[int, float, bool, str, str]:
    """Of the same words Dutch stands first, since they may be found by their stems."""
    return -len(mention.words), -mention.weight, mention.language not in STEMMED, mention.concept, mention.label


def _hides(other: Mention, mention: Mention, places: set[int]) -> bool:
    if other.concept == mention.concept:
        return not places.isdisjoint(other.words)
    return places < set(other.words) and other.weight >= MUCH_WEAKER * mention.weight
