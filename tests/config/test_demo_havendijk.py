"""The Dutch demo town as it is written down: complete, consistent, fictional and Dutch. No database is needed."""

import datetime as dt
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import Point, shape

from buurtnet.config.demo.streets import Streets

BUURTNET = Path(__file__).resolve().parents[2] / "buurtnet"
DATA = BUURTNET / "config" / "demo" / "data"

STREETS = {
    "Vuurtorenkwartier": {
        "Netstraat", "Schippersplein", "Schoolstraat", "Kaaistraat", "Molenweg", "Meeuwenlaan", "Dijkweg",
        "Vuurtorenlaan", "Lantaarnstraat", "Loodsenhof",
    },
    "Westerkade": {
        "Kadestraat", "Westerkade", "Ankerplein", "Touwslagersstraat", "Zeilmakerstraat", "Havenstraat",
        "Kompaslaan", "Sluisweg",
    },
    "Molenveld": {
        "Molenplein", "Wieklaan", "Korenstraat", "Vaartweg", "Maalderijstraat", "Roggeveld", "Tarwestraat",
        "Parklaan",
    },
}  # fmt: skip
POSTCODES = {"Vuurtorenkwartier": "8991", "Westerkade": "8992", "Molenveld": "8993"}
TRANSLATED = {"en", "tr", "fr", "ar", "uk", "pl"}
LANGUAGES = TRANSLATED | {"nl", "ti"}
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
} | TRANSLATED  # fmt: skip

DAYS = ["ma", "di", "wo", "do", "vr", "za", "zo"]
DAY = "(?:ma|di|wo|do|vr|za|zo)"
WHEN = re.compile(
    rf"(?:[1-4]e |2 weken )?({DAY}-{DAY}|{DAY}(?:,{DAY})*) ([0-2]\d:[0-5]\d)-([0-2]\d:[0-5]\d)"
)  # every day of a range, or days one by one
PHONE = re.compile(r"0999 - \d\d \d\d \d\d")
# The help number of the site itself; it belongs to no entry.
SITE_PHONE = "0999 - 12 34 56"
# English where Dutch has a word, Flemish, the language of leaflets, dashes, and exclamation marks.
NOT_HERE = re.compile(
    r"\b(kids|events?|workshops?|meeting|coaching|community|support|outreach|tools?|feedback|u|uw|"
    r"laagdrempelig\w*|doelgroep\w*|gezellige?|kwetsbare gezinnen|hulpvraag|goesting|amai|living|gsm|"
    r"schepen|leefloon|OCMW|buddy)\b|[!–—…]",
    re.IGNORECASE,
)


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


TOWN = read("havendijk.toml")
LOCATIONS: list[dict[str, Any]] = TOWN["location"]
ORGANIZATIONS: list[dict[str, Any]] = TOWN["organization"]
SERVICES: list[dict[str, Any]] = [service for one in ORGANIZATIONS for service in one["service"]]
SERVICE = {str(service["key"]): service for service in SERVICES}
LOCATION = {str(location["key"]): location for location in LOCATIONS}
EVERY_SERVICE = pytest.mark.parametrize("service", SERVICES, ids=lambda service: str(service["key"]))
EVERY_LOCATION = pytest.mark.parametrize("location", LOCATIONS, ids=lambda location: str(location["key"]))


def features(name: str) -> list[dict[str, Any]]:
    """What is drawn in one of the town's GeoJSON files."""
    drawn: list[dict[str, Any]] = json.loads((DATA / name).read_text(encoding="utf-8"))["features"]
    return drawn


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
            if key not in TRANSLATED:
                yield from dutch_texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from dutch_texts(part)
    elif isinstance(value, str):
        yield value


