"""What stands in the way in the demo, and its working groups: through the same actions as real ones."""

import datetime as dt
import uuid
from typing import Final

from django.db import models
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.config.demo.documents import Town
from buurtnet.config.demo.people import organization_of
from buurtnet.config.demo.questions import happened, someone
from buurtnet.config.demo.rows import Row, days_ago, here, rows_of
from buurtnet.meetings.choices import ObstacleState
from buurtnet.meetings.groups import begin_group, change_group, end_group, join
from buurtnet.meetings.models import Obstacle, ObstacleStep, WorkGroup, WorkGroupMember
from buurtnet.meetings.obstacles import Told, answer_obstacle, except_again, take_obstacle, tell_obstacle

MOMENTS: Final[dict[type[models.Model], tuple[str, ...]]] = {
    Obstacle: ("told_at", "taken_at", "ended_at"), ObstacleStep: ("at",),
}  # fmt: skip


def load_life(network: Network, town: Town) -> None:
    tables = rows_of("meetings_life")
    for row in here(tables["obstacle"], town):
        tell(network, town, row)
    for row in here(tables["group"], town):
        gather(network, row)


def tell(network: Network, town: Town, row: Row) -> None:
    """An obstacle, and what became of it."""
    partner = organization_of(town, row["organization"]) if row.get("organization") else None
    told = Told(row["text"], row.get("needed", ""), row.get("rule_of", ""), partner, row["links"])
    with happened(days_ago(row["told"]), MOMENTS):
        made = tell_obstacle(
            network, told, form_key=uuid.uuid5(uuid.NAMESPACE_URL, row["text"]), by=someone(row["by"])
        )
    if "holder" not in row:
        return
    holder = someone(row["holder"])
    with happened(days_ago(row["taken"]), MOMENTS):
        day = timezone.localdate() - dt.timedelta(days=row["taken"] - row["answer_in"])
        take_obstacle(made, day, version=made.version, by=holder)
    for place, (ago, what, why, links) in enumerate(row["steps"]):
        with happened(days_ago(ago), MOMENTS):
            if what == "more":
                except_again(made, why, form_key=uuid.uuid5(made.form_key, str(place)), by=holder)
            else:
                to, after = ObstacleState(what), links or None
                answer_obstacle(made, to, why, links_after=after, version=made.version, by=holder)


def gather(network: Network, row: Row) -> None:
    """A working group, with who gives how many hours."""
    since = timezone.localdate() - dt.timedelta(days=row["since"])
    first = someone(row["members"][0][0])
    key = uuid.uuid5(uuid.NAMESPACE_URL, row["name"])
    made = begin_group(network, row["name"], row["text"], form_key=key, by=first)
    for person, hours in row["members"]:
        join(made, hours, by=someone(person))
    if not row["owner"]:
        change_group(made, made.name, made.text, None, version=made.version, by=first)
    if "until" in row:
        end_group(made, row["why"], on=timezone.localdate() - dt.timedelta(days=row["until"]), by=first)
    WorkGroup.objects.filter(pk=made.pk).update(since=since)
    WorkGroupMember.objects.filter(group=made).update(since=since)
