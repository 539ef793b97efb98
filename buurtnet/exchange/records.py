"""An HSDS 3.1 document cut into records: each organization, location, term, taxonomy and service on its own.

A document nests: the same organization stands in each of its services, the same building in many. A record
stands once. Where something was nested, the record holds a reference: ``{"§ref": [kind, id in the source]}``.
Details (phones, schedules, addresses ...) stay inside the record they hang on.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final, Protocol

from buurtnet.areas.countries import country_code
from buurtnet.exchange.fields import HIDING, hides

type Document = dict[str, Any]

# Keys of our own inside a record begin with a sign that no key of a source begins with.
PRIVATE: Final = "§"
REFERENCE: Final = "§ref"
OWN_ID: Final = "§id"
OF_ORGANIZATION: Final = "§organization"
PERSON: Final = "contact_id"
OF_A_PERSON: Final = "§person"  # on a phone that is a contact person's and does not say so itself
LONGEST_ID: Final = 255
DEEPEST: Final = 100
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_SURROGATE = re.compile("[\ud800-\udfff]")
_TROUBLE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_BRACKETS = re.compile(r"[][{}]")
_SERVICE_KEYS: Final = frozenset(
    {
        "service_at_locations", "organization", "organization_id", "status", "schedules", "cost_options", "program",
        "eligibility_description", "minimum_age", "maximum_age", "application_process", "fees_description", "fees",
        "service_areas", "assured_date", "accreditations", "capacities", "required_documents", "alert", "wait_time",
    }
)  # fmt: skip
_ORGANIZATION_KEYS: Final = frozenset(
    {
        "services", "website", "additional_websites", "tax_status", "tax_id", "year_incorporated", "legal_status",
        "logo", "parent_organization_id", "organization_identifiers", "programs", "locations",
    }
)  # fmt: skip
_LOCATION_KEYS: Final = frozenset(
    {"location_type", "latitude", "longitude", "addresses", "transportation", "accessibility", "external_identifier"}
)
_TERM_KEYS: Final = frozenset({"taxonomy", "taxonomy_detail", "taxonomy_id", "term_uri", "parent_id", "code", "term"})
_FILE_WORDS: Final = {
    "service_at_location": "service_at_location",
    "organi": "organization",
    "location": "location",
    "taxonomy_term": "term",
    "taxonom": "taxonomy",
    "service": "service",
}


class Kind(IntEnum):
    """The kinds of record, in the order they are written: what is pointed at before what points."""

    TAXONOMY = 0
    TERM = 1
    ORGANIZATION = 2
    LOCATION = 3
    SERVICE = 4

    @property
    def word(self) -> str:
        return _WORDS[self]

    @property
    def plural(self) -> str:
        return _PLURALS[self]


_WORDS = {
    Kind.TAXONOMY: "taxonomy",
    Kind.TERM: "taxonomy_term",
    Kind.ORGANIZATION: "organization",
    Kind.LOCATION: "location",
    Kind.SERVICE: "service",
}
_PLURALS = {
    Kind.TAXONOMY: "taxonomies",
    Kind.TERM: "taxonomy terms",
    Kind.ORGANIZATION: "organizations",
    Kind.LOCATION: "locations",
    Kind.SERVICE: "services",
}


@dataclass(frozen=True, slots=True)
class Where:
    """Where in the input something stands: the file's name and the row (line, or place in the list)."""

    file: str
    row: int


@dataclass(frozen=True, slots=True)
class Reject:
    """What could not be taken over: the row, the field, its value and why. ``field`` empty: the whole row."""

    where: Where
    kind: str
    id: str
    field: str
    value: str
    reason: str


class Notes(Protocol):
    def __call__(self, reject: Reject) -> None: ...


@dataclass(frozen=True, slots=True)
class Piece:
    """A record as it was cut out: its id in the source, the UUID it asks for ("": none), and its country."""

    kind: Kind
    source_id: str
    wanted: str
    body: Document
    where: Where
    country: str


class UnusableError(ValueError):
    """A document no record can be made of; the message says why, ``field`` which field is to blame."""

    def __init__(self, reason: str, field: str = "") -> None:
        super().__init__(reason)
        self.field = field


