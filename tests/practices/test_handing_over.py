"""A playbook goes to another once they say yes; until then, and without an answer, the first one stays."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.kit.moving import NotNowError
from buurtnet.people.acting import By
from buurtnet.people.models import Mail, Organization, Person
from buurtnet.practices.handing_over import accept, decline, offer, withdraw
from buurtnet.practices.models import Playbook, PlaybookOffer
from buurtnet.practices.playbooks import stop
from buurtnet.practices.today import items
from tests.people.cast import ring_one
from tests.practices.rows import a_playbook, a_practice

pytestmark = pytest.mark.django_db


def test_the_first_owner_stays_until_the_other_says_yes(network: Network, joris: Person, hanan: Person) -> None:
    playbook = a_playbook(network, joris)
    asked = offer(playbook, hanan, by=By(joris))
    playbook.refresh_from_db()
    assert playbook.owner == joris
    accept(asked, by=By(hanan))
    playbook.refresh_from_db()
    assert (playbook.owner, playbook.led_by_residents) == (hanan, True)


@pytest.mark.parametrize("end", [decline, withdraw])
def test_a_no_or_a_question_taken_back_changes_nothing(
    end: object, network: Network, joris: Person, hanan: Person
) -> None:
    playbook = a_playbook(network, joris)
    asked = offer(playbook, hanan, by=By(joris))
    assert callable(end)
    end(asked, by=By(hanan))
    playbook.refresh_from_db()
    assert playbook.owner == joris
    with pytest.raises(NotNowError):
        accept(asked, by=By(hanan))
    assert offer(playbook, hanan, by=By(joris)).pk != asked.pk


def test_one_is_asked_at_a_time_and_twice_is_once(
    network: Network, joris: Person, hanan: Person, samira: Person
) -> None:
    playbook = a_playbook(network, joris)
    asked = offer(playbook, hanan, by=By(joris))
    assert offer(playbook, hanan, by=By(joris)) == asked
    with pytest.raises(NotNowError):
        offer(playbook, samira, by=By(joris))


def test_only_people_of_the_network_are_asked(network: Network, joris: Person, griet: Person) -> None:
    playbook = a_playbook(network, joris)
    for who in (griet, joris):
        with pytest.raises(NotNowError):
            offer(playbook, who, by=By(joris))


def test_of_an_organization_it_goes_to_no_resident(
    network: Network, joris: Person, hanan: Person, samira: Person
) -> None:
    kompas = Organization.objects.create(name="Stichting Kompas")
    playbook = a_playbook(network, joris)
    Playbook.objects.filter(pk=playbook.pk).update(owner_organization=kompas)
    playbook.refresh_from_db()
    with pytest.raises(NotNowError, match="van een organisatie"):
        offer(playbook, hanan, by=By(joris))
    asked = PlaybookOffer.objects.create(playbook=playbook, to=hanan, by=joris)
    with pytest.raises(NotNowError, match="van een organisatie"):
        accept(asked, by=By(hanan))
    playbook.refresh_from_db()
    assert (playbook.owner, playbook.owner_organization) == (joris, kompas)
    withdraw(asked, by=By(joris))
    assert offer(playbook, samira, by=By(joris)).to == samira


def test_what_was_put_away_goes_to_nobody(network: Network, joris: Person, hanan: Person) -> None:
    playbook = stop(a_playbook(network, joris), by=By(joris))
    with pytest.raises(NotNowError):
        offer(playbook, hanan, by=By(joris))


def test_the_mail_tells_nothing_of_what_it_is(network: Network, joris: Person, hanan: Person) -> None:
    playbook = a_playbook(network, joris)
    asked = offer(playbook, hanan, by=By(joris))
    mail = Mail.objects.get(person=hanan)
    assert "Straatfeest" not in mail.subject + mail.body
    assert str(asked.pk) in mail.body


def test_the_pages_ask_and_answer(
    resident: Client, partner: Client, network: Network, joris: Person, hanan: Person
) -> None:
    playbook = a_playbook(network, joris)
    ask = reverse("practices:playbook_offer", args=[network.slug, playbook.pk])
    assert "Kies wie je vraagt." in partner.post(ask, {"to": ""}).content.decode()
    assert "Kies uit de lijst." in partner.post(ask, {"to": "onzin"}).content.decode()
    assert partner.post(ask, {"to": str(hanan.pk)}).status_code == 302
    asked = PlaybookOffer.objects.get()
    answer = reverse("practices:playbook_take_over", args=[network.slug, asked.pk])
    assert partner.get(answer).status_code == 404  # only who was asked
    assert resident.get(answer).status_code == 200
    playbook.refresh_from_db()
    assert playbook.owner == joris  # looking is no answer
    assert resident.post(answer, {"doe": "ja"}).status_code == 302
    assert resident.post(answer, {"doe": "ja"}).status_code == 409
    playbook.refresh_from_db()
    assert playbook.owner == hanan


def test_it_waits_in_the_day_of_who_is_asked(network: Network, joris: Person, hanan: Person) -> None:
    asked = offer(a_playbook(network, joris), hanan, by=By(joris))
    found = items(hanan, timezone.now())
    assert [str(asked.pk) in one.url for one in found] == [True]
    assert "Straatfeest" not in found[0].title
    accept(asked, by=By(hanan))
    assert items(hanan, timezone.now()) == []


def test_what_nobody_pulls_and_what_must_be_read_waits_for_who_keeps_the_network(
    network: Network, samira: Person, joris: Person, hanan: Person
) -> None:
    a_playbook(network, hanan)
    a_practice(network, hanan)
    hanan.memberships.all().delete()
    titles = [one.title for one in items(samira, timezone.now())]
    assert titles == ["Een goed voorbeeld wacht op een tweede lezer", "Een draaiboek zoekt een trekker"]
    assert [one.title for one in items(joris, timezone.now())] == titles[:1]


def test_a_connector_finds_an_owner_for_one_that_nobody_pulls(
    connector: Client, network: Network, samira: Person, joris: Person, hanan: Person
) -> None:
    playbook = a_playbook(network, hanan)
    hanan.delete()
    listed = connector.get(reverse("practices:playbook_list", args=[network.slug]) + "?trekker=geen")
    assert "Nog geen trekker" in listed.content.decode()
    connector.post(reverse("practices:playbook_offer", args=[network.slug, playbook.pk]), {"to": str(joris.pk)})
    asked = PlaybookOffer.objects.get()
    ring_one(joris).post(reverse("practices:playbook_take_over", args=[network.slug, asked.pk]), {"doe": "ja"})
    assert Playbook.objects.get().owner == joris
