"""From words to terms: each word with its inflections, compounds, completions and corrections in the index."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from buurtnet.directory.ranking import WEIGHTS, Weights
from buurtnet.directory.senses import Group, scaled, with_senses
from buurtnet.directory.understanding import Word
from buurtnet.search.dutch import stem
from buurtnet.search.index import Reader
from buurtnet.search.query import Sense, Term, frequency, rarity
from buurtnet.search.words import Lexicon, Variant

SHORTEST_START = 3  # letters from which a half typed word is completed, when it is the only word
SHORTEST_KNOWN_START = 4  # the same for a word that is known, or stands beside others
SHORTEST_KIN = 7  # letters from which words that begin alike are kin: logopedist, logopedie
KIN_PART = 0.7  # of the word that is the same
SHORTEST_BEGINNING = 5  # letters of a word that stands nowhere, by which compounds are found
BEGINNING_PART = 0.5
COMMON = 2_000  # documents; a stem that stands in more of them is not counted once more within a town
MOST_VARIANTS = 20  # for one word
MOST_IN_ALL, FEWEST_VARIANTS = 180, 6  # of a long question, so that its cost stays bounded


@dataclass
class Asked:
    """A word on its way to a term: the stems that answer it, with how well."""

    word: Word
    qualities: Mapping[str, float]  # of variants, by how they were found
    most: int = MOST_VARIANTS
    variants: dict[str, float] = field(default_factory=dict)
    is_known: bool = False
    corrected: str = ""

    def add(self, found: Iterable[Variant], how: str = "", times: float = 1.0) -> None:
        for variant in found:
            if len(self.variants) < self.most or variant.stem in self.variants:
                name = "typo twice" if variant.distance > 1 else how or variant.how
                quality = times * self.qualities[name]
                self.variants[variant.stem] = max(quality, self.variants.get(variant.stem, 0.0))


@dataclass(frozen=True)
class Terms:
    """Terms for a query. ``corrections``: words that stand nowhere, with the word that was searched for instead."""

    terms: tuple[Term | Sense, ...]
    corrections: dict[str, str]


def terms_for(
    reader: Reader,
    found: Sequence[Word],
    stands_here: Callable[[str], bool],
    groups: Sequence[Group] = (),
    weights: Weights = WEIGHTS,
) -> Terms:
    """Terms for the words of a question. ``stands_here``: whether a stem stands in what is searched.

    ``groups``: the concepts that the words name; a guess at such a word counts for less.
    """
    lexicon = reader.lexicon
    most = min(MOST_VARIANTS, max(FEWEST_VARIANTS, MOST_IN_ALL // max(1, len(found))))
    asked = [_known(lexicon, word, stands_here, weights, most) for word in found]
    _join(lexicon, asked, stands_here)
    meant = frozenset().union(*(group.places for group in groups))
    for one in asked:
        if not one.is_known:
            _complete(lexicon, one, stands_here, alone=len(asked) == 1)
        if not one.variants and not one.word.is_abbreviation:
            _mend(lexicon, one, stands_here)
            if one.word.place in meant:
                one.corrected = ""
                one.variants = {form: weights.guess * worth for form, worth in one.variants.items()}
    terms = {one.word.place: _terms_of(reader, one, stands_here, weights) for one in asked}
    return Terms(
        scaled(with_senses(terms, groups, rarity(reader, []), weights)),
        {one.word.text: one.corrected for one in asked if one.corrected},
    )


def _known(lexicon: Lexicon, word: Word, stands_here: Callable[[str], bool], weights: Weights, most: int) -> Asked:
    """The word itself, the compounds that hold it, and its kin."""
    one = Asked(word, weights.variants, most)
    form = stem(word.text)
    one.is_known = stands_here(form)
    if one.is_known:
        one.add([Variant(form, "itself", word.text)])
    if word.is_abbreviation:
        longest = len(word.text) + 2  # LHBTI may go on as LHBTIQ, ASS not as assistent
        one.add(variant for variant in lexicon.completions(word.text) if len(variant.word) <= longest)
        return one
    one.add(lexicon.compounds(word.text))
    if one.is_known:
        if len(word.text) >= SHORTEST_KNOWN_START:
            one.add(lexicon.completions(word.text), "beginning")
        if len(word.text) >= SHORTEST_KIN:
            one.add(lexicon.completions(word.text[: round(KIN_PART * len(word.text))]), "kin")
    return one


def _join(lexicon: Lexicon, asked: Sequence[Asked], stands_here: Callable[[str], bool]) -> None:
    """Words written apart that the map writes as one: jeugd theater, ouder groep, consulatie bureau."""
    for first, second in pairwise(asked):
        pair = (first, second)
        joined = [f"{first.word.text}{link}{second.word.text}" for link in ("", "s", "en", "n")]
        found = [Variant(stem(word), "joined", word) for word in joined if stands_here(stem(word))]
        begun = [Variant(one.stem, "joined", one.word) for word in joined[:2] for one in lexicon.completions(word, 5)]
        mended = [] if first.is_known and second.is_known else lexicon.corrections(joined[0])[:1]
        for one in pair:
            one.add(found)
            one.add(begun)
            one.add(mended)


def _complete(lexicon: Lexicon, one: Asked, stands_here: Callable[[str], bool], *, alone: bool) -> None:
    """A word nobody wrote here may be half typed."""
    word = one.word
    shortest = SHORTEST_START if alone else SHORTEST_KNOWN_START
    if len(word.text) >= shortest and not word.is_abbreviation:
        found = [variant for variant in lexicon.completions(word.text) if stands_here(variant.stem)]
        one.add(found, "ending" if alone and word.is_last else "beginning")


def _mend(lexicon: Lexicon, one: Asked, stands_here: Callable[[str], bool]) -> None:
    """A word that stands nowhere: as it was probably meant, else what begins like it."""
    word = one.word.text
    participles = [form for form in _without_ge(word) if stands_here(form)]
    if participles:
        one.add([Variant(form, "kin") for form in participles])
        for form in participles:
            one.add(lexicon.completions(form), "kin")
        return
    corrections = [] if one.word.is_person else lexicon.corrections(word)
    corrections = [variant for variant in corrections if stands_here(variant.stem)]
    if corrections:
        one.corrected = corrections[0].word
        one.add(corrections)
        one.add(lexicon.compounds(one.corrected), times=one.qualities["typo"])
        return
    if lexicon.parts(word):
        return
    for length in range(len(word) - 1, max(SHORTEST_BEGINNING, round(BEGINNING_PART * len(word))) - 1, -1):
        found = [variant for variant in lexicon.completions(word[:length]) if stands_here(variant.stem)]
        if found:
            one.add(found, "beginning", length / len(word))
            return
    one.add([variant for variant in lexicon.rough(word) if stands_here(variant.stem)])


def _without_ge(word: str) -> list[str]:
    """What a participle may come from: gepest is pesten, gespeeld is spelen."""
    if not word.startswith("ge") or len(word) < 6 or not word.endswith(("t", "d", "en")):
        return []
    bare = word[2:]
    return list(
        dict.fromkeys([stem(bare), stem(bare.removesuffix("t").removesuffix("d")), stem(bare.removesuffix("en"))])
    )


def _terms_of(reader: Reader, one: Asked, stands_here: Callable[[str], bool], weights: Weights) -> list[Term]:
    """The term of a word; a compound nobody wrote here becomes its parts. Shares are rarities, not yet parts of 1."""
    if one.is_known:
        return [Term(tuple(one.variants.items()), rarity(reader, [stem(one.word.text)]))]
    ways = [] if one.corrected else [way for way in reader.lexicon.parts(one.word.text) if any(map(stands_here, way))]
    if not ways:
        # That the map says nothing of sons is no lack.
        unknown = 0.0 if one.word.is_person else weights.unknown
        share = rarity(reader, one.variants) if one.variants else unknown * rarity(reader, [])
        return [Term(tuple(one.variants.items()), share)]
    best = max(ways, key=lambda way: min(frequency(reader, part) for part in way))
    parts = []
    for number, part in enumerate(best):
        side = "last" if number == len(best) - 1 else "first"
        others = Asked(one.word, one.qualities, one.most)
        others.add([Variant(part, "part")])
        others.add((v for v in reader.lexicon.compounds(part) if v.how == side), times=one.qualities["part"])
        others.variants |= one.variants
        parts.append(Term(tuple(others.variants.items()), rarity(reader, [part])))
    whole, rarest = sum(part.share for part in parts), max(part.share for part in parts)
    return [replace(part, share=rarest * part.share / whole) for part in parts]
