"""What the demo's neighbourhoods asked, and who answers: through the same actions as real ones.

What is done now is set back to the moment on which it happened.
"""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Final

from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.here import neighbourhood_in
from buurtnet.areas.models import Network
from buurtnet.config.demo.documents import Town
from buurtnet.config.demo.people import email_of, people_rows
from buurtnet.config.demo.rows import Row, days_ago, here, mailed_on, rows_of, service_of
from buurtnet.people.acting import By
from buurtnet.people.models import Membership, Person
from buurtnet.questions import answering, publishing, replying
from buurtnet.questions.asking import Asked, ask
from buurtnet.questions.choices import AgeBand, AskedFor, Channel, ContactWay
from buurtnet.questions.codes import hash_of_code
from buurtnet.questions.forgetting import end_of_keeping, forget_after
from buurtnet.questions.models import HandOver, Leave, Message, OthersAsked, Question
from buurtnet.questions.models.question import KEPT_UNENDED
from buurtnet.questions.overdue import tell_of_late
from buurtnet.questions.rostering import add_duty
from buurtnet.themes.models import Theme

# With which code everyone who tries the demo reads one answer; docs/demo-town.md tells them.
CODES: Final = {"havendijk": "HAVE-NDYK", "duinbeke": "DUNE-BEKE"}
MOMENTS: Final = {
    Question: ("taken_at", "escalated_at", "answered_at", "closed_at", "call_since"),
    Message: ("sent_at",),
    HandOver: ("offered_at", "settled_at"),
}
type Moments = Mapping[type[models.Model], tuple[str, ...]]


def load_questions(towns: list[Town]) -> None:
    """For a town in which nobody asked anything yet."""
    tables = rows_of("questions")
    for town in towns:
        network = Network.objects.get(slug=town.slug)
        if not Question.objects.filter(network=network).exists():
            load_town(town, network, {name: here(rows, town) for name, rows in tables.items()})


def codes_to_try(port: int) -> list[str]:
    """Lines that tell with which code one answer of each town is read, as long as it is there."""
    lines = []
    for slug, code in CODES.items():
        if Question.objects.filter(network__slug=slug, code_hash=hash_of_code(code)).exists():
            lines.append(f"  {code} at http://localhost:{port}{reverse('questions:asked_by_code', args=[slug])}")
    return lines


@transaction.atomic
def load_town(town: Town, network: Network, tables: Mapping[str, list[Row]]) -> None:
    for row in tables["duty"]:
        load_duty(row, town, network)
    for row in tables["leave"]:
        first = town.today + dt.timedelta(days=row["from"])
        last = town.today + dt.timedelta(days=row["until"])
        Leave.objects.create(person=someone(row["person"]), starts_on=first, ends_on=last)
    for row in tables["question"]:
        load_question(row, town, network)
    for row in tables["others_asked"]:
        load_others_asked(row, town, network)
    with mailed_on(timezone.now()):
        tell_of_late(timezone.now(), [network])


@contextmanager
def happened(on: dt.datetime, moments: Moments) -> Iterator[None]:
    """What is done within, was done then: in these fields, and its mails went out."""
    began = timezone.now()
    with mailed_on(on):
        yield
    for model, names in moments.items():
        for name in names:
            model._default_manager.filter(**{f"{name}__gte": began}).update(**{name: on})


def by_of(row: Row, network: Network, who: str = "by") -> By:
    """Someone of the cast, in their role in this network."""
    mine = Membership.objects.filter(person__email=addresses()[row[who]], network=network)
    held = mine.select_related("person").order_by("pk")[0]
    return By(held.person, held.role)


def someone(key: str) -> Person:
    """Someone of the cast; as ``rows.person_of``, which reads the whole file each time."""
    return Person.objects.get(email=addresses()[key])


@cache
def addresses() -> dict[str, str]:
    return {row["key"]: email_of(row) for row in people_rows()}


