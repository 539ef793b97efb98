"""Answering: take, let go, ask back, answer, pass on, close what is no question."""

from uuid import uuid4

import pytest
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.people.choices import Role
from buurtnet.people.models import Mail, Membership, Organization, Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.models import LogRow
from buurtnet.privacy.refusals import refusals_path, take_up
from buurtnet.questions.answering import (
    Answered,
    NotForThemError,
    TakenAlreadyError,
    accept,
    answer,
    ask_back,
    close_without_answer,
    give_back,
    let_go,
    note_call,
    pass_on,
    take,
    take_back,
)
from buurtnet.questions.choices import (
    AgeBand,
    AskedFor,
    ContactWay,
    HandOverState,
    MessageKind,
    Outcome,
    State,
)
from buurtnet.questions.models import Duty, HandOver, Message, Question
from buurtnet.questions.moving import NotNowError
from tests.factories import ServiceFactory
from tests.people.cast import person
from tests.questions.rows import DAY, TEXT, a_question, as_, away, on_duty

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(network: Network, roster: list[Duty]) -> Question:
    return a_question(network)


@pytest.fixture
def samiras(question: Question, samira: Person) -> Question:
    """A question that Samira took."""
    return take(question, by=as_(samira))


def test_who_takes_a_question_owns_it_and_that_is_written_down(question: Question, samira: Person) -> None:
    take(question, by=as_(samira))
    question.refresh_from_db()
    assert (question.state, question.owner) == (State.TAKEN, samira)
    assert question.taken_at
    assert LogRow.objects.filter(actor=str(samira.pk), rule="question.taken").exists()


def test_taking_it_twice_changes_nothing(samiras: Question, samira: Person) -> None:
    before = Question.objects.get(pk=samiras.pk).taken_at
    assert take(samiras, by=as_(samira)).taken_at == before


def test_the_second_one_hears_who_was_first(samiras: Question, samira: Person, joris: Person) -> None:
    with pytest.raises(TakenAlreadyError) as raised:
        take(samiras, by=as_(joris))
    assert raised.value.question.owner == samira
    assert Question.objects.get(pk=samiras.pk).owner == samira


def test_who_is_not_on_duty_takes_nothing(question: Question, emre: Person) -> None:
    with pytest.raises(NotNowError):
        take(question, by=as_(emre))
    assert Question.objects.get(pk=question.pk).state == State.NEW


def test_a_question_of_who_is_away_can_be_taken_over(samiras: Question, samira: Person, joris: Person) -> None:
    away(samira, timezone.localdate(), timezone.localdate() + 3 * DAY)
    assert take(samiras, by=as_(joris)).owner == joris


def test_a_question_that_is_long_due_can_be_taken_over(samiras: Question, joris: Person) -> None:
    Question.objects.update(answer_by=timezone.now() - DAY)
    assert take(samiras, by=as_(joris)).owner == joris


def test_who_asked_and_left_a_mail_address_hears_that_someone_took_it(network: Network, roster: list[Duty],
                                                                      samira: Person) -> None:  # fmt: skip
    mailed = a_question(network, contact_way=ContactWay.MAIL, contact="ouder@havendijk.example")
    take(mailed, by=as_(samira))
    mail = Mail.objects.get()
    assert mail.to == "ouder@havendijk.example"
    assert TEXT not in mail.body + mail.subject
    assert "Samira" not in mail.body


def test_what_is_let_go_waits_again(samiras: Question, samira: Person) -> None:
    let_go(samiras, by=as_(samira))
    samiras.refresh_from_db()
    assert (samiras.state, samiras.owner, samiras.taken_at) == (State.NEW, None, None)


def test_only_the_owner_lets_go(samiras: Question, joris: Person) -> None:
    with pytest.raises(NotNowError):
        let_go(samiras, by=as_(joris))


