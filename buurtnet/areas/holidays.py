"""School holidays per region (a table with its sources) and public holidays (computed)."""

import datetime
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dateutil.easter import easter
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


def in_holiday(region: str, date: datetime.date) -> bool:
    """Whether the date lies in a school holiday of the region."""
    return holiday_at(region, date) is not None


def holiday_at(region: str, date: datetime.date) -> Holiday | None:
    """The school holiday of the region on that date."""
    return next((holiday for holiday in holidays(region) if holiday.first <= date <= holiday.last), None)


def known_until(region: str) -> datetime.date | None:
    """The last day the table knows of; after it nothing can be said about holidays."""
    return max((holiday.last for holiday in holidays(region)), default=None)


@cache
def table() -> dict[str, tuple[Holiday, ...]]:
    with TABLE.open("rb") as file:
        rows = tomllib.load(file)["holiday"]
    found: dict[str, list[Holiday]] = {}
    for row in rows:
        for region in row["regions"]:
            found.setdefault(region, []).append(Holiday(row["name"], row["first"], row["last"]))
    return {region: in_order(rows) for region, rows in found.items()}


@cache
def public_holidays(country: str, year: int) -> tuple[Holiday, ...]:
    """The public holidays of NL or BE in a year, in order. Other countries: none.

    NL: article 3 of the Algemene termijnenwet with Liberation Day; King's Day is the 26th when the 27th of April is a
    Sunday. BE: the ten legal holidays of the Royal Decree of 18 April 1974.
    """
    sunday = easter(year)

    def after(days: int) -> datetime.date:
        return sunday + datetime.timedelta(days=days)

    def on(month: int, day: int) -> datetime.date:
        return datetime.date(year, month, day)

    kings_day = on(4, 26) if on(4, 27).weekday() == 6 else on(4, 27)
    days = {
        "NL": [
            (on(1, 1), "Nieuwjaarsdag"), (sunday, "eerste paasdag"), (after(1), "tweede paasdag"),
            (kings_day, "Koningsdag"), (on(5, 5), "Bevrijdingsdag"), (after(39), "Hemelvaartsdag"),
            (after(49), "eerste pinksterdag"), (after(50), "tweede pinksterdag"),
            (on(12, 25), "eerste kerstdag"), (on(12, 26), "tweede kerstdag"),
        ],
        "BE": [
            (on(1, 1), "nieuwjaar"), (after(1), "paasmaandag"), (on(5, 1), "Dag van de Arbeid"),
            (after(39), "Onze-Lieve-Heer-Hemelvaart"), (after(50), "pinkstermaandag"),
            (on(7, 21), "nationale feestdag"),
            (on(8, 15), "Onze-Lieve-Vrouw-Hemelvaart"), (on(11, 1), "Allerheiligen"), (on(11, 11), "Wapenstilstand"),
            (on(12, 25), "Kerstmis"),
        ],
    }.get(country, [])  # fmt: skip
    return in_order([Holiday(name, day, day) for day, name in days])


def in_order(rows: list[Holiday]) -> tuple[Holiday, ...]:
    return tuple(sorted(rows, key=lambda holiday: (holiday.first, holiday.last)))
