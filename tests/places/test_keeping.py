"""Keeping a place: putting it on the site, changing it, its hours and the days on which it is closed."""

import datetime as dt
import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from buurtnet.areas.models import Network
from buurtnet.people.models import Organization, Person
from buurtnet.places.choices import Access, Approval, HoursKind
from buurtnet.places.models import ClosedDays, OpenHours, Venue
from buurtnet.privacy.models import LogRow
from tests.factories import NetworkFactory
from tests.people.cast import ring_two
from tests.places.rows import a_booking, a_venue, in_days

pytestmark = pytest.mark.django_db
DESK = "/havendijk/beheer/plekken/"
LEAST = {
    "name": "Keuken", "kind": "kitchen", "access": "open", "approval": "direct", "buffer_before": "0",
    "buffer_after": "15", "longest_minutes": "120", "is_shown": "1",
}  # fmt: skip


def words(page: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).replace("\xa0", " ").split())


@pytest.fixture
def director(ingrid: Person) -> Client:
    return ring_two(ingrid)


def test_a_new_place_is_made_once_and_leads_to_its_hours(network: Network, director: Client) -> None:
    key = str(uuid4())
    answers = [director.post(f"{DESK}nieuw/", LEAST | {"form_key": key}) for _time in range(2)]
    venue = Venue.objects.get()
    assert {one["Location"] for one in answers} == {f"{DESK}{venue.pk}/tijden/?klaar=nieuw"}
    assert (venue.name, venue.approval, venue.buffer_after, venue.network) == ("Keuken", Approval.DIRECT, 15, network)
    assert LogRow.objects.filter(action="create", object_id=str(venue.pk)).count() == 1


def test_a_key_of_a_place_elsewhere_makes_one_here_and_tells_nothing(network: Network, director: Client) -> None:
    elsewhere = a_venue(NetworkFactory(slug="elders", rooms=["places"]))
    for _time in range(2):
        assert director.post(f"{DESK}nieuw/", LEAST | {"form_key": str(elsewhere.pk)}).status_code == 302
    assert Venue.objects.filter(network=network).count() == 1
    elsewhere.refresh_from_db()
    assert elsewhere.name == "De Zaal"


@pytest.mark.parametrize("approval", ["trusted", "ask"])
def test_a_place_with_a_code_is_had_at_once_by_partners_at_most(director: Client, approval: str) -> None:
    director.post(f"{DESK}nieuw/", LEAST | {"access": "code", "door_code": "4711", "approval": approval})
    assert Venue.objects.get().approval == approval


