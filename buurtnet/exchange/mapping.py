"""How a table or GeoJSON file that is not HSDS is read: a small mapping file, written once and kept.

A mapping (TOML or JSON) says which column goes where. A place is a path into an HSDS service, with short forms
for what hangs deep: ``location.…``, ``address.…``, ``phone``, ``language``, ``term``. ``*`` makes one item of each
part of a cell (``"nl; tr"``). Columns a mapping does not name are kept under ``bn_columns``.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from buurtnet.areas.geometry import BadGeometryError, middle, read_geometry
from buurtnet.areas.mapping import filled
from buurtnet.directory.choices import LocationType
from buurtnet.directory.models import Location, Service
from buurtnet.exchange.fields import CHILDREN, FIELDS, HIDING, hides
from buurtnet.exchange.reading import Entry
from buurtnet.exchange.records import Document, Where
from buurtnet.exchange.tables import Row
from buurtnet.kit.folding import words
from buurtnet.kit.plain_error import PlainError

SHIPPED: Final = Path(__file__).parent / "data" / "mappings"
SHORT: Final = {
    "location": "service_at_locations.0.location",
    "address": "service_at_locations.0.location.addresses.0",
    "accessibility": "service_at_locations.0.location.accessibility.0",
    "latitude": "service_at_locations.0.location.latitude",
    "longitude": "service_at_locations.0.location.longitude",
    "phone": "phones.0.number",
    "language": "languages.*.code",
    "term": "attributes.*.taxonomy_term.name",
    "cost": "cost_options.0.amount",
    "schedule": "schedules.0",
    "area": "service_areas.*.name",
}
HIDES: Final = HIDING[0]
_PLACE: Final = "service_at_locations.0.location"
_OF_A_PLACE: Final = {*FIELDS[Location], *CHILDREN[Location], "id", "organization_id", "contacts", "metadata"}
_PARTS: Final = re.compile(r"\s*[;,|]\s*")
_MOST_PARTS: Final = 20
_KEYS: Final = {"about", "encoding", "sheet", "id", "columns", "templates", "constants", "when", "drop"}
_HEADERS: Final[dict[str, tuple[str, ...]]] = {
    "id": ("id", "uuid", "code", "identifier", "nummer", "identificatie", "kenmerk", "nr"),
    "name": ("naam", "name", "titel", "title", "aanbod", "activiteit", "naam aanbod", "service", "naam voorziening"),
    "description": ("omschrijving", "beschrijving", "description", "toelichting", "tekst", "inhoud", "uitleg"),
    "organization.name": ("organisatie", "aanbieder", "organization", "organisation", "instelling", "vereniging"),
    "location.name": ("locatie", "locatienaam", "gebouw", "location", "plek", "naam locatie"),
    "address.address_1": ("adres", "address", "straat en huisnummer", "adresregel 1", "address 1"),
    "address.postal_code": ("postcode", "postal code", "pc", "zip", "postnummer"),
    "address.city": ("plaats", "woonplaats", "gemeente", "stad", "city", "plaatsnaam", "deelgemeente"),
    "address.state_province": ("provincie", "province", "state province"),
    "address.country": ("land", "country"),
    "latitude": ("latitude", "lat", "breedtegraad", "breedte", "y", "wgs84 lat"),
    "longitude": ("longitude", "lon", "lng", "long", "lengtegraad", "lengte", "x", "wgs84 lon"),
    "phone": ("telefoon", "telefoonnummer", "tel", "phone", "gsm"),
    "email": ("email", "e mail", "mail", "mailadres", "emailadres", "e mailadres"),
    "url": ("website", "url", "internetadres", "web", "webadres", "link", "site"),
    "minimum_age": ("leeftijd van", "minimumleeftijd", "min leeftijd", "minimum age", "vanaf leeftijd"),
    "maximum_age": ("leeftijd tot", "maximumleeftijd", "max leeftijd", "maximum age", "tot leeftijd"),
    "fees_description": ("kosten", "prijs", "tarief", "fees", "kostprijs"),
    "eligibility_description": ("doelgroep", "voor wie", "eligibility", "target group"),
    "application_process": ("aanmelden", "aanmelding", "inschrijven", "application process"),
    "language": ("taal", "talen", "languages", "language"),
    "assured_date": ("nagekeken op", "bijgewerkt", "bijgewerkt op", "assured date", "laatst gewijzigd"),
    "bn_support_level": ("niveau", "ondersteuningsniveau", "support level", "bn support level"),
    "bn_function": ("functie", "function", "bn function"),
    "location.bn_hide_address": (
        "bn hide address",
        "x hide address",
        "hide address",
        "geheim adres",
        "adres geheim",
        "adres verbergen",
        "verborgen adres",
    ),
}


@dataclass(frozen=True)
class When:
    """Extra constants for rows in which a column holds one of some values."""

    column: str
    values: frozenset[str]
    constants: dict[str, Any]


@dataclass(frozen=True)
class FileMapping:
    """A mapping that was read. ``id`` and ``templates`` name columns in braces: ``"{straat} {huisnummer}"``."""

    name: str
    id: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    templates: dict[str, str] = field(default_factory=dict)
    constants: dict[str, Any] = field(default_factory=dict)
    when: tuple[When, ...] = ()
    drop: frozenset[str] = frozenset()
    encoding: str = ""
    sheet: str = ""

    def used(self) -> frozenset[str]:
        """The columns that go somewhere, so need not be kept apart."""
        slots = re.findall(r"\{([^{}:]+)", " ".join([self.id, *self.templates.values()]))
        return frozenset({*self.columns, *self.drop, *(name for slot in slots for name in slot.split("|"))})


# Reading and guessing a mapping


def mapping_of(name: str) -> FileMapping:
    """A shipped mapping by its name, or one in a file. Raises PlainError when it cannot be used."""
    path = SHIPPED / f"{name}.toml" if re.fullmatch(r"[\w-]+", name) else Path(name)
    if not path.is_file():
        raise PlainError(f"There is no mapping {name}. Shipped are: {', '.join(shipped())}.")
    try:
        text = path.read_text(encoding="utf-8-sig")
        content = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except (ValueError, RecursionError) as problem:
        raise PlainError(f"The mapping {path.name} cannot be read: {problem}.") from None
    if not isinstance(content, dict):
        raise PlainError(f"The mapping {path.name} is no table of settings.")
    return _checked(content, path.name)


def shipped() -> list[str]:
    """The names of the mappings that come with Buurtnet."""
    return sorted(path.stem for path in SHIPPED.glob("*.toml"))


def _checked(content: dict[str, Any], name: str) -> FileMapping:
    if unknown := set(content) - _KEYS:
        raise PlainError(f"The mapping {name} knows no {', '.join(sorted(unknown))}: {', '.join(sorted(_KEYS))}.")
    columns, templates, constants = (_table(content, key, name) for key in ("columns", "templates", "constants"))
    whens = content.get("when", [])
    if not isinstance(whens, list) or not all(
        isinstance(one, dict) and set(one) <= {"column", "in", "set"} and isinstance(one.get("in"), list)
        and isinstance(one.get("set"), dict) and isinstance(one.get("column"), str) for one in whens
    ):  # fmt: skip
        raise PlainError(f"The mapping {name}: each [[when]] needs column, in = [values] and set = {{ … }}.")
    for path in [*columns.values(), *templates, *constants, *(path for one in whens for path in one["set"])]:
        _check_path(path, name)
    if "name" not in {*columns.values(), *templates, *constants}:
        raise PlainError(f"The mapping {name} gives nothing a name: map a column to name.")
    drop, identity = content.get("drop", []), content.get("id", "")
    if not isinstance(drop, list) or not isinstance(identity, str):
        raise PlainError(f"The mapping {name}: drop is a list of columns, id a text with columns in braces.")
    return FileMapping(
        name,
        id=identity,
        columns=columns,
        templates=templates,
        constants=constants,
        when=tuple(When(one["column"], frozenset(map(str, one["in"])), one["set"]) for one in whens),
        drop=frozenset(map(str, drop)),
        encoding=str(content.get("encoding", "")),
        sheet=str(content.get("sheet", "")),
    )


def _table(content: dict[str, Any], key: str, name: str) -> dict[str, Any]:
    table = content.get(key, {})
    if not isinstance(table, dict) or (key != "constants" and not all(isinstance(to, str) for to in table.values())):
        raise PlainError(f"The mapping {name}: [{key}] is a table of texts.")
    return table


def _check_path(path: str, name: str) -> None:
    """A path must lead to a place that HSDS or Buurtnet knows, as far as that can be told."""
    parts = long_form(path).split(".")
    known: dict[str, Any] = {
        **FIELDS[Service], **CHILDREN[Service], "organization": None, "id": None, "bn_themes": None, "contacts": None,
        "program": None, "funding": None, "fees": None, "accreditations": None, "licenses": None,
        "required_documents": None,
    }  # fmt: skip
    if len(parts) > _MOST_PARTS or (parts[0] not in known and not parts[0].startswith("bn_")):
        raise PlainError(
            f"The mapping {name} leads to {path}, which is no place in a service: "
            f"{', '.join(sorted({*known, *SHORT}))}."
        )
    # A slip of the pen in what hides an address would show it, so that a location takes no word of its own.
    if parts[0] == "service_at_locations" and parts[2:3] == ["location"] and not {*parts[3:4]} <= _OF_A_PLACE:
        raise PlainError(
            f"The mapping {name} leads to {path}, which a location does not have: {', '.join(sorted(_OF_A_PLACE))}."
        )


def long_form(path: str) -> str:
    """The whole path of a short form: ``address.city`` is in the first address of the first location.

    What hides an address belongs to its location, however it is called and wherever a mapping puts it.
    """
    head, dot, tail = path.partition(".")
    above, _, last = path.rpartition(".")
    if _is_hiding(last):
        at = re.match(r"service_at_locations\.[^.]+\.location(?=\.|$)", above)
        return f"{at[0] if at else _PLACE}.{HIDES}"
    if head in {"phone", "language", "term", "cost", "area", "latitude", "longitude"} and dot:
        return path
    return SHORT[head] + dot + tail if head in SHORT else path


def guessed(names: Iterable[str], *, has_geometry: bool) -> FileMapping:
    """A first mapping, by what columns are called."""
    known = {one: path for path, ones in _HEADERS.items() for one in ones}
    columns: dict[str, str] = {}
    taken: set[str] = {"latitude", "longitude"} if has_geometry else set()
    by_words = {" ".join(words(name)): name for name in names}
    identity = ""
    for one, name in by_words.items():
        path = known.get(one, "")
        if path == "id" and not identity:
            identity = f"{{{name}}}"
        elif path and path != "id" and path not in taken:
            columns[name] = path
            taken.add(path)
    templates = {}
    street = next((by_words[one] for one in ("straat", "straatnaam", "street") if one in by_words), "")
    number = next((by_words[one] for one in ("huisnummer", "huisnr", "nr", "number") if one in by_words), "")
    if street and "address.address_1" not in taken:
        addition = "".join(
            f"{{{by_words[one]}}}"
            for one in ("huisletter", "toevoeging", "huisnummertoevoeging", "bus")
            if one in by_words
        )
        templates["address.address_1"] = f"{{{street}}} {{{number}}}{addition}" if number else f"{{{street}}}"
    return FileMapping("guessed", id=identity, columns=columns, templates=templates, constants={"status": "active"})


def as_toml(mapping: FileMapping, names: Iterable[str], about: str) -> str:
    """A mapping as the file to keep, with a line for every column that found no place."""

    def quoted(text: str) -> str:
        return json.dumps(text, ensure_ascii=False)

    lines = [
        f"# {about}",
        "# Columns that stand nowhere here are kept under bn_columns. docs/importing.md tells all.",
    ]
    lines += ["", f"id = {quoted(mapping.id)}", "", "[columns]"]
    lines += [f"{quoted(column)} = {quoted(path)}" for column, path in mapping.columns.items()]
    used = mapping.used()
    lines += [f'# {quoted(name)} = ""' for name in names if name not in used]
    lines += ["", "[templates]", *(f"{quoted(path)} = {quoted(text)}" for path, text in mapping.templates.items())]
    lines += ["", "[constants]", *(f"{quoted(path)} = {quoted(text)}" for path, text in mapping.constants.items())]
    lines += ["# bn_function = 2        # 1 to 7, see docs/importing.md", "# bn_support_level = 1", ""]
    return "\n".join(lines)


# Using a mapping


def mapped_rows(rows: Iterable[Row], file_name: str, mapping: FileMapping) -> Iterator[Entry]:
    """The rows of a table as HSDS services."""
    for row in rows:
        where = Where(file_name, row.number)
        if row.problem:
            yield Entry(where, kind="service", problem=row.problem, excerpt=row.excerpt)
        else:
            yield Entry(where, service_of(row.cells, mapping), kind="service")


def mapped_features(entries: Iterable[Entry], mapping: FileMapping) -> Iterator[Entry]:
    """GeoJSON features as HSDS services; a surface counts for the point in its middle."""
    for entry in entries:
        if entry.problem:
            yield replace(entry, kind="service")
            continue
        feature = entry.document
        properties = feature["properties"]
        if "id" in feature and "id" not in properties:
            properties = {**properties, "id": feature["id"]}
        try:
            point = _point_of(feature.get("geometry"))
        except BadGeometryError as problem:
            yield replace(entry, kind="service", document=None, problem=str(problem), excerpt=str(properties)[:80])
            continue
        yield replace(entry, kind="service", document=service_of(properties, mapping, point))


def _point_of(geometry: Any) -> tuple[float, float] | None:
    """Latitude and longitude. Raises BadGeometryError."""
    if geometry is None:
        return None
    if not isinstance(geometry, dict):
        raise BadGeometryError("geometry cannot be read")
    if geometry.get("type") == "Point":
        match geometry.get("coordinates"):
            case [int() | float() as longitude, int() | float() as latitude, *_]:
                return latitude, longitude
        raise BadGeometryError("the point has no two coordinates")
    return middle(read_geometry(geometry))


def service_of(cells: Mapping[str, Any], mapping: FileMapping, point: tuple[float, float] | None = None) -> Document:
    """One row as an HSDS service."""
    service: Document = {}
    for path, constant in mapping.constants.items():
        put(service, long_form(path), constant)
    for one in mapping.when:
        if str(cells.get(one.column, "")).strip() in one.values:
            for path, constant in one.constants.items():
                put(service, long_form(path), constant)
    for column, path in mapping.columns.items():
        value = cells.get(column)
        if isinstance(value, str):
            value = value.strip()
        if value not in (None, ""):
            put(service, long_form(path), value)
    for path, template in mapping.templates.items():
        if text := re.sub(r"\s+", " ", filled(template, cells)).strip(" ,;"):
            put(service, long_form(path), text)
    if point is not None:
        put(service, SHORT["latitude"], point[0])
        put(service, SHORT["longitude"], point[1])
    if identity := filled(mapping.id, cells):
        service["id"] = identity
    _hide(service, cells, mapping)
    _complete(service)
    used = mapping.used()
    rest = {name: value for name, value in cells.items() if name not in used and value not in (None, "", " ")}
    if rest:
        service["bn_columns"] = rest
    return service


def _hide(service: Document, cells: Mapping[str, Any], mapping: FileMapping) -> None:
    """A column that says in our own words that an address is secret hides it, also when no mapping speaks of it."""
    for name, value in cells.items():
        if _is_hiding(name.strip()) and name not in mapping.used() and value not in (None, ""):
            for number, _ in enumerate(service.get("service_at_locations", [])):
                put(service, _PLACE.replace("0", str(number)) + f".{HIDES}", value)


def _is_hiding(key: str) -> bool:
    return key.lower() in HIDING


def put(service: Document, path: str, value: Any) -> None:
    """Set a value at a path, making what is on the way. ``*``: an item for each part of the value."""
    head, star, tail = path.partition(".*")
    if star:
        parts = value if isinstance(value, list) else [part for part in _PARTS.split(str(value)) if part]
        for number, part in enumerate(parts):
            put(service, f"{head}.{number}{tail}", part)
        return
    here: Any = service
    keys = path.split(".")
    for key, below in zip(keys, [*keys[1:], None], strict=True):
        if isinstance(here, list):
            place = min(int(key), len(here)) if key.isdecimal() else 0
            if place == len(here):
                here.append([] if below is not None and below.isdecimal() else {})
            if below is None:
                here[place] = value
            here = here[place]
        elif isinstance(here, dict):
            if below is None:
                # Of two columns that speak of hiding an address, the one that hides it counts.
                here[key] = here[key] if key == HIDES and hides(here.get(key)) and not hides(value) else value
            else:
                here = here.setdefault(key, [] if below.isdecimal() else {})
        else:
            return  # a text stands where the path wants to go on: the first one counts


def _complete(service: Document) -> None:
    """What HSDS wants of every row and a table seldom says."""
    service.setdefault("status", "active")
    for at_location in service.get("service_at_locations", []):
        location = at_location.get("location")
        if isinstance(location, dict):
            location.setdefault("location_type", LocationType.PHYSICAL.value)
            for address in location.get("addresses", []):
                address.setdefault("address_type", "physical")