class Cutter:
    """Cuts a document into ``pieces``."""

    def __init__(self, where: Where) -> None:
        self.pieces: list[Piece] = []
        self._where = where

    def cut(self, document: Document, kind: str) -> None:
        """Cut a document of a kind that ``kind_of`` names. Raises UnusableError; what was cut by then is whole."""
        document = {key: value for key, value in with_persons(document).items() if key != "bn_entity"}
        match kind:
            case "service":
                self._service(document)
            case "organization":
                self._organization(document)
            case "location":
                self._location(document)
            case "service_at_location":
                self._service_at_location(document)
            case "term":
                self._term(document)
            case "taxonomy":
                self._taxonomy(document)

    def _service_at_location(self, document: Document) -> None:
        service = document.get("service")
        if not isinstance(service, dict):
            raise UnusableError("a service at a location without its service", "service")
        at_location = {key: value for key, value in document.items() if key != "service"}
        others = service.get("service_at_locations")
        others = others if isinstance(others, list) else []
        if not any(isinstance(other, dict) and other.get("id") == at_location.get("id") for other in others):
            others = [*others, at_location]
        self._service({**service, "service_at_locations": others})

    def _service(self, document: Document, organization: Document | None = None) -> None:
        body = dict(document)
        country = ""
        if isinstance(at_locations := body.get("service_at_locations"), list):
            cut = []
            for item in at_locations:
                if isinstance(item, dict):
                    item = dict(item)
                    if isinstance(item.get("location"), dict):
                        country = country or country_of(item["location"])
                        item["location"] = self._location(item["location"])
                    self._cut_attributes(item)
                cut.append(item)
            body["service_at_locations"] = cut
        country = country or country_of_locale(body.get("bn_locale") or body.get("x_locale"))
        if isinstance(body.get("organization"), dict):
            body["organization"] = self._organization(body["organization"], country)
        elif organization is not None:
            body["organization"] = organization
        self._cut_attributes(body)
        self._add(Kind.SERVICE, body, country, lambda: _name_of_service(document))

    def _organization(self, document: Document, country: str = "") -> Document:
        body = dict(document)
        services = body.get("services")
        locations = body.get("locations")
        if isinstance(locations, list):
            country = country or next((country_of(item) for item in locations if isinstance(item, dict)), "")
        source_id = self._identity(Kind.ORGANIZATION, body, lambda: _name_of_organization(document))[0]
        reference = {REFERENCE: [Kind.ORGANIZATION, source_id]}
        if isinstance(locations, list):
            body["locations"] = [
                self._location({**item, OF_ORGANIZATION: reference}) if isinstance(item, dict) else item
                for item in locations
            ]
        if isinstance(services, list) and services:
            rest = [item for item in services if not isinstance(item, dict)]
            body = {key: value for key, value in body.items() if key != "services"} | (
                {"services": rest} if rest else {}
            )
        self._cut_attributes(body)
        self._add(Kind.ORGANIZATION, body, country, lambda: _name_of_organization(document))
        for service in services if isinstance(services, list) else ():
            if isinstance(service, dict):
                self._service(service, organization=reference)
        return reference

    def _location(self, document: Document) -> Document:
        body = dict(document)
        self._cut_attributes(body)
        return self._add(Kind.LOCATION, body, country_of(document), lambda: _name_of_location(document))

    def _term(self, document: Document) -> Document:
        body = dict(document)
        if isinstance(body.get("taxonomy_detail"), dict):
            body["taxonomy_detail"] = self._taxonomy(body["taxonomy_detail"])
        return self._add(Kind.TERM, body, "", lambda: _name_of_term(document))

    def _taxonomy(self, document: Document) -> Document:
        return self._add(Kind.TAXONOMY, dict(document), "", lambda: fingerprint([document.get("name")]))

    def _cut_attributes(self, body: Document) -> None:
        if isinstance(attributes := body.get("attributes"), list):
            body["attributes"] = [
                {**item, "taxonomy_term": self._term(item["taxonomy_term"])}
                if isinstance(item, dict) and isinstance(item.get("taxonomy_term"), dict)
                else item
                for item in attributes
            ]

    def _add(self, kind: Kind, body: Document, country: str, otherwise: Any) -> Document:
        source_id, wanted = self._identity(kind, body, otherwise)
        body.pop("id", None)
        self.pieces.append(Piece(kind, source_id, wanted, body, self._where, country))
        return {REFERENCE: [kind, source_id]}

    def _identity(self, kind: Kind, body: Document, otherwise: Any) -> tuple[str, str]:
        """The id in the source and the UUID asked for ("" if it is none).

        Our own export names a foreign id as ``bn_source_id`` beside the public id it once got.
        """
        literal = _id(body.get("id"))
        foreign = _id(body.get("bn_source_id"))
        if max(len(literal), len(foreign)) > LONGEST_ID:
            raise UnusableError(f"the id of the {kind.word} is longer than {LONGEST_ID} characters", "id")
        wanted = literal.lower() if _UUID.fullmatch(literal) else ""
        if literal and literal != wanted:
            body.setdefault(OWN_ID, literal)
        return foreign or literal or f"made:{otherwise()}", wanted


