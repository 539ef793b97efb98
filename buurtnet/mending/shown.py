"""A suggestion as the network reads it: a row of the queue, and its fields side by side."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.directory.actions import FIELDS
from buurtnet.mending.access import may_edit
from buurtnet.mending.answering import stand_of, values_now
from buurtnet.mending.choices import OPEN, State, Topic
from buurtnet.mending.desk import Desk
from buurtnet.mending.differences import Piece, differences
from buurtnet.mending.duplicates import likely_doubles_of
from buurtnet.mending.models import SuggestedValue, Suggestion
from buurtnet.mending.values import label_of, said


@dataclass(frozen=True)
class Row:
    """One suggestion in the list. ``days``: how long it lies there; ``waits``: its provider answers first."""

    suggestion: Suggestion
    name: str
    topics: str
    days: int
    waits: bool


@dataclass(frozen=True)
class Side:
    """One field side by side. ``now``: only when the entry changed since it was sent."""

    field: str
    label: str
    old: list[Piece]
    new: list[Piece]
    now: str | None
    is_usable: bool
    state: str


def row_of(one: Any) -> Row:
    now = timezone.now()
    topics = [str(Topic(value).label) for value in one.topics if value in Topic.values]
    return Row(
        one, name_of(one), ", ".join(topics), (now - one.sent_at).days,
        bool(one.keeps_itself and one.is_open and now < one.provider_until),
    )  # fmt: skip


def name_of(suggestion: Suggestion) -> str:
    if suggestion.service is not None:
        return suggestion.service.name
    return next((str(value.new_value) for value in suggestion.values.all() if value.field == "name"), _("Nieuw"))


def page_of(desk: Desk, found: Suggestion) -> dict[str, Any]:
    values = list(found.values.all())
    now = values_now(found)
    service = found.service
    return {
        "work": desk.work,
        "suggestion": found,
        "name": name_of(found),
        "sides": [side_of(value, now, desk.network.country) for value in values],
        "is_stale": any(one.field in now and now[one.field] != one.old_value for one in values) and found.is_open,
        "is_usable": any(one.field in FIELDS for one in values),
        "topics": [Topic(value).label for value in found.topics if value in Topic.values],
        "stand": stand_of(found),
        "doubles": likely_doubles_of(found) if found.is_new and found.is_open else [],
        "may_edit": service is not None and may_edit(desk.work.person, service, desk.network),
        "is_answered": found.state not in OPEN,
        "is_taken": found.state == State.TAKEN,
        "is_mine": found.taken_by_id == desk.work.person.pk,
    }


def side_of(value: SuggestedValue, now: dict[str, Any], country: str) -> Side:
    old = text_of(value.field, value.old_value, country)
    new = text_of(value.field, value.new_value, country)
    moved = value.field in now and now[value.field] != value.old_value
    left, right = differences(old, new)
    return Side(
        value.field, label_of(value.field), left, right,
        text_of(value.field, now[value.field], country) if moved else None, value.field in FIELDS, value.state,
    )  # fmt: skip


def text_of(field: str, value: Any, country: str) -> str:
    return "\n".join(said(field, value, country))
