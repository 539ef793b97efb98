"""What plays in the demo's neighbourhoods: signals, rounds, shared needs and what was put to policy.

Through the same actions as real ones; what is done now is set back to the moment on which it happened.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from buurtnet.areas.choices import Room
from buurtnet.areas.here import neighbourhood_in
from buurtnet.areas.models import Network
from buurtnet.config.demo.documents import Town
from buurtnet.config.demo.older import load_older, older_questions
from buurtnet.config.demo.people import organization_of
from buurtnet.config.demo.policy import load_agreements, load_policy
from buurtnet.config.demo.questions import by_of, happened, question_key, someone
from buurtnet.config.demo.rows import Row, days_ago, here, rows_of, service_of
from buurtnet.config.demo.tellings import load_telling
from buurtnet.needs import rounds, sharing, signal_desk
from buurtnet.needs.choices import NeedState, Noticed, RoundKind, SignalKind
from buurtnet.needs.coverage import known_streets
from buurtnet.needs.forgetting import forget_after, forget_giver_after
from buurtnet.needs.models import Evidence, Feedback, NeedStep, OutreachRound, SharedNeed, Signal
from buurtnet.needs.models.signal import KEPT_GIVER, KEPT_HANDLED, KEPT_UNHANDLED
from buurtnet.needs.proposing import proposals
from buurtnet.needs.signalling import Given, give, reopen, withdraw
from buurtnet.questions.models import Message, Question
from buurtnet.themes.models import Theme

OF_SIGNALS: Final = {Signal: ("taken_at", "told_at", "closed_at"), Feedback: ("told_at",)}
OF_NEEDS: Final = {
    **OF_SIGNALS, Message: ("sent_at",), Question: ("call_since",),
    SharedNeed: ("changed_at", "read_at"), NeedStep: ("at",), Evidence: ("added_at",),
}  # fmt: skip


def load_needs(towns: list[Town]) -> None:
    """For a town in which nobody gave a signal yet."""
    tables = rows_of("needs")
    for town in towns:
        network = Network.objects.get(slug=town.slug)
        if not Signal.objects.filter(network=network).exists():
            load_town(town, network, {name: here(rows, town) for name, rows in tables.items()})
            proposals(network, days_ago(0))


@transaction.atomic
def load_town(town: Town, network: Network, tables: Mapping[str, list[Row]]) -> None:
    open_room(network)
    load_older(tables["older"], town, network)
    for row in tables["round"]:
        load_round(row, town, network)
    for row in tables["signal"]:
        load_signal(row, town, network)
    for row in tables["need"]:
        load_need(row, town, network)
    for row in tables["telling"]:
        load_telling(row, town, network)
    load_agreements(tables["agreement"], town, network)
    for row in tables["policy"]:
        load_policy(row, town, network)


def open_room(network: Network) -> None:
    """A demo that was made before there was such a room gets it with what is in it."""
    if not network.has(Room.NEEDS):
        network.rooms = [*network.rooms, Room.NEEDS]
        network.save(update_fields=["rooms"])


def key_of(town: Town, kind: str, key: str) -> uuid.UUID:
    return uuid.UUID(town.id(kind, key))


def load_round(row: Row, town: Town, network: Network) -> None:
    """Planned, some of its streets done one after another, and closed with one number of talks."""
    by, area = by_of(row, network), neighbourhood_in(network, row["area"])
    assert area
    said = rounds.Plan(
        area=area, kind=RoundKind(row["kind"]), purpose=row["purpose"], place=row.get("place", ""),
        starts_on=town.today - dt.timedelta(days=row["from_days_ago"]),
        ends_on=town.today - dt.timedelta(days=row["until_days_ago"]),
        materials=row["materials"], languages=row["languages"], team=[someone(key) for key in row["team"]],
        streets=known_streets(network, [area]) if row["kind"] == RoundKind.STREETS else [],
    )  # fmt: skip
    made = rounds.plan(network, said, by=by, key=key_of(town, "round", row["key"]))
    planned = days_ago(row["from_days_ago"] + 7)
    OutreachRound.objects.filter(pk=made.pk).update(created_at=planned, questions=row.get("questions", 0))
    streets = list(made.streets.all())
    walked = len(streets) * row.get("walked", 100) // 100
    for number, street in enumerate(streets[:walked]):
        rounds.tap(street, done=True, at=days_ago(row["from_days_ago"]) + number * dt.timedelta(minutes=25))
    if "talks" in row:
        rounds.close(made, talks=row["talks"], by=by, now=days_ago(row["until_days_ago"]))


def load_signal(row: Row, town: Town, network: Network) -> None:
    """Given, and what came after it, each on its own day."""
    given = Given(
        kind=SignalKind(row.get("kind", SignalKind.COLLECTIVE)), text=row["text"],
        area=neighbourhood_in(network, row["area"]), theme=Theme.objects.get(slug=row["theme"]),
        person=someone(row["person"]) if "person" in row else None,
        noticed=Noticed(row["noticed"]) if "noticed" in row else "",
        round=OutreachRound.objects.get(pk=key_of(town, "round", row["round"])) if "round" in row else None,
    )  # fmt: skip
    on = days_ago(row["days_ago"])
    signal, _code = give(given, network=network, form_key=key_of(town, "signal", row["key"]), now=on)
    for step in row.get("steps", []):
        with happened(days_ago(step["days_ago"]), OF_SIGNALS):
            take_step(step, Signal.objects.get(pk=signal.pk), network)
    forget_in_time(signal)


def take_step(step: Row, signal: Signal, network: Network) -> None:
    match step["do"]:
        case "take":
            signal_desk.take(signal, by=by_of(step, network))
        case "tell":
            signal_desk.tell(signal, step["text"], by=by_of(step, network))
        case "close":
            signal_desk.close(signal, by=by_of(step, network))
        case "reopen":
            reopen(signal, step["text"], by=someone(step["giver"]), now=days_ago(step["days_ago"]))
        case "withdraw":
            withdraw(signal, by=someone(step["giver"]))


def forget_in_time(signal: Signal) -> None:
    """Its dates follow from the days on which things happened, as they would have."""
    signal.refresh_from_db()
    if not signal.text:
        return
    last = max(filter(None, (signal.taken_at, signal.told_at, signal.closed_at)), default=None)
    ends = last.date() + KEPT_HANDLED if last else signal.given_at.date() + KEPT_UNHANDLED
    forget_after(signal, ends)
    forget_giver_after(signal, signal.told_at.date() + KEPT_GIVER if signal.told_at else ends)


def load_need(row: Row, town: Town, network: Network) -> None:
    """Taken together, moved on step by step, and read by a second person."""
    began, by = days_ago(row["days_ago"]), by_of(row, network)
    with happened(began, {**OF_NEEDS, SharedNeed: ("changed_at", "created_at")}):
        need = sharing.start(network, written(row, town, network), items(row, town), by=by)
        SharedNeed.objects.filter(pk=need.pk).update(result=row.get("result", ""))
    for older in row.get("older", []):
        count_older(need, older, network)
    for step in row.get("steps", []):
        with happened(days_ago(step["days_ago"]), OF_NEEDS):
            sharing.go_on(need, onward(step, town), seen=version_of(need), by=by_of(step, network))
    need.services.set([service_of(town, key) for key in row.get("services", [])])
    if "read_by" in row:
        with happened(days_ago(row["read_days_ago"]), OF_NEEDS):
            sharing.read_by_second(need, seen=version_of(need), by=by_of(row, network, "read_by"))
    for signal in Signal.objects.filter(evidence__need=need):
        forget_in_time(signal)


def written(row: Row, town: Town, network: Network) -> sharing.Written:
    areas = [area for slug in row["areas"] if (area := neighbourhood_in(network, slug))]
    return sharing.Written(
        title=row["title"], story=row["story"], tried=row.get("tried", ""),
        owner=someone(row["owner"]) if "owner" in row else None,
        due_on=town.today + dt.timedelta(days=row["due_in"]) if "due_in" in row else None,
        themes=list(Theme.objects.filter(slug__in=row["themes"])), areas=areas,
        partners=[organization_of(town, key) for key in row.get("partners", [])],
    )  # fmt: skip


def items(row: Row, town: Town) -> sharing.Items:
    """By the keys of their forms; one that somebody took away is left out."""
    asked = Question.objects.filter(form_key__in=[question_key(town, key) for key in row.get("questions", [])])
    given = Signal.objects.filter(form_key__in=[key_of(town, "signal", key) for key in row.get("signals", [])])
    went = [key_of(town, "round", key) for key in row.get("rounds", [])]
    return sharing.Items([one.pk for one in asked], [one.pk for one in given], rounds=went)


def onward(step: Row, town: Town) -> sharing.Onward:
    said: dict[str, Any] = {
        name: step[name] for name in ("checked_with", "result", "reason", "note", "telling") if name in step
    }
    if "owner" in step:
        said["owner"] = someone(step["owner"])
    if "due_in" in step:
        said["due_on"] = town.today + dt.timedelta(days=step["due_in"])
    return sharing.Onward(to=NeedState(step["to"]), **said)


def version_of(need: SharedNeed) -> int:
    need.refresh_from_db()
    return need.version


def count_older(need: SharedNeed, older: Row, network: Network) -> None:
    """Questions of before that pointed to it: their words are gone, and they count."""
    rows = older_questions(network, older["theme"], older["area"])[: older["count"]]
    Evidence.objects.bulk_create(
        Evidence(
            need=need, question=one, counted_on=one.asked_at.date(), area_id=one.area_id, theme_id=older["theme"]
        )
        for one in rows
    )  # fmt: skip
