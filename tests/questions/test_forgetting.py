"""What was written in a question goes on one day, everywhere it stands."""

import datetime as dt
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import Settings

from buurtnet.areas.models import Network
from buurtnet.people.models import Person
from buurtnet.privacy.retention import expire
from buurtnet.questions.choices import ContactWay, HandOverState, MessageKind, Outcome, State
from buurtnet.questions.forgetting import end_of_keeping, forget_after
from buurtnet.questions.models import HandOver, Message, Question
from buurtnet.questions.replying import thank
from tests.questions.public import answered, asked_question, fresh_limits, open_network

pytestmark = pytest.mark.django_db


@pytest.fixture
def network(settings: Settings) -> Network:
    fresh_limits(settings)
    return open_network()


@pytest.fixture
def samira(network: Network) -> Person:
    return Person.objects.get(name="Samira Haddad")


def test_one_date_stands_on_the_question_its_messages_and_its_hand_overs(network: Network, samira: Person) -> None:
    question, other = asked_question(network)[0], asked_question(network)[0]
    answered(question, samira)
    HandOver.objects.create(question=question, given_by=samira, to_person=samira, state=HandOverState.OFFERED)
    day = dt.date(2030, 5, 1)
    forget_after(question, day)
    assert question.forget_on == day
    dates = {Question.objects.get(pk=question.pk).forget_on, Message.objects.get().forget_on,
             HandOver.objects.get().forget_on}  # fmt: skip
    assert dates == {day}
    other.refresh_from_db()
    assert other.forget_on != day


def test_a_question_that_can_tell_who_asked_is_kept_ninety_days_and_another_a_year(network: Network) -> None:
    ended = dt.date(2030, 1, 1)
    assert end_of_keeping(asked_question(network)[0], ended) - ended == dt.timedelta(days=365)
    reachable = asked_question(network, contact_way=ContactWay.MAIL, contact="buur@havendijk.example")[0]
    assert end_of_keeping(reachable, ended) - ended == dt.timedelta(days=90)


def test_after_that_day_text_contact_and_conversation_are_gone_and_the_tombstone_says_what_it_was(
    network: Network, samira: Person
) -> None:
    question = asked_question(network, contact_way=ContactWay.MAIL, contact="buur@havendijk.example")[0]
    answered(question, samira)
    thank(question)
    Message.objects.create(
        question=question, kind=MessageKind.NEWS, text="Nieuws", form_key=uuid4(), forget_on=question.forget_on
    )
    forget_after(question, timezone.localdate() - dt.timedelta(days=2))
    expire()
    left = Question.objects.get(pk=question.pk)
    assert (left.text, left.contact, left.concepts, left.owner) == ("", "", [], None)
    assert not Message.objects.exists()
    assert (left.state, left.outcome, left.age_band) == (State.DONE, Outcome.HELPED, question.age_band)
