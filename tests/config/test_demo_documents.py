"""The demo's TOML as HSDS documents, and its houses along their streets."""

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.config.demo.documents import DAYS, Town, cost_options, schedule
from buurtnet.config.demo.streets import ASIDE, METRES_A_DEGREE, Streets

EVERY_DAY = "MO,TU,WE,TH,FR,SA,SU"
# A street of some 3,400 metres going east, drawn in two parts, and one going north.
FEATURES = [
    {"properties": {"layer": "street", "name": "Netstraat"}, "geometry": {"coordinates": [[4.10, 52], [4.12, 52]]}},
    {"properties": {"layer": "main", "name": "Netstraat"}, "geometry": {"coordinates": [[4.12, 52], [4.15, 52]]}},
    {"properties": {"layer": "street", "name": "Noordweg"}, "geometry": {"coordinates": [[4.1, 52], [4.1, 52.06]]}},
    {"properties": {"layer": "water", "name": "Netstraat"}, "geometry": {"coordinates": [[0, 0], [1, 1]]}},
    {"properties": {"layer": "street", "kind": "path"}, "geometry": {"coordinates": [[4.1, 52], [4.2, 52]]}},
]
STREETS = Streets.of(FEATURES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("di,do 15:30-17:00", {"freq": "WEEKLY", "byday": "TU,TH", "opens_at": "15:30", "closes_at": "17:00"}),
        ("ma-wo 09:00-17:00", {"freq": "WEEKLY", "byday": "MO,TU,WE", "opens_at": "09:00", "closes_at": "17:00"}),
        ("ma-wo,za 9:00-10:00", None),
        ("ma-di,za 09:00-10:00", {"freq": "WEEKLY", "byday": "MO,TU,SA", "opens_at": "09:00", "closes_at": "10:00"}),
        ("1e za 10:00-12:00", {"freq": "MONTHLY", "byday": "1SA", "opens_at": "10:00", "closes_at": "12:00"}),
        ("laatste vr 20:00-01:00", {"freq": "MONTHLY", "byday": "-1FR", "opens_at": "20:00", "closes_at": "01:00"}),
        ("2 weken wo 19:00-21:00",
         {"freq": "WEEKLY", "interval": 2, "byday": "WE", "opens_at": "19:00", "closes_at": "21:00"}),
        ("24/7", {"freq": "WEEKLY", "byday": EVERY_DAY, "opens_at": "00:00", "closes_at": "24:00"}),
        ("woensdag 09:00-10:00", None),
        ("6e za 09:00-10:00", None),
        ("", None),
    ],
)  # fmt: skip
def test_times_as_people_write_them_become_rules_or_are_refused(text: str, expected: dict[str, Any] | None) -> None:
    if expected is None:
        with pytest.raises(ValueError, match=r"says no time|is no day"):
            schedule(text)
    else:
        assert schedule(text) == expected


@given(st.lists(st.sampled_from(list(DAYS)), min_size=1, max_size=7, unique=True))
def test_days_stay_the_days_that_were_written(days: list[str]) -> None:
    assert schedule(f"{','.join(days)} 09:00-10:00")["byday"] == ",".join(DAYS[day] for day in days)


def test_free_is_an_amount_of_nothing_and_prices_keep_their_words() -> None:
    assert cost_options("gratis") == [{"currency": "EUR", "amount": 0}]
    assert cost_options([["per keer", 2.5], ["met stadspas", 0]]) == [
        {"option": "per keer", "currency": "EUR", "amount": 2.5},
        {"option": "met stadspas", "currency": "EUR", "amount": 0},
    ]
    with pytest.raises(ValueError, match="duur"):
        cost_options("duur")


def test_only_named_streets_are_streets_and_their_parts_are_one_line() -> None:
    assert set(STREETS.lines) == {"Netstraat", "Noordweg"}
    assert STREETS.middle("Netstraat") == pytest.approx((52.0, 4.125), abs=1e-4)


@given(st.integers(0, 500))
def test_a_house_stands_at_its_number_a_few_metres_aside_even_and_odd_across(number: int) -> None:
    latitude, longitude = STREETS.house("Netstraat", str(number))
    assert longitude == pytest.approx(4.10 + 0.05 * (number % 60) / 60, abs=1e-5)
    metres_north = (latitude - 52.0) * METRES_A_DEGREE
    assert metres_north == pytest.approx(-ASIDE if number % 2 else ASIDE, abs=0.2)


def test_a_number_with_a_letter_is_beside_the_one_without_and_no_number_is_half_way() -> None:
    assert STREETS.house("Noordweg", "14a") == STREETS.house("Noordweg", "14")
    assert STREETS.house("Noordweg", "")[0] == pytest.approx(52.03, abs=1e-5)


def test_a_street_that_is_not_on_the_map_is_told() -> None:
    with pytest.raises(LookupError, match="Dwaalweg is not on the map"):
        STREETS.house("Dwaalweg", "1")


def town(**service: Any) -> Town:
    row = {"key": "club", "name": "Club", "description": "Voor wie wil.", "cost": "gratis", "at": []} | service
    content = {
        "location": [],
        "organization": [
            {"key": "loods", "name": "De Loods", "kind": "informal", "description": "x", "service": [row]}
        ],
    }
    return Town("havendijk", "Havendijk", "Zeerand", "NL", "nl", STREETS, content, datetime.date(2026, 11, 22))


def service_of(town: Town) -> dict[str, Any]:
    service: dict[str, Any] = list(town.documents())[-1]["services"][0]
    return service


def test_days_ago_are_counted_from_the_day_the_demo_is_loaded() -> None:
    service = service_of(town(checked_days_ago=40, checked_by="volunteer", room={"available": 0, "days_ago": 5}))
    assert service["assured_date"] == "2026-10-13"
    assert service["capacities"][0] == {"available": 0, "updated": "2026-11-17T09:00:00Z"}


def test_what_nobody_said_is_not_said() -> None:
    assert set(service_of(town())) == {"id", "name", "description", "status", "bn_locale", "cost_options"}


def test_a_day_it_is_closed_is_closed_this_year_and_the_next() -> None:
    service = service_of(town(when=["di 10:00-11:00"], closed=[["12-25", "kerst"]], holidays="no"))
    [times] = service["schedules"]
    assert times["bn_in_holidays"] == "no"
    assert [day["date"] for day in times["bn_exceptions"]] == ["2026-12-25", "2027-12-25"]


@pytest.mark.parametrize("way", ["townwide", "online", "at_home"])
def test_help_for_the_whole_town_says_so(way: str) -> None:
    [area] = service_of(town(**{way: True}))["service_areas"]
    assert area["name"] == "Havendijk"


def test_the_same_thing_has_the_same_address_in_every_demo() -> None:
    assert town().id("service", "huiswerkclub") == town(name="Anders").id("service", "huiswerkclub")
    assert town().id("service", "huiswerkclub") != town().id("location", "huiswerkclub")
