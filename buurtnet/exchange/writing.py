"""Writing the rows of an import: a batch is one transaction, complete with everything that hangs on its rows."""

import datetime as dt
from collections.abc import Iterable
from itertools import batched
from typing import Final
from uuid import UUID

from django.db import DataError, IntegrityError, models, transaction

from buurtnet.directory import search
from buurtnet.directory.actions import after_import
from buurtnet.directory.choices import AssuredBy
from buurtnet.directory.models import Attribute, Phone, Schedule, Service, ServiceArea
from buurtnet.directory.reach import SERVICES_AT_ONCE, Surroundings
from buurtnet.exchange.fields import CHILDREN
from buurtnet.exchange.records import PRIVATE, Kind
from buurtnet.exchange.rows import MODELS, Built, Detail, other_id, rows_by_model
from buurtnet.exchange.spool import HAD_REJECTS, POINTS_NOWHERE
from buurtnet.kit.inserting import Row, insert

ROWS_AT_ONCE: Final = 5_000
PARENTS: Final[dict[Kind, str]] = {Kind.TERM: "parent", Kind.ORGANIZATION: "parent_organization"}
_ON_AT_LOCATION: Final[tuple[type[models.Model], ...]] = (Phone, Schedule, ServiceArea, Attribute)

type Refused = tuple[Built, str]
type Orphan = tuple[Built, str]


class Writer:
    """Writes the batches of one import, kind after kind."""

    def __init__(self) -> None:
        self._surroundings = Surroundings()
        self._orphans: list[Orphan] = []

    def write(self, kind: Kind, batch: list[Built]) -> list[Refused]:
        """Write a batch. What the database refuses is tried again in halves, until the one to blame is left out."""
        if not batch:
            return []
        try:
            with transaction.atomic():
                self._write(kind, batch)
        except (DataError, IntegrityError) as problem:
            if len(batch) == 1:
                reason = str(problem).strip().splitlines()[0]
                return [(batch[0], f"was refused by the database: {reason}")]
            middle = len(batch) // 2
            return self.write(kind, batch[:middle]) + self.write(kind, batch[middle:])
        return []

    def _write(self, kind: Kind, batch: list[Built]) -> None:
        model = MODELS[kind]
        known = [built for built in batch if built.record.known or built.record.is_gone]
        new = [built for built in batch if not (built.record.known or built.record.is_gone)]
        known_ids = [built.row["id"] for built in known]
        for built in batch:
            built.row["source_hash"] = _fingerprint(built)
        orphans = self._without_unwritten_parents(kind, batch)
        if kind is Kind.LOCATION:
            self._surroundings.place([built.row for built in batch])
        if known:
            _tell_index(kind, known_ids)
            _delete_details(model, known_ids)
            if kind is Kind.SERVICE:
                _keep_looked_at(known)
            _update(model, [built.row for built in known])
        insert(model, (built.row for built in new))
        for detail_model, details in rows_by_model(batch):
            _insert(detail_model, details)
        if kind is Kind.SERVICE:
            ids = [built.row["id"] for built in batch]
            _set_themes(batch, known_ids)
            after_import(UUID(one) for one in known_ids)
            self._surroundings.reach(ids)
            _tell_index(kind, ids)
        else:
            # What is new is found through its services.
            if kind is Kind.LOCATION and known:
                self._reach_again([UUID(one) for one in known_ids])
            _tell_index(kind, known_ids)
        self._orphans += orphans

    def _reach_again(self, location_ids: list[UUID]) -> None:
        """Of services that did not change themselves; those that moved make their organizations be found anew."""
        services = Service.objects.filter(at_locations__location__in=location_ids).order_by("pk").distinct()
        for ids in batched(services.values_list("pk", flat=True), SERVICES_AT_ONCE):
            search.changed("service", self._surroundings.reach(ids))

    def _without_unwritten_parents(self, kind: Kind, batch: list[Built]) -> list[Orphan]:
        """Take away parents that are not there yet: they are set by ``write_parents``, and so is the fingerprint.

        Without its fingerprint the row counts as changed, should the import be stopped before that.
        """
        if kind not in PARENTS:
            return []
        column = f"{PARENTS[kind]}_id"
        wanted = {parent for built in batch if (parent := built.row.get(column))}
        there = _there(MODELS[kind], wanted)
        orphans = []
        for built in batch:
            parent = built.row.get(column)
            if parent and parent not in there:
                orphans.append((built, parent))
                built.row[column] = None
                built.row["source_hash"] = ""
        return orphans

    def write_parents(self, kind: Kind) -> None:
        """Set the parents that came later in the file than their children."""
        orphans, self._orphans = self._orphans, []
        model = MODELS[kind]
        for some in batched(orphans, ROWS_AT_ONCE):
            wanted = {parent for _, parent in some}
            there = _there(model, wanted)
            column = f"{PARENTS[kind]}_id"
            rows = [
                model(
                    **{
                        "pk": built.row["id"],
                        column: parent if parent in there else None,
                        "source_hash": _fingerprint(built),
                    }
                )
                for built, parent in some
            ]
            model._default_manager.bulk_update(rows, [PARENTS[kind], "source_hash"], batch_size=500)


