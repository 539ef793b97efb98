"""Dutch words brought to one form: plurals, diminutives, verb endings, and nouns on -ing and -heid.

A light stemmer, on folded words. The Snowball stemmer that comes with the engine takes ge- and -ig away
too (gezond and zon, geweld and wel, begeleiding and beleid become one) and leaves kind and kinderen
apart. This one rather does too little: what it leaves apart, a search still finds by the beginning of the
word. Words of other languages may come out odd, but the same on both sides.
"""

import re
from functools import lru_cache

SHORTEST = 4  # letters; shorter words stay as they are

# Words with a form of their own; those with their own form only look like a plural or a verb.
_FORMS = {
    "meisjes": "meisje", "jongens": "jongen", "jonge": "jong", "vrijwilligers": "vrijwilliger", "oudere": "oudere",
    "vrijwilligster": "vrijwilliger", "jaren": "jaar", "mensen": "mens", "ouderen": "oudere", "leest": "lees",
    "baby": "baby", "babys": "baby", "babies": "baby", "gaat": "ga", "gaan": "ga", "staat": "sta", "staan": "sta",
    "slaat": "sla", "slaan": "sla", "doet": "doe", "doen": "doe", "ziet": "zie", "zien": "zie", "heeft": "heb",
    "hebben": "heb", "moeten": "moet", "leden": "lid", "gezinsleden": "gezinslid", "teamleden": "teamlid",
    "kleintjes": "klein", "huilt": "huil", "kiest": "kies", "verliest": "verlies", "uitjes": "uitje",
}  # fmt: skip
_AS_THEY_ARE = frozenset(
    ["meisje", "jongen", "volwassenen", "overheid", "oranje", "leven", "buiten", "binnen", "samen", "tegen", "tussen",
     "morgen", "keuken", "koning", "honing", "haring", "gratis", "thuis", "anders", "langs", "soms", "heden",
     "verleden", "beetje", "leuning", "uitje", "engels", "boven", "eten", "open", "even", "eigen", "oefenen", "teken",
     "regen", "wagen", "haven", "molen", "toren", "examen", "lichaam"]
)  # fmt: skip
# Endings with a form of their own, whatever stands before them.
_ENDINGS = (
    ("kinderen", "kind"), ("kinders", "kind"), ("kindjes", "kind"), ("kleren", "kleer"), ("eieren", "ei"),
    ("lammeren", "lam"), ("volkeren", "volk"), ("steden", "stad"), ("schepen", "schip"), ("middagen", "middag"),
    ("dagen", "dag"), ("glazen", "glas"), ("daken", "dak"), ("paden", "pad"), ("gaten", "gat"), ("vaten", "vat"),
    ("sloten", "slot"), ("oorlogen", "oorlog"), ("museums", "museum"), ("musea", "museum"), ("centra", "centrum"),
)  # fmt: skip
_NO_IES = ("advies", "verlies", "precies", "kies", "bries", "vlies", "radies", "wies", "dies")
_NO_END = ("ochtend", "weekend", "duizend", "legende", "agenda")

_VOWEL = re.compile(r"[aeiouy]")
_DOUBLED = re.compile(r"(?:bb|dd|ff|gg|kk|ll|mm|nn|pp|rr|ss|tt)$")
# One vowel and one consonant at the end, as in prat(en) and schol(en): the vowel was long.
_OPEN = re.compile(r"(?:^|[^aeiouy]|i(?=[ao]))([aeou])[bdfgklmnprstvz]$")
# The e of luister(en), teken(en), wandel(en) may be weak; nobody can tell it from that of proberen, so that
# after an earlier vowel a long e before l, r, n, m is written with one letter everywhere.
_WEAK = re.compile(r"[aeiouy].*[^aeiouy]e[lrnm]$")
_LONG_E = re.compile(r"([aeiouy].*[^aeiouy])ee([lrnm])$")
_VERB = re.compile(
    r"(?:(?:aa|ee|oo|uu|oe|ie|ij|ei|ui|eu|ou)[kpgfl]|ee[rn]|[aeiou]m|[aiou]p|[a-z]w|[dg]|er|el|[ei]nk|[aeio]ng|erk|[eoa]rf)t$"
)
_NO_ING = re.compile(r"(?:[bdfgkpst][rl]|[^aeiouy]l)$")
_VOWEL_PAIR = re.compile(r"[aeiouy]{2}$")


