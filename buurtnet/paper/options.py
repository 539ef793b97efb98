"""What the pages to choose on offer."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from buurtnet.areas.here import LANGUAGES_TO_CHOOSE, neighbourhoods_of
from buurtnet.areas.models import Network
from buurtnet.paper.formats import PAPERS, Paper
from buurtnet.themes.choices import EssentialFunction


@dataclass(frozen=True)
class Option:
    """One of a row: its value or address, its words, and whether it is the chosen one."""

    value: str
    label: str
    is_chosen: bool = False


def formats(request: HttpRequest, names: tuple[str, ...], chosen: Paper) -> list[Option]:
    """The same page on each size of paper."""
    options = []
    for name in names:
        query = request.GET.copy()
        query["formaat"] = name
        options.append(Option(f"?{query.urlencode()}", PAPERS[name].label, name == chosen.name))
    return options


def neighbourhoods_in(network: Network, chosen: str) -> list[Option]:
    return [Option(area.slug, area.name, area.slug == chosen) for area in neighbourhoods_of(network)]


def functions_in(chosen: str) -> list[Option]:
    return [Option(str(one.value), str(one.label), str(one.value) == chosen) for one in EssentialFunction]


def languages_in(chosen: str) -> list[Option]:
    """The languages a page can speak, each named in itself; Dutch when none is chosen."""
    names = dict(settings.LANGUAGES)
    return [Option(code, str(names[code]), code == (chosen or "nl")) for code in LANGUAGES_TO_CHOOSE]
