"""A phone number that somebody changed in the database: its card stays, without the number, and nothing is lost."""

import pytest
from django.db import connection
from django.urls import reverse
from pytest_django import Settings

from buurtnet.areas.models import Network
from buurtnet.people.choices import Role
from buurtnet.people.models import Card, Person
from buurtnet.people.my_data import erase_account
from tests.people.cards.test_my_card import PAGE, filled
from tests.people.cast import person, ring_one

pytestmark = pytest.mark.django_db
OLD, NEW = "an-old-key-of-the-tests-that-nobody-must-use", "a-new-key-of-the-tests-that-nobody-must-use"
NUMBER = "0999 - 21 40 21"


@pytest.fixture
def card(samira: Person, settings: Settings) -> Card:
    settings.FIELD_KEYS = OLD
    return Card.objects.create(person=samira, phone=NUMBER, ask_me="van alles", is_public=True)


def stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM people_card")
        [[value]] = cursor.fetchall()
    return str(value)


def spoil() -> str:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_card SET phone = substr(phone, 1, length(phone) - 8) || 'AAAAAAA='")
    return stored()


def test_every_page_with_the_card_shows_it_without_the_number_and_it_is_told(
    card: Card, samira: Person, network: Network, caplog: pytest.LogCaptureFixture
) -> None:
    spoil()
    noor = ring_one(person("Noor Visser", Role.MEMBER, network))
    for name, keys in (("card_list", []), ("card", [samira.pk]), ("card_print", []), ("vcard", [samira.pk])):
        caplog.clear()
        answer = noor.get(reverse(f"people:{name}", args=[network.slug, *keys]))
        assert answer.status_code == 200, name
        told = answer.content.decode()
        assert "Samira Haddad" in told, name
        assert "tel:0" not in told, name
        assert "1:k" not in told, name
        assert "A value in people_card.phone was changed outside Buurtnet" in caplog.text, name
    assert noor.get(reverse("people:connectors", args=[network.slug])).status_code == 200
    mine = ring_one(samira)
    for path in (PAGE, "/account/gegevens/alles/", "/account/gegevens/alles.json"):
        assert mine.get(path).status_code == 200, path


def test_an_empty_box_keeps_what_does_not_open_and_a_new_number_takes_its_place(card: Card, samira: Person) -> None:
    broken = spoil()
    client = ring_one(samira)
    assert client.post(PAGE, filled(phone="", ask_me="iets anders")).status_code == 302
    assert (stored(), Card.objects.get().ask_me) == (broken, "iets anders")
    assert client.post(PAGE, filled(phone="06 12345678")).status_code == 302
    assert Card.objects.get().phone == "06 12345678"
    assert client.post(PAGE, filled(phone="")).status_code == 302
    assert Card.objects.get().phone == ""


def test_a_number_whose_key_is_not_there_comes_back_with_it(card: Card, samira: Person, settings: Settings) -> None:
    settings.FIELD_KEYS = NEW
    assert Card.objects.get().phone == ""
    assert ring_one(samira).post(PAGE, filled(phone="", ask_me="iets anders")).status_code == 302
    settings.FIELD_KEYS = f"{OLD} {NEW}"
    assert (Card.objects.get().phone, Card.objects.get().ask_me) == (NUMBER, "iets anders")


def test_it_goes_with_its_person(card: Card, samira: Person) -> None:
    spoil()
    Card.objects.update(photo="people/photos/een-foto")
    erase_account(samira)
    assert not Card.objects.exists()
