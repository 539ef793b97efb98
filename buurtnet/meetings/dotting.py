"""Three dots each: on a phone without an account, or on paper and counted by hand.

All of one meeting waits behind its lock, so that forty phones at once are counted right; and the database counts
with: each phone has a place of its own in the meeting, each dot one of the three of its phone.
"""

import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Count, Max
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buurtnet.areas.models import Network
from buurtnet.kit.own_links import keyed
from buurtnet.meetings.choices import DOTS, MeetingState
from buurtnet.meetings.models import Dot, Dotter, Meeting, Point
from buurtnet.meetings.moving import change, hash_of, link_of, locked, note, refuse
from buurtnet.meetings.noting import writing
from buurtnet.people.models import Person
from buurtnet.privacy.choices import Action

MOST_DOTTERS: Final = 500
MOST_BY_HAND: Final = 999


@dataclass(frozen=True)
class Counted:
    """A point with its dots: those of phones, those of paper, and of the points that were joined with it.

    ``share``: of the dots of the point with the most, from 0 to 100.
    """

    point: Point
    dots: int
    by_hand: int
    joined: tuple[Point, ...]
    share: int

    @property
    def total(self) -> int:
        return self.dots + self.by_hand


def dotted(network: Network, token: str) -> Meeting | None:
    """The meeting of a link to dot with; None for no such link."""
    rows = Meeting.objects.filter(network=network, dot_hash=hash_of("dots", token))
    return rows.exclude(state=MeetingState.CANCELLED).select_related("network").first()


def dots_token(meeting: Meeting) -> str:
    return link_of("dots", meeting.pk)


def new_key() -> str:
    """What a phone holds."""
    return secrets.token_hex(16)


def hash_of_key(meeting: Meeting, key: str) -> str:
    """What is kept of it: of no use for another meeting."""
    return keyed("meetings.dots", f"phone {meeting.pk}", key) if key else ""


@transaction.atomic
def open_dots(meeting: Meeting, *, most: int, by: Person) -> Meeting:
    """From now on as many phones can dot. Raises ``NotNowError``."""
    if locked(meeting).state != MeetingState.BUSY:
        refuse(meeting, f"dots.{meeting.state}", by, _("Stippen kan alleen terwijl de bijeenkomst bezig is."))
    if not Point.objects.filter(meeting=meeting).exists():
        refuse(meeting, "dots.points", by, _("Er zijn nog geen punten om op te stippen. Schrijf ze eerst op."))
    if not meeting.dots_open or meeting.most_dotters != most:
        change(meeting, dots_open=True, most_dotters=min(max(most, 1), MOST_DOTTERS))
        note(Action.CHANGE, meeting, by, result="dots_open")
    return meeting


@transaction.atomic
def close_dots(meeting: Meeting, *, by: Person) -> Meeting:
    """Nobody dots any more; what was dotted stays."""
    if locked(meeting).dots_open:
        change(meeting, dots_open=False)
        note(Action.CHANGE, meeting, by, result="dots_closed")
    return meeting


@transaction.atomic
def put_dots(meeting: Meeting, point: Point, count: int, *, key: str) -> int:
    """So many of the dots of one phone on a point, from 0 to three. Returns how many are left.

    Sent twice it is the same. Raises ``NotNowError``: after dotting was closed, when no dot is left, and when as many
    phones dot as there may be.
    """
    if not locked(meeting).dots_open:
        refuse(meeting, "dots.closed", None, _("Het stippen is voorbij. Jouw stippen tellen mee."))
    if point.meeting_id != meeting.pk or point.same_as_id:
        refuse(meeting, "dots.point", None, _("Dit punt is samengevoegd met een ander. Kijk de lijst nog eens na."))
    dotter = _dotter(meeting, key)
    mine = list(Dot.objects.filter(dotter=dotter).order_by("place"))
    # Of a point that another was joined with, dots on either are dots on the one.
    whole = {point.pk, *Point.objects.filter(same_as=point).values_list("pk", flat=True)}
    here = [one for one in mine if one.point_id in whole]
    wanted = min(max(count, 0), DOTS)
    if len(mine) - len(here) + wanted > DOTS:
        refuse(meeting, "dots.three", None, _("Je drie stippen zijn op. Haal er eerst een weg bij een ander punt."))
    for one in here[wanted:]:
        one.delete()
    free = [place for place in range(1, DOTS + 1) if place not in {one.place for one in mine}]
    new = max(wanted - len(here), 0)
    Dot.objects.bulk_create([Dot(dotter=dotter, place=place, point=point) for place in free[:new]])
    if wanted != len(here):
        note(Action.CHANGE, meeting, None, result="dot")
    return DOTS - (len(mine) - len(here) + wanted)


