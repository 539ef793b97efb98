"""Words that say nothing about what someone looks for: data, per language."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from buurtnet.kit.folding import words

DATA = Path(__file__).parent / "data" / "stop_words.toml"


@cache
def stop_words() -> frozenset[str]:
    """The folded stop words of all languages together."""
    return frozenset().union(*stop_words_by_language().values())


@cache
def stop_words_by_language() -> Mapping[str, frozenset[str]]:
    """The folded stop words of each language, by its ISO 639-1 code."""
    with DATA.open("rb") as file:
        return {code: frozenset(words(text)) for code, text in tomllib.load(file).items()}
