"""Where "Snel weg" leads: a harmless page, known in the country. The pages are data: ``data/quick_exit.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "quick_exit.toml"
COUNTRY = "NL"


@dataclass(frozen=True)
class HarmlessPage:
    """Its address, and what the tab says while it is on its way."""

    url: str
    tab: str


def harmless_page(country: str) -> HarmlessPage:
    """The page of a country; of another country than ours, the Dutch one."""
    pages = _pages()
    return pages.get(country) or pages[COUNTRY]


@cache
def _pages() -> dict[str, HarmlessPage]:
    with DATA.open("rb") as file:
        return {country: HarmlessPage(**row) for country, row in tomllib.load(file).items()}
