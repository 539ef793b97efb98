"""A pasted list: kept between its steps, looked at row by row, and put on the map in one go or not at all."""

import datetime as dt
import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.directory import search
from buurtnet.directory.access import organizations_of, services_in
from buurtnet.directory.actions import value_of, write_history
from buurtnet.directory.choices import AssuredBy
from buurtnet.directory.models import Change, Service, Source
from buurtnet.exchange.importing import Options
from buurtnet.exchange.pasted import Cells
from buurtnet.exchange.reading import Entry
from buurtnet.exchange.records import Where
from buurtnet.exchange.row_states import RowState, bring_rows, look_at
from buurtnet.kit.folding import fold
from buurtnet.mending.answering import By
from buurtnet.mending.duplicates import Alike, likely_doubles_of_all, marks_in
from buurtnet.mending.models import Pasted
from buurtnet.mending.pasted_columns import guess, has_headings
from buurtnet.mending.pasted_rows import PastedRow, document_of, rows_in
from buurtnet.mending.placing import PlaceWords, make_all_found_in, point_of, words_in, words_of
from buurtnet.mending.values import label_of, said
from buurtnet.people.models import Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record

LICENCES: Final = ("CC0-1.0", "CC-BY-4.0")
MOST_TICKS: Final = 100  # boxes in one form; a list with more doubles than that comes in two goes
MOST_OPEN: Final = 5  # lists of one person that wait for a next step
_LIST: Final = "lijst"
# Fields that a list can hold, as ``directory.actions`` calls them.
FIELDS: Final = (
    "name", "description", "url", "email", "application_process", "fees_description", "eligibility_description",
    "ages", "phones", "costs", "languages", "hours", "where",
)  # fmt: skip


class DoneAlreadyError(Exception):
    """The list is on the map: a second click, or another window."""


class OtherNowError(Exception):
    """What was looked at is not what would happen now."""


class NothingLeftError(Exception):
    """Of all rows none is left to take over."""


@dataclass(frozen=True)
class ChangedField:
    field: str
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Seen:
    """What would become of a row. ``doubles``: entries that are likely the same; ``changes``: what it changes."""

    row: PastedRow
    state: RowState
    doubles: list[Alike] = field(default_factory=list)
    changes: list[ChangedField] = field(default_factory=list)


@dataclass(frozen=True)
class Preview:
    """All rows with what would become of them. ``mark``: another preview has another mark."""

    seen: list[Seen]
    mark: str

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
    if len(slug) + 1 + len(_LIST) <= 60:
        return f"{slug}-{_LIST}"
    return f"{slug[:45]}-{hashlib.sha256(slug.encode()).hexdigest()[:8]}-{_LIST}"


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
    states = look_at(_LIST, entries_of(usable, network), options_of(pasted))
    own = own_entries(usable, network)
    is_there = {row.number: own[row.source_id].pk for row in usable if row.source_id in own}
    new = {row.number: marks_in(row.values) for row in usable if states[row.number] is RowState.NEW}
    doubles = likely_doubles_of_all(new, network, own=is_there) if new else {}
    seen = []
    for row in rows:
        state = RowState.REFUSED if row.refused else states[row.number]
        changes = changes_of(row, own[row.source_id], network) if state is RowState.CHANGED else []
        seen.append(Seen(row, state, doubles.get(row.number, []), changes))
    return Preview(seen, mark_of(pasted, seen))


def options_of(pasted: Pasted) -> Options:
    """A list is never taken for all there is: what it does not name stays."""
    return Options(source_of(pasted.network), licence=pasted.licence, partial=True)


def entries_of(rows: Sequence[PastedRow], network: Network) -> list[Entry]:
    """The rows as services; an organization that is on the map already is not made again."""
    known = known_organizations(network)
    at = cache(lambda words: point_of(words, network))
    found = []
    for row in rows:
        where = words_in(row.values.get("where") or {})
        point = at(PlaceWords(where.name, where.street)) if where.said else None
        document = document_of(row, network, point)
        if row.organization and fold(row.organization) not in known:
            document["organization"] = {"name": row.organization}
        found.append(Entry(Where(_LIST, row.number), document, kind="service"))
    return found


def known_organizations(network: Network) -> dict[str, uuid.UUID]:
    """Organizations on the map of a network that no list put there, by name."""
    rows = organizations_of(services_in(network)).exclude(source=source_of(network)).order_by("-name", "pk")
    return {fold(name): pk for pk, name in rows.values_list("pk", "name")}


def own_entries(rows: Sequence[PastedRow], network: Network) -> dict[str, Service]:
    """What earlier lists made of these rows, by their id in the list."""
    ids = [row.source_id for row in rows]
    return {one.source_id: one for one in Service.objects.filter(source=source_of(network), source_id__in=ids)}