def _dotter(meeting: Meeting, key: str) -> Dotter:
    """The place of a phone, or a new one. Raises ``NotNowError`` when all are taken."""
    hashed = hash_of_key(meeting, key)
    if there := Dotter.objects.filter(meeting=meeting, key_hash=hashed).first():
        return there
    last = Dotter.objects.filter(meeting=meeting).aggregate(last=Max("place"))["last"] or 0
    if last >= meeting.most_dotters:
        refuse(
            meeting, "dots.full", None,
            ngettext(
                "Er stipt al {count} telefoon, en meer kunnen er niet. Vraag wie noteert om meer plaatsen.",
                "Er stippen al {count} telefoons, en meer kunnen er niet. Vraag wie noteert om meer plaatsen.",
                last,
            ).format(count=last),
        )  # fmt: skip
    return Dotter.objects.create(meeting=meeting, place=last + 1, key_hash=hashed)


def mine(meeting: Meeting, key: str) -> Counter[object]:
    """How many dots of a phone each point has, by its key; a joined point counts with the one it belongs to."""
    hashed = hash_of_key(meeting, key)
    rows = Dot.objects.filter(dotter__meeting=meeting, dotter__key_hash=hashed) if hashed else Dot.objects.none()
    return Counter(rows.annotate(head=Coalesce("point__same_as", "point")).values_list("head", flat=True))


def counted(meeting: Meeting) -> list[Counted]:
    """The points of a meeting, with the most dots first; each with those that were joined with it."""
    points = list(Point.objects.filter(meeting=meeting).select_related("said_by", "organization").order_by("number"))
    dots = dict(
        Dot.objects.filter(point__meeting=meeting).values_list("point").annotate(count=Count("pk")).order_by()
    )
    heads = [one for one in points if one.same_as_id is None or one.same_as_id not in {two.pk for two in points}]
    rows = []
    for head in heads:
        joined = tuple(one for one in points if one.same_as_id == head.pk)
        whole = (head, *joined)
        rows.append((head, sum(dots.get(one.pk, 0) for one in whole), sum(one.hand_dots for one in whole), joined))
    most = max((phones + hands for _head, phones, hands, _joined in rows), default=0)
    found = [
        Counted(head, phones, hands, joined, round(100 * (phones + hands) / most) if most else 0)
        for head, phones, hands, joined in rows
    ]
    return sorted(found, key=lambda one: (-one.total, one.point.number))


@transaction.atomic
def count_by_hand(meeting: Meeting, counts: Mapping[Point, tuple[int, int]], *, by: Person) -> None:
    """Dots on paper: of each point how many the counter saw before, and how many now. Raises ``NotNowError``."""
    writing(meeting, by)
    points = {one.pk: one for one in Point.objects.filter(meeting=meeting).select_related("network")}
    changed = False
    for point, (before, count) in counts.items():
        now = points.get(point.pk)
        if now is None or now.hand_dots == count:
            continue
        if now.hand_dots != before:
            refuse(meeting, "dots.by_hand", by, _("Iemand anders telde net ook. Kijk wat er nu staat, en tel samen."))
        change(now, hand_dots=count)
        changed = True
    if changed:
        note(Action.CHANGE, meeting, by, result="dots_by_hand")


def forget_phones(meeting: Meeting) -> None:
    """What was dotted stays; by which phone can no longer be told."""
    for dotter in Dotter.objects.filter(meeting=meeting).exclude(key_hash__startswith="gone "):
        dotter.key_hash = f"gone {dotter.pk}"
        dotter.save(update_fields=["key_hash"])
