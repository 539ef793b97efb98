"""What time does: who is late is told, who is silent is done, what is over is cleared; done twice, nothing more."""

import datetime as dt

import pytest
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.people.models import Mail, Membership, Person
from buurtnet.questions.answering import Answered, answer, pass_on, take
from buurtnet.questions.choices import AgeBand, AskedFor, ContactWay, MessageKind, Outcome, State
from buurtnet.questions.jobs import look_after_questions
from buurtnet.questions.leaving import be_away
from buurtnet.questions.models import Duty, HandOver, Message, Question
from buurtnet.questions.models.question import KEPT_WITH_CONTACT, KEPT_WITHOUT_CONTACT
from buurtnet.questions.overdue import clear_forgotten, end_silent, free_from_who_left, tell_of_late
from tests.questions.rows import DAY, MONDAY, TEXT, a_question, as_, away

pytestmark = pytest.mark.django_db


def test_what_is_in_time_tells_nobody(network: Network, roster: list[Duty], ingrid: Person) -> None:
    a_question(network, asked_at=MONDAY)
    assert tell_of_late(MONDAY + DAY) == 0
    assert not Mail.objects.exists()


def test_the_director_hears_of_it_a_working_day_after_the_deputies_could(
    network: Network, roster: list[Duty], ingrid: Person
) -> None:
    late = a_question(network, asked_at=MONDAY)  # to be taken before Wednesday ten o'clock
    assert tell_of_late(MONDAY + 2.5 * DAY) == 0
    assert tell_of_late(MONDAY + 3.5 * DAY) == 1
    assert tell_of_late(MONDAY + 3.6 * DAY) == 0
    late.refresh_from_db()
    assert late.escalated_at
    mail = Mail.objects.get()
    assert mail.to == ingrid.email
    assert TEXT not in mail.body
    assert mail.subject == "Er staat iets voor je klaar in Buurtnet"


def test_over_a_weekend_no_working_day_passes(network: Network, roster: list[Duty], ingrid: Person) -> None:
    friday = MONDAY + 4 * DAY
    a_question(network, asked_at=MONDAY, take_by=friday)
    assert tell_of_late(friday + 2 * DAY) == 0
    assert tell_of_late(friday + 3.5 * DAY) == 1


def test_an_answer_that_is_late_is_told(network: Network, roster: list[Duty], ingrid: Person, samira: Person) -> None:
    take(a_question(network), by=as_(samira))
    assert tell_of_late(timezone.now() + 10 * DAY) == 1


def test_an_answer_in_time_is_not_told(network: Network, roster: list[Duty], ingrid: Person, samira: Person) -> None:
    question = take(a_question(network), by=as_(samira))
    answer(question, Answered("Ja."), by=as_(samira))
    assert tell_of_late(timezone.now() + 10 * DAY) == 0


def test_two_people_ill_and_the_director_hears_at_once(
    network: Network, roster: list[Duty], ingrid: Person, samira: Person, joris: Person
) -> None:
    now = timezone.now()
    question = a_question(network)
    be_away(samira, now.date(), now.date() + 5 * DAY, now)
    assert not Mail.objects.exists()  # Joris is still there
    be_away(joris, now.date(), now.date() + 5 * DAY, now)
    assert Mail.objects.get().to == ingrid.email
    question.refresh_from_db()
    assert question.escalated_at


def test_what_someone_took_who_is_away_now_with_nobody_else_is_told_at_once(
    network: Network, roster: list[Duty], ingrid: Person, samira: Person, joris: Person
) -> None:
    take(a_question(network), by=as_(samira))
    now = timezone.now()
    be_away(samira, now.date(), now.date() + 5 * DAY, now)
    assert not Mail.objects.exists()  # Joris can take it from her
    be_away(joris, now.date(), now.date() + 5 * DAY, now)
    assert Mail.objects.get().to == ingrid.email


def test_the_day_of_the_network_counts_and_not_that_of_greenwich(network: Network) -> None:
    a_question(network, forget_on=dt.date(2026, 3, 2))
    assert clear_forgotten(dt.datetime(2026, 3, 1, 22, 30, tzinfo=dt.UTC)) == 0
    assert clear_forgotten(dt.datetime(2026, 3, 1, 23, 30, tzinfo=dt.UTC)) == 1


def test_a_child_alone_without_a_youth_worker_is_the_directors_at_once(
    network: Network, roster: list[Duty], ingrid: Person
) -> None:
    a_question(network, asked_at=MONDAY, age_band=AgeBand.CHILD, asked_for=AskedFor.SELF)
    assert tell_of_late(MONDAY) == 1


def test_one_mail_tells_of_several(network: Network, ingrid: Person) -> None:
    a_question(network)
    a_question(network)
    assert tell_of_late(timezone.now()) == 2
    assert Mail.objects.count() == 1


