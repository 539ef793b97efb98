"""Who asked hears that there is something to read, in the way they chose, and nothing of what it is."""

from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from buurtnet.areas.models import Network
from buurtnet.people.models import Mail, Person
from buurtnet.questions.choices import ContactWay, MessageKind, State
from buurtnet.questions.models import Message, Question
from buurtnet.questions.news import tell_news
from buurtnet.questions.replying import withdraw
from buurtnet.questions.telling import called, tell_asker, to_call
from tests.questions.public import TEXT, answered, asked_question, fresh_limits, open_network

pytestmark = pytest.mark.django_db
ADDRESS = "buur@havendijk.example"


@pytest.fixture
def network(settings: Settings) -> Network:
    fresh_limits(settings)
    return open_network()


@pytest.fixture
def samira(network: Network) -> Person:
    return Person.objects.get(name="Samira Haddad")


def by_mail(network: Network, **more: str) -> Question:
    return asked_question(network, contact_way=ContactWay.MAIL, contact=ADDRESS, **more)[0]


def test_the_mail_is_neutral_and_its_link_opens_the_conversation(
    client: Client, network: Network, samira: Person
) -> None:
    question = by_mail(network)
    answered(question, samira)
    tell_asker(question, MessageKind.ANSWER)
    mail = Mail.objects.get(to=ADDRESS)
    assert mail.subject == "Er staat iets voor je klaar in Buurtnet"
    for word in ("school", "zoon", "vraag", "Samira", "hulp"):
        assert word not in mail.body
    link = next(word for word in mail.body.split() if "/antwoord/" in word)
    page = client.get(urlsplit(link).path)
    assert TEXT in page.content.decode()


def test_the_mail_speaks_the_language_of_who_asked(network: Network) -> None:
    tell_asker(by_mail(network, language="fr"), MessageKind.ANSWER)
    assert "?taal=fr" in Mail.objects.get().body


def test_in_a_language_that_the_site_does_not_speak_it_comes_in_two(network: Network) -> None:
    tell_asker(by_mail(network, language="ar"), MessageKind.ANSWER)
    body = Mail.objects.get().body
    assert body.count("/antwoord/") == 2
    assert "?taal=en" in body


def test_who_reads_on_the_site_gets_no_mail(network: Network) -> None:
    tell_asker(asked_question(network)[0], MessageKind.ANSWER)
    assert not Mail.objects.exists()


def test_a_reply_of_who_asked_tells_who_asked_nothing(network: Network) -> None:
    tell_asker(by_mail(network), MessageKind.REPLY)
    assert not Mail.objects.exists()


def test_who_wants_a_call_stands_on_the_list_of_who_answers_until_it_was_made(
    network: Network, samira: Person
) -> None:
    question = asked_question(network, contact_way=ContactWay.PHONE, contact="0999 11 22 33")[0]
    answered(question, samira)
    tell_asker(question, MessageKind.ANSWER)
    tell_asker(question, MessageKind.NEWS)
    assert list(to_call(samira)) == [question]
    assert not to_call(Person.objects.get(name="Joris Bakker")).exists()
    called(question)
    assert not to_call(samira).exists()
    assert not Mail.objects.exists()


def test_news_comes_into_the_conversation_once_and_is_told_once(network: Network, samira: Person) -> None:
    question, key = by_mail(network), uuid4()
    first = tell_news(question, "Er komt een fietsles.", by=samira, form_key=key)
    again = tell_news(question, "Er komt een fietsles.", by=samira, form_key=key)
    assert first == again
    assert Message.objects.get().kind == MessageKind.NEWS
    assert Message.objects.get().forget_on == question.forget_on
    assert Mail.objects.count() == 1


def test_there_is_no_news_for_a_question_that_was_taken_back_or_cleared(network: Network, samira: Person) -> None:
    gone = by_mail(network)
    withdraw(gone)
    cleared = by_mail(network)
    Question.objects.filter(pk=cleared.pk).update(text="")
    for question in (gone, cleared):
        assert tell_news(question, "Er komt een fietsles.", by=samira, form_key=uuid4()) is None
    assert not Message.objects.exists()
    assert not Mail.objects.exists()
    gone.refresh_from_db()
    assert gone.state == State.WITHDRAWN


def test_a_key_of_another_conversation_is_refused(network: Network, samira: Person) -> None:
    key = uuid4()
    tell_news(by_mail(network), "Nieuws", by=samira, form_key=key)
    with pytest.raises(ValueError, match="another conversation"):
        tell_news(by_mail(network), "Nieuws", by=samira, form_key=key)
