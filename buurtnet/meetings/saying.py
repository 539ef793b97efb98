"""Points that are named in a meeting: one by one, pasted at once, and two joined that are the same."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from buurtnet.kit.folding import fold, words
from buurtnet.kit.moving import NotNowError
from buurtnet.kit.texts import one_line
from buurtnet.meetings.models import Meeting, Point, PointStep
from buurtnet.meetings.moving import change, note, refuse
from buurtnet.meetings.noting import writing
from buurtnet.people.models import Organization, Person
from buurtnet.privacy.choices import Action
from buurtnet.themes.models import Theme

LONGEST: Final = 200
MOST_AT_ONCE: Final = 200  # lines of one paste
MOST: Final = 600  # points of one meeting
ALIKE: Final = 0.6  # of their words two points share, and they may be the same
SHORT: Final = 3  # letters of a word that tells nothing
MOST_ALIKE: Final = 12


@dataclass(frozen=True)
class Named:
    """Where a point comes from. ``group``: the table that wrote it down, 0 for the whole room."""

    group: int = 0
    said_by: Organization | None = None
    theme: Theme | None = None


@dataclass(frozen=True)
class Pasted:
    """``doubles``: lines that stood there already, or twice in what was pasted."""

    made: Sequence[Point]
    doubles: Sequence[str]


class TooMuchError(NotNowError):
    """More lines than fit at once, or one that is too long. Nothing is made of it, and nothing is lost."""


def lines_in(text: str) -> list[str]:
    """Each line a point, without the dash, dot or number it began with. Raises ``TooMuchError``."""
    rows = [one for one in text.splitlines() if one.strip()]
    if len(rows) > MOST_AT_ONCE:
        raise TooMuchError(
            _(
                "Dit zijn {count} regels, en er passen er {most} tegelijk. Plak ze in stukken. Ze staan er nog."
            ).format(count=len(rows), most=MOST_AT_ONCE)
        )
    lines = [bare(one) for one in rows]
    for number, line in enumerate(lines, start=1):
        if len(line) > LONGEST:
            raise TooMuchError(
                _(
                    "Regel {number} is te lang: {count} tekens, en er passen er {most}. Maak er twee punten van."
                ).format(number=number, count=len(line), most=LONGEST)
            )
    return [one for one in lines if one]


def bare(line: str) -> str:
    plain = one_line(line).lstrip("-–—*•·▪ ").strip()
    number, sign, rest = plain.partition(" ")
    return rest.strip() if sign and number[-1:] in (".", ")") and number[:-1].isdecimal() and rest.strip() else plain


@transaction.atomic
def name_points(
    meeting: Meeting, lines: Sequence[str], named: Named, *, form_key: uuid.UUID, by: Person
) -> Pasted:  # fmt: skip
    """Points, in their order. What stands there already is not named twice. Raises ``NotNowError``."""
    writing(meeting, by)
    key = uuid.uuid5(form_key, f"{meeting.pk} points")
    had = dict(Point.objects.filter(meeting=meeting).values_list("form_key", "text"))
    # Sent twice: its first line has made a point with its key.
    keys = [uuid.uuid5(key, f"{place} {line}") for place, line in enumerate(lines)]
    if any(one in had for one in keys):
        return Pasted(list(Point.objects.filter(meeting=meeting, form_key__in=keys)), [])
    known, new, doubles = {fold(text) for text in had.values()}, [], []
    for one, line in zip(keys, lines, strict=True):
        if fold(line) in known:
            doubles.append(line)
            continue
        known.add(fold(line))
        new.append(Point(meeting=meeting, network=meeting.network, text=line, form_key=one, **_from(named)))
    if len(had) + len(new) > MOST:
        refuse(
            meeting, "points.most", by, _("Meer dan {most} punten past niet in één bijeenkomst.").format(most=MOST)
        )
    _write(meeting, new, by)
    return Pasted(new, doubles)


def _from(named: Named) -> dict[str, object]:
    return {"group": named.group, "said_by": named.said_by, "theme": named.theme}


def _write(meeting: Meeting, new: Sequence[Point], by: Person) -> None:
    last = Point.objects.filter(meeting=meeting).aggregate(last=Max("number"))["last"] or 0
    for number, point in enumerate(new, start=last + 1):
        point.number = number
    Point.objects.bulk_create(new)
    PointStep.objects.bulk_create([PointStep(point=one, state=one.state, meeting=meeting) for one in new])
    for point in new:
        note(Action.CREATE, point, by)


@transaction.atomic
def reword(point: Point, text: str, *, version: int, by: Person) -> Point:
    """Another wording, before the minutes are fixed. Raises ``NotNowError``."""
    writing(point.meeting, by)
    point.refresh_from_db(fields=["text", "version"])
    if point.text != text:
        if point.version != version:
            refuse(point, "point.reword", by, _("Iemand anders paste dit punt net aan. Kijk wat er nu staat."))
        change(point, text=text)
        note(Action.CHANGE, point, by, result="reworded")
    return point


@transaction.atomic
def join(point: Point, into: Point, *, by: Person) -> Point:
    """Two are the same: the first follows the life of the other, with its dots. Done twice it is done once.

    Raises ``NotNowError``: for a point with itself, and for points of different networks.
    """
    writing(point.meeting, by)
    point.refresh_from_db(fields=["same_as", "version"])
    target = Point.objects.select_related("network").get(pk=into.same_as_id or into.pk)
    if point.same_as_id == target.pk:
        return point
    if target.pk == point.pk or target.network_id != point.network_id:
        refuse(point, "point.join", by, _("Kies een ander punt om mee samen te voegen."))
    change(point, same_as=target)
    # What was joined with it goes along: of one that is joined nothing hangs.
    Point.objects.filter(same_as=point).update(same_as=target)
    note(Action.CHANGE, point, by, result="joined")
    return point


@transaction.atomic
def part(point: Point, *, by: Person) -> Point:
    """On its own again. Raises ``NotNowError``."""
    writing(point.meeting, by)
    if point.same_as_id:
        change(point, same_as=None)
        note(Action.CHANGE, point, by, result="parted")
    return point


def alike(points: Iterable[Point]) -> list[tuple[Point, Point]]:
    """Pairs that may be the same, by the words they share: the most alike first. The later one stands first."""
    bags = {one: {word for word in words(one.text) if len(word) > SHORT} for one in points if one.same_as_id is None}
    by_word = defaultdict(list)
    for one, bag in bags.items():
        for word in bag:
            by_word[word].append(one)
    shared: dict[tuple[Point, Point], int] = defaultdict(int)
    for ones in by_word.values():
        # A word of every point tells nothing about two of them.
        for pair in combinations(ones, 2) if len(ones) <= MOST_ALIKE else ():
            shared[pair] += 1
    found = [(count / len(bags[one] | bags[other]), one, other) for (one, other), count in shared.items()]
    likely = sorted((row for row in found if row[0] >= ALIKE), key=lambda row: (-row[0], row[1].number))
    return [(max(pair, key=_number), min(pair, key=_number)) for _share, *pair in likely[:MOST_ALIKE]]


def _number(point: Point) -> int:
    return point.number
