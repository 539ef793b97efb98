"""How much time we ask of an organization: measured where that is possible, reckoned where it is not."""

from dataclasses import dataclass
from math import ceil
from uuid import UUID

from django.db.models import Sum
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.directory.access import services_in
from buurtnet.upkeep.choices import PAGE_MOST_SECONDS, Asked
from buurtnet.upkeep.models import Burden, Request


@dataclass(frozen=True)
class Taken:
    """What we asked of one organization in a year, in whole minutes, rounded up."""

    name: str
    minutes: int


def note(kind: Asked, seconds: float, request: Request) -> None:
    """Write down what a request took; a step on the page counts for five minutes at most."""
    write(kind, seconds, request.organization_id, request)


def write(kind: Asked, seconds: float, organization: UUID, request: Request | None = None) -> None:
    spent = max(0, min(PAGE_MOST_SECONDS, round(seconds)))
    Burden.objects.create(
        organization_id=organization, request=request, kind=kind, seconds=spent, at=timezone.now()
    )  # fmt: skip


def minutes_of(organization: UUID, year: int) -> int:
    """Whole minutes that we asked of an organization in a calendar year, rounded up."""
    spent = Burden.objects.filter(organization=organization, at__year=year).aggregate(all=Sum("seconds"))["all"]
    return minutes(spent)


def taken_in(network: Network, year: int) -> list[Taken]:
    """The organizations of a network of which we asked time this year, the most first."""
    here = services_in(network).filter(organization__isnull=False).values("organization")
    asked = Burden.objects.filter(organization__in=here, at__year=year).order_by()
    rows = asked.values("organization", "organization__name").annotate(spent=Sum("seconds"))
    found = [Taken(row["organization__name"], minutes(row["spent"])) for row in rows]
    return sorted(found, key=lambda one: (-one.minutes, one.name.casefold()))


def minutes(seconds: int | None) -> int:
    return ceil((seconds or 0) / 60)
