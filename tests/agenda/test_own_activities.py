"""One's own activities: the list, the page, changing, stopping, and who pulls what nobody pulls."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from buurtnet.agenda.access import may_change, seeking_owner, visible_to
from buurtnet.agenda.changing import stop
from buurtnet.agenda.choices import ActivityState, DateState, Joining, SignupState
from buurtnet.agenda.dates import Times
from buurtnet.agenda.leaving_date import leave
from buurtnet.agenda.models import Activity, ActivityDate, Signup, Task
from buurtnet.areas.models import Network
from buurtnet.people.choices import Role
from buurtnet.people.models import Device, Mail, Membership, Organization, Person
from buurtnet.privacy.models import LogRow
from tests.agenda.joining_rows import comes
from tests.agenda.rows import WEDNESDAYS, a_date, an_activity, by, coming
from tests.people.cast import person, ring_one

pytestmark = pytest.mark.django_db

WEDNESDAY = 2


def url(name: str, network: Network, *args: Any) -> str:
    return reverse(f"agenda:{name}", args=[network.slug, *args])


def every_wednesday() -> Times:
    return Times(coming(WEDNESDAY), dt.time(15, 30), 90, WEDNESDAYS)


def written(activity: Activity, **more: Any) -> dict[str, Any]:
    return {"title": "Samen eten", "costs": "free", "version": activity.version, "where": "Het plein"} | more


def test_the_list_has_what_one_pulls_with_its_next_date_who_comes_and_what_is_to_be_done(
    partner: Client, network: Network, joris: Person, samira: Person
) -> None:
    mine = an_activity(network, every_wednesday(), owner=joris, registration=Joining.COUNT)
    mine.dates.filter(pk=mine.dates.all()[0].pk).update(taken=3)
    Task.objects.create(activity=mine, text="Vraag de sleutel", due_on=timezone.localdate())
    an_activity(network, title="Rommelmarkt", owner=samira)
    page = partner.get(url("activity_list", network)).text
    assert "Samen koken op het plein" in page
    assert "3 komen" in page
    assert "1 taak open" in page
    assert "Rommelmarkt" not in page


def test_who_keeps_the_network_sees_all_of_it(connector: Client, partner: Client, network: Network) -> None:
    an_activity(network, title="Rommelmarkt")
    assert "Rommelmarkt" in connector.get(url("activity_list", network) + "?lijst=alle").text
    assert "Rommelmarkt" not in partner.get(url("activity_list", network) + "?lijst=alle").text


@pytest.mark.parametrize("which", ["", "?lijst=alle", "?lijst=trekker"])
def test_the_list_asks_as_many_queries_with_many_as_with_few(
    connector: Client, network: Network, samira: Person, which: str
) -> None:
    counted = []
    for _round in range(2):
        for number in range(6):
            an_activity(
                network, Times(coming(WEDNESDAY)), title=f"Iets {number}", owner=samira if not which else None
            )
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert connector.get(url("activity_list", network) + which).status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_a_list_with_nothing_shows_the_way_on(partner: Client, network: Network) -> None:
    page = partner.get(url("activity_list", network)).text
    assert "Je hebt nog geen activiteit" in page
    assert url("activity_new", network) in page
    assert partner.get(url("activity_list", network) + "?pagina=x&lijst=%00").status_code in {200, 400}


def test_the_page_of_one_shows_its_dates_and_how_it_stands(partner: Client, network: Network, joris: Person) -> None:
    mine = an_activity(network, every_wednesday(), owner=joris)
    page = partner.get(url("activity_own", network, mine.pk)).text
    assert "Elke week op woensdag" in page
    assert "Staat in de agenda" in page


def test_it_is_written_down_anew_and_noted(partner: Client, network: Network, joris: Person) -> None:
    mine = an_activity(network, every_wednesday(), owner=joris, price_cents=250)
    assert "2,50" in partner.get(url("activity_edit", network, mine.pk)).text
    answer = partner.post(url("activity_edit", network, mine.pk), written(mine, bring="Een bord"))
    assert answer.status_code == 302
    mine.refresh_from_db()
    assert (mine.title, mine.bring, mine.price_cents, mine.version) == ("Samen eten", "Een bord", 0, 2)
    assert LogRow.objects.filter(object_id=str(mine.pk), rule="activity.written").exists()


def test_when_another_was_first_both_versions_are_shown(partner: Client, network: Network, joris: Person) -> None:
    mine = an_activity(network, owner=joris, title="Wat er nu staat")
    seen = mine.version
    Activity.objects.filter(pk=mine.pk).update(version=seen + 1)
    answer = partner.post(url("activity_edit", network, mine.pk), written(mine, title="Wat ik schreef"))
    assert answer.status_code == 409
    assert "Wat er nu staat" in answer.text
    assert 'value="Wat ik schreef"' in answer.text
    assert partner.post(
        url("activity_edit", network, mine.pk), written(mine, title="Wat ik schreef", version=seen + 1)
    ).status_code == 302  # fmt: skip


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999"])
def test_a_forged_version_changes_nothing(partner: Client, network: Network, joris: Person, version: str) -> None:
    mine = an_activity(network, owner=joris)
    assert partner.post(url("activity_edit", network, mine.pk), written(mine, version=version)).status_code in {
        200,
        409,
    }
    mine.refresh_from_db()
    assert mine.title == "Samen koken op het plein"


def test_what_stops_leaves_the_calendar_and_can_come_back(partner: Client, network: Network, joris: Person) -> None:
    mine = an_activity(network, every_wednesday(), owner=joris, registration=Joining.COUNT)
    with_people, without = mine.dates.all()[:2]
    mine.dates.filter(pk=with_people.pk).update(taken=2)
    assert partner.get(url("activity_stop", network, mine.pk)).status_code == 200
    assert partner.post(url("activity_stop", network, mine.pk), {"because": ""}).status_code == 200
    assert (
        partner.post(url("activity_stop", network, mine.pk), {"because": "Er is geen geld meer."}).status_code == 302
    )
    mine.refresh_from_db()
    with_people.refresh_from_db()
    without.refresh_from_db()
    assert mine.state == ActivityState.STOPPED
    assert (with_people.state, with_people.cancelled_because) == (DateState.CANCELLED, "Er is geen geld meer.")
    assert without.state == DateState.PLANNED
    assert partner.post(url("activity_stop", network, mine.pk), {"because": "Nog eens."}).status_code == 409
    assert partner.post(url("activity_again", network, mine.pk)).status_code == 302
    assert partner.post(url("activity_again", network, mine.pk)).status_code == 409
    mine.refresh_from_db()
    assert mine.state == ActivityState.LIVE


def test_who_only_waits_for_a_place_hears_that_it_stopped(network: Network, joris: Person) -> None:
    mine = an_activity(network, every_wednesday(), owner=joris, registration=Joining.COUNT, most=4)
    date = mine.dates.all()[1]
    waits = comes(date, 2, contact="amira@voorbeeld.example")
    Signup.objects.filter(pk=waits.pk).update(state=SignupState.WAITING)
    ActivityDate.objects.filter(pk=date.pk).update(taken=0)
    left = comes(mine.dates.all()[2], 2)
    leave(left)
    Mail.objects.all().delete()
    assert stop(mine, by=by(joris), because="De zaal is dicht.") == [date]
    assert [one.to for one in Mail.objects.all()] == ["amira@voorbeeld.example"]


def test_how_many_one_may_sign_up_at_once_is_set_with_the_rest(
    partner: Client, network: Network, joris: Person
) -> None:
    mine = an_activity(network, every_wednesday(), owner=joris, registration=Joining.COUNT)
    edit = url("activity_edit", network, mine.pk)
    assert "Hoeveel mensen mag iemand tegelijk opgeven?" in partner.get(edit).text
    for said, kept in (("3", 3), ("", 8)):
        partner.post(edit, written(Activity.objects.get(pk=mine.pk), registration="count", most_each=said))
        mine.refresh_from_db()
        assert mine.most_each == kept
    for wrong in ("0", "101", "x"):
        assert "wrong" in partner.post(edit, written(mine, registration="count", most_each=wrong)).text


def test_nobody_else_changes_it(network: Network, elsewhere: Network, joris: Person, kompas: Organization) -> None:
    mine = an_activity(network, every_wednesday(), owner=joris)
    date = mine.dates.all()[0]
    member = ring_one(person("Lotte Smit", Role.MEMBER, network))
    director_elsewhere = ring_one(person("Griet Maes", Role.DIRECTOR, elsewhere))
    for client in (member, director_elsewhere):
        for name in ("activity_own", "activity_edit", "activity_stop", "date_add", "activity_plan"):
            assert client.get(url(name, network, mine.pk)).status_code == 404, name
            assert client.get(url(name, elsewhere, mine.pk)).status_code == 404, name
        for name in ("date_change", "date_cancel"):
            assert client.post(url(name, network, date.pk), {"because": "x"}).status_code == 404, name
    date.refresh_from_db()
    assert date.state == DateState.PLANNED


def test_who_may_change_it(
    network: Network, joris: Person, samira: Person, hanan: Person, kompas: Organization
) -> None:
    editor = person("Fatma Kaya", Role.EDITOR, None, kompas)
    activity = an_activity(network, owner=hanan, owner_organization=kompas)
    assert [may_change(one, activity) for one in (hanan, editor, samira, joris)] == [True, True, True, False]
    Membership.objects.filter(person=hanan).update(ends_at=timezone.now())
    assert not may_change(hanan, activity)


def test_who_sees_what_is_not_in_the_calendar_yet(
    network: Network, joris: Person, samira: Person, hanan: Person
) -> None:
    states = (ActivityState.LIVE, ActivityState.IDEA, ActivityState.WAITING, ActivityState.STOPPED)
    for state in states:
        an_activity(network, state=state, title=state)
    stranger = person("Tom Vos")
    seen = {
        who: set(visible_to(who, network).values_list("title", flat=True)) for who in (stranger, hanan, joris, samira)
    }
    assert seen[stranger] == {"live"}
    assert seen[hanan] == {"live", "idea"}
    assert seen[joris] == {"live", "idea", "waiting"}
    assert seen[samira] == set(states)


def test_what_nobody_pulls_is_taken_up_by_the_first_who_says_so(
    resident: Client, partner: Client, network: Network, hanan: Person
) -> None:
    idea = an_activity(network, state=ActivityState.IDEA, title="Buitenbioscoop")
    page = resident.get(url("activity_list", network) + "?lijst=trekker").text
    assert "Buitenbioscoop" in page
    assert resident.post(url("activity_take_up", network, idea.pk)).status_code == 302
    assert partner.post(url("activity_take_up", network, idea.pk)).status_code == 409
    idea.refresh_from_db()
    assert (idea.owner, idea.led_by_residents) == (hanan, True)


def test_what_waits_for_a_look_is_taken_up_by_nobody_who_does_not_see_it(
    resident: Client, network: Network, joris: Person
) -> None:
    waiting = an_activity(network, state=ActivityState.WAITING, made_by=joris)
    assert resident.post(url("activity_take_up", network, waiting.pk)).status_code == 404


@pytest.mark.parametrize("registration", list(Joining))
def test_how_it_was_can_be_told_of_what_went_on_with_and_without_a_list(
    partner: Client, network: Network, joris: Person, registration: Joining
) -> None:
    own, now = an_activity(network, owner=joris, registration=registration), timezone.now()
    over = a_date(own, now - dt.timedelta(days=2))
    off = a_date(own, now - dt.timedelta(days=1), state=DateState.CANCELLED, cancelled_because="Regen")
    long_ago, coming = a_date(own, now - dt.timedelta(days=90)), a_date(own, now + dt.timedelta(days=2))
    shown = partner.get(url("activity_own", network, own.pk)).content.decode()
    told = [one for one in (over, off, long_ago, coming) if url("afterwards", network, one.pk) in shown]
    assert told == [over]
    assert partner.get(url("afterwards", network, over.pk)).status_code == 200


def test_who_announced_it_for_another_sees_how_it_stands_and_no_button_that_leads_nowhere(
    resident: Client, network: Network, joris: Person, hanan: Person
) -> None:
    made = an_activity(network, owner=joris, made_by=hanan, state=ActivityState.DECLINED, declined_because="Vol.")
    page = resident.get(url("activity_own", network, made.pk))
    assert page.status_code == 200
    shown = page.content.decode().partition("<main")[2]
    assert "Wie het regelt, kan het aanpassen." in shown
    for address in re.findall(rf'(?:href|action)="([^"?#]*{made.pk}[^"?#]*)"', shown):
        assert resident.get(address).status_code != 404, address


def test_an_owner_who_left_or_was_silent_for_ninety_days_is_asked_after(
    network: Network, joris: Person, samira: Person, hanan: Person, kompas: Organization
) -> None:
    here, now = network, timezone.now()
    by_active = an_activity(here, title="actief", owner=joris)
    by_silent = an_activity(here, title="stil", owner=samira)
    by_gone = an_activity(here, title="weg", owner=hanan)
    of_kompas = an_activity(here, title="organisatie", owner_organization=kompas)
    long_ago = now - dt.timedelta(days=91)
    Person.objects.filter(pk__in=[joris.pk, samira.pk]).update(joined_at=long_ago, last_login=long_ago)
    Device.objects.create(person=joris, session_hash="a", last_seen_at=now - dt.timedelta(days=89))
    Device.objects.create(person=samira, session_hash="b", last_seen_at=long_ago)
    Membership.objects.filter(person=hanan).update(ends_at=now)
    seeking = set(seeking_owner(here, now))
    assert seeking == {by_silent, by_gone}
    assert by_active not in seeking
    assert of_kompas not in seeking


def test_from_a_silent_owner_only_who_works_here_takes_it_up_and_the_owner_hears_so(
    resident: Client, partner: Client, network: Network, joris: Person, samira: Person
) -> None:
    silent = an_activity(network, every_wednesday(), owner=samira)
    long_ago = timezone.now() - dt.timedelta(days=91)
    Person.objects.filter(pk=samira.pk).update(joined_at=long_ago, last_login=long_ago)
    assert silent.title not in resident.get(url("activity_list", network) + "?lijst=trekker").text
    assert resident.post(url("activity_take_up", network, silent.pk)).status_code == 409
    assert silent.title in partner.get(url("activity_list", network) + "?lijst=trekker").text
    assert partner.post(url("activity_take_up", network, silent.pk)).status_code == 302
    silent.refresh_from_db()
    assert silent.owner == joris
    mail = Mail.objects.get(person=samira)
    assert silent.title not in mail.subject + mail.body
    assert joris.name not in mail.subject + mail.body


def test_get_of_what_only_goes_by_post_is_refused(connector: Client, network: Network) -> None:
    activity = an_activity(network)
    for name in ("activity_again", "activity_ask_again", "activity_take_up"):
        assert connector.get(url(name, network, activity.pk)).status_code == 405
