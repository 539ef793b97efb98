"""The pages on which people decide: what waits, one idea a page, a neighbour without an account, the panel."""

import datetime as dt
import re
import time
import uuid
from typing import Any

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.budget.asking_back import ask_back
from buurtnet.budget.choices import Answer, IdeaState, PotTask, SayKind
from buurtnet.budget.ideas import hide
from buurtnet.budget.models import Idea, Lanes, Panel, Pot, PotPerson, Say, Willing
from buurtnet.budget.panels import announce, answer_seat, become_willing, draw
from buurtnet.budget.saying import say
from buurtnet.budget.second import MAILED, key_of
from buurtnet.budget.today_deciding import deciding_items
from buurtnet.budget.whose import hash_of_contact, token_of
from buurtnet.people.choices import Role
from buurtnet.people.models import Mail, Person
from buurtnet.privacy.models import LogRow
from tests.budget.idea_rows import a_shown_idea, url
from tests.people.cast import person, ring_one, ring_two
from tests.questions.public import words

pytestmark = pytest.mark.django_db
YES = {"doe": "ja", "apart": "1"}
NO = {"doe": "nee", "apart": "1", "reason": "Te dicht bij de weg."}
BUUR = "buur@voorbeeld.example"
DAY = dt.timedelta(days=1)


@pytest.fixture
def idea(network: Network, pot: Pot, joris: Person) -> Idea:
    return a_shown_idea(network, joris, asked=20_000, text="Een kast met spellen", helps_with="Ik timmer hem")


@pytest.fixture
def panel(network: Network, ingrid: Person, hanan: Person, wim: Person) -> Panel:
    """Three seats, all taken, and at work since yesterday."""
    Lanes.objects.create(network=network, has_panel=True, panel_seats=3, panel_quorum=2)
    for one in (hanan, wim, person("Fatma Kaya", Role.RESIDENT, network)):
        become_willing(network, one)
    Willing.objects.update(since=timezone.now() - 9 * DAY)
    made = announce(network, seed="De krant", starts_on=timezone.localdate() + 9 * DAY, by=ingrid)
    today = timezone.localdate()
    Panel.objects.update(announced_at=timezone.now() - 2 * DAY, starts_on=today - DAY, ends_on=today + 180 * DAY)
    made.refresh_from_db()
    draw(made)
    for seat in made.seats.select_related("person"):
        answer_seat(seat, yes=True, by=seat.person)
    return made


@pytest.fixture
def keeper(pot: Pot, samira: Person) -> Person:
    PotPerson.objects.create(pot=pot, person=samira, task=PotTask.KEEPER)
    return samira


def both(idea: Idea, hanan: Person, joris: Person) -> None:
    say(idea, SayKind.RESIDENT, Answer.YES, by=hanan)
    say(idea, SayKind.OWNER, Answer.YES, by=joris)


def begun(about: str) -> str:
    """What a page that lay open for a while brings along."""
    return signing.dumps([about, time.time() - 60], salt="mending.guard")


def link_in(mail: Mail) -> str:
    line = next(one for one in mail.body.splitlines() if "/buur/" in one)
    return "/" + line.split("//", 1)[1].split("/", 1)[1]


def test_a_resident_says_yes_and_a_trekker_completes_it(idea: Idea, hanan: Person, joris: Person) -> None:
    mine = ring_one(hanan)
    assert idea.title in words(mine.get(url("decide_list")))
    page = mine.get(url("decide", idea.pk))
    assert all(said in words(page) for said in ("Een kast met spellen", "Ik timmer hem", "€ 200", "tweede bewoner"))
    assert mine.post(url("decide", idea.pk), YES).headers["Location"] == f"{url('decide', idea.pk)}?klaar=ja"
    assert "Jij zei: ja" in words(mine.get(url("decide", idea.pk)))
    assert idea.title not in words(mine.get(url("decide_list")))
    assert ring_one(joris).post(url("decide", idea.pk), YES).status_code == 302
    idea.refresh_from_db()
    assert idea.clear_at
    page = mine.get(url("decide", idea.pk))
    assert "Heeft niemand bezwaar" in words(page)
    assert hanan.name not in words(ring_one(joris).get(url("decide", idea.pk)))


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"doe": "ja"}, "Zet hier een vinkje"), ({"doe": "nee", "apart": "1"}, "Schrijf in één zin waarom niet"),
        ({"doe": "nee", "apart": "1", "reason": "x" * 301}, "te lang"),
        ({"doe": "vraag", "text": " "}, "Schrijf je vraag"),
    ],
)  # fmt: skip
def test_what_is_not_right_is_said_and_nothing_is_kept(
    idea: Idea, hanan: Person, said: dict[str, str], sentence: str
) -> None:
    page = ring_one(hanan).post(url("decide", idea.pk), said)
    assert page.status_code == 200
    assert sentence in words(page)
    assert 'class="wrong"' in page.content.decode()
    assert not Say.objects.exists()
    idea.refresh_from_db()
    assert idea.state == IdeaState.SUBMITTED


