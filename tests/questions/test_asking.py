"""Someone without an account asks a question, one thing a page."""

import time
from typing import Any

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from buurtnet.areas.choices import Room
from buurtnet.areas.finding import forget_network_areas
from buurtnet.areas.models import Area, Network
from buurtnet.people.models import Mail, Person
from buurtnet.questions.choices import AgeBand, Channel, ContactWay, State
from buurtnet.questions.codes import hash_of_code, hash_of_link, link_of
from buurtnet.questions.forms.asking import SALT, Draft, draft_in
from buurtnet.questions.models import Duty, Question
from buurtnet.questions.replying import withdraw
from buurtnet.themes.models import Theme
from tests.factories import ConceptFactory, LabelFactory, NetworkFactory
from tests.questions.public import (
    BASE,
    TEXT,
    a_draft,
    counts_of_rows,
    fresh_limits,
    hidden,
    on_duty,
    open_network,
    send,
    signed,
    step,
    words,
)  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def limits(settings: Settings, db: None) -> None:
    fresh_limits(settings)


@pytest.fixture
def network() -> Network:
    return open_network()


def walk(client: Client, **how: Any) -> Any:
    """All four steps as someone takes them; gives the page on which to check."""
    start = client.get(f"{BASE}vraag/")
    who = step(client, "wat", hidden(start), text=TEXT)
    where = step(client, "wie", hidden(who), asked_for="child", age_band="4-11")
    west = Area.objects.get(name="Westerkade").slug
    asks_how = step(client, "buurt", hidden(where), area=west)
    return step(client, "antwoord", hidden(asks_how), **{"contact_way": "site", "language": "nl"} | how)


def test_four_steps_and_a_look_over_make_one_question(client: Client, network: Network) -> None:
    check = walk(client)
    assert "Westerkade" in words(check)
    assert not Question.objects.exists()
    draft = draft_in(hidden(check), network)
    assert draft
    page = send(client, Draft(**{**vars(draft), "begun": time.time() - 60}))
    one = Question.objects.get()
    assert (one.text, one.age_band, one.state, one.channel) == (TEXT, AgeBand.CHILD, State.NEW, Channel.WEB)
    assert one.area
    assert one.area.name == "Westerkade"
    assert one.code_hash == hash_of_code(page.context["code"])
    assert one.link_hash == hash_of_link(link_of(one.form_key))
    assert one.take_by <= one.answer_by


def test_each_step_says_which_of_how_many_it_is(client: Client, network: Network) -> None:
    start = client.get(f"{BASE}vraag/")
    assert "Stap 1 van 4" in words(start)
    assert "Stap 2 van 4" in words(step(client, "wat", hidden(start), text=TEXT))


def test_a_network_without_neighbourhoods_asks_for_none(client: Client, network: Network) -> None:
    assert client.get(f"{BASE}vraag/").context["count"] == 4
    network.areas.clear()
    forget_network_areas()
    assert client.get(f"{BASE}vraag/").context["count"] == 3
    assert step(client, "buurt", a_draft()).status_code == 404


def test_nothing_is_kept_before_it_is_sent_and_no_session_is_made(client: Client, network: Network) -> None:
    client.get(f"{BASE}vraag/")
    before = counts_of_rows()
    walk(client)
    assert counts_of_rows() == before
    assert "sessionid" not in client.cookies


@pytest.mark.parametrize("address", ["vraag/", "antwoord/", "recht/"])
def test_pages_that_take_a_text_are_not_kept_by_a_browser_and_have_a_quick_way_out(
    client: Client, network: Network, address: str
) -> None:
    page = client.get(BASE + address)
    assert "no-store" in page.headers["Cache-Control"]
    assert "data-snel-weg" in page.content.decode()


def test_the_neighbourhood_of_the_page_is_chosen_already(client: Client, network: Network) -> None:
    molenveld = Area.objects.get(name="Molenveld").slug
    start = client.get(f"{BASE}vraag/?buurt={molenveld}")
    assert start.context["draft"].area == molenveld
    assert client.get(f"{BASE}vraag/?buurt=bestaat-niet").context["draft"].area == ""


