"""Which key of HSDS 3.1 (or of our ``bn_`` extension) stands in which column, and how a value goes in and out.

A column holds a tidy value; a source may have written it otherwise (``3.0``, ``"3"``, an unknown word, a text
that is too long). ``read`` gives the tidy value or refuses with a reason, ``write`` gives the value as HSDS
wants it. Whoever reads keeps the source's own writing beside it, so that nothing is lost on the way out.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.db import models
from django.utils import timezone

from buurtnet.directory.choices import ServiceStatus
from buurtnet.directory.models import (
    Accessibility,
    AdditionalUrl,
    Address,
    Attribute,
    Capacity,
    CostOption,
    Language,
    Location,
    Phone,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
)
from buurtnet.people.models import Organization
from buurtnet.themes.models import Taxonomy, TaxonomyTerm

type Literal = Any  # what json.loads gives: a text, number, truth value, list, dict or None
type Reader = Callable[[Literal], Any]
type Writer = Callable[[Any], Literal]

OLDEST: Final = 150
CENT: Final = Decimal("0.01")
HIDING: Final = ("bn_hide_address", "x_hide_address", "hide_address")
FEATURES: Final = ("wheelchair", "toilet", "quiet", "low_stimulus", "lift")
_DOMAIN = re.compile(r"[\w-]+(\.[\w-]+)+\.?(:\d+)?([/?#]\S*)?")
_WHOLE = re.compile(r"0|[1-9]\d{0,14}")
_TRUE = frozenset({"true", "1", "yes", "y", "ja", "j", "waar"})
_FALSE = frozenset({"false", "0", "no", "n", "nee", "onwaar"})


class RefusedError(ValueError):
    """A value a column cannot hold: the reason, and what the column holds instead (``None``: its default)."""

    def __init__(self, reason: str, instead: Any = None) -> None:
        super().__init__(reason)
        self.instead = instead


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a document and its column. ``required``: HSDS wants the key even when there is nothing to say."""

    key: str
    column: str
    read: Reader
    write: Writer
    default: Any
    required: bool = False


def same(one: Literal, other: Literal) -> bool:
    """Whether two values are written alike: ``3`` is not ``3.0`` and ``1`` is not ``true``."""
    return type(one) is type(other) and bool(one == other)


def plain(value: Any) -> Literal:
    """A column's value as JSON can hold it, the same before and after the database."""
    match value:
        case dt.datetime():
            return value.astimezone(dt.UTC).isoformat()
        case dt.date():
            return value.isoformat()
        case Decimal():
            return str(value.quantize(CENT))
    return value


# Reading


def text(most: int | None) -> Reader:
    """A text without blanks around it, of at most so many characters; a number is written out."""

    def read(literal: Literal) -> str:
        if isinstance(literal, bool) or not isinstance(literal, str | int | float):
            raise RefusedError("is not a text")
        value = str(literal).strip()
        if most is not None and len(value) > most:
            raise RefusedError(
                f"is longer than {most} characters; the start of it is shown, the whole is kept",
                instead=value[: most - 1].rstrip() + "…",
            )
        return value

    return read


def web_address(most: int) -> Reader:
    """An address of the web; ``www.site.example`` gets its ``https://``."""

    def read(literal: Literal) -> str:
        value: str = text(None)(literal)
        if value and not value.lower().startswith(("http://", "https://")):
            if not _DOMAIN.fullmatch(value):
                raise RefusedError("is not a web address")
            value = f"https://{value}"
        if len(value) > most:
            raise RefusedError(f"is longer than {most} characters, so it is no use as a link")
        return value

    return read


def mail_address(literal: Literal) -> str:
    value: str = text(None)(literal).removeprefix("mailto:")
    # What would be a parameter in a mailto: address could send a cry for help to someone else as well.
    if value and ("@" not in value.strip("@") or set(value) & set(' ?&%,;<>"\\') or len(value) > 254):
        raise RefusedError("is not a mail address")
    return value


def number(low: float, high: float, what: str) -> Reader:
    """A number between two bounds; a text that says one (``"12"``, ``"2,5"``) will do."""

    def read(literal: Literal) -> float | None:
        value = _number(literal)
        if value is None:
            return None
        if not low <= value <= high:
            raise RefusedError(f"is not {what}")
        return value

    return read


