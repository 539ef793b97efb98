"""Giving a signal: once however often it is sent, with a code for who has no account; taking back and reopening."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.utils import timezone

from buurtnet.areas.models import Area, Network
from buurtnet.kit.moving import NotNowError
from buurtnet.needs.choices import SIGNAL_ALLOWED, SignalKind, SignalState
from buurtnet.needs.feedback import tell_giver
from buurtnet.needs.models import Signal, SignalGiver
from buurtnet.needs.signal_desk import close, take, tell
from buurtnet.needs.signalling import (
    Given,
    give,
    mark_of,
    may_open_again,
    note_read,
    proof_of,
    reopen,
    sender_of,
    signal_of_code,
    signals_of,
    taken_before,
    was_shown,
    withdraw,
)
from buurtnet.people.acting import By
from buurtnet.people.choices import Role
from buurtnet.people.models import Membership, Person
from buurtnet.privacy.models import LogRow
from tests.at_once import at_once
from tests.factories import NetworkFactory
from tests.needs.rows import a_signal
from tests.people.cast import person

pytestmark = pytest.mark.django_db

SENTENCE = "Bij regen kunnen kinderen nergens spelen"
KEY = uuid.UUID("6c1b7e0a-2f39-4c0e-9a57-1f9f3d7b1c22")
MONDAY = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)


def given(network: Network, key: uuid.UUID = KEY, **more: Any) -> tuple[Signal, str]:
    said = Given(**{"kind": SignalKind.COLLECTIVE, "text": SENTENCE, **more})
    return give(said, network=network, form_key=key, now=timezone.now())


def closed(signal: Signal, by: Person) -> Signal:
    take(signal, by=By(by))
    tell(signal, "De gymzaal gaat open op woensdag.", by=By(by))
    close(signal, by=By(by))
    return signal


def test_what_is_given_stands_encrypted_and_is_about_no_one(network: Network, area: Area) -> None:
    signal, code = given(network, area=area)
    assert (signal.state, signal.text, signal.area) == (SignalState.SENT, SENTENCE, area)
    assert signal.forget_on == timezone.localdate() + dt.timedelta(days=90)
    assert signal_of_code(code.lower().replace("-", " "), network) == signal
    assert SignalGiver.objects.get().person is None


def test_sent_twice_it_is_one_with_the_same_code(network: Network) -> None:
    first, code = given(network)
    second, again = given(network)
    assert (second, again) == (first, code)
    assert Signal.objects.count() == SignalGiver.objects.count() == 1


def test_another_text_with_the_key_of_a_form_that_was_used_is_not_lost(network: Network) -> None:
    given(network)
    other, _code = given(network, text="De lamp bij de brug is stuk")
    given(network, text="De lamp bij de brug is stuk")
    assert Signal.objects.count() == 2
    assert other.text == "De lamp bij de brug is stuk"


def test_the_key_of_another_network_tells_nothing_of_it(network: Network) -> None:
    given(NetworkFactory())
    mine, _code = given(network)
    assert mine.network == network
    assert Signal.objects.count() == 2


def test_who_has_an_account_needs_no_code(network: Network, joris: Person) -> None:
    signal, code = given(network, person=joris)
    assert code == ""
    assert list(signals_of(joris, network)) == [signal]
    assert list(signals_of(joris, NetworkFactory())) == []


def test_a_code_opens_nothing_in_another_network(network: Network) -> None:
    _signal, code = given(network)
    assert signal_of_code(code, NetworkFactory()) is None
    assert signal_of_code("", network) is None


def test_the_log_tells_that_it_was_given_and_never_what(network: Network, joris: Person) -> None:
    given(network, person=joris)
    row = LogRow.objects.get(rule="signal.given")
    assert "regen" not in " ".join(str(value) for value in vars(row).values())


@pytest.mark.parametrize(
    ("given_at", "until"),
    [
        (MONDAY, dt.date(2026, 11, 30)),
        (dt.datetime(2026, 11, 27, 9, tzinfo=dt.UTC), dt.date(2026, 12, 4)),
        (dt.datetime(2026, 11, 28, 9, tzinfo=dt.UTC), dt.date(2026, 12, 4)),
        (dt.datetime(2026, 12, 21, 9, tzinfo=dt.UTC), dt.date(2026, 12, 29)),
    ],
    ids=["on a Monday", "on a Friday", "on a Saturday", "before Christmas"],
)
def test_someone_takes_it_within_five_working_days(network: Network, given_at: dt.datetime, until: dt.date) -> None:
    assert timezone.localtime(taken_before(given_at, network)).date() == until


def test_a_text_that_was_shown_is_known_again_and_another_is_not() -> None:
    assert was_shown(SENTENCE, proof_of(SENTENCE))
    assert was_shown(f" {SENTENCE}\n", proof_of(SENTENCE))
    assert not was_shown(SENTENCE + " x", proof_of(SENTENCE))
    assert not was_shown(SENTENCE, "")


def test_who_typed_it_sends_it_and_nobody_else_in_their_name(network: Network, joris: Person, samira: Person) -> None:
    mark = mark_of(joris, network)
    assert sender_of(joris, mark, network).person == joris
    assert sender_of(samira, mark, network).must_sign_in
    assert sender_of(samira, "", network).person == samira
    assert sender_of(samira, mark[:-2] + "xx", network).person == samira
    assert not sender_of(samira, mark, NetworkFactory()).is_refused


def test_who_lost_the_role_meanwhile_sends_nothing(network: Network, joris: Person) -> None:
    mark = mark_of(joris, network)
    now = timezone.now()
    Membership.objects.filter(person=joris).update(starts_at=now - dt.timedelta(days=2), ends_at=now)
    assert sender_of(joris, mark, network).has_left
    assert mark_of(joris, network) == ""


def test_taken_back_its_text_goes_at_once_and_that_there_was_one_stays(network: Network) -> None:
    signal, _code = given(network)
    withdraw(signal, by=None)
    signal.refresh_from_db()
    assert (signal.state, signal.text, signal.concepts) == (SignalState.WITHDRAWN, "", [])
    assert signal.forget_on == timezone.localdate()
    with pytest.raises(NotNowError):
        withdraw(signal, by=None)


def test_reopened_with_a_reason_it_waits_anew(network: Network, samira: Person) -> None:
    signal = closed(given(network)[0], samira)
    reopen(signal, "De zaal is weer dicht", by=None, now=timezone.now())
    signal.refresh_from_db()
    assert (signal.state, signal.reopened_because) == (SignalState.REOPENED, "De zaal is weer dicht")
    assert signal.take_by > timezone.now()
    assert signal.closed_at is None
    take(signal, by=By(samira))


def test_after_ninety_days_it_is_not_opened_again(network: Network, samira: Person) -> None:
    signal = closed(given(network)[0], samira)
    late = timezone.now() + dt.timedelta(days=91)
    assert not may_open_again(signal, late)
    with pytest.raises(NotNowError):
        reopen(signal, "Toch nog", by=None, now=late)


def test_what_was_read_is_noted_once_and_no_more_than_was_shown(
    network: Network, joris: Person, samira: Person
) -> None:
    signal, _code = given(network, person=joris)
    take(signal, by=By(samira))
    shown = tell_giver(signal, "We vragen het de gemeente.", by=samira)
    tell_giver(signal, "De gemeente zegt ja.", by=samira)
    assert note_read(signal, [str(shown.pk), "geen sleutel"]) == 1
    assert note_read(signal, [str(shown.pk)]) == 0
    assert list(signal.feedback.values_list("read_at", flat=True))[1] is None


def test_an_answer_to_another_signal_is_not_read_with_this_one(network: Network, samira: Person) -> None:
    signal, other = a_signal(network), given(network)[0]
    take(other, by=By(samira))
    told = tell_giver(other, "We vragen het de gemeente.", by=samira)
    assert note_read(signal, [str(told.pk)]) == 0


@pytest.mark.parametrize(
    "state", [state for state in SignalState if SignalState.WITHDRAWN not in SIGNAL_ALLOWED[state]]
)
def test_what_is_gone_is_not_taken_back(network: Network, state: SignalState) -> None:
    signal = a_signal(network, state=state, closed_at=timezone.now())
    with pytest.raises(NotNowError):
        withdraw(signal, by=None)


@pytest.mark.django_db(transaction=True)
def test_two_people_who_take_it_at_once_one_wins_and_the_other_reads_who() -> None:
    network = NetworkFactory()
    one, two = person("Samira El Idrissi", Role.CONNECTOR, network), person("Ingrid de Wit", Role.DIRECTOR, network)
    signal = a_signal(network)

    def taking(who: Person) -> Any:
        return lambda: take(Signal.objects.get(pk=signal.pk), by=By(who))

    gave = at_once(taking(one), taking(two), met=(NotNowError,))
    signal.refresh_from_db()
    assert signal.owner is not None
    assert [str(error) for error in gave if error] == [f"{signal.owner.name} was je net voor en pakt dit op."]


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_the_same_moment_it_is_one() -> None:
    network = NetworkFactory()
    gave = at_once(lambda: given(network), lambda: given(network))
    assert gave[0] == gave[1]
    assert Signal.objects.count() == 1