def test_going_back_keeps_what_was_said(client: Client, network: Network) -> None:
    back = step(client, "buurt", a_draft(), naar="wat")
    assert TEXT in back.content.decode()
    assert back.context["step"] == "wat"


def test_without_javascript_each_later_step_says_which_button_goes_back(client: Client, network: Network) -> None:
    """These pages are kept by no browser, so its own button asks to send the form again."""
    told = "Druk hierboven op Terug."
    assert told not in client.get(f"{BASE}vraag/").content.decode()
    for name in ("wie", "buurt", "antwoord", "nakijken"):
        page = step(client, name, a_draft(), naar=name).content.decode()
        hint = page.partition("<noscript>")[2].partition("</noscript>")[0]
        assert told in hint
        assert ">Terug</button>" in page.partition("<noscript>")[0]


def test_going_back_takes_along_what_was_filled_in_here(client: Client, network: Network) -> None:
    begun = a_draft(asked_for="", age_band="", contact_way="")
    back = step(client, "wie", begun, naar="wat", asked_for="child")
    assert TEXT in back.content.decode()
    draft = draft_in(hidden(back), network)
    assert draft
    assert (draft.asked_for, draft.age_band) == ("child", "")  # the age was not filled in yet
    again = step(client, "wat", hidden(back), text="Anders gezegd", naar="wie")
    assert again.context["step"] == "wie"
    assert 'value="child" checked' in again.content.decode()
    assert again.context["draft"].text == "Anders gezegd"


def test_going_back_keeps_no_way_to_answer_without_an_address_for_it(client: Client, network: Network) -> None:
    back = step(client, "antwoord", a_draft(), naar="buurt", contact_way="mail", language="nl", mail="")
    assert (back.context["draft"].contact_way, back.context["draft"].contact) == ("site", "")


def test_who_goes_forward_again_does_not_pass_by_what_is_dangerous_or_missing(
    client: Client, network: Network
) -> None:
    page = step(client, "wat", a_draft(), text="Mijn man slaat mij", naar="nakijken")
    assert page.context["step"] == "wat"
    assert page.context["danger"]
    assert step(client, "wat", a_draft(), text=" ", naar="nakijken").context["step"] == "wat"
    assert step(client, "wie", a_draft(), asked_for="duif", naar="nakijken").context["step"] == "wie"


def test_sent_again_from_an_earlier_page_of_the_same_question_it_is_one(client: Client, network: Network) -> None:
    draft = a_draft()
    first = send(client, draft)
    back = step(client, "nakijken", draft, naar="antwoord")
    onward = step(client, "antwoord", hidden(back), contact_way="site", language="nl")
    second = client.post(f"{BASE}vraag/verstuurd/", {"staat": hidden(onward)})
    assert Question.objects.count() == 1
    assert first.context["code"] == second.context["code"]


@pytest.mark.parametrize(
    ("name", "said", "sentence"),
    [
        ("wat", {"text": "  "}, "Schrijf hier je vraag"),
        ("wat", {"text": "a" * 3_001}, "te lang"),
        ("wie", {}, "Kies over wie je vraag gaat."),
        ("wie", {"asked_for": "child", "age_band": "99"}, "Kies een leeftijd."),
        ("buurt", {"area": "elders"}, "Kies een buurt"),
        ("antwoord", {"contact_way": "duif", "language": "nl"}, "Kies hoe we mogen antwoorden."),
        ("antwoord", {"contact_way": "mail", "language": "nl"}, "Vul je mailadres in"),
        ("antwoord", {"contact_way": "mail", "language": "nl", "mail": "geen adres"}, "Er hoort een @ in"),
        ("antwoord", {"contact_way": "phone", "language": "nl", "phone": "06 12"}, "een cijfer mist"),
        ("antwoord", {"contact_way": "phone", "language": "nl", "phone": "bel mijn broer"}, "een cijfer mist"),
        ("antwoord", {"contact_way": "site", "language": "xx"}, "Kies een taal."),
    ],
)
def test_what_is_not_right_yet_is_said_in_one_sentence_and_nothing_is_lost(
    client: Client, network: Network, name: str, said: dict[str, str], sentence: str
) -> None:
    page = step(client, name, a_draft(), **said)
    assert page.status_code == 200
    assert page.context["step"] == name
    assert sentence in words(page)
    assert not Question.objects.exists()


