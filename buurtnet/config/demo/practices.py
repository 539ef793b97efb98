"""Good practices and playbooks of the demo's networks, and what was begun with them: through the same actions as real
ones, each on its own day.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import transaction

from buurtnet.agenda.again import begin_again, put_in_calendar
from buurtnet.agenda.choices import TaskState
from buurtnet.agenda.dates import Times
from buurtnet.agenda.models import Activity, Task
from buurtnet.agenda.tasks import hand, move_task
from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.config.demo.documents import Town
from buurtnet.config.demo.people import organization_of
from buurtnet.config.demo.questions import by_of, happened, someone
from buurtnet.config.demo.rows import Row, days_ago, here, rows_of
from buurtnet.people.acting import By
from buurtnet.practices import moving, playbooks, writing
from buurtnet.practices.choices import PracticeState
from buurtnet.practices.models import DidItToo, GoodPractice, Playbook, PlaybookContact
from buurtnet.themes.models import Theme

ON_ITS_DAY: Final = {
    GoodPractice: ("created_at", "changed_at", "read_at"), Playbook: ("created_at", "changed_at"),
    DidItToo: ("created_at",),
}  # fmt: skip
BEGAN: Final = {Activity: ("created_at", "changed_at"), Task: ("created_at", "ended_at")}
BEGUN_DAYS_AGO: Final = 12
SAID_OF_A_PRACTICE: Final = {
    "title": "title", "what": "what", "for_whom": "for_whom", "works_because": "works_because",
    "elements": "elements", "asks_people": "asks_people", "asks_things": "asks_things", "hours": "hours",
    "brought": "brought", "pitfalls": "pitfalls", "evidence": "evidence", "neighbourhood_kind": "kind",
    "where_used": "where", "source": "source", "contact_role": "contact_role", "functions": "functions",
}  # fmt: skip


def load_practices(towns: list[Town]) -> None:
    """For a town that has no playbook yet."""
    tables = rows_of("practices")
    fresh = [one for one in towns if not Playbook.objects.filter(network__slug=one.slug).exists()]
    with transaction.atomic():
        for town in fresh:
            load_town(town, {name: here(rows, town) for name, rows in tables.items()})
        load_done(tables["done"], fresh, {row["key"]: row["network"] for row in tables["practice"]})


def load_town(town: Town, tables: Mapping[str, list[Row]]) -> None:
    network = Network.objects.get(slug=town.slug)
    open_rooms(network)
    for row in tables["practice"]:
        load_practice(row, town, network)
    for row in tables["playbook"]:
        load_playbook(row, town, network)
    for row in tables["again"]:
        load_again(row, town, network)


def open_rooms(network: Network) -> None:
    """A demo that was made before there were such rooms gets them with what is in them."""
    missing = [one.value for one in (Room.PRACTICES, Room.AGENDA) if not network.has(one)]
    if missing:
        network.rooms = [*network.rooms, *missing]
        network.save(update_fields=["rooms"])


def key_of(town: Town, kind: str, key: str) -> uuid.UUID:
    return uuid.UUID(town.id(kind, key))


def as_by(row: Row, network: Network, who: str = "by") -> By:
    held = by_of(row, network, who)
    return By(held.person, held.role)


def load_practice(row: Row, town: Town, network: Network) -> None:
    """Written down, read by a second person, shared."""
    written: dict[str, Any] = {name: row[said] for name, said in SAID_OF_A_PRACTICE.items() if said in row}
    written["what"] = written["what"].strip()
    written["money_cents"] = row["money"] * 100 if "money" in row else None
    written["organization"] = organization_of(town, row["organization"]) if "organization" in row else None
    written["themes"] = Theme.objects.filter(slug__in=row.get("themes", []))
    with happened(days_ago(row["days_ago"]), ON_ITS_DAY):
        made = writing.write_down(network, written, key=key_of(town, "practice", row["key"]), by=as_by(row, network))
        if row["state"] in {PracticeState.READ, PracticeState.SHARED}:
            moving.move(made, PracticeState.READ, version=made.version, by=as_by(row, network, "reader"))
        if row["state"] == PracticeState.SHARED:
            moving.move(made, PracticeState.SHARED, version=made.version, by=as_by(row, network, "reader"))
        if row.get("for_all"):
            moving.share_with_all(made, with_all=True, by=as_by(row, network, "reader"))


def load_done(rows: Iterable[Row], towns: list[Town], written_in: Mapping[str, str]) -> None:
    """Who did an example too, also one of another network."""
    by_slug = {town.slug: town for town in towns}
    for row in rows:
        town, owner = by_slug.get(row["network"]), by_slug.get(written_in[row["practice"]])
        if town is None or owner is None:
            continue
        network = Network.objects.get(slug=town.slug)
        practice = GoodPractice.objects.get(pk=key_of(owner, "practice", row["practice"]))
        with happened(days_ago(30), ON_ITS_DAY):
            writing.tell_we_did_it(
                practice, network, year=town.today.year - row["years_ago"], otherwise=row["otherwise"],
                brought=row["brought"], by=as_by(row, network),
            )  # fmt: skip


def load_playbook(row: Row, town: Town, network: Network) -> None:
    """With its steps, contacts and lessons."""
    by = as_by(row, network)
    written = {
        "title": row["title"], "summary": row["summary"], "things": row["things"].strip(),
        "flyer": row.get("flyer", ""), "led_by_residents": row.get("of_residents", False),
        "owner_organization": organization_of(town, row["organization"]) if "organization" in row else None,
    }  # fmt: skip
    practice = GoodPractice.objects.filter(network=network, pk=key_of(town, "practice", row.get("practice", "")))
    with happened(days_ago(row["days_ago"]), ON_ITS_DAY):
        made = playbooks.make(
            network, written, key=key_of(town, "playbook", row["key"]), by=by, practice=practice.first(),
            steps=[step_of(one) for one in row["steps"]],
        )  # fmt: skip
        PlaybookContact.objects.bulk_create(
            PlaybookContact(playbook=made, role=role, name=name, reach=reach) for role, name, reach in row["contacts"]
        )
    for days, text in row["lessons"]:
        on = town.today - dt.timedelta(days=days)
        with happened(days_ago(days), ON_ITS_DAY):
            playbooks.add_lesson(made, text, by=by.person, on=on, role=by.role)


def step_of(said: list[Any]) -> playbooks.Step:
    days, text, role, *cost = said
    return playbooks.Step(days, text, role, cost[0] * 100 if cost else None)


def load_again(row: Row, town: Town, network: Network) -> None:
    """Begun a while ago: what had to be done since then is done, and a task went to someone else."""
    by = by_of(row, network)
    playbook = Playbook.objects.get(pk=key_of(town, "playbook", row["playbook"]))
    times = Times(
        town.today + dt.timedelta(days=row["days_ahead"]), dt.time.fromisoformat(row["at"]), row["minutes"]
    )  # fmt: skip
    with happened(days_ago(BEGUN_DAYS_AGO), BEGAN):
        made = begin_again(
            network, times, title=playbook.title, key=key_of(town, "again", row["playbook"]), by=by, playbook=playbook
        )
        for task in made.tasks.filter(due_on__lt=town.today - dt.timedelta(days=3)):
            move_task(task, TaskState.DONE, by=by)
        helper = made.tasks.filter(state=TaskState.OPEN).order_by("due_on").last()
        if helper is not None:
            hand(helper, someone("omar" if town.slug == "havendijk" else "griet"), by=by)
        if row.get("in_calendar"):
            put_in_calendar(made, by=by)
