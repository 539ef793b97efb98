"""Who gave what nobody took up hears so a week before its text goes, once, and can read it after that."""

import datetime as dt

import pytest
from django.utils import timezone, translation

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.needs import jobs
from buurtnet.needs.choices import SignalState
from buurtnet.needs.feedback import tell_untaken
from buurtnet.needs.forgetting import clear_forgotten
from buurtnet.needs.jobs import settle_needs
from buurtnet.needs.models import Feedback, Signal, SignalGiver
from buurtnet.needs.sharing import Items, add
from buurtnet.needs.telling_givers import tell_all
from buurtnet.people.acting import By
from buurtnet.people.models import Mail, Person
from buurtnet.privacy.retention import expire
from tests.needs.rows import a_need, a_signal

pytestmark = pytest.mark.django_db

SENTENCE = "Niemand kon dit oppakken. Geef het gerust nog eens door."


def given(network: Network, person: Person | None = None, *, days: int = 7, **more: object) -> Signal:
    """A signal whose text goes after so many days."""
    on = timezone.localdate() + dt.timedelta(days=days)
    signal = a_signal(network, forget_on=on, **more)
    code = None if person else signal.pk.hex
    SignalGiver.objects.create(signal=signal, person=person, code_hash=code, forget_on=on)
    return signal


def test_a_week_before_the_text_goes_the_giver_hears_it_once(network: Network, joris: Person) -> None:
    signal = given(network, joris)
    settle_needs()
    settle_needs()
    told = signal.feedback.get()
    assert (told.text, told.author) == (SENTENCE, None)
    assert "/mijn-signalen/" in Mail.objects.get(to=joris.email).body
    signal.refresh_from_db()
    assert signal.state == SignalState.SENT


def test_before_that_week_and_when_it_is_seen_to_nobody_is_told(network: Network, joris: Person) -> None:
    given(network, joris, days=8)
    for state in (SignalState.TAKEN, SignalState.BUNDLED):
        given(network, joris, state=state)
    given(network, joris, state=SignalState.WITHDRAWN, closed_at=timezone.now())
    a_signal(network, forget_on=timezone.localdate())  # nobody to tell
    assert tell_untaken(network, timezone.now()) == 0
    assert not Feedback.objects.exists()


def test_when_the_text_is_gone_the_answer_can_still_be_read(network: Network) -> None:
    signal = given(network)
    assert tell_untaken(network, timezone.now()) == 1
    after = timezone.now() + dt.timedelta(days=60)
    expire(after)
    clear_forgotten(after)
    signal.refresh_from_db()
    assert (signal.state, signal.text) == (SignalState.CLEARED, "")
    assert signal.giver.code_hash
    assert signal.feedback.get().text == SENTENCE
    expire(timezone.now() + dt.timedelta(days=91))
    assert not Feedback.objects.exists()
    assert not SignalGiver.objects.exists()


def test_of_several_by_one_person_there_is_one_mail(network: Network, joris: Person) -> None:
    given(network, joris)
    given(network, joris)
    assert tell_untaken(network, timezone.now()) == 2
    assert Mail.objects.filter(to=joris.email).count() == 1


@pytest.mark.parametrize("has_account", [True, False])
def test_it_is_said_in_the_language_of_the_giver(
    has_account: bool, network: Network, joris: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("buurtnet.needs.feedback._", lambda text: f"{translation.get_language()}: {text}")
    signal = given(network, joris if has_account else None)
    SignalGiver.objects.update(language="fr")
    Person.objects.filter(pk=joris.pk).update(language="en")
    tell_untaken(network, timezone.now())
    assert signal.feedback.get().text == f"{'en' if has_account else 'fr'}: {SENTENCE}"


def test_while_the_room_is_off_nobody_is_sent_to_a_page_that_is_not_there(
    network: Network, joris: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    given(network, joris)
    network.rooms = [Room.MAP]
    network.save()
    monkeypatch.setattr(jobs, "proposals", pytest.fail)
    settle_needs()
    assert not Feedback.objects.exists()


def test_who_gave_what_was_bundled_hears_it_also_after_the_text_is_gone(network: Network, joris: Person) -> None:
    signal, need = given(network, joris, days=90), a_need(network)
    by = By(joris, "connector")
    add(need, Items(signals=[signal.pk]), by=by)
    after = timezone.now() + dt.timedelta(days=100)
    expire(after)
    clear_forgotten(after)
    signal.refresh_from_db()
    assert (signal.state, signal.text) == (SignalState.BUNDLED, "")
    assert tell_all(need, "We pakken het op.", by=by) == 1
    assert signal.feedback.get().text == "We pakken het op."
