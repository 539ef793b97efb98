"""The history of an entry: what everyone sees, what its keeper sees, and taking an edition back."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurtnet.areas.models import Network
from buurtnet.directory.access import services_in
from buurtnet.directory.actions import apply
from buurtnet.directory.choices import AssuredBy
from buurtnet.directory.models import Change, Service
from buurtnet.mending.publishing import publish
from buurtnet.people.choices import Role
from buurtnet.people.models import Person
from buurtnet.themes.actions import load_themes
from buurtnet.themes.models import Theme
from tests.factories import NetworkFactory, OrganizationFactory
from tests.people.cast import person, ring_one, ring_two

pytestmark = pytest.mark.django_db


def address(service: Service) -> str:
    return reverse("mending:history", args=["havendijk", service.pk])


def back(service: Service, edition: uuid.UUID) -> str:
    return reverse("mending:history_undo", args=["havendijk", service.pk, edition])


def changed(service: Service, **values: object) -> uuid.UUID:
    edition = apply(service, values, by=AssuredBy.PROVIDER, is_suggested=True)
    assert edition
    return edition


def test_everyone_sees_when_and_what_kind_of_person_and_nothing_more(client: Client, club: Service) -> None:
    changed(club, name="Geheime naam")
    shown = client.get(address(club)).content.decode()
    assert "Aangepast door de aanbieder zelf, na een tip van een bezoeker." in shown
    assert "Huiswerkclub De Loods" not in shown
    assert "Zet dit terug" not in shown


def test_a_longer_history_costs_the_same_queries(club: Service, ingrid: Person) -> None:
    load_themes()
    slugs = list(Theme.objects.order_by("pk").values_list("slug", flat=True)[:6])
    client = ring_two(ingrid)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            shown = client.get(address(club)).content.decode()
        assert str(Theme.objects.get(slug=slugs[0]).name) in shown
        return len(captured)

    changed(club, themes=slugs[:1])
    count()
    before = count()
    for slug in slugs[1:]:
        changed(club, themes=sorted([slugs[0], slug]))
    assert count() == before


def test_who_keeps_the_map_sees_what_changed_and_can_take_it_back(club: Service, ingrid: Person) -> None:
    edition = changed(club, name="Huiswerkclub De Haven")
    client = ring_two(ingrid)
    shown = client.get(address(club)).content.decode()
    assert "Huiswerkclub De Loods" in shown
    assert back(club, edition) in shown
    after = client.post(back(club, edition), follow=True).content.decode()
    assert "Teruggezet" in after
    assert "Teruggezet door een medewerker van het netwerk." in after
    club.refresh_from_db()
    assert club.name == "Huiswerkclub De Loods"


def test_what_changed_again_later_cannot_be_taken_back_and_says_so(club: Service, ingrid: Person) -> None:
    first = changed(club, name="Een")
    changed(club, name="Twee")
    client = ring_two(ingrid)
    shown = client.get(address(club)).content.decode()
    assert shown.count("Zet dit terug") == 1
    assert "Hierna is hetzelfde nog eens veranderd" in shown
    assert "Dit kan niet meer terug" in client.post(back(club, first), follow=True).content.decode()
    club.refresh_from_db()
    assert club.name == "Twee"


def test_pressing_twice_takes_back_once(club: Service, ingrid: Person) -> None:
    edition = changed(club, name="Een")
    client = ring_two(ingrid)
    client.post(back(club, edition))
    assert "Dit kan niet meer terug" in client.post(back(club, edition), follow=True).content.decode()
    assert Change.objects.count() == 2


def test_of_an_entry_with_an_editor_only_the_editor_takes_back(club: Service, ingrid: Person, joris: Person) -> None:
    edition = changed(club, name="Een")
    assert "Zet dit terug" not in ring_two(ingrid).get(address(club)).content.decode()
    assert ring_two(ingrid).post(back(club, edition)).status_code == 404
    assert ring_two(joris).post(back(club, edition)).status_code == 302
    assert Change.objects.latest("changed_at").by == AssuredBy.PROVIDER


def test_others_take_nothing_back(club: Service, network: Network) -> None:
    edition = changed(club, name="Een")
    strangers = [
        person("Partner", Role.MEMBER, network),
        person("Elders", Role.DIRECTOR, NetworkFactory()),
        person("Ander", Role.EDITOR, None, OrganizationFactory()),
    ]
    for who in strangers:
        assert ring_two(who).post(back(club, edition)).status_code == 404
        assert "Zet dit terug" not in ring_two(who).get(address(club)).content.decode()
    assert Change.objects.count() == 1


def test_a_look_at_the_address_takes_nothing_back(club: Service, ingrid: Person) -> None:
    edition = changed(club, name="Een")
    assert ring_two(ingrid).get(back(club, edition)).status_code == 405
    assert ring_one(ingrid).post(back(club, edition)).status_code == 403
    assert Change.objects.count() == 1


def test_an_edition_that_is_none_or_of_another_entry_is_not_found(club: Service, ingrid: Person) -> None:
    assert ring_two(ingrid).post(back(club, uuid.uuid4())).status_code == 404


def test_an_entry_without_history_says_so(client: Client, club: Service) -> None:
    assert "Hier is nog niets veranderd" in client.get(address(club)).content.decode()


def test_a_place_taken_back_makes_the_entry_found_where_it_was(
    club: Service, ingrid: Person, network: Network
) -> None:
    value = {"name": "De Loods", "street": "Kade 3", "postal_code": "", "city": "Havendijk"}
    edition = publish(club, {"where": value}, network=network, by=AssuredBy.MEMBER)
    assert edition
    assert club.at_locations.get().location.name == "De Loods"
    ring_two(ingrid).post(back(club, edition))
    assert club.at_locations.get().location is None
    assert club in services_in(network)
