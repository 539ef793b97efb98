"""The working side of ideas: the look before they are on the site, ideas from paper, buddies, what waits today."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.budget.ideas import become_buddy, let_in
from buurtnet.budget.models import Idea, Pot
from buurtnet.budget.today import items
from buurtnet.budget.whose import token_of
from buurtnet.people.models import Person
from buurtnet.privacy.models import LogRow
from tests.budget.idea_rows import MAIL, TITLE, a_shown_idea, an_idea, url
from tests.people.cast import ring_one, ring_two
from tests.questions.public import words

pytestmark = pytest.mark.django_db


def form_of(idea: Idea, **said: str) -> dict[str, str]:
    return {"doe": "ja", "title": idea.title, "area": ""} | said


def test_a_member_looks_and_a_name_is_pointed_out(network: Network, joris: Person, hanan: Person) -> None:
    idea = an_idea(network, text="Vraag naar Fatima, bel 0999 12 34 56.")
    client = ring_two(joris)
    assert TITLE in words(client.get(url("desk")))
    page = client.get(url("desk_idea", idea.pk))
    assert [one.text for one in page.context["traces"]] == ["Fatima", "0999 12 34 56"]
    assert client.post(url("desk_idea", idea.pk), form_of(idea, text="Iedereen is welkom.")).status_code == 302
    assert "Iedereen is welkom." in words(Client().get(url("idea", idea.pk)))
    assert client.post(url("desk_idea", idea.pk), form_of(idea)).status_code == 409


def test_a_no_says_why(network: Network, joris: Person, client: Client) -> None:
    idea = an_idea(network)
    looker = ring_two(joris)
    assert looker.post(url("desk_idea", idea.pk), {"doe": "nee"}).context["no_form"].errors
    assert looker.post(url("desk_idea", idea.pk), {"doe": "nee", "why": "Er staat reclame in."}).status_code == 302
    assert "Er staat reclame in." in words(client.get(url("own", token_of(idea))))
    assert "Er staat reclame in." in words(looker.get(url("desk")))


def test_a_resident_sees_neither_the_desk_s_ideas_nor_their_contact(
    network: Network, joris: Person, hanan: Person
) -> None:
    idea = an_idea(network, mail=MAIL)
    client = ring_two(hanan)
    assert TITLE not in words(client.get(url("desk")))
    for name in ("desk_idea", "desk_photo", "desk_reach", "desk_written"):
        assert client.get(url(name, idea.pk)).status_code == 404, name
    assert client.post(url("desk_idea", idea.pk), form_of(idea)).status_code == 404
    assert client.get(url("desk_paper")).status_code == 404


def test_what_nobody_confirmed_is_not_on_the_desk(network: Network, joris: Person) -> None:
    idea = an_idea(network, mail=MAIL, asked=100)
    assert TITLE not in words(ring_two(joris).get(url("desk")))
    assert ring_two(joris).get(url("desk_idea", idea.pk)).status_code == 404


def test_a_connector_writes_one_down_from_paper(network: Network, samira: Person, pot: Pot) -> None:
    client = ring_two(samira)
    said = {"title": TITLE, "area": "", "asked": "90", "form_key": str(uuid.uuid4())}
    assert client.post(url("desk_paper"), said).context["form"].errors["contact"]
    said["contact"] = "0999 12 34 56"
    answer = client.post(url("desk_paper"), said)
    client.post(url("desk_paper"), said)
    idea = Idea.objects.get()
    assert idea.submitted_at
    assert token_of(idea) in client.get(answer.headers["Location"]).content.decode()


def test_the_buddy_reads_how_to_reach_who_had_it_and_that_is_written_down(
    network: Network, joris: Person, hanan: Person, wim: Person
) -> None:
    idea = a_shown_idea(network, joris, wants_buddy=True)
    assert Client().post(url("idea", idea.pk)).status_code == 404
    assert ring_one(wim).post(url("idea", idea.pk)).headers["Location"] == url("desk_idea", idea.pk)
    assert ring_one(hanan).post(url("idea", idea.pk)).status_code == 409
    assert ring_one(wim).get(url("desk_reach", idea.pk)).status_code == 302, "the second ring first"
    before = LogRow.objects.count()
    assert MAIL in words(ring_two(wim).get(url("desk_reach", idea.pk)))
    assert LogRow.objects.count() > before
    assert MAIL not in words(ring_two(joris).get(url("desk_idea", idea.pk)))
    assert ring_two(joris).get(url("desk_reach", idea.pk)).status_code == 404


def test_today_tells_what_waits(network: Network, joris: Person, hanan: Person) -> None:
    an_idea(network)
    a_shown_idea(network, joris, wants_buddy=True)
    now = timezone.now()
    assert [one.title for one in items(joris, now)] == [
        "Een idee van een bewoner wacht op een blik", "Iemand zoekt een maatje voor een idee",
    ]  # fmt: skip
    assert items(hanan, now) == []


def test_one_s_own_asking_for_a_buddy_does_not_wait_for_oneself(
    network: Network, joris: Person, samira: Person
) -> None:
    idea = an_idea(network, person=joris, wants_buddy=True)
    assert items(joris, timezone.now()) == []
    become_buddy(idea, by=samira)
    assert items(samira, timezone.now()) == []


def test_what_waits_takes_the_same_number_of_questions_however_much_it_is(network: Network, joris: Person) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            items(joris, timezone.now())
        return len(found)

    an_idea(network)
    let_in(an_idea(network, wants_buddy=True), by=joris)
    few = asked()
    for _time in range(5):
        an_idea(network)
        let_in(an_idea(network, wants_buddy=True), by=joris)
    assert asked() == few
