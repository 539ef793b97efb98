"""The life of a point across meetings: taken on, under way, done or dropped. No blame: who lets go says why."""

from collections.abc import Iterable, Mapping
from typing import Final

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from buurtnet.kit.moving import ChangedMeanwhileError
from buurtnet.meetings.acting import calls_for
from buurtnet.meetings.agreeing import networks_of, of_owner
from buurtnet.meetings.choices import PointState
from buurtnet.meetings.models import Meeting, Point
from buurtnet.meetings.moving import locked, move_point, refuse
from buurtnet.people.models import Person
from buurtnet.people.work import Work

NEEDS_WHY: Final = (PointState.DONE, PointState.DROPPED)


def points_seen(work: Work) -> QuerySet[Point]:
    """Those of a network and of meetings it takes part in; without those that were joined with another."""
    return points_here(work).filter(same_as=None)


def points_here(work: Work) -> QuerySet[Point]:
    """Those too that were joined with another, whose life they follow."""
    assert work.network
    here = Q(network=work.network) | Q(meeting__in=Meeting.objects.of(work.network))
    rows = Point.objects.filter(here)
    return rows.select_related("network", "meeting__network", "organization", "owner")


def said_in(work: Work, meeting: Meeting) -> list[Point]:
    """All that was said in a meeting, in its order: none is lost by being joined with another."""
    rows = points_here(work).filter(meeting=meeting).order_by("number")
    return list(rows.select_related("same_as__organization", "same_as__owner", "same_as__meeting"))


def pulls(work: Work, point: Point) -> bool:
    """Whether someone pulls it, is a colleague of who does, or calls the meetings of its network."""
    organizations = {one.organization_id for one in work.roles if one.organization_id}
    return work.person.pk == point.owner_id or point.organization_id in organizations or calls_for(work, point)


@transaction.atomic
def take_point(point: Point, *, version: int, by: Person) -> Point:
    """Someone takes it on, for their organization. Taken twice it is taken once. Raises ``NotNowError``."""
    if locked(point).state == PointState.TAKEN and point.owner_id == by.pk:
        return point
    _same(point, version)
    theirs = of_owner(networks_of(point.meeting), by)
    move_point(point, PointState.TAKEN, by=by, owner=by, organization=theirs)
    return point


@transaction.atomic
def bring_on(point: Point, to: PointState, why: str = "", *, version: int, by: Person) -> Point:
    """One step on, or back to who wants it. Raises ``NotNowError``.

    ``why``: what came of it, or why nobody goes on with it; needed where it ends.
    """
    last = point.steps.order_by("-at", "-pk").first()
    if (locked(point).state, last.why if last else "") == (to, why):
        return point
    _same(point, version)
    if to in NEEDS_WHY and not why:
        refuse(point, "point.why", by, _("Schrijf in één zin wat het werd."))
    if to == PointState.SAID:
        move_point(point, to, by=by, why=why, owner=None, organization=None, result="")
    else:
        move_point(point, to, by=by, why=why, result=why if to in NEEDS_WHY else point.result)
    return point


def _same(point: Point, version: int) -> None:
    if point.version != version:
        raise ChangedMeanwhileError


def life_of(point: Point) -> Point:
    """Itself, or the point that it was joined with."""
    return point.same_as or point


def sums_of(rows: QuerySet[Point]) -> list[tuple[PointState, int]]:
    """How many there are in each state, in the order of a life."""
    return in_order(dict(rows.order_by().values_list("state").annotate(count=Count("pk"))))


def in_order(found: Mapping[str, int]) -> list[tuple[PointState, int]]:
    return [(state, found.get(state, 0)) for state in PointState]


def last_words(points: Iterable[Point]) -> dict[object, str]:
    """What was last said of each, by its key; in one query."""
    rows = Point.objects.filter(pk__in=[one.pk for one in points]).exclude(steps__why="")
    return dict(rows.order_by("steps__at").values_list("pk", "steps__why"))
