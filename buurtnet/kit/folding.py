"""Text made comparable: lower case, without accents, and cut into words. The same for every alphabet."""

import re
import unicodedata

# Letters that Unicode does not take apart, written as people type them without the right keyboard.
_PLAIN = str.maketrans(
    {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ґ": "г", "\u0640": None}
)
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "`": "'", "\u00b4": "'"})
_WORD = re.compile(r"[^\W_]+")
# The plural and the possessive of baby's, opa's, foto's; elsewhere an apostrophe only parts two words.
_OWN_S = re.compile(r"(?<=[aeiouy])'s\b")


def fold(text: str) -> str:
    """Lower case without accents: "Café Ørsted" gives "cafe orsted". Folding twice changes nothing."""
    if text.isascii():
        return text.lower()
    bare = text.translate(_signs)
    return bare if bare.isascii() else unicodedata.normalize("NFC", bare)


class _Signs(dict[int, str]):
    """What each sign becomes by itself, worked out once: texts are long, and their signs are few."""

    def __missing__(self, sign: int) -> str:
        plain = unicodedata.normalize("NFKD", chr(sign).casefold().translate(_APOSTROPHES))
        bare = "".join(part for part in plain if not unicodedata.combining(part)).translate(_PLAIN)
        self[sign] = bare.casefold()
        return self[sign]


_signs = _Signs()


def words(text: str) -> list[str]:
    """The folded words of a text, in order. "baby's" is "babys", "'s avonds" is "s", "avonds"."""
    folded = fold(text)
    return _WORD.findall(_OWN_S.sub("s", folded) if "'" in folded else folded)
