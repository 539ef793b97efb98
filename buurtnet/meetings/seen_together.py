"""What the net hears of this room: which organizations were at a meeting, and which share a working group."""

from collections import defaultdict
from typing import Final

from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.meetings.agreeing import networks_of
from buurtnet.meetings.models import Meeting, WorkGroupMember
from buurtnet.people.models import Organization
from buurtnet.ties.choices import OccasionKind
from buurtnet.ties.seen import put_down, take_away

TWO: Final = 2  # organizations from which on someone was seen with another


def organizations_there(meeting: Meeting) -> list[Organization]:
    rows = Organization.objects.filter(pk__in=meeting.invitees.filter(came=True).values("organization"))
    return list(rows.order_by("name", "pk"))


def tell_of_meeting(meeting: Meeting) -> None:
    """Each network of it hears which organizations were there: the last that was ticked counts."""
    there = organizations_there(meeting)
    # Some begin before their day.
    day = min(meeting.starts_at.astimezone(meeting.zone()).date(), timezone.localdate())
    for network in networks_of(meeting):
        key = f"meeting {meeting.pk}"
        if len(there) < TWO:
            take_away(network, key)
        else:
            put_down(network, key=key, kind=OccasionKind.MEETING, on=day, organizations=there)


def tell_of_groups() -> int:
    """A daily job: who shares a working group was seen together in this month. Returns of how many groups."""
    month = timezone.localdate().replace(day=1)
    rows = WorkGroupMember.objects.filter(until=None, group__until=None, organization__isnull=False)
    there: dict[tuple[str, Network], list[Organization]] = defaultdict(list)
    for one in rows.select_related("group__network", "organization"):
        assert one.organization
        there[f"work_group {one.group_id} {month:%Y-%m}", one.group.network].append(one.organization)
    told = {at: who for at, who in there.items() if len(set(who)) >= TWO}
    for (key, network), who in told.items():
        put_down(network, key=key, kind=OccasionKind.WORKING_GROUP, on=month, organizations=who)
    return len(told)