def changes_of(row: PastedRow, service: Service, network: Network) -> list[ChangedField]:
    """Which fields of an entry would say something else."""
    return [
        ChangedField(name, label_of(name), _said(name, now, network), _said(name, row.values.get(name), network))
        for name in FIELDS
        if (now := _now(service, name)) != (row.values.get(name) or _EMPTY.get(name, ""))
    ]


_EMPTY: Final[Mapping[str, Any]] = {
    "ages": [None, None], "phones": [], "costs": [], "languages": [], "hours": {},
    "where": PlaceWords().as_value(),
}  # fmt: skip


def _now(service: Service, name: str) -> Any:
    if name == "where":
        link = service.at_locations.select_related("location").first()
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


# Doing


@transaction.atomic
def put_on_map(pasted: Pasted, *, skip: Collection[int], mark: str, by: By) -> Pasted:
    """Take over all rows that can be, but for those in ``skip``: all in one go, or nothing.

    Raises ``DoneAlreadyError``, ``OtherNowError``, ``NothingLeftError``, ``placing.NowhereError``, and PlainError
    when another list of this network is being taken over at the same moment.
    """
    found = Pasted.objects.select_for_update(of=("self",)).select_related("network").get(pk=pasted.pk)
    if found.done_at:
        raise DoneAlreadyError
    looked = preview(found)
    if looked.mark != mark:
        raise OtherNowError
    skip = {*skip, *(one.row.number for one in looked.too_many)}
    wanted = [one for one in looked.seen if one.state is not RowState.REFUSED and one.row.number not in skip]
    if not wanted:
        raise NothingLeftError
    written = _written(found, wanted)
    counts = Counter(one.state.value for one in looked.seen if one.row.number not in skip)
    found.counts = dict(counts) | {"skipped": len([one for one in looked.seen if one.row.number in skip])}
    found.added = sorted(str(pk) for pk in written)
    found.done_at, found.cells = timezone.now(), ""
    found.save()
    _note(found, "list.pasted", by)
    return found


def _written(pasted: Pasted, wanted: Sequence[Seen]) -> list[uuid.UUID]:
    """Bring rows in and see to it that the network shows them. Returns the entries that came on the map by it."""
    network, started = pasted.network, timezone.now()
    rows = [one.row for one in wanted]
    touched = [one.row for one in wanted if one.state is not RowState.SAME]
    there = own_entries(touched, network)
    before = {
        one.row.source_id: {change.field: value_of(there[one.row.source_id], change.field) for change in one.changes}
        for one in wanted
        if one.changes
    }
    organizations = known_organizations(network)
    bring_rows(_LIST, entries_of(rows, network), options_of(pasted))
    Source.objects.filter(pk=source_of(network), name="").update(name=f"Lijst van {network.name}"[:120])
    after = own_entries(touched, network)
    for row in touched:
        known = organizations.get(fold(row.organization)) if row.organization else None
        if known and row.source_id in after:
            Service.objects.filter(pk=after[row.source_id].pk).update(organization=known)
            search.changed("organization", [known])
    make_all_found_in([one.pk for one in after.values()], network)
    for key, values in before.items():
        _tell_history(after[key], values, started)
    came = {one.row.source_id for one in wanted if one.state in {RowState.NEW, RowState.BACK}}
    return [one.pk for key, one in after.items() if key in came]


def _tell_history(service: Service, before: Mapping[str, Any], started: dt.datetime) -> None:
    """What a list changed on an entry stands in its history; the import wrote some of that itself."""
    told = set(Change.objects.filter(service=service, changed_at__gte=started).values_list("field", flat=True))
    changes = {
        name: (old, now)
        for name, old in before.items()
        if name not in told and (now := value_of(service, name)) != old
    }
    if changes:
        write_history(service, changes, uuid.uuid4(), by=AssuredBy.SOURCE)


@transaction.atomic
def take_back(pasted: Pasted, *, by: By) -> int:
    """Take what a list put on the map off it again; pasted once more it is back. Returns how many entries went."""
    found = Pasted.objects.select_for_update(of=("self",)).select_related("network").get(pk=pasted.pk)
    if not found.done_at or found.taken_back_at:
        return 0
    rows = Service.objects.filter(pk__in=found.added, source=source_of(found.network), gone_at=None)
    ids = list(rows.values_list("pk", flat=True))
    search.changed("service", ids)
    gone = rows.update(gone_at=timezone.now())
    found.taken_back_at = timezone.now()
    found.save(update_fields=["taken_back_at"])
    _note(found, "list.taken_back", by)
    return gone


def _note(pasted: Pasted, what: str, by: By) -> None:
    record(
        Action.CHANGE, actor=by.person, obj=pasted, network=pasted.network, role_then=by.role, rule=what,
        request=by.request,
    )  # fmt: skip
