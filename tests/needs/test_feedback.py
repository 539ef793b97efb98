"""The giver hears what became of a signal, on their page, with a mail that tells nothing; else nothing closes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.kit.moving import NotNowError
from buurtnet.needs.choices import SignalState
from buurtnet.needs.feedback import can_be_reached, tell_giver, was_told
from buurtnet.needs.models import Feedback, Signal, SignalGiver
from buurtnet.needs.moving import move_signal
from buurtnet.needs.signal_desk import close, take, tell
from buurtnet.people.acting import By
from buurtnet.people.models import Mail, Person
from buurtnet.privacy.models import LogRow
from tests.needs.rows import a_signal

pytestmark = pytest.mark.django_db

DONE = "De gymzaal gaat op woensdag open."


@pytest.fixture
def signal(network: Network, joris: Person) -> Signal:
    """Given by someone with an account."""
    made = a_signal(network)
    SignalGiver.objects.create(signal=made, person=joris)
    return made


def test_the_giver_hears_it_and_it_moves_on(signal: Signal, samira: Person, joris: Person) -> None:
    take(signal, by=By(samira, "connector"))
    tell(signal, DONE, by=By(samira, "connector"))
    signal.refresh_from_db()
    assert (signal.state, signal.feedback.get().text) == (SignalState.TOLD, DONE)
    assert signal.told_at is not None
    assert signal.giver.forget_on == timezone.localdate() + timedelta(days=90)


def test_the_mail_tells_that_something_is_ready_and_nothing_more(
    signal: Signal, samira: Person, joris: Person
) -> None:
    tell_giver(signal, DONE, by=samira)
    mail = Mail.objects.get(to=joris.email)
    assert mail.subject == "Er staat iets voor je klaar in Buurtnet"
    assert "gymzaal" not in mail.body
    assert "regen" not in mail.body
    assert f"/{signal.network.slug}/mijn-signalen/" in mail.body


def test_who_has_a_code_only_gets_no_mail_and_reads_it_on_the_page(network: Network, samira: Person) -> None:
    signal = a_signal(network)
    SignalGiver.objects.create(signal=signal, code_hash="f" * 64)
    tell_giver(signal, DONE, by=samira)
    assert not Mail.objects.exists()
    assert Feedback.objects.get().text == DONE


def test_who_closed_their_account_gets_no_mail(signal: Signal, samira: Person, joris: Person) -> None:
    Person.objects.filter(pk=joris.pk).update(is_active=False)
    tell_giver(signal, DONE, by=samira)
    assert not Mail.objects.exists()


def test_the_system_tells_too_and_the_log_says_so(signal: Signal) -> None:
    move_signal(signal, SignalState.BUNDLED)
    tell_giver(signal, DONE, by=None)
    signal.refresh_from_db()
    assert signal.state == SignalState.TOLD
    assert LogRow.objects.get(rule="signal.told").role_then == "system"


def test_what_nobody_took_up_yet_can_be_answered_and_still_waits(signal: Signal) -> None:
    tell_giver(signal, DONE, by=None)
    signal.refresh_from_db()
    assert signal.state == SignalState.SENT


@pytest.mark.parametrize("state", [SignalState.WITHDRAWN, SignalState.CLEARED])
def test_nobody_is_told_of_what_was_taken_back(network: Network, state: SignalState) -> None:
    with pytest.raises(NotNowError):
        tell_giver(a_signal(network, state=state, closed_at=timezone.now()), DONE, by=None)
    assert not Feedback.objects.exists()


def test_it_is_not_closed_while_a_giver_who_can_be_reached_heard_nothing(signal: Signal, samira: Person) -> None:
    take(signal, by=By(samira))
    with pytest.raises(NotNowError, match="Vertel eerst"):
        close(signal, by=By(samira))
    move_signal(signal, SignalState.TOLD)  # moved on by its state alone
    with pytest.raises(NotNowError, match="Vertel eerst"):
        close(signal, by=By(samira))
    tell(signal, DONE, by=By(samira))
    close(signal, by=By(samira))
    signal.refresh_from_db()
    assert signal.state == SignalState.CLOSED


def test_without_a_giver_it_still_says_what_was_done_before_it_closes(network: Network, samira: Person) -> None:
    signal = a_signal(network)
    assert not can_be_reached(signal)
    take(signal, by=By(samira))
    with pytest.raises(NotNowError):
        close(signal, by=By(samira))
    tell(signal, DONE, by=By(samira))
    close(signal, by=By(samira))


def test_what_was_told_before_it_was_taken_up_again_does_not_count(signal: Signal, samira: Person) -> None:
    take(signal, by=By(samira))
    tell(signal, DONE, by=By(samira))
    assert was_told(signal)
    Feedback.objects.update(told_at=timezone.now() - timedelta(days=2))
    move_signal(signal, SignalState.TAKEN)
    assert not was_told(signal)


def test_before_someone_took_it_up_the_desk_tells_nothing(signal: Signal, samira: Person) -> None:
    with pytest.raises(NotNowError, match="Pak het signaal eerst op"):
        tell(signal, DONE, by=By(samira))


def test_the_same_words_sent_twice_are_told_once_and_mailed_once(
    signal: Signal, samira: Person, ingrid: Person, joris: Person
) -> None:
    take(signal, by=By(samira))
    first = tell(signal, DONE, by=By(samira))
    assert tell(signal, DONE, by=By(samira)) == first
    assert Mail.objects.filter(to=joris.email).count() == 1
    tell(signal, DONE, by=By(ingrid))
    tell(signal, "En op vrijdag ook.", by=By(samira))
    assert Feedback.objects.count() == 3