def whole(low: int, high: int, what: str) -> Reader:
    def read(literal: Literal) -> int | None:
        value = _number(literal)
        if value is None:
            return None
        if not low <= value <= high or value != int(value):
            raise RefusedError(f"is not {what}")
        return int(value)

    return read


def _number(literal: Literal) -> float | None:
    if isinstance(literal, str):
        literal = literal.strip().replace(",", ".")
        if not literal:
            return None
    if isinstance(literal, bool) or not isinstance(literal, int | float | str):
        raise RefusedError("is not a number")
    try:
        value = float(literal)
    except (ValueError, OverflowError):
        raise RefusedError("is not a number") from None
    if value != value or value in (float("inf"), float("-inf")):
        raise RefusedError("is not a number")
    return value


def money(literal: Literal) -> Decimal | None:
    if _number(literal) is None:
        return None
    try:
        value = Decimal(str(literal).strip().replace(",", ".")).quantize(CENT)
    except InvalidOperation:
        raise RefusedError("is not an amount") from None
    if not Decimal(0) <= value < Decimal(10**8):
        raise RefusedError("is not an amount")
    return value


def date(literal: Literal) -> dt.date | None:
    """A day as ``2026-11-21``; of a moment, its day."""
    value = text(None)(literal)
    if not value:
        return None
    try:
        return dt.date.fromisoformat(value[:10]) if value[10:11] in {"", "T", " "} else _refuse_date()
    except ValueError:
        raise RefusedError("is not a date (2026-11-21)") from None


def _refuse_date() -> dt.date:
    raise ValueError


def moment(literal: Literal) -> dt.datetime | None:
    """A moment as ``2026-11-21T14:00:00Z``; without an offset it is taken as local time here."""
    value = text(None)(literal)
    if not value:
        return None
    try:
        when = dt.datetime.fromisoformat(value)
        if when.tzinfo is None:
            when = timezone.make_aware(when)
        return when.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise RefusedError("is not a date and time (2026-11-21T14:00:00Z)") from None


def truth(literal: Literal) -> bool:
    if isinstance(literal, bool):
        return literal
    word = str(literal).strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE or not word:
        return False
    raise RefusedError("is not true or false")


def secrecy(literal: Literal) -> bool:
    """Whether an address is secret. Only a clear no makes it public: in doubt it is hidden."""
    if literal == 0:  # also 0.0 and -0.0
        return False
    try:
        return truth(literal)
    except RefusedError as refusal:
        raise RefusedError(f"{refusal}; the address is kept hidden", instead=True) from None


def hides(literal: Literal) -> bool:
    """Whether a mark hides an address: also one that is not understood."""
    try:
        return literal is not None and secrecy(literal)
    except RefusedError:
        return True


def word_of(words: Mapping[str, str], what: str, instead: str | None = None) -> Reader:
    """One of a list of words, capitals apart."""

    def read(literal: Literal) -> str:
        value = text(None)(literal)
        if not value:
            return ""
        found = words.get(value.lower())
        if found is None:
            raise RefusedError(f"is not {what}: {', '.join(words.values())}", instead=instead)
        return found

    return read


def translations(literal: Literal) -> dict[str, Any]:
    if not isinstance(literal, dict) or not all(isinstance(value, str | dict) for value in literal.values()):
        raise RefusedError("is not a list of languages with a text each")
    return literal


def features(literal: Literal) -> list[str]:
    if not isinstance(literal, list) or not all(isinstance(item, str) for item in literal):
        raise RefusedError("is not a list of words")
    if unknown := [item for item in literal if item not in FEATURES]:
        known = [item for item in literal if item in FEATURES]
        raise RefusedError(f"knows no {', '.join(unknown)}: {', '.join(FEATURES)}", instead=known)
    return literal


def exceptions(literal: Literal) -> list[dict[str, Any]]:
    """Days that differ: each with a date, and closed or with other times."""
    if not isinstance(literal, list):
        raise RefusedError("is not a list of days")
    for item in literal:
        if not isinstance(item, dict) or not isinstance(item.get("date"), str):
            raise RefusedError("is not a list of days with a date each")
        try:
            dt.date.fromisoformat(item["date"])
        except ValueError:
            raise RefusedError(f"has no date {item['date']!r}") from None
    return literal


