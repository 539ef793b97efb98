"""A card kept twice at once or while its person goes, an address that two take: nothing double, nothing lost."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from buurtnet.areas.models import Network
from buurtnet.kit.pictures import path_of
from buurtnet.people.forms.cards import CardForm
from buurtnet.people.models import AddressChange, Card, Mandate, Membership, Person, ReachableHours
from buurtnet.people.my_data import ask_both_addresses, erase_account
from buurtnet.people.signin import send_signin_link
from tests.people.cards.test_my_card import PAGE, filled, picture
from tests.people.cast import person, ring_one
from tests.people.doors.clients import last_link
from tests.people.roles.test_meanwhile import at_once

pytestmark = pytest.mark.django_db
WANTED = "gewild@havendijk.example"


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.mark.django_db(transaction=True)
def test_a_first_card_kept_twice_at_once_is_one_card(samira: Person, samiras: Membership) -> None:
    said = filled(van0_1="9.00", tot0_1="10.00", mandaat_0="twee uur per week", soort_0="promise")
    clients = [ring_one(samira) for _ in range(3)]
    assert at_once(*[lambda one=one: one.post(PAGE, said).status_code for one in clients]) == [302] * 3
    assert (Card.objects.count(), ReachableHours.objects.count(), Mandate.objects.count()) == (1, 1, 1)


def test_a_window_that_was_open_for_long_does_not_take_a_new_photo_away(
    samira: Person, samiras: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other window keeps a photo between our reading of the card and our writing."""
    client, other = ring_one(samira), ring_one(samira)
    client.post(PAGE, filled())
    kept: list[int] = []

    def meanwhile(form: CardForm) -> str:
        if not kept:
            kept.append(0)
            kept.append(other.post(PAGE, filled(new_photo=picture())).status_code)
        return "van alles"

    monkeypatch.setattr(CardForm, "clean_ask_me", meanwhile)
    assert client.post(PAGE, filled()).status_code == 302
    assert kept == [0, 302]
    photo = Card.objects.get().photo
    assert photo
    assert path_of(photo, 480).exists()


def test_who_was_erased_while_they_filled_in_their_card_gets_none(
    samira: Person, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = ring_one(samira)

    def erased_meanwhile(person: Person) -> bool:
        erase_account(person)
        return True

    monkeypatch.setattr("buurtnet.people.views.my_card.may_send_photo", erased_meanwhile)
    answer = client.post(PAGE, filled(new_photo=picture()))
    assert answer.headers["Location"].startswith("/account/aanmelden/")
    assert not Card.objects.exists()
    assert list(media.rglob("*.webp")) == []


def wishes(*people: Person) -> list[str]:
    """Everyone wants the same address, and said yes from their own; the links that say yes from the new one."""
    links = []
    for one in people:
        ask_both_addresses(one, WANTED)
        ring_one(one).post(last_link(one.email))
        links.append(last_link(WANTED))
    return links


@pytest.mark.django_db(transaction=True)
def test_an_address_that_two_take_at_once_is_of_one_and_the_other_hears_so(samira: Person) -> None:
    links = wishes(samira, person("Joris Bakker"))
    clients = [ring_one(samira) for _ in links]
    codes = at_once(
        *[lambda one=one, link=link: one.post(link).status_code for one, link in zip(clients, links, strict=True)]
    )
    assert sorted(codes) == [200, 410]
    assert Person.objects.filter(email=WANTED).count() == 1


def test_an_address_that_was_taken_a_moment_ago_is_told_to_be(
    samira: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look and the writing; the database says no."""
    [link] = wishes(samira)
    save = Person.save

    def taken_first(self: Person, **kwargs: Any) -> None:
        if kwargs.get("update_fields") == ["email"]:
            monkeypatch.setattr(Person, "save", save)
            Person.objects.create_user(WANTED)
        save(self, **kwargs)

    monkeypatch.setattr(Person, "save", taken_first)
    assert ring_one(samira).post(link).status_code == 410
    samira.refresh_from_db()
    assert samira.email != WANTED
    assert Person.save is save, "someone else took it"
    assert AddressChange.objects.get().used_at, "it is done with"


@pytest.mark.django_db(transaction=True)
def test_two_links_of_who_had_no_account_used_at_once_make_one_resident(network: Network) -> None:
    links = []
    for _ in range(3):
        send_signin_link(WANTED, next_path=f"/{network.slug}/")
        links.append(last_link(WANTED))
    codes = at_once(*[lambda link=link: Client().post(link).status_code for link in links])
    assert codes == [302] * 3
    assert Person.objects.get(email=WANTED).memberships.count() == 1
