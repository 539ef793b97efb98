"""The fields of an entry in words: what each is called, and what a value of it says."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from math import ceil
from typing import Any, Final

from django.utils.dates import WEEKDAYS as DAY_NAMES
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, npgettext
from django.utils.translation import gettext as _

from buurtnet.directory.actions import value_of, values_of
from buurtnet.directory.cards import ages_text
from buurtnet.directory.choices import HelpKind, Referral, ServiceStatus
from buurtnet.directory.facts import PLACES, money, to_call
from buurtnet.directory.hours import WEEKDAYS, clock
from buurtnet.directory.models import Service
from buurtnet.directory.times import span_text
from buurtnet.directory.translations import translation_in
from buurtnet.kit.languages import language_name
from buurtnet.kit.numbers import on_screen
from buurtnet.mending.choices import Topic
from buurtnet.mending.placing import words_in
from buurtnet.themes.choices import EssentialFunction, SupportLevel
from buurtnet.themes.models import Theme

LABELS: Final[Mapping[str, Promise]] = {
    "name": gettext_lazy("Naam"),
    "alternate_name": gettext_lazy("Andere naam"),
    "name_i18n": gettext_lazy("Naam in andere talen"),
    "description_i18n": gettext_lazy("Wat het is, in andere talen"),
    "description": gettext_lazy("Wat het is"),
    "simple": gettext_lazy("Hetzelfde in gewone woorden"),
    "alert": gettext_lazy("Let op (bovenaan de pagina)"),
    "url": gettext_lazy("Website"),
    "email": gettext_lazy("Mailadres"),
    "status": gettext_lazy("Loopt het nog?"),
    "application_process": gettext_lazy("Hoe begin je"),
    "fees_description": gettext_lazy("Uitleg bij de kosten"),
    "eligibility_description": gettext_lazy("Voor wie"),
    "interpretation_services": gettext_lazy("Tolk"),
    "wait_time": gettext_lazy("Wachttijd"),
    "support_needed": gettext_lazy("Wat deze groep nodig heeft"),
    "help_kind": gettext_lazy("Wie er helpt"),
    "referral": gettext_lazy("Kun je zelf komen?"),
    "support_level": gettext_lazy("Zwaarte van hulp"),
    "function": gettext_lazy("Waar het bij hoort"),
    "ages": gettext_lazy("Leeftijd"),
    "phones": gettext_lazy("Telefoon"),
    "costs": gettext_lazy("Prijzen"),
    "languages": gettext_lazy("Talen"),
    "themes": gettext_lazy("Thema's"),
    "hours": gettext_lazy("Dagen en tijden"),
    "where": gettext_lazy("Plek"),
    "room": gettext_lazy("Is er nog plek?"),
    "hours_words": gettext_lazy("Dagen en tijden, in woorden"),
    "where_words": gettext_lazy("Plek, in woorden"),
}
# What a visitor can say of a field that is more than can be mended here; a person reads it.
IN_WORDS: Final = {"hours": "hours_words", "where": "where_words"}
FIELDS_OF: Final[Mapping[Topic, tuple[str, ...]]] = {
    Topic.NAME: ("name",),
    Topic.WHAT: ("description", "simple"),
    Topic.WHEN: ("hours",),
    Topic.WHERE: ("where",),
    Topic.REACH: ("phones", "email", "url"),
    Topic.COST: ("costs", "fees_description"),
    Topic.WHOM: ("eligibility_description", "ages"),
    Topic.STOPPED: (),
    Topic.OTHER: (),
}
_CHOICES: Final[Mapping[str, Any]] = {
    "status": ServiceStatus, "help_kind": HelpKind, "referral": Referral, "support_level": SupportLevel,
    "function": EssentialFunction,
}  # fmt: skip


def label_of(field: str) -> str:
    return str(LABELS[field]) if field in LABELS else field


def fields_for(topics: list[Topic], service: Service) -> list[str]:
    """The fields to ask for, each once; the plain words only where there are any."""
    asked = dict.fromkeys(field for topic in topics for field in FIELDS_OF[topic])
    found = [field for field in asked if field != "simple" or service.simple]
    return [IN_WORDS[field] if field in IN_WORDS and value_of(service, field) is None else field for field in found]


def shown_values(service: Service, fields: list[str]) -> dict[str, Any]:
    """What the page shows: an entry without its own number, mail or website shows that of its organization."""
    values = values_of(service, [field for field in fields if field not in IN_WORDS.values()])
    organization = service.organization
    if organization is not None:
        if values.get("email") == "":
            values["email"] = organization.email
        if values.get("url") == "":
            values["url"] = organization.website
        if values.get("phones") == []:
            rows = to_call(organization.phones.order_by("position"))
            values["phones"] = [[row.number, row.description or row.type, row.e164] for row in rows]
    return values


def said(field: str, value: Any, country: str) -> list[str]:
    """A value in words, line by line; nothing for what is empty."""
    if value in (None, "", [], {}):
        return []
    if field in _CHOICES:
        return [_choice(field, value)]
    in_words = _IN_WORDS.get(field)
    if in_words is not None:
        return list(in_words(value, country))
    return [line for line in str(value).split("\n") if line.strip()]


def _choice(field: str, value: Any) -> str:
    kinds = _CHOICES[field]
    label = str(kinds(value).label) if value in kinds.values else str(value)
    return label[:1].upper() + label[1:]


def _ages(value: Any, country: str) -> list[str]:
    return [ages_text(*value)]


def _phones(value: Any, country: str) -> list[str]:
    return [" · ".join(part for part in (on_screen(number, e164, country), label) if part)
            for number, label, e164 in value]  # fmt: skip


def _costs(value: Any, country: str) -> list[str]:
    return [cost_line(amount, option) for amount, option in value]


def cost_line(amount: str | None, option: str) -> str:
    """ "€ 4 per keer", "Gratis", "met stadspas: gratis"; as it is typed and as it is shown."""
    if amount is None:
        return option
    if float(amount) == 0:
        return f"{option}: {_('gratis')}" if option else _("gratis")
    return f"{money(Decimal(amount))} {option}".strip()


def _languages(value: Any, country: str) -> list[str]:
    return [", ".join(language_name(code) for code in value)]


def _themes(value: Any, country: str) -> list[str]:
    return themes_said(value, theme_names(value))


def themes_said(slugs: Iterable[str], names: Mapping[str, str]) -> list[str]:
    """One line; a theme that is none any more is called by its slug."""
    return [", ".join(names.get(slug, slug) for slug in slugs)]


def theme_names(slugs: Iterable[str]) -> dict[str, str]:
    """What themes are called in the language of the page, in one query."""
    language = get_language() or ""
    return {theme.slug: theme.name_in(language) for theme in Theme.objects.filter(slug__in=slugs)}


def _room(value: Any, country: str) -> list[str]:
    """A line a group: "Er is plek: nog 4 plekken, van de 8"."""
    return [_group(*group) for group in value]


def _group(available: float, maximum: float | None, unit: str) -> str:
    if available <= 0:
        return _("Nu is het vol")
    count = ceil(available)
    unit = npgettext("room left", "plek", "plekken", count) if unit in PLACES or not unit else unit
    left = _("Er is plek: nog %(count)d %(unit)s") % {"count": count, "unit": unit}
    return f"{left}, {_('van de %(number)d') % {'number': int(maximum)}}" if maximum else left


def _hours(value: Any, country: str) -> list[str]:
    lines = [
        f"{str(DAY_NAMES[number]).capitalize()}: {', '.join(_span(*span) for span in value[day])}"
        for number, day in enumerate(WEEKDAYS)
        if value.get(day)
    ]
    return [*lines, *([value["text"]] if value.get("text") else [])]


def _span(opens: str, closes: str) -> str:
    start = clock(opens)
    return span_text(start, clock(closes)) if start is not None else f"{opens}–{closes}"


def _where(value: Any, country: str) -> list[str]:
    text = value["said"] if "said" in value else words_in(value).said
    return [text] if text else []


def _in_languages(value: Any, country: str) -> list[str]:
    """A line a language: "Engels: Homework club"."""
    codes = sorted(value) if isinstance(value, dict) else []
    found = [translation_in(value, code) for code in codes]
    return [f"{language_name(one.language) or one.language}: {one.text}" for one in found if one]


_IN_WORDS: Final[Mapping[str, Any]] = {
    "ages": _ages, "phones": _phones, "costs": _costs, "languages": _languages, "themes": _themes, "hours": _hours,
    "where": _where, "room": _room, "name_i18n": _in_languages, "description_i18n": _in_languages,
}  # fmt: skip