# Writing


def as_it_is(value: Any) -> Literal:
    return value


def as_number(value: float | Decimal) -> Literal:
    return int(value) if value == int(value) else float(value)


def as_text(value: dt.date) -> Literal:
    return value.isoformat()


def as_moment(value: dt.datetime) -> Literal:
    return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def as_number_if_it_is_one(value: str) -> Literal:
    """HSDS types an extension as a number; what is no number stays the text it is."""
    return int(value) if _WHOLE.fullmatch(value) else value


def as_number_only(value: str) -> Literal:
    """HSDS types a time zone as a number; one with a name goes out as ``bn_timezone``."""
    return int(value) if _WHOLE.fullmatch(value) else None


def as_name_only(value: str) -> Literal:
    return None if _WHOLE.fullmatch(value) else value


# The columns of each kind

_URL_COLUMNS = frozenset({"url", "website", "schedule_link"})
_MAIL_COLUMNS = frozenset({"email", "assurer_email"})
_WRITERS: dict[tuple[type[models.Model], str], Writer] = {
    (Phone, "extension"): as_number_if_it_is_one,
    (Schedule, "timezone"): as_number_only,
    (Schedule, "bn_timezone"): as_name_only,
}
_READERS: dict[str, Reader] = {
    "minimum_age": number(0, OLDEST, f"an age between 0 and {OLDEST}"),
    "maximum_age": number(0, OLDEST, f"an age between 0 and {OLDEST}"),
    "latitude": number(-90, 90, "a latitude between -90 and 90"),
    "longitude": number(-180, 180, "a longitude between -180 and 180"),
    "support_level": whole(0, 4, "a support level from 0 to 4"),
    "function": whole(1, 7, "an essential function from 1 to 7"),
    "check_every": whole(1, 120, "a number of months from 1 to 120"),
    "name_i18n": translations,
    "description_i18n": translations,
    "features": features,
    "exceptions": exceptions,
    "hide_address": secrecy,
}


# Of each kind of column how it is read and written; the first that fits counts.
_WAYS: Final[tuple[tuple[type[models.Field[Any, Any]], Reader, Writer], ...]] = (
    (models.BooleanField, truth, as_it_is),
    (models.DateTimeField, moment, as_moment),
    (models.DateField, date, as_text),
    (models.DecimalField, money, as_number),
    (models.FloatField, number(-1e15, 1e15, "a number"), as_number),
    (models.PositiveSmallIntegerField, whole(0, 32_767, "a whole number from 0 to 32767"), as_it_is),
    (models.PositiveIntegerField, whole(0, 2_147_483_647, "a whole number"), as_it_is),
)


def _field(model: type[models.Model], key: str, column: str, required: bool) -> Field:
    """The field for a column, by what the model says of it."""
    made: Any = model._meta.get_field(column)
    read, write = _ways(made, column)
    return Field(key, column, read, _WRITERS.get((model, key), write), made.get_default(), required)


def _ways(made: Any, column: str) -> tuple[Reader, Writer]:
    if column in _READERS:
        return _READERS[column], as_number if isinstance(made, models.FloatField) else as_it_is
    if made.choices:
        words = {str(value).lower(): str(value) for value, _label in made.flatchoices}
        # A status nobody knows may well mean closed: the entry is kept and not shown.
        return word_of(words, "one of", ServiceStatus.INACTIVE if column == "status" else None), as_it_is
    for kind, read, write in _WAYS:
        if isinstance(made, kind):
            return read, write
    most = made.max_length
    if column in _URL_COLUMNS and most is not None:
        return web_address(most), as_it_is
    return (mail_address if column in _MAIL_COLUMNS else text(most)), as_it_is


def _fields(model: type[models.Model], keys: str, own: Mapping[str, str], required: str = "") -> dict[str, Field]:
    """The fields of a kind, in the order HSDS lists them, our own (``bn_``) after them."""
    columns = {key: key for key in keys.split()} | {f"bn_{key}": column for key, column in own.items()}
    must = frozenset(required.split())
    return {key: _field(model, key, column, key in must) for key, column in columns.items()}


