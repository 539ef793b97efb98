"""Cards as others may see them: only the fields their person shows to whoever looks."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from buurtnet.areas.models import Area, Network
from buurtnet.kit.languages import language_name
from buurtnet.kit.numbers import tel
from buurtnet.people.choices import MandateKind, Role
from buurtnet.people.models import Card, CardField, Mandate, Membership, Person
from buurtnet.people.reachable import DayLine, Reach, reach_of, week_of

# Which of several roles comes first on a card.
ORDER = [Role.DIRECTOR, Role.CONNECTOR, Role.MEMBER, Role.VOLUNTEER, Role.RESIDENT, Role.POLICY_READER]


@dataclass(frozen=True)
class RoleLine:
    """What someone does: their own word for it, or that of the role, and for whom."""

    role: Role
    title: str
    organization: str

    @property
    def text(self) -> str:
        return self.title or str(self.role.label)


@dataclass(frozen=True)
class MandateLine:
    kind: str
    is_promise: bool
    text: str
    organization: str
    backed_by: str
    theme: str


@dataclass(frozen=True)
class Shown:
    """A card as one reader sees it; what is not shown to them is empty."""

    pk: uuid.UUID
    name: str
    roles: list[RoleLine]
    is_gangmaker: bool = False
    is_safety_officer: bool = False
    has_photo: bool = False
    phone: str = ""
    email: str = ""
    ask_me: str = ""
    languages: list[str] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)
    areas: list[str] = field(default_factory=list)
    mandates: list[MandateLine] = field(default_factory=list)
    reach: Reach | None = None
    week: list[DayLine] = field(default_factory=list)

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0]

    @property
    def initials(self) -> str:
        parts = [part for part in self.name.replace("-", " ").split(" ") if part[:1].isalpha()]
        return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()

    @property
    def phone_link(self) -> str:
        return f"tel:{tel(self.phone)}" if self.phone else ""

    @property
    def role(self) -> RoleLine | None:
        return self.roles[0] if self.roles else None


def with_cards(people: "QuerySet[Person]", network: Network) -> "QuerySet[Person]":
    """People with all that a card can show, in a number of queries that does not grow with them."""
    here = roles_to_name(network).prefetch_related(Prefetch("mandates", Mandate.objects.select_related("theme")))
    return with_faces(people, here).prefetch_related(
        "card__themes", Prefetch("card__areas", Area.objects.defer("boundary").order_by("name"))
    )


def with_lines(people: "QuerySet[Person]", network: Network) -> "QuerySet[Person]":
    """People with what stands of them in a list, which is half of a card (``listed_to_network``)."""
    return with_faces(people, roles_to_name(network))


def with_faces(people: "QuerySet[Person]", here: "QuerySet[Membership]") -> "QuerySet[Person]":
    """``here``: the roles to name."""
    officers = Membership.objects.current().filter(role=Role.SAFETY_OFFICER).only("person")
    return people.select_related("card").prefetch_related(
        Prefetch("memberships", here, to_attr="roles_here"),
        Prefetch("memberships", officers, to_attr="safety_roles"),
        "reachable_hours",
    )


def roles_to_name(network: Network) -> "QuerySet[Membership]":
    """With the name of their organization, of which a source may have sent very much more."""
    held = Membership.objects.current().filter(network=network).select_related("organization")
    return held.only("person", "role", "title", "organization__name")


def shown_to_network(people: Iterable[Person], network: Network) -> list[Shown]:
    """Cards for a reader who may read those of the network. The people come from ``with_cards``."""
    now = here_and_now(network)
    return [shown(person, to_network=True, now=now) for person in people]


def listed_to_network(people: Iterable[Person], network: Network) -> list[Shown]:
    """The same for a list, without themes, areas, mandates and week. The people come from ``with_lines``."""
    now = here_and_now(network)
    return [line_of(person, to_network=True, now=now) for person in people]


def shown_to_everyone(people: Iterable[Person], network: Network) -> list[Shown]:
    now = here_and_now(network)
    return [shown(person, to_network=False, now=now) for person in people]


def here_and_now(network: Network) -> dt.datetime:
    return timezone.now().astimezone(ZoneInfo(network.time_zone))


def shown(person: Person, *, to_network: bool, now: dt.datetime) -> Shown:
    """What one reader sees of a person."""
    card = card_of(person)

    def may(one: CardField) -> bool:
        return card.shows(one, to_network=to_network)

    is_kept = card._state.adding is False
    return replace(
        line_of(person, to_network=to_network, now=now),
        themes=[theme.name_in(get_language() or "") for theme in card.themes.all()]
        if is_kept and may(CardField.THEMES)
        else [],
        areas=[area.name for area in card.areas.all()] if is_kept and may(CardField.AREAS) else [],
        mandates=mandate_lines(person) if to_network else [],
        week=week_of(list(person.reachable_hours.all())) if may(CardField.HOURS) else [],
    )


def line_of(person: Person, *, to_network: bool, now: dt.datetime) -> Shown:
    """What one reader sees of a person in a list."""
    card = card_of(person)

    def may(one: CardField) -> bool:
        return card.shows(one, to_network=to_network)

    return Shown(
        pk=person.pk,
        name=person.name,
        roles=role_lines(person),
        is_gangmaker=card.gets_things_going,
        is_safety_officer=to_network and bool(getattr(person, "safety_roles", [])),
        has_photo=bool(card.photo) and may(CardField.PHOTO),
        phone=card.phone if may(CardField.PHONE) else "",
        email=person.email if may(CardField.EMAIL) else "",
        ask_me=card.ask_me if may(CardField.ASK_ME) else "",
        languages=[name for code in card.languages if (name := language_name(str(code)))]
        if may(CardField.LANGUAGES)
        else [],
        reach=reach_of(list(person.reachable_hours.all()), now) if may(CardField.HOURS) else None,
    )


def card_of(person: Person) -> Card:
    """The card of a person; an empty one for who made none. Its mail address is then for the network."""
    try:
        return person.card
    except Card.DoesNotExist:
        return Card(person=person)


def role_lines(person: Person) -> list[RoleLine]:
    held: list[Membership] = getattr(person, "roles_here", [])
    lines = [RoleLine(Role(one.role), one.title, one.organization.name if one.organization else "") for one in held]
    return sorted(lines, key=lambda line: ORDER.index(line.role))


def mandate_lines(person: Person) -> list[MandateLine]:
    """What someone may raise or promise. For the network only: it is said among partners."""
    language = get_language() or ""
    return [
        MandateLine(
            kind=str(MandateKind(one.kind).label),
            is_promise=one.kind == MandateKind.PROMISE,
            text=one.text,
            organization=one.membership.organization.name if one.membership.organization else "",
            backed_by=one.backed_by,
            theme=one.theme.name_in(language) if one.theme else "",
        )
        for membership in getattr(person, "roles_here", [])
        for one in membership.mandates.all()
    ]
