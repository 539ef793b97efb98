"""What a changed word would do to what people find, before anything changes."""

from dataclasses import dataclass

from django.db import DatabaseError, transaction
from django.utils import timezone

from buurtnet.areas.finding import network_areas
from buurtnet.areas.models import Network
from buurtnet.directory.access import today_in
from buurtnet.directory.find import find
from buurtnet.directory.models import Service
from buurtnet.directory.wanted import Wanted
from buurtnet.kit.limits import short_wait
from buurtnet.themes.vocabulary import vocabulary
from buurtnet.wording.changing import Edit, SoAlreadyError, put

MOST = 10  # results on each side


@dataclass(frozen=True)
class Place:
    """One result: its name and where it stood before (None: not among the first)."""

    name: str
    place: int
    before: int | None

    @property
    def is_new(self) -> bool:
        return self.before is None

    @property
    def rose(self) -> bool:
        return self.before is not None and self.place < self.before


@dataclass(frozen=True)
class Side:
    """The first results for a text, and how many there are in all."""

    rows: list[Place]
    total: int


@dataclass(frozen=True)
class Preview:
    """The results for ``text`` as they are and as they would be; ``gone``: names that leave the first ten."""

    text: str
    before: Side
    after: Side
    gone: list[str]

    @property
    def is_same(self) -> bool:
        return [row.name for row in self.before.rows] == [row.name for row in self.after.rows]


def preview(network: Network, edit: Edit, text: str) -> Preview | None:
    """Search a text with the vocabulary as it is and as it would be. None when the database has no time for it.

    Raises ``SoAlreadyError`` for a change that would change nothing.
    """
    wanted = wanted_in(network, text)
    before, before_total = found_for(wanted)
    try:
        after, after_total = _as_if(network, edit, wanted)
    except SoAlreadyError:
        raise
    except DatabaseError:  # a long import writes, and lets nobody in between
        return None
    names = _names([*before, *after])
    then = {key: place for place, key in enumerate(before, start=1)}
    return Preview(
        text,
        Side([Place(names[key], place, place) for key, place in then.items()], before_total),
        Side([Place(names[key], place, then.get(key)) for place, key in enumerate(after, start=1)], after_total),
        [names[key] for key in before if key not in after],
    )


def wanted_in(network: Network, text: str) -> Wanted:
    """A text as a visitor of the network would search it, without a filter and without a place."""
    areas, now = network_areas(network), timezone.now()
    return Wanted(
        text=text, inside=areas.inside, over=areas.over, on=today_in(network), now=now, network=network.pk
    )  # fmt: skip


def found_for(wanted: Wanted) -> tuple[list[str], int]:
    """Ids of the first services, and how many there are."""
    found = find(wanted, limit=MOST, counting=False)
    return [hit.id for hit in found.hits], found.total


def _as_if(network: Network, edit: Edit, wanted: Wanted) -> tuple[list[str], int]:
    """The same search with the change made and taken back, which nobody else sees."""
    try:
        with short_wait(), transaction.atomic():
            put(network, edit)
            found = found_for(wanted)
            transaction.set_rollback(True)
    finally:
        vocabulary(network.pk)  # so that this process forgets what it read meanwhile
    return found


def _names(keys: list[str]) -> dict[str, str]:
    return {str(pk): name for pk, name in Service.objects.filter(pk__in=set(keys)).values_list("pk", "name")}
