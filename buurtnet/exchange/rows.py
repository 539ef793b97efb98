"""A record made into rows: tidy values in columns, everything else in ``extra``, so that it can be given back.

``extra`` holds the keys of the source that have no column, as they were. Under the sign ``§`` it holds what is
ours to remember: ``read`` (a key whose column cannot give back the source's own writing: what the column held,
and the writing), ``id`` (an id that was not free), ``empty`` (lists that were there and empty), ``unplaced``
(items of a list that cannot be a row), ``locations`` (those an organization nested).
"""

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import models

from buurtnet.directory.choices import AssuredBy
from buurtnet.directory.models import Attribute, Capacity, Location, Phone, Service, ServiceAtLocation
from buurtnet.exchange.fields import CHILDREN, FIELDS, HIDING, Field, RefusedError, hides, plain, same
from buurtnet.exchange.records import (
    OF_A_PERSON,
    OF_ORGANIZATION,
    OWN_ID,
    PRIVATE,
    Document,
    Kind,
    Notes,
    Reject,
    is_uuid,
    reference_of,
)
from buurtnet.exchange.spool import Record, Spool
from buurtnet.kit.inserting import Row
from buurtnet.kit.numbers import stored
from buurtnet.people.models import Organization
from buurtnet.themes.models import Taxonomy, TaxonomyTerm

MODELS: Final[dict[Kind, type[models.Model]]] = {
    Kind.TAXONOMY: Taxonomy,
    Kind.TERM: TaxonomyTerm,
    Kind.ORGANIZATION: Organization,
    Kind.LOCATION: Location,
    Kind.SERVICE: Service,
}
# What a row points at: the key of the nested thing, the key of its mere id, the column, the kind.
LINKS: Final[dict[type[models.Model], tuple[tuple[str, str, str, Kind], ...]]] = {
    Service: (("organization", "organization_id", "organization_id", Kind.ORGANIZATION),),
    ServiceAtLocation: (("location", "location_id", "location_id", Kind.LOCATION),),
    Attribute: (("taxonomy_term", "taxonomy_term_id", "term_id", Kind.TERM),),
    Location: ((OF_ORGANIZATION, "organization_id", "organization_id", Kind.ORGANIZATION),),
    Organization: (("", "parent_organization_id", "parent_organization_id", Kind.ORGANIZATION),),
    TaxonomyTerm: (
        ("taxonomy_detail", "taxonomy_id", "taxonomy_detail_id", Kind.TAXONOMY),
        ("", "parent_id", "parent_id", Kind.TERM),
    ),
}
MOST_ITEMS: Final = 32_000  # a position must fit its column
LONGEST_LICENCE: Final = 120  # signs
_ABSENT: Final = object()
_BENT_NUMBER = re.compile(r"\de\+\d|-0\.0")


@dataclass(slots=True)
class Built:
    """The rows of one record, ready to be written. ``details`` hang on ``row``, or on each other."""

    record: Record
    row: Row
    details: list["Detail"] = field(default_factory=list)
    themes: list[str] | None = None
    points_nowhere: bool = False
    had_rejects: bool = False


@dataclass(slots=True)
class Detail:
    """A row that hangs on another. ``otherwise``: its id when the one it asks for is taken.

    ``hanging``: what hangs on it in turn, on a service at a location.
    """

    model: type[models.Model]
    row: Row
    otherwise: tuple[str, str, int]
    hanging: list["Detail"] = field(default_factory=list)


