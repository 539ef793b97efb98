"""Saying that one is away, and coming back."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.people.models import Mail, Person
from buurtnet.privacy.models import LogRow
from buurtnet.questions.models import Duty, Leave
from buurtnet.questions.roster import door_of
from buurtnet.themes.models import Theme
from tests.people.cast import ring_one, ring_two
from tests.questions.rows import DAY, a_question, away, on_duty

pytestmark = pytest.mark.django_db


@pytest.fixture
def url() -> str:
    return reverse("questions:leave")


def days(first: dt.date, last: dt.date) -> dict[str, str]:
    return {"starts_on": first.isoformat(), "ends_on": last.isoformat()}


def test_days_away_are_kept_and_shown(url: str, network: Network, samira: Person, emre: Person) -> None:
    on_duty(network, samira)
    on_duty(network, emre, deputy=samira)
    client, today = ring_one(samira), timezone.localdate()
    assert client.post(url, days(today, today + 2 * DAY)).status_code == 302
    leave = Leave.objects.get()
    assert (leave.person, leave.starts_on, leave.ends_on) == (samira, today, today + 2 * DAY)
    page = client.get(url).content.decode()
    assert "tot en met" in page
    assert "jij valt in voor Emre Yilmaz" in page


def test_the_theme_of_a_line_is_said_in_the_language_of_the_page(url: str, network: Network, samira: Person) -> None:
    on_duty(network, samira, theme=Theme.objects.create(slug="spel", function=1, name="Spelen", name_en="Playing"))
    assert "· Playing" in ring_one(samira).get(url, {"taal": "en"}).content.decode()


def test_the_same_days_sent_twice_are_kept_once(url: str, samira: Person) -> None:
    client, today = ring_one(samira), timezone.localdate()
    for _time in range(2):
        assert client.post(url, days(today, today)).status_code == 302
    assert Leave.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Leave.objects.create(person=samira, starts_on=today, ends_on=today)


def test_leave_is_taken_back_by_its_own_person_only(url: str, samira: Person, joris: Person) -> None:
    leave = away(samira, timezone.localdate() + DAY)
    ring_one(joris).post(url, {"weg": str(leave.pk)})
    assert Leave.objects.exists()
    ring_one(samira).post(url, {"weg": str(leave.pk)})
    assert not Leave.objects.exists()


@pytest.mark.parametrize("nonsense", ["x", "", "1", "../", "2c01fa48-d2b6-4b09-83ad-49b39d586644"])
def test_nonsense_takes_nothing_back(url: str, samira: Person, nonsense: str) -> None:
    away(samira, timezone.localdate())
    assert ring_one(samira).post(url, {"weg": nonsense}).status_code in {302, 404}
    assert Leave.objects.count() == 1


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [(1, 0, "ligt voor de eerste"), (-3, -2, "al voorbij"), (0, 5_000, "3 jaar")],
)
def test_impossible_days_are_refused_in_a_sentence(
    url: str, samira: Person, first: int, last: int, says: str
) -> None:
    today = timezone.localdate()
    page = ring_one(samira).post(url, days(today + first * DAY, today + last * DAY))
    assert says in page.content.decode()
    assert not Leave.objects.exists()


@pytest.mark.parametrize("said", [{}, {"starts_on": "x", "ends_on": "y"}, {"starts_on": "2026-13-40"}])
def test_what_is_no_day_is_said(url: str, samira: Person, said: dict[str, Any]) -> None:
    assert "Kies een dag." in ring_one(samira).post(url, said).content.decode()


def test_when_the_last_one_leaves_the_director_hears(
    url: str, network: Network, roster: list[Duty], samira: Person, joris: Person, ingrid: Person
) -> None:
    a_question(network)
    today = timezone.localdate()
    for one in (samira, joris):
        ring_one(one).post(url, days(today, today + 4 * DAY))
    assert [mail.to for mail in Mail.objects.all()] == [ingrid.email]


def ill(network: Network, director: Person, duty: Duty, until: dt.date) -> Any:
    address = reverse("questions:duty", args=[network.slug, duty.pk])
    return ring_two(director).post(address, {"doe": "afwezig", "last_day": until.isoformat()})


def test_a_director_says_it_for_who_is_too_ill_and_the_door_shuts(
    url: str, client: Client, network: Network, roster: list[Duty], samira: Person, ingrid: Person
) -> None:
    """The line stays on the roster, and who comes back says so."""
    a_question(network)
    today = timezone.localdate()
    for duty in roster:
        assert ill(network, ingrid, duty, today + 10 * DAY).status_code == 302
    assert Leave.objects.count() == len(roster) == Duty.objects.filter(ends_on=None).count()
    assert not door_of(network, timezone.now()).is_open
    page = client.get(f"/{network.slug}/vraag/").content.decode()
    assert "Bel of kom langs" in page
    assert {mail.to for mail in Mail.objects.all()} == {ingrid.email}
    assert LogRow.objects.filter(rule="duty.away", actor=str(ingrid.pk), subject=str(samira.pk)).exists()
    ring_one(samira).post(url, {"weg": str(Leave.objects.get(person=samira).pk)})
    assert not Leave.objects.filter(person=samira).exists()


@pytest.mark.parametrize("days_ahead", [-1, 29, 4_000])
def test_a_director_sets_nobody_away_for_long(
    network: Network, roster: list[Duty], ingrid: Person, days_ahead: int
) -> None:
    page = ill(network, ingrid, roster[0], timezone.localdate() + days_ahead * DAY).content.decode()
    assert "Kies een dag vanaf vandaag, binnen vier weken." in page
    assert page.count("field-wrong") == 1  # the line itself is as it was
    assert not Leave.objects.exists()


def test_nobody_is_set_away_by_another_than_the_director(
    network: Network, roster: list[Duty], joris: Person, samira: Person
) -> None:
    for one in (joris, samira):
        assert ill(network, one, roster[0], timezone.localdate()).status_code == 404
    assert not Leave.objects.exists()
