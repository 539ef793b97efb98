"""Asking for the newsletter without an account, saying yes from one's own mailbox, and ending it."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.bulletin.models import Subscriber
from buurtnet.bulletin.reader_links import link_for
from buurtnet.bulletin.subscribing import forget_unconfirmed
from buurtnet.people.models import Mail
from tests.bulletin.rows import DAY, reader
from tests.mending.tips import begun

pytestmark = pytest.mark.django_db
MINE = "lezer@havendijk.example"


def ask(client: Client, network: Network, mail: str = MINE, **more: Any) -> Any:
    said = {"mail": mail, "begun": begun(f"bulletin {network.pk}")} | more
    return client.post(reverse("bulletin:subscribe", args=[network.slug]), said)


def page_of(one: Subscriber, name: str = "reader") -> str:
    return reverse(f"bulletin:{name}", args=[one.network.slug, link_for(one)])


def test_asked_confirmed_from_the_mailbox_and_ended(client: Client, network: Network) -> None:
    assert "Kijk in je mail" in ask(client, network).content.decode()
    found = Subscriber.objects.get()
    assert found.confirmed_at is None
    written = Mail.objects.get()
    link = re.search(r"https?://[^/]+(/havendijk/nieuwsbrief/\S+)", written.body)
    assert link is not None
    assert (written.to, link[1]) == (MINE, page_of(found))
    assert "Ja, stuur mij de nieuwsbrief" in client.get(link[1]).content.decode()
    found.refresh_from_db()
    assert found.confirmed_at is None  # looking at it does nothing
    assert "Je krijgt de nieuwsbrief" in client.post(link[1], {"doe": "ja"}).content.decode()
    found.refresh_from_db()
    assert found.confirmed_at is not None
    first = found.confirmed_at
    client.post(link[1], {"doe": "ja"})
    found.refresh_from_db()
    assert found.confirmed_at == first
    assert "Je mailadres is weg" in client.post(link[1], {"doe": "stop"}).content.decode()
    assert not Subscriber.objects.exists()
    assert client.get(link[1]).status_code == 404


def test_the_page_says_the_same_for_every_address(client: Client, network: Network) -> None:
    reader(network, 1)
    reader(network, 2, confirmed_at=None)
    pages = [
        re.sub(r'name="csrfmiddlewaretoken" value="\w+"|nonce-?\w*', "", ask(client, network, mail).content.decode())
        for mail in ("nieuw@havendijk.example", "lezer1@havendijk.example", "lezer2@havendijk.example")
    ]
    assert len(set(pages)) == 1
    bodies = {one.to: one.subject for one in Mail.objects.all()}
    assert bodies == {
        "nieuw@havendijk.example": "Wil je onze nieuwsbrief?",
        "lezer1@havendijk.example": "Je krijgt onze nieuwsbrief al",
        "lezer2@havendijk.example": "Wil je onze nieuwsbrief?",
    }


def test_asked_twice_soon_after_each_other_it_is_one_row_and_one_mail(client: Client, network: Network) -> None:
    ask(client, network)
    ask(client, network, f" {MINE.upper()} ")
    assert (Subscriber.objects.count(), Mail.objects.count()) == (1, 1)


def test_asked_again_later_there_is_a_mail_again_with_the_same_link(client: Client, network: Network) -> None:
    ask(client, network)
    Subscriber.objects.update(asked_at=timezone.now() - DAY)
    ask(client, network)
    first, second = Mail.objects.order_by("queued_at")
    assert first.body == second.body
    assert Subscriber.objects.get().asked_at > timezone.now() - DAY


def test_an_address_is_not_written_to_without_end(client: Client, network: Network) -> None:
    for _time in range(6):
        Subscriber.objects.update(asked_at=timezone.now() - DAY)
        assert "Kijk in je mail" in ask(client, network).content.decode()
    assert Mail.objects.count() == 3


def test_from_one_place_only_so_many_ask_in_an_hour(client: Client, network: Network) -> None:
    codes = [ask(client, network, f"lezer{number}@havendijk.example").status_code for number in range(24)]
    assert codes[:20] == [200] * 20
    assert 429 in codes


def test_in_two_networks_the_same_address_is_two_readers(client: Client, network: Network, other: Network) -> None:
    ask(client, network)
    ask(client, other)
    assert Subscriber.objects.count() == 2
    Subscriber.objects.get(network=network).delete()
    assert Subscriber.objects.get().network == other


@pytest.mark.parametrize("mail", ["", "geen adres", "a@b", "x" * 400 + "@havendijk.example", "a@b.nl, c@d.nl"])
def test_what_is_no_address_is_asked_for_again(client: Client, network: Network, mail: str) -> None:
    page = ask(client, network, mail).content.decode()
    assert "Kijk in je mail" not in page
    assert 'class="wrong"' in page
    assert not Subscriber.objects.exists()


def test_a_program_that_fills_in_everything_at_once_is_asked_to_look_again(client: Client, network: Network) -> None:
    ask(client, network, bericht2="Koop nu")
    ask(client, network, begun=begun(f"bulletin {network.pk}", 0.5))
    ask(client, network, begun="onzin")
    assert not Subscriber.objects.exists()


def test_one_tap_in_a_mail_program_ends_it_and_a_second_one_is_answered_alike(network: Network) -> None:
    one, strict = reader(network), Client(enforce_csrf_checks=True)
    tap = {"List-Unsubscribe": "One-Click"}
    assert [strict.post(page_of(one, "reader_end"), tap).status_code for _time in range(2)] == [204, 204]
    assert not Subscriber.objects.exists()


def test_opening_the_address_of_one_tap_shows_the_page_and_ends_nothing(client: Client, network: Network) -> None:
    one = reader(network)
    answer = client.get(page_of(one, "reader_end"))
    assert (answer.status_code, answer["Location"]) == (302, page_of(one))
    assert Subscriber.objects.exists()


def test_a_link_of_one_network_is_of_no_use_in_another(client: Client, network: Network, other: Network) -> None:
    token = link_for(reader(network))
    for name in ("reader", "reader_end"):
        client.post(reverse(f"bulletin:{name}", args=[other.slug, token]), {"doe": "stop"})
    assert client.get(reverse("bulletin:reader", args=[other.slug, token])).status_code == 404
    assert Subscriber.objects.exists()


def test_a_sign_that_no_text_can_hold_is_refused(client: Client, network: Network) -> None:
    assert ask(client, network, "lezer\0@havendijk.example").status_code == 400
    assert not Subscriber.objects.exists()


def test_who_ended_it_can_ask_again(client: Client, network: Network) -> None:
    ask(client, network)
    client.post(page_of(Subscriber.objects.get()), {"doe": "stop"})
    ask(client, network)
    assert Subscriber.objects.get().confirmed_at is None
    assert Mail.objects.count() == 2


@pytest.mark.parametrize("token", ["onzin", "0" * 48, "x" * 300])
def test_a_link_that_nobody_has_is_not_found(client: Client, network: Network, token: str) -> None:
    reader(network)
    assert client.get(reverse("bulletin:reader", args=[network.slug, token])).status_code == 404
    assert client.post(reverse("bulletin:reader", args=[network.slug, token]), {"doe": "stop"}).status_code == 404
    assert Subscriber.objects.count() == 1


def test_another_word_on_the_button_does_nothing(client: Client, network: Network) -> None:
    one = reader(network, confirmed_at=None)
    assert client.post(page_of(one), {"doe": "anders"}).status_code == 200
    one.refresh_from_db()
    assert one.confirmed_at is None


def test_who_never_says_yes_is_gone_in_a_week(network: Network) -> None:
    reader(network, 1, confirmed_at=None, asked_at=timezone.now() - 8 * DAY)
    reader(network, 2, confirmed_at=None, asked_at=timezone.now() - 6 * DAY)
    reader(network, 3, asked_at=timezone.now() - 90 * DAY)
    assert forget_unconfirmed() == 1
    assert Subscriber.objects.count() == 2


def test_nothing_of_the_address_stands_in_the_database_in_the_clear(network: Network) -> None:
    reader(network, 1)
    row = Subscriber.objects.extra(select={"kept": "address"}).values_list("kept", "address_hash", "link_hash").get()
    assert not any("lezer" in str(value) for value in row)
    assert link_for(Subscriber.objects.get()) not in row


def test_without_this_room_there_is_no_page_of_it(client: Client, network: Network) -> None:
    one = reader(network)
    network.rooms = [Room.MAP]
    network.save()
    assert ask(client, network).status_code == 404
    assert client.get(page_of(one)).status_code == 404


def test_who_only_looks_gets_no_cookie_to_stay(client: Client, network: Network) -> None:
    answer = client.get(reverse("bulletin:archive", args=[network.slug]))
    assert not answer.cookies