def test_danger_in_the_text_shows_the_right_line_before_anything_is_kept(client: Client, network: Network) -> None:
    start = client.get(f"{BASE}vraag/")
    page = step(client, "wat", hidden(start), text="Mijn man slaat mij")
    assert page.context["step"] == "wat"
    assert "Veilig Thuis" in words(page)
    assert "Toch verder met mijn vraag" in words(page)
    assert not Question.objects.exists()
    onward = step(client, "wat", hidden(page), text="Mijn man slaat mij", gezien=["gevaar"])
    assert onward.context["step"] == "wie"


def test_the_tick_that_it_is_not_safe_does_the_same(client: Client, network: Network) -> None:
    page = step(client, "wat", text=TEXT, onveilig="on")
    assert "112" in words(page)
    assert page.context["danger"].lines[0].name == "112"


def test_in_flanders_the_lines_are_those_of_belgium(client: Client) -> None:
    open_network(country="BE", locale="nl-be", holiday_region="be-vl")
    page = step(client, "wat", text=TEXT, onveilig="on")
    names = [line.name for line in page.context["danger"].lines]
    assert "1712" in names
    assert "Veilig Thuis" not in names


def test_a_name_is_pointed_out_and_left_to_the_asker(client: Client, network: Network) -> None:
    said = "Mijn buurvrouw heet Fatima Aydin en ze is eenzaam."
    page = step(client, "wat", text=said)
    assert "Laat die liever weg" in words(page)
    assert "Fatima Aydin" in page.content.decode()
    onward = step(client, "wat", hidden(page), text=said, gezien=["sporen"])
    assert onward.context["step"] == "wie"


def test_what_was_seen_of_names_does_not_silence_danger(client: Client, network: Network) -> None:
    page = step(client, "wat", text="Mijn man slaat mij", gezien=["sporen"])
    assert page.context["danger"]


def test_a_child_that_asks_for_itself_hears_who_reads_it_and_that_no_parent_is_told(
    client: Client, network: Network
) -> None:
    on_duty(Person.objects.get(name="Samira Haddad"), network, answers_children=True)
    page = step(client, "wie", a_draft(), asked_for="self", age_band="12-17")
    assert "Een jongerenwerker leest je vraag" in words(page)
    assert "We zeggen niets tegen je ouders zonder dat jij het weet." in words(page)
    assert "De Kindertelefoon" in words(page)
    grown = step(client, "wie", a_draft(), asked_for="self", age_band="parent")
    assert "jongerenwerker" not in words(grown)


def test_without_a_youth_worker_the_door_is_closed_for_a_child_alone(client: Client, network: Network) -> None:
    draft = a_draft(asked_for="self", age_band="12-17")
    begun = step(client, "wie", a_draft(), asked_for="self", age_band="12-17")
    for page in (begun, step(client, "buurt", draft, area="-"), step(client, "nakijken", draft), send(client, draft)):
        assert "Er is nu geen jongerenwerker." in words(page)
        assert "Je vraag is niet verstuurd" in words(page)
        assert page.context["help_lines"][0].slug == "kindertelefoon"
    assert not Question.objects.exists()


def test_beside_the_steps_a_child_reads_only_who_may_answer_it(client: Client, network: Network) -> None:
    on_duty(Person.objects.get(name="Samira Haddad"), network, answers_children=True)
    page = words(step(client, "wie", a_draft(), asked_for="self", age_band="12-17"))
    assert "Nu is dat Samira." in page
    assert "Joris" not in page
    assert "regisseur" not in page