def test_who_keeps_out_needs_no_tick_and_decides_no_more(idea: Idea, hanan: Person) -> None:
    mine = ring_one(hanan)
    mine.post(url("decide", idea.pk), {"doe": "buiten"})
    assert Say.objects.get().answer == Answer.CONFLICT
    assert mine.post(url("decide", idea.pk), YES).status_code == 409
    assert Say.objects.count() == 1


def test_a_double_click_says_it_once_and_answers_with_a_sentence(idea: Idea, hanan: Person) -> None:
    mine = ring_one(hanan)
    mine.post(url("decide", idea.pk), YES)
    again = mine.post(url("decide", idea.pk), YES)
    assert again.status_code == 409
    assert "Kijk hoe het er nu voor staat" in words(again)
    assert Say.objects.count() == 1


def test_the_log_tells_that_someone_decided_and_not_what(idea: Idea, hanan: Person) -> None:
    ring_one(hanan).post(url("decide", idea.pk), NO)
    assert LogRow.objects.get(result="say.resident").actor == str(hanan.pk)
    assert not LogRow.objects.filter(result__contains="no").filter(result__startswith="say").exists()


def test_only_who_is_known_here_comes_in_and_of_what_is_shown(
    client: Client, idea: Idea, hanan: Person, samira: Person, joris: Person
) -> None:
    assert client.get(url("decide", idea.pk)).status_code == 302
    stranger = ring_one(person("Vreemde Vogel"))
    for name, args in (("decide_list", []), ("decide", [idea.pk]), ("panel_desk", [])):
        assert stranger.get(url(name, *args)).status_code == 404
    hide(idea, by=samira, why="Er staat een naam in.")
    assert ring_one(hanan).get(url("decide", idea.pk)).status_code == 404
    assert ring_one(joris).post(url("decide", idea.pk), YES).status_code == 404


def test_too_little_money_is_said_before_and_after_and_to_the_keeper(
    network: Network, idea: Idea, pot: Pot, hanan: Person, joris: Person, keeper: Person
) -> None:
    Pot.objects.filter(pk=pot.pk).update(free=5_000, promised=95_000)
    mine, now = ring_one(joris), timezone.now()
    assert "te weinig in de pot" in words(mine.get(url("decide_list")))
    assert "Er zit nu € 50 in de pot" in words(mine.get(url("decide", idea.pk)))
    say(idea, SayKind.RESIDENT, Answer.YES, by=hanan)
    page = mine.post(url("decide", idea.pk), YES)
    assert page.status_code == 409
    assert "niet genoeg geld in de pot" in words(page)
    idea.refresh_from_db()
    assert (idea.state, idea.clear_at) == (IdeaState.SUBMITTED, None)
    assert "te weinig in de pot" in " ".join(one.title for one in deciding_items(keeper, now))
    Pot.objects.filter(pk=pot.pk).update(free=100_000, promised=0)
    assert mine.post(url("decide", idea.pk), YES).status_code == 302


def test_a_keeper_objects_or_lets_it_go_at_once(
    network: Network, idea: Idea, hanan: Person, joris: Person, keeper: Person
) -> None:
    both(idea, hanan, joris)
    weak = ring_one(keeper)
    for said in ({"doe": "geen-bezwaar"}, {"doe": "bezwaar", "why": "Het kan niet."}):
        assert weak.post(url("decide", idea.pk), said).status_code == 403, "money goes behind the second ring"
    mine = ring_two(keeper)
    assert idea.title in words(mine.get(url("decide_list")))
    item = next(one for one in deciding_items(keeper, timezone.now()) if "bezwaar" in one.title)
    assert (item.url, item.due) == (url("decide", idea.pk), idea.clear_at)
    assert idea.title not in item.title
    assert "Schrijf in één zin" in words(mine.post(url("decide", idea.pk), {"doe": "bezwaar", "why": ""}))
    mine.post(url("decide", idea.pk), {"doe": "geen-bezwaar"})
    idea.refresh_from_db()
    assert idea.state == IdeaState.GRANTED
    assert ring_two(hanan).post(url("decide", idea.pk), {"doe": "geen-bezwaar"}).status_code == 409


