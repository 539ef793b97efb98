"""Both towns of the demo ask and answer from the first start: a roster, questions in each state, what others read."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.config.demo import load
from buurtnet.config.demo.load import load_demo
from buurtnet.config.demo.questions import CODES, codes_to_try
from buurtnet.people.models import Mail, Person
from buurtnet.questions.choices import AskedFor, Channel, ContactWay, MessageKind, Outcome, State
from buurtnet.questions.codes import hash_of_code
from buurtnet.questions.jobs import look_after_questions
from buurtnet.questions.models import Duty, HandOver, Leave, Message, OthersAsked, Question
from buurtnet.questions.models.question import AGES_OF_CHILDREN
from buurtnet.questions.roster import answerers, door_of, staff_of
from buurtnet.questions.today import items

pytestmark = pytest.mark.django_db
KEPT = (Question, Message, HandOver, Duty, Leave, OthersAsked, Mail)


@pytest.fixture(params=["havendijk", "duinbeke"])
def network(request: pytest.FixtureRequest) -> Network:
    return Network.objects.get(slug=request.param)


def live(network: Network) -> list[Question]:
    """The questions whose words are still there."""
    return list(Question.objects.in_network(network).exclude(state__in=[State.CLEARED, State.WITHDRAWN]))


def test_loading_the_next_version_over_it_asks_nothing_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    before = [model.objects.count() for model in KEPT]
    monkeypatch.setattr(load, "stamp", lambda: "demo-of-a-next-version")
    assert load_demo() is True
    assert [model.objects.count() for model in KEPT] == before


def test_the_door_is_open_on_every_day_of_the_coming_year(network: Network) -> None:
    assert network.has(Room.QUESTION)
    today, roster = timezone.localdate(), staff_of(network).roster
    assert "lezen je vraag binnen" in door_of(network, timezone.now()).says
    closed = [ahead for ahead in range(366) if not roster.is_open(today + dt.timedelta(days=ahead))]
    assert closed == []


def test_on_the_roster_are_a_youth_worker_deputies_and_someone_on_leave_today(network: Network) -> None:
    duties = Duty.objects.filter(network=network)
    assert duties.filter(answers_children=True).exists()
    assert not duties.filter(deputy=None, theme=None, answers_children=True).exists()
    today = timezone.localdate()
    away = Leave.objects.filter(person__in=duties.values("person"), starts_on__lte=today, ends_on__gte=today)
    assert away.count() == 1


def test_there_is_a_question_in_every_state(network: Network) -> None:
    states = set(Question.objects.in_network(network).values_list("state", flat=True))
    assert set(State) - states <= {State.WITHDRAWN}
    found = live(network)
    assert len(found) >= 11
    assert {Outcome.HELPED} <= {one.outcome for one in found if one.state == State.DONE}
    assert {one.language for one in found} >= {"nl", "tr", "ar"}
    assert Channel.DOOR in {one.channel for one in found}
    asked_back = Message.objects.filter(question__network=network, kind=MessageKind.ASKED_BACK)
    assert asked_back.filter(question__state=State.TAKEN).exists()


def test_one_is_late_and_the_director_was_told(network: Network) -> None:
    late = Question.objects.in_network(network).get(escalated_at__isnull=False)
    assert late.state == State.NEW
    assert late.take_by < timezone.now()


def test_a_girl_of_fifteen_comes_to_those_who_answer_children_and_to_nobody_else(network: Network) -> None:
    girl = next(one for one in live(network) if one.asked_for == AskedFor.SELF and one.age_band in AGES_OF_CHILDREN)
    youth = Duty.objects.filter(network=network, answers_children=True).values_list("person", flat=True)
    assert {one.pk for one in answerers(girl, timezone.now())} <= set(youth)
    assert girl.state == State.NEW


def test_nothing_lies_in_the_future_and_nobody_real_can_be_reached(network: Network) -> None:
    now = timezone.now()
    asked = Question.objects.in_network(network)
    assert not asked.filter(asked_at__gt=now).exists()
    assert not asked.filter(closed_at__gt=now).exists()
    assert not Message.objects.filter(question__network=network, sent_at__gt=now).exists()
    for one in live(network):
        if one.contact_way == ContactWay.MAIL:
            assert one.contact.endswith(".example")
        if one.contact_way == ContactWay.PHONE:
            assert one.contact.startswith("0999")


def test_what_is_said_comes_after_what_it_answers(network: Network) -> None:
    for one in live(network):
        said = dict(one.messages.order_by("-sent_at").values_list("kind", "sent_at"))  # the first of each kind
        assert all(at > one.asked_at for at in said.values())
        if MessageKind.REPLY in said:
            assert said[MessageKind.REPLY] > said[MessageKind.ANSWER]
        if one.answered_at:
            assert abs(one.answered_at - said[MessageKind.ANSWER]) < dt.timedelta(seconds=1)
            assert one.taken_at is None or one.taken_at < one.answered_at


def test_the_code_that_is_told_opens_the_turkish_answer(network: Network, client: Client) -> None:
    code = CODES[network.slug]
    question = Question.objects.get(network=network, code_hash=hash_of_code(code))
    assert (question.state, question.language) == (State.ANSWERED, "tr")
    page = client.post(reverse("questions:asked_by_code", args=[network.slug]), {"code": code.lower()})
    assert page.status_code == 200
    assert "Merhaba!" in page.content.decode()
    assert any(code in line and f"/{network.slug}/" in line for line in codes_to_try(8000))


def test_what_others_asked_was_read_by_two_and_one_waits(network: Network) -> None:
    rows = OthersAsked.objects.filter(network=network)
    assert rows.filter(approved_at__isnull=False).count() >= 3
    assert not rows.filter(approved_at__gt=timezone.now()).exists()
    assert rows.filter(approved_at=None).count() == 1
    assert all(row.themes.exists() and row.services.exists() for row in rows)


def test_the_job_of_each_day_finds_nothing_to_end_or_to_clear(network: Network) -> None:
    before = {one.pk: one.state for one in live(network) if one.outcome != Outcome.NO_QUESTION}
    look_after_questions()
    assert {one.pk: one.state for one in live(network) if one.pk in before} == before


@pytest.mark.parametrize("name", ["Samira Haddad", "Joris Bakker", "Ingrid de Wit", "Griet Maes"])
def test_some_questions_or_texts_wait_for_who_shows_the_demo(name: str) -> None:
    assert items(Person.objects.get(name=name), timezone.now())