def test_sent_twice_it_is_one_question_with_the_same_code(client: Client, network: Network) -> None:
    draft = a_draft()
    first, second = send(client, draft), send(client, draft)
    assert Question.objects.count() == 1
    assert first.context["code"] == second.context["code"]
    assert "Je vraag is binnen" in words(second)


def test_a_form_that_is_filled_in_within_a_second_is_asked_to_look_again(client: Client, network: Network) -> None:
    page = send(client, a_draft(begun=time.time()))
    assert "Kijk het nog eens na" in words(page)
    assert not Question.objects.exists()


def test_the_box_that_nobody_sees_stays_empty(client: Client, network: Network) -> None:
    client.post(f"{BASE}vraag/verstuurd/", {"staat": signed(a_draft()), "bericht2": "koop nu"})
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    "state",
    ["", "onzin", "a:b:c", signing.dumps(["geen", "vraag"], salt=f"{SALT}.havendijk"), signing.dumps({"text": "x"})],
    ids=["empty", "nonsense", "in its shape", "of something else", "of another page"],
)
def test_a_forged_page_begins_anew(client: Client, network: Network, state: str) -> None:
    assert client.post(f"{BASE}vraag/verstuurd/", {"staat": state}).status_code == 302
    assert client.post(f"{BASE}vraag/wie/", {"staat": state}).status_code == 302
    assert not Question.objects.exists()


def test_a_page_of_another_network_begins_anew(client: Client, network: Network) -> None:
    NetworkFactory(slug="elders", rooms=[Room.QUESTION])
    draft = a_draft()
    send(client, draft)
    assert client.post("/elders/vraag/verstuurd/", {"staat": signed(draft)}).status_code == 302
    assert client.post(f"{BASE}vraag/verstuurd/", {"staat": signed(draft, "elders")}).status_code == 302
    assert Question.objects.count() == 1


def test_what_is_not_complete_is_not_sent(client: Client, network: Network) -> None:
    assert send(client, a_draft(age_band="")).status_code == 302
    assert not Question.objects.exists()


@pytest.mark.parametrize("address", ["vraag/wie/", "vraag/nakijken/", "vraag/verstuurd/"])
def test_looking_at_a_later_step_leads_to_the_first(client: Client, network: Network, address: str) -> None:
    assert client.get(BASE + address, follow=True).context["step"] == "wat"
    assert client.get(f"{BASE}vraag/onbekend/").status_code == 404


def test_while_nobody_is_behind_the_door_there_is_no_form_but_a_phone_and_a_place(
    client: Client, network: Network
) -> None:
    Duty.objects.all().delete()
    page = client.get(f"{BASE}vraag/")
    assert "<textarea" not in page.content.decode()
    for said in ("0999 12 34 56", "Buurthuis De Ankerplaats", "De Luisterlijn"):
        assert said in words(page)


def test_who_was_typing_when_the_door_closed_sees_their_words(client: Client, network: Network) -> None:
    Duty.objects.all().delete()
    page = send(client, a_draft())
    assert "Je vraag is niet verstuurd" in words(page)
    assert TEXT in words(page)
    assert not Question.objects.exists()


def test_a_network_without_this_room_has_no_such_pages(client: Client, network: Network) -> None:
    network.rooms = [Room.MAP]
    network.save()
    for address in ("vraag/", "vraag/wat/", "vraag/verstuurd/", "vraag/op-papier/", "antwoord/", "recht/",
                    "anderen-vroegen/"):  # fmt: skip
        assert client.get(BASE + address).status_code == 404, address


def test_an_address_asks_at_most_twenty_questions_an_hour(client: Client, network: Network) -> None:
    answers = [send(client, a_draft()).status_code for _ in range(24)]
    assert answers[:20] == [200] * 20
    assert 429 in answers
    assert Question.objects.count() < 24


