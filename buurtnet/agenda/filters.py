"""The filters beside the calendar, each a plain parameter: those of the map, as far as they say something here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from buurtnet.agenda.choices import ForWhom
from buurtnet.agenda.wanted import Wanted, ages_said
from buurtnet.areas.models import Area
from buurtnet.directory.cards import ages_text
from buurtnet.directory.facets import DAYS
from buurtnet.directory.viewpoint import centre_of
from buurtnet.kit.languages import NAMES, language_name
from buurtnet.places.tiles import weekday_short
from buurtnet.themes.choices import EssentialFunction
from buurtnet.themes.models import Theme

MOST_NEIGHBOURHOODS = 40
MOST_STARTS = 8


@dataclass(frozen=True)
class Option:
    name: str
    value: str
    label: str
    active: bool
    short: str = ""


@dataclass(frozen=True)
class Group:
    """``kind``: "many" (each can be on), "days" (short ones, side by side), "one" (at most one) or "choice" (at most
    one, chosen from a list). ``is_open``: something in it was chosen.
    """

    label: str
    kind: str
    options: list[Option]
    folded: bool = False

    @property
    def is_open(self) -> bool:
        return not self.folded or any(option.active and option.value for option in self.options)


@dataclass(frozen=True)
class Chip:
    """A filter that is on, with the address without it; or one to put on."""

    label: str
    url: str
    active: bool = True


@dataclass(frozen=True)
class Field:
    """A parameter a form keeps."""

    name: str
    value: str


def groups_of(wanted: Wanted, neighbourhoods: Sequence[Area]) -> list[Group]:
    """All filters, the most used ones first; what is rarely used is folded away."""

    def many(name: str, label: str, rows: Iterable[tuple[str, str]], *, folded: bool = False) -> Group:
        return Group(
            label, "many", [Option(name, key, text, (name, key) in wanted.pairs) for key, text in rows], folded
        )

    def one(name: str, label: str, rows: Iterable[tuple[str, str]], now: str, *, folded: bool = False) -> Group:
        return Group(label, "one", chosen(name, label, rows, now).options, folded)

    def switches(label: str, rows: dict[str, str]) -> Group:
        options = [Option(name, "1", text, name in wanted.switches) for name, text in rows.items()]
        return Group(label, "many", options)

    words = switch_words()
    groups = [
        days_group(wanted),
        ages_group(wanted),
        switches(_("Kosten en plek"), {name: words[name] for name in ("gratis", "plek")}),
        *area_groups(wanted, neighbourhoods),
        one("dagdeel", _("Welk deel van de dag"), part_names().items(), wanted.part, folded=True),
        many("voor", _("Voor wie"), whom_names().items(), folded=True),
        switches(_("Toegankelijk"), {name: words[name] for name in ("rolstoel", "rustig")}),
        many("spreekt", _("Ze spreken ook"), language_names().items(), folded=True),
    ]
    functions = [(str(one.value), str(one.label)) for one in EssentialFunction]
    groups.append(one("functie", _("Waar het over gaat"), functions, str(wanted.function or ""), folded=True))
    return groups


def chosen(name: str, label: str, rows: Iterable[tuple[str, str]], now: str) -> Group:
    anything = Option(name, "", _("Maakt niet uit"), not now)
    return Group(label, "choice", [anything, *(Option(name, key, text, key == now) for key, text in rows)])


def ages_group(wanted: Wanted) -> Group:
    """The age groups, and what someone came with from elsewhere when that is none of them."""
    now, labels = ages_said(wanted.age, wanted.age_to), age_labels()
    rows = labels if now in labels or not now else {now: ages_words(wanted)} | labels
    return chosen("leeftijd", _("Leeftijd"), rows.items(), now)


def ages_words(wanted: Wanted) -> str:
    """ "Peuter (2 en 3 jaar)", "8 jaar", "10 tot 14 jaar"."""
    return age_labels().get(ages_said(wanted.age, wanted.age_to)) or ages_text(wanted.age, wanted.age_to)


def days_group(wanted: Wanted) -> Group:
    days = [
        Option("dag", key, text, key in wanted.days, short=weekday_short(number))
        for number, (key, text) in enumerate(day_names().items())
    ]
    return Group(_("Op welke dag"), "days", days)


def area_groups(wanted: Wanted, neighbourhoods: Sequence[Area]) -> list[Group]:
    """None where there is nothing to choose, or too much."""
    if not 1 < len(neighbourhoods) <= MOST_NEIGHBOURHOODS:
        return []
    names = [(area.slug, area.name) for area in neighbourhoods]
    return [chosen("buurt", _("Buurt"), names, wanted.area.slug if wanted.area else "")]


def chips_of(wanted: Wanted, language: str) -> list[Chip]:
    """What is on, in words, each with the address without it."""
    chips = [Chip(f"‘{wanted.text}’", wanted.address(drop="q"))] if wanted.text else []
    if wanted.age is not None:
        chips.append(Chip(ages_words(wanted), wanted.address(drop="leeftijd")))
    chips += [Chip(whom_names()[one], wanted.address(drop=("voor", one))) for one in wanted.for_whom]
    chips += [Chip(day_names()[day], wanted.address(drop=("dag", day))) for day in wanted.days]
    if wanted.part:
        chips.append(Chip(part_names()[wanted.part], wanted.address(drop="dagdeel")))
    if wanted.function:
        chips.append(Chip(str(EssentialFunction(wanted.function).label), wanted.address(drop="functie")))
    if theme := Theme.objects.filter(pk=wanted.theme).first() if wanted.theme else None:
        chips.append(Chip(theme.name_in(language), wanted.address(drop="thema")))
    if wanted.area:
        chips.append(Chip(wanted.area.name, wanted.address(drop="buurt")))
    chips += [Chip(language_name(code), wanted.address(drop=("spreekt", code))) for code in wanted.languages]
    words = switch_words()
    return chips + [Chip(words[name], wanted.address(drop=name)) for name in words if name in wanted.switches]


def quick_chips(wanted: Wanted) -> list[Chip]:
    """The filters most used, one tap on a phone: those that are not on."""
    words = switch_words()
    return [
        Chip(words[name], wanted.address_with(name, "1"), active=False)
        for name in ("gratis", "plek")
        if name not in wanted.switches
    ]


def starting_points(wanted: Wanted, neighbourhoods: Sequence[Area]) -> list[Chip]:
    """Neighbourhoods to look from, for who gave no place."""
    known = [(area.name, centre) for area in neighbourhoods if (centre := centre_of(area))]
    return [
        Chip(name, wanted.address(bij=f"{latitude:.3f},{longitude:.3f}", dichtbij="1"))
        for name, (latitude, longitude) in known[:MOST_STARTS]
    ]


def kept_fields(wanted: Wanted, *names: str) -> list[Field]:
    """The parameters of these names, for the hidden fields of a form."""
    return [Field(name, value) for name, value in wanted.pairs if name in names]


def all_fields(wanted: Wanted, *, but: tuple[str, ...]) -> list[Field]:
    return [Field(name, value) for name, value in wanted.pairs if name not in but]


# The options in words


def age_labels() -> dict[str, str]:
    """The age groups in words, by their first and last age."""
    return {
        "0-1": _("Baby (0 en 1 jaar)"),
        "2-3": _("Peuter (2 en 3 jaar)"),
        "4-5": _("Kleuter (4 en 5 jaar)"),
        "6-11": _("Kind (6 tot 12 jaar)"),
        "12-17": _("Tiener (12 tot 18 jaar)"),
        "18-64": _("Volwassen"),
        "65-120": _("65 jaar en ouder"),
    }


def switch_words() -> dict[str, str]:
    return {
        "gratis": _("Gratis"),
        "plek": _("Er is plek"),
        "rolstoel": _("Zonder drempel"),
        "rustig": _("Rustige plek"),
        "dichtbij": _("Bij mij in de buurt"),
    }


def day_names() -> dict[str, str]:
    return {day: capfirst(str(WEEKDAYS[number])) for number, day in enumerate(DAYS)}


def part_names() -> dict[str, str]:
    return {"ochtend": _("’s Ochtends"), "middag": _("’s Middags"), "avond": _("’s Avonds")}


def whom_names() -> dict[str, str]:
    return {one.value: capfirst(str(one.label)) for one in ForWhom if one != ForWhom.EVERYONE}


def language_names() -> dict[str, str]:
    return {code: language_name(code) for code in NAMES if code != "nl"}