class Builder:
    """Makes rows of the records of one import."""

    def __init__(
        self, spool: Spool, source: str, licence: str, now: dt.datetime, themes: frozenset[str], note: Notes
    ) -> None:
        self._spool = spool
        self._source = source
        self._licence = licence
        self._now = now
        self._themes = themes
        self._note = note
        self._record: Record
        self._built: Built

    def build(self, record: Record) -> Built | None:
        """The rows of a record; None (and a note why) when it cannot be a row."""
        model = MODELS[record.kind]
        self._record = record
        self._built = built = Built(record, {})
        body = record.body
        columns, extra, own = self._fill(model, body, "")
        if record.kind is not Kind.LOCATION and not columns.get("name"):
            self._reject("", "", "has no name")
            return None
        self._settle(model, columns, extra, own, body)
        if isinstance(literal := body.get(OWN_ID), str) and is_uuid(literal):
            own["id"] = literal
        self._children(record.pk, model, body, extra, own, "")
        if model is Organization:
            self._nested_locations(body, extra, own)
        if str(body.get("bn_source_id", "")).strip() == record.source_id:
            extra.pop("bn_source_id", None)
        columns |= {
            "id": record.pk, "source": self._source, "source_id": record.source_id,
            "licence": _licence_of(body) or self._licence,
            "imported_at": self._now, "gone_at": None,
        }  # fmt: skip
        _put_extra(columns, extra, own)
        built.row = columns
        return built

    # Values

    def _fill(
        self, model: type[models.Model], body: Document, path: str
    ) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        """Columns, what has no column, and what is ours to remember."""
        fields = FIELDS[model]
        lists = CHILDREN.get(model, {})
        columns: dict[str, Any] = {}
        extra: dict[str, Any] = {}
        read: dict[str, list[Any]] = {}
        for key, literal in body.items():
            known = fields.get(key)
            if known is not None and known.column not in columns:
                value = self._value(known, key, literal, path)
                columns[known.column] = value
                is_said = value is not None and (value != known.default or known.required)
                if not same(known.write(value) if is_said else _ABSENT, literal):
                    read[key] = [plain(value), literal]
            elif key not in lists and not key.startswith(PRIVATE):
                extra[key] = literal
                twin = fields.get(f"bn_{key[2:]}") if key.startswith("x_") else None
                if twin is not None and twin.key not in body:
                    columns[twin.column] = self._value(twin, key, literal, path)
        own: dict[str, Any] = {"read": read} if read else {}
        if body.get(OF_A_PERSON):
            own["person"] = True
        self._links(model, body, columns, extra, own)
        return columns, extra, own

    def _value(self, known: Field, key: str, literal: Any, path: str) -> Any:
        if literal is None:
            return known.default
        try:
            value = known.read(literal)
        except RefusedError as refusal:
            self._reject(path + key, literal, str(refusal))
            value = refusal.instead
        return known.default if value is None else value

    def _links(
        self,
        model: type[models.Model],
        body: Document,
        columns: dict[str, Any],
        extra: dict[str, Any],
        own: dict[str, Any],
    ) -> None:
        """What the row points at: nested in the document, or named by its id."""
        for nested_key, id_key, column, kind in LINKS.get(model, ()):
            pk = None
            if nested := reference_of(body.get(nested_key)):
                pk = self._spool.find(*nested)
                extra.pop(nested_key, None)
                if pk is None:
                    self._built.points_nowhere = True
                if nested_key == OF_ORGANIZATION:
                    own["in"] = True
                elif pk is None:
                    extra[nested_key] = self._restored(body[nested_key])
            literal = body.get(id_key)
            if isinstance(literal, str | int) and not isinstance(literal, bool) and str(literal).strip():
                named = self._spool.find(kind, str(literal).strip())
                extra.pop(id_key, None)
                if named is None:
                    self._built.points_nowhere = True
                pk = pk or named
                given = named if named and named != str(literal).lower() else literal
                own.setdefault("read", {})[id_key] = [pk, given]
            columns[column] = pk

    def _restored(self, value: Any) -> Any:
        """A nested thing that could not be a row, in its own words."""
        if found := reference_of(value):
            kind, source_id = found
            body = self._spool.body(kind, source_id) or {}
            literal = body.get(OWN_ID, source_id)
            return self._restored(body if source_id.startswith("made:") else {"id": literal, **body})
        if isinstance(value, dict):
            return {key: self._restored(item) for key, item in value.items() if not key.startswith(PRIVATE)}
        return [self._restored(item) for item in value] if isinstance(value, list) else value

    def _settle(
        self,
        model: type[models.Model],
        columns: dict[str, Any],
        extra: dict[str, Any],
        own: dict[str, Any],
        body: Document,
    ) -> None:
        """What takes more than one field to tell."""
        if model is Location:
            self._settle_point(columns, own, body)
            self._settle_secrecy(columns, own, body)
        if model is not Service:
            return
        self._settle_ages(columns, own, body)
        self._settle_themes(extra, own, body)
        if columns.get("assured_date") and not columns.get("assured_by"):
            columns["assured_by"] = AssuredBy.SOURCE
            own.setdefault("read", {})["bn_assured_by"] = [AssuredBy.SOURCE.value]
        if columns.get("fees_description") is None and isinstance(body.get("fees"), str):
            # HSDS before 3.0 said it here; it is shown, and given back as it came.
            columns["fees_description"] = body["fees"].strip()
            own.setdefault("read", {})["fees_description"] = [columns["fees_description"]]

    def _settle_ages(self, columns: dict[str, Any], own: dict[str, Any], body: Document) -> None:
        """Ages the wrong way round say nothing about either: open to all is the safer reading."""
        low, high = columns.get("minimum_age"), columns.get("maximum_age")
        if low is not None and high is not None and high < low:
            self._reject("maximum_age", body["maximum_age"], f"is below the minimum_age {body['minimum_age']}")
            for key in ("minimum_age", "maximum_age"):
                columns[key] = None
                own.setdefault("read", {})[key] = [None, body[key]]

    def _settle_point(self, columns: dict[str, Any], own: dict[str, Any], body: Document) -> None:
        """A point has both numbers; 0, 0 is the sea off Africa and means that nobody knew."""
        latitude, longitude = columns.get("latitude"), columns.get("longitude")
        if (latitude is None) != (longitude is None):
            if body.get("latitude") in (None, "") or body.get("longitude") in (None, ""):
                self._reject("latitude", body.get("latitude"), "latitude and longitude go together")
        elif not (latitude == 0 and longitude == 0):
            return
        else:
            self._reject("latitude", body["latitude"], "latitude 0 and longitude 0 are no place on land")
        for key in ("latitude", "longitude"):
            if key in body:
                columns[key] = None
                own.setdefault("read", {})[key] = [None, body[key]]

    def _settle_secrecy(self, columns: dict[str, Any], own: dict[str, Any], body: Document) -> None:
        """Whichever of the keys hides the address, it is hidden."""
        known = FIELDS[Location][HIDING[0]]
        for key in HIDING[1:]:
            if hides(body.get(key)) and not columns.get(known.column):
                columns[known.column] = self._value(known, key, body[key], "")
                if known.key in body:
                    own.setdefault("read", {})[known.key] = [True, body[known.key]]

    def _settle_themes(self, extra: dict[str, Any], own: dict[str, Any], body: Document) -> None:
        key = "bn_themes" if "bn_themes" in body else "x_themes"
        if key not in body:
            return
        literal = body[key]
        named = literal.replace(";", ",").split(",") if isinstance(literal, str) else literal
        if not isinstance(named, list):
            self._reject(key, literal, "is not a list of themes")
            named = []
        slugs = [str(slug).strip() for slug in named if str(slug).strip()]
        known = sorted({slug for slug in slugs if slug in self._themes})
        for slug in slugs:
            if slug not in self._themes:
                self._reject(key, slug, "is not a theme here")
        self._built.themes = known
        if key == "bn_themes":
            extra.pop(key)
            if literal != known:
                own.setdefault("read", {})[key] = [known, literal]

    # What hangs on a row

    def _children(
        self,
        pk: str,
        model: type[models.Model],
        body: Document,
        extra: dict[str, Any],
        own: dict[str, Any],
        path: str,
    ) -> None:
        for key, (child, link) in CHILDREN.get(model, {}).items():
            items = body.get(key, _ABSENT)
            if items is _ABSENT:
                continue
            if not isinstance(items, list):
                extra[key] = items
                if items is not None:
                    self._reject(path + key, items, "is not a list")
            elif not items:
                own.setdefault("empty", []).append(key)
            else:
                for position, item in enumerate(items):
                    here = f"{path}{key}.{position}"
                    if not isinstance(item, dict) or position >= MOST_ITEMS:
                        self._reject(here, item, "cannot be a row of its own; it is kept as it is")
                        placed = False
                    else:
                        placed = self._child(child, link, pk, key, position, item, here)
                    if not placed:
                        own.setdefault("unplaced", {}).setdefault(key, []).append([position, self._restored(item)])

    def _child(
        self,
        model: type[models.Model],
        link: str,
        parent_pk: str,
        key: str,
        position: int,
        item: Document,
        path: str,
    ) -> bool:
        """Make the row of a detail; False when it cannot be one."""
        columns, extra, own = self._fill(model, item, f"{path}.")
        if not self._settle_detail(model, columns, item, path):
            return False
        otherwise = (parent_pk, key, position)
        pk = _id_of(extra, own, otherwise)
        columns |= {"id": pk, "position": position, f"{link}_id": parent_pk}
        details = self._built.details
        before = len(details)
        self._children(pk, model, item, extra, own, f"{path}.")
        _put_extra(columns, extra, own)
        details.append(Detail(model, columns, otherwise, details[before:]))
        return True

    def _settle_detail(self, model: type[models.Model], columns: Row, item: Document, path: str) -> bool:
        """What takes more than one field to tell; False when it makes no row."""
        if model is Phone:
            columns["e164"] = stored(columns.get("number", ""), self._country())
            if columns.get("number") and not columns["e164"]:
                self._reject(f"{path}.number", item["number"], "is no phone number; it is shown as written")
        elif model is Capacity:
            if columns.get("available") is None:
                self._reject(f"{path}.available", item.get("available"), "says no number of places")
                return False
            unit = item.get("unit")
            if isinstance(unit, dict) and isinstance(unit.get("name"), str):
                columns["unit_name"] = unit["name"].strip()[:120]
        return True

    def _nested_locations(self, body: Document, extra: dict[str, Any], own: dict[str, Any]) -> None:
        if not isinstance(items := body.get("locations"), list):
            return
        del extra["locations"]
        if not items:
            own.setdefault("empty", []).append("locations")
        for position, item in enumerate(items):
            found = reference_of(item)
            pk = self._spool.find(*found) if found else None
            if pk:
                own.setdefault("locations", []).append(pk)
            else:
                own.setdefault("unplaced", {}).setdefault("locations", []).append([position, self._restored(item)])

    def _country(self) -> str:
        """The country phone numbers are read in: that of the address, else the Netherlands."""
        return self._record.country or "NL"

    def _reject(self, name: str, value: Any, reason: str) -> None:
        self._built.had_rejects = True
        shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        self._note(
            Reject(
                self._record.where, self._record.kind.word, self._record.source_id, name,
                "" if value is None else shown[:200], reason,
            )
        )  # fmt: skip


