"""What is on in the demo's towns, announced through the same action as real activities; each has its own key."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Final

from django.db import transaction

from buurtnet.agenda.access import announces_at_once
from buurtnet.agenda.announcing import What, announce
from buurtnet.agenda.dates import OneTime, Times, cancel_date, change_date, one_time
from buurtnet.agenda.how_often import Pace, rule_for
from buurtnet.agenda.models import Activity, ActivityDate, TrustedResident
from buurtnet.agenda.where import where_of
from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.config.demo.documents import Town
from buurtnet.config.demo.people import organization_of
from buurtnet.config.demo.questions import by_of
from buurtnet.config.demo.rows import Row, here, rows_of
from buurtnet.people.acting import By
from buurtnet.themes.models import Theme

DAYS: Final = ("ma", "di", "wo", "do", "vr", "za", "zo")
AS_THEY_ARE: Final = (
    "summary", "text", "for_whom", "price_note", "languages", "facilities", "bring", "weather", "contact",
    "registration", "most", "led_by_residents", "shows_owner",
)  # fmt: skip


def load_agenda(towns: list[Town]) -> None:
    """For a town in which nothing is on yet."""
    tables = rows_of("agenda")
    for town in towns:
        network = Network.objects.get(slug=town.slug)
        open_room(network)
        if not Activity.objects.filter(network=network).exists():
            load_town(town, network, here(tables["activity"], town))


def open_room(network: Network) -> None:
    """A demo that was made before there was such a room gets it with what is in it."""
    if not network.has(Room.AGENDA):
        network.rooms = [*network.rooms, Room.AGENDA]
        network.save(update_fields=["rooms"])


@transaction.atomic
def load_town(town: Town, network: Network, rows: Sequence[Row]) -> None:
    for row in rows:
        load_activity(row, town, network)


def key_of(town: Town, key: str) -> uuid.UUID:
    return uuid.UUID(town.id("activity", key))


def load_activity(row: Row, town: Town, network: Network) -> None:
    by = by_of(row, network)
    if not row.get("waits") and not announces_at_once(by.person, network):
        TrustedResident.objects.get_or_create(network=network, person=by.person)
    elif row.get("waits"):
        TrustedResident.objects.filter(network=network, person=by.person).delete()
    times = None if row.get("is_idea") else times_in(row, town)
    owner = None if row.get("no_owner") else by.person
    made = announce(network, what_in(row, town, network), times, by=by, key=key_of(town, row["key"]), owner=owner)
    for deed in (call_off, move):
        deed(made, row, by)


def what_in(row: Row, town: Town, network: Network) -> What:
    said = {name: row[name] for name in AS_THEY_ARE if name in row}
    first, last = [*row.get("ages", []), None, None][:2]
    return What(
        title=row["title"], age_from=first, age_to=last, price_cents=row.get("price"),
        owner_organization=organization_of(town, row["organization"]) if "organization" in row else None,
        where=where_of(network, row.get("where", "")),
        themes=list(Theme.objects.filter(slug__in=row["themes"])),
        partners=[organization_of(town, key) for key in row.get("partners", [])],
        **said,
    )  # fmt: skip


def times_in(row: Row, town: Town) -> Times:
    """Its first day, which may be some weeks ago, its hours and how often it is."""
    first = first_day(row, town.today)
    opens, closes = (dt.time.fromisoformat(one) for one in row["at"])
    minutes = (closes.hour - opens.hour) * 60 + closes.minute - opens.minute
    weekdays = [DAYS.index(one) for one in row.get("also", [])]
    rule = rule_for(row.get("pace", Pace.ONCE), first, weekdays)
    until = town.today + dt.timedelta(weeks=row["last_weeks"]) if "last_weeks" in row else None
    return Times(first, opens, minutes, rule, until, row.get("skips_holidays", False))


def first_day(row: Row, today: dt.date) -> dt.date:
    if "in_days" in row:
        return today + dt.timedelta(days=row["in_days"])
    monday = today - dt.timedelta(days=today.weekday())
    return monday + dt.timedelta(weeks=row["weeks"], days=DAYS.index(row["day"]))


def coming(activity: Activity, number: int) -> ActivityDate:
    """The first (1), second … of its dates that still come."""
    rows = activity.dates.filter(starts_at__date__gt=activity.created_at.date()).order_by("starts_at")
    return rows.select_related("activity__network")[number - 1]


def call_off(activity: Activity, row: Row, by: By) -> None:
    if "off" in row:
        number, because = row["off"]
        cancel_date(coming(activity, number), because, by=by)


def move(activity: Activity, row: Row, by: By) -> None:
    """So many minutes later than usual, with what is good to know."""
    if "moved" not in row:
        return
    number, minutes, note = row["moved"]
    date = coming(activity, number)
    usual = one_time(date)
    assert usual.starts_at
    later = (dt.datetime.combine(usual.starts_on, usual.starts_at) + dt.timedelta(minutes=minutes)).time()
    change_date(date, OneTime(usual.starts_on, later, usual.minutes, note=note), by=by)
