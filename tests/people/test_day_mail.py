"""The mail of the day: at the hour someone chose, once, only when something waits, and telling a number only."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.people import day_mailing
from buurtnet.people.choices import Role
from buurtnet.people.day_mailing import choose, send_day_mails
from buurtnet.people.models import DayMail, Mail, Membership, Person
from buurtnet.privacy.actions import erase_all_of
from tests.factories import NetworkFactory
from tests.people.at_work import fresh_limits, network
from tests.people.cast import person, ring_one

__all__ = ["fresh_limits", "network"]
pytestmark = pytest.mark.django_db

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MONDAY = dt.datetime(2026, 4, 20, 8, 5, tzinfo=AMSTERDAM)
A_DAY = dt.timedelta(days=1)


def waits(number: int) -> day_mailing.Waiting:
    return lambda person, now: number


@pytest.fixture
def samira(network: Network) -> Person:
    return person("Samira Haddad", Role.CONNECTOR, network)


@pytest.fixture
def wanted(samira: Person) -> DayMail:
    """On working days at eight."""
    return DayMail.objects.create(person=samira, is_on=True, hour=8)


def test_it_goes_at_the_hour_that_was_chosen(wanted: DayMail) -> None:
    assert send_day_mails(MONDAY - dt.timedelta(minutes=6), waits(3)) == 0
    assert send_day_mails(MONDAY, waits(3)) == 1
    assert Mail.objects.get().to == "samira.haddad@havendijk.example"


def test_it_tells_how_many_and_nothing_else(wanted: DayMail) -> None:
    send_day_mails(MONDAY, waits(3))
    mail = Mail.objects.get()
    assert mail.subject == "Er staan 3 dingen voor je klaar in Buurtnet"
    assert mail.body.startswith("Er staan 3 dingen voor je klaar in Buurtnet.")
    assert reverse("home:my_day") in mail.body
    assert reverse("people:day_mail") in mail.body
    assert "Samira" not in mail.body
    assert "Havendijk" not in mail.body


def test_one_thing_is_said_as_one(wanted: DayMail) -> None:
    send_day_mails(MONDAY, waits(1))
    assert Mail.objects.get().subject == "Er staat iets voor je klaar in Buurtnet"


def test_it_speaks_the_language_of_the_person(wanted: DayMail, samira: Person) -> None:
    Person.objects.filter(pk=samira.pk).update(language="nl-be")
    send_day_mails(MONDAY, waits(2))
    assert Mail.objects.get().subject.startswith("Er staan 2 dingen")


def test_a_day_has_one_mail_however_often_the_worker_looks(wanted: DayMail) -> None:
    sent = [send_day_mails(MONDAY + dt.timedelta(minutes=5 * turn), waits(2)) for turn in range(6)]
    assert sent == [1, 0, 0, 0, 0, 0]
    assert send_day_mails(MONDAY + A_DAY, waits(2)) == 1


def test_when_nothing_waits_at_the_hour_there_is_no_mail_that_day(wanted: DayMail) -> None:
    assert send_day_mails(MONDAY, waits(0)) == 0
    assert send_day_mails(MONDAY + dt.timedelta(minutes=30), waits(5)) == 0
    assert not Mail.objects.exists()


def test_a_worker_that_dies_between_the_mail_and_the_note_leaves_neither(
    wanted: DayMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = day_mailing.mail_count

    def dies(person: Person, number: int) -> None:
        whole(person, number)
        raise KeyboardInterrupt

    monkeypatch.setattr(day_mailing, "mail_count", dies)
    with pytest.raises(KeyboardInterrupt):
        send_day_mails(MONDAY, waits(2))
    assert not Mail.objects.exists()
    monkeypatch.undo()
    assert send_day_mails(MONDAY + dt.timedelta(minutes=5), waits(2)) == 1
    assert Mail.objects.count() == 1


def test_a_day_without_worker_sends_no_mail_at_night(wanted: DayMail) -> None:
    assert send_day_mails(MONDAY.replace(hour=23), waits(2)) == 0


def test_not_on_other_days_and_not_when_it_is_off(wanted: DayMail) -> None:
    saturday = MONDAY + 5 * A_DAY
    assert send_day_mails(saturday, waits(2)) == 0
    DayMail.objects.update(weekdays=[5])
    assert send_day_mails(saturday, waits(2)) == 1
    DayMail.objects.update(is_on=False, done_on=None)
    assert send_day_mails(saturday, waits(2)) == 0


def test_the_hour_is_that_of_the_first_network(wanted: DayMail, network: Network) -> None:
    elsewhere = NetworkFactory(time_zone="Europe/Lisbon")
    Membership.objects.create(person=wanted.person, role=Role.MEMBER, network=elsewhere)
    Membership.objects.filter(network=network).update(starts_at=timezone.now() - A_DAY)
    Network.objects.filter(pk=network.pk).update(time_zone="Atlantic/Azores")
    assert send_day_mails(MONDAY, waits(2)) == 0
    assert send_day_mails(MONDAY.replace(tzinfo=ZoneInfo("Europe/Lisbon")), waits(2)) == 0
    assert send_day_mails(MONDAY.replace(tzinfo=ZoneInfo("Atlantic/Azores")), waits(2)) == 1


def test_without_a_network_it_is_dutch_time() -> None:
    alone = person("Joris Bakker")
    DayMail.objects.create(person=alone, is_on=True, hour=8)
    assert send_day_mails(MONDAY, waits(1)) == 1


def test_when_the_clock_changes_the_hour_stays_the_hour(wanted: DayMail) -> None:
    DayMail.objects.update(weekdays=list(range(7)))
    for day in (dt.date(2026, 3, 28), dt.date(2026, 3, 29), dt.date(2026, 10, 24), dt.date(2026, 10, 25)):
        seven = dt.datetime.combine(day, dt.time(7, 59), AMSTERDAM)
        assert send_day_mails(seven, waits(1)) == 0
        assert send_day_mails(seven.replace(hour=8, minute=0), waits(1)) == 1


def test_a_closed_account_gets_none(wanted: DayMail, samira: Person) -> None:
    Person.objects.filter(pk=samira.pk).update(is_active=False)
    assert send_day_mails(MONDAY, waits(4)) == 0


def test_one_that_fails_stops_no_other(wanted: DayMail, network: Network) -> None:
    other = person("Ingrid de Wit", Role.DIRECTOR, network)
    DayMail.objects.create(person=other, is_on=True, hour=8)

    def breaks(who: Person, now: dt.datetime) -> int:
        if who == wanted.person:
            raise ValueError
        return 1

    assert send_day_mails(MONDAY, breaks) == 1
    assert Mail.objects.get().person == other
    assert send_day_mails(MONDAY, waits(1)) == 1  # and is tried again


def test_looking_costs_one_query_while_nothing_is_due(network: Network) -> None:
    for number in range(5):
        DayMail.objects.create(person=person(f"Buur {number}", Role.MEMBER, network), is_on=True, hour=20)
    with CaptureQueriesContext(connection) as captured:
        send_day_mails(MONDAY, waits(1))
    assert len(captured) == 1


def test_two_who_look_at_once_send_one(wanted: DayMail) -> None:
    seen = DayMail.objects.get()
    assert day_mailing.write(seen, MONDAY, 2)
    assert not day_mailing.write(seen, MONDAY, 2)
    assert Mail.objects.count() == 1


def test_someone_chooses_hour_and_days_and_stops_again(samira: Person) -> None:
    client, address = ring_one(samira), reverse("people:day_mail")
    page = client.get(address).content.decode()
    assert "Mail van de dag" in page
    assert not DayMail.objects.exists()  # looking changes nothing
    sent = client.post(address, {"is_on": "on", "hour": "7", "weekdays": ["0", "3"]}, follow=True)
    assert "Bewaard. Je krijgt de mail." in sent.content.decode()
    found = DayMail.objects.get()
    assert (found.person, found.is_on, found.hour, found.weekdays) == (samira, True, 7, [0, 3])
    stopped = client.post(address, {"hour": "7", "weekdays": ["0"]}, follow=True)
    assert "Bewaard. Je krijgt geen mail." in stopped.content.decode()
    assert not DayMail.objects.get().is_on


@pytest.mark.parametrize(
    "posted",
    [
        {"is_on": "on", "hour": "7"},
        {"is_on": "on", "hour": "3", "weekdays": "0"},
        {"is_on": "on", "hour": "8", "weekdays": ["0", "9"]},
        {"is_on": "on", "hour": "8" * 5_000, "weekdays": "0"},
    ],
)
def test_nonsense_is_said_in_a_sentence_and_kept_nowhere(samira: Person, posted: dict[str, str]) -> None:
    answer = ring_one(samira).post(reverse("people:day_mail"), posted)
    assert answer.status_code == 200
    assert "Er gaat nog iets niet goed" in answer.content.decode()
    assert not DayMail.objects.exists()


def test_an_hour_that_is_past_today_begins_tomorrow(samira: Person) -> None:
    choose(samira, is_on=True, hour=7, weekdays=list(range(7)), now=MONDAY)
    assert send_day_mails(MONDAY, waits(2)) == 0
    assert send_day_mails(MONDAY + A_DAY, waits(2)) == 1


def test_who_is_not_signed_in_goes_to_the_door(client: Client) -> None:
    assert client.get(reverse("people:day_mail")).status_code == 302


def test_it_goes_when_the_person_is_erased(wanted: DayMail, samira: Person) -> None:
    erase_all_of(samira.pk, by=samira)
    assert not DayMail.objects.exists()
