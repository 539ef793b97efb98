"""What someone looks for in the calendar, read from a plain address and written back into one.

The parameters are those of the map, so that a link from there keeps what was chosen. Nonsense is left out, never an
error.
"""

import datetime as dt
import math
from dataclasses import dataclass, replace
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict

from buurtnet.agenda.choices import ForWhom
from buurtnet.areas.here import neighbourhood_in
from buurtnet.areas.models import Area, Network
from buurtnet.directory.facets import DAYS
from buurtnet.directory.viewpoint import point_in
from buurtnet.kit.languages import NAMES
from buurtnet.themes.choices import EssentialFunction

SWITCHES = ("gratis", "plek", "rolstoel", "rustig", "dichtbij")
PARTS = {"ochtend": (0, 12), "middag": (12, 18), "avond": (18, 24)}  # hours
KEPT_WITHOUT_FILTERS = ("week", "maand", "bij")
LONGEST_TEXT = 200  # signs
OLDEST_AGE = 120
LAST_PAGE = 200


@dataclass(frozen=True)
class Wanted:
    """What must be true of a date. ``days``: mo … su; ``part``: of ``PARTS``; ``point``: where someone stands.

    ``age``, ``age_to``: from and up to and with which age in years; both or neither.
    ``week``, ``month``: a day in the one that is looked at, as 2026-11-23. ``found``: the activities that
    answer the words, where they were looked up before. ``pairs``: the same as parameters of an address.
    """

    text: str = ""
    age: float | None = None
    age_to: float | None = None
    for_whom: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    function: int | None = None
    theme: str = ""
    area: Area | None = None
    days: tuple[str, ...] = ()
    part: str = ""
    switches: frozenset[str] = frozenset()
    point: tuple[float, float] | None = None
    page: int = 1
    week: str = ""
    month: str = ""
    found: tuple[UUID, ...] | None = None
    pairs: tuple[tuple[str, str], ...] = ()

    @property
    def has_filters(self) -> bool:
        """Whether anything narrows."""
        return any(name not in KEPT_WITHOUT_FILTERS for name, _value in self.pairs)

    def address(self, *, drop: tuple[str, str] | str | None = None, **changes: str) -> str:
        """The address with parameters changed (an empty value drops one), or one value dropped."""
        kept = [
            (name, value)
            for name, value in self.pairs
            if name not in changes and name != drop and (name, value) != drop
        ]
        return f"?{urlencode([*kept, *((name, value) for name, value in changes.items() if value)])}"

    def address_with(self, name: str, value: str) -> str:
        """The address with one value more, beside others of its name."""
        return f"?{urlencode([*self.pairs, (name, value)])}"

    def nothing(self) -> str:
        """The address of the same days without anything that narrows, from the same place."""
        return f"?{urlencode([pair for pair in self.pairs if pair[0] in KEPT_WITHOUT_FILTERS])}"


def wanted_in(query: QueryDict, network: Network) -> Wanted:
    """Read what someone looks for from the parameters of an address."""
    age, age_to = ages_in(query.get("leeftijd", ""))
    near, theme, page = query.get("bij", "")[:60], query.get("thema", "")[:60], query.get("pagina", "")
    wanted = Wanted(
        text=" ".join(query.get("q", "").split())[:LONGEST_TEXT],
        age=age,
        age_to=age_to,
        for_whom=tuple(one for one in ForWhom.values if one in query.getlist("voor")),
        languages=tuple(code for code in NAMES if code in query.getlist("spreekt")),
        function=next((one for one in EssentialFunction.values if str(one) == query.get("functie")), None),
        theme=theme if theme.isascii() and theme.replace("-", "").isalnum() else "",
        area=neighbourhood_in(network, query.get("buurt", "")) if query.get("buurt") else None,
        days=tuple(day for day in DAYS if day in query.getlist("dag")),
        part=next((part for part in PARTS if part == query.get("dagdeel")), ""),
        switches=frozenset(name for name in SWITCHES if query.get(name) == "1"),
        point=point_in(near),
        week=day_text(query.get("week", "")),
        month=day_text(query.get("maand", "")),
        page=min(max(int(page), 1), LAST_PAGE) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
    )
    return replace(wanted, pairs=tuple(pairs_of(wanted, near)))


def pairs_of(wanted: Wanted, near: str) -> list[tuple[str, str]]:
    """The parameters again, from the cleaned values."""
    values = [
        ("week", wanted.week),
        ("maand", wanted.month),
        ("q", wanted.text),
        ("leeftijd", ages_said(wanted.age, wanted.age_to)),
        *(("voor", one) for one in wanted.for_whom),
        *(("dag", day) for day in wanted.days),
        ("dagdeel", wanted.part),
        ("functie", str(wanted.function or "")),
        ("thema", wanted.theme),
        ("buurt", wanted.area.slug if wanted.area else ""),
        ("bij", near if wanted.point else ""),
        *(("spreekt", code) for code in wanted.languages),
        *((name, "1") for name in SWITCHES if name in wanted.switches),
    ]
    return [(name, value) for name, value in values if value]


def day_text(text: str) -> str:
    """A day as it stands in an address; nothing when it is none."""
    try:
        return str(dt.date.fromisoformat(text[:10]))
    except ValueError:
        return ""


def ages_in(text: str) -> tuple[float, float] | tuple[None, None]:
    """An age ("8") or two ("2-3") as the first and the last one; of nonsense none."""
    first, _dash, last = text.partition("-")
    low, high = age_in(first), age_in(last or first)
    return (None, None) if low is None else (low, low if high is None or high < low else high)


def age_in(text: str) -> float | None:
    """An age in years, 0 to 120, with a comma or a point."""
    try:
        age = float(text.strip()[:10].replace(",", "."))
    except ValueError:
        return None
    return age if math.isfinite(age) and 0 <= age <= OLDEST_AGE else None


def ages_said(low: float | None, high: float | None) -> str:
    """As they stand in an address."""
    if low is None:
        return ""
    return f"{low:g}" if high is None or high == low else f"{low:g}-{high:g}"