def test_an_editor_who_names_no_host_keeps_what_they_made(
    network: Network, aisha: Person, buurtteam: Organization
) -> None:
    client = ring_two(aisha)
    client.post(f"{DESK}nieuw/", LEAST)
    venue = Venue.objects.get()
    assert venue.host == buurtteam
    assert client.get(f"{DESK}{venue.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"name": ""}, "Geef de plek een naam."),
        ({"kind": "kasteel"}, "Kies er een uit de lijst."),
        ({"name": "x" * 100_000}, "Die naam is te lang."),
        ({"price": "veel"}, "Vul een bedrag in"),
        ({"price": "-1"}, "Vul een bedrag in"),
        ({"price": "1e400"}, "Vul een bedrag in"),
        ({"capacity": "99999999999999999999"}, "Vul een getal in"),
        ({"access": "code"}, "Vul de code van de deur in"),
        ({"access": "code", "door_code": "4711"}, "Dit past niet bij een code."),
        ({"where": "Nergenshuizen"}, "staat niet op de kaart"),
        ({"location": "onzin"}, ""),
        ({"host": str(uuid4())}, "Kies er een uit de lijst."),
        ({"keeper": "onzin"}, "Kies er een uit de lijst."),
        ({"facilities": "zwembad"}, "Kies er een uit de lijst."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(director: Client, said: dict[str, str], sentence: str) -> None:
    page = director.post(f"{DESK}nieuw/", LEAST | said)
    assert page.status_code == 200
    assert sentence in words(page)
    assert not Venue.objects.exists()


@pytest.mark.parametrize(("said", "cents"), [("7,50", 750), ("7.5", 750), ("€ 12", 1200), ("", 0)])
def test_a_price_is_typed_as_people_do(director: Client, said: str, cents: int) -> None:
    director.post(f"{DESK}nieuw/", LEAST | {"price": said})
    assert Venue.objects.get().price_cents == cents


def test_a_change_made_on_an_older_page_is_refused_and_shown(network: Network, director: Client) -> None:
    venue = a_venue(network)
    url = f"{DESK}{venue.pk}/"
    assert director.post(url, LEAST | {"version": "1", "name": "Eerste"}).status_code == 302
    late = director.post(url, LEAST | {"version": "1", "name": "Tweede"})
    assert late.status_code == 409
    assert "Nu staat er: Eerste" in words(late)
    assert 'value="Tweede"' in late.content.decode()
    venue.refresh_from_db()
    assert (venue.name, venue.version) == ("Eerste", 2)
    assert director.post(url, LEAST | {"version": "2", "name": "Tweede"}).status_code == 302


def test_a_form_that_was_opened_and_kept_changes_nothing(network: Network, director: Client) -> None:
    venue = a_venue(
        network, approval=Approval.ASK, access=Access.CODE, door_code="4711#", capacity=20,
        price_cents=750, facilities=["wifi"], safe_for=["quiet"],
        house_rules="Ruim op.\nDoe het licht uit.", longest_minutes=120, hours_ahead=3,
    )  # fmt: skip
    page = director.get(f"{DESK}{venue.pk}/")
    form = page.context["form"]
    shown = {name: form[name].value() for name in form.fields}
    said = {name: value for name, value in shown.items() if value is not None and value is not False}
    names = [name for name in Venue.Privacy.public if name not in {"version", "changed_at"}] + ["door_code"]
    before = {name: getattr(venue, name) for name in names}
    assert director.post(f"{DESK}{venue.pk}/", said | {"version": "1"}).status_code == 302
    venue = Venue.objects.get()
    assert {name: getattr(venue, name) for name in names} == before


def test_the_code_is_not_shown_to_who_changes_the_rest_and_stays_with_another_way_in(
    network: Network, director: Client
) -> None:
    venue = a_venue(network, approval=Approval.ASK, access=Access.CODE, door_code="4711#")
    url, said = f"{DESK}{venue.pk}/", LEAST | {"access": "code", "approval": "ask"}
    page = director.get(url)
    assert b"4711#" not in page.content
    assert "Er is al een code." in words(page)
    assert director.post(url, said | {"version": "1"}).status_code == 302
    assert Venue.objects.get().door_code == "4711#"
    director.post(url, said | {"version": "2", "door_code": "2580"})
    assert Venue.objects.get().door_code == "2580"
    director.post(url, said | {"version": "3", "access": "key"})
    assert Venue.objects.get().door_code == "2580"
    assert "Er is nog een code bewaard. Niemand ziet hem" in words(director.get(url))
    wrong = director.post(url, said | {"version": "4", "forget_code": "1"})
    assert "Vul de code van de deur in" in words(wrong)
    director.post(url, said | {"version": "4", "access": "key", "forget_code": "1"})
    assert Venue.objects.get().door_code == ""
    assert "Vul de code van de deur in" in words(director.post(url, said | {"version": "5"}))


def test_a_code_that_cannot_be_read_stays_as_it_is_and_the_page_says_so(network: Network, director: Client) -> None:
    venue = a_venue(network, approval=Approval.ASK, access=Access.CODE, door_code="4711#")
    with connection.cursor() as cursor:
        cursor.execute("SELECT door_code FROM places_venue")
        whole = cursor.fetchone()[0]
        cursor.execute("UPDATE places_venue SET door_code = %s", [closed := f"{whole[:-4]}AAA="])
        url, said = f"{DESK}{venue.pk}/", LEAST | {"access": "code", "approval": "ask"}
        assert "we kunnen hem nu niet lezen" in words(director.get(url))
        for version, access in (("1", "code"), ("2", "key")):
            assert director.post(url, said | {"version": version, "access": access}).status_code == 302
            cursor.execute("SELECT door_code FROM places_venue")
            assert cursor.fetchone()[0] == closed
        director.post(url, said | {"version": "3", "door_code": "2580"})
    assert Venue.objects.get().door_code == "2580"


def test_hours_are_added_for_several_days_and_taken_away_one_by_one(venue: Venue, director: Client) -> None:
    url = f"{DESK}{venue.pk}/tijden/"
    said = {
        "doe": "tijd", "kind": "walk_in", "weekdays": ["0", "2"], "opens_at": "15.30", "closes_at": "24.00",
        "who_is_there": "jongerenwerker", "in_holidays": "1",
    }  # fmt: skip
    for _time in range(2):
        assert director.post(url, said).status_code == 302
    rows = OpenHours.objects.filter(kind=HoursKind.WALK_IN).order_by("weekday")
    assert [(one.weekday, one.opens_at, one.closes_at, one.is_supervised) for one in rows] == [
        (0, dt.time(15, 30), dt.time(23, 59), True), (2, dt.time(15, 30), dt.time(23, 59), True),
    ]  # fmt: skip
    assert "15.30 – 24.00 uur" in words(director.get(url)) or "jongerenwerker" in words(director.get(url))
    for _time in range(2):
        assert director.post(url, {"doe": "tijd-weg", "rij": str(rows[0].pk)}).status_code == 302
    assert OpenHours.objects.filter(kind=HoursKind.WALK_IN).count() == 1


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"weekdays": []}, "Kies minstens één dag."),
        ({"weekdays": ["9"]}, "Kies dagen uit de lijst."),
        ({"opens_at": "kwart over drie"}, "Vul een tijd in"),
        ({"closes_at": "08:00"}, "De sluitingstijd ligt voor de openingstijd."),
        ({"who_is_there": "x" * 500}, "Schrijf alleen welke rol"),
    ],
)
def test_hours_that_cannot_be_are_said(venue: Venue, director: Client, said: dict[str, Any], sentence: str) -> None:
    usual = {"doe": "tijd", "kind": "walk_in", "weekdays": ["0"], "opens_at": "09:00", "closes_at": "12:00"}
    page = director.post(f"{DESK}{venue.pk}/tijden/", usual | said)
    assert sentence in words(page)
    assert not OpenHours.objects.filter(kind=HoursKind.WALK_IN).exists()


