"""Importing areas: read, check, save by code, then find parents. One bad record never stops the rest.

An area is known by code system, kind and code, so that a second import changes what changed and nothing else. A
file without boundaries (a dictionary of codes) never wipes a boundary that another file brought.
"""

import contextlib
import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from buurtnet.areas.choices import AreaKind, CodeSystem
from buurtnet.areas.finding import forget_network_areas
from buurtnet.areas.geometry import (
    BadGeometryError,
    as_geojson,
    forget_index,
    middle,
    only_surface,
    read_geometry,
    read_surface,
)
from buurtnet.areas.linking import Asked, Key, key_of, link
from buurtnet.areas.mapping import FileMapping, Level, filled
from buurtnet.areas.models import Area
from buurtnet.areas.names import slug_of
from buurtnet.areas.reading import Record, open_data
from buurtnet.kit.plain_error import PlainError

BATCH = 500
MOST_INHABITANTS = 100_000_000
SHOWN = 5


@dataclass(frozen=True)
class Reject:
    """A record that was not taken: its number in the file, the field, and why."""

    number: int
    field: str
    reason: str


@dataclass
class Outcome:
    """What an import did, or would do."""

    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    ended: int = 0
    rejected: list[Reject] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass
class Draft:
    """One area as the file tells it, before it is saved."""

    key: Key
    name: str
    number: int
    level: Level
    name_fr: str = ""
    surface: BaseGeometry | None = None
    point: tuple[float, float] | None = None
    inhabitants: int | None = None
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    parent: str = ""
    within: set[str] = field(default_factory=set)
    lists: dict[str, set[str]] = field(default_factory=dict)


