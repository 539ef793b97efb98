"""Taking together, adding, writing down and moving on: people decide, and nothing is lost or kept longer."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from buurtnet.areas.models import Area, Network
from buurtnet.kit.moving import NotNowError
from buurtnet.needs.access import public_needs
from buurtnet.needs.choices import NeedState, SignalState
from buurtnet.needs.models import Evidence, Feedback, NeedStep, SharedNeed, Signal, SignalGiver
from buurtnet.needs.moving import NotReadyError
from buurtnet.needs.sharing import (
    ChangedMeanwhileError,
    Items,
    Onward,
    OwnTextError,
    Written,
    add,
    go_on,
    read_by_second,
    start,
    write,
)
from buurtnet.people.acting import By
from buurtnet.people.models import Person
from buurtnet.privacy.models import LogRow
from buurtnet.questions.choices import State
from buurtnet.questions.models import Question
from buurtnet.themes.choices import EssentialFunction
from buurtnet.themes.models import Theme
from buurtnet.wording.missing import ask_for
from tests.factories import NetworkFactory
from tests.needs.rows import a_need, a_signal, asked, evidence_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(ingrid: Person) -> By:
    return By(ingrid, "network_director")


def test_signals_are_bundled_and_questions_keep_their_own_state(network: Network, area: Area, by: By) -> None:
    theme = Theme.objects.create(slug="test-spelen", function=EssentialFunction.values[0], name="Spelen")
    question = asked(network, area=area, themes=(theme,), state=State.TAKEN)
    signal, taken = a_signal(network, area=area), a_signal(network, state=SignalState.TAKEN)
    need = start(network, Written("Nergens spelen"), Items([question.pk], [signal.pk, taken.pk]), by=by)
    assert set(Signal.objects.values_list("state", flat=True)) == {SignalState.BUNDLED}
    assert Question.objects.get().state == State.TAKEN
    row = Evidence.objects.get(question=question)
    assert (row.need, row.area, row.theme, row.added_by) == (need, area, theme, by.person)
    assert LogRow.objects.filter(rule="signal.bundled").count() == 2
    assert LogRow.objects.filter(rule="need.made.suspected", object_id=str(need.pk)).count() == 1


def test_who_gave_what_is_bundled_is_known_until_they_heard_what_happened(network: Network, by: By) -> None:
    signal, other = a_signal(network), a_signal(network)
    for one in (signal, other):
        SignalGiver.objects.create(signal=one, code_hash=uuid4().hex, forget_on=one.forget_on)
    start(network, Written("Nergens spelen"), Items(signals=[signal.pk]), by=by)
    signal.refresh_from_db()
    assert signal.forget_on == timezone.localdate() + timedelta(days=90)
    assert signal.giver.forget_on == timezone.localdate() + timedelta(days=365)
    other.giver.refresh_from_db()
    assert other.giver.forget_on == timezone.localdate() + timedelta(days=90)


def test_bundling_keeps_no_text_longer(network: Network, by: By) -> None:
    question, signal = asked(network), a_signal(network)
    before = [(one.forget_on, one.text) for one in (question, signal)]
    need = start(network, Written("Samen"), Items([question.pk], [signal.pk]), by=by)
    go_on(need, Onward(NeedState.RECOGNIZED), seen=need.version, by=by)
    for one in (question, signal):
        one.refresh_from_db()
    assert [(one.forget_on, one.text) for one in (question, signal)] == before


def test_what_points_to_another_need_stays_there(network: Network, by: By) -> None:
    signal, fresh = a_signal(network), a_signal(network)
    first = a_need(network)
    evidence_of(first, signal)
    need = start(network, Written("Een ander"), Items(signals=[signal.pk, fresh.pk]), by=by)
    assert [one.signal for one in need.evidence.all()] == [fresh]
    assert add(need, Items(signals=[signal.pk, fresh.pk]), by=by) == 0


def test_what_was_taken_back_or_is_of_another_network_is_no_evidence(network: Network, by: By) -> None:
    now = timezone.now()
    gone = asked(network, state=State.WITHDRAWN, closed_at=now)
    withdrawn = a_signal(network, state=SignalState.WITHDRAWN, closed_at=now)
    elsewhere = a_signal(NetworkFactory())
    items = Items([gone.pk, uuid4()], [withdrawn.pk, elsewhere.pk])
    assert start(network, Written("Leeg"), items, by=by).evidence.count() == 0
    elsewhere.refresh_from_db()
    assert elsewhere.state == SignalState.SENT


def test_an_offer_that_is_missing_points_to_a_need_once(network: Network, by: By) -> None:
    offer = ask_for(network, "fietsles", by=by)[0]
    need = a_need(network)
    assert add(need, Items(missing=[offer.pk]), by=by) == 1
    assert add(need, Items(missing=[offer.pk]), by=by) == 0
    assert need.evidence.get().missing_offer == offer


@pytest.mark.parametrize("state", [NeedState.MET, NeedState.MET_OTHERWISE, NeedState.LET_GO])
def test_new_evidence_brings_back_what_had_ended(state: NeedState, network: Network, by: By) -> None:
    need = a_need(network, state=state, checked_with="drie ouders", reason="geen plek")
    add(need, Items(signals=[a_signal(network).pk]), by=by)
    assert SharedNeed.objects.get().state == NeedState.RETURNED
    step = NeedStep.objects.get(state=NeedState.RETURNED)
    assert (step.what, step.by) == ("moved", None)


def test_a_need_that_was_merged_takes_nothing_more(network: Network, by: By) -> None:
    need = a_need(network, merged_into=a_need(network))
    with pytest.raises(NotNowError):
        add(need, Items(signals=[a_signal(network).pk]), by=by)


def test_two_who_write_at_once_both_know(network: Network, by: By, samira: Person) -> None:
    need = a_need(network)
    write(need, Written("Van Ingrid"), seen=1, by=by)
    with pytest.raises(ChangedMeanwhileError):
        write(need, Written("Van Samira"), seen=1, by=By(samira))
    assert SharedNeed.objects.get().title == "Van Ingrid"
    write(need, Written("Van Samira"), seen=2, by=By(samira))
    assert SharedNeed.objects.get().title == "Van Samira"


def test_a_need_in_action_keeps_a_day(network: Network, by: By) -> None:
    need = a_need(network, state=NeedState.IN_ACTION, owner=by.person, due_on=timezone.localdate())
    with pytest.raises(NotNowError):
        write(need, Written("Zonder dag", owner=by.person), seen=1, by=by)
    assert SharedNeed.objects.get().due_on == timezone.localdate()


def test_everyone_reads_it_once_recognized_and_read_by_a_second_person(
    network: Network, by: By, samira: Person
) -> None:
    need = start(network, Written("Nergens spelen"), Items(), by=by)
    with pytest.raises(OwnTextError):
        read_by_second(need, seen=need.version, by=by)
    read_by_second(need, seen=need.version, by=By(samira))
    assert list(public_needs(network)) == []
    go_on(need, Onward(NeedState.RECOGNIZED), seen=need.version, by=by)
    assert list(public_needs(network)) == [need]
    write(need, Written("Nergens spelen bij regen"), seen=need.version, by=By(samira))
    assert list(public_needs(network)) == []
    read_by_second(need, seen=need.version, by=by)
    assert list(public_needs(network)) == [need]


def test_another_owner_or_day_asks_for_no_second_reader_anew(network: Network, by: By, samira: Person) -> None:
    need = start(network, Written("Nergens spelen"), Items(), by=by)
    read_by_second(need, seen=need.version, by=By(samira))
    write(need, Written("Nergens spelen", owner=samira), seen=need.version, by=by)
    assert SharedNeed.objects.get().read_by == samira
    assert NeedStep.objects.filter(what="owner").count() == 1


def test_what_is_only_suspected_or_let_go_at_once_stays_inside(network: Network, by: By, samira: Person) -> None:
    need = start(network, Written("Nergens spelen"), Items(), by=by)
    read_by_second(need, seen=need.version, by=By(samira))
    go_on(need, Onward(NeedState.LET_GO, reason="Het bleek iets anders"), seen=need.version, by=by)
    assert list(public_needs(network)) == []


def test_a_step_that_is_not_ready_changes_nothing(network: Network, by: By) -> None:
    need = a_need(network, state=NeedState.RECOGNIZED)
    due = timezone.localdate() + timedelta(days=30)
    with pytest.raises(NotReadyError):
        go_on(need, Onward(NeedState.IN_ACTION, due_on=due, telling="Er is iemand mee bezig."), seen=1, by=by)
    found = SharedNeed.objects.get()
    assert (found.state, found.due_on, found.version) == (NeedState.RECOGNIZED, None, 1)
    assert not Feedback.objects.exists()


def test_with_a_result_the_texts_wait_for_their_second_reader_again(network: Network, by: By, samira: Person) -> None:
    need = start(network, Written("Nergens spelen"), Items(), by=by)
    read_by_second(need, seen=need.version, by=By(samira))
    go_on(need, Onward(NeedState.RECOGNIZED), seen=need.version, by=by)
    go_on(need, Onward(NeedState.MET_OTHERWISE, result="De gymzaal gaat open."), seen=need.version, by=by)
    found = SharedNeed.objects.get()
    assert (found.result, found.read_at, found.written_by) == ("De gymzaal gaat open.", None, by.person)
