"""Meetings of the demo: held, written down and followed through the same actions as real ones, each on its day."""

import datetime as dt
import uuid
from typing import Final

from django.db import models
from django.utils import timezone

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.config.demo.documents import Town
from buurtnet.config.demo.meetings_guests import invite_guests, take_attendance
from buurtnet.config.demo.meetings_life import load_life
from buurtnet.config.demo.meetings_record import record
from buurtnet.config.demo.people import organization_of
from buurtnet.config.demo.questions import happened, someone
from buurtnet.config.demo.rows import Row, here, rows_of
from buurtnet.meetings.acting import tell
from buurtnet.meetings.agenda import add_new
from buurtnet.meetings.choices import ActionState, Format, ItemSource, PointState
from buurtnet.meetings.models import Action, ActionStep, Meeting, Point, PointStep
from buurtnet.meetings.planning import Plan, begin, call_meeting
from buurtnet.meetings.points import bring_on, take_point

CALLED: Final = dt.timedelta(days=28)  # before the day of a meeting
MOMENTS: Final[dict[type[models.Model], tuple[str, ...]]] = {
    Action: ("ended_at",), ActionStep: ("at",), Point: ("ended_at",), PointStep: ("at",),
}  # fmt: skip


def load_meetings(towns: list[Town]) -> None:
    """For a town that never met."""
    tables = rows_of("meetings")
    for town in towns:
        network = Network.objects.get(slug=town.slug)
        if Room.MEETINGS not in network.rooms:
            network.rooms = [*network.rooms, Room.MEETINGS]
            network.save(update_fields=["rooms"])
        if not Meeting.objects.filter(network=network).exists():
            for row in here(tables["meeting"], town):
                hold(network, town, row, tables["became"])
            live(network, tables["lived"])
            load_life(network, town)


def hold(network: Network, town: Town, row: Row, became: list[Row]) -> None:
    """One meeting; of those that were, what came out of it until today."""
    by, starts = someone(row["by"]), moment_of(network, town, row)
    plan = Plan(
        title=row["title"], format=Format(row["format"]), starts_at=starts,
        ends_at=starts + dt.timedelta(minutes=row["minutes"]), statement=row.get("statement", ""), text=row["text"],
        host=organization_of(town, row["host"]), place_text=row["place"], chair=by,
        note_taker=someone(row["note_taker"]), preparers=[someone(key) for key in row["preparers"]],
    )  # fmt: skip
    with happened(min(starts, timezone.now()) - CALLED, {Meeting: ("made_at",)}):
        meeting = call_meeting(network, plan, form_key=uuid.uuid5(uuid.NAMESPACE_URL, row["title"]), by=by)
    if not row["key"]:
        return
    if starts < timezone.now():  # what waits in the network today did not wait then
        meeting.items.exclude(source=ItemSource.FORMAT).delete()
    invite_guests(meeting, row["key"], by=by)
    if starts > timezone.now():
        add_new(meeting, by=by)
        return
    with happened(starts, {Meeting: ("began_at",), ActionStep: ("at",)}):
        begin(meeting, by=by)
        take_attendance(meeting, row["key"], by=by)
    record(meeting, row["key"], by=someone(row["note_taker"]))
    follow(meeting, became)


def moment_of(network: Network, town: Town, row: Row) -> dt.datetime:
    """On the weekday before the day that the file names, by the clock of the network."""
    day = town.today + dt.timedelta(days=row["days"])
    day -= dt.timedelta(days=(day.weekday() - row["weekday"]) % 7)
    return dt.datetime.combine(day, dt.time.fromisoformat(row["at"]), Meeting(network=network).zone())


def follow(meeting: Meeting, became: list[Row]) -> None:
    """What became of its actions, as far as that was before today."""
    told = {row["text"]: row for row in became}
    for action in Action.objects.filter(meeting=meeting, text__in=told).select_related("network", "owner"):
        row = told[action.text]
        on = meeting.ends_at + dt.timedelta(days=row["after"])
        if on < timezone.now():
            with happened(on, MOMENTS):
                tell(action, ActionState(row["state"]), row["why"], by=action.owner)


def live(network: Network, lived: list[Row]) -> None:
    """What became of points between the meetings."""
    told = {row["text"]: row for row in lived}
    for point in Point.objects.filter(network=network, text__in=told).select_related("network"):
        for who, days, state, why in told[point.text]["steps"]:
            to, by = PointState(state), someone(who)
            with happened(point.said_at + dt.timedelta(days=days), MOMENTS):
                if to == PointState.TAKEN:
                    take_point(point, version=point.version, by=by)
                else:
                    bring_on(point, to, why, version=point.version, by=by)