def kind_of(document: Document, file_name: str = "") -> str:
    """What a document is: service, organization, location, service_at_location, term or taxonomy.

    HSDS documents do not say so: the keys tell, and where they are too few, the name of the file.
    """
    if isinstance(said := document.get("bn_entity"), str) and said in set(_FILE_WORDS.values()):
        return said
    keys = document.keys()
    if "service" in keys or ("location" in keys and "name" not in keys):
        return "service_at_location"
    if keys & _LOCATION_KEYS and not keys & {"service_at_locations", "status"}:
        return "location"
    scores = {
        "service": len(keys & _SERVICE_KEYS),
        "organization": len(keys & _ORGANIZATION_KEYS),
        "term": len(keys & _TERM_KEYS),
    }
    best = max(scores, key=lambda kind: scores[kind])
    if scores[best]:
        return best
    if "version" in keys:
        return "taxonomy"
    name = file_name.lower()
    for word, kind in _FILE_WORDS.items():
        if word in name:
            return kind
    return "service"


def clean(document: Any, text: str = "", *, thorough: bool = False) -> tuple[Any, list[str]]:
    """A document without what no database holds (NUL, half characters, infinite numbers), and where they stood.

    ``text`` is the document as it was written, where that is at hand: most need no second look (``thorough``).
    Raises UnusableError for one nested too deep.
    """
    found: list[str] = []
    try:
        text = text or json.dumps(document)
    except RecursionError:
        raise UnusableError("is nested too deep") from None
    if text.count("[") + text.count("{") > DEEPEST and _depth(text) > DEEPEST:
        raise UnusableError("is nested too deep")
    if thorough or _TROUBLE.search(text):
        document = cleaned(document, "", found)
    return document, found


def _depth(text: str) -> int:
    """How deep a JSON text nests, at most: brackets inside texts count too."""
    deepest = depth = 0
    for sign in _BRACKETS.findall(text):
        depth += 1 if sign in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def cleaned(value: Any, path: str, found: list[str]) -> Any:
    """A value without what no database holds; where it stood is added to ``found``."""
    match value:
        case str():
            if "\0" in value or _SURROGATE.search(value):
                found.append(path)
                return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value.replace("\0", ""))
        case float() if value != value or value in (float("inf"), float("-inf")):
            found.append(path)
            return None
        case dict():
            return {
                cleaned(key, path, found): cleaned(item, f"{path}.{key}" if path else str(key), found)
                for key, item in value.items()
            }
        case list():
            return [cleaned(item, path, found) for item in value]
    return value


def with_persons(document: Document) -> Document:
    """A document in which each phone that is a contact person's says so, wherever it stands."""
    theirs: set[str] = set()
    _find_theirs(document, theirs)
    marked: Document = _marked(document, theirs)
    return marked


def _find_theirs(value: Any, theirs: set[str]) -> None:
    """The ids of all phones that stand under a contact."""
    if isinstance(value, list):
        for item in value:
            _find_theirs(item, theirs)
    elif isinstance(value, dict):
        for contact in _dicts(value.get("contacts")):
            theirs.update(id_ for phone in _dicts(contact.get("phones")) if (id_ := _id(phone.get("id"))))
        for item in value.values():
            if isinstance(item, dict | list):
                _find_theirs(item, theirs)


