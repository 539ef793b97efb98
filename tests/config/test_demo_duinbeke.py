"""The Flemish demo town as it is written down: complete, consistent, fictional and Flemish. No database is needed."""

import datetime as dt
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

BUURTNET = Path(__file__).resolve().parents[2] / "buurtnet"
DATA = BUURTNET / "config" / "demo" / "data"

STREETS = {
    "Vissershaven": {
        "Visserskaai", "Vismarkt", "Garnaalstraat", "Mosselstraat", "Reddersstraat", "Kapellestraat", "Havenlaan",
    },
    "Polderwijk": {
        "Polderstraat", "Sint-Annaplein", "Wilgenlaan", "Schorrestraat", "Hoevestraat", "Sportlaan", "Dorpsstraat",
    },
}  # fmt: skip
LANGUAGES = {"nl", "fr", "en", "ar", "tr", "uk", "pl"}
FEATURES = {"wheelchair", "toilet", "quiet", "low_stimulus", "lift"}
LOCATION_FIELDS = {
    "key", "name", "street", "number", "postcode", "neighbourhood", "directions", "transport", "features", "access",
    "hours", "description", "hide_address",
}  # fmt: skip
ORGANIZATION_FIELDS = {"key", "name", "kind", "description", "phone", "email", "website", "service"}
SERVICE_FIELDS = {
    "key", "name", "description", "level", "function", "themes", "help", "at", "online", "at_home", "townwide",
    "ages", "eligibility", "cost", "fees", "languages", "when", "holidays", "closed", "when_text", "start",
    "referral", "documents", "room", "wait", "checked_days_ago", "checked_by", "check_every", "kept_by_editor",
    "alert", "support_needed", "phone", "email", "url",
} | (LANGUAGES - {"nl"})  # fmt: skip

DAY = "(?:ma|di|wo|do|vr|za|zo)"
WHEN = re.compile(rf"(?:[1-5]e |2 weken )?{DAY}(?:-{DAY}|(?:,{DAY})*) ([0-2]\d:[0-5]\d)-([0-2]\d:[0-5]\d)")
PHONE = re.compile(r"0999 \d\d \d\d \d\d")
# Words that a Flemish reader finds Dutch from the north, and exclamation marks, which no text here has.
NOT_FLEMISH = re.compile(
    r"\b(gezellige?|leuke?|doei|hartstikke|wethouder|groep [1-8]|maatjes?|mobieltje|appje|inloop|bijstand|kun|"
    r"kinderbijslag|stadspas|peuterspeelzaal|uw|bieb|pinpas|zorgverzekering|"
    r"havo|vwo|mbo|vmbo|CJG|BSO|patat|magnetron|begane grond)\b|!",
    re.IGNORECASE,
)


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


TOWN = read("duinbeke.toml")
LOCATIONS: list[dict[str, Any]] = TOWN["location"]
ORGANIZATIONS: list[dict[str, Any]] = TOWN["organization"]
SERVICES: list[dict[str, Any]] = [service for one in ORGANIZATIONS for service in one["service"]]
EVERY_SERVICE = pytest.mark.parametrize("service", SERVICES, ids=lambda service: str(service["key"]))
EVERY_LOCATION = pytest.mark.parametrize("location", LOCATIONS, ids=lambda location: str(location["key"]))


def texts(value: object) -> Iterator[str]:
    """Every string inside a value read from TOML."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


def dutch_texts(value: object) -> Iterator[str]:
    """Every string inside a value, without the translations."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key not in LANGUAGES:
                yield from dutch_texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from dutch_texts(part)
    elif isinstance(value, str):
        yield value


def test_the_town_is_big_enough_to_search_in() -> None:
    assert len(ORGANIZATIONS) >= 26
    assert len(SERVICES) >= 60
    assert len(LOCATIONS) >= 22


def test_no_key_is_used_twice() -> None:
    keys = [item["key"] for item in (*LOCATIONS, *ORGANIZATIONS, *SERVICES)]
    assert [key for key, times in Counter(keys).items() if times > 1] == []


def test_every_entry_has_only_fields_the_loader_knows() -> None:
    unknown = [(place["key"], set(place) - LOCATION_FIELDS) for place in LOCATIONS if set(place) - LOCATION_FIELDS]
    unknown += [
        (one["key"], set(one) - ORGANIZATION_FIELDS) for one in ORGANIZATIONS if set(one) - ORGANIZATION_FIELDS
    ]
    unknown += [(one["key"], set(one) - SERVICE_FIELDS) for one in SERVICES if set(one) - SERVICE_FIELDS]
    assert unknown == []