def test_an_answer_comes_with_what_was_picked_and_is_noted_once(samiras: Question, samira: Person) -> None:
    club, key = ServiceFactory(name="Zwemles"), uuid4()
    said = Answered("Vraag het bij het zwembad.", [club], offers_rights=True, form_key=key)
    message = answer(samiras, said, by=as_(samira))
    assert answer(samiras, said, by=as_(samira)) == message
    assert Message.objects.count() == 1
    assert list(message.services.all()) == [club]
    assert message.offers_rights
    samiras.refresh_from_db()
    assert samiras.state == State.ANSWERED
    assert samiras.answered_at
    assert message.forget_on == samiras.forget_on


def test_a_second_answer_keeps_the_moment_of_the_first(samiras: Question, samira: Person) -> None:
    answer(samiras, Answered("Een."), by=as_(samira))
    first = Question.objects.get(pk=samiras.pk).answered_at
    answer(samiras, Answered("Twee."), by=as_(samira))
    assert Question.objects.get(pk=samiras.pk).answered_at == first
    assert Message.objects.filter(kind=MessageKind.ANSWER).count() == 2


def test_only_the_owner_answers(samiras: Question, joris: Person) -> None:
    with pytest.raises(NotNowError):
        answer(samiras, Answered("Ik weet het."), by=as_(joris))
    assert not Message.objects.exists()


def test_who_left_the_network_answers_no_more(samiras: Question, samira: Person) -> None:
    Membership.objects.filter(person=samira).update(ends_at=timezone.now())
    with pytest.raises(NotNowError):
        answer(samiras, Answered("Ik weet het."), by=as_(samira))


def test_asking_back_keeps_the_question_with_its_owner(samiras: Question, samira: Person) -> None:
    key = uuid4()
    ask_back(samiras, "Hoe oud is hij?", by=as_(samira), form_key=key)
    ask_back(samiras, "Hoe oud is hij?", by=as_(samira), form_key=key)
    assert Message.objects.get().kind == MessageKind.ASKED_BACK
    assert Question.objects.get(pk=samiras.pk).state == State.TAKEN


def test_a_call_that_was_made_waits_no_more(network: Network, roster: list[Duty], samira: Person) -> None:
    called = take(
        a_question(network, contact_way=ContactWay.PHONE, contact="0999 12 34 56"), by=as_(samira)
    )  # fmt: skip
    assert called.call_since is None
    answer(called, Answered("Ja, dat kan."), by=as_(samira))
    assert Question.objects.get(pk=called.pk).call_since
    note_call(called, by=as_(samira))
    assert Question.objects.get(pk=called.pk).call_since is None


def test_passed_on_it_stays_with_the_giver_until_the_other_says_yes(
    samiras: Question, samira: Person, emre: Person
) -> None:
    offer = pass_on(samiras, emre, "Kun jij meedenken?", by=as_(samira))
    samiras.refresh_from_db()
    assert (samiras.state, samiras.owner) == (State.PASSED_ON, samira)
    accept(offer, by=as_(emre))
    samiras.refresh_from_db()
    offer.refresh_from_db()
    assert (samiras.state, samiras.owner) == (State.TAKEN, emre)
    assert (offer.state, offer.settled_by) == (HandOverState.ACCEPTED, emre)


def test_an_organization_takes_it_by_one_of_its_people(samiras: Question, samira: Person, network: Network) -> None:
    club = Organization.objects.create(name="Sportclub", kind="informal")
    coach = person("Noor Kaya", Role.MEMBER, network, club)
    offer = pass_on(samiras, club, "", by=as_(samira))
    assert accept(offer, by=as_(coach)).owner == coach


def test_given_back_with_a_reason_it_is_the_givers_again(samiras: Question, samira: Person, emre: Person) -> None:
    offer = pass_on(samiras, emre, "", by=as_(samira))
    give_back(offer, "Ik ben te druk.", by=as_(emre))
    samiras.refresh_from_db()
    offer.refresh_from_db()
    assert (samiras.state, samiras.owner) == (State.TAKEN, samira)
    assert (offer.state, offer.reason) == (HandOverState.RETURNED, "Ik ben te druk.")


