"""Rounds and streets for tests, each the least that makes sense."""

import datetime as dt
from typing import Any

from buurtnet.areas.choices import PlaceKind
from buurtnet.areas.models import Area, Network, Place
from buurtnet.areas.names import folded
from buurtnet.needs.choices import RoundKind
from buurtnet.needs.models import OutreachRound, RoundStreet
from buurtnet.needs.rounds import Plan

DAY = dt.date(2026, 11, 20)
LONG_BEFORE = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def a_round(network: Network, area: Area, *streets: str, **more: Any) -> OutreachRound:
    """A round of one day along these streets; it was planned long ago, so that any tap comes after."""
    said = {"kind": RoundKind.STREETS, "purpose": "kennismaken", "starts_on": DAY, "ends_on": DAY}
    made = OutreachRound.objects.create(
        **{**said, "created_at": LONG_BEFORE, "network": network, "area": area, **more}
    )
    for number, name in enumerate(streets):
        RoundStreet.objects.create(round=made, name=name, position=number)
    return made


def visited(made: OutreachRound, street: str, at: dt.datetime) -> None:
    """That a street of a round was done at a moment."""
    RoundStreet.objects.update_or_create(round=made, name=street, defaults={"done_at": at, "tapped_at": at})


def planned(area: Area, **more: Any) -> Plan:
    said = {"kind": RoundKind.STREETS, "purpose": "kennismaken", "starts_on": DAY, "ends_on": DAY}
    return Plan(**{**said, "area": area, **more})


def a_street(name: str, area: Area, number: int = 0) -> Place:
    """A street that we have a point of."""
    return Place.objects.create(
        kind=PlaceKind.STREET, name=name, folded=folded(name), latitude=52.05, longitude=4.15 + number / 1000,
        area=area, neighbourhood=area.name, source="test",
    )  # fmt: skip
