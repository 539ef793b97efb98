"""The social map as HSDS 3.1, as it came in and as it was changed since: services in full, then what none names.

A key is written as its source wrote it as long as the column still says the same; what has no column comes out of
``extra``. The order is always the same, so that two exports can be compared line by line.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, reduce
from itertools import batched
from operator import or_
from typing import Any, Final
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet

from buurtnet.directory.models import Attribute, Capacity, Location, Service, ServiceAtLocation, Source
from buurtnet.exchange.fields import CHILDREN, FIELDS, plain
from buurtnet.exchange.loose import LooseRow
from buurtnet.exchange.records import PRIVATE, Document, Kind, is_uuid, kind_of
from buurtnet.exchange.rows import LINKS, MODELS, other_id, straightened
from buurtnet.exchange.seen import Seen
from buurtnet.people.models import Organization
from buurtnet.search.many_ids import Among, BareId
from buurtnet.themes.models import Taxonomy, TaxonomyTerm

BATCH: Final = 500
# An organization with more locations than this stands on a line of its own, or the export would grow as a square.
MOST_NESTED: Final = 25
_KIND_WORDS: Final = {Kind.TERM: "term"}
_MORE_KEYS: Final = (
    "organization", "organization_id", "location", "location_id", "taxonomy_term", "taxonomy_term_id", "parent_id",
    "parent_organization_id", "taxonomy_detail", "taxonomy_id", "locations",
)  # fmt: skip

# Each table of details: on what its rows hang, the list they stand in there, and the column that says so.
_HANGS_ON: Final[dict[type[models.Model], list[tuple[type[models.Model], str, str]]]] = {}
for _model, _lists in CHILDREN.items():
    for _key, (_child, _link) in _lists.items():
        if _child is not ServiceAtLocation:
            _HANGS_ON.setdefault(_child, []).append((_model, _key, _link))

type Holders = Mapping[type[models.Model], Sequence[Any]]
type Details = Mapping[BareId, Mapping[str, list[Any]]]
type Nested = Mapping[str, Mapping[BareId, Document]]


class Documents:
    """All that is to be exported (of one source, or of all): services, and what none of them names."""

    def __init__(self, source: str) -> None:
        self._source = source

    def __iter__(self) -> Iterator[Document]:
        with Seen() as given:
            gathered = _Exported(given)
            for ids in _batches(Service, self._source):
                yield from gathered.services(ids)
            for kind in (Kind.ORGANIZATION, Kind.LOCATION, Kind.TERM, Kind.TAXONOMY):
                for ids in _batches(MODELS[kind], self._source):
                    written_out = given.among(kind.word, ids)
                    left = [pk for pk in ids if str(pk) not in written_out]
                    found = gathered.of_kind(kind, left)
                    for pk in left:
                        if pk in found:  # an import may have let it go meanwhile
                            yield _named(found[pk], kind)

    def loose(self) -> Iterator[tuple[str, LooseRow]]:
        """What belongs to no document: rows of tables, with the name of their table."""
        sources = Source.objects.filter(pk=self._source) if self._source else Source.objects.order_by("pk")
        for tables in sources.values_list("loose", flat=True):
            for table, rows in tables.items():
                yield from ((table, row) for row in rows)


def documents(source: str = "") -> Documents:
    return Documents(source)


def count(source: str = "") -> int:
    """How many services there are to export."""
    return _shown(Service, source).count()


def _shown(model: type[models.Model], source: str) -> QuerySet[Any]:
    rows = model._default_manager.filter(gone_at__isnull=True).order_by("pk")
    return rows.filter(source=source) if source else rows


def _batches(model: type[models.Model], source: str) -> Iterator[list[UUID]]:
    ids = _shown(model, source).values_list("pk", flat=True)
    for batch in batched(ids.iterator(BATCH), BATCH):
        yield list(batch)


def _named(document: Document, kind: Kind) -> Document:
    """Where its keys do not tell what a document is, it says so itself."""
    word = _KIND_WORDS.get(kind, kind.word)
    return document if kind_of(document) == word else {**document, "bn_entity": word}


class Gathered:
    """Documents made of rows, a batch at a time.

    Whoever gives less away than an export reads less (``_read``) and writes less (``_written``). ``lists``: with the
    lists that hang on a row.
    """

    def __init__(self, *, lists: bool = True) -> None:
        self._lists = lists

    def _read(self, model: type[models.Model], which: Q) -> list[Any]:
        """Rows of a table, in their order."""
        return list(model._default_manager.filter(which).order_by(*order_of(model)))

    def _themes_of(self, ids: list[UUID]) -> Iterable[tuple[BareId, str]]:
        """The themes of services, each with its service."""
        return Service.themes.through.objects.filter(service__in=ids).values_list("service_id", "theme_id")

    def _written(self, row: Any, details: Details, nested: Nested) -> Document:
        """A row with what hangs on it, its keys in order."""
        return _in_order(type(row), _document(row, details, nested, self._written))

    def _give(self, kind: Kind, ids: Iterable[Any]) -> None:
        """Told which rows are written out whole, nested in others or not."""

    def of_kind(self, kind: Kind, ids: list[UUID]) -> Mapping[Any, Document]:
        match kind:
            case Kind.ORGANIZATION:
                return self._around(ids, (), {}, whole=True)[1]["organization"]
            case Kind.LOCATION:
                return self._around((), ids, {})[1]["location"]
            case Kind.TAXONOMY:
                return self._taxonomies(ids)
        return self._terms(ids)

    def services(self, ids: list[UUID]) -> Iterator[Document]:
        """Services in full, in the order of their ids."""
        rows = self._read(Service, Q(Among("pk", ids)))
        themes: defaultdict[BareId, list[str]] = defaultdict(list)
        for service, theme in self._themes_of(ids):
            themes[service].append(theme)
        links = self._read(ServiceAtLocation, Q(Among("service_id", ids))) if self._lists else []
        details, nested = self._around(
            {row.organization_id for row in rows if row.organization_id},
            {row.location_id for row in links if row.location_id},
            {Service: rows, ServiceAtLocation: links},
        )
        for row in rows:
            document = self._written(row, details, nested)
            slugs = sorted(themes[row.pk])
            before = _own(row).get("read", {}).get("bn_themes")
            if before and before[0] == slugs:
                document["bn_themes"] = before[1]
            elif slugs:
                document["bn_themes"] = slugs
            yield _in_order(Service, document)

    def _around(
        self, organizations: Iterable[BareId], locations: Iterable[BareId], holders: Holders, *, whole: bool = False
    ) -> tuple[Details, Nested]:
        """What stands around some rows (``holders``): what hangs on them, and their organizations and locations.

        ``whole``: an organization with all its locations, however many. One query a table.
        """
        found = self._still_there(Organization, organizations)
        named = {row.pk: [UUID(pk) for pk in _own(row).get("locations", ())] for row in found}
        nesting = {pk: places for pk, places in named.items() if whole or len(places) <= MOST_NESTED}
        wanted = {*locations, *(one for some in nesting.values() for one in some)}
        places = self._still_there(Location, wanted)
        details = self._details({**holders, Organization: found, Location: places})
        nested: dict[str, Mapping[BareId, Document]] = {"taxonomy_term": self._terms(_terms_of(details))}
        nested["location"] = {row.pk: self._written(row, details, nested) for row in places}
        nested["organization"] = {
            row.pk: self._of_organization(row, details, nested, nesting.get(row.pk)) for row in found
        }
        self._give(Kind.LOCATION, [row.pk for row in places])
        self._give(Kind.ORGANIZATION, nesting)
        return details, nested

    def _of_organization(self, row: Any, details: Details, nested: Nested, places: Sequence[UUID] | None) -> Document:
        """An organization with the locations that its source nested in it; None: they are too many for that."""
        document = self._written(row, details, nested)
        if places is None:
            return document
        locations = nested["location"]
        items = [(place, locations[pk]) for place, pk in enumerate(places) if pk in locations]
        _put_list(document, "locations", items, _own(row))
        return _in_order(Organization, document)

    def _terms(self, ids: Iterable[BareId]) -> dict[BareId, Document]:
        rows = self._still_there(TaxonomyTerm, ids)
        nested: dict[str, Mapping[BareId, Document]] = {
            "taxonomy_detail": self._taxonomies({row.taxonomy_detail_id for row in rows if row.taxonomy_detail_id})
        }
        self._give(Kind.TERM, [row.pk for row in rows])
        return {row.pk: self._written(row, {}, nested) for row in rows}

    def _taxonomies(self, ids: Iterable[BareId]) -> dict[BareId, Document]:
        rows = self._still_there(Taxonomy, ids)
        self._give(Kind.TAXONOMY, [row.pk for row in rows])
        return {row.pk: self._written(row, {}, {}) for row in rows}

    def _still_there(self, model: type[models.Model], ids: Iterable[BareId]) -> list[Any]:
        wanted = tuple(set(ids))
        return self._read(model, Q(Among("pk", wanted), gone_at__isnull=True)) if wanted else []

    def _details(self, holders: Holders) -> Details:
        """What hangs on rows, by row and list. One query a table, whatever its rows hang on."""
        found: defaultdict[BareId, defaultdict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for link in holders.get(ServiceAtLocation, ()):
            found[link.service_id]["service_at_locations"].append(link)
        for child, lists in _HANGS_ON.items() if self._lists else ():
            on = {link: [row.pk for row in holders.get(model, ())] for model, _key, link in lists}
            keys = {f"{link}_id": key for _model, key, link in lists}
            wanted = reduce(or_, (Q(Among(f"{link}_id", pks)) for link, pks in on.items() if pks), Q())
            for row in self._read(child, wanted) if wanted else ():
                for column, key in keys.items():
                    if (pk := getattr(row, column)) is not None:
                        found[pk][key].append(row)
        return found


class _Exported(Gathered):
    """The documents of an export, which writes out once what nothing else did."""

    def __init__(self, given: Seen) -> None:
        super().__init__()
        self._given = given

    def _give(self, kind: Kind, ids: Iterable[Any]) -> None:
        self._given.add(kind.word, ids)


def order_of(model: type[models.Model]) -> tuple[str, ...]:
    """The order of the rows of a table: details as their source had them."""
    return ("position", "pk") if hasattr(model, "position") else ("pk",)


def _terms_of(details: Details) -> set[BareId]:
    return {
        row.term_id
        for found in details.values()
        for row in found.get("attributes", ())
        if isinstance(row, Attribute) and row.term_id
    }


def _document(
    row: Any, details: Details, nested: Nested, write: Callable[[Any, Details, Nested], Document]
) -> Document:
    """A row with what hangs on it (``write``), as its source would write it."""
    model = type(row)
    extra: Document = straightened(row.extra) if row.extra.get(PRIVATE, {}).get("bent") else row.extra
    own: dict[str, Any] = extra.get(PRIVATE, {})
    document: Document = {key: value for key, value in extra.items() if key != PRIVATE}
    _put_columns(document, row, own)
    _put_links(document, row, own, nested)
    for key in CHILDREN.get(model, {}):
        items = [(one.position, write(one, details, nested)) for one in _hanging(row, key, details)]
        _put_list(document, key, items, own)
    if model is Capacity:
        _put_unit(document, row)
    document["id"] = _public_id(row, own)
    if (source_id := getattr(row, "source_id", "")) and source_id.lower() != str(row.pk):
        document.setdefault("bn_source_id", source_id)
    return document


def _put_columns(document: Document, row: Any, own: Mapping[str, Any]) -> None:
    """What the columns say; as long as one says what was read into it, in the source's own writing."""
    fields = FIELDS[type(row)]
    as_read = {
        key: before
        for key, before in own.get("read", {}).items()
        if key in fields and before[0] == plain(getattr(row, fields[key].column))
    }
    document |= {key: before[1] for key, before in as_read.items() if len(before) > 1}
    said = {fields[key].column for key in as_read}
    for key, known in fields.items():
        value = getattr(row, known.column)
        if known.column not in said and value is not None and (value != known.default or known.required):
            written = known.write(value)
            if written is not None:
                document[key] = written


