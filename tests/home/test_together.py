"""Ways in to what is done together, and a small success, on the home of a network and a neighbourhood."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.agenda.choices import StoryState
from buurtnet.agenda.models import Story
from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from tests.agenda.calendar_rows import activity

pytestmark = pytest.mark.django_db
HEADING = 'id="samen"'


def home(client: Client, network: Network, *rooms: Room) -> str:
    network.rooms = [Room.MAP, *rooms]
    network.save()
    return client.get(reverse("home:network", args=[network.slug])).content.decode()


def doors(shown: str) -> list[str]:
    """Where each way in leads to."""
    part = shown.split(HEADING)[1].split("</section>")[0]
    return re.findall(r'<h3><a href="([^"]+)">', part)


def test_a_network_with_only_a_map_has_neither(client: Client, network: Network) -> None:
    shown = home(client, network)
    assert HEADING not in shown
    assert "Goed nieuws" not in shown


def test_each_room_that_is_on_has_its_ways_in_that_answer(client: Client, network: Network) -> None:
    assert doors(home(client, network, Room.GROUPS)) == ["/havendijk/groepen/"]
    shown = home(client, network, Room.PLACES, Room.GROUPS, Room.PRACTICES, Room.BULLETIN)
    found = doors(shown)
    assert len(found) == len(set(found)) == 6
    for address in found:
        assert client.get(address).status_code == 200, address


def test_every_way_in_says_what_one_finds_there(client: Client, network: Network) -> None:
    shown = home(client, network, Room.PLACES, Room.GROUPS, Room.PRACTICES, Room.BULLETIN)
    part = shown.split(HEADING)[1].split("</section>")[0]
    assert len(re.findall(r'<p class="small quiet">[^<]{15,80}\.</p>', part)) == 6


def test_a_small_success_stands_there_while_there_is_a_calendar(client: Client, network: Network) -> None:
    Story.objects.create(
        network=network, activity=activity(network), sentence="Iedereen bleef tot het donker was.",
        state=StoryState.SHOWN, shown_at=timezone.now(),
    )  # fmt: skip
    shown = home(client, network, Room.AGENDA)
    assert "Goed nieuws" in shown
    assert "Iedereen bleef tot het donker was." in shown
    assert HEADING not in shown
    assert "Goed nieuws" not in home(client, network, Room.GROUPS)
