"""A decision is looked at again on its day; and a word that a meeting agreed on."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.kit.moving import ChangedMeanwhileError, NotNowError
from buurtnet.meetings.choices import DecisionState
from buurtnet.meetings.deciding import Put, put, take
from buurtnet.meetings.models import Decision, Meeting
from buurtnet.meetings.reviewing import hold_no_longer, still_right
from buurtnet.meetings.today import items
from buurtnet.people.models import Person
from buurtnet.wording.choices import Stage
from buurtnet.wording.models import AgreedWord
from tests.factories import NetworkFactory
from tests.meetings.meeting_rows import a_meeting, url
from tests.people.cast import ring_one, ring_two

pytestmark = pytest.mark.django_db
DUE = "Kijk of een besluit nog klopt"


def in_days(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


@pytest.fixture
def meeting(network: Network) -> Meeting:
    return a_meeting(network)


@pytest.fixture
def decision(meeting: Meeting, samira: Person) -> Decision:
    """Due to be looked at again today."""
    return decided(meeting, samira, "Elke maand samen eten", in_days(0))


def decided(meeting: Meeting, by: Person, text: str, review_on: dt.date | None = None) -> Decision:
    return take(put(meeting, Put(text, review_on=review_on), form_key=uuid.uuid4(), by=by), by=by)


def waits(who: Person) -> bool:
    return DUE in {one.title for one in items(who, timezone.now())}


def test_on_its_day_it_waits_for_who_calls_meetings_until_it_was_looked_at(
    decision: Decision, samira: Person, joris: Person
) -> None:
    assert (waits(samira), waits(joris)) == (True, False)
    still_right(decision, "Elf keer gegeten", in_days(100), version=decision.version, by=samira)
    assert not waits(samira)
    decision.refresh_from_db()
    assert (decision.state, decision.review_on, decision.reviewed_at) == (DecisionState.TAKEN, in_days(100), None)
    still_right(decision, "Het gaat vanzelf", None, version=decision.version, by=samira)
    decision.refresh_from_db()
    assert decision.reviewed_at is not None


def test_what_holds_no_longer_says_why_and_what_came_in_its_place(
    meeting: Meeting, decision: Decision, samira: Person
) -> None:
    new = decided(meeting, samira, "Elke week samen eten")
    with pytest.raises(NotNowError, match="waarom dit niet meer geldt"):
        hold_no_longer(decision, "", version=decision.version, by=samira)
    hold_no_longer(decision, "Eens in de maand was te weinig", instead=new, version=decision.version, by=samira)
    decision.refresh_from_db()
    new.refresh_from_db()
    assert (decision.state, new.replaces) == (DecisionState.CHANGED, decision)
    with pytest.raises(NotNowError, match="geldt niet meer"):
        still_right(decision, "Toch wel", None, version=decision.version, by=samira)


def test_two_who_look_at_once_do_not_undo_each_other(decision: Decision, samira: Person, ingrid: Person) -> None:
    other = Decision.objects.select_related("network").get()
    still_right(decision, "Goed", in_days(9), version=decision.version, by=samira)
    with pytest.raises(ChangedMeanwhileError):
        hold_no_longer(other, "Slecht", version=other.version, by=ingrid)


def named(decision: Decision, **more: str) -> dict[str, object]:
    """What the page sends, its button last."""
    said = {"word": "warme doorverwijzing", "meaning": "Samen erheen, of samen bellen.", **more}
    return {**said, "version": decision.version, "name_it": "1"}


def test_a_word_is_agreed_in_one_step_and_once(decision: Decision, ingrid: Person) -> None:
    page, address = ring_two(ingrid), url("decision", decision.pk)
    said = named(decision)
    assert page.post(address, said).status_code == 302
    assert page.post(address, said).status_code == 409
    (word,) = AgreedWord.objects.all()
    decision.refresh_from_db()
    assert (word.stage, decision.word, word.agreed_by) == (Stage.AGREED, word, decision.meeting.title)
    assert word.word == "warme doorverwijzing"
    assert "warme doorverwijzing" in page.get(address).content.decode()


def test_a_word_that_someone_is_writing_is_not_overwritten(
    network: Network, decision: Decision, ingrid: Person
) -> None:
    AgreedWord.objects.create(network=network, word="Warme doorverwijzing", meaning="nog niet klaar")
    answer = ring_two(ingrid).post(url("decision", decision.pk), named(decision))
    assert answer.status_code == 409
    assert "schrijft al aan dit woord" in answer.content.decode()
    assert Decision.objects.get().word is None


@pytest.mark.parametrize(
    "wrong", [{"word": ""}, {"word": "—"}, {"word": "dit zijn er veel te veel"}, {"meaning": "kort"}]
)
def test_a_word_keeps_to_the_rules_of_words(decision: Decision, ingrid: Person, wrong: dict[str, str]) -> None:
    assert ring_two(ingrid).post(url("decision", decision.pk), named(decision, **wrong)).status_code == 200
    assert not AgreedWord.objects.exists()


def test_words_are_the_directors_in_the_second_ring(decision: Decision, samira: Person, ingrid: Person) -> None:
    address, said = url("decision", decision.pk), named(decision)
    assert ring_two(samira).post(address, said).status_code == 404
    assert "Zet bij" not in ring_one(samira).get(address).content.decode()
    assert "Zet bij" in ring_one(ingrid).get(address).content.decode()
    asked = ring_one(ingrid).post(address, said)
    assert "warme doorverwijzing" in asked.content.decode()  # kept, for after the second ring
    assert not AgreedWord.objects.exists()


def test_what_came_in_the_place_of_one_does_not_come_in_the_place_of_another(
    meeting: Meeting, decision: Decision, samira: Person
) -> None:
    second, new = (decided(meeting, samira, text) for text in ("Elke week samen eten", "Nooit meer"))
    hold_no_longer(decision, "Te weinig", instead=new, version=decision.version, by=samira)
    page = ring_one(samira).get(url("decision", second.pk))
    assert str(new.pk) not in page.content.decode()
    with pytest.raises(NotNowError, match="in de plaats van een ander"):
        hold_no_longer(second, "Ook niet", instead=new, version=second.version, by=samira)


def test_partners_read_and_who_calls_meetings_looks_again(
    meeting: Meeting, decision: Decision, joris: Person, samira: Person
) -> None:
    address = url("decision", decision.pk)
    said = {"right": "1", "outcome": "Goed", "review_on": "", "version": decision.version}
    assert ring_one(joris).get(address).status_code == 200
    assert ring_one(joris).post(address, said).status_code == 404
    assert ring_one(samira).post(address, {**said, "outcome": ""}).status_code == 200
    assert ring_one(samira).post(address, {**said, "review_on": "1999-01-01"}).status_code == 200
    assert ring_one(samira).post(address, said).status_code == 302
    page = ring_one(joris).get(url("decision_list"), {"lijst": "nakijken"})
    assert dict(page.context["counts"]) == {"geldig": 1, "nakijken": 0, "niet": 0}


def test_what_is_still_before_the_meeting_and_of_another_network_is_not_there(
    network: Network, meeting: Meeting, samira: Person
) -> None:
    proposed = put(meeting, Put("Misschien"), form_key=uuid.uuid4(), by=samira)
    other = decided(a_meeting(NetworkFactory(slug="duinbeke", rooms=network.rooms)), samira, "Van daar")
    for one in (proposed, other):
        assert ring_one(samira).get(url("decision", one.pk)).status_code == 404
