"""Texts in other languages: ``{"en": "Eat together"}``, or ``{"en": {"text": …, "origin": "machine"}}``."""

from typing import Any


def text_in(text: str, translations: object, language: str) -> str:
    """A text in the reader's language where there is a translation, else as it was written."""
    return _text_of(_entry(translations, language)) or text


def lang_of(translations: object, language: str) -> str:
    """The language a text is shown in, where that is not the language of the page."""
    return "" if language.startswith("nl") or text_in("", translations, language) else "nl"


def is_by_machine(translations: object, language: str) -> bool:
    """Whether a machine made the translation for this reader."""
    found = _entry(translations, language)
    return isinstance(found, dict) and found.get("origin") == "machine"


def texts_in(translations: object) -> list[str]:
    """The texts in all languages."""
    values = translations.values() if isinstance(translations, dict) else ()
    return [text for value in values if (text := _text_of(value))]


def _entry(translations: object, language: str) -> Any:
    return translations.get(language.split("-")[0]) if isinstance(translations, dict) else None


def _text_of(entry: Any) -> str:
    text = entry.get("text") if isinstance(entry, dict) else entry
    return text if isinstance(text, str) else ""