@EVERY_LOCATION
def test_a_location_stands_in_a_street_of_its_neighbourhood(location: dict[str, Any]) -> None:
    assert location["street"] in STREETS[location["neighbourhood"]]
    assert location["postcode"] == "8999"
    assert re.fullmatch(r"[1-9]\d*", location["number"])
    assert set(location.get("features", [])) <= FEATURES
    assert all(WHEN.fullmatch(line) for line in location.get("hours", []))


def test_no_two_locations_share_a_house_number() -> None:
    addresses = Counter((location["street"], location["number"]) for location in LOCATIONS)
    assert [address for address, times in addresses.items() if times > 1] == []


def test_every_street_is_drawn_on_the_map() -> None:
    drawn = json.loads((DATA / "duinbeke-map.geojson").read_text(encoding="utf-8"))["features"]
    names = {feature["properties"].get("name") for feature in drawn}
    assert {location["street"] for location in LOCATIONS} <= names


def test_something_happens_in_every_location() -> None:
    used = {key for service in SERVICES for key in service["at"]}
    assert {location["key"] for location in LOCATIONS} == used


def test_one_roof_holds_many_services() -> None:
    at = Counter(key for service in SERVICES for key in service["at"])
    assert at["schelp"] >= 6
    assert at["mast"] >= 6


def test_only_the_refuge_hides_its_address() -> None:
    assert [location["key"] for location in LOCATIONS if location.get("hide_address")] == ["vluchthuis"]


@EVERY_SERVICE
def test_a_service_is_somewhere(service: dict[str, Any]) -> None:
    assert set(service["at"]) <= {location["key"] for location in LOCATIONS}
    assert service["at"] or service.get("online") or service.get("at_home")


@EVERY_SERVICE
def test_a_service_has_known_words(service: dict[str, Any]) -> None:
    assert service["level"] in range(5)
    assert service["help"] in {"formeel", "informeel", "lotgenoten", "vrijwilliger"}
    assert service["referral"] in {"open", "liever warm", "alleen na verwijzing"}
    assert set(service.get("languages", [])) <= LANGUAGES
    assert service.get("checked_by", "provider") in {"provider", "volunteer", "member"}
    assert service.get("check_every", 12) in {1, 3, 6, 12, 16}
    assert service.get("holidays", "yes") in {"yes", "no", "only"}
    assert ("checked_days_ago" in service) == ("checked_by" in service)


@EVERY_SERVICE
def test_a_service_has_a_theme_of_its_own_function(service: dict[str, Any]) -> None:
    themes = tomllib.loads((BUURTNET / "themes" / "data" / "themes.toml").read_text(encoding="utf-8"))["theme"]
    function_of = {theme["slug"]: theme["function"] for theme in themes}
    assert service["function"] in {function_of[slug] for slug in service["themes"]}


@EVERY_SERVICE
def test_a_service_says_when_and_how_to_start(service: dict[str, Any]) -> None:
    assert service["start"]
    assert service.get("when") or service.get("when_text")
    for line in service.get("when", []):
        if line != "24/7":
            found = WHEN.fullmatch(line)
            assert found, line
            assert found[1] < found[2], line
    for month_day, reason in service.get("closed", []):
        assert dt.date.fromisoformat(f"2028-{month_day}"), reason


@EVERY_SERVICE
def test_a_service_says_what_it_costs_and_for_whom(service: dict[str, Any]) -> None:
    cost = service["cost"]
    assert cost == "gratis" or all(label and amount >= 0 for label, amount in cost)
    ages = service.get("ages", [0])
    assert len(ages) in {1, 2}
    assert ages == sorted(ages)


@EVERY_SERVICE
def test_a_translation_has_a_name_and_a_description(service: dict[str, Any]) -> None:
    for language in LANGUAGES - {"nl"}:
        if language in service:
            assert set(service[language]) == {"name", "description"}
            assert all(service[language].values())


def test_all_functions_levels_and_languages_occur() -> None:
    functions = Counter(service["function"] for service in SERVICES)
    assert set(functions) == set(range(1, 8))
    assert min(functions.values()) >= 5
    assert {service["level"] for service in SERVICES} == set(range(5))
    assert {code for service in SERVICES for code in service.get("languages", [])} == LANGUAGES


