"""What someone asked who asks there no more: it stays with its organization, and a colleague takes it over."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.people.access import directed_by_others
from buurtnet.people.choices import ConsentState, Role
from buurtnet.people.consent_pages import Shown, asking_roles, shown, with_parts
from buurtnet.people.consenting import HOLDING, WAITING
from buurtnet.people.models import Consent, Membership, Organization, Person

MOST_LISTED = 100
LATELY = dt.timedelta(days=30)


@dataclass(frozen=True)
class Left:
    """What waits for another asker in one network: how many, the newest of them, and who could take it over.

    ``stopped``: what was taken back lately, when nobody asked any more; it waits for nothing, but someone must know.
    """

    network: Network
    count: int
    consents: list[Shown]
    stopped: list[Shown]
    colleagues: list[Membership]

    @property
    def hidden(self) -> int:
        """How many are not listed."""
        return self.count - len(self.consents)


def without_asker() -> "QuerySet[Consent]":
    """What is asked or holds and has no asker. What ended stays with who asked it, as proof."""
    return asked_by_who_left(Consent.objects.filter(state__in=[*WAITING, *HOLDING]))


def stopped_lately() -> "QuerySet[Consent]":
    """What was taken back these weeks and has no asker who sees so."""
    since = timezone.now() - LATELY
    return asked_by_who_left(Consent.objects.filter(state=ConsentState.WITHDRAWN, ended_at__gte=since))


def asked_by_who_left(consents: "QuerySet[Consent]") -> "QuerySet[Consent]":
    """Those on nobody's page: who asked does not ask any more in that network for that organization."""
    asks_for = asking_roles().filter(
        person=OuterRef("asked_by"), network=OuterRef("network"), organization=OuterRef("organization")
    )
    return consents.filter(~Exists(asks_for), network__isnull=False, organization__isnull=False)


def has_asker(consent: Consent) -> bool:
    """Whether who asked this still has it on a page of theirs."""
    asks_for = asking_roles().filter(network=consent.network, organization=consent.organization)
    return asks_for.filter(person=consent.asked_by).exists()


def colleagues_who_ask(organization: Organization) -> "QuerySet[Membership]":
    """Those for whom what was asked there stands on a page, once a person and network."""
    asking = asking_roles().filter(organization=organization)
    first = asking.filter(person=OuterRef("person"), network=OuterRef("network"))
    held = asking.filter(pk=Subquery(first.values("pk")[:1]))
    return held.select_related("person").order_by("network__name", "person__name_folded", "person")


def left_in(organization: Organization) -> list[Left]:
    """What of an organization waits for another asker, by network; in a number of queries that does not grow."""
    found = without_asker().filter(organization=organization)
    counts = Counter(found.values_list("network", flat=True))
    running = by_network(found)
    stopped = by_network(stopped_lately().filter(organization=organization))
    colleagues = colleagues_who_ask(organization) if counts else []
    return [
        Left(
            network,
            counts[network.pk],
            running[network.pk],
            stopped[network.pk],
            [one for one in colleagues if one.network_id == network.pk],
        )
        for network in Network.objects.filter(pk__in={*counts, *stopped}).order_by("name")
    ]


def by_network(consents: "QuerySet[Consent]") -> defaultdict[int | None, list[Shown]]:
    found: defaultdict[int | None, list[Shown]] = defaultdict(list)
    for one in shown(with_parts(consents)[:MOST_LISTED]):
        found[one.consent.network_id].append(one)
    return found


def keepers_of(organization: Organization, network: Network) -> "QuerySet[Person]":
    """Who keeps the people of an organization; without an editor, who directs this network and no one else does.

    As long as it takes part in a network of others too, no director of one of them keeps it.
    """
    held = Membership.objects.current()
    editors = held.filter(role=Role.EDITOR, organization=organization)
    if editors.exists():
        return Person.objects.filter(pk__in=editors.values("person"))
    directors = Person.objects.filter(pk__in=held.filter(role=Role.DIRECTOR, network=network).values("person"))
    return directors.filter(pk__in=[one.pk for one in directors if directs_alone(one, organization)])


def directs_alone(person: Person, organization: Organization) -> bool:
    return not directed_by_others(person).filter(pk=organization.pk).exists()


def organizations_left(network: Network, *, director: Person) -> "QuerySet[Organization]":
    """Those without an editor where something waits for another asker in this network, as far as no one else directs
    them. One whose last person left takes part nowhere now: first someone of it is asked in.
    """
    edited = Membership.objects.current().filter(role=Role.EDITOR)
    waiting = without_asker().filter(network=network).exclude(organization__in=edited.values("organization"))
    # Asked before: nearly always there are none, and then the rest is no question at all.
    wait = set(waiting.values_list("organization", flat=True))
    if not wait:
        return Organization.objects.none()
    found = Organization.objects.filter(pk__in=wait)
    return found.exclude(pk__in=directed_by_others(director).values("pk")).order_by("name")
