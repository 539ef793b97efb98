"""What was asked and said in the demo's neighbourhoods in the two quarters before this one.

Of these only what is counted is left: rows without words, as clearing away leaves them. They are made all at once,
since each by its own action would keep who starts the demo waiting.
"""

import datetime as dt
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from buurtnet.areas.here import neighbourhood_in
from buurtnet.areas.models import Area, Network
from buurtnet.config.demo.documents import Town
from buurtnet.config.demo.people import organization_of
from buurtnet.config.demo.rows import Row
from buurtnet.needs.choices import SignalKind, SignalState
from buurtnet.needs.counting import Quarter, quarter_of
from buurtnet.needs.models import Signal, TakenUpBy
from buurtnet.questions.choices import AskedFor, Channel, Outcome, State
from buurtnet.questions.models import Question

DAYS: Final = 88  # of a quarter, in which they are spread
STEP: Final = 37  # days from one to the next, round and round: so each theme has some in every month
AGES: Final = ("parent", "4-11", "18-24", "0-3", "parent", "12-17", "4-11", "other")
OUTCOMES: Final = (Outcome.HELPED, Outcome.HELPED, Outcome.UNKNOWN, Outcome.HELPED, Outcome.NOT_HELPED)
CHANNELS: Final = (Channel.WEB, Channel.DOOR, Channel.WEB, Channel.TABLE, Channel.WEB, Channel.PHONE)


@dataclass(frozen=True)
class Once:
    """Something that was asked or said: when, where, about what, and who took it up."""

    number: int
    at: dt.datetime
    area: Area | None
    theme: str
    organization: UUID


def load_older(rows: list[Row], town: Town, network: Network) -> None:
    """``questions`` and ``signals`` of a row: how many in each of the two quarters, the oldest first."""
    last = quarter_of(town.today).before
    asked: list[Once] = []
    given: list[Once] = []
    for row in rows:
        by = [organization_of(town, key).pk for key in row["organizations"]]
        for place, quarter in enumerate((last.before, last)):
            asked += times(row, row["questions"][place], quarter, network, by)
            given += times(row, row["signals"][place], quarter, network, by)
    keep_questions(asked, network)
    keep_signals(given, network)


def older_questions(network: Network, theme: str, area: str) -> QuerySet[Question]:
    """Those of a theme in a neighbourhood that point to nothing yet, oldest first."""
    rows = Question.objects.in_network(network).filter(state=State.CLEARED, themes=theme, evidence=None)
    return rows.filter(area=neighbourhood_in(network, area)).order_by("asked_at", "pk")


def times(row: Row, count: int, quarter: Quarter, network: Network, by: Sequence[UUID]) -> Iterator[Once]:
    area = neighbourhood_in(network, row["area"])
    start, _end = quarter.of(network)
    for number in range(count):
        at = start + dt.timedelta(days=number * STEP % DAYS, hours=9 + number % 9)
        yield Once(number, at, area, row["theme"], by[number % len(by)])


def keep_questions(asked: Sequence[Once], network: Network) -> None:
    rows = [a_question(one, network) for one in asked]
    Question.objects.bulk_create(rows)
    through: Any = Question.themes.through
    through.objects.bulk_create(
        [through(question_id=row.pk, theme_id=one.theme) for row, one in zip(rows, asked, strict=True)]
    )
    TakenUpBy.objects.bulk_create(
        [TakenUpBy(question=row, organization_id=one.organization) for row, one in zip(rows, asked, strict=True)]
    )


def a_question(one: Once, network: Network) -> Question:
    """Taken the next day, answered in one to four days, and done some days later."""
    answered = one.at + dt.timedelta(days=1 + one.number % 4)
    closed = answered + dt.timedelta(days=3 + one.number % 9)
    return Question(
        network=network, area=one.area, text="", age_band=AGES[one.number % len(AGES)],
        asked_for=AskedFor.OWN_CHILD if one.number % 3 else AskedFor.SOMEONE_KNOWN,
        channel=CHANNELS[one.number % len(CHANNELS)], state=State.CLEARED, code_hash=secrets.token_hex(32),
        link_hash=secrets.token_hex(32), asked_at=one.at, take_by=one.at + dt.timedelta(days=3),
        answer_by=one.at + dt.timedelta(days=9), taken_at=one.at + dt.timedelta(days=1), answered_at=answered,
        closed_at=closed, outcome=OUTCOMES[one.number % len(OUTCOMES)], forget_on=closed.date(),
    )  # fmt: skip


def keep_signals(given: Sequence[Once], network: Network) -> None:
    rows = [a_signal(one, network) for one in given]
    Signal.objects.bulk_create(rows)
    TakenUpBy.objects.bulk_create(
        [TakenUpBy(signal=row, organization_id=one.organization) for row, one in zip(rows, given, strict=True)]
    )


def a_signal(one: Once, network: Network) -> Signal:
    told = one.at + dt.timedelta(days=4 + one.number % 7)
    return Signal(
        network=network, kind=SignalKind.STRENGTH if one.number % 6 == 5 else SignalKind.COLLECTIVE, text="",
        area=one.area, theme_id=one.theme, state=SignalState.CLEARED, given_at=one.at,
        take_by=one.at + dt.timedelta(days=7), taken_at=one.at + dt.timedelta(days=2), told_at=told, closed_at=told,
        forget_on=told.date(),
    )  # fmt: skip
