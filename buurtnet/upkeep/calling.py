"""The call list: what is to be called this week, what came of it, and who helps the director."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.directory.choices import SHOWN_STATUSES, AssuredBy
from buurtnet.directory.freshness import freshness_score
from buurtnet.directory.models import Change
from buurtnet.people.models import Membership, Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record
from buurtnet.upkeep.access import calls_in
from buurtnet.upkeep.answering import assure, stop
from buurtnet.upkeep.burden import write
from buurtnet.upkeep.choices import CALL_AGAIN, CALL_SECONDS, VISITS_COUNT, Asked, Reason, Result
from buurtnet.upkeep.emails import mail_caller
from buurtnet.upkeep.models import Call, Caller, Doubt

THIS_WEEK = 10
DOUBTS = (Reason.REPORTED, Reason.DEAD_LINK)  # reasons that go when nothing is doubted any more
MISSED, CHANGED = "missed", "changed"  # beside the results: what does not end a call


class NotedAlreadyError(Exception):
    """Someone else noted something since the page was shown, or one tapped twice."""


def to_call(network: Network, on: dt.date) -> QuerySet[Call]:
    """Who can be called on a day: the longest unconfirmed first, what was never confirmed before all."""
    now = calls_in(network).filter(Q(not_before=None) | Q(not_before__lte=on))
    return now.order_by(F("service__assured_date").asc(nulls_first=True), "since", "pk")


def first_to_call(network: Network, on: dt.date, most: int) -> list[Call]:
    """The first ones to call: by views × staleness (social map, section 5), then by age.

    Views of the last 90 days; staleness is 100 less the freshness. What nobody looked at, or is fresh, has none of
    the product, and comes in the order of its age.
    """
    waiting = to_call(network, on)
    stale = waiting.filter(service__visits__day__gt=on - VISITS_COUNT).annotate(views=Sum("service__visits__count"))
    columns = ("service__assured_date", "service__check_every", "pk", "views")
    weighed = [
        (views * (100 - freshness_score(assured_on, check_every, on)), pk)
        for assured_on, check_every, pk, views in stale.values_list(*columns)
    ]
    first = [pk for weight, pk in sorted(weighed, key=lambda one: -one[0])[:most] if weight > 0]
    calls = waiting.in_bulk(first)
    rest = waiting.exclude(pk__in=first)[: most - len(first)]
    return [*(calls[pk] for pk in first if pk in calls), *rest]


@transaction.atomic
def note_call(
    call: Call, what: str, *, turn: int, by: Person, by_kind: AssuredBy, network: Network, role_then: str,
    request: HttpRequest,
) -> None:  # fmt: skip
    """What came of a call: ``right``, ``stopped``, ``changed`` or ``missed``.

    ``turn``: as it stood on the page. Raises NotedAlreadyError when that is not how it stands now.
    """
    call = write_down(call, what, turn)
    if what == Result.RIGHT:
        assure([call.service_id], by=by_kind)
    elif what == Result.STOPPED:
        stop(call.service, by=by_kind)
    if what != MISSED and call.service.organization_id:
        write(Asked.CALL, CALL_SECONDS, call.service.organization_id)
    record(
        Action.CHANGE, actor=by, role_then=role_then, obj=call.service, organization=call.service.organization_id,
        network=network, rule=f"upkeep.call.{what}", request=request,
    )  # fmt: skip


def write_down(call: Call, what: str, turn: int) -> Call:
    """The call as it stands after that, under lock. Raises NotedAlreadyError."""
    call = Call.objects.select_for_update(of=("self",), no_key=True).select_related("service").get(pk=call.pk)
    if call.closed_at is not None or call.turn != turn:
        raise NotedAlreadyError
    now = timezone.now()
    call.turn += 1
    if what == MISSED:
        call.missed += 1
        call.not_before = timezone.localdate(now) + CALL_AGAIN
    elif what == CHANGED:
        call.reason, call.since, call.not_before = Reason.CHANGING, now, timezone.localdate(now) + CALL_AGAIN
    else:
        call.result, call.closed_at = Result(what), now
    call.save()
    return call


def settle_calls(now: dt.datetime) -> int:
    """Take off the list what was confirmed or changed meanwhile, or is not shown any more. Returns how many."""
    changed = Change.objects.filter(service=OuterRef("service"), changed_at__gt=OuterRef("since"))
    doubts = Doubt.objects.filter(service=OuterRef("service"), settled_at=None)
    # What someone wrote is read by someone first, whatever happened to the entry.
    settled = (
        Call.objects.filter(closed_at=None)
        .exclude(reason=Reason.NOTE)
        .filter(
            Q(service__assured_date__gte=F("since__date"))
            | Q(reason=Reason.CHANGING) & Exists(changed)
            | Q(reason__in=DOUBTS) & ~Exists(doubts)
            | Q(service__gone_at__isnull=False)
            | ~Q(service__status__in=SHOWN_STATUSES)
        )
    )
    keys = list(settled.values_list("pk", flat=True))
    return Call.objects.filter(pk__in=keys, closed_at=None).update(result=Result.SETTLED, closed_at=now)


@transaction.atomic
def give_list(network: Network, membership: Membership, *, by: Person, request: HttpRequest) -> None:
    """Let someone call along; they get a mail. Giving it twice changes nothing."""
    _caller, is_new = Caller.objects.get_or_create(network=network, membership=membership)
    if is_new:
        mail_caller(membership.person, network)
        note_caller("given", membership, network, by, request)


@transaction.atomic
def take_list(caller: Caller, *, by: Person, request: HttpRequest) -> None:
    """Someone calls along no more."""
    if Caller.objects.filter(pk=caller.pk).delete()[0]:
        note_caller("taken", caller.membership, caller.network, by, request)


def note_caller(what: str, membership: Membership, network: Network, by: Person, request: HttpRequest) -> None:
    record(
        Action.CHANGE, actor=by, subject=membership.person_id, object_kind="upkeep.Caller",
        object_id=str(membership.pk), network=network, rule=f"upkeep.list.{what}", request=request,
    )  # fmt: skip
