"""The options of the filters in the who-is-who, each with how many people it would leave.

What everyone in a network adds up to is kept for half a minute in the memory of a process, since every visit that
asks for nobody in particular needs it: numbers only, and whom a filter finds is always asked of the database.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count
from django.utils.translation import get_language

from buurtnet.areas.kept import Kept
from buurtnet.areas.models import Area, Network
from buurtnet.people.choices import Role
from buurtnet.people.finding import FUNCTIONS, GANGMAKER, ROLE_OF, SAFETY, Asked, matching, shown_in_network
from buurtnet.people.models import Card, CardField, Membership
from buurtnet.themes.models import Theme

type Counts = dict[str, int]
type People = Any  # ids, or a subquery of ids: the stubs of Django have no word for both
type Counter = Callable[[Network, People], Counts]

_of_everyone = Kept[tuple[object, str], Counts](300)


@dataclass(frozen=True)
class Choice:
    """One option of a filter: its value in the address, its name, and how many people it would leave."""

    value: str
    name: str
    count: int
    is_chosen: bool


def themes_to_choose(network: Network, asked: Asked) -> list[Choice]:
    """Themes of people who are asked for, whatever theme is chosen now."""
    counts = counted(network, replace(asked, theme=""), "themes", themes_of)
    names = {theme.pk: theme.name_in(get_language() or "") for theme in Theme.objects.all()}
    return options(names, counts, asked.theme)


def areas_to_choose(network: Network, asked: Asked) -> list[Choice]:
    counts = counted(network, replace(asked, area=""), "areas", areas_of)
    found = Area.objects.filter(slug__in={*counts, asked.area}, kind="neighbourhood").order_by("name")
    return options(dict(found.values_list("slug", "name")), counts, asked.area)


def functions_to_choose(network: Network, asked: Asked) -> list[Choice]:
    counts = counted(network, replace(asked, function=""), "functions", functions_of)
    return options({name: str(label).capitalize() for name, label in FUNCTIONS.items()}, counts, asked.function)


def options(names: dict[str, str], counts: Counts, chosen: str) -> list[Choice]:
    return [
        Choice(value, name, counts.get(value, 0), value == chosen)
        for value, name in names.items()
        if counts.get(value) or value == chosen
    ]


def counted(network: Network, asked: Asked, what: str, count: Counter) -> Counts:
    """How many of those who are asked for, by option."""
    if not asked.is_empty:
        return count(network, list(matching(network, asked).values_list("pk", flat=True)))
    key = ((network.pk, network.created_at), what)
    return _of_everyone.get(key, lambda: count(network, matching(network, asked).values("pk")))


def how_many(network: Network, asked: Asked) -> int:
    """The length of the list."""
    if not asked.is_empty:
        return matching(network, asked).count()
    key = ((network.pk, network.created_at), "")
    return _of_everyone.get(key, lambda: {"": matching(network, asked).count()})[""]


def themes_of(network: Network, people: People) -> Counts:
    rows = Card.themes.through.objects.filter(shown_in_network(CardField.THEMES, "card__"), card__in=people)
    return dict(rows.values_list("theme").annotate(count=Count("card")))


def areas_of(network: Network, people: People) -> Counts:
    rows = Card.areas.through.objects.filter(shown_in_network(CardField.AREAS, "card__"), card__in=people)
    return dict(rows.values_list("area__slug").annotate(count=Count("card")))


def functions_of(network: Network, people: People) -> Counts:
    held = Membership.objects.holding().filter(person__in=people).order_by()
    here = dict(held.filter(network=network).values_list("role").annotate(count=Count("person", distinct=True)))
    counts = {name: here.get(role, 0) for name, role in ROLE_OF.items()}
    officers = held.filter(role=Role.SAFETY_OFFICER).values("person").distinct()
    going = Card.objects.filter(person__in=people, gets_things_going=True)
    return counts | {SAFETY: officers.count(), GANGMAKER: going.count()}