def _licence_of(body: Document) -> str:
    """The licence that goes with one entry, where its source names one (``bn_licence``)."""
    said = body.get("bn_licence")
    return said.strip() if isinstance(said, str) and len(said.strip()) <= LONGEST_LICENCE else ""


def public_id(source: str, source_id: str) -> str:
    """The id of what has none that can be used: the same for the same source and id, always."""
    return str(uuid5(uuid5(NAMESPACE_URL, f"urn:buurtnet:source:{source}"), source_id))


def other_id(parent: UUID | str, key: str, position: int) -> str:
    """The id of a detail whose own is taken or no UUID: the same as long as it stands in the same place."""
    return str(uuid5(parent if isinstance(parent, UUID) else UUID(parent), f"{key}/{position}"))


def _id_of(extra: dict[str, Any], own: dict[str, Any], otherwise: tuple[str, str, int]) -> str:
    """The id of a detail: the one its source gave it, where that is a UUID."""
    literal = extra.pop("id", None)
    if isinstance(literal, str) and is_uuid(literal):
        if literal != literal.lower():
            own["id"] = literal
        return literal.lower()
    if literal is not None:
        extra.setdefault("bn_source_id", literal)
    return other_id(*otherwise)


def _put_extra(columns: Row, extra: dict[str, Any], own: dict[str, Any]) -> None:
    """Fill ``extra``. Numbers a database would write otherwise (``1e+22``, ``-0.0``) go in as texts."""
    if own:
        extra[PRIVATE] = own
    if extra:
        if _BENT_NUMBER.search(json.dumps(extra)):
            extra = _bent(extra)
            extra.setdefault(PRIVATE, {})["bent"] = True
        columns["extra"] = extra


def _bent(value: Any) -> Any:
    match value:
        case float() if _BENT_NUMBER.search(repr(value)):
            return {f"{PRIVATE}float": repr(value)}
        case dict():
            return {key: _bent(item) for key, item in value.items()}
        case list():
            return [_bent(item) for item in value]
    return value


def straightened(value: Any) -> Any:
    """The opposite of what ``_put_extra`` does to numbers."""
    match value:
        case {"§float": str() as number} if len(value) == 1:
            return float(number)
        case dict():
            return {key: straightened(item) for key, item in value.items()}
        case list():
            return [straightened(item) for item in value]
    return value


def rows_by_model(batch: list[Built]) -> Iterator[tuple[type[models.Model], list[Detail]]]:
    """The details of a batch, those that others hang on first."""
    found: dict[type[models.Model], list[Detail]] = {ServiceAtLocation: []}
    for built in batch:
        for detail in built.details:
            found.setdefault(detail.model, []).append(detail)
    yield from found.items()
