"""The calendar of a service, a place and a neighbourhood, as a program that follows them gets it."""

import datetime as dt
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date

from buurtnet.areas.kept import forget_all
from buurtnet.areas.models import Area, Network
from buurtnet.directory.models import Location, Schedule, Service, ServiceAtLocation, ServiceReach
from buurtnet.themes.models import Theme
from tests.directory.searchable import addressed, placed, weekly
from tests.factories import NetworkFactory
from tests.feeds.asking import get, public, text
from tests.feeds.reading import events

pytestmark = pytest.mark.django_db

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
IN_MAY = dt.datetime(timezone.now().year, 5, 1, 12, 0, tzinfo=dt.UTC)  # of a calendar that began this year
IN_JUNE = IN_MAY + dt.timedelta(days=31)


@pytest.fixture
def club(areas: list[Area], network: Network) -> Service:
    """A homework club on Tuesdays, at a place with an address."""
    club = public("Huiswerkclub, de Loods; \\ gratis", areas[1], at=None, function=2, description="Samen huiswerk.")
    place = placed(club, 120)
    Location.objects.filter(pk=place.pk).update(name="Buurthuis De Ankerplaats")
    addressed(place, "Netstraat 14")
    weekly(club, "TU", "15:30", "17:00", notes="Neem je boeken mee.")
    Service.objects.filter(pk=club.pk).update(last_modified=IN_MAY)
    club.themes.set([Theme.objects.get_or_create(slug="huiswerk", defaults={"function": 2, "name": "Huiswerk"})[0]])
    return club


def place_of(service: Service) -> Location:
    return Location.objects.get(at_services__service=service)


def test_a_calendar_says_what_when_and_where(club: Service) -> None:
    (event,) = events(text("service_calendar", club.pk))
    assert event.summary == "Huiswerkclub, de Loods; \\ gratis"
    assert event.location == "Buurthuis De Ankerplaats, Netstraat 14, Havendijk"
    assert event.geo is not None
    assert round(event.geo.lng, 3) == 4.15
    assert event.categories == ["Opvang en school", club.themes.get().name]
    assert str(event.url) == f"https://buurt.example/havendijk/aanbod/{club.pk}/"
    assert "Neem je boeken mee." in (event.description or "")
    assert event.start_datetime.astimezone(AMSTERDAM).time() == dt.time(15, 30)
    assert event.end_datetime - event.start_datetime == dt.timedelta(minutes=90)
    assert event.rrule is not None
    assert event.transparency == "TRANSPARENT"


def test_a_calendar_names_itself_its_zone_and_how_often_to_ask(club: Service) -> None:
    body = text("service_calendar", club.pk)
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\n" in body
    assert "X-PUBLISHED-TTL:PT12H\r\n" in body
    assert "BEGIN:VTIMEZONE\r\nTZID:Europe/Amsterdam\r\n" in body
    assert "DTSTART:20000326T020000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\n" in body
    assert "METHOD" not in body  # a calendar to follow is no invitation
    assert all(len(line.encode()) <= 75 for line in body.split("\r\n"))