def _hanging(row: Any, key: str, details: Details) -> list[Any]:
    found = details.get(row.pk)
    return found.get(key, []) if found else []


def _put_links(document: Document, row: Any, own: Mapping[str, Any], nested: Nested) -> None:
    """What the row points at: nested where the source nested it, else by its id."""
    read = own.get("read", {})
    for nested_key, id_key, column, _kind in LINKS.get(type(row), ()):
        pk = getattr(row, column)
        inside = nested.get(nested_key, {}).get(pk) if pk else None
        if inside is not None:
            document[nested_key] = inside
        before = read.get(id_key)
        if before is not None and before[0] == (str(pk) if pk else None):
            document[id_key] = before[1]
        elif pk and inside is None and not own.get("in"):
            document[id_key] = str(pk)


def _put_list(document: Document, key: str, items: list[tuple[int, Document]], own: Mapping[str, Any]) -> None:
    """The items of a list in their places, with those that could not be rows."""
    unplaced = [(place, item) for place, item in own.get("unplaced", {}).get(key, ())]
    together = sorted([*items, *unplaced], key=lambda one: one[0])
    if together:
        document[key] = [item for _place, item in together]
    elif key in own.get("empty", ()):
        document[key] = []


def _put_unit(document: Document, row: Capacity) -> None:
    unit = document.get("unit")
    if not isinstance(unit, dict):
        unit = {"id": str(other_id(row.pk, "unit", 0)), "name": row.unit_name}
    elif str(unit.get("name", "")).strip()[:120] != row.unit_name:
        unit = {**unit, "name": row.unit_name}
    document["unit"] = unit


