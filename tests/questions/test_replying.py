"""What who asked can do with an answer, and when."""

import datetime as dt
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import Settings

from buurtnet.areas.models import Network
from buurtnet.people.choices import Role
from buurtnet.people.mailing import send
from buurtnet.people.models import Mail, Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.models import LogRow
from buurtnet.questions.access import on_my_list
from buurtnet.questions.choices import OPEN, ContactWay, HandOverState, MessageKind, Outcome, State
from buurtnet.questions.emails import mail_asker
from buurtnet.questions.models import Duty, HandOver, Leave, Message, Question
from buurtnet.questions.moving import NotNowError
from buurtnet.questions.overdue import clear_forgotten, tell_of_late
from buurtnet.questions.replying import is_readable, may_reopen, reopen, reply, say_no_help, thank, withdraw
from tests.people.cast import person
from tests.questions.public import answered, asked_question, fresh_limits, open_network
from tests.questions.rows import a_question

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def network(settings: Settings) -> Network:
    fresh_limits(settings)
    return open_network()


@pytest.fixture
def samira(network: Network) -> Person:
    return Person.objects.get(name="Samira Haddad")


@pytest.fixture
def question(network: Network, samira: Person) -> Question:
    """Answered by Samira; who asked can be mailed."""
    made, _code = asked_question(network, contact_way=ContactWay.MAIL, contact="buur@havendijk.example")
    answered(made, samira)
    return made


def in_state(question: Question, state: State, closed: dt.timedelta = dt.timedelta()) -> Question:
    closed_at = None if state in OPEN else timezone.now() - closed
    Question.objects.filter(pk=question.pk).update(state=state, closed_at=closed_at)
    question.refresh_from_db()
    return question


def test_a_thank_ends_the_question_and_shortens_how_long_it_is_kept(question: Question) -> None:
    done = thank(question, "Fijn", form_key=uuid4())
    assert (done.state, done.outcome) == (State.DONE, Outcome.HELPED)
    assert done.forget_on == timezone.localdate() + dt.timedelta(days=90)
    assert thank(question).closed_at == done.closed_at


def test_no_help_brings_it_back_to_who_answered(question: Question, samira: Person) -> None:
    key = uuid4()
    again = say_no_help(question, "De inloop is dicht.", form_key=key)
    assert (again.state, again.outcome, again.owner) == (State.TAKEN, Outcome.NOT_HELPED, samira)
    say_no_help(question, "De inloop is dicht.", form_key=key)
    assert Message.objects.filter(kind=MessageKind.REPLY).count() == 1


def test_without_an_owner_it_waits_for_everyone_on_duty(question: Question) -> None:
    Question.objects.update(owner=None)
    assert say_no_help(question, "", form_key=uuid4()).state == State.REOPENED


def test_a_reply_after_an_answer_makes_someone_look_again(question: Question, samira: Person) -> None:
    Question.objects.update(answer_by=timezone.now() - DAY, escalated_at=timezone.now())
    reply(question, "En in de vakantie?", form_key=uuid4())
    question.refresh_from_db()
    assert question.state == State.TAKEN
    assert (question.answer_by > timezone.now() + 5 * DAY, question.escalated_at) == (True, None)
    mail = Mail.objects.get()
    assert mail.to == samira.email
    assert "vakantie" not in mail.body


def test_saying_that_it_did_not_help_is_heard_by_who_answered(question: Question, samira: Person) -> None:
    say_no_help(question, "", form_key=uuid4())
    assert [mail.to for mail in Mail.objects.all()] == [samira.email]


def test_a_reply_while_the_owner_is_away_comes_to_the_deputy_and_in_time_to_the_director(
    question: Question, network: Network, samira: Person
) -> None:
    emre, ingrid = person("Emre Yilmaz", Role.MEMBER, network), person("Ingrid de Wit", Role.DIRECTOR, network)
    Duty.objects.update(deputy=emre)
    now = timezone.now()
    Leave.objects.create(person=samira, starts_on=timezone.localdate(), ends_on=timezone.localdate() + 90 * DAY)
    assert not on_my_list(emre, now).exists()
    reply(question, "En in de vakantie?", form_key=uuid4())
    assert on_my_list(emre, now).get() == question
    assert emre.email in {mail.to for mail in Mail.objects.all()}
    assert samira.email not in {mail.to for mail in Mail.objects.all()}
    Mail.objects.all().delete()
    assert tell_of_late(now + 6 * DAY) == 0
    assert tell_of_late(now + 15 * DAY) == 1
    assert Mail.objects.get().to == ingrid.email
    assert on_my_list(ingrid, now + 15 * DAY).exists()


