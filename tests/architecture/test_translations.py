"""Catalogues are compiled, complete and certain."""

import re
from collections.abc import Iterable
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils.translation import to_locale

from tests.architecture.house import PACKAGE
from tools.make.messages import gathered

LOCALE = PACKAGE / "locale"
CATALOGUES = sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))
Said = dict[tuple[str | None, str], tuple[str, dict[int, str]]]


def said(entries: Iterable[polib.POEntry | polib.MOEntry]) -> Said:
    """What entries give for each text."""
    return {(entry.msgctxt, entry.msgid): (entry.msgstr, dict(entry.msgstr_plural)) for entry in entries}


def test_every_language_but_dutch_has_a_catalogue() -> None:
    wanted = {to_locale(code) for code, _ in settings.LANGUAGES} - {"nl"}
    assert {path.parts[-3] for path in CATALOGUES} == wanted


@pytest.mark.parametrize("path", CATALOGUES, ids=[path.parts[-3] for path in CATALOGUES])
def test_a_compiled_catalogue_says_what_its_source_says(path: Path) -> None:
    assert path.with_suffix(".mo").is_file()
    source = said(polib.pofile(str(path)).translated_entries())
    assert source
    assert said(polib.mofile(str(path.with_suffix(".mo")))) == source


@pytest.mark.parametrize("path", CATALOGUES, ids=[path.parts[-3] for path in CATALOGUES])
def test_no_translation_is_a_guess(path: Path) -> None:
    assert [entry.msgid for entry in polib.pofile(str(path)) if entry.fuzzy] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=[path.parts[-3] for path in CATALOGUES])
def test_a_translation_fills_in_what_the_text_fills_in(path: Path) -> None:
    wrong = []
    for entry in polib.pofile(str(path)).translated_entries():
        said = {entry.msgid: entry.msgstr} if not entry.msgid_plural else {}
        for number, text in entry.msgstr_plural.items():  # of one a text may leave out the number
            said |= {
                entry.msgid
                if number == 0 and placeholders(text) == placeholders(entry.msgid)
                else entry.msgid_plural: text
            }
        wrong += [(ours, text) for ours, text in said.items() if text and placeholders(text) != placeholders(ours)]
    assert wrong == []


def placeholders(text: str) -> set[str]:
    return {name for names in re.findall(r"%\((\w+)\)|\{(\w*)\}", text) for name in names if name}


def test_placeholders_of_both_kinds_are_seen() -> None:
    assert placeholders("Bel %(number)s voor {what}") == {"number", "what"}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_is_spoken_is_complete(language: str) -> None:
    spoken = polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))
    assert [entry.msgid for entry in spoken.untranslated_entries()] == []
    assert {entry.msgid for entry in spoken} >= {text for _, text in gathered()}, "`make messages` gathers them"


def test_no_catalogue_keeps_a_text_that_nothing_says_any_more() -> None:
    texts = set(gathered())
    for path in CATALOGUES:
        catalogue = polib.pofile(str(path))
        assert [entry.msgid for entry in catalogue if (entry.msgctxt, entry.msgid) not in texts] == []
        assert list(catalogue.obsolete_entries()) == []
