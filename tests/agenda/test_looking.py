"""A look at what residents announce: into the calendar or not, told by mail; and whom the director trusts."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from buurtnet.agenda.choices import ActivityState
from buurtnet.agenda.dates import Times
from buurtnet.agenda.models import Activity, TrustedResident
from buurtnet.agenda.today import items
from buurtnet.areas.models import Network
from buurtnet.people.choices import Role
from buurtnet.people.models import Mail, Membership, Person
from tests.agenda.rows import an_activity, coming
from tests.people.cast import person, ring_one, ring_two

pytestmark = pytest.mark.django_db


def url(name: str, network: Network, *args: Any) -> str:
    return reverse(f"agenda:{name}", args=[network.slug, *args])


@pytest.fixture
def waiting(network: Network, hanan: Person) -> Activity:
    """Hanan announced a game night."""
    return an_activity(
        network, Times(coming(4), dt.time(19, 30)), title="Spelletjesavond", state=ActivityState.WAITING,
        made_by=hanan, owner=hanan, text="Ik heb veel spellen.",
    )  # fmt: skip


def test_what_waits_is_shown_whole_to_who_looks(partner: Client, network: Network, waiting: Activity) -> None:
    page = partner.get(url("look_list", network)).text
    assert "Spelletjesavond" in page
    assert "Ik heb veel spellen." in page
    assert "Hanan Aziz" in page


def test_it_goes_into_the_calendar_and_who_announced_it_hears_so(
    partner: Client, network: Network, waiting: Activity, joris: Person, hanan: Person
) -> None:
    assert partner.post(url("look_put", network, waiting.pk)).status_code == 302
    assert partner.post(url("look_put", network, waiting.pk)).status_code == 409
    waiting.refresh_from_db()
    assert (waiting.state, waiting.looked_at_by) == (ActivityState.LIVE, joris)
    mail = Mail.objects.get()
    assert mail.to == hanan.email
    assert mail.subject == "Er staat iets voor je klaar in Buurtnet"
    assert "Spelletjesavond" not in mail.body
    assert "Het antwoord is ja" in mail.body


def test_who_pulls_it_hears_the_answer_too_but_not_who_gave_it(
    partner: Client, network: Network, waiting: Activity, hanan: Person, joris: Person, samira: Person
) -> None:
    Activity.objects.filter(pk=waiting.pk).update(owner=samira)
    partner.post(url("look_decline", network, waiting.pk), {"because": "Zeg er nog bij waar het is."})
    mails = Mail.objects.all()
    assert {one.to for one in mails} == {hanan.email, samira.email}
    assert all("Het antwoord is nee" in one.body for one in mails)
    Mail.objects.all().delete()
    Activity.objects.filter(pk=waiting.pk).update(state=ActivityState.WAITING, owner=joris)
    partner.post(url("look_put", network, waiting.pk))
    assert [one.to for one in Mail.objects.all()] == [hanan.email]


def test_it_does_not_and_who_announced_it_reads_why_and_asks_again(
    partner: Client, resident: Client, network: Network, waiting: Activity
) -> None:
    assert partner.get(url("look_decline", network, waiting.pk)).status_code == 200
    assert partner.post(url("look_decline", network, waiting.pk), {"because": ""}).status_code == 200
    said = {"because": "Zeg er nog bij waar het is."}
    assert partner.post(url("look_decline", network, waiting.pk), said).status_code == 302
    assert partner.post(url("look_decline", network, waiting.pk), said).status_code == 409
    assert "Zeg er nog bij waar het is." in resident.get(url("activity_own", network, waiting.pk)).text
    assert resident.post(url("activity_ask_again", network, waiting.pk)).status_code == 302
    assert resident.post(url("activity_ask_again", network, waiting.pk)).status_code == 409
    waiting.refresh_from_db()
    assert waiting.state == ActivityState.WAITING


def test_nobody_looks_at_their_own(network: Network, waiting: Activity, joris: Person) -> None:
    Activity.objects.filter(pk=waiting.pk).update(made_by=joris)
    client = ring_one(joris)
    assert "Iemand anders kijkt mee." in client.get(url("look_list", network)).text
    assert client.post(url("look_put", network, waiting.pk)).status_code == 409
    assert client.post(url("look_decline", network, waiting.pk), {"because": "Nee."}).status_code == 409


def test_a_resident_a_volunteer_and_who_works_elsewhere_look_at_nothing(
    network: Network, elsewhere: Network, waiting: Activity, resident: Client
) -> None:
    volunteer = ring_one(person("Wim Jansen", Role.VOLUNTEER, network))
    stranger = ring_one(person("Griet Maes", Role.DIRECTOR, elsewhere))
    for client in (resident, volunteer, stranger):
        assert client.get(url("look_list", network)).status_code == 404
        assert client.post(url("look_put", network, waiting.pk)).status_code == 404
    assert stranger.post(url("look_put", elsewhere, waiting.pk)).status_code == 404
    waiting.refresh_from_db()
    assert waiting.state == ActivityState.WAITING


def test_what_waits_stands_on_the_day_page_of_who_looks(
    network: Network, waiting: Activity, joris: Person, hanan: Person
) -> None:
    now = timezone.now()
    assert [one.url for one in items(joris, now)] == [url("look_list", network)]
    assert items(hanan, now) == []
    network.rooms = []
    network.save()
    assert items(joris, now) == []


def test_the_day_page_asks_as_many_queries_with_many_as_with_few(network: Network, joris: Person) -> None:
    counted = []
    for _round in range(2):
        for _number in range(5):
            an_activity(network, state=ActivityState.WAITING)
        with CaptureQueriesContext(connection) as queries:
            items(joris, timezone.now())
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_the_director_says_whose_activities_need_no_look(
    director: Client, network: Network, hanan: Person, ingrid: Person
) -> None:
    assert "Hanan Aziz" in director.get(url("trusted", network)).text
    assert director.post(url("trusted", network), {"person": str(hanan.pk)}).status_code == 302
    row = TrustedResident.objects.get()
    assert (row.person, row.by) == (hanan, ingrid)
    assert director.post(url("trusted", network), {"person": str(hanan.pk)}).status_code == 200
    assert director.post(url("trusted_end", network, row.pk)).status_code == 302
    assert not TrustedResident.objects.exists()
    assert director.post(url("trusted_end", network, row.pk)).status_code == 404


@pytest.mark.parametrize("said", ["", "x", "\x00", "00000000-0000-0000-0000-000000000000"])
def test_who_is_no_resident_here_is_not_trusted(director: Client, network: Network, joris: Person, said: str) -> None:
    for value in (said, str(joris.pk)):
        assert director.post(url("trusted", network), {"person": value}).status_code in {200, 400}
    assert not TrustedResident.objects.exists()


def test_only_the_director_of_this_network_says_so(
    network: Network, elsewhere: Network, hanan: Person, samira: Person
) -> None:
    row = TrustedResident.objects.create(network=network, person=hanan)
    strangers = [ring_two(samira), ring_two(person("Griet Maes", Role.DIRECTOR, elsewhere))]
    for client in strangers:
        assert client.get(url("trusted", network)).status_code == 404
        assert client.post(url("trusted_end", network, row.pk)).status_code == 404
    assert strangers[1].post(url("trusted_end", elsewhere, row.pk)).status_code == 404
    assert Membership.objects.filter(person=hanan).exists()
    assert TrustedResident.objects.exists()
