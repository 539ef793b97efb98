"""The style sheets of the room: what all sides share stands in kit, and is loaded before theirs."""

import re
from pathlib import Path

import pytest
from django.test import Client

from buurtnet.areas.models import Network
from buurtnet.people.choices import Role
from tests.people.at_work import fresh_limits, network
from tests.people.cast import person, ring_two

__all__ = ["fresh_limits", "network"]
ROOMS = Path(__file__).resolve().parents[2] / "buurtnet"
RULE = re.compile(r"^  (\.[^{}@]+) \{", re.MULTILINE)


def rules(name: str) -> set[str]:
    room, sheet = name.split("/")
    return set(RULE.findall((ROOMS / room / "static" / room / "css" / f"{sheet}.css").read_text("utf-8")))


@pytest.mark.parametrize("name", ["people/deuren", "people/netwerk"])
def test_what_all_sides_share_is_said_once(name: str) -> None:
    assert {".rows > li", ".button-red"} <= rules("kit/werk")
    assert {".wrong", ".hint", ".field-wrong"} <= rules("kit/buurtnet")
    assert not (rules("kit/werk") | {".wrong", ".hint", ".field-wrong"}) & rules(name)
    assert not rules("people/deuren") & rules("people/netwerk")


@pytest.mark.django_db
def test_it_is_loaded_on_both_before_their_own(network: Network) -> None:
    director: Client = ring_two(person("Ingrid de Wit", Role.DIRECTOR, network))
    for address, own in (("/account/", "deuren"), (f"/{network.slug}/gangmakers/", "netwerk")):
        found = re.findall(r"(?:kit|people)/css/(\w+)", director.get(address).content.decode())
        assert [name for name in found if name in {"werk", "deuren", "netwerk"}] == ["werk", own]