def test_who_asked_too_much_loses_no_word_and_can_send_it_later(
    client: Client, network: Network, settings: Settings
) -> None:
    page = next(page for _time in range(24) if (page := send(client, a_draft())).status_code == 429)
    assert TEXT in words(page)
    assert "te veel vragen" in words(page)
    fresh_limits(settings)
    before = Question.objects.count()
    assert client.post(f"{BASE}vraag/verstuurd/", {"staat": hidden(page)}).context["code"]
    assert Question.objects.count() == before + 1


def test_while_the_door_closes_no_sentence_is_left_half(client: Client, network: Network) -> None:
    draft = a_draft()
    send(client, draft)
    Duty.objects.all().delete()
    page = words(send(client, draft))
    assert "Je vraag is binnen" in page
    assert " . " not in page


def test_a_question_that_is_gone_can_be_left_quickly_like_the_others(client: Client, network: Network) -> None:
    draft = a_draft()
    send(client, draft)
    withdraw(Question.objects.get())
    assert send(client, draft).context["sensitive"]


def test_who_reads_it_is_said_as_it_is(client: Client, network: Network) -> None:
    page = words(step(client, "nakijken", a_draft()))
    assert page.count("leest je vraag. Blijft die liggen, dan leest ook de regisseur mee.") == 2
    assert "leest niemand mee" not in page
    assert "Alleen wie antwoordt" not in page


def test_the_tick_alone_shows_the_lines_in_the_language_of_the_page(client: Client, network: Network) -> None:
    danger = step(client, "wat", text="Waar kan ik zwemmen?", onveilig="on").context["danger"]
    assert danger.lines
    assert {line.language for line in danger.lines} == {"nl"}


def test_the_mail_address_stands_encrypted_and_only_where_it_was_chosen(client: Client, network: Network) -> None:
    send(client, a_draft(contact_way="mail", contact="buur@havendijk.example"))
    one = Question.objects.get()
    assert (one.contact_way, one.contact) == (ContactWay.MAIL, "buur@havendijk.example")
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact, text FROM questions_question")
        stored = str(cursor.fetchall())
    assert "havendijk" not in stored
    assert "school" not in stored
    send(client, a_draft(contact_way="site", contact="vergeten@havendijk.example"))
    assert Question.objects.exclude(pk=one.pk).get().contact == ""
    assert "buur@havendijk.example" not in {mail.to for mail in Mail.objects.all()}, "there is nothing to read yet"


def test_what_it_is_about_is_kept_as_concepts_and_themes(client: Client, network: Network) -> None:
    theme = Theme.objects.create(slug="school-en-leren", function=2, name="School en leren")
    concept = ConceptFactory(slug="naar-school")
    concept.themes.add(theme)
    LabelFactory(concept=concept, text="school")
    send(client, a_draft())
    one = Question.objects.get()
    assert one.concepts == ["naar-school"]
    assert list(one.themes.all()) == [theme]


def test_a_text_in_any_script_is_taken_as_it_is(client: Client, network: Network) -> None:
    said = "أين يمكنني تعلم اللغة؟"
    onward = step(client, "wat", text=said)
    assert onward.context["draft"].text == said


def test_the_answer_is_promised_for_a_day(client: Client, network: Network) -> None:
    page = send(client, a_draft())
    one = Question.objects.get()
    assert one.answer_by > timezone.now()
    assert f"{timezone.localtime(one.answer_by).day} " in words(page)
    assert "Samira" in words(page)


def test_the_code_and_the_text_are_in_no_address(client: Client, network: Network) -> None:
    page = send(client, a_draft())
    body = page.content.decode()
    assert "<svg" in body
    assert link_of(Question.objects.get().form_key) not in body
    assert page.request["PATH_INFO"] == f"{BASE}vraag/verstuurd/"


def test_who_is_on_duty_hears_at_once_that_something_waits_and_not_what(client: Client, network: Network) -> None:
    send(client, a_draft())
    mails = list(Mail.objects.all())
    assert {mail.subject for mail in mails} == {"Er staat iets voor je klaar in Buurtnet"}
    assert {mail.person.name for mail in mails if mail.person} >= {"Samira Haddad"}
    assert "school" not in str([mail.body for mail in mails])
