"""Who asked reads the answer, with a code or with a link."""

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from buurtnet.areas.models import Network
from buurtnet.people.models import Person
from buurtnet.questions.choices import MessageKind, Outcome, State
from buurtnet.questions.codes import link_of
from buurtnet.questions.models import Message, Question
from buurtnet.questions.replying import withdraw
from tests.directory.searchable import reaching
from tests.factories import NetworkFactory, ServiceFactory
from tests.questions.public import (
    BASE,
    TEXT,
    answered,
    asked_question,
    counts_of_rows,
    fresh_limits,
    hidden,
    open_network,
    words,
)  # fmt: skip

pytestmark = pytest.mark.django_db
NEVER_A_LINK = "a" * 48
FORGED = signing.dumps("6f0c", salt="another")


@pytest.fixture
def network(settings: Settings) -> Network:
    fresh_limits(settings)
    return open_network()


@pytest.fixture
def samira(network: Network) -> Person:
    return Person.objects.get(name="Samira Haddad")


def link(question: Question) -> str:
    return f"{BASE}antwoord/{link_of(question.form_key)}/"


def with_code(client: Client, code: str, **said: str) -> Any:
    return client.post(f"{BASE}antwoord/", {"code": code, **said})


def test_the_code_opens_the_conversation_on_that_very_page(client: Client, network: Network, samira: Person) -> None:
    question, code = asked_question(network)
    answered(question, samira)
    page = with_code(client, f" {code.lower()} ")
    said = words(page)
    assert page.status_code == 200
    assert TEXT in said
    assert "Kom eens langs bij de inloop." in said
    assert "Samira" in said
    assert "Haddad" not in said
    assert link_of(question.form_key) not in page.content.decode()


@pytest.mark.parametrize("typed", ["", "ABCD", "ABCD-EFGH-JKMN", "0000-1111", "'; drop table", "é" * 59, "A" * 3_000])
def test_what_is_no_code_gets_one_sentence(client: Client, network: Network, typed: str) -> None:
    page = with_code(client, typed)
    assert page.status_code == 200
    assert "Een code heeft 8 letters en cijfers." in words(page)


def test_an_unknown_code_and_one_of_another_network_say_the_same(client: Client, network: Network) -> None:
    elsewhere: Network = NetworkFactory(slug="elders", areas=list(network.areas.all()))
    _question, code = asked_question(elsewhere)
    for typed in (code, "ABCD-EFGH"):
        assert "Deze code kennen we niet." in words(with_code(client, typed))


def test_a_link_that_nobody_gave_is_not_found(client: Client, network: Network) -> None:
    question, _code = asked_question(network)
    NetworkFactory(slug="elders")
    assert client.get(f"{BASE}antwoord/{NEVER_A_LINK}/").status_code == 404
    assert client.get(f"/elders/antwoord/{link_of(question.form_key)}/").status_code == 404
    assert client.post(f"{BASE}antwoord/{NEVER_A_LINK}/", {"doe": "intrekken-zeker"}).status_code == 404


def test_looking_changes_nothing_and_is_kept_nowhere(client: Client, network: Network, samira: Person) -> None:
    question, _code = asked_question(network)
    answered(question, samira)
    client.get(link(question))
    before, row = counts_of_rows(), Question.objects.values().get()
    page = client.get(link(question))
    assert counts_of_rows() == before
    assert Question.objects.values().get() == row
    assert "no-store" in page.headers["Cache-Control"]
    assert not client.cookies.get("sessionid")


@pytest.mark.parametrize(
    ("state", "answer_in", "sentence"),
    [
        (State.NEW, 3, "Nog niemand heeft hem gelezen."),
        (State.TAKEN, 3, "Samira is ermee bezig."),
        (State.PASSED_ON, 3, "iemand die hier meer van weet"),
        (State.REOPENED, 3, "We kijken nog eens."),
        (State.NEW, -1, "Je antwoord is later dan we zeiden."),
        (State.DONE, 3, "Deze vraag is klaar."),
    ],
)
def test_the_page_says_how_it_stands(
    client: Client, network: Network, samira: Person, state: State, answer_in: int, sentence: str
) -> None:
    question, _code = asked_question(network)
    now = timezone.now()
    Question.objects.update(
        state=state, owner=samira, answer_by=now + dt.timedelta(days=answer_in),
        closed_at=now if state == State.DONE else None,
    )  # fmt: skip
    said = words(client.get(link(question)))
    assert sentence in said
    assert ("staat je antwoord klaar" in said) == (state != State.DONE and answer_in > 0)
    assert "Je antwoord is er" not in said


def test_what_is_picked_stands_lightest_first(client: Client, network: Network, samira: Person) -> None:
    question, _code = asked_question(network)
    answer = answered(question, samira)
    area = network.areas.all()[0]
    heavy, light = ServiceFactory(name="Jeugdhulp Zwaar", support_level=3), ServiceFactory(name="Inloop Licht")
    for service in (heavy, light):
        reaching(service, area)
    answer.services.set([heavy, light])
    said = words(client.get(link(question)))
    assert said.index("Inloop Licht") < said.index("Jeugdhulp Zwaar")


