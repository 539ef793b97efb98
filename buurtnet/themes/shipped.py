"""The vocabulary as it is shipped: files in ``data/concepts``, a ``[[concept]]`` a thing people look for.

Read with care for what is odd: what cannot be used is left out, and a file that is none is told as ``DamagedError``.
"""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from buurtnet.kit.folding import words
from buurtnet.themes.choices import DUTCH, FLEMISH, LabelKind

CONCEPTS = Path(__file__).parent / "data" / "concepts"
HOW_IT_IS_READ = b"1"  # one more when this module makes other rows of the same files
LONGEST = 120  # letters of a label
LONGEST_TERM = 2  # words of a Flemish label that still stands in texts of offers
NAMES = {"nl": DUTCH, "nl_be": FLEMISH, "en": "en", "fr": "fr"}


class DamagedError(Exception):
    """A file of the vocabulary that cannot be read."""


@dataclass(frozen=True, slots=True)
class ShippedLabel:
    """A label as a file has it; ``folded``: its words, in lower case without accents."""

    text: str
    folded: str
    language: str
    kind: LabelKind
    order: int


@dataclass(frozen=True, slots=True)
class ShippedConcept:
    """A concept as a file has it, with the slugs of what it belongs to. ``names`` by field of the file."""

    slug: str
    names: Mapping[str, str]
    themes: tuple[str, ...]
    broader: str
    related: tuple[str, ...]
    labels: tuple[ShippedLabel, ...]


@dataclass(frozen=True)
class Shipped:
    """All files together; ``digest`` changes with any of them."""

    digest: str
    concepts: tuple[ShippedConcept, ...]


def digest_of(folder: Path = CONCEPTS) -> str:
    """What changes when a file of the vocabulary does."""
    digest = hashlib.sha256(HOW_IT_IS_READ)
    for path in files(folder):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def read_shipped(folder: Path = CONCEPTS) -> Shipped:
    """The vocabulary of a folder. A concept that is there twice counts once. Raises DamagedError."""
    found: dict[str, ShippedConcept] = {}
    digest = digest_of(folder)
    for path in files(folder):
        try:
            rows = tomllib.loads(path.read_text(encoding="utf-8")).get("concept", [])
            for row in rows:
                found.setdefault(row["slug"], concept_of(row))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise DamagedError(f"{path.name} is no part of a vocabulary: {error!r}") from error
    return Shipped(digest, tuple(found.values()))


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.toml"))


def concept_of(row: Mapping[str, Any]) -> ShippedConcept:
    """A concept from its table in a file. Raises KeyError without a slug or a Dutch name."""
    return ShippedConcept(
        slug=row["slug"],
        names={"nl": row["nl"]} | {name: row[name] for name in NAMES if row.get(name)},
        themes=tuple(row.get("themes", ())),
        broader=row.get("broader", ""),
        related=tuple(row.get("related", ())),
        labels=tuple(labels_of(row)),
    )


def labels_of(row: Mapping[str, Any]) -> Iterator[ShippedLabel]:
    """The labels of a concept, each once a language; the first kind it is named as wins."""
    seen: set[tuple[str, str]] = set()
    for order, (text, language, kind) in enumerate(said_in(row)):
        folded = " ".join(words(text))
        if folded and len(folded) <= LONGEST and len(text) <= LONGEST and (language, folded) not in seen:
            seen.add((language, folded))
            yield ShippedLabel(text, folded, language, kind, order)


def said_in(row: Mapping[str, Any]) -> Iterator[tuple[str, str, LabelKind]]:
    """Text, language and kind of everything a file says of a concept, best first."""
    for name, language in NAMES.items():
        if row.get(name):
            yield row[name], language, LabelKind.PREFERRED
    for text in row.get("terms", ()):
        yield text, DUTCH, LabelKind.TERM
    for text in row.get("flemish", ()):
        # One list holds both kinds: a word or two is what an offer is called, more is how someone says it.
        yield text, FLEMISH, LabelKind.TERM if len(words(text)) <= LONGEST_TERM else LabelKind.SAYING
    for text in row.get("abbreviations", ()):
        yield text, DUTCH, LabelKind.ABBREVIATION
    for text in row.get("says", ()):
        yield text, DUTCH, LabelKind.SAYING
    for text in row.get("misspelt", ()):
        yield text, DUTCH, LabelKind.MISSPELT
    for language, texts in row.get("others", {}).items():
        for text in texts:
            yield text, language, LabelKind.SAYING
