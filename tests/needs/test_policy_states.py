"""How far a signal to policy can go, from each state; and that two who act at once both know."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from buurtnet.areas.models import Network
from buurtnet.directory.access import today_in
from buurtnet.kit.moving import NotNowError
from buurtnet.needs import policy as verbs
from buurtnet.needs.choices import POLICY_ALLOWED, NeedState, PolicyState
from buurtnet.needs.models import PolicySignal
from buurtnet.needs.policy_moving import ChangedMeanwhileError, NotReadyYetError, move_policy
from buurtnet.people.acting import By
from buurtnet.people.models import Person
from buurtnet.privacy.models import LogRow
from tests.needs.policy_cast import agreement, answered, decided, decision, drafted, recognized, reply, sent, words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", list(PolicyState))
@pytest.mark.parametrize("to", list(PolicyState))
def test_a_signal_goes_only_where_the_table_lets_it(state: PolicyState, to: PolicyState) -> None:
    signal = PolicySignal(state=state)
    if to in POLICY_ALLOWED[state]:
        move_policy(signal, to)
        assert signal.state == to
    else:
        with pytest.raises(NotNowError):
            move_policy(signal, to)
        assert signal.state == state


def test_every_state_is_reached_and_only_the_last_two_lead_nowhere() -> None:
    reached, border = {PolicyState.DRAFT}, {PolicyState.DRAFT}
    while border:
        border = {to for state in border for to in POLICY_ALLOWED[state]} - reached
        reached |= border
    assert reached == set(PolicyState)
    assert {state for state in PolicyState if not POLICY_ALLOWED[state]} == {PolicyState.DONE, PolicyState.STOPPED}


def test_it_goes_from_draft_to_finished_with_each_step_in_its_history_and_in_the_log(
    network: Network, ingrid: Person
) -> None:
    signal = answered(network, ingrid)
    promise = verbs.note_promise(
        signal, verbs.Promised("De zaal is open.", "afdeling sport", ingrid, today_in(network)), by=By(ingrid)
    )
    verbs.close_promise(promise, is_kept=True, result="Sinds november open.", by=By(ingrid))
    signal.refresh_from_db()
    done = verbs.finish(signal, version=signal.version, by=By(ingrid))
    told = ["made", "decided", "sent", "answered", "promised", "promise_closed", "done"]
    assert (done.state, done.closed_on) == (PolicyState.DONE, today_in(network))
    assert list(done.steps.values_list("what", flat=True)) == told
    rules = LogRow.objects.filter(object_id=str(signal.pk)).order_by("pk").values_list("rule", flat=True)
    assert list(rules) == [f"policy.{one}" for one in told]


def test_nothing_finishes_while_a_promise_is_open_or_without_plain_words(network: Network, ingrid: Person) -> None:
    signal = verbs.answer(sent(network, ingrid), reply(in_plain_words=""), by=By(ingrid))
    with pytest.raises(NotReadyYetError, match="gewone taal"):
        verbs.finish(signal, version=signal.version, by=By(ingrid))
    verbs.note_promise(signal, verbs.Promised("De zaal is open.", "sport", ingrid, today_in(network)), by=By(ingrid))
    signal.refresh_from_db()
    signal = verbs.put_in_plain_words(signal, "De zaal gaat open.", None, version=signal.version, by=By(ingrid))
    with pytest.raises(NotReadyYetError, match="belofte"):
        verbs.finish(signal, version=signal.version, by=By(ingrid))
    signal.refresh_from_db()
    assert signal.state == PolicyState.FOLLOWED


def test_a_promise_is_closed_once(network: Network, ingrid: Person) -> None:
    signal = answered(network, ingrid)
    said = verbs.Promised("De zaal is open.", "afdeling sport", ingrid, today_in(network))
    promise = verbs.note_promise(signal, said, by=By(ingrid))
    verbs.close_promise(promise, is_kept=False, result="Het dak lekte.", by=By(ingrid))
    with pytest.raises(NotNowError):
        verbs.close_promise(promise, is_kept=True, result="Toch wel.", by=By(ingrid))
    promise.refresh_from_db()
    assert (promise.is_kept, promise.result) == (False, "Het dak lekte.")


def test_it_stops_only_with_a_reason_and_not_after_an_answer(network: Network, ingrid: Person) -> None:
    signal = sent(network, ingrid)
    with pytest.raises(NotReadyYetError):
        verbs.stop(signal, "", version=signal.version, by=By(ingrid))
    stopped = verbs.stop(signal, "De zaal is al open.", version=signal.version, by=By(ingrid))
    assert (stopped.state, stopped.closed_reason) == (PolicyState.STOPPED, "De zaal is al open.")
    other = answered(network, ingrid, agreement=signal.agreement)
    with pytest.raises(NotNowError):
        verbs.stop(other, "Genoeg.", version=other.version, by=By(ingrid))


@pytest.mark.parametrize(("field", "value"), [("answer", ""), ("reason", ""), ("verdict", ""), ("answered_on", None)])
def test_the_database_itself_refuses_an_answer_that_is_not_whole(
    network: Network, ingrid: Person, field: str, value: object
) -> None:
    signal = answered(network, ingrid)
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicySignal.objects.filter(pk=signal.pk).update(**{field: value})


def test_of_two_who_change_a_draft_the_second_hears_so(network: Network, ingrid: Person, samira: Person) -> None:
    signal = drafted(network, ingrid)
    seen = signal.version
    needs, body = list(signal.needs.all()), signal.agreement
    first = words(network, ingrid, needs=needs, agreement=body, title="Eerste")
    verbs.change(signal, first, version=seen, by=By(ingrid))
    with pytest.raises(ChangedMeanwhileError):
        verbs.change(
            signal, words(network, samira, needs=needs, agreement=body, title="Tweede"), version=seen, by=By(samira)
        )
    signal.refresh_from_db()
    assert signal.title == "Eerste"


def test_sent_twice_is_sent_once(network: Network, ingrid: Person) -> None:
    signal = decided(network, ingrid)
    version = signal.version
    verbs.send_signal(signal, version=version, by=By(ingrid))
    with pytest.raises(ChangedMeanwhileError):
        verbs.send_signal(signal, version=version, by=By(ingrid))
    signal.refresh_from_db()
    with pytest.raises(NotNowError):
        verbs.send_signal(signal, version=signal.version, by=By(ingrid))


def test_what_was_decided_is_not_rewritten_until_it_is_prepared_anew(network: Network, ingrid: Person) -> None:
    signal = decided(network, ingrid)
    said = words(network, ingrid, needs=list(signal.needs.all()), agreement=signal.agreement, title="Anders")
    with pytest.raises(NotNowError):
        verbs.change(signal, said, version=signal.version, by=By(ingrid))
    back = verbs.take_back(signal, version=signal.version, by=By(ingrid))
    assert (back.state, back.decision) == (PolicyState.DRAFT, None)
    assert verbs.change(back, said, version=back.version, by=By(ingrid)).title == "Anders"


@pytest.mark.parametrize("state", [NeedState.SUSPECTED, NeedState.EXPLORED, NeedState.LET_GO])
def test_it_is_made_only_of_what_people_recognized(network: Network, ingrid: Person, state: NeedState) -> None:
    need = recognized(network, state=state, reason="niet nu")
    with pytest.raises(NotReadyYetError):
        drafted(network, ingrid, needs=[need])
    with pytest.raises(NotReadyYetError):
        drafted(network, ingrid, needs=[])
    assert not PolicySignal.objects.exists()


def test_it_goes_only_to_a_body_whose_agreement_holds_that_day(network: Network, ingrid: Person) -> None:
    over = agreement(network, ingrid, ends_on=today_in(network) - dt.timedelta(days=1))
    with pytest.raises(NotReadyYetError):
        drafted(network, ingrid, agreement=over)
    signal = decided(network, ingrid)
    type(over).objects.filter(pk=signal.agreement_id).update(ends_on=today_in(network) - dt.timedelta(days=1))
    with pytest.raises(NotReadyYetError, match="geldt niet meer"):
        verbs.send_signal(signal, version=signal.version, by=By(ingrid))


def test_a_decision_of_a_day_to_come_is_none(network: Network, ingrid: Person) -> None:
    signal = drafted(network, ingrid)
    tomorrow = today_in(network) + dt.timedelta(days=1)
    said = verbs.Decided("We sturen dit.", "overleg", "het netwerk", tomorrow)
    with pytest.raises(NotReadyYetError):
        verbs.decide(signal, said, version=signal.version, by=By(ingrid))
    assert decision(network).decided_on == today_in(network)
