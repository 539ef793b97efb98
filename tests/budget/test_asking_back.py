"""One thing asked back: nobody decides meanwhile, and no answer ends kindly."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format

from buurtnet.areas.models import Network
from buurtnet.budget.access import lanes_of
from buurtnet.budget.asking_back import answer_back, ask_back, close_unanswered, notes_of
from buurtnet.budget.choices import Answer, IdeaState, NoteKind, SayKind
from buurtnet.budget.ideas import submit, withdraw
from buurtnet.budget.models import Idea, IdeaNote, Pot
from buurtnet.budget.saying import kinds_of, say
from buurtnet.budget.shown import promise_of
from buurtnet.kit.moving import NotNowError
from buurtnet.people.models import Mail, Person
from tests.budget.idea_rows import MAIL, a_shown_idea

pytestmark = pytest.mark.django_db
MONTH = dt.timedelta(days=31)


@pytest.fixture
def idea(network: Network, pot: Pot, joris: Person) -> Idea:
    return a_shown_idea(network, joris, asked=20_000)


def ask(idea: Idea, by: Person, text: str = "Wie bewaart de sleutel?") -> Idea:
    return ask_back(idea, text, key=uuid.uuid4(), by=by)


def test_a_question_waits_for_an_answer_and_then_others_decide(idea: Idea, hanan: Person, joris: Person) -> None:
    ask(idea, joris)
    assert idea.state == IdeaState.ASKED_BACK
    assert kinds_of(hanan, idea) == []
    with pytest.raises(NotNowError):
        say(idea, SayKind.RESIDENT, Answer.YES, by=hanan)
    answer_back(idea, "De buurvrouw.", key=uuid.uuid4(), by=None)
    assert idea.state == IdeaState.SUBMITTED
    assert [one.text for one in notes_of(idea)] == ["Wie bewaart de sleutel?", "De buurvrouw."]
    with pytest.raises(NotNowError):
        answer_back(idea, "Of mijn zus.", key=uuid.uuid4(), by=None)


def test_the_mail_says_nothing_of_the_question_and_the_database_cannot_be_read(idea: Idea, joris: Person) -> None:
    ask(idea, joris)
    assert "sleutel" not in Mail.objects.filter(to=MAIL).latest("queued_at").body
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM budget_ideanote")
        assert "sleutel" not in str(cursor.fetchall())


def test_sent_twice_it_is_one(idea: Idea, joris: Person) -> None:
    key, reply = uuid.uuid4(), uuid.uuid4()
    for _time in range(2):
        ask_back(idea, "Wie bewaart de sleutel?", key=key, by=joris)
    for _time in range(2):
        answer_back(idea, "De buurvrouw.", key=reply, by=None)
    assert IdeaNote.objects.count() == 2


def test_who_decides_asks_one_question_and_together_three(
    idea: Idea, joris: Person, hanan: Person, wim: Person, samira: Person
) -> None:
    for one in (joris, hanan, wim):
        ask(idea, one)
        answer_back(idea, "Ja.", key=uuid.uuid4(), by=None)
        with pytest.raises(NotNowError, match="al een vraag"):
            ask(idea, one)
    with pytest.raises(NotNowError, match="genoeg vragen"):
        ask(idea, samira)


def test_who_may_not_decide_asks_nothing(network: Network, idea: Idea, hanan: Person, joris: Person) -> None:
    say(idea, SayKind.RESIDENT, Answer.CONFLICT, by=hanan)
    with pytest.raises(NotNowError):
        ask(idea, hanan)
    own = a_shown_idea(network, joris, person=hanan, mail="", asked=5_000)
    with pytest.raises(NotNowError):
        ask(own, hanan)


def test_no_answer_for_thirty_days_ends_in_a_friendly_no_once(idea: Idea, joris: Person) -> None:
    ask(idea, joris)
    now = timezone.now()
    assert close_unanswered(now + dt.timedelta(days=29)) == 0
    assert close_unanswered(now + MONTH) == 1
    assert close_unanswered(now + MONTH) == 0
    idea.refresh_from_db()
    assert idea.state == IdeaState.REFUSED
    assert "opnieuw" in idea.why_not


def test_asked_anew_there_are_questions_again_and_the_old_ones_are_gone_from_the_page(
    idea: Idea, joris: Person
) -> None:
    ask(idea, joris)
    close_unanswered(timezone.now() + MONTH)
    idea.refresh_from_db()
    submit(idea, by=None)
    assert list(notes_of(idea)) == []
    ask(idea, joris)
    assert notes_of(idea).get().kind == NoteKind.QUESTION


def test_a_question_does_not_keep_who_asked_from_taking_it_back(idea: Idea, joris: Person) -> None:
    ask(idea, joris)
    withdraw(idea, by=None)
    assert close_unanswered(timezone.now() + MONTH) == 0
    with pytest.raises(NotNowError):
        answer_back(idea, "Toch?", key=uuid.uuid4(), by=None)


def test_the_term_that_is_shown_runs_anew_after_a_reply(idea: Idea, joris: Person) -> None:
    asked_at = timezone.now() - dt.timedelta(days=20)
    Idea.objects.filter(pk=idea.pk).update(submitted_at=asked_at)
    idea.refresh_from_db()
    days, zone = lanes_of(idea.network).direct_answer_days, ZoneInfo(idea.network.time_zone)
    assert date_format((asked_at + dt.timedelta(days=days)).astimezone(zone), "l j F") in promise_of(idea)[1]
    ask(idea, joris)
    answer_back(idea, "De buurvrouw.", key=uuid.uuid4(), by=None)
    replied_at = IdeaNote.objects.get(kind=NoteKind.REPLY).at
    assert date_format((replied_at + dt.timedelta(days=days)).astimezone(zone), "l j F") in promise_of(idea)[1]
