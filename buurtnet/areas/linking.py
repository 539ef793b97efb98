"""Under which area an area lies: by the code or name its source gives, else by where it is on the map."""

from collections.abc import Mapping
from dataclasses import dataclass

from buurtnet.areas.choices import AreaKind
from buurtnet.areas.geometry import RANK, AreaIndex, area_index, forget_index
from buurtnet.areas.models import Area
from buurtnet.areas.names import slug_of

BATCH = 500
type Key = tuple[str, str, str]


@dataclass(frozen=True)
class Asked:
    """What a source says of the area above: its code or name, of which kind. ``keep``: a known parent stays."""

    parent: str
    parent_kind: str
    name: str
    keep: bool = False


def key_of(area: Area) -> Key:
    return area.code_system, area.kind, area.code


def link(asked: Mapping[Key, Asked]) -> list[str]:
    """Put these areas, and older ones without a parent, under the area above them, and keep everyone's ancestors.

    A postcode area in several municipalities (``extra["within"]``) goes under the nearest area that holds them all.
    Returns the names of areas whose parent was named but not found anywhere.
    """
    forget_index()
    wider = Wider({area.pk: area for area in Area.objects.defer("boundary")}, area_index())
    before = {pk: (area.parent_id, area.ancestor_ids) for pk, area in wider.areas.items()}
    lost = []
    for area in wider.areas.values():
        said = asked.get(key_of(area))
        if said is not None and not (said.keep and area.parent_id):
            found = wider.named(area, said)
            area.parent_id = found or (None if said.parent else area.parent_id)
        if area.parent_id is None and area.kind != AreaKind.COUNTRY:
            area.parent_id = wider.around(area)
        if area.parent_id is None and said is not None and said.parent:
            lost.append(f"{said.name} ({said.parent})")
    for area in wider.areas.values():
        area.ancestor_ids = wider.above(area.pk)[::-1]
    moved = [area for pk, area in wider.areas.items() if before[pk] != (area.parent_id, area.ancestor_ids)]
    Area.objects.bulk_update(moved, ["parent", "ancestor_ids"], batch_size=BATCH)
    return lost


class Wider:
    """Looks up the area above another one. A parent is always of a wider kind, so no line ever runs in a circle."""

    def __init__(self, areas: dict[int, Area], index: AreaIndex) -> None:
        self.areas = areas
        self.index = index
        self.by_code: dict[str, list[Area]] = {}
        self.by_slug: dict[str, list[Area]] = {}
        for area in areas.values():
            self.by_code.setdefault(area.code.lower(), []).append(area)
            self.by_slug.setdefault(area.slug, []).append(area)

    def named(self, area: Area, said: Asked) -> int | None:
        """The area above as the source names it."""
        if said.parent:
            return self.find(area, said.parent, said.parent_kind)
        within = {self.find(area, code, said.parent_kind) for code in area.extra.get("within") or []}
        return self.lowest_common({pk for pk in within if pk is not None})

    def find(self, area: Area, said: str, kind: str) -> int | None:
        """The wider area that a code or a name means: of the same code system first, then what still exists."""
        candidates = [
            one
            for one in (*self.by_code.get(said.lower(), ()), *self.by_slug.get(slug_of(said), ()))
            if self.may_be_above(one, area) and (not kind or one.kind == kind)
        ]
        best = min(
            candidates,
            key=lambda one: (one.code_system != area.code_system, one.valid_to is not None, RANK[one.kind], one.pk),
            default=None,
        )
        return None if best is None else best.pk

    def around(self, area: Area) -> int | None:
        """The nearest wider area in which the middle of this one lies."""
        if area.latitude is None or area.longitude is None:
            return None
        around = (self.areas[pk] for pk in self.index.at(area.latitude, area.longitude))
        return next((one.pk for one in around if self.may_be_above(one, area)), None)

    def may_be_above(self, one: Area, area: Area) -> bool:
        """A postcode area lies beside the neighbourhoods and is nobody's parent."""
        return RANK[one.kind] > RANK[area.kind] and one.kind != AreaKind.POSTCODE

    def lowest_common(self, pks: set[int]) -> int | None:
        """The one area, or the nearest that holds them all; areas that merged stand for what replaced them."""
        today = {self.areas[pk].replaced_by_id or pk for pk in pks}
        today = {pk for pk in today if self.areas[pk].valid_to is None} or today
        lines = [[pk, *self.above(pk)] for pk in sorted(today)]
        return next((pk for pk in lines[0] if all(pk in line for line in lines)), None) if lines else None

    def above(self, pk: int) -> list[int]:
        """The ancestors, the nearest first."""
        found: list[int] = []
        parent = self.areas[pk].parent_id
        while parent is not None:
            found.append(parent)
            parent = self.areas[parent].parent_id
        return found
