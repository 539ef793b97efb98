"""The minutes as a page shows them: the data of ``minutes.told`` with names, days and what became of each action."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from buurtnet.meetings.choices import ActionState, DecideWay, DecisionState, ItemKind
from buurtnet.meetings.emails_minutes import owners_in
from buurtnet.meetings.minutes import page_of
from buurtnet.meetings.models import Action, Meeting, Minutes


@dataclass(frozen=True)
class Line:
    """A line of the agenda of which something came, with what."""

    place: int
    title: str
    kind: str
    brought_by: str
    notes: str
    decisions: tuple[Mapping[str, Any], ...]
    actions: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Page:
    """``told``: the data itself; ``sha256``: of minutes that are fixed, else empty. ``unnoted``: titles of the lines
    of which nothing was written down.
    """

    told: Mapping[str, Any]
    lines: tuple[Line, ...]
    unnoted: tuple[str, ...]
    points: tuple[Mapping[str, Any], ...]
    decisions: tuple[Mapping[str, Any], ...]
    actions: tuple[Mapping[str, Any], ...]
    starts: dt.datetime
    ends: dt.datetime
    next_on: dt.date | None
    has_dots: bool
    sha256: str

    @property
    def turns(self) -> int:
        """Of whom who spoke was tallied; the half of residents is theirs in percents."""
        return int(self.told["turns"]["residents"]) + int(self.told["turns"]["others"])

    @property
    def residents_share(self) -> int:
        return round(100 * int(self.told["turns"]["residents"]) / self.turns) if self.turns else 0


def shown(meeting: Meeting) -> Page:
    """The page of a meeting: as it was fixed, else as it stands now."""
    told = page_of(meeting)
    decisions = tuple(decision_shown(one) for one in told["decisions"])
    actions = tuple(actions_shown(told))
    by_item: dict[str, dict[Any, list[Mapping[str, Any]]]] = {"d": defaultdict(list), "a": defaultdict(list)}
    for kind, rows in (("d", decisions), ("a", actions)):
        for one in rows:
            by_item[kind][one["item"]].append(one)
    every = [
        Line(
            one["place"], one["title"], str(ItemKind(one["kind"]).label), one["brought_by"], one["notes"],
            tuple(by_item["d"][one["place"]]), tuple(by_item["a"][one["place"]]),
        )
        for one in told["agenda"]
    ]  # fmt: skip
    noted = {one.place for one in every if one.notes or one.decisions or one.actions}
    fixed = Minutes.objects.filter(meeting=meeting).first()
    return Page(
        told=told, lines=tuple(one for one in every if one.place in noted),
        unnoted=tuple(one.title for one in every if one.place not in noted),
        points=tuple(told["points"]), decisions=decisions, actions=actions,
        starts=dt.datetime.fromisoformat(told["starts"]), ends=dt.datetime.fromisoformat(told["ends"]),
        next_on=day_of(told["next_on"]), has_dots=any(one["total"] for one in told["points"]),
        sha256=fixed.sha256 if fixed else "",
    )  # fmt: skip


def decision_shown(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **one, "state_label": str(DecisionState(one["state"]).label), "is_taken": one["state"] == DecisionState.TAKEN,
        "is_open": one["state"] == DecisionState.OPEN, "by_votes": one["way"] == DecideWay.MAJORITY,
        "way_label": str(DecideWay(one["way"]).label), "review_day": day_of(one["review_on"]),
    }  # fmt: skip


def actions_shown(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """With the name of who does it, and how each stands today: an action lives on after the minutes are fixed."""
    names = owners_in(told)
    states = dict(Action.objects.filter(pk__in=[one["id"] for one in told["actions"]]).values_list("pk", "state"))
    now = {str(pk): state for pk, state in states.items()}
    return [
        {
            **one, "who": names.get(one["owner"] or "", ""), "due_day": day_of(one["due"]),
            "is_done": now.get(one["id"]) == ActionState.DONE,
            "is_dropped": now.get(one["id"]) == ActionState.DROPPED,
        }
        for one in told["actions"]
    ]  # fmt: skip


def day_of(said: str | None) -> dt.date | None:
    return dt.date.fromisoformat(said) if said else None