def test_who_asked_answers_a_question_on_their_own_page(
    client: Client, idea: Idea, hanan: Person, joris: Person, wim: Person
) -> None:
    ring_one(joris).post(url("decide", idea.pk), {"doe": "vraag", "text": "Wie bewaart de sleutel?"})
    idea.refresh_from_db()
    assert idea.state == IdeaState.ASKED_BACK
    token = token_of(idea)
    page = client.get(url("own_answer", token))
    assert "Wie bewaart de sleutel?" in words(page)
    key = re.search(r'name="form_key" value="([^"]+)"', page.content.decode())
    assert key
    form = {"form_key": key[1], "text": "De buurvrouw."}
    assert "Schrijf je antwoord" in words(client.post(url("own_answer", token), form | {"text": ""}))
    for _time in range(2):
        assert client.post(url("own_answer", token), form).headers["Location"].endswith("?klaar=geantwoord")
    assert idea.notes.count() == 2
    assert "De buurvrouw." in words(ring_one(hanan).get(url("decide", idea.pk)))
    own = a_shown_idea(idea.network, joris, person=wim, mail="", asked=5_000)
    ask_back(own, "Hoe laat?", key=uuid.uuid4(), by=joris)
    assert "Hoe laat" not in words(ring_one(wim).get(url("decide", own.pk)))


def test_a_neighbour_without_account_says_yes_behind_a_link_in_a_mail(client: Client, idea: Idea) -> None:
    shared = client.get(url("second_link", token_of(idea)))
    way = url("second", idea.pk, key_of(idea))
    assert way in shared.content.decode()
    page = client.get(way)
    assert idea.title in words(page)
    assert page.headers["Referrer-Policy"] == "strict-origin"
    form = {"begun": begun(f"budget.second.{idea.pk}"), "bericht2": "", "mail": BUUR}
    assert "Kijk in je mail" in words(client.post(way, form))
    assert not Say.objects.exists()
    mail = Mail.objects.get(to=BUUR)
    assert idea.title not in mail.body + mail.subject
    link = link_in(mail)
    assert "Wat vind jij?" in words(client.get(link))
    assert "Zet hier een vinkje" in words(client.post(link, {"doe": "ja"}))
    assert client.post(link, YES).headers["Location"] == f"{link}?klaar=1"
    assert "Dank je wel!" in words(client.get(f"{link}?klaar=1"))
    assert client.post(link, YES).status_code == 409
    made = Say.objects.get()
    assert (made.person, made.kind, made.contact_hash) == (None, SayKind.RESIDENT, hash_of_contact(BUUR))
    assert BUUR not in str(vars(made))
    assert "Een buur zei ja" in words(client.get(url("second_link", token_of(idea))))


def test_who_asked_cannot_be_their_own_neighbour_and_the_page_does_not_tell_whose_address_it_is(
    client: Client, idea: Idea
) -> None:
    way = url("second", idea.pk, key_of(idea))
    form = {"begun": begun(f"budget.second.{idea.pk}"), "bericht2": ""}
    answers = [words(client.post(way, form | {"mail": one})) for one in (idea.contact, BUUR)]
    assert answers[0] == answers[1]
    link = link_in(Mail.objects.filter(to=idea.contact).latest("queued_at"))
    assert "Dit is je eigen idee" in words(client.get(link))
    assert client.post(link, YES).status_code == 409
    assert not Say.objects.exists()


@pytest.mark.parametrize("said", ["x", [1], ["a", "b"], None, {"a": 1}, [str(uuid.uuid4()), "x"]])
def test_a_forged_link_is_none(client: Client, idea: Idea, said: Any) -> None:
    assert client.get(url("second_say", signing.dumps(said, salt=MAILED))).status_code == 404
    assert client.get(url("second_say", signing.dumps([str(idea.pk), "x"], salt="another"))).status_code == 404
    assert client.get(url("second", idea.pk, "0" * 24)).status_code == 404
    assert client.get(url("second", uuid.uuid4(), key_of(idea))).status_code == 404
    assert client.get(url("second_link", "a" * 48)).status_code == 404


