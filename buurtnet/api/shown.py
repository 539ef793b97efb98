"""Documents as the public may have them: what the columns say, and never more than the public pages.

What a source sent beyond the columns stays out, since it may name its contact persons. Of a safe address nothing is
given: not its name, its point, its areas, not even an id that could be compared. A number that a source gives to a
contact person is that person's. Where a column holds what HSDS has no word for, the key is left out.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final
from uuid import UUID, uuid5

from django.db.models import F, QuerySet
from django.db.models.base import ModelState
from django.utils import timezone

from buurtnet.api.access import turned_to
from buurtnet.api.parameters import DAYS
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
from buurtnet.exchange.export import Gathered
from buurtnet.exchange.records import Document, Kind
from buurtnet.people.models import Organization

ADDRESS_TYPES: Final = ("physical", "virtual")
FREQUENCIES: Final = ("WEEKLY", "MONTHLY")
MADE: Final = "made:"  # how an id begins that the import made of what an entry says, its address included


class Shown(Gathered):
    """Documents of public rows. ``lists=False``: as lists of HSDS have them, without what hangs on a row."""

    def __init__(self, *, lists: bool = True) -> None:
        super().__init__(lists=lists)
        self._in_hiding: set[UUID] = set()  # services that have a safe address
        self._secret: set[UUID] = set()  # those at that address, as ServiceAtLocation
        self._rows: dict[UUID, Service | Organization] = {}
        self._needed: dict[UUID, list[Document]] = {}

    def services_of(self, ids: list[UUID]) -> dict[UUID, Document]:
        """Services by their id; whoever asks has made sure that they are public."""
        secret = ServiceAtLocation.objects.filter(service__in=ids, location__hide_address=True)
        self._in_hiding = set(secret.values_list("service_id", flat=True))
        return {UUID(document["id"]): self._finished(document) for document in self.services(ids)}

    def organizations_of(self, ids: list[UUID]) -> dict[UUID, Document]:
        found = self.of_kind(Kind.ORGANIZATION, ids)
        return {pk: self._finished(document) for pk, document in found.items()}

    def _finished(self, document: Document) -> Document:
        """What stands beside the columns: where it comes from, how fresh it is, what someone has to bring."""
        row = self._rows[UUID(document["id"])]
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
        for one in document.get("service_at_locations", ()):
            if UUID(one["id"]) in self._secret:
                one["bn_hide_address"] = True

    # What is read

    def _read(self, rows: QuerySet[Any]) -> list[Any]:
        """The rows without what a source sent beyond the columns."""
        model = rows.model
        if model is Service:
            found: Iterable[Any] = self._read_services(_open(rows))
        elif model is Phone:
            found = map(_without_extra, to_call(_bare(rows, ())))
        else:
            found = map(_without_extra, _bare(_open(rows), ("extra",)))
        return list(self._told(model, found))

    def _read_services(self, rows: QuerySet[Service]) -> Iterable[Service]:
        """With what someone has to bring, when that is asked: it stands beyond the columns."""
        found = list(rows if self._lists else rows.defer("extra"))
        if self._lists:
            self._needed |= {row.pk: _to_bring(row) for row in found}
        return map(_without_extra, found)

    def _told(self, model: type[Any], rows: Iterable[Any]) -> Iterable[Any]:
        """Of these rows those that may be told, and of each what may be told."""
        for row in rows:
            if isinstance(row, Service | Organization):
                self._rows[row.pk] = row
            if isinstance(row, Service):
                row.assurer_email = ""  # meant to be a role's; a source may have put a person's there
            elif isinstance(row, ServiceAtLocation) and row.is_secret:  # type: ignore[attr-defined]  # see _open
                self._secret.add(row.pk)
                row.location_id, row.description = None, ""
            elif isinstance(row, Address):
                row.attention = ""  # for the attention of someone
            elif isinstance(row, ServiceArea | Attribute) and row.at_location_id in self._secret:
                continue
            elif isinstance(row, Capacity) and row.updated is None:
                continue  # HSDS wants to know when it was said
            yield row


def _bare(rows: QuerySet[Any], but: Collection[str]) -> Iterator[Any]:
    """Some rows with their columns (``but`` these), to read and not to save.

    A page of a hundred services in full has well over a thousand of them; all that a model does to come into being
    would be a sixth of the time.
    """
    columns = [field.attname for field in rows.model._meta.concrete_fields if field.attname not in but]
    columns += rows.query.annotation_select
    for values in rows.values_list(*columns):
        row = object.__new__(rows.model)
        row._state = ModelState()
        row.__dict__.update(zip(columns, values, strict=True))
        yield row


def _without_extra(row: Any) -> Any:
    row.extra = {}
    return row


def _open(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Of some rows those of which anything may be told."""
    if rows.model is Service:  # a list may be half a minute old
        return rows.filter(status__in=SHOWN_STATUSES, gone_at__isnull=True)
    if rows.model is Location:
        return rows.filter(hide_address=False)
    if rows.model is ServiceAtLocation:
        return turned_to(rows).annotate(is_secret=F("location__hide_address"))
    if rows.model is Address:
        return rows.filter(address_type__in=ADDRESS_TYPES)
    return rows


def _to_bring(service: Service) -> list[Document]:
    """What the page of a service says someone has to bring: the only thing read from beyond the columns."""
    listed = service.extra.get("required_documents")
    rows = listed if isinstance(listed, list) else []
    texts = [row["document"] for row in rows if isinstance(row, dict) and isinstance(row.get("document"), str)]
    return [
        {"id": str(uuid5(service.pk, f"required_document {place}")), "document": text}
        for place, text in enumerate(texts)
        if text
    ]


def _moment_of(row: Service | Organization) -> str:
    """When it last changed, for whoever asks for changes: at its source, or here when that was later."""
    known = [moment for moment in (row.last_modified, row.imported_at) if moment is not None]
    return max(known).isoformat().replace("+00:00", "Z") if known else ""


def tidied(document: Document) -> Document:
    """A document of HSDS 3.1 to the letter, all the way down."""
    for value in document.values():
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                tidied(inner)
    if str(document.get("bn_source_id", "")).startswith(MADE):
        document.pop("bn_source_id")  # it is no id of the source, and whoever guesses an address could check it
    if isinstance(document.get("extension"), str):  # HSDS wants a number there
        document["bn_extension"] = document.pop("extension")
    if document.get("freq") == "DAILY":
        document |= {"freq": "WEEKLY", "byday": document.get("byday") or ",".join(DAYS)}
    if document.get("freq", "WEEKLY") not in FREQUENCIES:
        document["bn_freq"] = document.pop("freq")
    if document.get("wkst", "MO") not in DAYS:
        document.pop("wkst")
    return document