def test_the_giver_can_do_it_after_all(samiras: Question, samira: Person, emre: Person) -> None:
    offer = pass_on(samiras, emre, "", by=as_(samira))
    take_back(offer, by=as_(samira))
    with pytest.raises(NotNowError):
        accept(offer, by=as_(emre))
    assert Question.objects.get(pk=samiras.pk).owner == samira


def test_an_offer_is_not_for_others(samiras: Question, samira: Person, emre: Person, network: Network) -> None:
    offer = pass_on(samiras, emre, "", by=as_(samira))
    stranger = person("Lies Vos", Role.MEMBER, network)
    with pytest.raises(NotNowError):
        accept(offer, by=as_(stranger))


def test_a_child_alone_is_passed_on_to_a_youth_worker_only(
    network: Network, samira: Person, emre: Person, joris: Person, buurtteam: Organization
) -> None:
    on_duty(network, samira, answers_children=True)
    on_duty(network, emre, answers_children=True)
    child = a_question(network, age_band=AgeBand.TEENAGER, asked_for=AskedFor.SELF)
    taken = take(child, by=as_(samira))
    for other in (joris, buurtteam):
        with pytest.raises(NotForThemError):
            pass_on(taken, other, "", by=as_(samira))
    assert accept(pass_on(taken, emre, "", by=as_(samira)), by=as_(emre)).owner == emre


def test_who_answers_no_children_does_not_take_a_child_alone(
    network: Network, roster: list[Duty], samira: Person, ingrid: Person
) -> None:
    child = a_question(network, age_band=AgeBand.CHILD, asked_for=AskedFor.SELF)
    with pytest.raises(NotNowError):
        take(child, by=as_(samira))
    for deed in (lambda: take(child, by=as_(ingrid)), lambda: close_without_answer(child, by=as_(ingrid))):
        with pytest.raises(NotForThemError):  # with no youth worker the director hands it on, and does no more
            deed()
    assert Question.objects.get(pk=child.pk).owner is None


def test_a_director_hands_a_child_alone_on_to_a_youth_worker_and_does_not_answer(
    network: Network, samira: Person, ingrid: Person, emre: Person
) -> None:
    child = a_question(network, age_band=AgeBand.CHILD, asked_for=AskedFor.SELF)
    on_duty(network, emre, answers_children=True)
    away(emre, timezone.localdate())
    with pytest.raises(NotForThemError):
        pass_on(child, samira, "", by=as_(ingrid))
    offer = pass_on(child, emre, "", by=as_(ingrid))
    back = take_back(offer, by=as_(ingrid))
    for deed in (
        lambda: answer(back, Answered("Kom maar langs"), by=as_(ingrid)),
        lambda: ask_back(back, "Hoe oud ben je?", by=as_(ingrid), form_key=uuid4()),
    ):
        with pytest.raises(NotForThemError):
            deed()
    assert accept(pass_on(back, emre, "", by=as_(ingrid)), by=as_(emre)).owner == emre


def test_nobody_else_hands_on_what_waits(question: Question, samira: Person, ingrid: Person, emre: Person) -> None:
    for one in (samira, ingrid):
        with pytest.raises(NotNowError):
            pass_on(question, emre, "", by=as_(one))


def test_what_is_no_question_is_erased_at_once(question: Question, samira: Person) -> None:
    Question.objects.update(contact="spam@havendijk.example", contact_way=ContactWay.MAIL, concepts=["zwemmen"])
    close_without_answer(question, by=as_(samira))
    question.refresh_from_db()
    assert (question.text, question.contact, question.concepts) == ("", "", [])
    assert (question.state, question.outcome) == (State.DONE, Outcome.NO_QUESTION)
    assert question.closed_at
    assert question.forget_on == timezone.localdate()