FIELDS: Final[dict[type[models.Model], dict[str, Field]]] = {
    Service: _fields(
        Service,
        "name alternate_name description url email status interpretation_services application_process"
        " fees_description wait_time eligibility_description minimum_age maximum_age assured_date assurer_email"
        " alert last_modified",
        {
            "simple": "simple",
            "area": "scope",
            "locale": "locale",
            "townwide": "is_townwide",
            "at_home": "is_at_home",
            "support_level": "support_level",
            "function": "function",
            "help_kind": "help_kind",
            "referral": "referral",
            "support_needed": "support_needed",
            "name_i18n": "name_i18n",
            "description_i18n": "description_i18n",
            "check_every": "check_every",
            "kept_by_editor": "is_kept_by_editor",
            "assured_by": "assured_by",
        },
        required="name status",
    ),
    Organization: _fields(
        Organization,
        "name alternate_name description email website tax_status year_incorporated legal_status logo uri"
        " last_modified",
        {"kind": "kind"},
        required="name description",
    ),
    Location: _fields(
        Location,
        "location_type url name alternate_name description transportation latitude longitude external_identifier"
        " external_identifier_type",
        {"hide_address": "hide_address"},
        required="location_type",
    ),
    ServiceAtLocation: _fields(ServiceAtLocation, "description", {}),
    Address: _fields(
        Address,
        "attention address_1 address_2 city region state_province postal_code country address_type",
        {"directions": "directions"},
        required="address_1 city state_province postal_code country address_type",
    ),
    Phone: _fields(Phone, "number extension type description", {}, required="number"),
    Schedule: _fields(
        Schedule,
        "valid_from valid_to dtstart timezone until count wkst freq interval byday byweekno bymonthday byyearday"
        " description opens_at closes_at schedule_link attending_type notes",
        {"timezone": "timezone", "in_holidays": "in_holidays", "exceptions": "exceptions"},
    ),
    Language: _fields(Language, "name code note", {}),
    Accessibility: _fields(Accessibility, "description details url", {"features": "features"}),
    CostOption: _fields(CostOption, "valid_from valid_to option currency amount amount_description", {}),
    ServiceArea: _fields(ServiceArea, "name description extent extent_type uri", {}),
    Capacity: _fields(Capacity, "available maximum description updated", {}, required="available updated"),
    Attribute: _fields(Attribute, "link_type value label", {}),
    AdditionalUrl: _fields(AdditionalUrl, "label url", {}, required="url"),
    Taxonomy: _fields(Taxonomy, "name description uri version", {}, required="name description"),
    TaxonomyTerm: _fields(
        TaxonomyTerm,
        "code name description taxonomy language term_uri",
        {},
        required="name description",
    ),
}

# The lists that hang on each kind: the key in the document, the model, and its link back.
CHILDREN: Final[dict[type[models.Model], dict[str, tuple[type[models.Model], str]]]] = {
    Service: {
        "additional_urls": (AdditionalUrl, "service"),
        "phones": (Phone, "service"),
        "schedules": (Schedule, "service"),
        "service_areas": (ServiceArea, "service"),
        "service_at_locations": (ServiceAtLocation, "service"),
        "languages": (Language, "service"),
        "cost_options": (CostOption, "service"),
        "capacities": (Capacity, "service"),
        "attributes": (Attribute, "service"),
    },
    Organization: {
        "additional_websites": (AdditionalUrl, "organization"),
        "phones": (Phone, "organization"),
        "attributes": (Attribute, "organization"),
    },
    Location: {
        "languages": (Language, "location"),
        "addresses": (Address, "location"),
        "accessibility": (Accessibility, "location"),
        "phones": (Phone, "location"),
        "schedules": (Schedule, "location"),
        "attributes": (Attribute, "location"),
    },
    ServiceAtLocation: {
        "service_areas": (ServiceArea, "at_location"),
        "phones": (Phone, "at_location"),
        "schedules": (Schedule, "at_location"),
        "attributes": (Attribute, "at_location"),
    },
}
