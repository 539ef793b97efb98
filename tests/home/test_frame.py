"""What stands around every page: whom to call, where to tell what one hears, and what each room adds."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.choices import Room
from buurtnet.areas.kept import forget_all
from buurtnet.areas.models import Network
from buurtnet.needs.choices import NeedState
from buurtnet.needs.models import SharedNeed
from buurtnet.people.choices import Role
from buurtnet.people.forms.networks import WHAT_A_ROOM_IS
from buurtnet.themes.danger import all_lines
from tests.factories import NetworkFactory
from tests.needs.rows import a_need
from tests.people.cast import person, ring_one, ring_two

pytestmark = pytest.mark.django_db

PAGES = ("home:network", "home:search", "home:themes", "home:contact", "people:connectors")


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.fixture
def with_needs(network: Network) -> Network:
    network.rooms = [*network.rooms, Room.NEEDS]
    network.save()
    return network


@pytest.mark.parametrize("country", ["NL", "BE"])
def test_all_lines_of_the_country_stand_there_with_the_day_they_were_looked_up(client: Client, country: str) -> None:
    network = NetworkFactory(country=country)
    shown = page(client, reverse("home:help_lines", args=[network.slug]))
    lines = all_lines(country)
    assert len(lines) > 5
    assert re.findall(r'class="phone-link" href="tel:([^"]*)"', shown) == [line.tel for line in lines if line.phone]
    assert shown.count("Opgezocht op ") == len(lines)
    for line in lines:
        assert line.name in shown


def test_lines_of_the_other_country_do_not(client: Client) -> None:
    dutch = page(client, reverse("home:help_lines", args=[NetworkFactory(country="NL").slug]))
    flemish = page(client, reverse("home:help_lines", args=[NetworkFactory(country="BE").slug]))
    assert "Veilig Thuis" in dutch
    assert "Veilig Thuis" not in flemish
    assert "Tele-Onthaal" in flemish
    assert "Tele-Onthaal" not in dutch


def test_before_a_network_is_chosen_both_countries_stand_there(client: Client) -> None:
    shown = page(client, reverse("home:site_help_lines"))
    for word in ("Nederland", "België", "Veilig Thuis", "Tele-Onthaal"):
        assert word in shown


def test_the_lines_can_be_left_at_once_and_are_kept_for_when_there_is_no_network(
    client: Client, network: Network
) -> None:
    answer = client.get(reverse("home:help_lines", args=[network.slug]))
    assert "data-snel-weg" in answer.content.decode()
    assert "max-age=86400" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]
    assert "Cookie" in answer.headers["Vary"]


def test_of_who_is_signed_in_nothing_is_kept(network: Network) -> None:
    answer = ring_one(person("Joris Mol", Role.MEMBER, network)).get(reverse("home:help_lines", args=[network.slug]))
    assert "no-store" in answer.headers["Cache-Control"]


def test_reading_the_lines_leaves_no_cookie(client: Client, network: Network) -> None:
    assert not client.get(reverse("home:help_lines", args=[network.slug])).cookies


@pytest.mark.parametrize("name", PAGES)
def test_every_page_leads_to_them(client: Client, network: Network, name: str) -> None:
    lines = reverse("home:help_lines", args=[network.slug])
    assert f'href="{lines}"' in page(client, reverse(name, args=[network.slug]))


def test_so_does_the_working_side_and_the_account(network: Network) -> None:
    client = ring_two(person("Ingrid de Wit", Role.DIRECTOR, network))
    lines = reverse("home:help_lines", args=[network.slug])
    assert f'href="{lines}"' in page(client, reverse("people:card_list", args=[network.slug]))
    for name in ("people:account", "home:my_day", "home:site"):
        assert f'href="{reverse("home:site_help_lines")}"' in page(client, reverse(name))


@pytest.mark.parametrize("name", PAGES)
def test_where_what_plays_is_gathered_every_page_leads_there(client: Client, with_needs: Network, name: str) -> None:
    shown = page(client, reverse(name, args=[with_needs.slug]))
    assert f'href="{reverse("needs:signal_give", args=[with_needs.slug])}"' in shown
    assert f'href="{reverse("needs:worry", args=[with_needs.slug])}"' in shown


def test_elsewhere_no_page_speaks_of_it(client: Client, network: Network) -> None:
    shown = page(client, reverse("home:network", args=[network.slug]))
    assert "Ik hoor of zie iets" not in shown
    assert "Ik maak me zorgen om een kind" not in shown


def test_my_day_has_the_button_to_tell_what_one_hears(with_needs: Network) -> None:
    shown = page(ring_one(person("Joris Mol", Role.MEMBER, with_needs)), reverse("home:my_day"))
    assert f'href="{reverse("needs:signal_give", args=[with_needs.slug])}"' in shown


def recognized(network: Network, title: str, **more: Any) -> SharedNeed:
    """One for everyone: recognized, and its words were read by a second person."""
    return a_need(network, **{"title": title, "state": NeedState.RECOGNIZED, "read_at": timezone.now(), **more})


def test_the_front_page_shows_the_two_needs_that_moved_last(client: Client, with_needs: Network) -> None:
    for title in ("Leren fietsen", "Een droge plek om te spelen", "Licht bij de oversteek"):
        recognized(with_needs, title)
    recognized(with_needs, "Nog maar een vermoeden", state=NeedState.SUSPECTED)
    recognized(with_needs, "Nog niet nagelezen", read_at=None)
    forget_all()
    answer = client.get(reverse("home:network", args=[with_needs.slug]))
    assert [one.text for one in answer.context["told"].needs] == [
        "Licht bij de oversteek",
        "Een droge plek om te spelen",
    ]
    assert "Wat hier speelt" in answer.content.decode()


def test_a_need_of_a_network_without_that_room_is_not_shown(client: Client, network: Network) -> None:
    recognized(network, "Leren fietsen")
    forget_all()
    assert "Leren fietsen" not in page(client, reverse("home:network", args=[network.slug]))


def test_who_sets_up_a_network_reads_what_each_room_means(network: Network) -> None:
    client = ring_two(person("Ingrid de Wit", Role.DIRECTOR, network))
    shown = page(client, reverse("people:network_settings", args=[network.slug]))
    assert set(WHAT_A_ROOM_IS) == set(Room)
    options = client.get(reverse("people:network_settings", args=[network.slug])).context["form"].room_options()
    assert {value for value, _label, _meaning, is_on in options if is_on} == set(network.rooms)
    assert "Bewoners stellen een vraag zonder account." in shown