def test_what_another_took_is_not_erased(samiras: Question, joris: Person) -> None:
    with pytest.raises(TakenAlreadyError):
        close_without_answer(samiras, by=as_(joris))
    assert Question.objects.get(pk=samiras.pk).text == TEXT


def test_no_log_row_holds_a_word_of_what_was_written(samiras: Question, samira: Person, emre: Person) -> None:
    offer = pass_on(samiras, emre, "Bel even met haar", by=as_(samira))
    give_back(offer, "Geen tijd", by=as_(emre))
    answer(samiras, Answered("Het zwembad helpt"), by=as_(samira))
    rows = [" ".join(map(str, row.values())) for row in LogRow.objects.values()]
    assert len(rows) >= 4
    assert not [row for row in rows if "zwem" in row or "Bel even" in row or "tijd" in row]
    assert Action.CHANGE in {row.action for row in LogRow.objects.all()}


def test_one_offer_at_a_time_stands_open(samiras: Question, samira: Person, emre: Person, joris: Person) -> None:
    pass_on(samiras, emre, "", by=as_(samira))
    with pytest.raises(NotNowError):
        pass_on(samiras, joris, "", by=as_(samira))
    assert HandOver.objects.count() == 1


def test_whom_it_is_offered_to_hears_that_something_waits(samiras: Question, samira: Person, emre: Person) -> None:
    pass_on(samiras, emre, "Let op: haast.", by=as_(samira))
    mail = Mail.objects.get()
    assert mail.to == emre.email
    assert "haast" not in mail.body


def test_everyone_who_works_for_an_organization_hears_but_who_offers_it(
    samiras: Question, samira: Person, joris: Person, buurtteam: Organization
) -> None:
    pass_on(samiras, buurtteam, "", by=as_(samira))
    assert [mail.to for mail in Mail.objects.all()] == [joris.email]


def test_a_give_back_is_heard_by_who_offered_it_and_the_promise_stays(
    samiras: Question, samira: Person, emre: Person
) -> None:
    offer = pass_on(samiras, emre, "", by=as_(samira))
    Mail.objects.all().delete()
    give_back(offer, "Ik ken deze club niet.", by=as_(emre))
    assert [mail.to for mail in Mail.objects.all()] == [samira.email]
    assert Question.objects.get(pk=samiras.pk).answer_by == samiras.answer_by


def test_what_was_answered_and_comes_back_is_promised_again(samiras: Question, samira: Person, emre: Person) -> None:
    answer(samiras, Answered("Ja."), by=as_(samira))
    offer = pass_on(samiras, emre, "", by=as_(samira))
    late = timezone.now() - DAY
    Question.objects.update(answer_by=late, escalated_at=late)
    give_back(offer, "Ik ken deze club niet.", by=as_(emre))
    found = Question.objects.get(pk=samiras.pk)
    assert found.state == State.TAKEN
    assert found.answer_by > timezone.now() + 5 * DAY
    assert found.escalated_at is None


def test_what_was_answered_is_not_late_at_once_when_another_takes_it_over(
    samiras: Question, samira: Person, joris: Person
) -> None:
    answer(samiras, Answered("Ja."), by=as_(samira))
    Question.objects.update(answer_by=timezone.now() - DAY)
    with pytest.raises(TakenAlreadyError):
        take(samiras, by=as_(joris))
    away(samira, timezone.localdate())
    assert take(samiras, by=as_(joris)).answer_by > timezone.now() + 5 * DAY


def test_closing_what_another_has_is_written_down(samiras: Question, joris: Person) -> None:
    refusals_path().unlink(missing_ok=True)
    with pytest.raises(TakenAlreadyError):
        close_without_answer(samiras, by=as_(joris))
    take_up(patience=0)
    row = LogRow.objects.get(action=Action.DENY)
    assert (row.rule, row.actor) == ("question.taken.done", str(joris.pk))
