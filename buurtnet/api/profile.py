"""HSDS-NLVL: HSDS 3.1 with what neighbourhoods in the Netherlands and Flanders add, as JSON merge patches (RFC 7396).

Every added key begins with ``bn_``; whoever does not know it can leave it. A key that HSDS has means what HSDS says.
"""

from typing import Any, Final

from buurtnet.directory.choices import AssuredBy, Feature, HelpKind, InHolidays, Referral
from buurtnet.directory.freshness import FreshnessLabel
from buurtnet.people.choices import OrganizationKind

type Schema = dict[str, Any]

_TEXT: Final[Schema] = {"type": "string"}


def _text(description: str) -> Schema:
    return {**_TEXT, "description": description}


def _word(words: Any, description: str) -> Schema:
    return {"type": "string", "enum": [str(word) for word in words], "description": description}


def _truth(description: str) -> Schema:
    return {"type": "boolean", "description": description}


_ORIGIN: Final[dict[str, Schema]] = {
    "bn_source": _text("Where it came from: the short name of its source."),
    "bn_source_id": _text("Its id at that source, where that is another."),
    "bn_licence": _text("The licence its source gave it under; keep it, and name the source."),
}
_BY_LANGUAGE: Final = (
    "By language: the text, or the text with its origin (human or machine), when it was checked, and of: a"
    " fingerprint of the text it is a translation of."
)

PATCHES: Final[dict[str, dict[str, Schema]]] = {
    "service.json": {
        **_ORIGIN,
        "bn_simple": _text("The description in plain Dutch (A2 to B1)."),
        "bn_name_i18n": {"type": "object", "description": _BY_LANGUAGE},
        "bn_description_i18n": {"type": "object", "description": _BY_LANGUAGE},
        "bn_locale": _text("The language and country of the text: nl-NL, nl-BE."),
        "bn_area": _text("The area as its source wrote it; left out where an address is safe."),
        "bn_help_kind": _word(HelpKind.values, "Who helps: professionals, residents, peers or volunteers."),
        "bn_support_level": {
            "type": "integer", "minimum": 0, "maximum": 4,
            "description": "How heavy the help is: 0 meeting, 1 basic, 2 light, 3 targeted, 4 specialist.",
        },
        "bn_function": {
            "type": "integer", "minimum": 1, "maximum": 7,
            "description": "Which of the seven essential functions of a neighbourhood it has.",
        },
        "bn_themes": {"type": "array", "items": _TEXT, "description": "Themes of Buurtnet, by their short names."},
        "bn_referral": _word(Referral.values, "How someone gets in."),
        "bn_support_needed": _text("What a group of volunteers needs to be able to say yes."),
        "bn_townwide": _truth("For a whole municipality, from one place or by phone."),
        "bn_at_home": _truth("Someone comes to your home."),
        "bn_check_every": {"type": "integer", "minimum": 1, "description": "Months until it is to be confirmed."},
        "bn_kept_by_editor": _truth("An editor here took on to confirm it."),
        "bn_assured_by": _word(AssuredBy.values, "What kind of person last confirmed it; a role, never a name."),
        "bn_freshness": {
            "type": "object",
            "description": "How sure it is that this is still right: 0 to 100, with its label.",
            "properties": {
                "score": {"type": "integer", "minimum": 0, "maximum": 100},
                "label": _word(FreshnessLabel, "In a word."),
            },
        },
    },
    "organization.json": {
        **_ORIGIN,
        "bn_kind": _word(OrganizationKind.values, "Formal, informal or public."),
        "bn_services_url": {"type": "string", "format": "uri", "description": "Where all its services stand."},
    },
    "service_at_location.json": {
        "bn_hide_address": _truth("The address is safe: nothing of where it is, is given."),
    },
    "location.json": {**_ORIGIN, "bn_hide_address": _truth("Never true here: such a location is not given.")},
    "address.json": {"bn_directions": _text("How people say it: the green door beside the bakery.")},
    "phone.json": {"bn_extension": _text("An extension that is no number.")},
    "schedule.json": {
        "bn_timezone": _text("A time zone by name: Europe/Brussels."),
        "bn_in_holidays": _word(InHolidays.values, "Whether it goes on in the school holidays."),
        "bn_exceptions": {
            "type": "array", "items": {"type": "object"},
            "description": "Days that differ: a date, and closed or other times.",
        },
        "bn_freq": _text("A frequency that HSDS has no word for."),
    },
    "accessibility.json": {
        "bn_features": {"type": "array", "items": _word(Feature.values, "What a place has.")},
    },
    "taxonomy.json": _ORIGIN,
    "taxonomy_term.json": _ORIGIN,
}  # fmt: skip


def profile_document() -> Schema:
    """The profile as one document: a merge patch for each schema of HSDS that it adds to."""
    return {
        "name": "HSDS-NLVL",
        "title": "Human Services Data Specification 3.1 for neighbourhoods in the Netherlands and Flanders",
        "base": "HSDS 3.1",
        "patches": {name: {"properties": properties} for name, properties in PATCHES.items()},
    }
