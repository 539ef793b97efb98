"""Two people at the same moment: one wins, and nothing is done twice."""

from uuid import uuid4

import pytest
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.people.models import Person
from buurtnet.questions.answering import Answered, TakenAlreadyError, accept, answer, pass_on, take, take_back
from buurtnet.questions.choices import State
from buurtnet.questions.leaving import be_away
from buurtnet.questions.models import Duty, HandOver, Leave, Message, OthersAsked, Question
from buurtnet.questions.moving import NotNowError
from buurtnet.questions.publishing import ChangedMeanwhileError, approve, rewrite, write
from tests.at_once import at_once
from tests.questions.rows import a_question, as_, others_asked
from tests.questions.test_publishing import SAID

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_take_a_question_one_wins_and_the_other_hears_who(
    network: Network, roster: list[Duty], samira: Person, joris: Person
) -> None:
    question = a_question(network)
    gave = at_once(
        lambda: take(question, by=as_(samira)), lambda: take(question, by=as_(joris)), met=(TakenAlreadyError,)
    )
    lost = [one for one in gave if isinstance(one, TakenAlreadyError)]
    assert len(lost) == 1
    owner = Question.objects.get(pk=question.pk).owner
    assert owner in {samira, joris}
    assert lost[0].question.owner == owner


def test_one_form_sent_twice_at_once_answers_once(network: Network, roster: list[Duty], samira: Person) -> None:
    question = take(a_question(network), by=as_(samira))
    said = Answered("Ja.", form_key=uuid4())
    gave = at_once(lambda: answer(question, said, by=as_(samira)), lambda: answer(question, said, by=as_(samira)))
    assert gave[0] == gave[1]
    assert Message.objects.count() == 1


def test_taken_over_and_taken_back_at_once_has_one_owner(
    network: Network, roster: list[Duty], samira: Person, emre: Person
) -> None:
    offer = pass_on(take(a_question(network), by=as_(samira)), emre, "", by=as_(samira))
    mine, theirs = HandOver.objects.get(pk=offer.pk), HandOver.objects.get(pk=offer.pk)
    gave = at_once(lambda: take_back(mine, by=as_(samira)), lambda: accept(theirs, by=as_(emre)), met=(NotNowError,))
    assert sum(isinstance(one, NotNowError) for one in gave) == 1
    assert Question.objects.get().state == State.TAKEN


def test_approved_while_it_changes_is_never_another_text(network: Network, samira: Person, joris: Person) -> None:
    row = others_asked(network, samira)
    at_once(
        lambda: approve(row, version=1, by=as_(joris)),
        lambda: rewrite(row, SAID, version=1, by=as_(samira)),
        met=(ChangedMeanwhileError,),
    )
    now = OthersAsked.objects.get()
    assert now.approved_at is None or now.answer != SAID.answer


def test_the_same_days_away_sent_twice_at_once_are_kept_once(samira: Person) -> None:
    now = timezone.now()
    gave = at_once(
        lambda: be_away(samira, now.date(), now.date(), now), lambda: be_away(samira, now.date(), now.date(), now)
    )
    assert gave[0] == gave[1]
    assert Leave.objects.count() == 1


def test_one_text_sent_twice_at_once_is_written_once(network: Network, samira: Person) -> None:
    key = uuid4()
    gave = at_once(
        lambda: write(network, SAID, by=as_(samira), key=key), lambda: write(network, SAID, by=as_(samira), key=key)
    )
    assert gave[0] == gave[1]
    assert OthersAsked.objects.count() == 1
