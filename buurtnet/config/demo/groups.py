"""The groups of the demo's towns, their boards, and who asks to join: through the same actions as real ones."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from buurtnet.agenda.models import Activity
from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.config.demo.agenda import key_of as activity_key
from buurtnet.config.demo.documents import Town
from buurtnet.config.demo.people import organization_of
from buurtnet.config.demo.places import key_of
from buurtnet.config.demo.questions import someone
from buurtnet.config.demo.rows import Row, days_ago, here, mailed_on, rows_of
from buurtnet.groups.beginning import begin, go_live
from buurtnet.groups.choices import GroupRole, GroupState, NoticeState
from buurtnet.groups.joining import Asking, ask
from buurtnet.groups.models import Group, GroupMember, Notice

TEXTS = ("name", "summary", "text", "for_whom", "when", "languages", "contact", "kind", "for_young")
HANGS = dt.timedelta(days=40)


def load_groups(towns: list[Town]) -> None:
    """For a town that has no groups yet."""
    rows = rows_of("groups")["group"]
    for town in towns:
        network = Network.objects.get(slug=town.slug)
        open_room(network)
        if not Group.objects.filter(network=network).exists():
            with mailed_on(timezone.now()), transaction.atomic():
                for row in here(rows, town):
                    load_group(row, town, network)


def open_room(network: Network) -> None:
    """A demo that was made before there was such a room gets it with what is in it."""
    if not network.has(Room.GROUPS):
        network.rooms = [*network.rooms, Room.GROUPS]
        network.save(update_fields=["rooms"])


def load_group(row: Row, town: Town, network: Network) -> None:
    owner = someone(row["owner"])
    said = {name: row[name] for name in TEXTS if name in row} | {
        "place_text": row["place"],
        "activity": activity_of(row, town),
        "organization": organization_of(town, row["organization"]) if "organization" in row else None,
    }
    group = begin(network, said, form_key=key_of(town, "group", row["key"]), by=owner)
    for role, keys in ((GroupRole.OWNER, row.get("also", [])), (GroupRole.MEMBER, row.get("members", []))):
        for key in keys:
            GroupMember.objects.create(group=group, person=someone(key), role=role)
    if group.state == GroupState.WAITING and row.get("state") != GroupState.WAITING:
        go_live(group, by=owner)
    for place, line in enumerate(row.get("notices", [])):
        load_notice(group, line, place)
    for place, line in enumerate(row.get("asks", [])):
        asking = Asking(line["alias"], line["contact"], line["word"])
        ask(group, asking, form_key=key_of(town, "asks", f"{row['key']}-{place}"))


def activity_of(row: Row, town: Town) -> Activity | None:
    """What a group does together, of those in the calendar."""
    if "activity" not in row:
        return None
    return Activity.objects.get(form_key=activity_key(town, row["activity"]))


def load_notice(group: Group, line: Row, place: int) -> None:
    by = someone(line["by"])
    Notice.objects.create(
        group=group, text=line["text"], by=by, said_by=by.name.partition(" ")[0],
        state=NoticeState.WAITING if line.get("waits") else NoticeState.SHOWN, hung_at=days_ago(place + 1),
        until=timezone.localdate() + HANGS,
    )  # fmt: skip