def test_an_address_gets_three_mails_a_day_and_a_machine_none(client: Client, idea: Idea) -> None:
    way = url("second", idea.pk, key_of(idea))
    form = {"begun": begun(f"budget.second.{idea.pk}"), "bericht2": "", "mail": BUUR}
    client.post(way, form | {"bericht2": "reclame"})
    client.post(way, form | {"begun": "vals"})
    client.post(way, form | {"mail": "geen"})
    assert not Mail.objects.filter(to=BUUR).exists()
    for _time in range(5):
        assert "Kijk in je mail" in words(client.post(way, form))
    assert Mail.objects.filter(to=BUUR).count() == 3


def test_who_asked_reads_why_someone_said_no(client: Client, idea: Idea, hanan: Person) -> None:
    say(idea, SayKind.RESIDENT, Answer.NO, reason="Te dicht bij de weg.", by=hanan)
    page = words(client.get(url("second_link", token_of(idea))))
    assert "Te dicht bij de weg." in page
    assert "Een ander mag nog ja zeggen" in page
    assert hanan.name not in page


def test_the_own_page_asks_for_a_neighbour_only_until_one_said_yes(
    client: Client, idea: Idea, hanan: Person, wim: Person
) -> None:
    own, ask = url("own", token_of(idea)), "Vraag een buur om ja te zeggen"
    assert ask in words(client.get(own))
    say(idea, SayKind.RESIDENT, Answer.NO, reason="Te dicht bij de weg.", by=hanan)
    after_no = words(client.get(own))
    assert ask not in after_no
    assert "Lees het nee, en vraag een andere buur" in after_no
    say(idea, SayKind.RESIDENT, Answer.YES, by=wim)
    after_yes = client.get(own)
    assert "vraag een andere buur" not in words(after_yes)
    assert "Lees wie ja zei, en waarom nee" in words(after_yes)
    assert url("second_link", token_of(idea)) in after_yes.content.decode()


def test_members_of_a_panel_see_what_others_said_after_they_said_something(
    network: Network, panel: Panel, pot: Pot, joris: Person, hanan: Person, wim: Person, client: Client
) -> None:
    idea = a_shown_idea(network, joris, asked=60_000)
    assert ring_one(hanan).post(url("decide", idea.pk), NO).status_code == 302
    before = words(ring_one(wim).get(url("decide", idea.pk)))
    assert "Te dicht bij de weg" not in before
    assert "keer nee" not in before
    assert "Te dicht bij de weg" not in words(ring_one(joris).get(url("decide", idea.pk)))
    assert "Te dicht bij de weg" not in words(client.get(url("second_link", token_of(idea))))
    assert "keer nee" not in words(client.get(url("idea", idea.pk)))
    ring_one(wim).post(url("decide", idea.pk), YES)
    after = words(ring_one(wim).get(url("decide", idea.pk)))
    assert "1 keer ja en 1 keer nee" in after
    assert "Te dicht bij de weg" in after
    assert hanan.name not in after


def test_the_public_page_shows_the_lots_and_no_name(client: Client, panel: Panel, hanan: Person, wim: Person) -> None:
    page = client.get(url("panel"))
    assert "De krant" in words(page)
    assert all(lot in page.content.decode() for lot in panel.order)
    assert not any(one.name in words(page) for one in (hanan, wim))
    assert str(Willing.objects.get(person=hanan).pk) in words(ring_one(hanan).get(url("panel_desk")))


def test_a_resident_is_willing_and_stops_with_a_button(network: Network, hanan: Person, joris: Person) -> None:
    mine = ring_one(hanan)
    assert "geen buurtpanel" in words(mine.get(url("panel_desk")))
    assert "geen buurtpanel" in words(Client().get(url("panel")))
    Lanes.objects.create(network=network, has_panel=True)
    assert "Wil jij ook beslissen?" in words(mine.get(url("panel_desk")))
    for _time in range(2):
        assert mine.post(url("panel_desk"), {"doe": "wil"}).status_code == 302
    assert Willing.objects.get().person == hanan
    mine.post(url("panel_desk"), {"doe": "wil-niet"})
    assert not Willing.objects.exists()
    assert ring_one(joris).post(url("panel_desk"), {"doe": "wil"}).status_code == 409
    assert mine.post(url("panel_desk"), {"doe": "plaats-ja"}).status_code == 409


