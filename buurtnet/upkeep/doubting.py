"""What brings an entry to "te controleren" before its interval ends, and what settles that (social map, section 5).

A report that a visitor sent and someone found right without changing anything, a mail that came back, a link that
does not work. Its organization is asked with the next message; when that may not go yet, someone phones.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q

from buurtnet.areas.models import Network
from buurtnet.directory.access import services_in
from buurtnet.directory.choices import SHOWN_STATUSES
from buurtnet.directory.models import Change
from buurtnet.mending.choices import State
from buurtnet.mending.models import Suggestion
from buurtnet.upkeep.choices import Doubted
from buurtnet.upkeep.models import Doubt, WebLink

REPORTS_WITHIN = dt.timedelta(days=14)  # so long after its answer a report still makes us doubt


def doubt(services: Iterable[UUID], why: Doubted, since: dt.datetime) -> None:
    """These are to be checked; a reason that stands already stays as it is."""
    Doubt.objects.bulk_create(
        (Doubt(service_id=service, why=why, since=since) for service in services), ignore_conflicts=True
    )


def note_reports(now: dt.datetime) -> int:
    """Reports of visitors that someone accepted and that changed nothing. Returns how many services are doubted.

    One that was confirmed, or whose report was settled before, is doubted no more.
    """
    accepted = Suggestion.objects.filter(
        state=State.ACCEPTED, edition=None, is_new=False, answered_at__gt=now - REPORTS_WITHIN,
        service__gone_at=None, service__status__in=SHOWN_STATUSES,
    )  # fmt: skip
    later = Doubt.objects.filter(
        service=OuterRef("service"), why=Doubted.REPORTED, since__gte=OuterRef("answered_at")
    )
    changed = Change.objects.filter(service=OuterRef("service"), changed_at__gt=OuterRef("answered_at"))
    confirmed = Q(service__assured_date__gte=F("answered_at__date"))
    found = accepted.exclude(confirmed).exclude(Exists(later)).exclude(Exists(changed))
    services = set(found.values_list("service_id", flat=True))
    doubt((pk for pk in services if pk), Doubted.REPORTED, now)
    return len(services)


def settle_doubts(now: dt.datetime) -> int:
    """What was confirmed, changed or stopped since is doubted no more. Returns how many.

    A link that does not work is doubted until it works, is changed, or who keeps the entry says that all is right.
    """
    changed = Change.objects.filter(service=OuterRef("service"), changed_at__gt=OuterRef("since"))
    works = Q(why=Doubted.DEAD_LINK) & (Q(service__web_link=None) | Q(service__web_link__is_dead=False))
    settled = Doubt.objects.filter(settled_at=None).filter(
        Q(service__assured_date__gte=F("since__date"))
        | (Exists(changed) & ~Q(why=Doubted.DEAD_LINK))
        | works
        | Q(service__gone_at__isnull=False)
        | ~Q(service__status__in=SHOWN_STATUSES)
    )
    return Doubt.objects.filter(pk__in=list(settled.values_list("pk", flat=True))).update(settled_at=now)


def counts_in(network: Network) -> list[tuple[str, int]]:
    """For each reason how many services of a network are to be checked, in words; only reasons that occur."""
    here = Doubt.objects.filter(settled_at=None, service__in=services_in(network)).order_by()
    counts = dict(here.values_list("why").annotate(count=Count("pk")))
    return [(str(why.label), counts[why]) for why in Doubted if why in counts]


def dead_links(services: Iterable[UUID]) -> dict[UUID, str]:
    """Of these services those whose link does not work, with the address."""
    dead = WebLink.objects.filter(service__in=list(services), is_dead=True)
    return dict(dead.values_list("service_id", "address"))


def doubted() -> Mapping[UUID, tuple[dt.date, Doubted]]:
    """Every service that is to be checked: since which day, and why; of several reasons the first."""
    rows = Doubt.objects.filter(settled_at=None).order_by("-since", "-pk")
    return {pk: (since.date(), Doubted(why)) for pk, since, why in rows.values_list("service", "since", "why")}