class RejectedError(ValueError):
    """A record that cannot become an area: the field and the reason."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


class DryRunError(Exception):
    """Undoes everything after a trial."""


def import_areas(
    path: Path, mapping: FileMapping, *, source: str, licence: str = "", encoding: str = "", dry_run: bool = False
) -> Outcome:
    """Import a file of areas and say what changed. Raises PlainError for a file that cannot be used at all."""
    data = open_data(path, encoding or mapping.encoding)
    outcome = Outcome()
    drafts: dict[Key, Draft] = {}
    read: set[tuple[str, int]] = set()
    for level in mapping.levels:
        for record in data.records(level.object):
            if level.skip_without and not filled(level.skip_without, record.properties):
                continue
            read.add((level.object, record.number))
            try:
                take(read_draft(record, level, outcome), drafts)
            except RejectedError as problem:
                outcome.rejected.append(Reject(record.number, problem.field, str(problem)))
    outcome.read = len(read)
    if not drafts:
        raise PlainError(nothing_usable(path, outcome))
    with contextlib.suppress(DryRunError), transaction.atomic():
        save(drafts, mapping, source, licence, outcome)
        if dry_run:
            raise DryRunError
    forget_index()
    forget_network_areas()
    return outcome


def nothing_usable(path: Path, outcome: Outcome) -> str:
    if not outcome.rejected:
        return f"{path.name} holds no record this mapping can use: nothing was imported."
    first = outcome.rejected[0]
    return (
        f"None of the {outcome.read:,} records of {path.name} can be used, so nothing was imported. "
        f"The first, record {first.number}: {first.field} {first.reason}."
    )


def read_draft(record: Record, level: Level, outcome: Outcome) -> Draft:
    """A record as a draft of this level. Raises RejectedError."""
    if record.problem:
        raise RejectedError("record", record.problem)
    said = record.properties
    kind = one_of(AreaKind.values, "kind", filled(level.kind, said))
    code_system = one_of(CodeSystem.values, "code_system", filled(level.code_system, said))
    code = filled(level.code, said)
    draft = Draft(
        key=(code_system, kind, short("code", level.codes.get(code, code), 40)),
        name=short("name", filled(level.name, said), 120),
        name_fr=filled(level.name_fr, said)[:120],
        number=record.number,
        level=level,
        inhabitants=whole_number(filled(level.inhabitants, said)),
        valid_from=day("valid_from", filled(level.valid_from, said)),
        valid_to=day("valid_to", filled(level.valid_to, said)),
        parent=filled(level.parent, said),
        within={found} if (found := filled(level.within, said)) else set(),
        lists={name: {found} for name, text in level.lists.items() if (found := filled(text, said))},
    )
    if record.geometry is not None:
        read_place(record, draft, outcome)
    elif level.latitude and level.longitude:
        draft.point = degrees(filled(level.latitude, said), filled(level.longitude, said))
    return draft


def read_place(record: Record, draft: Draft, outcome: Outcome) -> None:
    """The boundary of the draft, or its middle when the file gives a point."""
    geometry = record.geometry or {}
    try:
        if geometry.get("type") == "Point":
            draft.point = middle(read_geometry(geometry))
            return
        draft.surface, mended = read_surface(geometry)
    except BadGeometryError as problem:
        raise RejectedError("geometry", str(problem)) from problem
    if mended:
        outcome.notes.append(f"record {record.number} ({draft.name}): its boundary crossed itself and was mended")


def one_of(choices: Iterable[str], name: str, said: str) -> str:
    if said not in choices:
        raise RejectedError(name, f"is {said or 'empty'}; it can be {', '.join(choices)}")
    return said


def short(name: str, text: str, longest: int) -> str:
    if not text:
        raise RejectedError(name, "is empty")
    if len(text) > longest:
        raise RejectedError(name, f"is longer than {longest} signs")
    return text


def whole_number(text: str) -> int | None:
    """A count of people, or nothing when the file gives none (CBS writes -99997 for unknown)."""
    try:
        number = int(float(text))
    except (ValueError, OverflowError):
        return None
    return number if 0 <= number <= MOST_INHABITANTS else None


def day(name: str, text: str) -> datetime.date | None:
    if not text:
        return None
    try:
        return datetime.date.fromisoformat(text[:10])
    except ValueError:
        raise RejectedError(name, f"{text[:20]} is no date like 2025-01-01") from None


def degrees(latitude: str, longitude: str) -> tuple[float, float] | None:
    if not latitude or not longitude:
        return None
    try:
        return middle(read_geometry({"type": "Point", "coordinates": [number(longitude), number(latitude)]}))
    except (ValueError, BadGeometryError) as problem:
        raise RejectedError("latitude, longitude", str(problem)) from problem


def number(text: str) -> float:
    """A decimal number; the comma of Dutch spreadsheets is a point."""
    return float(text.replace(",", ".") if "." not in text else text)


def take(draft: Draft, drafts: dict[Key, Draft]) -> None:
    """Add a draft; a second record with one code adds its surface and its lists to the first."""
    known = drafts.setdefault(draft.key, draft)
    if known is draft:
        return
    known.within |= draft.within
    for name, found in draft.lists.items():
        known.lists.setdefault(name, set()).update(found)
    if draft.surface is not None:
        known.surface = draft.surface if known.surface is None else only_surface(known.surface.union(draft.surface))
    known.inhabitants = known.inhabitants if known.inhabitants is not None else draft.inhabitants


def save(drafts: dict[Key, Draft], mapping: FileMapping, source: str, licence: str, outcome: Outcome) -> None:
    """Write the drafts, end what merged, and put every area under its parent."""
    for row in mapping.always:
        Area.objects.get_or_create(
            code_system=row["code_system"], kind=row["kind"], code=row["code"],
            defaults={"name": row["name"], "slug": slug_of(row["name"]), "source": source, "licence": licence},
        )  # fmt: skip
    kinds = {kind for _, kind, _ in drafts}
    known = {key_of(area): area for area in Area.objects.filter(kind__in=kinds)}
    added: list[Area] = []
    changed: list[Area] = []
    for key, draft in drafts.items():
        area = known.get(key)
        if area is None:
            area = Area(code_system=key[0], kind=key[1], code=key[2])
            fill(area, draft, source, licence)
            added.append(area)
        elif draft.level.new_only:
            outcome.unchanged += 1
        elif fill(area, draft, source, licence):
            changed.append(area)
        else:
            outcome.unchanged += 1
    Area.objects.bulk_create(added, batch_size=BATCH)
    Area.objects.bulk_update(changed, FILLED, batch_size=100)
    outcome.added, outcome.changed = len(added), len(changed)
    if mapping.complete_since is not None:
        end_the_missing(drafts, mapping, outcome)
    lost = link({key: asked(draft) for key, draft in drafts.items()})
    if lost:
        more = " …" if len(lost) > SHOWN else ""
        outcome.notes.append(f"no area above found for {len(lost)}: {', '.join(lost[:SHOWN])}{more}")


def asked(draft: Draft) -> Asked:
    return Asked(draft.parent, draft.level.parent_kind, draft.name, keep=draft.level.new_only)


FILLED = [
    "name", "name_fr", "slug", "boundary", "west", "south", "east", "north", "latitude", "longitude", "inhabitants",
    "valid_from", "valid_to", "source", "licence", "extra",
]  # fmt: skip


def fill(area: Area, draft: Draft, source: str, licence: str) -> bool:
    """Put what the draft knows into the area; whether anything changed. What the draft does not know stays."""
    before = {name: getattr(area, name) for name in FILLED}
    area.name, area.slug = draft.name, slug_of(draft.name, draft.key[2])
    area.name_fr = draft.name_fr or area.name_fr
    area.extra = (area.extra or {}) | {name: sorted(found) for name, found in draft.lists.items()}
    if draft.within:
        area.extra["within"] = sorted(draft.within | set(area.extra.get("within", [])))
    for name in ("inhabitants", "valid_from", "valid_to"):
        if getattr(draft, name) is not None:
            setattr(area, name, getattr(draft, name))
    if draft.surface is not None:
        area.boundary = as_geojson(draft.surface)
        area.west, area.south, area.east, area.north = (round(edge, 6) for edge in shape(area.boundary).bounds)
        area.latitude, area.longitude = middle(draft.surface)
    elif draft.point is not None and area.boundary is None:
        area.latitude, area.longitude = draft.point
    if draft.surface is not None or area.boundary is None:
        area.source, area.licence = source, licence
    return any(getattr(area, name) != value for name, value in before.items())


def end_the_missing(drafts: dict[Key, Draft], mapping: FileMapping, outcome: Outcome) -> None:
    """End the areas a complete list no longer names; one with the same name that is in the list replaces it.

    The list is of the first level. One with a record that was not taken is not complete: that may be any area.
    """
    assert mapping.complete_since is not None
    if outcome.rejected:
        outcome.notes.append("no area was ended, since records were rejected: the list is not complete")
        return
    for system, kind in sorted({draft.key[:2] for draft in drafts.values() if draft.level is mapping.levels[0]}):
        end_missing_of(system, kind, drafts, mapping.complete_since, outcome)


def end_missing_of(system: str, kind: str, drafts: dict[Key, Draft], since: datetime.date, outcome: Outcome) -> None:
    last_day = since - datetime.timedelta(days=1)
    open_ones = list(Area.objects.filter(code_system=system, kind=kind, valid_to=None))
    named = {area.slug: area for area in open_ones if key_of(area) in drafts}
    ended = [area for area in open_ones if key_of(area) not in drafts]
    for area in ended:
        area.valid_to, area.replaced_by = last_day, named.get(area.slug)
    Area.objects.bulk_update(ended, ["valid_to", "replaced_by"], batch_size=BATCH)
    outcome.ended += len(ended)
    if ended:
        outcome.notes.append(f"{len(ended)} areas are no longer in the list: they ended, on {last_day} at the latest")
