"""Writes a file of invented services in HSDS 3.1 (JSON Lines), as large as asked and always the same.

    python bench/make_services.py 100000 services.jsonl

Each service has an organization (every fourth a new one), one or two locations with an address, a phone, one or
two schedules, languages, a cost option and a taxonomy term. The towns lie in a square around 52.0 N, 4.8 E;
``--areas FILE.geojson`` writes nested areas for it: a province, 16 municipalities, 400 neighbourhoods.
"""

import argparse
import json
import random
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SOUTH, WEST, HIGH, WIDE = 51.6, 4.2, 0.8, 1.2
TOWNS = 4  # a side
QUARTERS = 5  # a side, in each town

ACTIVITIES = [
    "Huiswerkclub", "Taalcafé", "Speelinloop", "Ouderkamer", "Sportuur", "Weggeefwinkel", "Spreekuur geld",
    "Voorleesuur", "Buurtkeuken", "Repaircafé", "Wandelgroep", "Jongereninloop", "Maatjesproject", "Babycafé",
    "Fietsles", "Moestuin", "Rouwgroep", "Opvoedspreekuur", "Muziekles", "Kinderkleding ruilen",
]  # fmt: skip
WORDS = [
    "samen",
    "elke",
    "week",
    "met",
    "thee",
    "en",
    "fruit",
    "in",
    "de",
    "buurt",
    "voor",
    "kinderen",
    "ouders",
    "jongeren",
    "vrijwilligers",
    "helpen",
    "je",
    "verder",
    "kom",
    "gewoon",
    "langs",
    "je",
    "hoeft",
    "je",
    "niet",
    "aan",
    "te",
    "melden",
    "iedereen",
    "is",
    "welkom",
    "we",
    "praten",
    "spelen",
    "leren",
    "koken",
    "en",
    "lachen",
    "gratis",
    "rustig",
    "begin",
    "een",
    "eerste",
    "keer",
    "gaat",
    "er",
    "iemand",
    "mee",
    "het",
    "is",
    "dichtbij",
    "en",
    "licht",
    "vragen",
    "over",
    "school",
    "geld",
    "wonen",
    "taal",
]
STREETS = ["Netstraat", "Molenweg", "Kaaistraat", "Wieklaan", "Parklaan", "Dijkweg", "Havenstraat", "Schoolstraat"]
LANGUAGES = [
    ("nl", "Nederlands"),
    ("en", "Engels"),
    ("tr", "Turks"),
    ("ar", "Arabisch"),
    ("pl", "Pools"),
    ("uk", "Oekraïens"),
]
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA"]
THEMES = ["huiswerk", "taal", "ontmoeten", "sport", "spelen", "geld", "opvoeden", "maatjes", "zwanger-baby", "groen"]


