"""The newsletters of the demo's networks, through the same actions as real ones, each in its own week."""

import datetime as dt
import uuid
from typing import Any, Final

from django.db import transaction

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.bulletin.checking import add_own, change_words, check
from buurtnet.bulletin.letters import letter_of
from buurtnet.bulletin.making import make_draft
from buurtnet.bulletin.models import BulletinPlan, Edition, Subscriber
from buurtnet.bulletin.sending import send_edition, write_some
from buurtnet.bulletin.subscribing import confirm, subscribe
from buurtnet.config.demo.documents import Town
from buurtnet.config.demo.questions import Moments, by_of, happened
from buurtnet.config.demo.rows import Row, days_ago, here, mailed_on, rows_of
from buurtnet.people.acting import By

ON_ITS_DAY: Final[Moments] = {Edition: ("created_at", "checked_at", "sent_at")}
BEFORE_THE_FIRST: Final = 20  # days that the readers were there already
FIRST: Final = dt.timedelta(minutes=11)  # between two readers


def load_bulletin(towns: list[Town]) -> None:
    """For a town that has no newsletter yet."""
    tables = rows_of("bulletin")
    for town in towns:
        network = Network.objects.get(slug=town.slug)
        open_room(network)
        if not Edition.objects.filter(network=network).exists():
            load_town(town, network, here(tables["network"], town)[0], here(tables["edition"], town))


def open_room(network: Network) -> None:
    """A demo that was made before there was such a room gets it with what is in it."""
    if not network.has(Room.BULLETIN):
        network.rooms = [*network.rooms, Room.BULLETIN]
        network.save(update_fields=["rooms"])


@transaction.atomic
def load_town(town: Town, network: Network, row: Row, editions: list[Row]) -> None:
    by = by_of(row, network)
    last = town.today - dt.timedelta(days=editions[-1]["days_ago"])
    BulletinPlan.objects.create(
        network=network, name=row["name"], rhythm=row["rhythm"], weekday=last.weekday(), made_on=last
    )
    load_readers(network, row["readers"], days_ago(editions[0]["days_ago"] + BEFORE_THE_FIRST))
    for number, one in enumerate(editions):
        load_edition(one, town, network, by, goes_out=number < len(editions) - 1)


def load_readers(network: Network, count: int, since: dt.datetime) -> None:
    """Of addresses that nobody can have."""
    with mailed_on(since):
        for number in range(count):
            subscribe(f"lezer{number + 1}@{network.slug}.example", network, "nl")
        for reader in Subscriber.objects.filter(network=network):
            confirm(reader)
    Subscriber.objects.filter(network=network).update(asked_at=since, confirmed_at=since + FIRST)


def load_edition(row: Row, town: Town, network: Network, by: By, *, goes_out: bool) -> None:
    """Made on its day, with a word up front; looked over and sent, but for the last one."""
    on = days_ago(row["days_ago"])
    with happened(on, ON_ITS_DAY):
        made = make_draft(network, on)
        for number, (title, text) in enumerate(row["own"]):
            key = uuid.UUID(town.id("bulletin", f"{row['days_ago']}-{number}"))
            add_own(made, key, title=title, text=text, address="", by=by)
        said: dict[str, Any] = {"title": made.title, "introduction": row["introduction"], "version": made.version}
        change_words(made, **said, by=by)
        if goes_out:
            check(made, by)
            sent = send_edition(made, by)
            write_some(sent, letter_of(sent))
