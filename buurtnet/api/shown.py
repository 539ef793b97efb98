"""Documents as the public may have them: what the columns say, and never more than the public pages.

What a source sent beyond the columns stays out, since it may name its contact persons. Of a safe address nothing is
given: not its name, its point, its areas, not even an id that could be compared. A number that a source gives to a
contact person is that person's. Where a column holds what HSDS has no word for, the key is left out.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any, Final
from uuid import UUID, uuid5

from django.db.models import F, Model, Q, QuerySet, UUIDField
from django.db.models.base import ModelState
from django.utils import timezone

from buurtnet.api.access import turned_to
from buurtnet.api.plain_rows import plain_document
from buurtnet.directory.choices import SHOWN_STATUSES
from buurtnet.directory.facts import to_call
from buurtnet.directory.models import (
    Address,
    Attribute,
    Capacity,
    Location,
    Phone,
    Service,
    ServiceArea,
    ServiceAtLocation,
)
from buurtnet.exchange.export import Details, Gathered, Nested, order_of
from buurtnet.exchange.records import Document, Kind
from buurtnet.people.models import Organization
from buurtnet.search.many_ids import Among, BareId, bare, whole, written

ADDRESS_TYPES: Final = ("physical", "virtual")


class Shown(Gathered):
    """Documents of public rows. ``lists=False``: as lists of HSDS have them, without what hangs on a row."""

    def __init__(self, *, lists: bool = True) -> None:
        super().__init__(lists=lists)
        self._in_hiding: set[BareId] = set()  # services that have a safe address
        self._secret: set[BareId] = set()  # those at that address, as ServiceAtLocation
        self._rows: dict[str, Service | Organization] = {}  # by the id as it is written
        self._needed: dict[BareId, list[Document]] = {}

    def services_of(self, ids: list[UUID]) -> dict[UUID, Document]:
        """Services by their id; whoever asks has made sure that they are public."""
        secret = ServiceAtLocation.objects.filter(Among("service_id", ids), location__hide_address=True)
        self._in_hiding = set(secret.values_list(bare("service_id"), flat=True))
        return {UUID(document["id"]): self._finished(document) for document in self.services(ids)}

    def organizations_of(self, ids: list[UUID]) -> dict[UUID, Document]:
        found = self.of_kind(Kind.ORGANIZATION, ids)
        return {pk: self._finished(document) for pk, document in found.items()}

    def of_kind(self, kind: Kind, ids: list[UUID]) -> dict[UUID, Document]:
        return {UUID(document["id"]): document for document in super().of_kind(kind, ids).values()}

    def _finished(self, document: Document) -> Document:
        """What stands beside the columns: where it comes from, how fresh it is, what someone has to bring."""
        row = self._rows[document["id"]]
        if changed := _moment_of(row):
            document["last_modified"] = changed
        if row.source:
            document["bn_source"] = row.source
        if row.licence:
            document["bn_licence"] = row.licence
        if isinstance(row, Service):
            self._finish_service(document, row)
        return document

    def _finish_service(self, document: Document, row: Service) -> None:
        fresh = row.freshness(timezone.localdate())
        document["bn_freshness"] = {"score": round(fresh.score), "label": str(fresh.label)}
        if needed := self._needed.get(row.pk):
            document["required_documents"] = needed
        if "organization" not in document:
            document.pop("organization_id", None)  # it is gone, and its address would lead nowhere
        if row.pk in self._in_hiding:
            document.pop("bn_area", None)

    # What is read

    def _read(self, model: type[Model], which: Q) -> list[Any]:
        """The rows without what a source sent beyond the columns."""
        rows = _bare(model, which, extra=model is Phone or (model is Service and self._lists))
        if model is Phone:
            rows = to_call(rows)
        elif model is Service and self._lists:  # what someone has to bring stands beyond the columns
            self._needed |= {row.pk: _to_bring(row) for row in rows}
        return list(self._told(model, rows))

    def _themes_of(self, ids: list[UUID]) -> Iterable[tuple[BareId, str]]:
        rows = Service.themes.through.objects.filter(Among("service_id", ids))
        return rows.values_list(bare("service_id"), "theme_id")

    def _written(self, row: Any, details: Details, nested: Nested) -> Document:
        return plain_document(row, details, nested)

    def _told(self, model: type[Any], rows: Iterable[Any]) -> Iterable[Any]:
        """Of these rows those that may be told, and of each what may be told."""
        for row in rows:
            row.extra = {}
            if isinstance(row, Service | Organization):
                self._rows[written(row.pk)] = row
            if isinstance(row, Service):
                row.assurer_email = ""  # meant to be a role's; a source may have put a person's there
            elif isinstance(row, ServiceAtLocation) and row.is_secret:  # type: ignore[attr-defined]  # see _basis
                self._secret.add(row.pk)
                row.location_id, row.description = None, ""
            elif isinstance(row, Address):
                row.attention = ""  # for the attention of someone
            elif isinstance(row, ServiceArea | Attribute) and row.at_location_id in self._secret:
                continue
            elif isinstance(row, Capacity) and row.updated is None:
                continue  # HSDS wants to know when it was said
            yield row


def _bare(model: type[Model], which: Q, *, extra: bool) -> list[Any]:
    """Some rows with their columns (with or without what is beyond them), to read and not to save; ids are bare.

    A page of a hundred services in full has well over a thousand of them; all that a model does to come into being
    would be a sixth of the time, and making ids of ids as much.
    """
    columns, rows = _basis(model, extra)
    found = []
    for values in rows.filter(which).order_by(*order_of(model)):
        row = object.__new__(model)
        row._state = ModelState()
        row.__dict__.update(zip(columns, values, strict=True))
        found.append(row)
    return found


@cache
def _basis(model: type[Model], extra: bool) -> tuple[tuple[str, ...], QuerySet[Any, Any]]:
    """The names of the columns, and the question for those of all rows of which anything may be told."""
    columns: dict[str, Any] = {
        field.attname: bare(field.attname)
        if isinstance(getattr(field, "target_field", field), UUIDField)
        else field.attname
        for field in model._meta.concrete_fields
        if extra or field.attname != "extra"
    }
    if model is ServiceAtLocation:
        columns["is_secret"] = F("location__hide_address")
    return tuple(columns), _open(model._default_manager.all()).values_list(*columns.values())


def _open(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Of some rows those of which anything may be told."""
    if rows.model is Service:  # a list may be half a minute old
        return rows.filter(status__in=SHOWN_STATUSES, gone_at__isnull=True)
    if rows.model is Location:
        return rows.filter(hide_address=False)
    if rows.model is ServiceAtLocation:
        return turned_to(rows)
    if rows.model is Address:
        return rows.filter(address_type__in=ADDRESS_TYPES)
    return rows


def _to_bring(service: Service) -> list[Document]:
    """What the page of a service says someone has to bring: the only thing read from beyond the columns."""
    listed = service.extra.get("required_documents")
    rows = listed if isinstance(listed, list) else []
    texts = [row["document"] for row in rows if isinstance(row, dict) and isinstance(row.get("document"), str)]
    return [
        {"id": str(uuid5(whole(service.pk), f"required_document {place}")), "document": text}
        for place, text in enumerate(texts)
        if text
    ]


def _moment_of(row: Service | Organization) -> str:
    """When it last changed, for whoever asks for changes: at its source, or here when that was later."""
    known = [moment for moment in (row.last_modified, row.imported_at) if moment is not None]
    return max(known).isoformat().replace("+00:00", "Z") if known else ""
