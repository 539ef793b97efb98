"""The options of the filters in the who-is-who, each with how many people it would leave.

Who shows which theme, where, and who has which function is read once and kept for half a minute in the memory of a
process: only to be counted. Whom a filter finds is always asked of the database.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import CharField, Func
from django.utils.translation import get_language

from buurtnet.areas.kept import Kept
from buurtnet.areas.models import Area, Network
from buurtnet.people.access import people_of
from buurtnet.people.choices import Role
from buurtnet.people.finding import FUNCTIONS, GANGMAKER, ROLE_OF, SAFETY, Asked, shown_in_network
from buurtnet.people.models import Card, CardField, Membership
from buurtnet.themes.models import Theme

type Ids = frozenset[str]  # UUIDs as 32 figures: of some thousands, to make objects of them takes longest
type Sets = dict[str, Ids]
type Counts = dict[str, int]

NOBODY: Ids = frozenset()


@dataclass(frozen=True)
class Gathered:
    """Everyone in the who-is-who of a network, and who of them stands under each option of a filter."""

    everyone: Ids
    themes: Sets
    areas: Sets
    functions: Sets

    def asked_for(self, asked: Asked) -> Ids:
        """Whom a question finds."""
        people = self.everyone if asked.named is None else self.everyone & {one.hex for one in asked.named}
        for value, sets in ((asked.theme, self.themes), (asked.area, self.areas), (asked.function, self.functions)):
            if value:
                people &= sets.get(value, NOBODY)
        return people


class Figures(Func):
    """A UUID as 32 figures, from each database alike."""

    template = "REPLACE(CAST(%(expressions)s AS TEXT), '-', '')"
    output_field = CharField()


_gathered = Kept[object, Gathered](50)


@dataclass(frozen=True)
class Choice:
    """One option of a filter: its value in the address, its name, and how many people it would leave."""

    value: str
    name: str
    count: int
    is_chosen: bool


def themes_to_choose(network: Network, asked: Asked) -> list[Choice]:
    """Themes of people who are asked for, whatever theme is chosen now. The text is looked up already."""
    people = gathered(network)
    counts = counted(people.asked_for(replace(asked, theme="")), people.themes)
    names = {theme.pk: theme.name_in(get_language() or "") for theme in Theme.objects.all()}
    return options(names, counts, asked.theme)


def areas_to_choose(network: Network, asked: Asked) -> list[Choice]:
    people = gathered(network)
    counts = counted(people.asked_for(replace(asked, area="")), people.areas)
    found = Area.objects.filter(slug__in={*counts, asked.area}, kind="neighbourhood").order_by("name")
    return options(dict(found.values_list("slug", "name")), counts, asked.area)


def functions_to_choose(network: Network, asked: Asked) -> list[Choice]:
    people = gathered(network)
    counts = counted(people.asked_for(replace(asked, function="")), people.functions)
    return options({name: str(label).capitalize() for name, label in FUNCTIONS.items()}, counts, asked.function)


def options(names: dict[str, str], counts: Counts, chosen: str) -> list[Choice]:
    return [
        Choice(value, name, counts.get(value, 0), value == chosen)
        for value, name in names.items()
        if counts.get(value) or value == chosen
    ]


def counted(people: Ids, sets: Sets) -> Counts:
    """How many of these people stand under each option that has any."""
    counts = {value: len(people & of) for value, of in sets.items()}
    return {value: count for value, count in counts.items() if count}


def how_many(network: Network) -> int:
    """The length of the list of everyone."""
    return len(gathered(network).everyone)


def gathered(network: Network) -> Gathered:
    return _gathered.get((network.pk, network.created_at), lambda: gather(network))


def gather(network: Network) -> Gathered:
    """In six queries, whatever the number of people. Who of them is in the list is asked once, of the database."""
    everyone = frozenset(people_of(network).values_list(Figures("pk"), flat=True))
    held = Membership.objects.holding().order_by()
    here = held.filter(network=network)
    cards = here.values("person")
    themes = Card.themes.through.objects.filter(shown_in_network(CardField.THEMES, "card__"), card__in=cards)
    areas = Card.areas.through.objects.filter(shown_in_network(CardField.AREAS, "card__"), card__in=cards)
    functions = by_value(here.values_list("role", Figures("person")), everyone)
    officers = held.filter(role=Role.SAFETY_OFFICER).values_list(Figures("person"), flat=True)
    going = Card.objects.filter(gets_things_going=True).values_list(Figures("person"), flat=True)
    return Gathered(
        everyone=everyone,
        themes=by_value(themes.values_list("theme", Figures("card")), everyone),
        areas=by_value(areas.values_list("area__slug", Figures("card")), everyone),
        functions={name: functions.get(role, NOBODY) for name, role in ROLE_OF.items()}
        | {SAFETY: everyone.intersection(officers), GANGMAKER: everyone.intersection(going)},
    )


def by_value(pairs: Iterable[tuple[str, str]], everyone: Ids) -> Sets:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for value, person in pairs:
        found[value].add(person)
    return {value: everyone & people for value, people in found.items()}
