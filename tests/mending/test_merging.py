"""Two entries that are one: the page that stays, the address that leads there, and taking it back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurtnet.areas.models import Area, Network
from buurtnet.directory.choices import AssuredBy
from buurtnet.directory.models import Change, Phone, Service
from buurtnet.directory.my_list import pack
from buurtnet.mending.answering import By
from buurtnet.mending.duplicates import webs_of
from buurtnet.mending.merging import NotToMergeError, merge
from buurtnet.mending.models import Draft, Merge
from buurtnet.people.choices import Role
from buurtnet.people.models import Person
from tests.directory.searchable import reaching
from tests.factories import AreaFactory, NetworkFactory, ServiceFactory
from tests.mending.tips import tip
from tests.people.cast import person, ring_two

pytestmark = pytest.mark.django_db


@pytest.fixture
def twin(club: Service, area: Area) -> Service:
    """The same club, written down a second time, with a mail address."""
    twin: Service = ServiceFactory(name="Huiswerk club de Loods", email="twee@loods.example")
    reaching(twin, area)
    return twin


@pytest.fixture
def by(ingrid: Person) -> By:
    return By(ingrid, Role.DIRECTOR, AssuredBy.MEMBER)


@pytest.fixture
def director(ingrid: Person) -> Client:
    return ring_two(ingrid)


@pytest.fixture
def editor_of() -> Callable[[Service], Person]:
    """Make someone the editor of the organization of an entry."""

    def make(service: Service) -> Person:
        return person("Jaap Loods", Role.EDITOR, organization=service.organization)

    return make


def pair(kept: Service, gone: Service) -> str:
    return reverse("mending:double", args=["havendijk", kept.pk, gone.pk])


def page(service: Service, network: str = "havendijk") -> str:
    return reverse("directory:service", args=[network, service.pk])


def test_the_list_names_the_pair_with_its_reasons(director: Client, club: Service, twin: Service) -> None:
    shown = director.get(reverse("mending:double_list", args=["havendijk"])).content.decode()
    assert "de naam lijkt erg" in shown
    first, second = sorted((club.pk, twin.pk))
    assert reverse("mending:double", args=["havendijk", first, second]) in shown


def test_one_page_stays_and_the_old_address_leads_there_for_good(
    director: Client, client: Client, club: Service, twin: Service
) -> None:
    director.post(pair(club, twin), {"doe": "samen", "veld": ["email"]})
    club.refresh_from_db()
    assert (club.name, club.email) == ("Huiswerkclub De Loods", "twee@loods.example")
    answer = client.get(page(twin))
    assert (answer.status_code, answer["Location"]) == (301, page(club))
    assert answer["Cache-Control"] == "max-age=3600"
    assert client.get(page(club)).status_code == 200
    assert Change.objects.filter(service=twin, field="status").exists()
    assert Change.objects.filter(service=club, field="email").exists()


def test_what_is_empty_on_the_page_that_stays_is_ticked_and_the_rest_is_not(
    director: Client, club: Service, twin: Service
) -> None:
    fields = {one["name"]: one["is_on"] for one in director.get(pair(club, twin)).context["fields"]}
    assert fields == {"name": False, "email": True}


def test_a_list_someone_shared_holds_the_one_that_stays_once(
    client: Client, club: Service, twin: Service, network: Network, by: By
) -> None:
    merge(club, twin, take=[], network=network, by=by)
    shared = reverse("directory:shared_list", args=["havendijk", pack([twin.pk, club.pk])])
    answer = client.get(shared, follow=True)
    assert [card.id for card in answer.context["cards"]] == [str(club.pk)]
    assert answer.context["missing"] == 0


def test_open_suggestions_move_along_and_a_draft_goes(club: Service, twin: Service, network: Network, by: By) -> None:
    one = tip(twin, network, name="Anders")
    Draft.objects.create(service=twin, saved_at=one.sent_at)
    merge(club, twin, take=[], network=network, by=by)
    one.refresh_from_db()
    assert one.service == club
    assert not Draft.objects.exists()


def test_a_third_that_gave_way_before_follows(
    client: Client, club: Service, twin: Service, network: Network, by: By, area: Area
) -> None:
    third = ServiceFactory(name="Nog een")
    reaching(third, area)
    merge(twin, third, take=[], network=network, by=by)
    merge(club, twin, take=[], network=network, by=by)
    assert client.get(page(third))["Location"] == page(club)


def test_what_gave_way_is_merged_no_more_and_nothing_goes_round_in_a_ring(
    club: Service, twin: Service, network: Network, by: By, director: Client
) -> None:
    merge(club, twin, take=[], network=network, by=by)
    for kept, gone in ((club, twin), (twin, club), (club, club)):
        with pytest.raises(NotToMergeError):
            merge(kept, gone, take=[], network=network, by=by)
    assert director.get(pair(twin, club)).status_code == 404
    assert director.post(pair(club, club), {"doe": "samen"}).status_code == 404


def test_it_can_be_taken_back_and_the_page_is_there_again(
    director: Client, client: Client, club: Service, twin: Service
) -> None:
    director.post(pair(club, twin), {"doe": "samen"})
    undo = reverse("mending:double_part", args=["havendijk", Merge.objects.get().pk])
    assert director.get(undo).status_code == 405
    assert undo in director.get(reverse("mending:double_list", args=["havendijk"])).content.decode()
    director.post(undo)
    twin.refresh_from_db()
    assert twin.status == "active"
    assert client.get(page(twin)).status_code == 200
    assert director.post(undo).status_code == 404


def test_two_that_are_two_are_not_asked_again(director: Client, club: Service, twin: Service) -> None:
    director.post(pair(club, twin), {"doe": "twee"})
    assert director.get(reverse("mending:double_list", args=["havendijk"])).context["count"] == 0
    assert not Merge.objects.exists()


def test_in_a_network_without_the_one_that_stays_the_old_page_stays(
    client: Client, club: Service, twin: Service, network: Network, by: By
) -> None:
    other = Area.objects.create(kind="neighbourhood", code_system="own", code="D1", name="Duin", slug="duin")
    NetworkFactory(slug="duinbeke", areas=[other])
    reaching(twin, other)
    merge(club, twin, take=[], network=network, by=by)
    assert client.get(page(twin, "duinbeke")).status_code == 200


def test_only_who_keeps_the_map_looks_at_doubles(
    club: Service, twin: Service, network: Network, joris: Person
) -> None:
    elsewhere = person("Tine", Role.DIRECTOR, NetworkFactory(slug="duinbeke"))
    for who in (joris, person("Noor", Role.MEMBER, network), elsewhere):
        client = ring_two(who)
        assert client.get(reverse("mending:double_list", args=["havendijk"])).status_code == 404
        assert client.get(pair(club, twin)).status_code == 404
        assert client.post(pair(club, twin), {"doe": "samen"}).status_code == 404
    assert not Merge.objects.exists()


def test_an_entry_of_another_network_is_not_merged(director: Client, club: Service) -> None:
    assert director.post(pair(club, ServiceFactory()), {"doe": "samen"}).status_code == 404


def test_the_phones_of_the_one_that_goes_can_be_taken_over(
    club: Service, twin: Service, network: Network, by: By
) -> None:
    Phone.objects.create(service=twin, number="0999 65 43 21", e164="+31999654321")
    merge(club, twin, take=["phones"], network=network, by=by)
    assert [phone.number for phone in club.phones.all()] == ["0999 65 43 21"]


def test_other_pages_pay_nothing_for_it(client: Client, club: Service) -> None:
    client.get("/havendijk/")
    with CaptureQueriesContext(connection) as captured:
        client.get("/havendijk/")
    asked: list[Any] = [one for one in captured if "mending_merge" in one["sql"]]
    assert asked == []


def test_what_an_editor_keeps_is_not_made_one_over_their_head(
    director: Client, club: Service, twin: Service, editor_of: Callable[[Service], Person]
) -> None:
    editor_of(club)
    assert director.post(pair(twin, club), {"doe": "samen"})["Location"].endswith("?klaar=beheerder")
    answer = director.post(pair(club, twin), {"doe": "samen", "veld": ["email"]})
    assert answer["Location"].endswith("?klaar=beheerder")
    assert not Merge.objects.exists()
    assert director.post(pair(club, twin), {"doe": "samen"})["Location"].endswith("?klaar=samen")


def test_what_another_network_shows_too_does_not_give_way_here(
    director: Client, club: Service, twin: Service
) -> None:
    elsewhere = AreaFactory(name="Duinbeke")
    NetworkFactory(slug="duinbeke").areas.add(elsewhere)
    reaching(twin, elsewhere)
    assert director.post(pair(club, twin), {"doe": "samen"})["Location"].endswith("?klaar=elders")
    assert not Merge.objects.exists()


def test_nothing_is_merged_by_a_form_that_does_not_say_so(director: Client, club: Service, twin: Service) -> None:
    director.post(pair(club, twin), {})
    assert not Merge.objects.exists()


def test_what_gave_way_is_not_brought_back_beside_its_merge(director: Client, club: Service, twin: Service) -> None:
    director.post(pair(club, twin), {"doe": "samen"})
    edition = Change.objects.filter(service=twin).latest("changed_at").edition
    answer = director.post(reverse("mending:history_undo", args=["havendijk", twin.pk, edition]))
    assert answer.status_code == 404
    twin.refresh_from_db()
    assert twin.status == "defunct"


def test_an_address_that_cannot_be_split_is_no_mark() -> None:
    assert webs_of("https://a]b/") == webs_of("http://[") == frozenset()