def test_how_many_questions_to_the_database_does_not_grow_with_the_conversation(
    client: Client, network: Network, samira: Person
) -> None:
    question, _code = asked_question(network)
    area = network.areas.all()[0]

    def add() -> None:
        service = ServiceFactory()
        reaching(service, area)
        answered(question, samira).services.add(service)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(link(question))
        return len(asked)

    add()
    cost()
    one = cost()
    for _ in range(5):
        add()
    assert cost() == one


def test_rights_are_offered_when_who_answers_offers_them(client: Client, network: Network, samira: Person) -> None:
    question, _code = asked_question(network)
    answer = answered(question, samira)
    url = f'class="go" href="{BASE}recht/"'
    assert url not in client.get(link(question)).content.decode()
    Message.objects.filter(pk=answer.pk).update(offers_rights=True)
    assert url in client.get(link(question)).content.decode()


def test_yes_ends_it_and_says_thanks(client: Client, network: Network, samira: Person) -> None:
    question, code = asked_question(network)
    answered(question, samira)
    key = hidden(with_code(client, code), "sleutel")
    page = client.post(f"{BASE}antwoord/", {"sleutel": key, "doe": "ja", "text": "Dank je wel"})
    question.refresh_from_db()
    assert (question.state, question.outcome) == (State.DONE, Outcome.HELPED)
    assert "Fijn dat je er wat aan had." in words(page)
    assert Message.objects.get(kind=MessageKind.REPLY).text == "Dank je wel"


def test_a_reply_sent_twice_stands_there_once(client: Client, network: Network) -> None:
    question, _code = asked_question(network)
    form_key = hidden(client.get(link(question)), "form_key")
    for _ in range(2):
        client.post(link(question), {"doe": "reactie", "text": "Het gaat om groep 6.", "form_key": form_key})
    assert Message.objects.get().text == "Het gaat om groep 6."


@pytest.mark.parametrize(("text", "sentence"), [("", "Schrijf hier wat je wilt zeggen."), ("a" * 2_001, "te lang")])
def test_an_empty_or_endless_reply_is_not_sent(client: Client, network: Network, text: str, sentence: str) -> None:
    question, _code = asked_question(network)
    assert sentence in words(client.post(link(question), {"doe": "reactie", "text": text}))
    assert not Message.objects.exists()


def test_taking_it_back_is_asked_once_more_and_then_erases_at_once(
    client: Client, network: Network, samira: Person
) -> None:
    question, _code = asked_question(network)
    answered(question, samira)
    sure = client.post(link(question), {"doe": "intrekken"})
    assert "Wil je je vraag terugnemen?" in words(sure)
    assert Question.objects.get().text == TEXT
    page = client.post(link(question), {"doe": "intrekken-zeker"})
    assert "Je vraag is gewist" in words(page)
    assert (Question.objects.get().text, Message.objects.count()) == ("", 0)
    assert TEXT not in client.get(link(question)).content.decode()


def test_after_its_time_a_kind_page_says_that_it_is_gone(client: Client, network: Network) -> None:
    _question, code = asked_question(network)
    Question.objects.update(text="")
    assert "We bewaren vragen niet lang." in words(with_code(client, code))


def test_what_cannot_be_done_now_is_a_409_with_one_sentence(client: Client, network: Network) -> None:
    question, _code = asked_question(network)
    page = client.post(link(question), {"doe": "ja"})
    assert page.status_code == 409
    assert "Dat kan nu niet meer" in words(page)


@pytest.mark.parametrize("doe", ["onzin", "terug", "x" * 500])
def test_an_unknown_button_does_nothing(client: Client, network: Network, doe: str) -> None:
    question, _code = asked_question(network)
    page = client.post(link(question), {"doe": doe, "form_key": "geen uuid"})
    assert page.status_code == 200
    assert "Bedankt, we hebben het" not in words(page)


@pytest.mark.parametrize("key", ["onzin", "a:b:c", FORGED], ids=["nonsense", "in its shape", "of another page"])
def test_a_forged_key_opens_nothing(client: Client, network: Network, key: str) -> None:
    asked_question(network)
    page = client.post(f"{BASE}antwoord/", {"sleutel": key, "doe": "intrekken-zeker"})
    assert page.status_code == 200
    assert "Typ je code nog een keer." in words(page)
    assert Question.objects.get().text == TEXT


def test_what_someone_typed_is_shown_as_text_and_never_as_a_page(client: Client, network: Network) -> None:
    question, _code = asked_question(network, text="<script>alert(1)</script><b>dik</b>")
    body = client.get(link(question)).content.decode()
    assert "<script>alert(1)" not in body
    assert "&lt;script&gt;alert(1)" in body


def test_a_question_that_was_withdrawn_is_not_shown_again_by_sending_its_form_once_more(
    client: Client, network: Network
) -> None:
    question, _code = asked_question(network)
    withdraw(question)
    assert "Je nam je vraag terug." in words(client.get(link(question)))


def test_above_news_it_does_not_say_that_nobody_read_it(client: Client, network: Network) -> None:
    question, code = asked_question(network)
    Message.objects.create(question=question, kind=MessageKind.NEWS, text="We pakken dit op.", form_key=uuid4())
    page = words(with_code(client, code))
    assert "Hieronder staat nieuws." in page
    assert "Nog niemand heeft hem gelezen" not in page