def test_at_least_half_of_the_help_comes_from_residents() -> None:
    informal = [service for service in SERVICES if service["help"] != "formeel"]
    assert len(informal) * 2 >= len(SERVICES)


def test_there_is_something_from_pregnancy_to_old_age() -> None:
    assert any("zwanger-baby" in service["themes"] for service in SERVICES)
    assert any(service.get("ages", [0])[0] >= 75 for service in SERVICES)
    assert sum(service.get("ages", [0])[0] >= 60 for service in SERVICES) >= 4
    assert sum("mantelzorg" in service["themes"] for service in SERVICES) >= 3


def test_a_child_of_three_has_free_things_to_do() -> None:
    fitting = [
        service["key"]
        for service in SERVICES
        if service["cost"] == "gratis" and service["function"] in {1, 3, 5} and "ages" in service
        if service["ages"][0] <= 3 <= (*service["ages"], 99)[1]
    ]
    assert len(fitting) >= 4


def test_entries_are_fresh_stale_unchecked_full_and_roomy_in_the_promised_numbers() -> None:
    ages = [service["checked_days_ago"] for service in SERVICES if "checked_days_ago" in service]
    assert sum(400 <= age <= 1200 for age in ages) == 5
    assert not [age for age in ages if 360 < age < 400 or age > 1200]
    assert len(SERVICES) - len(ages) == 4
    rooms = [service["room"] for service in SERVICES if "room" in service]
    assert all(0 <= room["available"] <= room["maximum"] and room["unit"] for room in rooms)
    assert sum(room["available"] == 0 for room in rooms) == 5
    assert sum(room["available"] > 0 for room in rooms) >= 6


def test_some_help_comes_to_your_home_or_over_the_line_or_serves_the_whole_town() -> None:
    assert sum(bool(service.get("at_home")) for service in SERVICES) >= 5
    assert sum(bool(service.get("online")) for service in SERVICES) >= 3
    assert 10 <= sum(bool(service.get("townwide")) for service in SERVICES) < len(SERVICES)


def test_the_reduced_rate_holidays_and_closures_occur() -> None:
    reduced = [service for service in SERVICES if any("kansentarief" in text for text in texts(service["cost"]))]
    assert len(reduced) >= 8
    assert {service.get("holidays") for service in SERVICES} >= {"yes", "no", "only"}
    assert sum("closed" in service for service in SERVICES) >= 5


def test_an_editor_keeps_some_entries_and_one_of_them_is_hidden_until_checked() -> None:
    kept = [service for service in SERVICES if service.get("kept_by_editor")]
    assert len(kept) >= 5
    assert [service["key"] for service in kept if service["checked_days_ago"] > 730] == ["aan-huis-bezoek"]
    assert sum(bool(service.get("alert")) for service in SERVICES) == 1


def test_enough_is_translated_into_french_and_english() -> None:
    assert sum("fr" in service for service in SERVICES) >= 15
    assert sum("en" in service for service in SERVICES) >= 15


def test_every_phone_number_mail_and_web_address_cannot_exist() -> None:
    for one in ORGANIZATIONS:
        assert PHONE.fullmatch(one["phone"])
        assert re.fullmatch(r"[a-z]+@[a-z.]+\.example", one["email"])
        assert re.fullmatch(r"https://[a-z.]+\.example", one["website"])
    assert all(PHONE.fullmatch(service["phone"]) for service in SERVICES if "phone" in service)
    for text in texts(TOWN):
        assert all(PHONE.fullmatch(number) for number in re.findall(r"\+?\d[\d -]{7,}\d", text)), text
        assert text.endswith(".example") or not re.search(r"@|https?:|www\.", text), text


def test_no_two_organizations_share_a_phone_number() -> None:
    numbers = Counter(item["phone"] for item in (*ORGANIZATIONS, *SERVICES) if "phone" in item)
    assert [number for number, times in numbers.items() if times > 1] == []


def test_the_words_are_flemish() -> None:
    themes = {slug for service in SERVICES for slug in service["themes"]}
    found = [(text, hit[0]) for text in dutch_texts(TOWN) if text not in themes and (hit := NOT_FLEMISH.search(text))]
    assert found == []


def test_quotes_and_apostrophes_are_typographic() -> None:
    assert [text for text in texts(TOWN) if "'" in text or '"' in text] == []
