"""The places of the demo's towns with their hours, and who has them when: through the same actions as real ones."""

import datetime as dt
import random
import uuid
from typing import Final

from django.db import transaction
from django.utils import timezone

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.config.demo.documents import Town
from buurtnet.config.demo.people import organization_of
from buurtnet.config.demo.questions import someone
from buurtnet.config.demo.rows import Row, here, mailed_on, rows_of
from buurtnet.directory.models import Location
from buurtnet.people.models import Person
from buurtnet.places.access import venues_with_hours
from buurtnet.places.booking import NotFreeError, Wish, book
from buurtnet.places.choices import HoursKind
from buurtnet.places.hours import moment_of, zone_of
from buurtnet.places.keeping import add_hours, close, create
from buurtnet.places.models import SeasonRound, Venue
from buurtnet.places.seasons import ask, begin

DAYS: Final = ("ma", "di", "wo", "do", "vr", "za", "zo")
LISTS: Final = ("safe_for", "facilities")
TEXTS: Final = (
    "name", "kind", "summary", "for_whom", "house_rules", "access", "key_holder", "door_code", "approval", "capacity",
    "price_cents", "adult_required", "buffer_before", "buffer_after", "longest_minutes", "hours_ahead", *LISTS,
)  # fmt: skip


def load_places(towns: list[Town]) -> None:
    """For a town that has no places yet."""
    tables = rows_of("places")
    for town in towns:
        network = Network.objects.get(slug=town.slug)
        open_room(network)
        if not Venue.objects.filter(network=network).exists():
            with mailed_on(timezone.now()):
                load_town(town, network, {name: here(rows, town) for name, rows in tables.items()})
        if not SeasonRound.objects.filter(network=network).exists():
            load_season(town, network, here(tables["season"], town))


@transaction.atomic
def load_town(town: Town, network: Network, tables: dict[str, list[Row]]) -> None:
    for row in tables["venue"]:
        load_venue(row, town, network)
    for row in tables["booking"]:
        load_booking(row, town)


@transaction.atomic
def load_season(town: Town, network: Network, rows: list[Row]) -> None:
    """Fixed times of a season to come, for which groups ask now."""
    for row in rows:
        first, until, last = (town.today + dt.timedelta(days=row[name]) for name in ("from", "wishes", "until"))
        venues = {key: venues_with_hours(Venue.objects.all()).get(pk=key_of(town, "venue", key))
                  for key in row["venues"]}  # fmt: skip
        said = {"title": row["title"], "starts_on": first, "ends_on": last, "wishes_until": until}
        key = key_of(town, "season", row["key"])
        around = begin(network, said | {"venues": list(venues.values())}, key=key, by=someone(row["by"]))
        for wish in row["wanted"]:
            starts, ends = (dt.time.fromisoformat(part) for part in wish["times"].split("-"))
            organization = organization_of(town, wish["organization"]) if "organization" in wish else None
            asked = {
                "venue": venues[wish["venue"]], "weekday": DAYS.index(wish["day"]), "starts_at": starts,
                "ends_at": ends, "people": wish["people"], "group": wish["group"],
            }  # fmt: skip
            ask(around, wish["rank"], asked, organization=organization, by=someone(wish["by"]))


def open_room(network: Network) -> None:
    """A demo that was made before there was such a room gets it with what is in it."""
    if not network.has(Room.PLACES):
        network.rooms = [*network.rooms, Room.PLACES]
        network.save(update_fields=["rooms"])


def key_of(town: Town, kind: str, key: str) -> uuid.UUID:
    return uuid.UUID(town.id(kind, key))


def load_venue(row: Row, town: Town, network: Network) -> None:
    by = someone(row["by"])
    said = {name: row[name] for name in TEXTS if name in row} | {
        "location": Location.objects.get(pk=key_of(town, "location", row["location"])),
        "host": organization_of(town, row["host"]) if "host" in row else None,
        "keeper": someone(row["keeper"]) if "keeper" in row else None,
    }
    venue = create(network, said, key=key_of(town, "venue", row["key"]), by=by)
    for line in row["hours"]:
        add_hours(venue, hours_in(line), by=by)
    for closed in row.get("closed", []):
        first = town.today + dt.timedelta(days=closed["from"])
        days = {"starts_on": first, "ends_on": town.today + dt.timedelta(days=closed["until"])}
        close(venue, days | {"reason": closed["reason"]}, by=by)


def hours_in(line: Row) -> Row:
    """``times = "ma di 15:30-21:00"``, with ``who`` when someone is there and ``book`` when it is to be booked."""
    *days, span = line["times"].split()
    opens, closes = (dt.time.fromisoformat(part) for part in span.split("-"))
    who = line.get("who", "")
    return {
        "kind": HoursKind.BOOKABLE if line.get("book") else HoursKind.WALK_IN,
        "weekdays": [DAYS.index(day) for day in days], "opens_at": opens, "closes_at": closes,
        "is_supervised": bool(who), "who_is_there": who, "in_holidays": line.get("in_holidays", True),
    }  # fmt: skip


def load_booking(row: Row, town: Town) -> None:
    """On the first such day of the week from so many days on, and as many weeks after it as ``weeks`` says."""
    venue = venues_with_hours(Venue.objects.all()).get(pk=key_of(town, "venue", row["venue"]))
    by: Person | None = someone(row["by"]) if "by" in row else None
    first = town.today + dt.timedelta(days=row.get("from", 1))
    first += dt.timedelta(days=(DAYS.index(row["day"]) - first.weekday()) % 7)
    dice = random.Random(f"{town.slug}{row['venue']}{row['day']}")  # noqa: S311  # how many come, and no secret
    for week in range(row.get("weeks", 1)):
        day = first + dt.timedelta(weeks=week)
        starts, ends = (
            moment_of(day, dt.time.fromisoformat(part), zone_of(venue)) for part in row["times"].split("-")
        )  # fmt: skip
        wish = Wish(
            starts, ends, people=dice.randint(4, min(venue.capacity or 12, 16)), purpose=row.get("purpose", ""),
            alias=row["alias"], contact=row.get("contact", ""), with_adult=True,
            organization=organization_of(town, row["organization"]) if "organization" in row else None,
        )  # fmt: skip
        try:
            book(venue, wish, form_key=key_of(town, "booking", f"{row['venue']}-{row['alias']}-{week}"), by=by)
        except NotFreeError:
            continue  # a holiday or a closed day of this year
