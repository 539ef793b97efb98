"""What a list can be asked: every parameter with what it means, which values it takes and how it is read.

The OpenAPI document is made of the same table, so that it cannot say anything else than what is done.
"""

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

PER_PAGE: Final = 25
MOST_PER_PAGE: Final = 100
LONGEST_SEARCH: Final = 300  # signs
OLDEST: Final = 150  # years
FARTHEST: Final = 100_000  # metres
DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WHOLE = re.compile(r"[0-9]{1,9}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?[0-9]{1,9}(\.[0-9]{1,20})?")
_POSTCODE = re.compile(r"[1-9][0-9]{3}(\s?[A-Za-z]{2})?")
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?")
_TRUE, _FALSE = frozenset({"true", "1"}), frozenset({"false", "0"})

type Schema = dict[str, Any]


class BadParameterError(ValueError):
    """A value that means nothing: which parameter, and what it should be."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


@dataclass(frozen=True)
class Asked:
    """What was asked of a list. Everything narrows, all together (AND), but for the page and the form."""

    search: str = ""
    page: int = 1
    per_page: int = PER_PAGE
    format: str = "json"
    minimal: bool = False
    full: bool = False
    full_service: bool = False
    modified_after: dt.datetime | None = None
    taxonomy_term_id: UUID | None = None
    taxonomy_id: UUID | None = None
    organization_id: UUID | None = None
    parent_id: UUID | None = None
    top_only: bool = False
    minimum_age: float | None = None
    maximum_age: float | None = None
    day: str = ""
    start_time: dt.time | None = None
    end_time: dt.time | None = None
    postcode: str = ""
    lat: float | None = None
    lon: float | None = None
    proximity: float | None = None


@dataclass(frozen=True)
class Parameter:
    """One parameter. ``read`` gives its value or refuses (ValueError) with what it should be."""

    name: str
    description: str
    schema: Schema
    read: Callable[[str], Any]


def asked_of(given: Mapping[str, list[str]], names: Iterable[str]) -> Asked:
    """The values of a query or a form. An empty one was not given. Raises BadParameterError."""
    found: dict[str, Any] = {}
    for name in names:
        values = [value for value in given.get(name, ()) if value.strip()]
        if len(values) > 1:
            raise BadParameterError(name, "is given more than once")
        if values:
            try:
                found[name] = PARAMETERS[name].read(values[0].strip())
            except ValueError as refusal:
                raise BadParameterError(name, str(refusal)) from None
    asked = Asked(**found)
    _check_together(asked)
    return asked


def _check_together(asked: Asked) -> None:
    if (asked.lat is None) != (asked.lon is None):
        raise BadParameterError("lat", "and lon go together")
    if asked.proximity is not None and asked.lat is None and not asked.postcode:
        raise BadParameterError("proximity", "needs a postcode, or lat and lon")
    if asked.proximity is None and asked.lat is not None:
        raise BadParameterError("lat", "and lon need a proximity in metres")


# How a value is read


def _words(value: str) -> str:
    if len(value) > LONGEST_SEARCH:
        raise ValueError(f"is longer than {LONGEST_SEARCH} characters")
    return value


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not _WHOLE.fullmatch(value) or not low <= int(value) <= high:
            raise ValueError(f"is not a whole number from {low} to {high}")
        return int(value)

    return read


def _number(low: float, high: float) -> Callable[[str], float]:
    def read(value: str) -> float:
        if not _NUMBER.fullmatch(value) or not low <= float(value) <= high or not math.isfinite(float(value)):
            raise ValueError(f"is not a number from {low:g} to {high:g}")
        return float(value)

    return read


def _truth(value: str) -> bool:
    if value.lower() not in _TRUE | _FALSE:
        raise ValueError("is not true or false")
    return value.lower() in _TRUE


def _id(value: str) -> UUID:
    found = uuid_of(value)
    if found is None:
        raise ValueError("is not an id: a UUID")
    return found


def uuid_of(text: str) -> UUID | None:
    """The id a text is; None for what is none."""
    return UUID(text) if _UUID.fullmatch(text) else None


def _moment(value: str) -> dt.datetime:
    try:
        # In a query a plus that was not encoded comes in as a blank.
        when = dt.datetime.fromisoformat(re.sub(r" (?=\d\d:?\d\d$)", "+", value) if "T" in value else value)
        return (when if when.tzinfo else when.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise ValueError("is not a date and time (2026-11-21T14:00:00Z)") from None


def _time(value: str) -> dt.time:
    if not _TIME.fullmatch(value):
        raise ValueError("is not a time (15:30)")
    return dt.time.fromisoformat(value)


def _day(value: str) -> str:
    if value.upper() not in DAYS:
        raise ValueError(f"is not one of {', '.join(DAYS)}")
    return value.upper()


def _postcode(value: str) -> str:
    if not _POSTCODE.fullmatch(value):
        raise ValueError("is not a postcode (3131 AB, 3131, 8380)")
    return value


def _format(value: str) -> str:
    if value != "json":
        raise ValueError("can only be json; whoever wants everything asks page after page, or for a file")
    return value


_BOOLEAN: Final[Schema] = {"type": "boolean"}
_AN_ID: Final[Schema] = {"type": "string", "format": "uuid"}

PARAMETERS: Final = {
    one.name: one
    for one in (
        Parameter(
            "search",
            "Words, as they are typed into the search box. The best 3,000 answers, best first.",
            {"type": "string", "maxLength": LONGEST_SEARCH},
            _words,
        ),
        Parameter(
            "page",
            "Number of the page, from 1. A page beyond the last is not found (404).",
            {"type": "integer", "minimum": 1, "maximum": 999_999_999, "default": 1},
            _whole(1, 999_999_999),
        ),
        Parameter(
            "per_page",
            f"How many items a page holds, from 1 to {MOST_PER_PAGE}.",
            {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE, "default": PER_PAGE},
            _whole(1, MOST_PER_PAGE),
        ),
        Parameter("format", "Only json.", {"type": "string", "enum": ["json"], "default": "json"}, _format),
        Parameter("minimal", "Only id, name and last_modified. Wins over full.", _BOOLEAN, _truth),
        Parameter("full", "With everything that hangs on an item, as its own address gives it.", _BOOLEAN, _truth),
        Parameter("full_service", "With the services of an organization, in full.", _BOOLEAN, _truth),
        Parameter(
            "modified_after",
            "What was modified, or came in here, on or after this date or moment; without an offset it is UTC.",
            {"type": "string"},
            _moment,
        ),
        Parameter("taxonomy_term_id", "What has this term among its attributes.", _AN_ID, _id),
        Parameter("taxonomy_id", "What has a term of this taxonomy; of terms: those of this taxonomy.", _AN_ID, _id),
        Parameter("organization_id", "Services of this organization.", _AN_ID, _id),
        Parameter("parent_id", "Terms directly under this one.", _AN_ID, _id),
        Parameter("top_only", "Terms that stand under no other.", _BOOLEAN, _truth),
        Parameter(
            "minimum_age",
            "Services that name a minimum age of at least so many years.",
            {"type": "number", "minimum": 0, "maximum": OLDEST},
            _number(0, OLDEST),
        ),
        Parameter(
            "maximum_age",
            "Services that name a maximum age of at most so many years.",
            {"type": "number", "minimum": 0, "maximum": OLDEST},
            _number(0, OLDEST),
        ),
        Parameter(
            "day",
            "Services with hours on this day of the week.",
            {"type": "string", "enum": list(DAYS)},
            _day,
        ),
        Parameter(
            "start_time",
            "Services with hours that begin at this time or later (on the day, where one is given).",
            {"type": "string", "pattern": f"^{_TIME.pattern}$"},
            _time,
        ),
        Parameter(
            "end_time",
            "Services with hours that end at this time or earlier (on the day, where one is given).",
            {"type": "string", "pattern": f"^{_TIME.pattern}$"},
            _time,
        ),
        Parameter(
            "postcode",
            "What lies in or serves a postcode area; with a proximity: what lies so near to its middle.",
            {"type": "string", "pattern": f"^{_POSTCODE.pattern}$"},
            _postcode,
        ),
        Parameter(
            "lat",
            "Latitude of a point in degrees (WGS84), with lon and proximity.",
            {"type": "number", "minimum": -90, "maximum": 90},
            _number(-90, 90),
        ),
        Parameter(
            "lon",
            "Longitude of a point in degrees (WGS84), with lat and proximity.",
            {"type": "number", "minimum": -180, "maximum": 180},
            _number(-180, 180),
        ),
        Parameter(
            "proximity",
            f"What lies within so many metres, up to {FARTHEST}, of the point or the middle of the postcode area.",
            {"type": "number", "minimum": 0, "maximum": FARTHEST},
            _number(0, FARTHEST),
        ),
    )
}
_ANY_LIST: Final = ("search", "page", "per_page", "format")
_OF_SERVICES: Final = (
    "taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after", "full", "minimal", "minimum_age",
    "maximum_age", "day", "start_time", "end_time", "postcode", "lat", "lon", "proximity",
)  # fmt: skip
# Which parameters each list takes.
TAKES: Final[dict[str, tuple[str, ...]]] = {
    "services": (*_ANY_LIST, *_OF_SERVICES),
    "service_at_locations": (*_ANY_LIST, *_OF_SERVICES),
    "organizations": (
        *_ANY_LIST, "taxonomy_term_id", "taxonomy_id", "modified_after", "full", "full_service", "minimal",
    ),
    "taxonomies": _ANY_LIST,
    "taxonomy_terms": (*_ANY_LIST, "taxonomy_id", "top_only", "parent_id"),
}  # fmt: skip