def _public_id(row: Any, own: Mapping[str, Any]) -> str:
    """A detail keeps the id its source gave it; what has an address of its own is known by that."""
    literal = own.get("id")
    if not isinstance(literal, str) or not is_uuid(literal):
        return str(row.pk)
    is_detail = not hasattr(row, "source_id")
    return literal if is_detail or literal.lower() == str(row.pk) else str(row.pk)


def _own(row: Any) -> dict[str, Any]:
    own: dict[str, Any] = row.extra.get(PRIVATE, {})
    return own


_ORDER: Final[dict[type[models.Model], dict[str, int]]] = {
    model: {key: place for place, key in enumerate(["id", *keys, *_MORE_KEYS, *CHILDREN.get(model, {})])}
    for model, keys in FIELDS.items()
}


def _in_order(model: type[models.Model], document: Document) -> Document:
    """The keys as HSDS lists them, then the others by name."""
    return {key: document[key] for key in _ordered_keys(model, tuple(document))}


@lru_cache(maxsize=4_096)
def _ordered_keys(model: type[models.Model], keys: tuple[str, ...]) -> tuple[str, ...]:
    """Kept, since very many rows of a table have the same keys."""
    order = _ORDER[model]
    return tuple(sorted(keys, key=lambda key: (order.get(key, 1_000), key)))
