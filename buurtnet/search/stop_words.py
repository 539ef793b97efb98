"""Words that say nothing about what someone looks for: data, per language."""

import tomllib
from functools import cache
from pathlib import Path

from buurtnet.kit.folding import words

DATA = Path(__file__).parent / "data" / "stop_words.toml"


@cache
def stop_words() -> frozenset[str]:
    """The folded stop words of all languages together."""
    with DATA.open("rb") as file:
        return frozenset(word for text in tomllib.load(file).values() for word in words(text))
