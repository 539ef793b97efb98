"""What someone asks of the map, read from a plain address and written back into one.

Nonsense in a parameter is left out, never an error: a shared link keeps working.
"""

import math
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from buurtnet.areas.finding import network_areas
from buurtnet.areas.here import neighbourhood_in
from buurtnet.areas.models import Area, Network
from buurtnet.directory.cards import Viewpoint
from buurtnet.directory.choices import OLDEST_AGE
from buurtnet.directory.facets import DAYS, PARTS_OF_DAY
from buurtnet.directory.find import ONLY_WORDS
from buurtnet.directory.viewpoint import point_in
from buurtnet.directory.wanted import Wanted
from buurtnet.kit.languages import NAMES
from buurtnet.themes.choices import EssentialFunction, Gable

LONGEST_TEXT = 200
LONGEST_TYPED = 8_000  # signs of a whole text that are looked through for words of danger
LAST_PAGE = 500
SWITCHES = ("gratis", "rolstoel", "rustig", "online", "plek", "onbekend", "kaart")
ORDERING = frozenset({"onbekend", "kaart"})  # switches that leave nothing out
KEPT_WITHOUT_FILTERS = frozenset({"q", "bij", "kaart", "letterlijk"})
# What can be read from the words, by the name of its filter; a person takes it back with ``letterlijk=<name>``.
READABLE = (
    "leeftijd", "open", "dag", "dagdeel", "buurt", "spreekt", "gratis", "rolstoel", "rustig", "online", "thuis",
    ONLY_WORDS,
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A search as the address says it, cleaned. ``pairs`` are its parameters, without the page number.

    ``typed``: all of the text, to look for danger in.

    ``literal``: what someone does not want read from the words (``READABLE``).
    """

    text: str
    age: float | None
    open_: str
    languages: tuple[str, ...]
    gables: tuple[int, ...]
    function: int | None
    theme: str
    area: Area | None
    point: tuple[float, float] | None
    switches: frozenset[str]
    page: int
    days: tuple[str, ...] = ()
    day_part: str = ""
    literal: tuple[str, ...] = ()
    typed: str = ""
    pairs: tuple[tuple[str, str], ...] = ()

    @property
    def shows_map(self) -> bool:
        return "kaart" in self.switches

    def wanted(self, view: Viewpoint) -> Wanted:
        """The same, as the search takes it."""
        areas = network_areas(view.network)
        return Wanted(
            text=self.text,
            inside=areas.inside,
            over=areas.over,
            near=view.near,
            age=self.age,
            free="gratis" in self.switches,
            open_=self.open_,
            languages=self.languages,
            wheelchair="rolstoel" in self.switches,
            quiet="rustig" in self.switches,
            online="online" in self.switches,
            room="plek" in self.switches,
            gables=self.gables,
            functions=(self.function,) if self.function else (),
            themes=(self.theme,) if self.theme else (),
            neighbourhood=self.area.pk if self.area else None,
            days=self.days,
            parts=(self.day_part,) if self.day_part else (),
            away="onbekend" in self.switches,
            literal=frozenset(self.literal) | ({"buurt"} if self.area else set()),  # a chosen one wins
            network=view.network.pk,
            on=view.today,
            now=view.now,
        )

    @property
    def has_filters(self) -> bool:
        """Whether anything narrows the search beside its words."""
        return self.without_filters() != self

    def without_filters(self) -> "Asked":
        """The same words, from the same place, with nothing that narrows."""
        return replace(
            self, age=None, open_="", languages=(), gables=(), function=None, theme="", area=None, days=(),
            day_part="", switches=self.switches & ORDERING,
        )  # fmt: skip

    def only_words(self) -> str:
        """The address without what narrows."""
        return self.address(**{name: "" for name, _value in self.pairs if name not in KEPT_WITHOUT_FILTERS})

    def address(self, *, drop: tuple[str, str] | str | None = None, **changes: str) -> str:
        """The address with parameters changed (an empty value drops one), or one value dropped."""
        kept = [
            (name, value)
            for name, value in self.pairs
            if name not in changes and name != drop and (name, value) != drop
        ]
        pairs = [*kept, *((name, value) for name, value in changes.items() if value)]
        return f"?{urlencode(pairs)}"

    def address_with(self, name: str, value: str) -> str:
        """The address with one value more, beside others of its name."""
        return f"?{urlencode([*self.pairs, (name, value)])}"


NOTHING = Asked(
    text="", age=None, open_="", languages=(), gables=(), function=None, theme="", area=None, point=None,
    switches=frozenset(), page=1,
)  # fmt: skip


def asked_in(query: QueryDict, network: Network) -> Asked:
    """Read a search from the parameters of an address."""
    open_, near, page = query.get("open", ""), query.get("bij", ""), query.get("pagina", "")
    theme = query.get("thema", "")[:60]
    asked = Asked(
        text=" ".join(query.get("q", "").split())[:LONGEST_TEXT],
        typed=query.get("q", "")[:LONGEST_TYPED],
        age=number_in(query.get("leeftijd", "")),
        open_=open_ if open_ in {"nu", "week"} else "",
        languages=tuple(code for code in dict.fromkeys(query.getlist("spreekt")) if code in NAMES),
        gables=tuple(gable for gable in Gable.values if str(gable) in query.getlist("niveau")),
        function=next((f for f in EssentialFunction.values if str(f) == query.get("functie")), None),
        theme=theme if theme.replace("-", "").isalnum() else "",
        area=neighbourhood_in(network, query.get("buurt", "")) if query.get("buurt") else None,
        point=point_in(near),
        switches=frozenset(name for name in SWITCHES if query.get(name) == "1"),
        page=min(max(int(page), 1), LAST_PAGE) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
        days=tuple(day for day in DAYS if day in query.getlist("dag")),
        day_part=next((part for part in PARTS_OF_DAY if part == query.get("dagdeel")), ""),
        literal=tuple(name for name in READABLE if name in query.getlist("letterlijk")),
    )
    return replace(asked, pairs=tuple(pairs_of(asked, near)))


def pairs_of(asked: Asked, near: str) -> list[tuple[str, str]]:
    """The parameters again, from the cleaned values."""
    values = [
        ("q", asked.text),
        ("leeftijd", age_text(asked.age)),
        ("open", asked.open_),
        *(("dag", day) for day in asked.days),
        ("dagdeel", asked.day_part),
        ("functie", str(asked.function or "")),
        ("thema", asked.theme),
        ("buurt", asked.area.slug if asked.area else ""),
        ("bij", near if asked.point else ""),
        *(("spreekt", code) for code in asked.languages),
        *(("niveau", str(gable)) for gable in asked.gables),
        *((name, "1") for name in SWITCHES if name in asked.switches),
        *(("letterlijk", name) for name in asked.literal),
    ]
    return [(name, value) for name, value in values if value]


def number_in(text: str) -> float | None:
    """An age in years: 0 to 120, with a comma or a point."""
    try:
        age = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return age if math.isfinite(age) and 0 <= age <= OLDEST_AGE else None


def age_text(age: float | None) -> str:
    return "" if age is None else f"{age:g}"