def load_duty(row: Row, town: Town, network: Network) -> None:
    said = {
        "person": someone(row["person"]),
        "deputy": someone(row["deputy"]) if "deputy" in row else None,
        "theme": Theme.objects.get(slug=row["theme"]) if "theme" in row else None,
        "area": neighbourhood_in(network, row["area"]) if "area" in row else None,
        "weekdays": row["weekdays"],
        "answers_children": row.get("answers_children", False),
        "is_off_in_holidays": row.get("is_off_in_holidays", False),
        "starts_on": town.today - dt.timedelta(days=row["days_ago"]),
    }
    add_duty(network, said, by=by_of(row, network))


def question_key(town: Town, key: str) -> uuid.UUID:
    """Of the form that a question of the demo was sent with; the same in every demo."""
    return uuid.UUID(town.id("question", key))


def load_question(row: Row, town: Town, network: Network) -> None:
    """Asked, and what came after it, each on its own day."""
    asked = Asked(
        text=row["text"], age_band=AgeBand(row["age"]), asked_for=AskedFor(row["for"]),
        area=neighbourhood_in(network, row["area"]) if "area" in row else None,
        contact_way=ContactWay(row.get("way", ContactWay.SITE)), contact=row.get("contact", ""),
        language=row.get("language", "nl"),
    )  # fmt: skip
    channel = Channel(row.get("channel", Channel.WEB))
    on = days_ago(row["days_ago"])
    with mailed_on(on):
        question, _code = ask(
            asked, network=network, channel=channel, form_key=question_key(town, row["key"]), now=on
        )
    for number, step in enumerate(row.get("steps", [])):
        form_key = uuid.UUID(town.id("message", f"{row['key']}-{number}"))
        with happened(days_ago(step["days_ago"]), MOMENTS):
            take_step(step, Question.objects.get(pk=question.pk), town, form_key)
    question.refresh_from_db()
    if question.text:
        forget_after(question, kept_until(question))
    if row.get("has_shown_code"):
        Question.objects.filter(pk=question.pk).update(code_hash=hash_of_code(CODES[town.slug]))


def kept_until(question: Question) -> dt.date:
    if question.closed_at:
        return end_of_keeping(question, timezone.localdate(question.closed_at))
    return timezone.localdate(question.asked_at) + KEPT_UNENDED


def take_step(step: Row, question: Question, town: Town, form_key: uuid.UUID) -> None:
    """What someone who answers does, with a name; or who asked, without one."""
    if "by" in step:
        work_on(step, question, town, form_key)
        return
    text = step.get("text", "")
    match step["do"]:
        case "reply":
            replying.reply(question, text, form_key=form_key)
        case "thank":
            replying.thank(question, text, form_key=form_key)
        case "reopen":
            replying.reopen(question, text, form_key=form_key)
        case "withdraw":
            replying.withdraw(question)


def work_on(step: Row, question: Question, town: Town, form_key: uuid.UUID) -> None:
    by, on, text = by_of(step, question.network), days_ago(step["days_ago"]), step.get("text", "")
    match step["do"]:
        case "take":
            answering.take(question, by=by, now=on)
        case "ask back":
            answering.ask_back(question, text, by=by, form_key=form_key)
        case "answer":
            services = [service_of(town, key) for key in step.get("services", [])]
            said = answering.Answered(text, services, step.get("rights", False), form_key)
            answering.answer(question, said, by=by, now=on)
        case "pass on":
            answering.pass_on(question, someone(step["to"]), text, by=by)
        case "called":
            answering.note_call(question, by=by)
        case "no question":
            answering.close_without_answer(question, by=by, now=on)


def load_others_asked(row: Row, town: Town, network: Network) -> None:
    """Written, and approved by a second reader unless it waits for one."""
    written = days_ago(row["days_ago"])
    said = publishing.Written(
        row["question"], row["answer"], Theme.objects.filter(slug__in=row["themes"]),
        [service_of(town, key) for key in row["services"]],
    )  # fmt: skip
    with happened(written, {OthersAsked: ("written_at",)}):
        made = publishing.write(network, said, by=by_of(row, network))
    if "approved_by" in row:
        with happened(days_ago(row["approved_days_ago"]), {OthersAsked: ("approved_at",)}):
            publishing.approve(made, version=made.version, by=by_of(row, network, "approved_by"))
