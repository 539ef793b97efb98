"""Questions and signals of a quarter, taken up by people of several organizations: enough of them to be counted."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from buurtnet.areas.choices import AreaKind
from buurtnet.areas.models import Area, Network
from buurtnet.needs.choices import SignalKind
from buurtnet.needs.counting import Quarter
from buurtnet.needs.models import Signal, Telling
from buurtnet.needs.tellings import make, make_public
from buurtnet.people.acting import By
from buurtnet.people.choices import Role
from buurtnet.people.models import Person
from buurtnet.questions.choices import AgeBand, State
from buurtnet.questions.models import Question
from buurtnet.themes.models import Theme
from tests.factories import OrganizationFactory
from tests.needs.rows import asked
from tests.people.cast import person

WINTER: Final = Quarter(2026, 1)
IN_WINTER: Final = dt.datetime(2026, 2, 10, 12, tzinfo=dt.UTC)
APRIL: Final = dt.date(2026, 4, 2)


def helpers(network: Network, count: int = 4) -> list[Person]:
    """People at work in the network, each for another organization."""
    return [
        person(f"Helper {number}", Role.MEMBER, network, OrganizationFactory(name=f"Organisatie {number}"))
        for number in range(count)
    ]


def theme(slug: str, function: int = 6) -> Theme:
    made: Theme = Theme.objects.get_or_create(slug=slug, defaults={"function": function, "name": slug.capitalize()})[
        0
    ]
    return made


def many_asked(
    network: Network, count: int, *, area: Area | None, about: str, owners: Sequence[Person | None],
    age: AgeBand = AgeBand.PARENT, at: dt.datetime = IN_WINTER,
) -> list[Question]:  # fmt: skip
    """So many questions, dealt out over who took them up."""
    return [
        asked(
            network, themes=(theme(about),) if about else (), area=area, age_band=age, asked_at=at,
            owner=owners[number % len(owners)], state=State.TAKEN,
        )
        for number in range(count)
    ]  # fmt: skip


def many_signals(
    network: Network, count: int, *, area: Area, about: str, owners: Sequence[Person | None]
) -> list[Signal]:
    return [
        Signal.objects.create(
            network=network, kind=SignalKind.COLLECTIVE, text="Nergens droog spelen.", area=area, theme=theme(about),
            given_at=IN_WINTER, take_by=IN_WINTER, owner=owners[number % len(owners)],
        )
        for number in range(count)
    ]  # fmt: skip


def a_winter(network: Network, area: Area, other_area: Area, owners: Sequence[Person | None]) -> None:
    """A busy quarter: two themes in two neighbourhoods, and one family with a theme of its own."""
    for place in (area, other_area):
        many_asked(network, 32, area=place, about="geld", owners=owners)
        many_asked(network, 24, area=place, about="taal", owners=owners, age=AgeBand.CHILD)
    many_asked(network, 1, area=area, about="wonen", owners=owners)
    many_signals(network, 20, area=area, about="spelen", owners=owners)


def a_telling(network: Network, by: Person, *, is_public: bool = True) -> Telling:
    made = make(network, WINTER, AreaKind.NEIGHBOURHOOD, today=APRIL, by=By(by, Role.DIRECTOR))
    return make_public(made, by=By(by, Role.DIRECTOR)) if is_public else made
