"""Saying what kind of partner an organization is, and whether it stays out of the picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.people.models import Organization, Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record
from buurtnet.ties.choices import Sector
from buurtnet.ties.gathering import gather, sector_of
from buurtnet.ties.models import Knot

KINDS: Final = list(Sector)


@dataclass(frozen=True)
class Sorted:
    """``is_bound``: it stays out as a guest, because it said so where it takes part; only there can that change."""

    organization: Organization
    sector: Sector
    stays_out: bool
    is_bound: bool


def knots_of(network: Network) -> list[Sorted]:
    """Everyone in the net now, by name."""
    found = {one.organization_id: one for one in Knot.objects.filter(network=network)}
    gathered = gather(network, timezone.localdate())
    said_here = {pk for pk, one in found.items() if one.stays_out}
    return [
        Sorted(
            one, sector_of(one, found.get(one.pk)), number in gathered.out,
            number in gathered.out and one.pk not in said_here,
        )
        for number, one in enumerate(gathered.organizations)
    ]  # fmt: skip


@transaction.atomic
def save_knots(network: Network, said: Mapping[str, str], *, by: Person) -> int:
    """What was said of each; what is not a kind changes nothing. Returns how many changed."""
    changed = 0
    for row in knots_of(network):
        key = str(row.organization.pk)
        asked = said.get(f"kind-{key}", "")
        if asked not in Sector:
            continue
        stays_out = row.is_bound or f"out-{key}" in said
        if (asked, stays_out) != (row.sector, row.stays_out):
            Knot.objects.update_or_create(
                network=network, organization=row.organization,
                defaults={"sector": asked, "stays_out": stays_out and not row.is_bound, "changed_at": timezone.now()},
            )  # fmt: skip
            changed += 1
    if changed:
        record(Action.CHANGE, actor=by, network=network, fields_group="ties", result="kinds")
    return changed
