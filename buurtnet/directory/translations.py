"""Texts in other languages: ``{"en": "Eat together"}``, or ``{"en": {"text": …, "origin": "machine"}}``.

The long form also says ``checked_on`` (a date) and ``of``, a fingerprint of the text that was translated: when that
text says something else now, the translation is out of date. An alert is never translated: it keeps its own words.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from buurtnet.directory.models import Change, Service

HUMAN: Final = "human"
MACHINE: Final = "machine"
NAME: Final = "name_i18n"
DESCRIPTION: Final = "description_i18n"
# What each of them is a translation of.
SOURCES: Final = {NAME: ("name",), DESCRIPTION: ("description", "simple")}
# Languages as those who read them call them: a link to such a text is of use to nobody else.
OWN_NAMES: Final = {
    "ar": "العربية", "ber": "ⵜⴰⵎⴰⵣⵉⵖⵜ", "bg": "Български", "de": "Deutsch", "en": "English", "es": "Español",
    "fa": "فارسی", "fr": "Français", "it": "Italiano", "ku": "Kurdî", "pap": "Papiamentu", "pl": "Polski",
    "ps": "پښتو", "pt": "Português", "ro": "Română", "ru": "Русский", "so": "Soomaali", "sr": "Српски",
    "ti": "ትግርኛ", "tr": "Türkçe", "uk": "Українська", "ur": "اردو", "zh": "中文",
}  # fmt: skip


@dataclass(frozen=True)
class Translation:
    """A text in another language. ``of``: what it is a translation of, where that is known."""

    language: str
    text: str
    is_by_machine: bool
    checked_on: dt.date | None
    of: str


def text_in(text: str, translations: object, language: str) -> str:
    """A text in the reader's language where there is a translation, else as it was written."""
    return _text_of(_entry(translations, language)) or text


def lang_of(translations: object, language: str) -> str:
    """The language a text is shown in, where that is not the language of the page."""
    return "" if language.startswith("nl") or text_in("", translations, language) else "nl"


def is_by_machine(translations: object, language: str) -> bool:
    """Whether a machine made the translation for this reader."""
    found = _entry(translations, language)
    return isinstance(found, dict) and found.get("origin") == MACHINE


def texts_in(translations: object) -> list[str]:
    """The texts in all languages."""
    values = translations.values() if isinstance(translations, dict) else ()
    return [text for value in values if (text := _text_of(value))]


def translation_in(translations: object, language: str) -> Translation | None:
    """The translation itself, with what is known of it; None where there is none."""
    found = _entry(translations, language)
    if not (text := _text_of(found)):
        return None
    said: dict[str, Any] = found if isinstance(found, dict) else {}
    by_machine = said.get("origin") == MACHINE
    return Translation(language, text, by_machine, _day(said.get("checked_on")), str(said.get("of") or ""))


def languages_of_texts(service: Service) -> list[str]:
    """Codes of the languages in which its name or its description stands, besides its own."""
    found = {
        code
        for translations in (service.name_i18n, service.description_i18n)
        if isinstance(translations, dict)
        for code, value in translations.items()
        if isinstance(code, str) and code != "nl" and _text_of(value)
    }
    return sorted(found)


def outdated_in(service: Service, languages: Sequence[str]) -> set[tuple[str, str]]:
    """Which translations are of an older text than stands there now, as (field, language); one query at most.

    By the fingerprint of the text that was translated; where that is not known, by the history of the entry: the text
    changed on a later day than the translation was last looked at.
    """
    found: set[tuple[str, str]] = set()
    by_history: list[tuple[str, str, dt.date]] = []
    for field in SOURCES:
        for language in languages:
            one = translation_in(getattr(service, field), language)
            if one is None:
                continue
            if one.of:
                if one.of != fingerprint(service, field):
                    found.add((field, language))
            elif one.checked_on:
                by_history.append((field, language, one.checked_on))
    if by_history:
        changed = _last_changed(service)
        found |= {
            (field, language)
            for field, language, day in by_history
            if any(name in changed and changed[name] > day for name in SOURCES[field])
        }
    return found


def fingerprint(service: Service, field: str) -> str:
    """A mark of the text that a field is a translation of."""
    text = "\n".join(getattr(service, name) for name in SOURCES[field])
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def note_for(service: Service, language: str) -> str:
    """What a reader must know of the text they read: its language, who translated it, and whether it is old."""
    if language.startswith("nl"):
        return ""
    one = translation_in(service.description_i18n, language) or translation_in(service.name_i18n, language)
    if one is None:
        if languages_of_texts(service):
            return _("Deze tekst is er nog niet in jouw taal.")
        return _("Deze tekst is er alleen in het Nederlands.")
    by_machine = _("Deze tekst is door een computer vertaald.") if one.is_by_machine else ""
    is_old = outdated_in(service, [language.split("-")[0]])
    old = _("De Nederlandse tekst is daarna veranderd. Deze vertaling kan dus oud zijn.") if is_old else ""
    return " ".join(part for part in (by_machine, old) if part)


def also_in(service: Service, language: str) -> list[tuple[str, str]]:
    """Other languages its text stands in, as (code, own name), for links to it."""
    here = language.split("-")[0]
    return [(code, OWN_NAMES.get(code, code)) for code in languages_of_texts(service) if code != here]


def _last_changed(service: Service) -> dict[str, dt.date]:
    names = [name for some in SOURCES.values() for name in some]
    rows = Change.objects.filter(service=service, field__in=names).order_by("changed_at")
    return {field: changed_at.date() for field, changed_at in rows.values_list("field", "changed_at")}


def _day(said: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(said[:10]) if isinstance(said, str) else None
    except ValueError:
        return None


def _entry(translations: object, language: str) -> Any:
    return translations.get(language.split("-")[0]) if isinstance(translations, dict) else None


def _text_of(entry: Any) -> str:
    text = entry.get("text") if isinstance(entry, dict) else entry
    return text if isinstance(text, str) else ""
