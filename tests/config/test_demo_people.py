"""The people of the demo's who-is-who: invented, reachable nowhere, and enough of them to believe the list."""

import re
from collections import Counter
from typing import Any

import pytest

from buurtnet.config.demo.people import DATA, DAYS, email_of, people_rows
from buurtnet.people.choices import MandateKind, Role
from buurtnet.people.models import CardField
from tests.config.test_demo_cast import CAST, TOWNS

PEOPLE = people_rows()
EVERYONE = pytest.mark.parametrize("row", PEOPLE, ids=lambda row: str(row["key"]))
HOURS = re.compile(rf"({'|'.join(DAYS)}) \d\d:\d\d-\d\d:\d\d")


@EVERYONE
def test_a_person_is_of_the_own_town_and_nobody_can_really_be_called(row: dict[str, Any]) -> None:
    assert len(row["name"].split()) >= 2
    assert email_of(row).endswith(".example")
    assert row.get("phone", "0999").startswith("0999")
    organizations = {one["key"] for one in TOWNS[row["network"]]["organization"]}
    assert row.get("organization") in {None, *organizations}


@EVERYONE
def test_words_of_a_card_are_words_we_know(row: dict[str, Any]) -> None:
    assert {Role(role) for role in [*row["roles"], *row.get("more", [])]}
    assert {*row.get("public", []), *row.get("nobody", [])} <= set(CardField.values)
    assert all(HOURS.fullmatch(said) for said in row.get("hours", []))
    assert all(kind in MandateKind.values for kind, *_ in row.get("mandates", []))
    assert ("face" in row) == (DATA / "faces" / f"{row['key']}.webp").exists()


def test_there_are_enough_in_both_towns_and_the_cast_is_among_them() -> None:
    assert Counter(row["network"] for row in PEOPLE) == {"havendijk": 24, "duinbeke": 14}
    names = {row["key"]: row["name"] for row in PEOPLE}
    assert len(names) == len(PEOPLE)
    for person in CAST:
        assert names[person["key"]].startswith(f"{person['name']} ")
    for network in ("havendijk", "duinbeke"):
        there = [row for row in PEOPLE if row["network"] == network]
        assert sum("network_director" in row["roles"] for row in there) == 1
        assert sum("connector" in row["roles"] and row.get("is_public", False) for row in there) == 2
