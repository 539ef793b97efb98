"""A signal and a shared need, each the least that makes sense; what a test is about, the test says itself."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from buurtnet.areas.models import Area, Network
from buurtnet.needs.choices import NeedState, SignalKind
from buurtnet.needs.models import Evidence, NeedStep, SharedNeed, Signal
from buurtnet.questions.choices import AgeBand, AskedFor
from buurtnet.questions.models import Question
from buurtnet.themes.models import Theme


def a_signal(network: Network, **more: Any) -> Signal:
    """A collective signal that came in now, unless ``more`` says otherwise."""
    now = timezone.now()
    said = {"kind": SignalKind.COLLECTIVE, "text": "Bij regen kunnen kinderen nergens spelen.", "given_at": now}
    return Signal.objects.create(**{**said, "network": network, "take_by": now + timedelta(days=7), **more})


def a_need(network: Network, **more: Any) -> SharedNeed:
    """A need with the step by which it came in its state."""
    said = {"title": "Nergens binnen spelen", "state": NeedState.SUSPECTED}
    need = SharedNeed.objects.create(**{**said, "network": network, **more})
    NeedStep.objects.create(need=need, what="made", state=need.state)
    return need


def asked(network: Network, *, themes: tuple[Theme, ...] = (), **more: Any) -> Question:
    """A question as this room sees it: that it was asked, when, where and about what."""
    now = timezone.now()
    said = {
        "text": "Waar kan mijn kind spelen als het regent?", "age_band": AgeBand.PARENT, "asked_for": AskedFor.SELF,
        "code_hash": uuid4().hex, "link_hash": uuid4().hex, "asked_at": now, "take_by": now + timedelta(days=2),
        "answer_by": now + timedelta(days=7),
    }  # fmt: skip
    made = Question.objects.create(**{**said, "network": network, **more})
    made.themes.set(themes)
    return made


def evidence_of(need: SharedNeed, *items: Question | Signal, area: Area | None = None) -> list[Evidence]:
    """That these point to the need."""
    return [
        Evidence.objects.create(
            need=need, area=one.area or area, counted_on=timezone.localdate(),
            question=one if isinstance(one, Question) else None, signal=one if isinstance(one, Signal) else None,
        )
        for one in items
    ]  # fmt: skip
