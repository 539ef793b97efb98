"""The named cast of the demo towns: every role in both, in organizations that are there, known from the texts."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[2]
DATA = PROJECT / "buurtnet" / "config" / "demo" / "data"
ROLES = {"parent", "connector", "volunteer", "professional", "director"}
FIELDS = {"key", "name", "network", "role", "organization", "languages", "sentence"}


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


CAST: list[dict[str, Any]] = read("cast.toml")["person"]
TOWNS = {network: read(f"{network}.toml") for network in ("havendijk", "duinbeke")}
# The rows of the page that count; the page has to agree with the files.
COUNTS: dict[str, Callable[[dict[str, Any]], int]] = {
    "locations": lambda town: len(town["location"]),
    "organizations": lambda town: len(town["organization"]),
    "services": lambda town: len(services(town)),
    "… with help from residents, volunteers or peers": lambda town: sum(
        service["help"] != "formeel" for service in services(town)
    ),
    "… free of charge": lambda town: sum(service["cost"] == "gratis" for service in services(town)),
    "… full": lambda town: sum(service.get("room", {}).get("available") == 0 for service in services(town)),
    "… with places left": lambda town: sum(
        service.get("room", {}).get("available", 0) > 0 for service in services(town)
    ),
    "… never checked": lambda town: sum("checked_days_ago" not in service for service in services(town)),
    "… checked 400 days ago or longer": lambda town: sum(
        service.get("checked_days_ago", 0) >= 400 for service in services(town)
    ),
    "… in another language too": lambda town: sum(
        bool(service.keys() & {"en", "fr", "tr", "ar", "uk", "pl"}) for service in services(town)
    ),
}
EVERY_PERSON = pytest.mark.parametrize("person", CAST, ids=lambda person: str(person["key"]))


@EVERY_PERSON
def test_a_person_belongs_to_an_organization_of_the_own_town(person: dict[str, Any]) -> None:
    assert set(person) == FIELDS
    assert person["organization"] in {one["key"] for one in TOWNS[person["network"]]["organization"]}


@EVERY_PERSON
def test_a_person_has_a_first_name_only_and_is_named_in_the_texts_of_the_own_town_alone(
    person: dict[str, Any],
) -> None:
    assert re.fullmatch(r"[A-ZÀ-Þ][a-zà-ÿ]+", person["name"])
    naming = {network for network, town in TOWNS.items() if re.search(rf"\b{person['name']}\b", str(town))}
    assert naming == {person["network"]}


@EVERY_PERSON
def test_a_person_is_one_sentence(person: dict[str, Any]) -> None:
    assert re.fullmatch(r"[^.!?]+\.", person["sentence"])
    assert person["languages"]
    assert "nl" in person["languages"]


def test_both_towns_have_every_role() -> None:
    assert {person["role"] for person in CAST} == ROLES
    for network in TOWNS:
        assert {person["role"] for person in CAST if person["network"] == network} == ROLES


def test_no_two_people_share_a_name_or_a_key() -> None:
    for field in ("key", "name"):
        assert [value for value, times in Counter(person[field] for person in CAST).items() if times > 1] == []


def test_the_description_of_the_towns_names_everyone_and_counts_right() -> None:
    page = (PROJECT / "docs" / "demo-town.md").read_text(encoding="utf-8")
    assert [person["name"] for person in CAST if f"| {person['name']} |" not in page] == []
    for row, count in COUNTS.items():
        assert f"| {row} | {count(TOWNS['havendijk'])} | {count(TOWNS['duinbeke'])} |" in page


def services(town: dict[str, Any]) -> list[dict[str, Any]]:
    return [service for one in town["organization"] for service in one["service"]]
