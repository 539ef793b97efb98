"""What meetings of the demo wrote down: through the same actions as real ones, on the day they were held."""

import datetime as dt
import uuid
from functools import cache
from typing import Final

from django.db import models
from django.utils import timezone

from buurtnet.config.demo.questions import happened, someone
from buurtnet.config.demo.rows import Row, rows_of
from buurtnet.meetings.agreeing import Agreed, agree
from buurtnet.meetings.choices import CORRECT_DAYS, DecideWay
from buurtnet.meetings.deciding import Put, Votes, leave, object_to, put, settle, take
from buurtnet.meetings.dotting import close_dots, count_by_hand, open_dots, put_dots
from buurtnet.meetings.minutes import close, fix
from buurtnet.meetings.models import Action, ActionStep, Decision, Meeting, Objection, Point, PointStep
from buurtnet.meetings.noting import tally, write_notes
from buurtnet.meetings.saying import Named, join, name_points
from buurtnet.people.models import Person

MOMENTS: Final[dict[type[models.Model], tuple[str, ...]]] = {
    Meeting: ("closed_at",), Point: ("said_at",), PointStep: ("at",), Decision: ("at",), Objection: ("at",),
    Action: ("made_at",), ActionStep: ("at",),
}  # fmt: skip
SAID: Final = dt.timedelta(hours=1)  # after it began
CORRECTED: Final = dt.timedelta(days=8)  # after the meeting its minutes are fixed


@cache
def records() -> dict[str, Row]:
    return {row["key"]: row for row in rows_of("meetings_record")["record"]}


def record(meeting: Meeting, key: str, *, by: Person) -> None:
    """Write down a meeting that began, as the file tells of ``key``; then it is closed, and fixed if long ago.

    ``by``: who wrote it down.
    """
    row, held = records()[key], meeting.starts_at
    day = held.astimezone(meeting.zone()).date()
    with happened(held + SAID, MOMENTS):
        points = points_of(meeting, row, key, by)
    with happened(meeting.ends_at, MOMENTS):
        notes(meeting, row, by)
        for place, line in enumerate(row.get("decision", [])):
            decide(meeting, line, uuid.uuid5(meeting.pk, f"decision {place}"), day, by)
        for place, line in enumerate(row.get("action", [])):
            said = Agreed(
                line["text"], day + dt.timedelta(days=line["in"]), owner=someone(line["owner"]),
                point=points[line["point"] - 1],
            )  # fmt: skip
            agree(meeting, said, form_key=uuid.uuid5(meeting.pk, f"action {place}"), by=by)
        close(meeting, next_on=day + dt.timedelta(days=row["next_in"]), by=by)
    Meeting.objects.filter(pk=meeting.pk).update(correct_until=day + dt.timedelta(days=CORRECT_DAYS))
    if held + CORRECTED < timezone.now():
        fix(meeting, held + CORRECTED)


def notes(meeting: Meeting, row: Row, by: Person) -> None:
    items = list(meeting.items.filter(is_cut=False).select_related("meeting__network"))
    for item, text in zip(items, row["notes"], strict=False):
        write_notes(item, text, version=item.version, by=by)
    residents, others = row["turns"]
    for count in range(1, residents + 1):
        tally(meeting, residents=count, by=by)
    for count in range(1, others + 1):
        tally(meeting, others=count, by=by)


def points_of(meeting: Meeting, row: Row, key: str, by: Person) -> list[Point]:
    """With their dots: as many phones, three each as far as the file tells."""
    lines = [text for text, _phones, _hands in row["points"]]
    name_points(meeting, lines, Named(), form_key=uuid.uuid5(meeting.pk, "points"), by=by)
    points = list(meeting.points.select_related("network", "meeting__network").order_by("number"))
    open_dots(meeting, most=row["phones"], by=by)
    pairs = list(zip(points, row["points"], strict=True))
    dots = [point for point, (_text, phones, _hands) in pairs for _dot in range(phones)]
    for phone in range(row["phones"]):
        # Every so many dots further on: nobody puts two on one point here.
        for point in dict.fromkeys(dots[phone :: row["phones"]][:3]):
            put_dots(meeting, point, 1, key=f"{key} {phone}")
    close_dots(meeting, by=by)
    count_by_hand(meeting, {point: (0, hands) for point, (_text, _phones, hands) in pairs}, by=by)
    for number, into in row["joined"]:
        join(points[number - 1], points[into - 1], by=by)
    return points


def decide(meeting: Meeting, line: Row, key: uuid.UUID, day: dt.date, by: Person) -> None:
    way = DecideWay.MAJORITY if "votes" in line else DecideWay.CONSENT
    said = Put(line["text"], line["reason"], way, day + dt.timedelta(days=line["review_in"]))
    made = put(meeting, said, form_key=key, by=by)
    for place, (reason, settled) in enumerate(line.get("objections", [])):
        objection = object_to(made, reason, None, form_key=uuid.uuid5(key, str(place)), by=by)
        if settled:
            settle(objection, settled, by=by)
    if line.get("left"):
        leave(made, by=by)
    else:
        take(made, Votes(*line["votes"]) if "votes" in line else None, by=by)
