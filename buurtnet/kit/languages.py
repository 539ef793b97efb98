"""Names of languages people speak, by ISO 639-1 code, in the language of the page."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "nl": _("Nederlands"),
    "ar": _("Arabisch"),
    "bg": _("Bulgaars"),
    "de": _("Duits"),
    "en": _("Engels"),
    "es": _("Spaans"),
    "fa": _("Farsi"),
    "fr": _("Frans"),
    "it": _("Italiaans"),
    "ku": _("Koerdisch"),
    "pap": _("Papiaments"),
    "pl": _("Pools"),
    "pt": _("Portugees"),
    "ps": _("Pasjtoe"),
    "ro": _("Roemeens"),
    "ru": _("Russisch"),
    "so": _("Somalisch"),
    "sr": _("Servisch"),
    "ti": _("Tigrinya"),
    "tr": _("Turks"),
    "uk": _("Oekraïens"),
    "ur": _("Urdu"),
    "vgt": _("Vlaamse Gebarentaal"),
    "ngt": _("Nederlandse Gebarentaal"),
    "ber": _("Tamazight"),
    "zh": _("Chinees"),
}


def html_lang(language: str) -> str:
    """A language of the interface as HTML writes it: ``nl-BE``."""
    return {"nl-be": "nl-BE"}.get(language, language)


def language_name(code: str) -> str:
    """The name of a language, or an empty string for a code we have no name for."""
    name = NAMES.get(code.lower().split("-")[0])
    return str(name) if name else ""
