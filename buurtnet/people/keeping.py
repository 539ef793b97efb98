"""What the keeper of a network or an organization sees: its people and roles, who was asked, who holds what alone."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.core.paginator import Page
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import get_language

from buurtnet.areas.models import Network
from buurtnet.people.access import KEPT_BY_AN_EDITOR, people_of
from buurtnet.people.choices import OF_AN_ORGANIZATION, MandateKind, Role
from buurtnet.people.finding import shown_in_network
from buurtnet.people.models import Card, CardField, Invitation, Mail, Mandate, Membership, Organization, Person
from buurtnet.themes.models import Theme


@dataclass(frozen=True)
class Doors:
    """How many people set up a key, of how many; counts only, and of nobody in particular."""

    ready: int
    all: int


def roles_in(network: Network, *, directed: Collection[UUID]) -> "QuerySet[Membership]":
    """All roles in a network, and those of the organizations that take part in it and nowhere out of reach.

    ``directed``: the organizations that whoever asks directs (``access.organizations_directed``). One that others
    direct too keeps to itself who its editor and officer are.
    """
    held = Membership.objects.current()
    here = held.filter(network=network, organization__in=directed).order_by().distinct()
    # Looked up before: within the question below it would be asked again for every role.
    own = list(here.values_list("organization", flat=True))
    of_partners = Q(network=None, role__in=OF_AN_ORGANIZATION, organization__in=own)
    return in_order(held.filter(Q(network=network) | of_partners))


def roles_of_organization(organization: Organization) -> "QuerySet[Membership]":
    return in_order(Membership.objects.current().filter(organization=organization))


def in_order(held: "QuerySet[Membership]") -> "QuerySet[Membership]":
    return held.select_related("person", "organization", "network").order_by(
        "person__name_folded", "person", "starts_at"
    )


def read_in_order(held: "Page[UUID]") -> "list[Membership]":
    """The roles of a page of ids, in its order: to sort thousands of whole rows takes longer than to read these."""
    rows = Membership.objects.select_related("person", "organization").defer("organization__extra")
    found = rows.in_bulk(list(held))
    return [found[pk] for pk in held if pk in found]


def doors_of(people: "QuerySet[Person]") -> Doors:
    keys = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES).values("user")
    return Doors(**people.aggregate(ready=Count("pk", filter=Q(pk__in=keys)), all=Count("pk")))


def people_with_a_role(network: Network) -> "QuerySet[Person]":
    return Person.objects.filter(pk__in=Membership.objects.current().filter(network=network).values("person"))


def waiting_in(network: Network) -> "QuerySet[Invitation]":
    return waiting(Invitation.objects.unused().filter(network=network))


def waiting_for(organization: Organization) -> "QuerySet[Invitation]":
    """Those that its editor can take back; who is asked as a director or connector is up to the network."""
    return waiting(Invitation.objects.unused().filter(organization=organization, role__in=KEPT_BY_AN_EDITOR))


def waiting(invitations: "QuerySet[Invitation]") -> "QuerySet[Invitation]":
    """Of these, whose person has not got the role another way; also when their time is over, to ask again.

    ``did_not_arrive``: the mail server refused the mail for good.
    """
    has_it_already = Membership.objects.current().filter(
        person__email=OuterRef("email"), role=OuterRef("role"), network=OuterRef("network")
    )
    refused = Mail.objects.filter(
        to=OuterRef("email"), gave_up_at__isnull=False, queued_at__gte=OuterRef("created_at")
    )
    found = invitations.filter(~Exists(has_it_already)).annotate(did_not_arrive=Exists(refused))
    found = found.select_related("organization", "network")
    return found.order_by(F("expires_at").desc(), "email")


def organizations_here(network: Network) -> "QuerySet[Organization]":
    """Those that take part: someone has a role in this network from there."""
    held = Membership.objects.current().filter(network=network, organization__isnull=False)
    return Organization.objects.filter(pk__in=held.values("organization")).order_by("name")


def networks_of(organization: Organization) -> "QuerySet[Network]":
    """Where an organization takes part."""
    held = Membership.objects.current().filter(organization=organization, network__isnull=False)
    return Network.objects.filter(pk__in=held.values("network")).order_by("name")


@dataclass(frozen=True)
class Thread:
    """Something that one person holds: what, and who."""

    what: str
    person: Person


@dataclass(frozen=True)
class Holding:
    """What would be gone if one person were away for a while."""

    themes: list[Thread]
    mandates: list[Thread]
    roles: list[Thread]

    @property
    def is_empty(self) -> bool:
        return not (self.themes or self.mandates or self.roles)

    @property
    def keys(self) -> set[tuple[UUID, UUID]]:
        """Who stands in it, for the log: what was read is the person."""
        return {(one.person.pk, one.person.pk) for one in [*self.themes, *self.mandates, *self.roles]}


def holding_in(network: Network) -> Holding:
    """Themes, mandates and the two roles that carry a network, as far as one person holds them."""
    people = people_of(network)
    return Holding(
        themes=themes_of_one(people),
        mandates=mandates_of_one(network),
        roles=roles_of_one(network),
    )


def themes_of_one(people: "QuerySet[Person]") -> list[Thread]:
    """A theme that someone shows to nobody is not counted."""
    shown = Card.themes.through.objects.filter(
        shown_in_network(CardField.THEMES, "card__"), card__in=people.values("pk")
    )
    of_one = [theme for theme, count in shown.values_list("theme").annotate(count=Count("card")) if count == 1]
    rows = shown.filter(theme__in=of_one).values_list("theme", "card")
    names = {theme.pk: theme.name_in(get_language() or "") for theme in Theme.objects.all()}
    return threads(((names[theme], person) for theme, person in rows), list(names.values()))


def mandates_of_one(network: Network) -> list[Thread]:
    """By theme where there is one, else by their own words."""
    held = Membership.objects.current().filter(network=network)
    language = get_language() or ""
    rows = Mandate.objects.filter(membership__in=held).select_related("theme", "membership")
    pairs = [
        (
            f"{MandateKind(one.kind).label}: {one.theme.name_in(language) if one.theme else one.text}",
            one.membership.person_id,
        )
        for one in rows
    ]
    return threads(pairs, sorted({what for what, _ in pairs}))


def roles_of_one(network: Network) -> list[Thread]:
    rows = Membership.objects.current().filter(network=network, role__in=[Role.DIRECTOR, Role.CONNECTOR])
    labels = [str(Role.DIRECTOR.label), str(Role.CONNECTOR.label)]
    return threads(((str(Role(role).label), person) for role, person in rows.values_list("role", "person")), labels)


def threads[Key](pairs: Iterable[tuple[str, Key]], order: list[str]) -> list[Thread]:
    """Of everything that exactly one person holds, who that is; in the given order."""
    holders: dict[str, set[Key]] = defaultdict(set)
    for what, person in pairs:
        holders[what].add(person)
    alone = {what: next(iter(people)) for what, people in holders.items() if len(people) == 1}
    people = Person.objects.in_bulk(list(set(alone.values())))
    return [Thread(what, people[alone[what]]) for what in order if what in alone]
