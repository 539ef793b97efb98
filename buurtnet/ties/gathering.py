"""What a picture is made of: which organizations take part in a network, and where they were seen together."""

import datetime as dt
import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from buurtnet.agenda.choices import ActivityState
from buurtnet.agenda.models import ActivityDate, Attending, Partner
from buurtnet.areas.models import Network
from buurtnet.people.choices import PARTNERS, OrganizationKind
from buurtnet.people.models import Membership, Organization
from buurtnet.ties.attendance import WINDOW, Seen
from buurtnet.ties.choices import TOGETHER, WEIGHTS, OccasionKind, Sector
from buurtnet.ties.models import Endorsement, Knot, OccasionPartner


@dataclass(frozen=True)
class Gathered:
    """``organizations`` in the order of their numbers in ``seen``. ``out``: those that stay out of the picture."""

    organizations: list[Organization]
    sectors: list[Sector]
    out: frozenset[int]
    seen: list[Seen]

    def stamp(self) -> str:
        """Tells whether anything changed, apart from time passing."""
        said = [
            [str(one.pk) for one in self.organizations], self.sectors, [one.kind for one in self.organizations],
            sorted(self.out), sorted([str(one.on), one.factor, one.together, sorted(one.who)] for one in self.seen),
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def gather(network: Network, on: dt.date, *, window: int = WINDOW) -> Gathered:
    since = on - dt.timedelta(days=window)
    told = [*occasions(network, since, on), *activities(network, since, on)]
    taking = {pk for _on, _kind, who in told for pk in who} | taking_part(network)
    organizations = list(Organization.objects.filter(pk__in=taking).order_by("name", "pk").only("name", "kind"))
    number = {one.pk: place for place, one in enumerate(organizations)}
    knots = {one.organization_id: one for one in Knot.objects.filter(network=network)}
    return Gathered(
        organizations,
        [sector_of(one, knots.get(one.pk)) for one in organizations],
        frozenset(number[pk] for pk in staying_out(network) if pk in number),
        [
            Seen(day, [number[pk] for pk in who if pk in number], WEIGHTS[kind], kind in TOGETHER)
            for day, kind, who in told
        ],
    )


def taking_part(network: Network) -> set[UUID]:
    """Organizations for which someone takes part now, or that stand behind the principles."""
    rows = Membership.objects.current().filter(network=network, role__in=PARTNERS, organization__isnull=False)
    endorsed = Endorsement.objects.current().filter(network=network)
    return {*rows.values_list("organization", flat=True), *endorsed.values_list("organization", flat=True)} - {None}


def staying_out(network: Network) -> set[UUID]:
    """Who said so here; and guests who said so where they take part."""
    said = set(Knot.objects.filter(stays_out=True).values_list("organization", "network"))
    here = {organization for organization, where in said if where == network.pk}
    return here | ({organization for organization, _where in said} - taking_part(network))


def sector_of(organization: Organization, knot: Knot | None) -> Sector:
    """As it was said; residents are known by what they are."""
    if knot is not None and knot.sector != Sector.UNSAID:
        return Sector(knot.sector)
    return Sector.RESIDENTS if organization.kind == OrganizationKind.INFORMAL else Sector.UNSAID


type Told = tuple[dt.date, str, set[UUID]]


def occasions(network: Network, since: dt.date, until: dt.date) -> list[Told]:
    rows = OccasionPartner.objects.filter(
        occasion__network=network, occasion__on__gte=since, occasion__on__lte=until
    ).values_list("occasion", "occasion__on", "occasion__kind", "organization")
    found: dict[UUID, Told] = {}
    for pk, day, kind, organization in rows:
        found.setdefault(pk, (day, kind, set()))[2].add(organization)
    return list(found.values())


def activities(network: Network, since: dt.date, until: dt.date) -> list[Told]:
    """Of each date who was there, when that was noted; else who does the activity."""
    zone = ZoneInfo(network.time_zone)
    start, end = (dt.datetime.combine(day, dt.time(), zone) for day in (since, until + dt.timedelta(days=1)))
    dates = ActivityDate.objects.going_on().filter(
        network=network, starts_at__gte=start, starts_at__lt=end, activity__state__in=SHARED
    )
    together = Q(activity__partners__isnull=False) | Q(attending__isnull=False)
    rows = list(
        dates.filter(together).values_list("pk", "starts_at", "activity", "activity__owner_organization").distinct()
    )
    if not rows:
        return []
    there, doing = defaultdict(set), defaultdict(set)
    for pk, organization in Attending.objects.filter(date__in=dates).values_list("date", "organization"):
        there[pk].add(organization)
    for pk, organization in Partner.objects.filter(activity__network=network).values_list("activity", "organization"):
        doing[pk].add(organization)
    return [
        (at.astimezone(zone).date(), OccasionKind.ACTIVITY, there[pk] or doing[activity] | ({owner} - {None}))
        for pk, at, activity, owner in rows
    ]


SHARED = (ActivityState.LIVE, ActivityState.STOPPED)
