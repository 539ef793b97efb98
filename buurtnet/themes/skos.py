"""The shipped vocabulary as SKOS, in Turtle and in JSON-LD; piece by piece, so that its size does not matter.

What a network said itself is not in it. A concept's address is a place in the Turtle file (``…/begrippen.ttl#slug``),
so that it leads somewhere. Themes are collections of concepts. See https://www.w3.org/TR/skos-reference/.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.db.models import Prefetch

from buurtnet.themes.choices import DUTCH, FLEMISH, LabelKind
from buurtnet.themes.models import Concept, Edition, Label, Theme

FILE = "begrippen.ttl"
CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
TITLE = {"nl": "Woordenlijst van Buurtnet", "en": "Vocabulary of Buurtnet", "fr": "Vocabulaire de Buurtnet"}
BATCH = 500
LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")
PREFIXES = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
BY_LANGUAGE = {"@container": "@language"}
LINK = {"@type": "@id"}
CONTEXT: Mapping[str, Any] = PREFIXES | {
    "id": "@id",
    "type": "@type",
    "prefLabel": {"@id": "skos:prefLabel"} | BY_LANGUAGE,
    "altLabel": {"@id": "skos:altLabel"} | BY_LANGUAGE,
    "hiddenLabel": {"@id": "skos:hiddenLabel"} | BY_LANGUAGE,
    "title": {"@id": "dcterms:title"} | BY_LANGUAGE,
    "broader": {"@id": "skos:broader"} | LINK,
    "related": {"@id": "skos:related"} | LINK,
    "inScheme": {"@id": "skos:inScheme"} | LINK,
    "member": {"@id": "skos:member"} | LINK,
    "license": {"@id": "dcterms:license"} | LINK,
    "modified": {"@id": "dcterms:modified", "@type": "xsd:dateTime"},
    "version": {"@id": "owl:versionInfo"},
}
# Turtle takes every other sign as it is.
ESCAPES = {ord("\\"): "\\\\", ord('"'): '\\"', ord("\n"): "\\n", ord("\r"): "\\r", ord("\t"): "\\t"} | {
    sign: f"\\u{sign:04X}" for sign in (*range(9), 11, 12, *range(14, 32), 127)
}

type Texts = dict[str, list[str]]


@dataclass(frozen=True)
class Node:
    """A thing with an address: its kind, texts by property and language, links and values by property."""

    address: str
    kind: str
    texts: Mapping[str, Texts]
    links: Mapping[str, list[str]]
    values: Mapping[str, str]


def turtle(site: str) -> Iterator[str]:
    """The vocabulary in Turtle. ``site``: the address of the site, without a slash at its end."""
    for prefix, address in PREFIXES.items():
        yield f"@prefix {prefix}: <{address}> .\n"
    for node in nodes(site):
        yield _as_turtle(node)


def json_ld(site: str) -> Iterator[str]:
    """The vocabulary in JSON-LD. ``site``: the address of the site, without a slash at its end."""
    yield '{"@context": ' + json.dumps(CONTEXT) + ',\n"@graph": ['
    for number, node in enumerate(nodes(site)):
        yield (",\n" if number else "\n") + json.dumps(_as_json(node), ensure_ascii=False)
    yield "\n]}\n"


FORMATS: Mapping[str, Callable[[str], Iterator[str]]] = {".ttl": turtle, ".jsonld": json_ld}


def nodes(site: str) -> Iterator[Node]:
    """The scheme, its concepts, and the themes as collections of them."""
    within = f"{site}/{FILE}#"
    broader = dict(Concept.objects.filter(is_gone=False).values_list("slug", "broader_id"))
    yield _scheme(within)
    shipped = Prefetch("labels", Label.objects.filter(network=None).order_by("order", "pk"))
    concepts = Concept.objects.filter(is_gone=False).prefetch_related(shipped, "related")
    for concept in concepts.iterator(chunk_size=BATCH):
        yield _concept(concept, within, broader)
    for theme in Theme.objects.filter(concepts__is_gone=False).distinct().prefetch_related("concepts"):
        yield _theme(theme, within)


def _scheme(within: str) -> Node:
    edition = Edition.objects.first()
    values = {"version": edition.digest[:12], "modified": edition.made_at.isoformat()} if edition else {}
    titles = {language: [text] for language, text in TITLE.items()}
    return Node(within, "ConceptScheme", {"title": titles}, {"license": [CC0]}, values)


def _concept(concept: Concept, within: str, broader: Mapping[str, str | None]) -> Node:
    texts: dict[str, Texts] = {"prefLabel": _names(concept)}
    for label in concept.labels.all():
        if label.kind != LabelKind.PREFERRED:
            place = "hiddenLabel" if label.kind == LabelKind.MISSPELT else "altLabel"
            texts.setdefault(place, {}).setdefault(label.language, []).append(label.text)
    # SKOS does not let a concept be related to what is broader or narrower than it.
    above = set(_line(concept.slug, broader))
    related = [
        one.slug
        for one in concept.related.all()
        if not one.is_gone and one.slug not in above and concept.slug not in _line(one.slug, broader)
    ]
    links = {"inScheme": [within], "related": [_address(within, slug) for slug in sorted(related)]}
    if concept.broader_id:
        links["broader"] = [_address(within, concept.broader_id)]
    return Node(_address(within, concept.slug), "Concept", texts, links, {})


def _theme(theme: Theme, within: str) -> Node:
    members = sorted(concept.slug for concept in theme.concepts.all() if not concept.is_gone)
    links = {"member": [_address(within, slug) for slug in members]}
    return Node(_address(within, f"thema-{theme.slug}"), "Collection", {"prefLabel": _names(theme)}, links, {})


def _names(named: Concept | Theme) -> Texts:
    names = {DUTCH: named.name, FLEMISH: named.name_nl_be, "en": named.name_en, "fr": named.name_fr}
    return {language: [name] for language, name in names.items() if name}


def _line(slug: str, broader: Mapping[str, str | None]) -> list[str]:
    """What is broader, and broader than that, up to the widest."""
    found: list[str] = []
    above = broader.get(slug)
    while above and above not in found:
        found.append(above)
        above = broader.get(above)
    return found


def _address(within: str, slug: str) -> str:
    return within + quote(slug)


def _as_turtle(node: Node) -> str:
    lines = [f"a skos:{node.kind}"]
    for name, by_language in node.texts.items():
        literals = [literal(text, language) for language, texts in by_language.items() for text in texts]
        if literals:
            lines.append(f"{_property(name)} {', '.join(literals)}")
    for name, addresses in node.links.items():
        if addresses:
            lines.append(f"{_property(name)} {', '.join(f'<{address}>' for address in addresses)}")
    for name, value in node.values.items():
        typed = "^^xsd:dateTime" if name == "modified" else ""
        lines.append(f"{_property(name)} {literal(value)}{typed}")
    return f"\n<{node.address}> " + " ;\n    ".join(lines) + " .\n"


def _property(name: str) -> str:
    return str(CONTEXT[name]["@id"])


def literal(text: str, language: str = "") -> str:
    tag = f"@{language}" if LANGUAGE.fullmatch(language) else ""
    return f'"{text.translate(ESCAPES)}"{tag}'


def _as_json(node: Node) -> dict[str, Any]:
    texts = {
        name: {language: texts if len(texts) > 1 else texts[0] for language, texts in by_language.items()}
        for name, by_language in node.texts.items()
    }
    links = {name: addresses for name, addresses in node.links.items() if addresses}
    return {"id": node.address, "type": f"skos:{node.kind}"} | texts | links | dict(node.values)
