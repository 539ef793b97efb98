"""When a need moves, everyone who pointed to it hears so, once, and in words that tell nothing in a mail."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from buurtnet.areas.models import Network
from buurtnet.needs.choices import NeedState, SignalState
from buurtnet.needs.models import Feedback, NeedStep, SharedNeed, Signal, SignalGiver
from buurtnet.needs.sharing import Onward, go_on
from buurtnet.needs.signalling import withdraw
from buurtnet.needs.telling_givers import AT_ONCE, tell_all, tell_later
from buurtnet.people.acting import By
from buurtnet.people.choices import Role
from buurtnet.people.models import Mail, Person
from buurtnet.privacy.models import LogRow
from buurtnet.questions.choices import MessageKind, State
from buurtnet.questions.models import Message
from tests.needs.rows import a_need, a_signal, asked, evidence_of
from tests.people.cast import person

type Capture = Callable[..., AbstractContextManager[list[Callable[[], object]]]]

pytestmark = pytest.mark.django_db
SENTENCE = "Vanaf januari is de gymzaal op woensdag open."


@pytest.fixture
def need(network: Network) -> SharedNeed:
    return a_need(network)


@pytest.fixture
def giver(network: Network) -> Person:
    return person("Fatma Yilmaz", Role.RESIDENT, network)


def test_givers_and_askers_hear_it_once(need: SharedNeed, network: Network, giver: Person, ingrid: Person) -> None:
    signal, question = a_signal(network, state=SignalState.BUNDLED), asked(network, state=State.ANSWERED)
    SignalGiver.objects.create(signal=signal, person=giver)
    evidence_of(need, signal, question)
    assert tell_all(need, SENTENCE, by=By(ingrid)) == 2
    assert tell_all(need, SENTENCE, by=By(ingrid)) == 0
    assert Feedback.objects.get().text == SENTENCE
    assert Message.objects.get().text == SENTENCE
    assert Message.objects.get().kind == MessageKind.NEWS
    signal.refresh_from_db()
    question.refresh_from_db()
    assert (signal.state, question.state) == (SignalState.TOLD, State.ANSWERED)


def test_who_gave_several_signals_gets_one_mail_and_each_is_told(
    need: SharedNeed, network: Network, giver: Person, ingrid: Person
) -> None:
    signals = [a_signal(network, state=SignalState.BUNDLED) for _ in range(3)]
    for one in signals:
        SignalGiver.objects.create(signal=one, person=giver)
    evidence_of(need, *signals)
    assert tell_all(need, SENTENCE, by=By(ingrid)) == 3
    mail = Mail.objects.get()
    assert SENTENCE not in mail.subject + mail.body
    assert need.title not in mail.subject + mail.body
    assert Feedback.objects.count() == 3
    for one in signals:
        one.refresh_from_db()
        assert one.state == SignalState.TOLD


def test_at_its_next_move_they_hear_it_again(need: SharedNeed, network: Network, ingrid: Person) -> None:
    evidence_of(need, a_signal(network, state=SignalState.BUNDLED), asked(network))
    by = By(ingrid)
    go_on(need, Onward(NeedState.EXPLORED, telling=SENTENCE), seen=1, by=by)
    assert NeedStep.objects.get(what="told").note == SENTENCE
    go_on(need, Onward(NeedState.RECOGNIZED, telling=SENTENCE), seen=2, by=by)
    assert Feedback.objects.count() == Message.objects.count() == 2


def test_who_took_it_back_hears_nothing(need: SharedNeed, network: Network, ingrid: Person) -> None:
    now = timezone.now()
    gone = a_signal(network, state=SignalState.WITHDRAWN, closed_at=now)
    evidence_of(need, gone, asked(network, state=State.WITHDRAWN, closed_at=now))
    assert tell_all(need, SENTENCE, by=By(ingrid)) == 0
    assert not Mail.objects.exists()


def test_who_gave_a_signal_that_was_closed_hears_it_too(
    need: SharedNeed, network: Network, giver: Person, ingrid: Person
) -> None:
    signal = a_signal(network, state=SignalState.CLOSED, closed_at=timezone.now())
    SignalGiver.objects.create(signal=signal, person=giver)
    evidence_of(need, signal)
    assert tell_all(need, SENTENCE, by=None) == 1
    signal.refresh_from_db()
    assert signal.state == SignalState.CLOSED
    assert Feedback.objects.get().author is None


def test_without_a_sentence_nobody_is_told(need: SharedNeed, network: Network, ingrid: Person) -> None:
    evidence_of(need, a_signal(network, state=SignalState.BUNDLED))
    assert go_on(need, Onward(NeedState.EXPLORED), seen=1, by=By(ingrid)) == 0
    assert not Feedback.objects.exists()


@pytest.fixture
def crowd(need: SharedNeed, network: Network, giver: Person) -> list[Signal]:
    """More signals than a page tells at once, the first two of one giver, and one question."""
    signals = [a_signal(network, state=SignalState.BUNDLED) for _ in range(AT_ONCE)]
    for one in signals[:2]:
        SignalGiver.objects.create(signal=one, person=giver)
    evidence_of(need, *signals, asked(network))
    return signals


def told_by_worker(need: SharedNeed, by: Person, capture: Capture) -> tuple[int, list[int]]:
    """Say it, and take what waits for the worker off its list: the step and the evidence, as ids."""
    with capture(execute=True):
        tell_all(need, SENTENCE, by=By(by))
    waits = DBTaskResult.objects.get(task_path="buurtnet.needs.telling_givers.tell_later")
    step, pks = waits.args_kwargs["args"]
    return step, pks


def test_very_many_are_told_by_the_worker_once_it_is_certain(
    need: SharedNeed, crowd: list[Signal], ingrid: Person, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks() as later:
        assert tell_all(need, SENTENCE, by=By(ingrid)) == AT_ONCE + 1
        assert tell_all(need, SENTENCE, by=By(ingrid)) == 0
    assert not Feedback.objects.exists()
    assert len(later) == 1
    later[0]()
    waits = DBTaskResult.objects.get()
    assert SENTENCE not in str(waits.args_kwargs)
    step, pks = waits.args_kwargs["args"]
    tell_later.call(step, pks)
    assert (Feedback.objects.count(), Message.objects.count(), Mail.objects.count()) == (AT_ONCE, 1, 1)
    assert set(Feedback.objects.values_list("text", "author")) == {(SENTENCE, ingrid.pk)}
    assert LogRow.objects.filter(rule="signal.told").count() == AT_ONCE


def test_the_worker_that_begins_again_half_way_tells_nobody_twice(
    need: SharedNeed, crowd: list[Signal], ingrid: Person, django_capture_on_commit_callbacks: Capture
) -> None:
    step, pks = told_by_worker(need, ingrid, django_capture_on_commit_callbacks)
    tell_later.call(step, pks[:1])
    tell_later.call(step, pks)
    tell_later.call(step, pks)
    assert (Feedback.objects.count(), Message.objects.count(), Mail.objects.count()) == (AT_ONCE, 1, 1)
    tell_later.call(0, pks)


def test_the_worker_tells_some_and_leaves_the_others_to_a_next_turn(
    need: SharedNeed, crowd: list[Signal], ingrid: Person, monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Capture,
) -> None:  # fmt: skip
    monkeypatch.setattr("buurtnet.needs.telling_givers.AT_A_TIME", 40)
    step, pks = told_by_worker(need, ingrid, django_capture_on_commit_callbacks)
    tell_later.call(step, pks)
    assert Feedback.objects.count() + Message.objects.count() == 40
    newest = DBTaskResult.objects.order_by("-enqueued_at").first()
    assert newest is not None
    assert newest.args_kwargs["args"] == [step, pks[40:]]
    tell_later.call(*newest.args_kwargs["args"])
    assert Feedback.objects.count() + Message.objects.count() == AT_ONCE + 1


def test_who_takes_it_back_before_the_worker_comes_hears_nothing(
    need: SharedNeed, crowd: list[Signal], ingrid: Person, django_capture_on_commit_callbacks: Capture
) -> None:
    step, pks = told_by_worker(need, ingrid, django_capture_on_commit_callbacks)
    withdraw(crowd[0], by=None)
    tell_later.call(step, pks)
    assert not crowd[0].feedback.exists()
    assert Feedback.objects.count() == AT_ONCE - 1
    assert not LogRow.objects.filter(action="deny").exists()


def test_each_signal_that_is_told_is_logged_also_without_a_mail(
    need: SharedNeed, network: Network, giver: Person, ingrid: Person
) -> None:
    signals = [a_signal(network, state=SignalState.BUNDLED) for _ in range(2)]
    for one in signals:
        SignalGiver.objects.create(signal=one, person=giver)
    evidence_of(need, *signals)
    tell_all(need, SENTENCE, by=By(ingrid))
    assert Mail.objects.count() == 1
    assert set(LogRow.objects.filter(rule="signal.told").values_list("object_id", flat=True)) == {
        str(one.pk) for one in signals
    }