def windows(lines: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Day, opening and closing time of every line; a line says one time for some days."""
    for line in lines:
        found = WHEN.fullmatch(line)
        assert found, line
        first, _, last = found[1].partition("-")
        days = DAYS[DAYS.index(first) : DAYS.index(last) + 1] if last else found[1].split(",")
        yield from ((day, found[2], found[3]) for day in days)


def neighbourhoods(service: dict[str, Any]) -> set[str]:
    return {LOCATION[key]["neighbourhood"] for key in service["at"]}


def test_the_town_is_big_enough_to_search_in() -> None:
    assert len(ORGANIZATIONS) >= 50
    assert len(SERVICES) >= 125
    assert len(LOCATIONS) >= 44


def test_no_key_is_used_twice() -> None:
    keys = [item["key"] for item in (*LOCATIONS, *ORGANIZATIONS, *SERVICES)]
    assert [key for key, times in Counter(keys).items() if times > 1] == []


def test_no_two_entries_have_the_same_name_or_the_same_description() -> None:
    for items in (LOCATIONS, ORGANIZATIONS, SERVICES):
        names = Counter(item["name"] for item in items)
        assert [name for name, times in names.items() if times > 1] == []
    descriptions = Counter(item["description"] for item in (*ORGANIZATIONS, *SERVICES))
    assert [text for text, times in descriptions.items() if times > 1] == []


def test_every_entry_has_only_fields_the_loader_knows() -> None:
    unknown = [(place["key"], set(place) - LOCATION_FIELDS) for place in LOCATIONS if set(place) - LOCATION_FIELDS]
    unknown += [
        (one["key"], set(one) - ORGANIZATION_FIELDS) for one in ORGANIZATIONS if set(one) - ORGANIZATION_FIELDS
    ]
    unknown += [(one["key"], set(one) - SERVICE_FIELDS) for one in SERVICES if set(one) - SERVICE_FIELDS]
    assert unknown == []


def test_every_organization_does_something_and_can_be_reached() -> None:
    for one in ORGANIZATIONS:
        assert one["kind"] in {"informal", "formal", "public"}
        assert one["description"]
        assert one["service"]
        ways = [item for item in (one, *one["service"]) if item.get("phone") or item.get("email")]
        assert ways, one["key"]


@EVERY_LOCATION
def test_a_location_stands_in_a_street_of_its_neighbourhood(location: dict[str, Any]) -> None:
    assert location["street"] in STREETS[location["neighbourhood"]]
    assert re.fullmatch(r"[1-9]\d?", location["number"])
    assert set(location.get("features", [])) <= FEATURES
    assert all(opens < closes for _, opens, closes in windows(location.get("hours", [])))


@EVERY_LOCATION
def test_a_postcode_is_one_of_the_neighbourhood_and_one_that_may_exist(location: dict[str, Any]) -> None:
    digits, letters = location["postcode"].split(" ")
    assert digits == POSTCODES[location["neighbourhood"]]
    assert re.fullmatch(r"[A-Z]{2}", letters)
    assert letters not in {"SA", "SD", "SS"}


def test_one_street_has_one_postcode() -> None:
    pairs = {(location["street"], location["postcode"]) for location in LOCATIONS}
    assert len(pairs) == len({street for street, _ in pairs}) == len({postcode for _, postcode in pairs})


def test_houses_of_one_street_stand_apart() -> None:
    for one, other in combinations(LOCATIONS, 2):
        if one["street"] == other["street"]:
            assert abs(int(one["number"]) % 60 - int(other["number"]) % 60) >= 5, (one["key"], other["key"])


def test_every_street_is_drawn_on_the_map() -> None:
    assert set.union(*STREETS.values()) <= set(Streets.of(features("havendijk-map.geojson")).lines)


def test_every_house_stands_inside_its_neighbourhood_on_the_map() -> None:
    streets = Streets.of(features("havendijk-map.geojson"))
    surfaces = {
        feature["properties"]["name"]: shape(feature["geometry"])
        for feature in features("havendijk-areas.geojson")
        if feature["properties"]["kind"] == "neighbourhood"
    }
    for location in LOCATIONS:
        latitude, longitude = streets.house(location["street"], location["number"])
        assert surfaces[location["neighbourhood"]].contains(Point(longitude, latitude)), location["key"]


def test_something_happens_in_every_location() -> None:
    assert {key for service in SERVICES for key in service["at"]} == set(LOCATION)


def test_one_roof_holds_many_services() -> None:
    at = Counter(key for service in SERVICES for key in service["at"])
    assert at["ankerplaats"] >= 9
    assert sum(times >= 4 for times in at.values()) >= 8


def test_only_the_refuge_hides_its_address() -> None:
    assert [location["key"] for location in LOCATIONS if location.get("hide_address")] == ["schuilplaats"]
    assert {service["key"] for service in SERVICES if "schuilplaats" in service["at"]} == {"vrouwenopvang"}
    refuge = LOCATION["schuilplaats"]
    elsewhere = [text for place in LOCATIONS if place is not refuge for text in texts(place)]
    elsewhere += texts(ORGANIZATIONS)
    assert not [text for text in elsewhere if f"{refuge['street']} {refuge['number']}" in text]


@EVERY_SERVICE
def test_a_service_is_somewhere(service: dict[str, Any]) -> None:
    assert set(service["at"]) <= set(LOCATION)
    assert service["at"] or service.get("online") or service.get("at_home")


@EVERY_SERVICE
def test_a_service_has_known_words(service: dict[str, Any]) -> None:
    assert service["level"] in range(5)
    assert service["help"] in {"formeel", "informeel", "lotgenoten", "vrijwilliger"}
    assert service["referral"] in {"open", "liever warm", "alleen na verwijzing"}
    assert service["languages"][0] == "nl"
    assert len(service["languages"]) == len(set(service["languages"]))
    assert set(service["languages"]) <= LANGUAGES
    assert service.get("checked_by", "provider") in {"provider", "volunteer", "member"}
    assert service["check_every"] in {1, 3, 6, 12, 16}
    assert service.get("holidays", "yes") in {"yes", "no", "only"}
    assert ("checked_days_ago" in service) == ("checked_by" in service)


@EVERY_SERVICE
def test_a_service_has_a_theme_of_its_own_function(service: dict[str, Any]) -> None:
    themes = tomllib.loads((BUURTNET / "themes" / "data" / "themes.toml").read_text(encoding="utf-8"))["theme"]
    function_of = {theme["slug"]: theme["function"] for theme in themes}
    assert service["function"] in {function_of[slug] for slug in service["themes"]}
    assert len(service["themes"]) == len(set(service["themes"]))


@EVERY_SERVICE
def test_a_service_says_when_and_how_to_start(service: dict[str, Any]) -> None:
    assert service["start"]
    assert service.get("when") or service.get("when_text")
    lines = [line for line in service.get("when", []) if line != "24/7"]
    assert all(opens < closes for _, opens, closes in windows(lines))
    for month_day, reason in service.get("closed", []):
        assert dt.date.fromisoformat(f"2028-{month_day}")
        assert reason


@EVERY_SERVICE
def test_a_service_meets_while_its_building_is_open(service: dict[str, Any]) -> None:
    lines = [line for line in service.get("when", []) if line != "24/7"]
    for key in service["at"]:
        open_at = sorted(windows(LOCATION[key].get("hours", [])))
        for day, opens, closes in windows(lines if open_at else []):
            until = opens
            for building_day, building_opens, building_closes in open_at:
                if building_day == day and building_opens <= until:
                    until = max(until, building_closes)
            assert until >= closes, (key, day)


@EVERY_SERVICE
def test_a_service_says_what_it_costs_and_for_whom(service: dict[str, Any]) -> None:
    cost = service["cost"]
    assert cost == "gratis" or all(label and amount >= 0 for label, amount in cost)
    ages = service.get("ages", [0])
    assert len(ages) in {1, 2}
    assert ages == sorted(ages)


@EVERY_SERVICE
def test_places_left_are_never_more_than_there_are(service: dict[str, Any]) -> None:
    room = service.get("room", {"available": 0, "maximum": 1, "unit": "plekken"})
    assert 0 <= room["available"] <= room["maximum"]
    assert room["unit"]
    assert room.get("days_ago", 0) >= 0


@EVERY_SERVICE
def test_a_translation_has_a_name_and_a_description(service: dict[str, Any]) -> None:
    for language in TRANSLATED & set(service):
        assert set(service[language]) == {"name", "description"}
        assert all(service[language].values())


def test_every_function_has_at_least_ten_services() -> None:
    functions = Counter(service["function"] for service in SERVICES)
    assert set(functions) == set(range(1, 8))
    assert min(functions.values()) >= 10


def test_help_is_light_first_and_every_support_level_is_there() -> None:
    levels = Counter(service["level"] for service in SERVICES)
    assert levels[0] >= 25
    assert levels[1] >= 45
    assert levels[2] >= 20
    assert levels[3] >= 12
    assert levels[4] >= 8


def test_at_least_half_of_the_help_comes_from_residents() -> None:
    informal = [service for service in SERVICES if service["help"] != "formeel"]
    assert len(informal) * 2 >= len(SERVICES)
    assert {service["help"] for service in informal} == {"informeel", "lotgenoten", "vrijwilliger"}


def test_every_theme_and_every_language_occurs() -> None:
    themes = tomllib.loads((BUURTNET / "themes" / "data" / "themes.toml").read_text(encoding="utf-8"))["theme"]
    assert {slug for service in SERVICES for slug in service["themes"]} == {theme["slug"] for theme in themes}
    assert {code for service in SERVICES for code in service["languages"]} == LANGUAGES


def test_every_neighbourhood_has_places_and_services() -> None:
    assert all(times >= 12 for times in Counter(place["neighbourhood"] for place in LOCATIONS).values())
    reached = Counter(name for service in SERVICES for name in neighbourhoods(service))
    assert set(reached) == set(STREETS)
    assert min(reached.values()) >= 30


def test_there_is_something_from_pregnancy_to_old_age() -> None:
    assert sum("zwanger-baby" in service["themes"] for service in SERVICES) >= 8
    bounded = [service["ages"] for service in SERVICES if len(service.get("ages", [])) == 2]
    for age in (0, 1, 3, 5, 9, 14, 17, 20):
        assert sum(lowest <= age <= highest for lowest, highest in bounded) >= 5, age
    assert [18, 27] in bounded
    lowest_ages = [service.get("ages", [0])[0] for service in SERVICES]
    assert sum(age >= 60 for age in lowest_ages) >= 6
    assert any(age >= 80 for age in lowest_ages)


def test_a_child_of_three_has_free_things_to_do_in_every_neighbourhood() -> None:
    fitting = [
        service
        for service in SERVICES
        if service["cost"] == "gratis"
        and service["function"] in {1, 3, 5}
        and service["at"]
        and service.get("ages", [0, 99])[0] <= 3 <= (*service.get("ages", [0, 99]), 99)[1] <= 12
    ]
    assert len(fitting) >= 6
    in_neighbourhood = Counter(name for service in fitting for name in neighbourhoods(service))
    assert all(in_neighbourhood[name] >= 2 for name in STREETS)


def test_entries_are_fresh_stale_unchecked_full_and_roomy_in_the_promised_numbers() -> None:
    days = [service["checked_days_ago"] for service in SERVICES if "checked_days_ago" in service]
    assert sum(400 <= each <= 1200 for each in days) == 12
    assert not [each for each in days if 360 < each < 400 or each > 1200]
    assert len(SERVICES) - len(days) == 8
    rooms = [service["room"] for service in SERVICES if "room" in service]
    assert 10 <= sum(room["available"] == 0 for room in rooms) <= 18
    assert sum(room["available"] > 0 for room in rooms) >= 15
    assert sum("wait" in service for service in SERVICES) >= 15


def test_an_editor_keeps_some_entries_and_one_of_them_is_hidden_until_checked() -> None:
    kept = [service for service in SERVICES if service.get("kept_by_editor")]
    assert len(kept) >= 5
    assert [service["key"] for service in kept if service["checked_days_ago"] > 730] == ["huurders-spreekuur"]
    assert 3 <= sum(bool(service.get("alert")) for service in SERVICES) <= 8


def test_some_help_comes_to_your_home_or_over_the_line_or_serves_the_whole_town() -> None:
    assert sum(bool(service.get("at_home")) for service in SERVICES) >= 10
    assert sum(bool(service.get("online")) for service in SERVICES) >= 5
    assert 40 <= sum(bool(service.get("townwide")) for service in SERVICES) < len(SERVICES)


def test_every_kind_of_time_the_town_knows_occurs() -> None:
    lines = [line for service in SERVICES for line in service.get("when", [])]
    for start in ("1e za", "2e wo", "3e ", "4e ", "2 weken", "ma-vr", "24/7"):
        assert any(line.startswith(start) for line in lines), start
    assert any(line == "24/7" for line in SERVICE["veilig-thuis-advies"]["when"])
    assert {service.get("holidays") for service in SERVICES} >= {"yes", "no", "only"}
    assert sum("closed" in service for service in SERVICES) >= 8
    assert sum("stadspas" in text for service in SERVICES for text in texts(service["cost"])) >= 25


def test_enough_is_translated() -> None:
    assert sum("en" in service for service in SERVICES) >= 30
    for language in ("tr", "ar", "pl", "uk"):
        assert sum(language in service for service in SERVICES) >= 10, language
    assert sum("fr" in service for service in SERVICES) >= 3


def test_the_places_and_activities_of_the_design_are_as_drawn() -> None:
    assert LOCATION["ankerplaats"]["street"] + LOCATION["ankerplaats"]["number"] == "Netstraat14"
    assert LOCATION["bieb"]["street"] + LOCATION["bieb"]["number"] == "Kaaistraat2"
    assert LOCATION["wending"]["street"] + LOCATION["wending"]["number"] == "Vaartweg40"
    drawn = {
        "huiswerkclub": ("Huiswerkclub De Loods", ["di,do 15:30-17:00"], [8, 12]),
        "samen-koken": ("Samen koken op het plein", ["vr 16:00-19:00"], None),
        "fietsles": ("Fietsles voor volwassenen", ["za 10:00-11:30"], [18]),
        "voorlezen-twee-talen": ("Voorlezen in twee talen", ["zo 11:00-12:00"], [2, 6]),
        "stille-studieplek": ("Stille studieplek in de bibliotheek", ["ma-za 10:00-20:00"], [12, 18]),
        "leesmaatje-aan-huis": ("Leesmaatje aan huis", None, [6, 10]),
        "hulp-bij-leren": ("Hulp bij leren via school", None, [4, 12]),
        "leerpraktijk": ("Leerpraktijk De Wending", None, [6, 16]),
    }
    for key, shown in drawn.items():
        service = SERVICE[key]
        assert (service["name"], service.get("when"), service.get("ages")) == shown


def test_professionals_find_their_own_words_and_volunteers_write_short_notes() -> None:
    everything = " ".join(service["description"] for service in SERVICES).lower()
    for word in ("ambulante opvoedondersteuning", "psychodiagnostiek", "respijtzorg", "schuldhulpverlening", "kopp"):
        assert word in everything, word
    words = sorted(len(service["description"].split()) for service in SERVICES)
    assert words[0] <= 15
    assert words[-1] >= 70


def test_every_phone_number_mail_and_web_address_cannot_exist() -> None:
    for item in (*ORGANIZATIONS, *SERVICES):
        assert PHONE.fullmatch(item.get("phone", "0999 - 00 00 00")), item["key"]
        assert re.fullmatch(r"[a-z0-9]+@[a-z0-9.]+\.example", item.get("email", "a@b.example")), item["key"]
        for name in ("website", "url"):
            assert re.fullmatch(r"https://[a-z0-9.]+\.example(/[a-z-]*)?", item.get(name, "https://a.example"))
    for text in texts(TOWN):
        assert all(PHONE.fullmatch(number) for number in re.findall(r"\+?\d[\d -]{7,}\d", text)), text
        assert ".example" in text or not re.search(r"@|https?:|www\.", text), text


def test_no_two_entries_share_a_phone_number_nor_use_that_of_the_site() -> None:
    numbers = Counter(item["phone"] for item in (*ORGANIZATIONS, *SERVICES) if "phone" in item)
    assert [number for number, times in numbers.items() if times > 1] == []
    assert SITE_PHONE not in numbers


def test_the_words_are_plain_dutch() -> None:
    slugs = {slug for service in SERVICES for slug in service["themes"]}
    found = [(text, hit[0]) for text in dutch_texts(TOWN) if text not in slugs and (hit := NOT_HERE.search(text))]
    assert found == []


def test_every_sentence_begins_with_a_capital_and_ends_with_a_mark() -> None:
    for service in SERVICES:
        for field in ("description", "start", "eligibility", "fees", "alert", "support_needed"):
            text = service.get(field, "Zo.")
            assert re.match(r"[A-ZÉ0-9‘’]", text), (service["key"], field)
            assert text.endswith((".", "?")), (service["key"], field)
            assert "  " not in text
            assert not re.search(r"[.?] [a-z]", text), (service["key"], field)


def test_quotes_and_apostrophes_are_typographic() -> None:
    assert [text for text in texts(TOWN) if "'" in text or '"' in text] == []
