"""What plays in both towns of the demo: signals, rounds, shared needs, what is published, and signals to policy."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.config.demo import load
from buurtnet.config.demo.load import load_demo
from buurtnet.needs.access import public_needs
from buurtnet.needs.board import board_of
from buurtnet.needs.choices import NeedState, PolicyState, SignalKind, SignalState
from buurtnet.needs.models import (
    CoSignature,
    Evidence,
    Feedback,
    NeedStep,
    OutreachRound,
    PolicyPromise,
    PolicySignal,
    PolicyStep,
    ReplyAgreement,
    SharedNeed,
    Signal,
    SignalGiver,
    TakenUpBy,
    Telling,
)
from buurtnet.needs.policy_late import settle_policy
from buurtnet.needs.proposing import FEWEST, proposals
from buurtnet.needs.signalling import signals_of
from buurtnet.needs.tellings import published_in
from buurtnet.needs.today import items
from buurtnet.people.models import Person
from buurtnet.privacy.models import Release
from buurtnet.privacy.releases import is_intact, shown_in
from buurtnet.questions.choices import State
from buurtnet.questions.models import Question

pytestmark = pytest.mark.django_db
KEPT = (
    Signal, SignalGiver, Feedback, SharedNeed, Evidence, NeedStep, OutreachRound, PolicySignal, PolicyPromise,
    ReplyAgreement, CoSignature, Telling, Release, TakenUpBy,
)  # fmt: skip


@pytest.fixture(params=["havendijk", "duinbeke"])
def network(request: pytest.FixtureRequest) -> Network:
    return Network.objects.get(slug=request.param)


def test_loading_the_next_version_over_it_adds_nothing_of_this(monkeypatch: pytest.MonkeyPatch) -> None:
    before = [model.objects.count() for model in KEPT]
    monkeypatch.setattr(load, "stamp", lambda: "demo-of-a-next-version")
    assert load_demo() is True
    assert [model.objects.count() for model in KEPT] == before


def test_a_demo_of_before_gets_the_room_with_what_is_in_it(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    assert network.has(Room.NEEDS)
    Network.objects.filter(pk=network.pk).update(rooms=[Room.MAP, Room.QUESTION])
    Evidence.objects.filter(need__network=network).delete()
    Signal.objects.filter(network=network).delete()
    monkeypatch.setattr("buurtnet.config.demo.needs.load_older", lambda *_args: None)
    monkeypatch.setattr("buurtnet.config.demo.needs.rows_of", lambda _name: dict.fromkeys(TABLES, ()))
    monkeypatch.setattr(load, "stamp", lambda: "demo-of-a-next-version")
    load_demo()
    rooms = Network.objects.get(pk=network.pk).rooms
    assert rooms[:3] == [Room.MAP, Room.QUESTION, Room.NEEDS]
    assert len(rooms) == len(set(rooms))


TABLES = ("older", "round", "signal", "need", "telling", "agreement", "policy")


def test_there_is_a_signal_in_every_state_and_strengths_among_them(network: Network) -> None:
    rows = Signal.objects.filter(network=network)
    assert set(rows.values_list("state", flat=True)) == set(SignalState)
    assert sum(bool(one.text) for one in rows.filter(kind=SignalKind.STRENGTH)) >= 2
    assert rows.filter(round__isnull=False).exists()
    assert not rows.filter(given_at__gt=timezone.now()).exists()
    assert not Feedback.objects.filter(signal__network=network, told_at__gt=timezone.now()).exists()


def test_who_gave_a_signal_heard_what_happened_before_it_was_closed(network: Network) -> None:
    ended = Signal.objects.filter(network=network, state=SignalState.CLOSED)
    assert ended
    assert all(one.feedback.filter(told_at__lte=one.closed_at).exists() for one in ended)


def test_the_connectors_own_signals_show_what_came_of_them(network: Network) -> None:
    connector = Person.objects.get(name="Samira Haddad" if network.slug == "havendijk" else "Tine Claes")
    mine = signals_of(connector, network)
    assert len(mine) >= 4
    assert len({one.state for one in mine}) >= 3
    assert any(one.feedback.all() for one in mine)


def test_every_column_of_the_board_has_a_need_and_one_group_is_proposed(network: Network) -> None:
    now = timezone.now()
    assert all(column.needs for column in board_of(network, now))
    proposed = proposals(network, now)
    assert len(proposed) == 1
    assert len(proposed[0].items) >= FEWEST


def test_needs_in_action_have_an_owner_and_a_day_and_what_is_met_was_checked(network: Network) -> None:
    rows = SharedNeed.objects.filter(network=network)
    acting = rows.filter(state=NeedState.IN_ACTION)
    assert acting.count() == 2
    assert all(one.owner and one.due_on and one.tried and one.partners.exists() for one in acting)
    assert all(one.checked_with and one.result for one in rows.filter(state=NeedState.MET))
    assert not NeedStep.objects.filter(need__network=network, at__gt=timezone.now()).exists()
    assert {one.steps.order_by("at").values_list("what", flat=True)[0] for one in rows} == {"made"}
    told = NeedStep.objects.filter(need__network=network, what="told")
    assert told
    assert not told.filter(at__date=timezone.localdate()).exists(), "told on the day of what it tells of"


def test_everyone_reads_only_needs_that_a_second_person_read(network: Network, client: Client) -> None:
    shown = public_needs(network)
    assert shown.count() == 4
    page = client.get(reverse("needs:public_list", args=[network.slug])).content.decode()
    assert all(one.title in page for one in shown)
    hidden = SharedNeed.objects.filter(network=network, read_at=None)
    assert not any(one.title in page for one in hidden)


def test_of_what_is_older_no_words_are_left(network: Network) -> None:
    older = Question.objects.in_network(network).filter(state=State.CLEARED)
    assert older.count() > 150
    assert not any(one.text or one.contact for one in older)
    assert not any(one.text for one in Signal.objects.filter(network=network, state=SignalState.CLEARED))


def test_two_quarters_are_told_with_figures_and_marks_and_words_that_two_people_read(
    network: Network, client: Client
) -> None:
    newest, before = published_in(network)
    assert (newest.themes.count(), before.themes.count()) == (3, 2)
    assert before.release.query["until"] < newest.release.query["from"]
    for telling in (newest, before):
        assert is_intact(telling.release)
        assert all(one.read_by and one.read_by != one.written_by for one in telling.themes.all())
        cells = [cell for table in telling.release.tables for row in table["cells"] for cell in row]
        assert len(shown_in(telling.release.tables)) > 20
        assert any(isinstance(cell, str) for cell in cells)
    page = client.get(reverse("needs:tellings", args=[network.slug]))
    assert all(one.title in page.content.decode() for one in newest.themes.all())


def test_bodies_signed_and_signals_to_them_stand_at_every_stage(network: Network) -> None:
    assert ReplyAgreement.objects.filter(network=network).count() == 2
    rows = PolicySignal.objects.filter(network=network)
    stages = {PolicyState.DRAFT, PolicyState.SENT, PolicyState.LATE, PolicyState.FOLLOWED}
    assert set(rows.values_list("state", flat=True)) == stages
    answered = rows.get(state=PolicyState.FOLLOWED)
    assert answered.in_plain_words
    assert sorted(answered.promises.values_list("is_kept", flat=True), key=str) == [None, True]
    assert rows.get(state=PolicyState.SENT).co_signatures.get().signed_at
    late = rows.get(state=PolicyState.LATE)
    assert late.answer_due
    assert late.answer_due < timezone.localdate()
    assert late.late_shown_by is None
    assert late.release == published_in(network)[1].release


def test_a_signal_to_policy_has_its_steps_in_order_and_its_days_follow_from_each_other(network: Network) -> None:
    assert not PolicyStep.objects.filter(signal__network=network, at__gt=timezone.now()).exists()
    for one in PolicySignal.objects.filter(network=network).select_related("decision", "agreement"):
        moments = list(one.steps.order_by("pk").values_list("at", flat=True))
        assert moments == sorted(moments)
        if one.sent_on and one.answer_due and one.decision:
            assert (one.answer_due - one.sent_on).days == one.agreement.days
            assert one.decision.decided_on <= one.sent_on
    assert settle_policy(timezone.now()) == 0, "nothing came due before anyone looked"


def test_a_round_goes_on_and_two_are_closed_with_talks(network: Network) -> None:
    rounds = OutreachRound.objects.filter(network=network)
    now = rounds.get(closed_at=None)
    assert 0 < now.streets.exclude(done_at=None).count() < now.streets.count()
    closed = rounds.exclude(closed_at=None)
    assert all(one.talks and one.questions for one in closed)
    assert closed.count() == 2
    assert not any(any(sign.isdigit() for sign in street.name) for one in rounds for street in one.streets.all())


@pytest.mark.parametrize("name", ["Samira Haddad", "Ingrid de Wit", "Griet Maes"])
def test_something_of_this_waits_for_who_shows_the_demo(name: str) -> None:
    assert items(Person.objects.get(name=name), timezone.now())