def test_closed_days_name_the_bookings_that_fall_on_them(venue: Venue, director: Client) -> None:
    booking = a_booking(venue, in_days(5))
    day = f"{in_days(5):%Y-%m-%d}"
    url = f"{DESK}{venue.pk}/tijden/"
    assert director.post(url, {"doe": "dicht", "starts_on": day, "reason": "Verbouwing"}).status_code == 302
    page = director.get(url)
    assert "heeft iemand al gereserveerd" in words(page)
    assert str(booking.pk) in page.content.decode()
    row = ClosedDays.objects.get()
    assert (row.starts_on, row.ends_on, row.reason) == (in_days(5).date(), in_days(5).date(), "Verbouwing")
    director.post(url, {"doe": "open", "rij": str(row.pk)})
    assert not ClosedDays.objects.exists()


@pytest.mark.parametrize(
    ("starts", "ends", "sentence"),
    [
        ("", "", "Kies een dag."),
        ("2026-03-05", "2026-03-01", "De laatste dag ligt voor de eerste."),
        ("2026-03-05", "9999-12-31", "te ver weg"),
        ("31 februari", "", "Kies een dag."),
    ],
)
def test_closed_days_that_cannot_be_are_said(
    venue: Venue, director: Client, starts: str, ends: str, sentence: str
) -> None:
    said = {"doe": "dicht", "starts_on": starts, "ends_on": ends}
    assert sentence in words(director.post(f"{DESK}{venue.pk}/tijden/", said))
    assert not ClosedDays.objects.exists()


@pytest.mark.parametrize("row", ["", "onzin", "0" * 400])
def test_a_row_that_is_none_is_taken_away_from_nothing(venue: Venue, director: Client, row: str) -> None:
    before = OpenHours.objects.count()
    assert director.post(f"{DESK}{venue.pk}/tijden/", {"doe": "tijd-weg", "rij": row}).status_code == 302
    assert OpenHours.objects.count() == before


def test_nobody_takes_hours_from_a_place_of_another_network(venue: Venue, director: Client) -> None:
    other = a_venue(NetworkFactory(rooms=["places"]))
    row = other.hours.all()[0]
    director.post(f"{DESK}{venue.pk}/tijden/", {"doe": "tijd-weg", "rij": str(row.pk)})
    assert OpenHours.objects.filter(pk=row.pk).exists()
    assert director.get(f"{DESK}{other.pk}/tijden/").status_code == 404
