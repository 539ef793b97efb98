"""What search engines are told of questions and of what plays here: what everyone reads, and nothing else."""

import datetime as dt
import xml.etree.ElementTree as ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.needs.models import Telling
from buurtnet.people.models import Person
from buurtnet.privacy.models import Release
from buurtnet.questions.models import OthersAsked
from tests.factories import NetworkFactory
from tests.needs.policy_cast import decided, sent
from tests.needs.rows import a_need, a_signal, asked
from tests.people.cast import person

pytestmark = pytest.mark.django_db
ADDRESS = "/havendijk/sitemap.xml"
SITE = "https://buurt.example"


@pytest.fixture(autouse=True)
def site(settings: Settings) -> None:
    settings.SITE_URL = SITE


def named(client: Client, address: str = ADDRESS) -> list[str]:
    answer = client.get(address)
    assert answer["Content-Type"].startswith("application/xml")
    found = [str(one.text) for one in ElementTree.fromstring(answer.content).iter() if one.tag.endswith("}loc")]
    assert all(one.startswith(SITE) for one in found)
    return [one.removeprefix(SITE) for one in found]


def published(network: Network, number: int = 0, **more: object) -> OthersAsked:
    now = timezone.now()
    said = {
        "question": f"Waar leer ik fietsen ({number})?", "answer": "Bij het buurthuis.", "approved_at": now,
        "written_by": person(f"Schrijver {number}{len(more)}"),
    }  # fmt: skip
    return OthersAsked.objects.create(**{**said, "network": network, **more})


def test_it_names_what_everyone_reads_once_and_each_answers(client: Client, network: Network, ingrid: Person) -> None:
    one, signal = published(network), sent(network, ingrid)
    found = named(client)
    assert len(found) == len(set(found))
    assert reverse("questions:others_asked", args=[network.slug, one.pk]) in found
    assert reverse("needs:policy_shown", args=[network.slug, signal.pk]) in found
    assert {"/havendijk/recht/", "/havendijk/wat-speelt/", "/havendijk/beleid/"} <= set(found)
    assert all(client.get(address).status_code == 200 for address in found)


def test_it_names_nothing_that_is_not_public(client: Client, network: Network, ingrid: Person) -> None:
    unread, gone = published(network, approved_at=None), published(network, 1, withdrawn_at=timezone.now())
    hidden = [unread, gone, decided(network, ingrid), a_need(network), a_signal(network), asked(network)]
    addresses = " ".join(named(client))
    assert not [one for one in hidden if str(one.pk) in addresses]
    assert "/beheer/" not in addresses
    assert not [one for one in named(client) if b"noindex" in client.get(one).content]


def test_a_room_that_is_closed_is_not_named(client: Client, network: Network) -> None:
    published(network)
    Network.objects.filter(pk=network.pk).update(rooms=[Room.MAP, Room.NEEDS])
    assert "/havendijk/recht/" not in named(client)
    assert "/havendijk/wat-speelt/" in named(client)
    Network.objects.filter(pk=network.pk).update(rooms=[Room.MAP])
    assert named(client) == []


def test_a_network_that_stands_in_no_list_has_none(client: Client) -> None:
    NetworkFactory(slug="dicht", is_listed=False, rooms=[Room.NEEDS])
    assert client.get("/dicht/sitemap.xml").status_code == 404
    assert client.get("/nergens/sitemap.xml").status_code == 404


def test_the_sitemap_of_the_site_leads_to_it_where_there_is_something(client: Client, network: Network) -> None:
    NetworkFactory(slug="kaal", rooms=[Room.MAP])
    index = client.get("/sitemap.xml").content.decode()
    assert f"{SITE}{ADDRESS}" in index
    assert "/kaal/sitemap.xml" not in index


def test_a_page_of_figures_is_named_when_it_is_published(client: Client, network: Network) -> None:
    quarter = {"from": "2026-07-01", "until": "2026-09-30", "level": "neighbourhood"}
    release = Release.objects.create(
        scope=f"network:{network.slug}", kind="telling", number=1, rule_version="1", query=quarter, digest="0" * 64,
        tables=[], made_on=dt.date(2026, 10, 1),
    )  # fmt: skip
    telling = Telling.objects.create(network=network, release=release, title="Wat de buurt vertelt")
    address = reverse("needs:telling", args=[network.slug, release.number])
    assert address not in named(client)
    telling.published_at = dt.datetime(2026, 10, 20, 12, tzinfo=dt.UTC)
    telling.save()
    assert address in named(client)
    assert "2026-10-20T12:00:00+00:00" in client.get(ADDRESS).content.decode()


def test_it_costs_the_same_however_much_was_asked(client: Client, network: Network) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            named(client)
        return len(found)

    published(network)
    queries()
    before = queries()
    for number in range(2, 12):
        published(network, number)
    assert queries() == before
