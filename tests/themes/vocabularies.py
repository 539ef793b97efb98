"""Small vocabularies for tests."""

from pathlib import Path

from buurtnet.kit.folding import words
from buurtnet.themes.choices import LabelKind
from buurtnet.themes.matching import Index, Mention, Word, mentions_in

FOOD = """
[[concept]]
slug = "eten"
themes = ["geld", "bestaat-niet"]
nl = "eten"
en = "food"
fr = "nourriture"

[[concept]]
slug = "voedselbank"
broader = "eten"
related = ["kledingbank", "voedselbank", "bestaat-niet"]
nl = "voedselbank"
nl_be = "voedselbedeling"
en = "food bank"
fr = "banque alimentaire"
terms = ["voedselhulp", "gratis maaltijd"]
says = ["geen geld voor eten", "koelkast is leeg"]
flemish = ["voedselpakket", "sociale kruidenier", "geen eten op het einde van de maand"]
abbreviations = ["VB"]
misspelt = ["foedselbank"]
others = { en = ["free food"], tr = ["gıda bankası"], ar = ["بنك الطعام"], uk = ["продуктова допомога"] }

[[concept]]
slug = "kledingbank"
nl = "kledingbank"
en = "clothing bank"
fr = "vestiaire"
terms = ["gratis kleding"]
"""


def written(folder: Path, text: str = FOOD, name: str = "eten.toml") -> Path:
    """A folder with one file of concepts."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def index_of(**concepts: list[str]) -> Index:
    """Labels by concept, all of them sayings; a label that begins with ``=`` is a term."""
    rows = [(concept, text) for concept, texts in concepts.items() for text in texts]
    return Index(
        Word(
            id=number,
            concept=concept.replace("_", "-"),
            text=text.removeprefix("="),
            folded=" ".join(words(text)),
            language="nl",
            kind=LabelKind.TERM if text.startswith("=") else LabelKind.SAYING,
            order=number,
        )
        for number, (concept, text) in enumerate(rows, 1)
    )


def mentioned(text: str, *layers: Index, off: frozenset[int] = frozenset()) -> list[Mention]:
    """What a text names."""
    return list(mentions_in(words(text), layers, off))


def named(text: str, *layers: Index) -> list[str]:
    """The concepts a text names, each once, best first."""
    return list(dict.fromkeys(mention.concept for mention in mentioned(text, *layers)))