def _marked(value: Any, theirs: set[str], key: str = "") -> Any:
    """``key``: where a value stands. What stands under a contact is the contact's already."""
    if isinstance(value, list):
        return [_marked(item, theirs, key) for item in value]
    if not isinstance(value, dict) or key in {"contact", "contacts"}:
        return value
    marked = {name: _marked(item, theirs, name) for name, item in value.items()}
    if key == "phones" and not value.get(PERSON):
        nested = any(_dicts(value.get(name)) for name in ("contact", "contacts"))
        if nested or _id(value.get("id")) in theirs:
            marked[OF_A_PERSON] = True
    return marked


def _dicts(value: Any) -> list[Document]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict) and item]


def merged(one: Document, other: Document, conflicts: list[str], path: str = "") -> Document:
    """Two writings of one record together: what one lacks the other gives; where they differ the first counts.

    Of an address that one shows and the other hides, the hidden one counts.
    """
    result = dict(one)
    for key, value in other.items():
        here = f"{path}.{key}" if path else key
        if key not in result or result[key] in (None, "", []):
            result[key] = value
        elif value in (None, "", []) or result[key] == value:
            continue
        elif isinstance(result[key], list) and isinstance(value, list):
            result[key] = _merged_lists(result[key], value, conflicts, here)
        elif isinstance(result[key], dict) and isinstance(value, dict) and REFERENCE not in result[key]:
            result[key] = merged(result[key], value, conflicts, here)
        elif not here.startswith(PRIVATE):
            conflicts.append(here)
            if key in HIDING and hides(value) and not hides(result[key]):
                result[key] = value
    return result


def _merged_lists(one: list[Any], other: list[Any], conflicts: list[str], path: str) -> list[Any]:
    result = list(one)
    places = {item["id"]: place for place, item in enumerate(one) if isinstance(item, dict) and _id(item.get("id"))}
    for item in other:
        place = places.get(item["id"]) if isinstance(item, dict) and _id(item.get("id")) else None
        if place is not None:
            result[place] = merged(result[place], item, conflicts, path)
        elif item not in result:
            result.append(item)
    return result


def reference_of(value: Any) -> tuple[Kind, str] | None:
    """The kind and id a reference points at; None if the value is no reference."""
    match value:
        case {"§ref": [int() as kind, str() as source_id]} if len(value) == 1:
            return Kind(kind), source_id
    return None


def is_uuid(text: str) -> bool:
    return _UUID.fullmatch(text) is not None


def fingerprint(value: Any) -> str:
    return hashlib.blake2b(json.dumps(value, sort_keys=True, default=str).encode(), digest_size=12).hexdigest()


def country_of(location: Mapping[str, Any]) -> str:
    """The country of a location's first address: NL, BE or another two letters; "" when it does not say."""
    addresses = location.get("addresses")
    for address in addresses if isinstance(addresses, list) else ():
        if isinstance(address, dict) and isinstance(country := address.get("country"), str):
            return country_code(country)
    return ""


def country_of_locale(locale: Any) -> str:
    return country_code(locale[3:5]) if isinstance(locale, str) and locale[2:3] in {"-", "_"} else ""


def _id(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value).strip()


def _name_of_service(document: Document) -> str:
    organization = document.get("organization")
    at_locations = document.get("service_at_locations")
    first = at_locations[0] if isinstance(at_locations, list) and at_locations else None
    location = first.get("location") if isinstance(first, dict) else None
    return fingerprint(
        [
            document.get("name"),
            (organization.get("id") or organization.get("name")) if isinstance(organization, dict) else None,
            _name_of_location(location) if isinstance(location, dict) else None,
        ]
    )


def _name_of_organization(document: Document) -> str:
    name = document.get("name")
    return fingerprint(name.strip().lower() if isinstance(name, str) else document)


def _name_of_location(document: Document) -> str:
    """Two nameless ids are one place when name, point and first address are the same."""
    addresses = document.get("addresses")
    first = addresses[0] if isinstance(addresses, list) and addresses else None
    address = {key: value for key, value in first.items() if key != "id"} if isinstance(first, dict) else first
    keys = ("name", "latitude", "longitude", "location_type", "url")
    return fingerprint([*(document.get(key) for key in keys), address])


def _name_of_term(document: Document) -> str:
    return fingerprint([document.get("taxonomy"), document.get("code") or document.get("name")])