@pytest.mark.parametrize("state", [State.NEW, State.TAKEN, State.PASSED_ON, State.REOPENED])
def test_a_reply_before_an_answer_only_adds_words(question: Question, state: State) -> None:
    reply(in_state(question, state), "Het gaat om groep 6.", form_key=uuid4())
    question.refresh_from_db()
    assert question.state == state
    added = Message.objects.get(kind=MessageKind.REPLY)
    assert (added.author, added.forget_on) == (None, question.forget_on)


@pytest.mark.parametrize("state", [State.DONE, State.WITHDRAWN, State.CLEARED])
def test_what_ended_takes_no_reply_and_that_is_written_down(question: Question, state: State) -> None:
    in_state(question, state)
    with pytest.raises(NotNowError):
        reply(question, "Nog iets", form_key=uuid4())
    assert not Message.objects.filter(kind=MessageKind.REPLY).exists()


@pytest.mark.parametrize("state", [one for one in State if one != State.ANSWERED])
def test_only_an_answer_can_help_or_not(question: Question, state: State) -> None:
    in_state(question, state)
    with pytest.raises(NotNowError):
        thank(question)
    with pytest.raises(NotNowError):
        say_no_help(question, "", form_key=uuid4())


def test_ninety_days_after_it_was_done_it_can_be_asked_again_and_not_a_day_later(question: Question) -> None:
    in_state(question, State.DONE, dt.timedelta(days=90) - dt.timedelta(minutes=1))
    assert may_reopen(question, timezone.now())
    in_state(question, State.DONE, dt.timedelta(days=90, minutes=1))
    assert not may_reopen(question, timezone.now())
    with pytest.raises(NotNowError):
        reopen(question, "Toch nog iets", form_key=uuid4())


def test_asked_again_it_waits_for_everyone_and_is_kept_along_with_it(question: Question) -> None:
    thank(question)
    again = reopen(question, "Toch nog iets", form_key=uuid4())
    assert (again.state, again.owner, again.outcome, again.closed_at) == (State.REOPENED, None, "", None)
    assert again.reopened == 1
    assert again.forget_on > timezone.localdate() + dt.timedelta(days=300)
    assert Message.objects.get(kind=MessageKind.REPLY).forget_on == again.forget_on
    assert reopen(question, "Toch nog iets", form_key=uuid4()).reopened == 1


@pytest.mark.parametrize("state", [*OPEN, State.DONE])
def test_taking_it_back_erases_all_that_was_said_at_once(question: Question, samira: Person, state: State) -> None:
    in_state(question, state)
    HandOver.objects.create(
        question=question, given_by=samira, to_person=samira, note="Let op", state=HandOverState.OFFERED
    )
    withdraw(question)
    left = Question.objects.get()
    assert (left.text, left.contact, left.concepts, left.owner) == ("", "", [], None)
    assert left.state == State.WITHDRAWN
    assert not Message.objects.exists()
    assert not HandOver.objects.exists()
    assert LogRow.objects.filter(action=Action.ERASE, object_id=str(left.pk), role_then="asker").count() == 1
    assert withdraw(question).closed_at == left.closed_at


def test_a_question_whose_day_has_come_is_not_readable_even_before_it_is_cleared_away(question: Question) -> None:
    today = timezone.localdate()
    assert is_readable(question, today)
    question.forget_on = today
    assert not is_readable(question, today)


@pytest.mark.parametrize("ends", ["withdrawn", "cleared"])
def test_with_the_question_the_mails_to_who_asked_it_go(network: Network, samira: Person, ends: str) -> None:
    one = a_question(network, contact_way=ContactWay.MAIL, contact="vraag@havendijk.example")
    mail_asker(one)
    Mail.objects.update(sent_at=timezone.now())
    mail_asker(one)
    send("Vraag@havendijk.example", "Er staat iets voor je klaar", "Over iets anders.")
    send("vraag@havendijk.example", "Er staat iets voor je klaar", "Voor een account.", person=samira)
    if ends == "withdrawn":
        withdraw(one)
    else:
        Question.objects.update(forget_on=timezone.localdate())
        clear_forgotten(timezone.now())
    assert sorted(one.body for one in Mail.objects.all()) == ["Over iets anders.", "Voor een account."]
