"""The seven functions and their themes, with how much there is of each."""

from dataclasses import dataclass

from django.urls import reverse

from buurtnet.areas.finding import network_areas
from buurtnet.areas.models import Network
from buurtnet.directory.cards import Viewpoint
from buurtnet.directory.find import find
from buurtnet.directory.wanted import Wanted
from buurtnet.home.neighbourhood import ICONS
from buurtnet.themes.choices import EssentialFunction
from buurtnet.themes.models import Theme


@dataclass(frozen=True)
class ThemeEntry:
    label: str
    url: str
    count: int


@dataclass(frozen=True)
class FunctionEntry:
    url: str
    label: str
    icon: str
    count: int
    themes: list[ThemeEntry]


def function_entries(network: Network, view: Viewpoint) -> list[FunctionEntry]:
    """All seven, with the themes that have something here."""
    areas = network_areas(network)
    counts = find(Wanted(inside=areas.inside, over=areas.over, on=view.today, now=view.now), limit=1).counts
    search_url = reverse("home:search", args=[network.slug])
    by_function: dict[int, list[ThemeEntry]] = {}
    for theme in Theme.objects.all():
        count = counts.get(f"theme:{theme.pk}", 0)
        if count:
            entry = ThemeEntry(theme.name_in(view.language), f"{search_url}?thema={theme.pk}", count)
            by_function.setdefault(theme.function, []).append(entry)
    return [
        FunctionEntry(
            url=reverse("home:theme", args=[network.slug, function.value]),
            label=str(function.label),
            icon=ICONS[function.value],
            count=counts.get(f"function:{function.value}", 0),
            themes=by_function.get(function.value, []),
        )
        for function in EssentialFunction
    ]


def function_entry(network: Network, view: Viewpoint, function: int) -> FunctionEntry | None:
    """One of the seven."""
    return dict(zip(EssentialFunction.values, function_entries(network, view), strict=True)).get(function)
