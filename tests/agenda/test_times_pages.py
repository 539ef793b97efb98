"""The pages of times: other times for one, for what follows and for all; off, on again, and one more."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from buurtnet.agenda.choices import DateState
from buurtnet.agenda.dates import Times
from buurtnet.agenda.how_often import last_in_month
from buurtnet.agenda.models import Activity, ActivityDate
from buurtnet.areas.models import Network
from buurtnet.people.models import Person
from tests.agenda.rows import WEDNESDAYS, an_activity, coming, local_starts
from tests.people.cast import ring_one

pytestmark = pytest.mark.django_db

WEDNESDAY, THURSDAY = 2, 3


@pytest.fixture
def activity(network: Network, joris: Person) -> Activity:
    """Joris pulls it, every Wednesday."""
    return an_activity(network, Times(coming(WEDNESDAY), dt.time(15, 30), 90, WEDNESDAYS), owner=joris)


@pytest.fixture
def second(activity: Activity) -> ActivityDate:
    return activity.dates.all()[1]


def url(name: str, pk: Any) -> str:
    return reverse(f"agenda:{name}", args=["havendijk", pk])


def sent(which: str, **more: Any) -> dict[str, Any]:
    day = coming(THURSDAY, weeks=2).isoformat()
    return {
        "which": which, "starts_on": day, "starts_at": "19:00", "ends_at": "20:00", "pace": "weekly", "version": 1,
    } | more  # fmt: skip


def test_the_page_begins_with_how_it_is_now(partner: Client, second: ActivityDate) -> None:
    page = partner.get(url("date_change", second.pk)).text
    assert f'value="{coming(WEDNESDAY, weeks=2).isoformat()}"' in page
    assert 'value="15:30"' in page
    assert 'value="weekly" selected' in page


def test_only_this_time(partner: Client, activity: Activity, second: ActivityDate) -> None:
    answer = partner.post(url("date_change", second.pk), sent("one", note="Neem een jas mee"))
    assert answer.status_code == 302
    second.refresh_from_db()
    assert second.is_changed
    assert second.note == "Neem een jas mee"
    starts = local_starts(activity)
    assert [one.weekday() for one in starts[:4]] == [WEDNESDAY, THURSDAY, WEDNESDAY, WEDNESDAY]


def test_this_and_all_that_follow(partner: Client, activity: Activity, second: ActivityDate) -> None:
    assert partner.post(url("date_change", second.pk), sent("following")).status_code == 302
    assert [one.weekday() for one in local_starts(activity)[:4]] == [WEDNESDAY, THURSDAY, THURSDAY, THURSDAY]


def test_all_that_still_come(partner: Client, activity: Activity, second: ActivityDate) -> None:
    first_day = coming(THURSDAY).isoformat()
    assert partner.post(url("date_change", second.pk), sent("all", starts_on=first_day)).status_code == 302
    assert {one.weekday() for one in local_starts(activity)} == {THURSDAY}


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"which": ""}, "Kies voor welke keren dit is."),
        ({"which": "each"}, "Kies voor welke keren dit is."),
        ({"starts_on": ""}, "Kies een dag."),
        ({"starts_on": "2020-01-01"}, "Deze dag is al geweest."),
        ({"version": "x"}, "Open de pagina opnieuw."),
    ],
)
def test_what_is_wrong_is_said(partner: Client, second: ActivityDate, more: dict[str, Any], sentence: str) -> None:
    answer = partner.post(url("date_change", second.pk), sent("one") | more)
    assert answer.status_code == 200
    assert sentence in answer.text


@pytest.mark.parametrize("which", ["one", "following", "all"])
def test_when_another_was_first_nothing_changes(
    partner: Client, activity: Activity, second: ActivityDate, which: str
) -> None:
    before = local_starts(activity)
    Activity.objects.update(version=5)
    answer = partner.post(url("date_change", second.pk), sent(which))
    assert answer.status_code == 409
    assert "Iemand anders paste dit net aan." in answer.text
    assert 'name="version" value="5"' in answer.text
    assert local_starts(activity) == before


def test_off_with_why_and_on_again(partner: Client, second: ActivityDate) -> None:
    assert partner.get(url("date_cancel", second.pk)).status_code == 200
    assert "Schrijf in één zin waarom niet." in partner.post(url("date_cancel", second.pk), {"because": " "}).text
    assert partner.post(url("date_cancel", second.pk), {"because": "De ruimte is dicht."}).status_code == 302
    assert partner.post(url("date_cancel", second.pk), {"because": "Nog eens."}).status_code == 409
    assert "De ruimte is dicht." in partner.get(url("activity_own", second.activity_id)).text
    assert partner.get(url("date_uncancel", second.pk)).status_code == 405
    assert partner.post(url("date_uncancel", second.pk)).status_code == 302
    assert partner.post(url("date_uncancel", second.pk)).status_code == 409
    second.refresh_from_db()
    assert second.state == DateState.PLANNED


def test_one_more_time(partner: Client, activity: Activity) -> None:
    said = {"starts_on": coming(THURSDAY).isoformat(), "starts_at": "10:00", "ends_at": "11:00"}
    number = activity.dates.count()
    assert partner.get(url("date_add", activity.pk)).status_code == 200
    assert partner.post(url("date_add", activity.pk), said).status_code == 302
    assert partner.post(url("date_add", activity.pk), said).status_code == 409
    assert partner.post(url("date_add", activity.pk), {"starts_on": "9999-12-31"}).status_code == 200
    assert partner.post(url("date_add", activity.pk), {"starts_on": "2020-01-01"}).status_code == 200
    assert activity.dates.count() == number + 1


def test_the_last_friday_can_be_another_day_for_once(network: Network, samira: Person) -> None:
    friday = last_in_month(coming(4, weeks=5))
    last = an_activity(network, Times(friday, dt.time(15), 90, "FREQ=MONTHLY;BYDAY=-1FR"), owner=samira)
    date = last.dates.all()[0]
    other = (friday - dt.timedelta(days=7)).isoformat()
    said = sent("one", starts_on=other, pace="monthly_last", version=last.version)
    client = ring_one(samira)
    assert "checked" in client.get(url("date_change", date.pk)).text
    assert "Dit is niet de laatste vrijdag van de maand." in client.post(
        url("date_change", date.pk), said | {"which": "following"}
    ).text  # fmt: skip
    assert client.post(url("date_change", date.pk), said).status_code == 302


def test_of_a_long_series_the_first_dates_are_shown_and_the_rest_is_folded(
    partner: Client, activity: Activity
) -> None:
    page = partner.get(url("activity_own", activity.pk)).text
    assert page[: page.index("Nog 18 keer")].count('class="own-deeds"') == 6
