"""From every page one way to ask: to the question door while it is open, else to phone and hours."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from buurtnet.areas.choices import Room
from buurtnet.areas.kept import forget_all
from buurtnet.areas.models import Network
from buurtnet.home.question_door import question_door
from buurtnet.people.choices import Role
from buurtnet.questions.models import Duty, OthersAsked
from tests.factories import NetworkFactory
from tests.people.cast import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_on_duty(network: Network) -> list[Duty]:
    """Samira and Joris answer questions here, every day."""
    starts = timezone.localdate() - dt.timedelta(days=7)
    made = [
        Duty.objects.create(
            network=network, person=person(name, Role.CONNECTOR, network), starts_on=starts, weekdays=list(range(7))
        )
        for name in ("Samira Haddad", "Joris Mol")
    ]
    forget_all()
    return made


@pytest.fixture
def open_door(network: Network, two_on_duty: list[Duty]) -> str:
    return reverse("questions:ask", args=[network.slug])


@pytest.fixture
def contact(network: Network) -> str:
    return reverse("home:contact", args=[network.slug])


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_it_is_open_when_two_people_stand_behind_it(network: Network, open_door: str) -> None:
    door = question_door(network)
    assert door.is_open
    assert door.url == open_door
    assert "Samira" in door.says
    assert "Joris" in door.says


def test_with_one_person_it_leads_to_phone_and_hours(network: Network, two_on_duty: list[Duty], contact: str) -> None:
    two_on_duty[0].delete()
    forget_all()
    door = question_door(network)
    assert not door.is_open
    assert (door.url, door.says) == (contact, "")


def test_a_network_without_the_room_has_no_question_door(network: Network, open_door: str, contact: str) -> None:
    network.rooms = [Room.MAP]
    network.save()
    assert question_door(network).url == contact


@pytest.mark.parametrize("name", ["home:network", "home:search", "home:themes", "home:nearby", "home:help_lines"])
def test_header_bar_and_footer_of_every_page_lead_to_it(
    client: Client, network: Network, open_door: str, name: str
) -> None:
    shown = client.get(reverse(name, args=[network.slug]))
    frame = shown.context["frame"]
    assert open_door in [item.url for item in frame.nav]
    assert open_door in [item.url for item in frame.bottom]
    assert shown.content.decode().count(f'href="{open_door}"') >= 4  # header, menu, footer, bar


def test_they_lead_to_phone_and_hours_while_it_is_closed(client: Client, network: Network, contact: str) -> None:
    shown = page(client, reverse("home:network", args=[network.slug]))
    assert shown.count(f'href="{contact}"') >= 4
    assert reverse("questions:ask", args=[network.slug]) not in shown


def test_the_front_page_says_who_answers_and_within_how_long(
    client: Client, network: Network, open_door: str
) -> None:
    shown = page(client, reverse("home:network", args=[network.slug]))
    says = question_door(network).says
    assert says
    assert shown.count(f"{says}.") == 1


def test_who_finds_nothing_is_sent_there(client: Client, network: Network, open_door: str) -> None:
    shown = page(client, reverse("home:search", args=[network.slug]) + "?q=kwijtgeraakt")
    assert "We zoeken graag met je mee" in shown
    assert f"{question_door(network).says}." in shown


def test_the_contact_page_leads_on_to_it(client: Client, network: Network, open_door: str, contact: str) -> None:
    assert "Schrijf je vraag" in page(client, contact)


def test_the_contact_page_of_a_closed_door_is_as_it_was(client: Client, contact: str) -> None:
    shown = page(client, contact)
    assert "Schrijf je vraag" not in shown
    assert "Stel je vraag. Elke vraag is goed." in shown


def test_the_tile_of_who_does_not_know_leads_there(client: Client, network: Network, open_door: str) -> None:
    tiles = client.get(reverse("home:network", args=[network.slug])).context["tiles"]
    assert tiles[-1].url == open_door


def test_its_sentence_is_in_the_language_of_the_page(network: Network, open_door: str) -> None:
    dutch = question_door(network).says
    with translation.override("en"):
        english = question_door(network).says
    assert question_door(network).says == dutch
    assert "Samira" in english


@pytest.mark.parametrize("name", ["home:themes", "home:network"])
def test_a_page_costs_no_query_more_for_it(client: Client, network: Network, open_door: str, name: str) -> None:
    others_asked(network, "Waar is de inloop?", days_ago=1)
    address = reverse(name, args=[network.slug])

    def queries() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    with_door = queries()
    network.rooms = [room for room in network.rooms if room != Room.QUESTION]
    network.save()
    assert queries() == with_door


def test_a_door_that_closed_is_closed_for_everyone_within_a_minute(
    network: Network, open_door: str, contact: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1_000.0]
    monkeypatch.setattr("buurtnet.areas.kept.time.monotonic", lambda: clock[0])
    forget_all()
    assert question_door(network).is_open
    Duty.objects.all().delete()
    clock[0] += 59
    assert question_door(network).is_open
    clock[0] += 2
    assert question_door(network).url == contact


def others_asked(network: Network, question: str, *, days_ago: int, is_approved: bool = True) -> OthersAsked:
    approved = timezone.now() - dt.timedelta(days=days_ago) if is_approved else None
    return OthersAsked.objects.create(network=network, question=question, answer="Ja.", approved_at=approved)


def test_the_front_page_shows_the_three_newest_questions_of_others(client: Client, network: Network) -> None:
    for days_ago in range(1, 5):
        others_asked(network, f"Vraag van {days_ago} dagen geleden?", days_ago=days_ago)
    others_asked(network, "Nog niet nagelezen?", days_ago=0, is_approved=False)
    taken_back = others_asked(network, "Teruggenomen?", days_ago=0)
    OthersAsked.objects.filter(pk=taken_back.pk).update(withdrawn_at=timezone.now())
    forget_all()
    shown = client.get(reverse("home:network", args=[network.slug]))
    assert [one.text for one in shown.context["told"].asked] == [
        f"Vraag van {days} dagen geleden?" for days in (1, 2, 3)
    ]
    assert "Anderen vroegen" in shown.content.decode()


def test_without_questions_of_others_nothing_stands_there(client: Client, network: Network) -> None:
    assert "Anderen vroegen" not in page(client, reverse("home:network", args=[network.slug]))


def test_questions_of_others_of_another_network_stay_there(client: Client, network: Network) -> None:
    others_asked(NetworkFactory(), "Elders gevraagd?", days_ago=1)
    forget_all()
    assert "Elders gevraagd?" not in page(client, reverse("home:network", args=[network.slug]))


def test_a_network_that_switched_questions_off_shows_none(client: Client, network: Network) -> None:
    others_asked(network, "Waar is de inloop?", days_ago=1)
    network.rooms = [Room.MAP]
    network.save()
    forget_all()
    assert "Waar is de inloop?" not in page(client, reverse("home:network", args=[network.slug]))
