"""The filters beside a list, each with how many of the results it would leave, each a plain parameter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from buurtnet.areas.choices import Breadth
from buurtnet.areas.models import Area
from buurtnet.directory.cards import Viewpoint, ages_text
from buurtnet.directory.facets import AGE_GROUPS, DAYS
from buurtnet.home.asked import Asked, age_text
from buurtnet.home.understood import day_name, day_part_names
from buurtnet.kit.languages import NAMES, language_name
from buurtnet.themes.choices import EssentialFunction, Gable
from buurtnet.themes.models import Theme

MOST_LANGUAGES = 5
MOST_NEIGHBOURHOODS = 40


@dataclass(frozen=True)
class FilterOption:
    name: str
    value: str
    label: str
    count: int | None
    url: str
    active: bool
    hint: str = ""


@dataclass(frozen=True)
class FilterGroup:
    """``kind``: "many" (each can be on) or "one" (at most one). ``more``: options that are folded away."""

    name: str
    label: str
    kind: str
    options: list[FilterOption]
    more: list[FilterOption]


@dataclass(frozen=True)
class Chip:
    """An active filter, and the address without it."""

    label: str
    remove_url: str


@dataclass(frozen=True)
class Kept:
    """A parameter a form keeps."""

    name: str
    value: str


def age_labels(view: Viewpoint) -> dict[int, str]:
    """The age groups in words; older people where the network is for everyone."""
    labels = {
        1: _("Baby (0 en 1 jaar)"),
        3: _("Peuter (2 en 3 jaar)"),
        5: _("Kleuter (4 en 5 jaar)"),
        8: _("Kind (6 tot 12 jaar)"),
        14: _("Tiener (12 tot 18 jaar)"),
        30: _("Volwassen"),
    }
    if view.network.breadth == Breadth.EVERYONE:
        labels[70] = _("65 jaar en ouder")
    return labels


def filter_groups(
    asked: Asked, counts: Mapping[str, int], view: Viewpoint, neighbourhoods: Sequence[Area]
) -> list[FilterGroup]:
    """All filters of the search page, from counts by facet."""
    anything = _("Maakt niet uit")

    def one(name: str, label: str, options: list[tuple[str, str, str]], current: str) -> FilterGroup:
        rows = [FilterOption(name, "", anything, None, asked.address(**{name: ""}), not current)]
        rows += [
            FilterOption(name, value, text, counts.get(facet, 0), asked.address(**{name: value}), value == current)
            for value, text, facet in options
        ]
        return FilterGroup(name, label, "one", rows, [])

    def switch(name: str, label: str, facet: str) -> FilterOption:
        return on_or_off(asked, name, "1", label, counts.get(facet, 0))

    groups = [
        one("leeftijd", _("Leeftijd"), [(str(a), text, f"age:{a}") for a, text in age_labels(view).items()],
            age_text(asked.age)),
        FilterGroup("kosten", _("Kosten en plek"), "many",
                    [switch("gratis", _("Gratis"), "free"), switch("plek", _("Er is plek"), "room")], []),
        one("open", _("Wanneer"), [("nu", _("Nu open"), "open_now"), ("week", _("Open deze week"), "open_week")],
            asked.open_),
        day_group(asked, counts),
        day_part_group(asked, counts),
        FilterGroup("afstand", _("Hoe ver weg"), "many", [away_option(asked)], []),
        FilterGroup("niveau", _("Hoe licht of zwaar"), "many", level_options(asked, counts), []),
        FilterGroup("toegang", _("Toegankelijk"), "many",
                    [switch("rolstoel", _("Kan met rolstoel"), "wheelchair"),
                     switch("rustig", _("Rustige plek"), "quiet"),
                     switch("online", _("Online of per telefoon"), "online")], []),
        language_group(asked, counts),
    ]  # fmt: skip
    if len(neighbourhoods) > 1:
        options = [(area.slug, area.name, f"in:{area.pk}") for area in worth_choosing(asked, counts, neighbourhoods)]
        groups.append(one("buurt", _("Buurt"), options, asked.area.slug if asked.area else ""))
    functions = [(str(f.value), str(f.label), f"function:{f.value}") for f in EssentialFunction]
    groups.append(one("functie", _("Waar het over gaat"), functions, str(asked.function or "")))
    return groups


def worth_choosing(asked: Asked, counts: Mapping[str, int], neighbourhoods: Sequence[Area]) -> list[Area]:
    """All neighbourhoods of a town; of a region those with most to find, and the chosen one, in their own order."""
    if len(neighbourhoods) <= MOST_NEIGHBOURHOODS:
        return list(neighbourhoods)
    most = sorted(neighbourhoods, key=lambda area: -counts.get(f"in:{area.pk}", 0))[:MOST_NEIGHBOURHOODS]
    shown = {area.pk for area in most} | ({asked.area.pk} if asked.area else set())
    return [area for area in neighbourhoods if area.pk in shown]


def on_or_off(asked: Asked, name: str, value: str, label: str, count: int | None, hint: str = "") -> FilterOption:
    """A filter that can be on beside others, with the address that turns it."""
    is_on = (name, value) in asked.pairs
    url = asked.address(drop=(name, value)) if is_on else asked.address_with(name, value)
    return FilterOption(name, value, label, count, url, is_on, hint)


def away_option(asked: Asked) -> FilterOption:
    """What is far, at home or online first. It leaves nothing out, so it has no count."""
    hint = _("Dan zie je eerst wat verder weg, bij je thuis of online is.")
    return on_or_off(asked, "onbekend", "1", _("Liever waar niemand me kent"), None, hint)


def level_options(asked: Asked, counts: Mapping[str, int]) -> list[FilterOption]:
    return [
        on_or_off(asked, "niveau", str(gable.value), str(gable.label), counts.get(f"gable:{gable.value}", 0))
        for gable in Gable
    ]


def day_group(asked: Asked, counts: Mapping[str, int]) -> FilterGroup:
    """The days of the week, of which several can be on; folded away until one is."""
    options = [on_or_off(asked, "dag", day, capfirst(day_name(day)), counts.get(f"day:{day}")) for day in DAYS]
    chosen = bool(asked.days)
    return FilterGroup("dag", _("Op welke dag"), "many", options if chosen else [], [] if chosen else options)


def day_part_group(asked: Asked, counts: Mapping[str, int]) -> FilterGroup:
    """Morning, afternoon or evening."""
    rows = [
        FilterOption("dagdeel", part, name, counts.get(f"part:{part}"), asked.address(dagdeel=part),
                     part == asked.day_part)
        for part, name in day_part_names().items()
    ]  # fmt: skip
    anything = FilterOption("dagdeel", "", _("Maakt niet uit"), None, asked.address(dagdeel=""), not asked.day_part)
    chosen = bool(asked.day_part)
    options = [anything, *rows]
    return FilterGroup(
        "dagdeel", _("Welk deel van de dag"), "one", options if chosen else [], [] if chosen else options
    )


def language_group(asked: Asked, counts: Mapping[str, int]) -> FilterGroup:
    """The languages spoken in these results, most first; chosen ones always shown."""
    codes = sorted(
        (code for code in NAMES if code != "nl" and (counts.get(f"lang:{code}") or code in asked.languages)),
        key=lambda code: (code not in asked.languages, -counts.get(f"lang:{code}", 0), code),
    )
    options = [
        on_or_off(asked, "spreekt", code, language_name(code), counts.get(f"lang:{code}", 0)) for code in codes
    ]
    return FilterGroup("spreekt", _("Ze spreken ook"), "many", options[:MOST_LANGUAGES], options[MOST_LANGUAGES:])


def chips_of(asked: Asked, view: Viewpoint, theme: Theme | None) -> list[Chip]:
    """The active filters in words, each with the address without it."""
    chips = []
    if asked.age is not None:
        label = age_labels(view).get(int(asked.age)) if asked.age in AGE_GROUPS else ages_text(asked.age, asked.age)
        chips.append(Chip(label or ages_text(asked.age, asked.age), asked.address(drop="leeftijd")))
    if asked.open_:
        text = _("Nu open") if asked.open_ == "nu" else _("Open deze week")
        chips.append(Chip(text, asked.address(drop="open")))
    chips += [Chip(capfirst(day_name(day)), asked.address(drop=("dag", day))) for day in asked.days]
    if asked.day_part:
        chips.append(Chip(day_part_names()[asked.day_part], asked.address(drop="dagdeel")))
    if asked.function:
        chips.append(Chip(str(EssentialFunction(asked.function).label), asked.address(drop="functie")))
    if theme:
        chips.append(Chip(theme.name_in(view.language), asked.address(drop="thema")))
    if asked.area:
        chips.append(Chip(asked.area.name, asked.address(drop="buurt")))
    for code in asked.languages:
        chips.append(Chip(language_name(code), asked.address(drop=("spreekt", code))))
    for gable in asked.gables:
        chips.append(Chip(str(Gable(gable).label), asked.address(drop=("niveau", str(gable)))))
    words = {
        "gratis": _("Gratis"),
        "plek": _("Er is plek"),
        "rolstoel": _("Kan met rolstoel"),
        "rustig": _("Rustige plek"),
        "online": _("Online of per telefoon"),
        "onbekend": _("Liever waar niemand me kent"),
    }
    chips += [Chip(text, asked.address(drop=name)) for name, text in words.items() if name in asked.switches]
    return chips


def quick_filters(groups: Sequence[FilterGroup]) -> list[FilterOption]:
    """The three filters most used, one tap on a phone; more would push the first result away."""
    wanted = [("gratis", "1"), ("open", "nu"), ("plek", "1")]
    options = {(option.name, option.value): option for group in groups for option in group.options}
    return [options[key] for key in wanted if key in options]


def kept_parameters(asked: Asked, *names: str, without: bool = False) -> list[Kept]:
    """The parameters named (or, ``without``, all but those), for the hidden fields of a form."""
    return [Kept(name, value) for name, value in asked.pairs if (name in names) is not without]