@lru_cache(maxsize=262_144)
def stem(word: str) -> str:
    """The form that all inflections of a folded word share: kinderen is kind, praten is praat, huizen is huis."""
    if word in _FORMS:
        return _FORMS[word]
    if len(word) < SHORTEST or word in _AS_THEY_ARE or not word.isalpha():
        return word
    for ending, form in _ENDINGS:
        if word.endswith(ending):
            return word[: -len(ending)] + form
    return _LONG_E.sub(r"\1e\2", _closed(_without_ending(word)))


def _without_ending(word: str) -> str:
    if word.endswith(("jes", "je")) and not word.endswith(("ije", "ijes")):
        return _without_diminutive(word.removesuffix("s").removesuffix("je"))
    if word.endswith(("heid", "heden")) and not word.endswith("scheid") and len(word) > 7:
        return word.removesuffix("heden").removesuffix("heid")
    if word.endswith(("ing", "ingen")):
        rest = word.removesuffix("en").removesuffix("ing")
        return word.removesuffix("en") if _NO_ING.search(rest) and not rest.endswith("ll") else _opened(word, rest)
    if word.endswith("en"):
        return _without_en(word)
    if word.endswith(("end", "ende")) and not word.endswith(_NO_END) and len(word) > 6:
        return _opened(word, word.removesuffix("e").removesuffix("end"))
    if word.endswith("e") and word[-2] not in "aeiouy":
        return _opened(word, word[:-1])
    if word.endswith(("ers", "els", "ems", "ens", "ors", "aars")) and len(word) > 5:
        return word[:-1]
    if word.endswith(("ies", "ys")) and len(word) > 5 and not word.endswith(_NO_IES):
        return word[:-1]
    if len(word) > 4 and _VERB.search(word):
        return word[:-1]
    return word


def _without_en(word: str) -> str:
    """Boeken is boek, ideeen is idee, buien is bui; the -en of groen, tien and been is no ending."""
    rest = word[:-2]
    if rest.endswith(("ee", "ie", "ui", "ei", "oei", "aai", "ooi")) or not rest.endswith(("e", "i", "o", "a", "u")):
        return _opened(word, rest)
    return word


def _without_diminutive(rest: str) -> str:
    """What a diminutive was made of: broert(je) is broer, boomp(je) boom, ballet(je) bal, kaart(je) kaart."""
    if len(rest) < 3:
        return rest + "je"
    if rest.endswith("et") and _DOUBLED.search(rest[:-2]):
        return rest[:-3]
    if rest.endswith("mp"):
        return rest[:-1]
    if rest.endswith(("ert", "urt", "irt", "lt", "wt")) or (rest.endswith("nt") and _VOWEL_PAIR.search(rest[:-2])):
        return rest[:-1]
    return rest


def _opened(word: str, rest: str) -> str:
    """The rest before an ending that opened the syllable, closed again: lop(en) is loop, bakk(en) is bak."""
    if len(rest) < 2 or not _VOWEL.search(rest):
        return word
    if _DOUBLED.search(rest):
        return rest[:-1]
    open_syllable = _OPEN.search(rest)
    if open_syllable and not _WEAK.search(rest):
        return rest[:-1] + open_syllable[1] + rest[-1]
    return rest


def _closed(word: str) -> str:
    """No Dutch word ends in v or z: brieven is brief, huizen is huis."""
    return word[:-1] + {"v": "f", "z": "s"}.get(word[-1], word[-1])
