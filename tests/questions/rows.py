"""Questions, duties and days off for tests, each the least that makes sense."""

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.people.acting import By
from buurtnet.people.models import Person
from buurtnet.questions.choices import AgeBand, AskedFor
from buurtnet.questions.models import Duty, Leave, OthersAsked, Question
from buurtnet.themes.models import Theme

TEXT = "Waar kan mijn zoon gratis leren zwemmen?"
MONDAY = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)  # ten in the morning here
DAY = dt.timedelta(days=1)


def a_question(network: Network, **more: Any) -> Question:
    """A new question of a parent, asked now, that waits two days for someone; ``themes`` is a list."""
    themes = more.pop("themes", [])
    asked_at = more.get("asked_at", timezone.now())
    said = {
        "text": TEXT, "age_band": AgeBand.PARENT, "asked_for": AskedFor.OWN_CHILD, "asked_at": asked_at,
        "take_by": asked_at + 2 * DAY, "answer_by": asked_at + 9 * DAY, "code_hash": uuid.uuid4().hex,
        "link_hash": uuid.uuid4().hex,
    } | more  # fmt: skip
    question = Question.objects.create(network=network, **said)
    question.themes.set(themes)
    return question


def on_duty(network: Network, person: Person, **more: Any) -> Duty:
    """On the roster on every working day, since long."""
    said = {"starts_on": dt.date(2026, 1, 1), "weekdays": [0, 1, 2, 3, 4]} | more
    return Duty.objects.create(network=network, person=person, **said)


def away(person: Person, first: dt.date, last: dt.date | None = None) -> Leave:
    return Leave.objects.create(person=person, starts_on=first, ends_on=last or first)


def others_asked(network: Network, by: Person, **more: Any) -> OthersAsked:
    said = {"question": "Waar leer je zwemmen?", "answer": "In het zwembad, met hulp van het fonds."} | more
    return OthersAsked.objects.create(network=network, written_by=by, **said)


def a_theme(name: str) -> Theme:
    return Theme.objects.create(slug=name.casefold(), function=1, name=name)


def as_(person: Person, role: str = "member") -> By:
    return By(person, role)