def services(count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """``count`` services, the same for the same seed."""
    dice = random.Random(seed)
    organizations: list[dict[str, Any]] = []
    places: list[dict[str, Any]] = []
    terms = [
        {"id": made(dice), "name": name, "description": "", "taxonomy": "verzonnen"}
        for name in ("Ontmoeten", "Taal", "Spel")
    ]
    for number in range(count):
        if number % 4 == 0:
            organizations.append(organization(dice, number))
        mine = organizations[-1] if dice.random() < 0.7 else dice.choice(organizations[-200:])
        locations = []
        for _ in range(1 if dice.random() < 0.8 else 2):
            if not places or dice.random() < 0.8:
                places.append(location(dice, number))
            locations.append(places[-1] if dice.random() < 0.9 else dice.choice(places[-200:]))
        yield service(dice, number, mine, locations, terms)


def service(
    dice: random.Random,
    number: int,
    mine: dict[str, Any],
    locations: list[dict[str, Any]],
    terms: list[dict[str, Any]],
) -> dict[str, Any]:
    youngest = dice.choice([0, 2, 4, 8, 12, 18])
    return {
        "id": made(dice),
        "name": f"{dice.choice(ACTIVITIES)} {dice.choice(STREETS)} {number}",
        "description": sentence(dice, 45),
        "status": "active",
        "url": f"https://aanbod-{number}.example/",
        "email": f"aanbod{number}@buurt.example",
        "minimum_age": youngest,
        "maximum_age": youngest + dice.choice([4, 8, 12, 90]),
        "eligibility_description": sentence(dice, 10),
        "application_process": sentence(dice, 8),
        "assured_date": f"202{dice.randrange(4, 7)}-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}",
        "last_modified": "2026-05-01T12:00:00Z",
        "bn_support_level": dice.randrange(5),
        "bn_function": dice.randrange(1, 8),
        "bn_themes": [dice.choice(THEMES)],
        "bn_help_kind": dice.choice(["formeel", "informeel", "vrijwilliger"]),
        "organization": mine,
        "service_at_locations": [{"id": made(dice), "location": one} for one in locations],
        "phones": [{"id": made(dice), "number": f"0999 - {dice.randrange(100_000, 999_999)}", "type": "voice"}],
        "schedules": [schedule(dice) for _ in range(dice.choice([1, 1, 2]))],
        "languages": [
            {"id": made(dice), "code": code, "name": name}
            for code, name in [LANGUAGES[0], dice.choice(LANGUAGES[1:])]
        ],
        "cost_options": [
            {"id": made(dice), "option": "gratis", "currency": "EUR", "amount": 0}
            if dice.random() < 0.6
            else {"id": made(dice), "option": "per keer", "currency": "EUR", "amount": 2.5}
        ],
        "attributes": [{"id": made(dice), "link_entity": "service", "taxonomy_term": dice.choice(terms)}],
    }  # fmt: skip


def organization(dice: random.Random, number: int) -> dict[str, Any]:
    return {
        "id": made(dice),
        "name": f"Stichting {dice.choice(ACTIVITIES)} {number}",
        "description": sentence(dice, 20),
        "website": f"https://organisatie-{number}.example",
        "email": f"info{number}@organisatie.example",
        "phones": [{"id": made(dice), "number": f"+31 999 {dice.randrange(10, 99)} {dice.randrange(10, 99)} 00"}],
    }


def location(dice: random.Random, number: int) -> dict[str, Any]:
    return {
        "id": made(dice),
        "location_type": "physical",
        "name": f"Buurthuis {number}",
        "latitude": round(SOUTH + dice.random() * HIGH, 6),
        "longitude": round(WEST + dice.random() * WIDE, 6),
        "addresses": [
            {
                "id": made(dice),
                "address_1": f"{dice.choice(STREETS)} {dice.randrange(1, 200)}",
                "city": "Verzonnen",
                "state_province": "Nergens",
                "postal_code": f"{dice.randrange(1000, 9999)} AB",
                "country": "NL",
                "address_type": "physical",
            }
        ],
        "accessibility": [{"id": made(dice), "description": "Geen drempel.", "bn_features": ["wheelchair"]}],
    }


def schedule(dice: random.Random) -> dict[str, Any]:
    opens = dice.randrange(8, 18)
    return {
        "id": made(dice),
        "freq": "WEEKLY",
        "byday": ",".join(sorted(dice.sample(DAYS, dice.randrange(1, 3)), key=DAYS.index)),
        "opens_at": f"{opens:02}:00",
        "closes_at": f"{opens + 2:02}:30",
        "dtstart": "2026-01-05",
    }


def sentence(dice: random.Random, length: int) -> str:
    return " ".join(dice.choices(WORDS, k=length)).capitalize() + "."


def made(dice: random.Random) -> str:
    return str(uuid.UUID(int=dice.getrandbits(128), version=4))


def areas() -> dict[str, Any]:
    """The towns and their quarters, as GeoJSON with kind, code, name and parent_code."""
    features = [area("province", "P1", "Nergens", "", WEST, SOUTH, WIDE, HIGH)]
    wide, high = WIDE / TOWNS, HIGH / TOWNS
    for column in range(TOWNS):
        for row in range(TOWNS):
            town = f"T{column}{row}"
            west, south = WEST + column * wide, SOUTH + row * high
            features.append(area("municipality", town, f"Stad {town}", "P1", west, south, wide, high))
            side_x, side_y = wide / QUARTERS, high / QUARTERS
            for right in range(QUARTERS):
                for up in range(QUARTERS):
                    code = f"{town}-{right}{up}"
                    corner = (west + right * side_x, south + up * side_y)
                    features.append(area("neighbourhood", code, f"Wijk {code}", town, *corner, side_x, side_y))
    return {"type": "FeatureCollection", "features": features}


def area(
    kind: str, code: str, name: str, parent: str, west: float, south: float, wide: float, high: float
) -> dict[str, Any]:
    east, north = west + wide, south + high
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "type": "Feature",
        "properties": {"kind": kind, "code": code, "name": name, "parent_code": parent},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--areas", type=Path)
    args = parser.parse_args()
    with args.file.open("w", encoding="utf-8") as file:
        for one in services(args.count):
            file.write(json.dumps(one, ensure_ascii=False) + "\n")
    if args.areas:
        args.areas.write_text(json.dumps(areas()), encoding="utf-8")


if __name__ == "__main__":
    main()