def test_the_same_calendar_is_not_sent_twice(club: Service) -> None:
    first = get("service_calendar", club.pk)
    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert first.headers["Cache-Control"] == "public, max-age=3600"
    assert first.headers["Last-Modified"] == http_date(IN_MAY.timestamp())
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert not first.cookies
    again = get("service_calendar", club.pk, if_none_match=first.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert get("service_calendar", club.pk).content == first.content


@pytest.mark.parametrize("tag", ["x", '"', 'W/"', '"a", "b', "*x", "é" * 50, ","])
def test_a_tag_that_means_nothing_gets_the_calendar(club: Service, tag: str) -> None:
    assert get("service_calendar", club.pk, if_none_match=tag).status_code == 200


def test_head_gives_the_headers_alone(club: Service) -> None:
    response = Client().head(reverse("feeds:service_calendar", args=[club.pk]))
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["ETag"]


def test_a_change_is_a_later_revision_of_the_same_event(club: Service) -> None:
    (before,) = events(text("service_calendar", club.pk))
    Service.objects.filter(pk=club.pk).update(name="Leesclub", last_modified=IN_JUNE)
    (after,) = events(text("service_calendar", club.pk))
    assert before.uid == after.uid
    assert (before.sequence or 0) < (after.sequence or 0)
    assert before.dtstamp < after.dtstamp == after.last_modified


def test_the_language_is_that_of_the_address_and_not_of_a_cookie(club: Service) -> None:
    Service.objects.filter(pk=club.pk).update(name_i18n={"en": "Homework club"})
    client = Client()
    client.cookies["taal"] = "en"
    url = reverse("feeds:service_calendar", args=[club.pk])
    assert "SUMMARY:Huiswerkclub" in client.get(url).content.decode()
    asked = client.get(url, {"taal": "en"})
    assert "SUMMARY:Homework club" in asked.content.decode()
    assert asked.headers["Content-Language"] == "en"
    assert asked.headers["Cache-Control"].startswith("private")


@pytest.mark.parametrize("fields", [{"status": "defunct"}, {"gone_at": IN_MAY}])
def test_what_stopped_is_gone(club: Service, fields: dict[str, object]) -> None:
    Service.objects.filter(pk=club.pk).update(**fields)
    assert get("service_calendar", club.pk).status_code == 410
    assert get("place_calendar", place_of(club).pk).status_code == 404


def test_what_does_not_run_now_is_not_found_and_may_come_back(club: Service) -> None:
    Service.objects.filter(pk=club.pk).update(status="inactive")
    assert get("service_calendar", club.pk).status_code == 404
    Service.objects.filter(pk=club.pk).update(status="active")
    assert get("service_calendar", club.pk).status_code == 200


def test_a_place_that_its_source_no_longer_names_is_gone(club: Service) -> None:
    Location.objects.update(gone_at=IN_MAY)
    assert get("place_calendar", place_of(club).pk).status_code == 410


def test_what_is_closed_for_a_while_has_an_empty_calendar(club: Service) -> None:
    Service.objects.filter(pk=club.pk).update(status="temporarily closed")
    assert events(text("service_calendar", club.pk)) == []


def test_what_is_hidden_until_it_is_checked_is_not_found(club: Service) -> None:
    Service.objects.filter(pk=club.pk).update(is_kept_by_editor=True, assured_date="2020-01-01")
    assert get("service_calendar", club.pk).status_code == 404


def test_what_only_a_network_that_is_not_listed_shows_is_not_found(club: Service, network: Network) -> None:
    Network.objects.filter(pk=network.pk).update(is_listed=False)
    assert get("service_calendar", club.pk).status_code == 404
    assert get("place_calendar", place_of(club).pk).status_code == 404
    assert get("neighbourhood_calendar", "havendijk", Area.objects.get(name="Zoutkeet").slug).status_code == 404


def test_an_id_that_is_of_nothing_or_of_something_else_is_not_found(club: Service) -> None:
    for other in (uuid4(), UUID(int=0), club.organization_id, place_of(club).pk):
        assert get("service_calendar", other).status_code == 404
    assert get("place_calendar", club.pk).status_code == 404
    for forged in ("x", "../../etc", str(club.pk).upper(), f"{club.pk}%00", "%F0%28%8C%28"):
        assert Client().get(f"/agenda-bestand/aanbod/{forged}.ics").status_code in {400, 404}


def test_a_service_outside_every_network_is_not_found(club: Service) -> None:
    ServiceReach.objects.all().delete()
    assert get("service_calendar", club.pk).status_code == 404


def test_of_a_safe_address_nothing_is_told(club: Service) -> None:
    place = place_of(club)
    Location.objects.filter(pk=place.pk).update(hide_address=True, name="Huis Geheim")
    Schedule.objects.create(location=place, freq="WEEKLY", byday="MO", opens_at="09:00", notes="bel twee keer aan")
    body = text("service_calendar", club.pk).replace("\r\n ", "")
    (event,) = events(body)
    assert event.geo is None
    for secret in ("Netstraat", "Geheim", "twee keer", "52.0"):
        assert secret not in body
    assert get("place_calendar", place.pk).status_code == 404


def test_control_characters_and_long_texts_come_through(club: Service) -> None:
    Service.objects.filter(pk=club.pk).update(
        name="Club\x0b\x1f\u202e\ud7ff BEGIN:VEVENT\r\nX:1", description="€" * 200_000
    )
    body = text("service_calendar", club.pk)
    assert len(events(body)) == 1
    assert all(len(line.encode()) <= 75 for line in body.split("\r\n"))
    assert "\x0b" not in body


def test_a_place_has_its_own_hours_and_what_has_its_own_times_there(club: Service, areas: list[Area]) -> None:
    place = place_of(club)
    Schedule.objects.create(location=place, freq="WEEKLY", byday="MO,TU,WE", opens_at="09:00", closes_at="17:00")
    desk = public("Inloop", areas[1])
    ServiceAtLocation.objects.create(service=desk, location=place)
    found = sorted(str(one.summary) for one in events(text("place_calendar", place.pk)))
    assert found == ["Buurthuis De Ankerplaats", "Huiswerkclub, de Loods; \\ gratis"]
    assert [one.summary for one in events(text("service_calendar", desk.pk))] == ["Inloop"]  # open with its building


def test_a_time_at_two_places_is_said_once(club: Service) -> None:
    placed(club, 900)
    assert len(events(text("service_calendar", club.pk))) == 1


def test_times_of_each_place_are_both_there(club: Service) -> None:
    for day, place in (("WE", place_of(club)), ("TH", placed(club, 900))):
        link = ServiceAtLocation.objects.get(service=club, location=place)
        Schedule.objects.create(at_location=link, freq="WEEKLY", byday=day, opens_at="10:00", closes_at="11:00")
    found = events(text("service_calendar", club.pk))
    assert sorted(one.start_datetime.weekday() for one in found) == [2, 3]
    assert len({one.uid for one in found}) == 2


def test_a_neighbourhood_has_what_happens_there_a_day_or_two_a_week(club: Service, areas: list[Area]) -> None:
    office = public("Loket", areas[1])
    weekly(office, "MO,TU,WE,TH,FR", "09:00", "17:00")
    elsewhere = public("Elders", areas[2])
    weekly(elsewhere, "MO", "09:00", "10:00")
    around = public("Overal", areas[0])
    weekly(around, "MO", "09:00", "10:00")
    body = text("neighbourhood_calendar", "havendijk", areas[1].slug)
    assert [one.summary for one in events(body)] == [club.name]
    assert "X-WR-CALNAME:Agenda van Vuurtorenkwartier" in body


def test_a_neighbourhood_of_another_network_is_not_found(club: Service, areas: list[Area]) -> None:
    NetworkFactory(slug="duinbeke", areas=[])
    assert get("neighbourhood_calendar", "duinbeke", areas[1].slug).status_code == 404
    assert get("neighbourhood_calendar", "nergens", areas[1].slug).status_code == 404
    assert get("neighbourhood_calendar", "havendijk", "nergens").status_code == 404


def test_the_number_of_questions_does_not_grow(club: Service, areas: list[Area]) -> None:
    def asked() -> int:
        forget_all()
        with CaptureQueriesContext(connection) as questions:
            events(text("neighbourhood_calendar", "havendijk", areas[1].slug))
        return len(questions)

    before = asked()
    for number in range(12):
        weekly(public(f"Club {number}", areas[1], at=number * 10), "FR", "10:00", "11:00")
    assert asked() == before
