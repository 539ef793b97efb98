"""How long a signal is kept: 90 days, a year once it is handled, and its giver until 90 days after the answer."""

import datetime as dt

import pytest
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.needs.choices import SignalState
from buurtnet.needs.forgetting import clear_forgotten
from buurtnet.needs.models import Feedback, Signal, SignalGiver
from buurtnet.needs.signal_desk import close, open_signals, readable_signals, take, tell
from buurtnet.needs.signalling import withdraw
from buurtnet.people.acting import By
from buurtnet.people.models import Person
from buurtnet.privacy.retention import expire
from tests.needs.rows import a_signal

pytestmark = pytest.mark.django_db


@pytest.fixture
def signal(network: Network, joris: Person) -> Signal:
    made = a_signal(network, concepts=["spelen"])
    SignalGiver.objects.create(signal=made, person=joris, forget_on=made.forget_on)
    return made


def after(days: int) -> dt.datetime:
    return timezone.now() + dt.timedelta(days=days)


def test_what_nobody_took_up_is_gone_after_ninety_days_with_who_gave_it(signal: Signal, network: Network) -> None:
    expire(after(90))
    signal.refresh_from_db()
    assert signal.text
    expire(after(91))
    signal.refresh_from_db()
    assert (signal.text, signal.concepts, signal.owner) == ("", [], None)
    assert not SignalGiver.objects.exists()
    assert not open_signals(network, timezone.localdate(after(91))).exists()
    assert not readable_signals(network, timezone.localdate(after(91))).exists()


def test_what_is_left_tells_month_theme_area_and_what_came_of_it(signal: Signal) -> None:
    left = {*Signal.Privacy.public} - {"form_key"}
    assert {"given_at", "theme", "area", "state"} <= left
    assert not left & {"text", "concepts", "owner", "reopened_because"}


def test_what_was_handled_is_kept_for_a_year_and_its_giver_for_ninety_days(signal: Signal, samira: Person) -> None:
    take(signal, by=By(samira))
    tell(signal, "De gymzaal gaat open.", by=By(samira))
    close(signal, by=By(samira))
    expire(after(91))
    signal.refresh_from_db()
    assert signal.text
    assert not SignalGiver.objects.exists()
    assert Feedback.objects.exists()
    expire(after(366))
    signal.refresh_from_db()
    assert (signal.text, signal.owner) == ("", None)
    assert not Feedback.objects.exists()


def test_while_someone_sees_to_it_the_giver_is_not_forgotten(signal: Signal, samira: Person) -> None:
    take(signal, by=By(samira))
    expire(after(120))
    signal.refresh_from_db()
    assert signal.text
    assert SignalGiver.objects.exists()


def test_what_ended_and_has_nothing_left_to_read_is_cleared(signal: Signal, network: Network, samira: Person) -> None:
    waiting = a_signal(network)
    take(signal, by=By(samira))
    tell(signal, "De gymzaal gaat open.", by=By(samira))
    close(signal, by=By(samira))
    assert clear_forgotten(after(90)) == 0
    assert clear_forgotten(after(91)) == 1, "nobody took the other one up"
    assert clear_forgotten(after(365)) == 0
    assert clear_forgotten(after(366)) == 1
    assert clear_forgotten(after(366)) == 0
    signal.refresh_from_db()
    waiting.refresh_from_db()
    assert (signal.state, waiting.state) == (SignalState.CLEARED, SignalState.CLEARED)
    assert signal.closed_at is not None


def test_taken_back_nothing_of_it_is_left_the_next_day(signal: Signal) -> None:
    withdraw(signal, by=None)
    expire(after(1))
    signal.refresh_from_db()
    assert (signal.state, signal.text) == (SignalState.WITHDRAWN, "")
    assert not SignalGiver.objects.exists()
