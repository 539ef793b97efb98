"""What a resident changes in what everyone reads waits for a look again; what nobody looked at never shows itself."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from buurtnet.agenda.choices import ActivityState
from buurtnet.agenda.dates import Times
from buurtnet.agenda.models import Activity, TrustedResident
from buurtnet.areas.models import Network
from buurtnet.people.models import Organization, Person
from tests.agenda.rows import an_activity, coming
from tests.agenda.test_stories import photo
from tests.people.cast import person, ring_one

pytestmark = pytest.mark.django_db


def url(name: str, activity: Activity, *args: Any) -> str:
    return reverse(f"agenda:{name}", args=[activity.network.slug, activity.pk, *args])


def state_of(activity: Activity) -> str:
    activity.refresh_from_db()
    return activity.state


def written(activity: Activity, **more: Any) -> dict[str, Any]:
    activity.refresh_from_db()
    return {"title": activity.title, "costs": "", "version": activity.version, "where": activity.place_text} | more


def of_hanan(network: Network, hanan: Person, state: ActivityState = ActivityState.LIVE, **more: Any) -> Activity:
    times = Times(coming(2), dt.time(15), 60)
    return an_activity(network, times, owner=hanan, made_by=hanan, state=state, **more)


def test_what_waits_and_is_taken_back_and_begun_again_waits_still(
    resident: Client, network: Network, hanan: Person
) -> None:
    mine = of_hanan(network, hanan, ActivityState.WAITING)
    assert resident.post(url("activity_stop", mine), {"because": "Toch niet."}).status_code == 302
    assert Client().get(url("activity", mine)).status_code == 404  # nobody looked: not to be read as stopped either
    assert "Dit is teruggenomen" in resident.get(url("activity_own", mine)).text
    assert resident.post(url("activity_again", mine)).status_code == 302
    assert state_of(mine) == ActivityState.WAITING


def test_what_was_declined_and_offered_again_is_still_not_looked_at(
    resident: Client, partner: Client, network: Network, hanan: Person
) -> None:
    mine = of_hanan(network, hanan, ActivityState.WAITING)
    partner.post(url("look_decline", mine), {"because": "Dit past hier niet."})
    assert resident.post(url("activity_again", mine)).status_code == 409
    assert state_of(mine) == ActivityState.DECLINED
    resident.post(url("activity_ask_again", mine))
    resident.post(url("activity_stop", mine), {"because": "Toch niet."})
    resident.post(url("activity_again", mine))
    assert state_of(mine) == ActivityState.WAITING


def test_what_was_looked_at_stops_and_begins_again_at_once(
    resident: Client, partner: Client, network: Network, hanan: Person
) -> None:
    mine = of_hanan(network, hanan, ActivityState.WAITING)
    partner.post(url("look_put", mine))
    resident.post(url("activity_stop", mine), {"because": "Even pauze."})
    assert resident.post(url("activity_again", mine)).status_code == 302
    assert state_of(mine) == ActivityState.LIVE


def test_what_stopped_and_nobody_looked_at_begins_again_with_a_look(
    resident: Client, network: Network, hanan: Person
) -> None:
    mine = of_hanan(network, hanan, ActivityState.STOPPED)
    page = resident.post(url("activity_again", mine), follow=True).text
    assert "Iemand van het netwerk kijkt eerst mee." in page
    assert state_of(mine) == ActivityState.WAITING


@pytest.mark.parametrize(
    ("name", "said"),
    [("title", "Koop nu"), ("summary", "Koop nu"), ("text", "Koop nu"), ("contact", "wij@reclame.example"),
     ("online_url", "https://reclame.example")],
)  # fmt: skip
def test_another_message_of_a_resident_leaves_the_calendar_until_a_look(
    resident: Client, partner: Client, network: Network, hanan: Person, joris: Person, name: str, said: str
) -> None:
    mine = of_hanan(network, hanan, looked_at_by=joris)
    assert "Dan gaat dit uit de agenda" in resident.get(url("activity_edit", mine)).text
    page = resident.post(url("activity_edit", mine), written(mine, **{name: said}), follow=True).text
    assert "Tot dan staat het niet in de agenda." in page
    assert state_of(mine) == ActivityState.WAITING
    assert (getattr(mine, name), mine.looked_at_by) == (said, None)
    assert Client().get(url("activity", mine)).status_code == 404
    assert partner.post(url("look_put", mine)).status_code == 302
    assert state_of(mine) == ActivityState.LIVE


def test_what_to_bring_and_where_change_at_once(resident: Client, network: Network, hanan: Person) -> None:
    mine = of_hanan(network, hanan)
    said = written(mine, bring="Een bord", where="Molenplein")
    assert resident.post(url("activity_edit", mine), said).status_code == 302
    assert (state_of(mine), mine.bring) == (ActivityState.LIVE, "Een bord")


def test_the_name_of_one_more_organization_is_looked_at(
    resident: Client, network: Network, hanan: Person, joris: Person, kompas: Organization
) -> None:
    mine = of_hanan(network, hanan)
    resident.post(url("activity_edit", mine), written(mine, partners=[str(kompas.pk)]))
    assert state_of(mine) == ActivityState.WAITING


def test_who_announces_at_once_changes_at_once(
    resident: Client, partner: Client, network: Network, hanan: Person, joris: Person
) -> None:
    TrustedResident.objects.create(network=network, person=hanan)
    for client, who in ((resident, hanan), (partner, joris)):
        one = of_hanan(network, who)
        assert "Dan gaat dit uit de agenda" not in client.get(url("activity_edit", one)).text
        client.post(url("activity_edit", one), written(one, title="Samen eten"))
        assert (state_of(one), one.title) == (ActivityState.LIVE, "Samen eten")


def test_what_stopped_is_not_written_anew_by_a_resident(resident: Client, network: Network, hanan: Person) -> None:
    mine = of_hanan(network, hanan, ActivityState.STOPPED)
    answer = resident.post(url("activity_edit", mine), written(mine, title="Koop nu"))
    assert (answer.status_code, "Begin eerst weer." in answer.text) == (409, True)
    mine.refresh_from_db()
    assert mine.title == "Samen koken op het plein"


def test_another_photo_of_a_resident_is_seen_by_who_looks_first(
    resident: Client, partner: Client, network: Network, hanan: Person, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    mine, size = of_hanan(network, hanan), 480
    sent = {"photo": photo(), "photo_alt": "Een tafel", "agreed": "1"}
    assert resident.post(url("activity_photo", mine), sent).status_code == 302
    assert state_of(mine) == ActivityState.WAITING
    shown = url("activity_picture", mine, size)
    stranger = ring_one(person("Wim de Boer"))
    assert [one.get(shown).status_code for one in (Client(), stranger)] == [404, 404]
    assert "no-store" in partner.get(shown).headers["Cache-Control"]
    assert shown in partner.get(reverse("agenda:look_list", args=[network.slug])).text
    partner.post(url("look_put", mine))
    assert "public" in Client().get(shown).headers["Cache-Control"]
    resident.post(url("activity_photo", mine), {"photo_alt": "Koop nu"})
    assert state_of(mine) == ActivityState.WAITING
    Activity.objects.filter(pk=mine.pk).update(state=ActivityState.STOPPED)
    answer = resident.post(url("activity_photo", mine), {"photo_alt": "Koop nog meer"})
    assert "Begin eerst weer." in answer.text
    assert (state_of(mine), mine.photo_alt) == (ActivityState.STOPPED, "Koop nu")
