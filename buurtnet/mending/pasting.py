"""A pasted list: kept between its steps, and looked at row by row before anything is written."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from buurtnet.areas.models import Network
from buurtnet.directory.access import organizations_of, services_in
from buurtnet.directory.actions import TO_READ, value_of
from buurtnet.directory.models import Service, Source
from buurtnet.exchange.importing import Options
from buurtnet.exchange.pasted import Cells
from buurtnet.exchange.reading import Entry
from buurtnet.exchange.records import Where
from buurtnet.exchange.row_states import RowState, look_at
from buurtnet.kit.folding import fold
from buurtnet.mending.duplicates import Alike, likely_doubles_of_all
from buurtnet.mending.marks import marks_in
from buurtnet.mending.models import Pasted
from buurtnet.mending.pasted_columns import guess, has_headings
from buurtnet.mending.pasted_places import Placed, placed
from buurtnet.mending.pasted_rows import PastedRow, document_of, rows_in
from buurtnet.mending.placing import PlaceWords, point_of, words_in, words_of
from buurtnet.mending.values import label_of, said
from buurtnet.people.models import Person

LICENCES: Final = ("CC0-1.0", "CC-BY-4.0")
MOST_TICKS: Final = 100  # boxes in one form; a list with more doubles than that comes in two goes
MOST_OPEN: Final = 5  # lists of one person that wait for a next step
LIST: Final = "lijst"
# Fields that a list can hold, as ``directory.actions`` calls them.
FIELDS: Final = (
    "name", "description", "url", "email", "application_process", "fees_description", "eligibility_description",
    "ages", "phones", "costs", "languages", "hours", "where",
)  # fmt: skip


@dataclass(frozen=True)
class ChangedField:
    field: str
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class SaidField:
    label: str
    text: str


@dataclass(frozen=True)
class Seen:
    """What would become of a row.

    ``doubles``: entries that are likely the same; ``changes``: what it changes; ``says``: of a new one, all it says
    besides its name.
    """

    row: PastedRow
    state: RowState
    doubles: list[Alike] = field(default_factory=list)
    changes: list[ChangedField] = field(default_factory=list)
    says: list[SaidField] = field(default_factory=list)


@dataclass(frozen=True)
class Ground:
    """What a list lands on: organizations by name, and entries of earlier lists by their id in the list.

    ``points``: latitude and longitude of each place in words, looked up once.
    """

    network: Network
    organizations: dict[str, uuid.UUID]
    own: dict[str, Service]
    points: dict[PlaceWords, tuple[float, float] | None] = field(default_factory=dict)

    def point(self, where: PlaceWords) -> tuple[float, float] | None:
        asked = PlaceWords(where.name, where.street)
        if asked not in self.points:
            self.points[asked] = point_of(asked, self.network)
        return self.points[asked]


@dataclass(frozen=True)
class Preview:
    """All rows with what would become of them. ``mark``: another preview has another mark."""

    seen: list[Seen]
    mark: str
    ground: "Ground"
    placed: Placed

    def of(self, *states: RowState) -> list[Seen]:
        return [one for one in self.seen if one.state in states and not one.doubles]

    @property
    def doubtful(self) -> list[Seen]:
        """Rows with a likely double, as many as one form asks about."""
        return [one for one in self.seen if one.doubles][:MOST_TICKS]

    @property
    def too_many(self) -> list[Seen]:
        """Rows with a likely double beyond those: left for a next time."""
        return [one for one in self.seen if one.doubles][MOST_TICKS:]


def source_of(network: Network) -> str:
    """The source of all lists that a network pastes, at most 60 signs: rows are found again by it."""
    slug: str = network.slug
    if len(slug) + 1 + len(LIST) <= 60:
        return f"{slug}-{LIST}"
    return f"{slug[:45]}-{hashlib.sha256(slug.encode()).hexdigest()[:8]}-{LIST}"


def keep(cells: Cells, *, network: Network, by: Person) -> Pasted:
    """Keep a list for its next steps, with a first guess of what its columns hold."""
    is_headed = has_headings(cells)
    open_ones = Pasted.objects.filter(network=network, by=by, done_at=None).order_by("-made_at")
    Pasted.objects.filter(pk__in=[one.pk for one in open_ones[MOST_OPEN - 1 :]]).delete()
    before = Source.objects.filter(pk=source_of(network)).values_list("licence", flat=True).first()
    return Pasted.objects.create(
        network=network, by=by, cells=json.dumps(cells), is_headed=is_headed,
        columns=guess(cells, is_headed=is_headed), licence=before if before in LICENCES else LICENCES[0],
    )  # fmt: skip


# Looking


def preview(pasted: Pasted) -> Preview:
    """What the list would do now, row by row. Nothing is written."""
    network = pasted.network
    rows = rows_in(pasted.rows, pasted.columns, network, is_headed=pasted.is_headed)
    usable = [row for row in rows if not row.refused]
    ground = Ground(network, known_organizations(network), own_entries(usable, network))
    where = placed(usable, network, own=ground.own, organizations=ground.organizations, source=source_of(network))
    states = look_at(LIST, entries_of(usable, ground, where.at()), options_of(pasted))
    is_there = {row.number: ground.own[row.source_id].pk for row in usable if row.source_id in ground.own}
    new = {row.number: marks_in(row.values) for row in usable if states[row.number] is RowState.NEW}
    doubles = likely_doubles_of_all(new, network, own=is_there) if new else {}
    seen = []
    for row in rows:
        state = RowState.REFUSED if row.refused else states[row.number]
        fields = [name for name in FIELDS if name != "where" or row.number not in where.sure]
        changes = changes_of(row, ground.own[row.source_id], network, fields) if state is RowState.CHANGED else []
        says = says_of(row, network) if state in {RowState.NEW, RowState.BACK} else []
        seen.append(Seen(row, state, doubles.get(row.number, []), changes, says))
    return Preview(seen, mark_of(pasted, seen), ground, where)


def options_of(pasted: Pasted) -> Options:
    """A list is never taken for all there is: what it does not name stays."""
    return Options(source_of(pasted.network), licence=pasted.licence, partial=True)


def entries_of(rows: Sequence[PastedRow], ground: Ground, at: Mapping[int, uuid.UUID]) -> list[Entry]:
    """The rows as services; an organization and a place (``at``) that are on the map already are not made again."""
    found = []
    for row in rows:
        where = words_in(row.values.get("where") or {})
        point = ground.point(where) if where.said and row.number not in at else None
        document = document_of(row, ground.network, point)
        if row.number in at:
            document.pop("service_at_locations", None)
        if row.organization and fold(row.organization) not in ground.organizations:
            document["organization"] = {"name": row.organization}
        found.append(Entry(Where(LIST, row.number), document, kind="service"))
    return found


def known_organizations(network: Network) -> dict[str, uuid.UUID]:
    """Organizations on the map of a network that no list put there, by name."""
    rows = organizations_of(services_in(network)).exclude(source=source_of(network)).order_by("-name", "pk")
    return {fold(name): pk for pk, name in rows.values_list("pk", "name")}


def own_entries(rows: Sequence[PastedRow], network: Network) -> dict[str, Service]:
    """What earlier lists made of these rows, by their id in the list, with all that their values are made of."""
    ids = [row.source_id for row in rows]
    found = Service.objects.filter(source=source_of(network), source_id__in=ids).prefetch_related(*TO_READ)
    return {one.source_id: one for one in found}


def changes_of(row: PastedRow, service: Service, network: Network, fields: Iterable[str]) -> list[ChangedField]:
    """Which of these fields of an entry would say something else."""
    return [
        ChangedField(name, label_of(name), _said(name, now, network), _said(name, row.values.get(name), network))
        for name in fields
        if (now := _now(service, name)) != (row.values.get(name) or _EMPTY.get(name, ""))
    ]


def says_of(row: PastedRow, network: Network) -> list[SaidField]:
    """What a row says besides its name, so that a column in the wrong place is seen before it is on the map."""
    fields = [name for name in FIELDS if name != "name" and name in row.values]
    lines = [SaidField(label_of(name), _said(name, row.values[name], network)) for name in fields]
    return [one for one in lines if one.text]


_EMPTY: Final[Mapping[str, Any]] = {
    "ages": [None, None], "phones": [], "costs": [], "languages": [], "hours": {},
    "where": PlaceWords().as_value(),
}  # fmt: skip


def _now(service: Service, name: str) -> Any:
    if name == "where":
        link = next(iter(service.at_locations.all()), None)
        return words_of(link.location if link else None).as_value()
    return value_of(service, name)


def _said(name: str, value: Any, network: Network) -> str:
    return "\n".join(said(name, value, network.country)) if value not in (None, _EMPTY.get(name)) else ""


def mark_of(pasted: Pasted, seen: Sequence[Seen]) -> str:
    """Other columns, other rows or another outcome give another mark."""
    told = [
        [one.row.source_id, one.row.values, one.state, [str(alike.service.pk) for alike in one.doubles]]
        for one in seen
    ]
    whole = json.dumps([pasted.columns, pasted.is_headed, pasted.licence, told], sort_keys=True, default=str)
    return hashlib.sha256(whole.encode()).hexdigest()[:16]
