"""Catalogues of translations, without GNU gettext on the machine.

``python -m tools.make.messages`` gathers the texts of code and templates, merges them into the catalogues (what is
translated stays, what is no longer said goes) and compiles each. ``--compile`` compiles only.
"""

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polib
from django.utils.translation import template

PROJECT = Path(__file__).resolve().parents[2]
PACKAGE = PROJECT / "buurtnet"
LOCALE = PACKAGE / "locale"
# Which arguments hold context, text and plural, per function.
SPEECH = {
    "gettext": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
HEADER = {
    "Project-Id-Version": "Buurtnet",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
}
MANY = {"fr": "n > 1"}  # when a text says its plural; in French nought is no plural
IN_TEMPLATE = re.compile(r"\b(n?p?gettext|_)\(((?:\s*u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\s*,?)+)")


@dataclass
class Text:
    """One text to translate, and the files that say it."""

    context: str | None
    text: str
    plural: str
    places: set[str] = field(default_factory=set)


Texts = dict[tuple[str | None, str], Text]


def main(arguments: list[str]) -> int:
    texts = {} if "--compile" in arguments else gathered()
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        catalogue = polib.pofile(str(path), wrapwidth=118)
        if texts:
            merge(catalogue, texts)
            catalogue.header, catalogue.metadata_is_fuzzy = "", False
            catalogue.metadata = header_of(path.parts[-3])
            catalogue.save()
        catalogue.save_as_mofile(str(path.with_suffix(".mo")))
        left = len(catalogue.untranslated_entries())
        print(f"{path.parts[-3]}: {len(catalogue.translated_entries())} translated, {left} open")
    return 0


def header_of(language: str) -> dict[str, str]:
    rule = MANY.get(language, "n != 1")
    return HEADER | {"Plural-Forms": f"nplurals=2; plural=({rule});", "Language": language}


def gathered() -> Texts:
    """Every text of the product's modules and templates."""
    texts: Texts = {}
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            found = in_module(path.read_text())
        elif "templates" in path.parts and path.suffix in {".html", ".txt"}:
            found = in_template(path.read_text())
        else:
            continue
        for one in found:
            known = texts.setdefault((one.context, one.text), one)
            known.plural = known.plural or one.plural
            known.places.add(str(path.relative_to(PROJECT)))
    return texts


def in_module(code: str) -> Iterator[Text]:
    """Texts said by ``gettext`` and its kin, under their own name or ``_``, lazy or not."""
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        literals = [one.value if isinstance(one, ast.Constant) else None for one in node.args]
        yield from said(name, literals)


def in_template(source: str) -> Iterator[Text]:
    """Texts of ``translate``, ``blocktranslate`` and ``_()`` in tags."""
    for name, arguments in IN_TEMPLATE.findall(template.templatize(source)):
        literals = ast.literal_eval(f"[{arguments}]")
        yield from said(name, literals)


def said(name: str, literals: Sequence[object]) -> Iterator[Text]:
    places = SPEECH.get("gettext" if name == "_" else name.removesuffix("_lazy").removesuffix("_noop"))
    if places is None:
        return
    context, text, plural = (
        literals[place] if place is not None and place < len(literals) else None for place in places
    )
    if isinstance(text, str) and text:
        yield Text(context if isinstance(context, str) else None, text, plural if isinstance(plural, str) else "")


def merge(catalogue: polib.POFile, texts: Texts) -> None:
    """Bring a catalogue to these texts, in their order, with the translations it had."""
    had = {(entry.msgctxt, entry.msgid): entry for entry in catalogue}
    catalogue.clear()
    for key, one in sorted(texts.items(), key=lambda item: (min(item[1].places), item[1].text)):
        old = had.get(key)
        entry = polib.POEntry(
            msgctxt=one.context,
            msgid=one.text,
            msgid_plural=one.plural,
            msgstr="" if one.plural else (old.msgstr if old else ""),
            msgstr_plural=({0: "", 1: ""} | (dict(old.msgstr_plural) if old else {})) if one.plural else {},
            comment=old.comment if old else "",
            occurrences=[(place, "") for place in sorted(one.places)],
        )
        catalogue.append(entry)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
