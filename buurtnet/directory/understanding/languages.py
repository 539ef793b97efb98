"""The language a question was typed in: by its script, its small words and its letters. Dutch when in doubt."""

from collections.abc import Sequence
from functools import cache

from buurtnet.directory.understanding.phrases import table
from buurtnet.kit.folding import words
from buurtnet.search.stop_words import stop_words_by_language

DUTCH = "nl"
SURE = 2  # words of a language, where there are so many
SCRIPTS = {"\u0600": ("\u06ff", "ar"), "\u0400": ("\u04ff", "uk")}
LETTERS = {"tr": "ğışİı", "pl": "ąćęłńśźż", "uk": "іїєґ", "ru": "ыэъё"}  # that others here do not have


@cache
def _hints() -> dict[str, frozenset[str]]:
    """By language, common words that no Dutch text has."""
    dutch = stop_words_by_language()[DUTCH]
    typical = {code: frozenset(words(text)) for code, text in table("languages")["typical"].items()}
    small = {code: found - dutch for code, found in stop_words_by_language().items() if code != DUTCH}
    return {code: typical.get(code, frozenset()) | small.get(code, frozenset()) for code in typical.keys() | small}


def language_of(said: Sequence[str], text: str) -> str:
    """An ISO 639-1 code."""
    letters = [letter for letter in text if letter.isalpha()]
    for first, (last, code) in SCRIPTS.items():
        if 2 * sum(first <= letter <= last for letter in letters) > len(letters):
            return "ru" if code == "uk" and set(text.lower()) & set(LETTERS["ru"]) else code
    for code in ("tr", "pl"):
        if set(text.lower()) & set(LETTERS[code]):
            return code
    dutch = stop_words_by_language()[DUTCH] | frozenset(words(table("languages")["typical"][DUTCH]))
    counts = {code: sum(word in hints for word in said) for code, hints in _hints().items()}
    best = max(sorted(counts), key=lambda code: counts[code])
    enough = max(1 + sum(word in dutch for word in said), min(SURE, sum(word.isalpha() for word in said)))
    return best if counts[best] >= enough else DUTCH
