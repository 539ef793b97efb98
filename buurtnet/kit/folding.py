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
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_APOSTROPHES))
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign)).translate(_PLAIN)
    return unicodedata.normalize("NFC", bare.casefold())


def words(text: str) -> list[str]:
    """The folded words of a text, in order. "baby's" is "babys", "'s avonds" is "s", "avonds"."""
    folded = fold(text)
    return _WORD.findall(_OWN_S.sub("s", folded) if "'" in folded else folded)
