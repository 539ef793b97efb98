"""School holidays per region: a table with its sources."""

import datetime
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _

NAMES = {
    "hemelvaartweekend": _("hemelvaartweekend"),
    "herfstvakantie": _("herfstvakantie"),
    "kerstvakantie": _("kerstvakantie"),
    "krokusvakantie": _("krokusvakantie"),
    "lentevakantie": _("lentevakantie"),
    "meivakantie": _("meivakantie"),
    "paasvakantie": _("paasvakantie"),
    "voorjaarsvakantie": _("voorjaarsvakantie"),
    "zomervakantie": _("zomervakantie"),
}
TABLE = Path(__file__).parent / "data" / "school_holidays.toml"


@dataclass(frozen=True)
class Holiday:
    """A holiday from its first to its last day, both included."""

    name: str
    first: datetime.date
    last: datetime.date


def holidays(region: str) -> tuple[Holiday, ...]:
    """The school holidays we know of a region, in order; an unknown region has none.

    Regions are ``nl-noord``, ``nl-midden``, ``nl-zuid``, ``be-vl``, ``be-fr``.
    Schools may differ by a few days: the table follows the published dates.
    """
    return table().get(region, ())


def spoken_name(name: str) -> str:
    """The name of a school holiday in the language of the page."""
    return str(NAMES.get(name, name))


@cache
def table() -> dict[str, tuple[Holiday, ...]]:
    with TABLE.open("rb") as file:
        rows = tomllib.load(file)["holiday"]
    found: dict[str, list[Holiday]] = {}
    for row in rows:
        for region in row["regions"]:
            found.setdefault(region, []).append(Holiday(row["name"], row["first"], row["last"]))
    return {region: in_order(rows) for region, rows in found.items()}


def in_order(rows: list[Holiday]) -> tuple[Holiday, ...]:
    return tuple(sorted(rows, key=lambda holiday: (holiday.first, holiday.last)))