def test_two_weeks_without_a_word_is_done_and_forgotten_in_time(
    network: Network, roster: list[Duty], samira: Person
) -> None:
    with_contact = a_question(network, contact="ouder@havendijk.example", contact_way=ContactWay.MAIL)
    for question in (with_contact, a_question(network)):
        answer(take(question, by=as_(samira)), Answered("Ja."), by=as_(samira))
    now = timezone.now()
    assert end_silent(now + 13 * DAY) == 0
    assert end_silent(now + 15 * DAY) == 2
    assert end_silent(now + 15 * DAY) == 0
    ended = timezone.localdate(now + 15 * DAY)
    for question in Question.objects.all():
        kept = KEPT_WITH_CONTACT if question.contact else KEPT_WITHOUT_CONTACT
        assert (question.state, question.outcome) == (State.DONE, Outcome.UNKNOWN)
        assert question.forget_on == ended + kept
        assert set(question.messages.values_list("forget_on", flat=True)) == {ended + kept}


def test_a_word_of_who_asked_starts_the_two_weeks_again(network: Network, samira: Person) -> None:
    now = timezone.now()
    question = a_question(network, state=State.ANSWERED, owner=samira, answered_at=now - 20 * DAY)
    Message.objects.create(question=question, kind=MessageKind.ANSWER, text="Ja.", sent_at=now - 20 * DAY)
    Message.objects.create(question=question, kind=MessageKind.REPLY, text="Dank je.", sent_at=now - 3 * DAY)
    assert end_silent(now) == 0


@pytest.mark.parametrize("state", [one for one in State if one != State.CLEARED])
def test_what_is_past_its_time_is_cleared_from_every_state(network: Network, samira: Person, state: State) -> None:
    over = timezone.localdate() - DAY
    ended = {} if state in {State.NEW, State.TAKEN, State.PASSED_ON, State.ANSWERED, State.REOPENED} else {
        "closed_at": timezone.now() - 100 * DAY
    }  # fmt: skip
    question = a_question(
        network,
        state=state,
        owner=samira,
        forget_on=over,
        contact="x@havendijk.example",
        concepts=["zwemmen"],
        **ended,
    )
    Message.objects.create(question=question, kind=MessageKind.ANSWER, text="Ja.", forget_on=over)
    HandOver.objects.create(question=question, given_by=samira, forget_on=over)
    assert clear_forgotten(timezone.now()) == 1
    assert clear_forgotten(timezone.now()) == 0
    question.refresh_from_db()
    assert question.state == State.CLEARED
    assert (question.text, question.contact, question.concepts, question.owner) == ("", "", [], None)
    assert not Message.objects.exists()
    assert not HandOver.objects.exists()


def test_what_is_not_over_stays(network: Network) -> None:
    a_question(network, forget_on=timezone.localdate() + DAY)
    assert clear_forgotten(timezone.now()) == 0


def test_what_who_left_had_waits_for_others_again(
    network: Network, roster: list[Duty], samira: Person, joris: Person
) -> None:
    question = take(a_question(network), by=as_(samira))
    assert free_from_who_left(timezone.now()) == 0
    Membership.objects.filter(person=samira).update(ends_at=timezone.now())
    assert free_from_who_left(timezone.now()) == 1
    question.refresh_from_db()
    assert (question.state, question.owner) == (State.NEW, None)
    assert [mail.to for mail in Mail.objects.all()] == [joris.email]


def test_an_offer_to_someone_who_left_comes_back(
    network: Network, roster: list[Duty], samira: Person, emre: Person
) -> None:
    question = take(a_question(network), by=as_(samira))
    pass_on(question, emre, "", by=as_(samira))
    Membership.objects.filter(person=emre).update(ends_at=timezone.now())
    assert free_from_who_left(timezone.now()) == 1
    question.refresh_from_db()
    assert (question.state, question.owner) == (State.TAKEN, samira)
    assert Mail.objects.latest("queued_at").to == samira.email


def test_the_work_of_a_day_can_be_done_twice(network: Network, roster: list[Duty], ingrid: Person) -> None:
    a_question(network, asked_at=MONDAY)
    a_question(network, asked_at=MONDAY, forget_on=dt.date(2026, 1, 1), state=State.WITHDRAWN, closed_at=MONDAY)
    look_after_questions(MONDAY + 5 * DAY)
    before = list(Question.objects.order_by("pk").values())
    look_after_questions(MONDAY + 5 * DAY)
    assert list(Question.objects.order_by("pk").values()) == before
    assert Mail.objects.count() == 1


def test_being_away_again_on_the_same_days_is_once(samira: Person) -> None:
    now = timezone.now()
    first = be_away(samira, now.date(), now.date(), now)
    assert be_away(samira, now.date(), now.date(), now) == first
    away(samira, now.date() + DAY)
    assert samira.pk