def test_the_director_announces_a_panel_and_nobody_else(network: Network, ingrid: Person, joris: Person) -> None:
    Lanes.objects.create(network=network, has_panel=True, panel_seats=2, panel_quorum=1)
    become_willing(network, person("Fatma Kaya", Role.RESIDENT, network))
    form = {"seed": "De krant", "starts_on": (timezone.localdate() + 9 * DAY).isoformat()}
    assert ring_one(joris).post(url("panel_announce"), form).status_code == 404
    mine = ring_one(ingrid)
    assert mine.get(url("panel_announce")).status_code == 200
    for wrong in ({"seed": ""}, {"starts_on": "gisteren"}, {"starts_on": ""}):
        page = mine.post(url("panel_announce"), form | wrong)
        assert page.status_code == 200
        assert 'class="wrong"' in page.content.decode()
    soon = form | {"starts_on": timezone.localdate().isoformat()}
    assert mine.post(url("panel_announce"), soon).status_code == 409
    assert mine.post(url("panel_announce"), form).status_code == 302
    assert mine.post(url("panel_announce"), form).status_code == 409
    assert "moet nog geloot worden" in words(Client().get(url("panel")))
    assert "Loting na" in words(mine.get(url("panel_desk")))


def test_what_waits_today_says_until_when_and_nothing_of_what_it_is_about(
    network: Network, panel: Panel, idea: Idea, joris: Person, hanan: Person, ingrid: Person
) -> None:
    asked = a_shown_idea(network, joris, mail=BUUR, asked=60_000)
    now = timezone.now()
    found = deciding_items(hanan, now)
    assert [one.url for one in found] == [url("decide_list"), url("decide", asked.pk)]
    assert not any(idea.title in one.title for one in found)
    assert found[1].due
    assert not found[1].is_late(now)
    late = deciding_items(hanan, now + 15 * DAY)
    assert all(one.is_late(now + 15 * DAY) for one in late)
    assert "Maak een nieuw buurtpanel" not in " ".join(one.title for one in deciding_items(ingrid, now))
    soon = " ".join(one.title for one in deciding_items(ingrid, now + 160 * DAY))
    assert "Maak een nieuw buurtpanel" in soon
    assert "besliste nog niet" in soon


def test_a_seat_that_waits_is_an_item_with_a_week_and_a_panel_too_small_one_for_the_director(
    network: Network, panel: Panel, hanan: Person, wim: Person, ingrid: Person
) -> None:
    panel.seats.filter(person=hanan).update(state="invited")
    item = deciding_items(hanan, timezone.now())[0]
    assert (item.url, item.due) == (url("panel_desk"), item.since + 7 * DAY)
    assert "Je bent geloot" in words(ring_one(hanan).get(url("panel_desk")))
    ring_one(hanan).post(url("panel_desk"), {"doe": "plaats-nee"})
    ring_one(wim).post(url("panel_desk"), {"doe": "plaats-nee"})
    assert "te klein" in " ".join(one.title for one in deciding_items(ingrid, timezone.now()))


def test_what_waits_costs_as_many_queries_for_many_as_for_one(
    network: Network, panel: Panel, idea: Idea, joris: Person, hanan: Person, keeper: Person
) -> None:
    counted = []
    for number in (1, 5):
        for again in range(number):
            a_shown_idea(network, joris, mail=f"{number}{again}{BUUR}", asked=60_000 - 50_000 * (again % 2))
        with CaptureQueriesContext(connection) as seen:
            deciding_items(hanan, timezone.now())
            deciding_items(keeper, timezone.now())
            ring_one(hanan).get(url("decide_list"))
        counted.append(len(seen))
    assert counted[0] == counted[1]


def test_the_budget_page_leads_to_the_panel_where_there_is_one(client: Client, network: Network) -> None:
    way = f'href="{url("panel")}"'
    assert way not in client.get(url("home")).content.decode()
    Lanes.objects.create(network=network, has_panel=True)
    assert way in client.get(url("home")).content.decode()
