"""How easily a Dutch text reads, and what would make it easier: never more than a hint.

The score is Flesch-Douma: 206.84 − 0.93 × words a sentence − 77 × syllables a word (W.H. Douma, "De leesbaarheid van
landbouwbladen", Landbouwhogeschool Wageningen, bulletin 17, 1960), with his own classes: from 60 "normaal", from 70
"tamelijk gemakkelijk". A short text tells too little for a score.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import pyphen  # type: ignore[import-untyped]  # it has no types
from django.utils.translation import gettext as _

EASY: Final = 70
FAIR: Final = 60
FEWEST_WORDS: Final = 20
FEWEST_SENTENCES: Final = 2
LONG_SENTENCE: Final = 15  # words
MANY_SYLLABLES: Final = 5
LONG_WORD: Final = 16  # letters
MOST_SENTENCES: Final = 5
MOST_WORDS: Final = 8
# Words of letters and offices, and what people say.
PLAINER: Final = {
    "aangaande": "over", "aanvang": "begin", "aanvangen": "beginnen", "alsmede": "en", "alvorens": "voordat",
    "betreffende": "over", "betreft": "gaat over", "conform": "volgens", "derhalve": "dus", "desbetreffende": "dit",
    "desgewenst": "als je wilt", "dient": "moet", "dienen": "moeten", "doch": "maar", "doorgaans": "meestal",
    "echter": "maar", "eveneens": "ook", "evenwel": "maar", "faciliteren": "helpen", "faciliteert": "helpt",
    "gaarne": "graag", "gedurende": "tijdens", "gelieve": "wil je", "hetgeen": "wat", "hiertoe": "daarvoor",
    "inachtneming": "letten op", "indien": "als", "inzake": "over", "locatie": "plek", "mede": "ook",
    "middels": "met", "mits": "als", "momenteel": "nu", "nadien": "daarna", "nopens": "over", "omtrent": "over",
    "ondersteuning": "hulp", "ondersteunen": "helpen", "ondersteunt": "helpt", "participatie": "meedoen",
    "participeren": "meedoen", "realiseren": "maken", "reeds": "al", "stimuleren": "aanmoedigen",
    "teneinde": "om", "tevens": "ook", "trachten": "proberen", "uitsluitend": "alleen", "vanwege": "door",
    "verstrekken": "geven", "verstrekt": "geeft", "vervolgens": "daarna", "voornemens": "van plan",
    "voorts": "ook", "wederom": "weer", "woonachtig": "wonen", "zodoende": "zo", "zorgdragen": "zorgen",
}  # fmt: skip
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d[\d.,:]*")
_END: Final = re.compile(r"[.!?…]+[\"'”’)]*(?=\s|$)|\n+|;\s")
_SHORTENED: Final = re.compile(
    r"\b(?:bijv|bv|o\.a|d\.w\.z|m\.u\.v|t\.a\.v|i\.v\.m|n\.v\.t|enz|evt|incl|excl|max|min|nr|tel|ca|mw|dhr|st|resp)\.",
    re.IGNORECASE,
)
_NOT_AN_END: Final = "\ufffc"
# What sounds as one: of each, one syllable.
_SOUNDS: Final = re.compile(
    r"aai|ooi|oei|eeu|ieu|aa|ee|oo|uu|ie|oe|eu|ui|ei|ëi|ij|au|ou|[aeiouyàáâäèéêëìíîïòóôöùúûü]", re.IGNORECASE
)


@dataclass(frozen=True)
class Sentence:
    text: str
    words: int


@dataclass(frozen=True)
class Word:
    """``plainer``: what people say instead, where that is known; else the word is only long."""

    text: str
    plainer: str


@dataclass(frozen=True)
class Reading:
    """``score``: Flesch-Douma, 0 to 100 for most texts, higher is easier; None for a text too short to tell."""

    score: int | None
    long_sentences: list[Sentence]
    hard_words: list[Word]

    @property
    def verdict(self) -> str:
        if self.score is None:
            return _("Deze tekst is kort. Dan zegt een cijfer weinig.")
        if self.score >= EASY:
            return _("Dit leest makkelijk. De meeste mensen begrijpen het meteen.")
        if self.score >= FAIR:
            return _("Dit leest gewoon. Iets korter mag altijd.")
        return _("Dit leest moeilijk. Veel mensen haken af.")

    @property
    def is_good(self) -> bool:
        return (self.score is None or self.score >= FAIR) and not self.long_sentences and not self.hard_words


def reading_of(text: str) -> Reading | None:
    """How a Dutch text reads; None when it holds no words."""
    sentences = sentences_in(text)
    words = [word for one in sentences for word in _WORD.findall(one)]
    if not words:
        return None
    score = None
    if len(words) >= FEWEST_WORDS and len(sentences) >= FEWEST_SENTENCES:
        score = flesch_douma(len(words), len(sentences), sum(map(syllables_in, words)))
    long = [Sentence(one, count) for one in sentences if (count := len(_WORD.findall(one))) > LONG_SENTENCE]
    return Reading(score, sorted(long, key=lambda one: -one.words)[:MOST_SENTENCES], hard_words(words)[:MOST_WORDS])


def flesch_douma(words: int, sentences: int, syllables: int) -> int:
    """Whole points. 100 words in 10 sentences with 150 syllables: 206.84 − 9.3 − 115.5 is 82."""
    return round(206.84 - 0.93 * words / sentences - 77 * syllables / words)


def sentences_in(text: str) -> list[str]:
    """Parts of a text that end in a full stop or a line; a shortened word ends none."""
    kept = _SHORTENED.sub(lambda found: found[0].replace(".", _NOT_AN_END), text)
    found = [part.replace(_NOT_AN_END, ".").strip() for part in _END.split(kept)]
    return [part for part in found if _WORD.search(part)]


def hard_words(words: list[str]) -> list[Word]:
    """Stiff words with a plainer one, then the longest of the rest; each once."""
    said = dict.fromkeys(word.lower() for word in words)
    stiff = [Word(word, PLAINER[word]) for word in said if word in PLAINER]
    long = [word for word in said if word not in PLAINER and (len(word) >= LONG_WORD or _is_long(word))]
    return [*stiff, *(Word(word, "") for word in sorted(long, key=len, reverse=True))]


def _is_long(word: str) -> bool:
    return syllables_in(word) >= MANY_SYLLABLES


@lru_cache(maxsize=4096)
def syllables_in(word: str) -> int:
    """At least one. Hyphenation parts the word, also where two vowels beside each other are two sounds ("museum");
    since it never leaves one letter on a line by itself, the sounds in each part are counted ("eten").
    """
    parts = _hyphens().inserted(word, hyphen="\u00ad").split("\u00ad")
    return max(1, sum(len(_SOUNDS.findall(part)) for part in parts))


@cache
def _hyphens() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="nl_NL", left=1, right=1)