def _update(model: type[models.Model], rows: list[Row]) -> None:
    """Write rows that are there already anew, all columns of them."""
    columns = [made.name for made in model._meta.concrete_fields if not made.primary_key]
    model._default_manager.bulk_create(
        [model(**row) for row in rows],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=columns,
        batch_size=ROWS_AT_ONCE,
    )


def _keep_looked_at(known: list[Built]) -> None:
    """What people here confirmed later than the source stays so, and who took an entry on keeps it."""
    rows = {built.row["id"]: built.row for built in known}
    here = Service.objects.filter(pk__in=list(map(UUID, rows)))
    for pk, is_kept, day, who in here.values_list("pk", "is_kept_by_editor", "assured_date", "assured_by"):
        row = rows[str(pk)]
        row["is_kept_by_editor"] = is_kept or bool(row.get("is_kept_by_editor"))
        if day and who != AssuredBy.SOURCE and day > (row.get("assured_date") or dt.date.min):
            row["assured_date"], row["assured_by"] = day, who


def _there(model: type[models.Model], ids: Iterable[str]) -> set[str]:
    """Which of some ids are in the database."""
    return {str(pk) for pk in model._default_manager.filter(pk__in=ids).values_list("pk", flat=True)}


def _tell_index(kind: Kind, ids: list[str]) -> None:
    """Note what must be found anew. Once before a row changes (where it was) and once after (where it is)."""
    if kind is Kind.TERM:
        with_these = Service.objects.filter(attributes__term__in=[*map(UUID, ids)])
        search.changed("service", with_these.values_list("pk", flat=True).distinct())
    elif ids and kind is not Kind.TAXONOMY:
        search.changed(kind.word, ids)


def _fingerprint(built: Built) -> str:
    mark = POINTS_NOWHERE if built.points_nowhere else HAD_REJECTS if built.had_rejects else ""
    return built.record.digest + mark


def _delete_details(model: type[models.Model], ids: list[str]) -> None:
    """Everything that hangs on rows that are written anew."""
    if model is Service:
        for hanging in _ON_AT_LOCATION:
            hanging._default_manager.filter(at_location__service__in=ids).delete()
    for child, link in CHILDREN.get(model, {}).values():
        child._default_manager.filter(**{f"{link}__in": ids}).delete()


def _insert(model: type[models.Model], details: list[Detail]) -> None:
    """Insert details under their own ids; one whose id is taken gets another and remembers its own."""
    seen: set[str] = set()
    for detail in details:
        if detail.row["id"] in seen:
            _rename(detail)
        seen.add(detail.row["id"])
    try:
        with transaction.atomic():
            insert(model, (detail.row for detail in details))
    except IntegrityError:
        taken: set[str] = set()
        for ids in batched([detail.row["id"] for detail in details], ROWS_AT_ONCE):
            taken |= _there(model, ids)
        if not taken:
            raise
        for detail in details:
            if detail.row["id"] in taken:
                _rename(detail)
        insert(model, (detail.row for detail in details))


def _rename(detail: Detail) -> None:
    row = detail.row
    row.setdefault("extra", {}).setdefault(PRIVATE, {}).setdefault("id", row["id"])
    row["id"] = other_id(*detail.otherwise)
    for below in detail.hanging:
        below.row["at_location_id"] = row["id"]
        below.otherwise = (row["id"], *below.otherwise[1:])


def _set_themes(batch: list[Built], known: list[str]) -> None:
    through = Service.themes.through
    if known:
        through._default_manager.filter(service__in=[*map(UUID, known)]).delete()
    insert(
        through,
        ({"service_id": built.row["id"], "theme_id": slug} for built in batch for slug in built.themes or ()),
    )
