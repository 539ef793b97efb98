"""The pages of who answers: the list, one question, and bringing one in."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import caches
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.people.models import Mail, Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.models import LogRow
from buurtnet.privacy.refusals import refusals_path, take_up
from buurtnet.questions.answering import Answered, answer, pass_on, take
from buurtnet.questions.choices import AgeBand, AskedFor, Channel, ContactWay, MessageKind, State
from buurtnet.questions.forms.bringing_in import BringInForm
from buurtnet.questions.models import Duty, HandOver, Message, Question
from buurtnet.questions.replying import reply, say_no_help
from buurtnet.questions.today import items
from tests.directory.searchable import reaching
from tests.factories import ServiceFactory
from tests.people.cast import ring_one, ring_two
from tests.questions.rows import DAY, TEXT, a_question, a_theme, as_, away, on_duty, others_asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(network: Network, roster: list[Duty]) -> Question:
    return a_question(network)


def list_url(network: Network) -> str:
    return reverse("questions:question_list", args=[network.slug])


def url_of(question: Question) -> str:
    return reverse("questions:question", args=[question.network.slug, question.pk])


def text_of(response: Any) -> str:
    found: str = response.content.decode()
    return found


def do(client: Client, question: Question, what: str, **said: str) -> Any:
    return client.post(url_of(question), {"doe": what, **said})


def test_the_list_shows_the_oldest_first_and_what_is_late(question: Question, samira: Person) -> None:
    now = timezone.now()
    old = a_question(question.network, text="Wie helpt met de huur?", asked_at=now - 9 * DAY)
    page = text_of(ring_two(samira).get(list_url(question.network)))
    assert page.index("Wie helpt met de huur?") < page.index(TEXT)
    assert page.count("Te laat") == 1
    assert LogRow.objects.filter(action=Action.LIST, object_id=str(old.pk), actor=str(samira.pk)).exists()


def test_the_list_costs_the_same_however_long_it_is(question: Question, samira: Person) -> None:
    client = ring_two(samira)
    client.get(list_url(question.network))
    with CaptureQueriesContext(connection) as few:
        client.get(list_url(question.network))
    for number in range(8):
        a_question(question.network, text=f"Vraag {number}", themes=[a_theme(f"Thema{number}")])
    with CaptureQueriesContext(connection) as many:
        client.get(list_url(question.network))
    assert len(many) == len(few)


def test_who_is_not_on_duty_sees_no_question(question: Question, emre: Person) -> None:
    refusals_path().unlink(missing_ok=True)
    client = ring_two(emre)
    assert TEXT not in text_of(client.get(list_url(question.network)))
    assert client.get(url_of(question)).status_code == 404
    take_up(patience=0)
    assert LogRow.objects.filter(action=Action.DENY, actor=str(emre.pk), fields_group="question").exists()


def test_the_director_sees_that_there_are_questions_and_not_what_they_say(question: Question, ingrid: Person) -> None:
    client = ring_two(ingrid)
    page = text_of(client.get(list_url(question.network), {"lijst": "alles"}))
    assert "Nieuw" in page
    assert TEXT not in page
    assert client.get(url_of(question)).status_code == 404


def test_the_director_reads_what_is_promised_beside_how_long_it_takes(
    network: Network, roster: list[Duty], ingrid: Person
) -> None:
    client, page = ring_two(ingrid), list_url(network)
    shown = text_of(client.get(page, {"lijst": "alles"}))
    assert shown.index("Dit beloven we") < shown.index("binnen 7 werkdagen") < shown.index("De laatste 90 dagen")
    assert "staat je antwoord klaar" in shown
    Duty.objects.all().delete()
    assert "geen twee mensen op het rooster" in text_of(client.get(page, {"lijst": "alles"}))
    assert "Dit beloven we" not in text_of(client.get(page))


@pytest.mark.parametrize(
    ("which", "says", "leads_to"),
    [
        ("", "Er wacht geen vraag op je", "/havendijk/beheer/vragen/nieuw/"),
        ("gedaan", "Je hebt nog geen vraag beantwoord", ""),
        ("alles", "Nog niemand stelde een vraag", "/havendijk/vraag/op-papier/"),
    ],
)
def test_a_list_without_a_question_says_what_one_can_do(
    network: Network, ingrid: Person, which: str, says: str, leads_to: str
) -> None:
    page = text_of(ring_two(ingrid).get(list_url(network), {"lijst": which}))
    empty = page[page.index('class="empty"') :]
    assert says in empty
    assert (f'class="button" href="{leads_to}"' in empty) if leads_to else ('class="button"' not in empty)


def test_a_number_is_called_by_its_digits_however_it_was_written(
    network: Network, roster: list[Duty], samira: Person
) -> None:
    question = a_question(network, contact="(0999) 12-34.56", contact_way=ContactWay.PHONE)
    take(question, by=as_(samira))
    page = text_of(ring_two(samira).get(url_of(question)))
    assert 'href="tel:0999123456"' in page
    assert "(0999) 12-34.56" in page


def test_the_list_of_all_is_for_the_director_only(question: Question, samira: Person) -> None:
    assert ring_two(samira).get(list_url(question.network), {"lijst": "alles"}).context["wanted"] == ""


def test_the_director_reads_what_is_late(question: Question, ingrid: Person) -> None:
    Question.objects.update(take_by=timezone.now() - DAY)
    assert TEXT in text_of(ring_two(ingrid).get(url_of(question)))


def test_the_director_reads_what_nobody_is_on_duty_for(
    question: Question, ingrid: Person, samira: Person, joris: Person
) -> None:
    for one in (samira, joris):
        away(one, timezone.localdate() - DAY, timezone.localdate() + 3 * DAY)
    assert ring_two(ingrid).get(url_of(question)).status_code == 200
    assert ring_two(samira).get(url_of(question)).status_code == 404


def test_a_deputy_reads_it_while_the_other_is_away(network: Network, samira: Person, emre: Person) -> None:
    on_duty(network, samira, deputy=emre)
    question = a_question(network)
    assert ring_two(emre).get(url_of(question)).status_code == 404
    away(samira, timezone.localdate())
    assert ring_two(emre).get(url_of(question)).status_code == 200


def test_reading_a_text_is_written_down_in_the_log(question: Question, samira: Person) -> None:
    ring_two(samira).get(url_of(question))
    row = LogRow.objects.get(action=Action.VIEW)
    assert (row.actor, row.object_id, row.fields_group) == (str(samira.pk), str(question.pk), "question.text")


def test_only_the_owner_sees_how_to_reach_who_asked(network: Network, roster: list[Duty], samira: Person,
                                                     joris: Person) -> None:  # fmt: skip
    question = a_question(network, contact="0999 12 34 56", contact_way=ContactWay.PHONE)
    take(question, by=as_(samira))
    assert "0999 12 34 56" in text_of(ring_two(samira).get(url_of(question)))
    assert LogRow.objects.filter(actor=str(samira.pk), fields_group="question.contact").exists()
    assert "0999 12 34 56" not in text_of(ring_two(joris).get(url_of(question)))


def test_the_pages_are_kept_by_no_cache_and_can_be_left_quickly(question: Question, samira: Person) -> None:
    page = ring_two(samira).get(url_of(question))
    assert "no-store" in page["Cache-Control"]
    assert "data-snel-weg" in text_of(page) or "snel-weg" in text_of(page)


def test_a_mail_link_alone_opens_no_question(question: Question, samira: Person) -> None:
    assert ring_one(samira).get(url_of(question)).status_code == 302


def test_a_room_that_is_off_has_no_questions(question: Question, samira: Person) -> None:
    Network.objects.update(rooms=["map"])
    client = ring_two(samira)
    assert client.get(list_url(question.network)).status_code == 404
    assert client.get(url_of(question)).status_code == 404


def test_taking_and_answering_by_hand(question: Question, samira: Person) -> None:
    client = ring_two(samira)
    assert do(client, question, "pak").status_code == 302
    page = text_of(client.get(url_of(question)))
    assert "Jij antwoordt" in page
    do(client, question, "antwoord", text="Bij het zwembad.", form_key=str(uuid4()), offers_rights="1")
    question.refresh_from_db()
    assert question.state == State.ANSWERED
    message = Message.objects.get()
    assert (message.kind, message.text, message.offers_rights) == (MessageKind.ANSWER, "Bij het zwembad.", True)


def test_sent_twice_it_is_answered_once(question: Question, samira: Person) -> None:
    client, key = ring_two(samira), str(uuid4())
    do(client, question, "pak")
    for _time in range(2):
        assert do(client, question, "antwoord", text="Bij het zwembad.", form_key=key).status_code == 302
    assert Message.objects.count() == 1


def test_the_second_reads_who_was_first(question: Question, samira: Person, joris: Person) -> None:
    do(ring_two(samira), question, "pak")
    page = do(ring_two(joris), question, "pak")
    assert page.status_code == 409
    assert "Samira Haddad was je net voor" in text_of(page)


def test_an_empty_answer_is_refused_in_one_sentence(question: Question, samira: Person) -> None:
    client = ring_two(samira)
    do(client, question, "pak")
    page = do(client, question, "antwoord", text="   ")
    assert "Schrijf eerst wat je wilt zeggen." in text_of(page)
    assert not Message.objects.exists()


def test_searching_the_map_keeps_what_was_typed_and_picked(question: Question, samira: Person, area: Any) -> None:
    light = ServiceFactory(name="Zwemmaatje uit de buurt", support_level=0)
    heavy = ServiceFactory(name="Zwemles met begeleiding", support_level=3)
    for one in (light, heavy):
        reaching(one, area)
    client = ring_two(samira)
    do(client, question, "pak")
    page = text_of(
        client.post(url_of(question), {"doe": "zoek", "zoek": "zwem", "text": "Ga eens", "aanbod": [str(heavy.pk)]})
    )
    assert "Ga eens" in page
    assert f'value="{heavy.pk}" checked' in page
    assert f'value="{light.pk}"' in page
    assert not Message.objects.exists()
    client.post(
        url_of(question),
        {"doe": "antwoord", "text": "Ga eens", "aanbod": [str(heavy.pk), str(light.pk), "onzin", str(uuid4())]},
    )
    assert set(Message.objects.get().services.all()) == {light, heavy}


def test_an_entry_of_elsewhere_is_not_picked(question: Question, samira: Person) -> None:
    elsewhere = ServiceFactory(name="Ver weg")
    client = ring_two(samira)
    do(client, question, "pak")
    do(client, question, "antwoord", text="Ja.", aanbod=str(elsewhere.pk))
    assert not Message.objects.get().services.exists()


def test_passing_it_on_and_taking_it_by_hand(question: Question, samira: Person, emre: Person) -> None:
    giver, taker = ring_two(samira), ring_two(emre)
    do(giver, question, "pak")
    do(giver, question, "geef", to=f"p{emre.pk}", note="Kun jij meedenken?")
    page = text_of(taker.get(url_of(question)))
    assert "Samira Haddad vraagt of jij dit overneemt" in page
    assert "Kun jij meedenken?" in page
    assert do(taker, question, "neem").status_code == 302
    question.refresh_from_db()
    assert question.owner == emre


def test_giving_it_back_needs_a_reason(question: Question, samira: Person, emre: Person) -> None:
    pass_on(take(question, by=as_(samira)), emre, "", by=as_(samira))
    taker = ring_two(emre)
    assert "waarom het bij jou niet lukt" in text_of(do(taker, question, "geef-terug", reason=" "))
    do(taker, question, "geef-terug", reason="Ik ben op vakantie.")
    assert HandOver.objects.get().reason == "Ik ben op vakantie."
    assert "Ik ben op vakantie." in text_of(ring_two(samira).get(url_of(question)))


def test_an_offer_someone_else_took_is_told(question: Question, samira: Person, emre: Person) -> None:
    pass_on(take(question, by=as_(samira)), emre, "", by=as_(samira))
    HandOver.objects.update(to_person=None)
    assert do(ring_two(emre), question, "neem").status_code == 404
    assert do(ring_two(samira), question, "neem").status_code == 409


def test_someone_who_is_not_in_the_list_is_not_chosen(question: Question, samira: Person, emre: Person) -> None:
    client = ring_two(samira)
    do(client, question, "pak")
    for nobody in (f"p{uuid4()}", "o1", "", "p", f"p{samira.pk}"):
        assert do(client, question, "geef", to=nobody).status_code == 200
    assert not HandOver.objects.exists()


def test_for_a_child_only_youth_workers_can_be_chosen(network: Network, samira: Person, emre: Person) -> None:
    on_duty(network, samira, answers_children=True)
    child = take(a_question(network, age_band=AgeBand.CHILD, asked_for=AskedFor.SELF), by=as_(samira))
    page = ring_two(samira).get(url_of(child))
    assert page.context["pass_on"].groups() == []
    assert "Alleen een jongerenwerker antwoordt" in text_of(page)


def test_what_is_no_question_is_erased_after_a_tick(question: Question, samira: Person) -> None:
    client = ring_two(samira)
    assert "Vink eerst aan" in text_of(do(client, question, "geen-vraag"))
    assert do(client, question, "geen-vraag", zeker="1").status_code == 302
    assert Question.objects.get().text == ""


@pytest.mark.parametrize("nonsense", ["", "onzin", "gooi-weg", "'; drop table"])
def test_nonsense_is_answered_in_one_sentence(question: Question, samira: Person, nonsense: str) -> None:
    page = do(ring_two(samira), question, nonsense)
    assert page.status_code == 400
    assert "Kies wat je met deze vraag doet." in text_of(page)


@pytest.mark.parametrize("what", ["los", "antwoord", "vraag", "geef", "neem", "neem-terug", "geef-terug", "gebeld"])
def test_what_cannot_be_done_now_is_a_409_or_a_sentence(
    question: Question, samira: Person, emre: Person, what: str
) -> None:
    said = {"text": "Ja.", "to": f"p{emre.pk}", "reason": "Nee."}
    page = do(ring_two(samira), question, what, **said)
    assert page.status_code == 409
    assert Question.objects.get().state == State.NEW


def test_huge_input_is_a_sentence(question: Question, samira: Person) -> None:
    client = ring_two(samira)
    do(client, question, "pak")
    assert "te lang" in text_of(do(client, question, "antwoord", text="x" * 50_000))


def brought_in(**more: str) -> dict[str, str]:
    return {
        "channel_said": Channel.DOOR, "text": "Waar kan ik leren fietsen?", "asked_for": AskedFor.SELF,
        "age_band": AgeBand.PARENT, "area": "-", "contact_way": ContactWay.SITE, "language": "nl",
        "form_key": str(uuid4()),
    } | more  # fmt: skip


def test_anyone_at_work_brings_a_question_in(network: Network, roster: list[Duty], emre: Person) -> None:
    client, said = ring_two(emre), brought_in()
    url = reverse("questions:question_new", args=[network.slug])
    assert client.get(url).status_code == 200
    page = client.post(url, said)
    question = Question.objects.get()
    assert (question.channel, question.text) == (Channel.DOOR, "Waar kan ik leren fietsen?")
    assert page.context["code"]
    assert client.post(url, said).context["code"] == page.context["code"]
    assert Question.objects.count() == 1
    assert client.get(url_of(question)).status_code == 404  # bringing it in is not answering it


def test_the_code_of_what_was_brought_in_is_shown_as_it_is(
    network: Network, roster: list[Duty], emre: Person
) -> None:
    page = ring_two(emre).post(reverse("questions:question_new", args=[network.slug]), brought_in())
    assert f"<strong>{page.context['code']}</strong>" in text_of(page)


def test_who_writes_it_down_for_another_does_not_say_i(network: Network, roster: list[Duty], emre: Person) -> None:
    page = text_of(ring_two(emre).get(reverse("questions:question_new", args=[network.slug])))
    assert "Voor zichzelf" in page
    assert "Wordt gebeld" in page
    assert "mezelf" not in page
    assert "bel mij" not in page.casefold()


def test_before_it_is_written_down_names_and_danger_are_pointed_out(network: Network) -> None:
    said = brought_in(text="Haar man slaat haar. Ze heet Fatima, 0999 12 34 56.")
    form = BringInForm(QueryDict(urlencode(said)), network=network)
    assert form.is_valid()
    found = form.cautions([])
    assert found.danger
    assert found.traces
    assert found.names == ["gevaar", "sporen"]
    assert not form.cautions(found.names)


def test_danger_in_what_is_brought_in_comes_before_it_is_written_down(
    network: Network, roster: list[Duty], emre: Person
) -> None:
    client, url = ring_two(emre), reverse("questions:question_new", args=[network.slug])
    said = brought_in(text="Haar man slaat haar. Ze heet Fatima, 0999 12 34 56.")
    page = client.post(url, said)
    assert not Question.objects.exists()
    assert "danger-lines" in text_of(page)
    assert "<mark><bdi>0999 12 34 56</bdi></mark>" in text_of(page)
    assert "Er ontbreekt nog iets" not in text_of(page)
    assert client.post(url, said | {"gezien": ["gevaar", "sporen"]}).context["code"]
    assert Question.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"channel_said": "web"}, {"text": ""}, {"asked_for": "x"}, {"age_band": ""}, {"contact_way": "mail"},
     {"contact_way": "phone", "phone": "12"}, {"form_key": "x"}],
)  # fmt: skip
def test_what_lacks_is_said_and_nothing_is_kept(network: Network, emre: Person, wrong: dict[str, str]) -> None:
    page = ring_two(emre).post(reverse("questions:question_new", args=[network.slug]), brought_in(**wrong))
    assert page.status_code == 200
    assert not Question.objects.exists()


def test_what_waits_for_me_is_told_without_a_word_of_it(
    question: Question, samira: Person, emre: Person, ingrid: Person
) -> None:
    mine = take(a_question(question.network), by=as_(samira))
    pass_on(mine, emre, "", by=as_(samira))
    others_asked(question.network, samira)
    now = timezone.now()
    assert [one.title for one in items(samira, now)] == [
        "Een vraag is nog niet opgepakt", "Een doorgegeven vraag wacht op een ja",
    ]  # fmt: skip
    assert [one.title for one in items(emre, now)] == ["Een doorgegeven vraag wacht op een ja"]
    assert [one.title for one in items(ingrid, now)] == ["Een tekst wacht op een tweede lezer"]
    assert not [one for who in (samira, emre) for one in items(who, now) if TEXT in one.title]


def test_a_closed_door_waits_for_the_director(network: Network, samira: Person, ingrid: Person) -> None:
    on_duty(network, samira)
    assert "Bewoners kunnen geen vraag stellen" in items(ingrid, timezone.now())[0].title


def test_who_works_nowhere_has_nothing_waiting(question: Question) -> None:
    stranger = Person.objects.create_user("bewoner@havendijk.example", name="Bewoner")
    assert items(stranger, timezone.now()) == []


def test_what_waits_costs_the_same_however_much_it_is(question: Question, samira: Person) -> None:
    with CaptureQueriesContext(connection) as few:
        items(samira, timezone.now())
    for _number in range(7):
        a_question(question.network)
    with CaptureQueriesContext(connection) as many:
        items(samira, timezone.now())
    assert len(few) == len(many)


def test_an_answer_by_hand_tells_who_left_a_mail_address(
    network: Network, roster: list[Duty], samira: Person
) -> None:
    question = take(
        a_question(network, contact="ouder@havendijk.example", contact_way=ContactWay.MAIL), by=as_(samira)
    )
    Mail.objects.all().delete()
    answer(question, Answered("Het kan gratis."), by=as_(samira))
    mail = Mail.objects.get()
    assert "gratis" not in mail.subject + mail.body


def test_forms_are_limited(question: Question, samira: Person, settings: Any) -> None:
    settings.FORMS_PER_MINUTE = 2
    caches["limits"].clear()
    client = ring_two(samira)
    assert [do(client, question, "onzin").status_code for _time in range(4)][-1] == 429


def answered_by(samira: Person, question: Question) -> Question:
    answer(take(question, by=as_(samira)), Answered("Bij het zwembad."), by=as_(samira))
    assert items(samira, timezone.now()) == []
    return question


def test_after_no_not_yet_the_question_is_on_the_list_of_who_answered(question: Question, samira: Person) -> None:
    say_no_help(answered_by(samira, question), "Dat is te ver weg.", form_key=uuid4())
    assert [one.url for one in items(samira, timezone.now())] == [url_of(question)]
    client = ring_two(samira)
    assert TEXT in text_of(client.get(list_url(question.network)))
    assert "Dat is te ver weg." in text_of(client.get(url_of(question)))


def test_after_a_reply_the_question_is_on_the_list_of_who_answered(
    question: Question, samira: Person, joris: Person
) -> None:
    reply(answered_by(samira, question), "En wat kost dat?", form_key=uuid4())
    assert [one.title for one in items(samira, timezone.now())] == ["Een vraag wacht op jouw antwoord"]
    assert TEXT in text_of(ring_two(samira).get(list_url(question.network)))
    assert items(joris, timezone.now()) == []


def test_who_waits_for_a_call_stands_on_the_list_until_someone_called(
    network: Network, roster: list[Duty], samira: Person, joris: Person
) -> None:
    question = a_question(network, contact="0999 12 34 56", contact_way=ContactWay.PHONE)
    answered_by_phone = take(question, by=as_(samira))
    answer(answered_by_phone, Answered("Bij het zwembad."), by=as_(samira))
    waits = [(one.title, one.icon, one.url) for one in items(samira, timezone.now())]
    assert waits == [("Iemand wacht tot je belt", "phone", url_of(question))]
    client = ring_two(samira)
    assert 'value="gebeld"' in text_of(client.get(url_of(question)))
    assert do(ring_two(joris), question, "gebeld").status_code == 409
    assert do(client, question, "gebeld").status_code == 302
    assert items(samira, timezone.now()) == []
    assert 'value="gebeld"' not in text_of(client.get(url_of(question)))


def test_who_decides_what_plays_here_looks_for_others_like_it(
    question: Question, samira: Person, joris: Person
) -> None:
    link = f"/havendijk/beheer/wat-speelt/voorstellen/?vraag={question.pk}"
    assert link not in text_of(ring_two(samira).get(url_of(question)))
    Network.objects.update(rooms=[Room.MAP, Room.QUESTION, Room.NEEDS])
    assert link in text_of(ring_two(samira).get(url_of(question)))
    assert link not in text_of(ring_two(joris).get(url_of(question)))
    assert ring_one(samira).get(link).status_code == 200


def test_a_director_sees_that_a_child_waits_but_not_its_words(network: Network, ingrid: Person, emre: Person) -> None:
    child = a_question(network, age_band=AgeBand.CHILD, asked_for=AskedFor.SELF, text="Ik durf niet naar huis")
    client = ring_two(ingrid)
    on_duty(network, emre, answers_children=True)
    away(emre, timezone.localdate())
    for page in (client.get(url_of(child)), client.get(url_of(child).rsplit("/", 2)[0] + "/")):
        assert "durf niet" not in text_of(page)
    page = client.get(url_of(child))
    assert "Deze vraag wacht op een jongerenwerker" in text_of(page)
    assert not page.context["may_take"]
    assert do(client, child, "pak").status_code == 409
    assert do(client, child, "geef", to=f"p{emre.pk}").status_code == 302
    assert HandOver.objects.get().to_person == emre
