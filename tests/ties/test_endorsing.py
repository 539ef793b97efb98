"""Standing behind the principles: who may say so, what everyone reads of it, and how it changes and ends."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.people.choices import Role
from buurtnet.people.models import Organization, Person
from buurtnet.ties.models import Endorsement, Principles
from buurtnet.ties.principles import frameworks
from tests.factories import NetworkFactory, OrganizationFactory
from tests.people.cast import person, ring_one

SAID = {"brings": "Een keuken.", "seeks": "Koks.", "gains": "Rust.", "costs": "Een uur.", "version": "0"}
URL, SHOWN = "/havendijk/beheer/onderschrijven/", "/havendijk/wie-doet-mee/"


def test_a_partner_endorses_and_everyone_reads_what_it_brings_and_seeks(network: Network, joris: Person) -> None:
    assert (reverse("ties:endorse", args=["havendijk"]), reverse("ties:endorsed", args=["havendijk"])) == (URL, SHOWN)
    assert ring_one(joris).post(URL, SAID).status_code == 302
    made = Endorsement.objects.get()
    assert (made.organization.name, made.endorsed_by, made.principles.version) == ("Buurtteam Havendijk", joris, 1)
    shown = Client().get(SHOWN).content.decode()
    for said in ("Buurtteam Havendijk", "Een keuken.", "Koks."):
        assert said in shown
    for kept in ("Rust.", "Een uur.", joris.name):
        assert kept not in shown


def test_two_who_change_it_at_once_lose_nothing(network: Network, joris: Person) -> None:
    client = ring_one(joris)
    client.post(URL, SAID)
    answer = client.post(URL, {**SAID, "brings": "Iets anders."})
    assert answer.status_code == 409
    assert "Iets anders." in answer.content.decode()
    assert Endorsement.objects.get().brings == "Een keuken."
    assert client.post(URL, {**SAID, "brings": "Iets anders.", "version": "1"}).status_code == 302
    assert Endorsement.objects.get().brings == "Iets anders."


def test_who_stops_is_no_longer_named_and_can_come_back(network: Network, joris: Person) -> None:
    client = ring_one(joris)
    client.post(URL, SAID)
    for _time in range(2):
        assert client.post(URL, {"stop": "1"}).status_code == 302
    assert "Buurtteam" not in Client().get(SHOWN).content.decode()
    assert client.post(URL, SAID).status_code == 302
    assert Endorsement.objects.current().count() == 1
    assert Endorsement.objects.count() == 2


def test_nobody_speaks_for_another_organization(network: Network, joris: Person, samira: Person) -> None:
    other: Organization = OrganizationFactory(name="Bieb")
    assert ring_one(joris).post(URL, {**SAID, "voor": str(other.pk)}).status_code == 404
    assert ring_one(person("Hanan", Role.RESIDENT, network)).get(URL).status_code == 404
    elsewhere = NetworkFactory(slug="elders")
    assert ring_one(person("Els", Role.MEMBER, elsewhere, other)).get(URL).status_code == 404
    assert not Endorsement.objects.exists()


def test_an_editor_speaks_for_an_organization_that_takes_part_here(network: Network, joris: Person) -> None:
    editor = person("Noor", Role.EDITOR, None, joris.memberships.get().organization)
    assert ring_one(editor).post(URL, SAID).status_code == 302
    stranger = person("Piet", Role.EDITOR, None, OrganizationFactory())
    assert ring_one(stranger).get(URL).status_code == 404


def test_who_has_nobody_here_any_more_can_still_stop(network: Network, joris: Person) -> None:
    bieb = OrganizationFactory(name="Bieb")
    ring_one(person("Kim", Role.MEMBER, network, bieb)).post(URL, SAID)
    network.memberships.filter(organization=bieb).update(ends_at=timezone.now())
    editor = person("Noor", Role.EDITOR, None, bieb)
    assert "Bieb" in Client().get(SHOWN).content.decode()
    assert ring_one(editor).post(URL, {"stop": "1"}).status_code == 302
    assert not Endorsement.objects.current().exists()


def test_who_endorsed_an_earlier_text_is_not_shown_behind_the_new_one(network: Network, joris: Person) -> None:
    ring_one(joris).post(URL, SAID)
    assert "eerdere tekst" not in Client().get(SHOWN).content.decode()
    Principles.objects.update(version=0)
    assert "Onderschreef een eerdere tekst." in Client().get(SHOWN).content.decode()


def test_who_read_an_earlier_text_reads_the_new_one_first(network: Network, joris: Person) -> None:
    client = ring_one(joris)
    assert 'name="principles" value="1"' in client.get(URL).content.decode()
    late = client.post(URL, {**SAID, "principles": "0"})
    assert late.status_code == 409
    assert "De tekst is net vernieuwd. Lees hem eerst." in late.content.decode()
    assert SAID["brings"] in late.content.decode()
    assert not Endorsement.objects.exists()


def test_what_is_too_long_or_nonsense_is_said_and_nothing_is_lost(network: Network, joris: Person) -> None:
    answer = ring_one(joris).post(URL, {**SAID, "brings": "x" * 301})
    assert (answer.status_code, "Dit is te lang" in answer.content.decode()) == (200, True)
    for version in ("", "-1", "9" * 40, "²"):
        assert ring_one(joris).post(URL, {**SAID, "version": version}).status_code == 409
    assert not Endorsement.objects.exists()


@pytest.mark.parametrize("framework", frameworks(), ids=lambda one: one["framework"])
def test_every_framework_says_as_much_in_each_language(framework: dict[str, dict[str, dict[str, list[str]]]]) -> None:
    texts = framework["texts"]
    assert set(texts) == {"nl", "en", "fr"}
    assert len({len(one["sentences"]) for one in texts.values()}) == 1
    assert all(one["title"] for one in texts.values())
