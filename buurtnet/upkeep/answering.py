"""Answers of an organization: what they do to an entry, to the call list and to the request. Nothing is deleted."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from buurtnet.directory import actions, search
from buurtnet.directory.choices import AssuredBy, ServiceStatus
from buurtnet.directory.models import Service
from buurtnet.people.models import Organization
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record
from buurtnet.upkeep.access import editors
from buurtnet.upkeep.asking import close, locked, put_on_list
from buurtnet.upkeep.burden import note
from buurtnet.upkeep.choices import CHANGE_TAKES, Asked, Reason, Result, Said, Way
from buurtnet.upkeep.models import Answer, Call, Link, Request, RequestItem


@dataclass(frozen=True)
class How:
    """By which link of which mail, how, and how many seconds it took."""

    link: Link
    way: Way
    seconds: float
    request: HttpRequest | None = None


@transaction.atomic
def answer(request: Request, items: Collection[int] | None, said: Said, *, how: How) -> list[RequestItem]:
    """Take an answer about these items (None: all that wait). Returns those it was new for."""
    request = locked(request)
    found = request.items.waiting().select_related("service", "network")
    chosen = list(found if items is None else found.filter(pk__in=items))
    if not chosen:
        return []
    now = timezone.now()
    Answer.objects.bulk_create(Answer(item=one, said=said, way=how.way, at=now) for one in chosen)
    note(Asked.PAGE if how.way == Way.PAGE else Asked.REPLY, how.seconds, request)
    do(said, [one.service for one in chosen], keeper=keeper_by(how.link, request.organization), now=now)
    for one in chosen:
        record(
            Action.CHANGE, actor=how.link.person_id, role_then="link", obj=one.service,
            organization=request.organization_id, network=one.network_id, rule=f"upkeep.{said}", result=how.way,
            request=how.request,
        )  # fmt: skip
    if not request.items.waiting().exists():
        close(request, now)
    return chosen


def keeper_by(link: Link, organization: Organization) -> bool:
    """Whether a link was mailed to someone who is an accepted editor of the organization now: they take it on."""
    return link.person_id is not None and editors(organization).filter(person=link.person_id).exists()


def do(said: Said, services: list[Service], *, keeper: bool, now: dt.datetime) -> None:
    if said == Said.RIGHT:
        settle([one.pk for one in services], Result.RIGHT, now)  # the call first, as who calls does: none waits
        assure([one.pk for one in services], by=AssuredBy.PROVIDER, takes_on=keeper)
    elif said == Said.STOPPED:
        settle([one.pk for one in services], Result.STOPPED, now)
        for one in services:
            stop(one, by=AssuredBy.PROVIDER)
    else:
        later = timezone.localdate(now) + CHANGE_TAKES
        put_on_list([one.pk for one in services], Reason.CHANGING, now, not_before=later)


def assure(services: Collection[UUID], *, by: AssuredBy, takes_on: bool = False) -> None:
    """These entries are right today. ``takes_on``: an editor here keeps them from now on, so age can hide them."""
    found = Service.objects.filter(pk__in=services)
    values = {"assured_date": timezone.localdate(), "assured_by": by, "last_modified": timezone.now()}
    found.update(**values, **({"is_kept_by_editor": True} if takes_on else {}))
    search.changed("service", services)


def stop(service: Service, *, by: AssuredBy) -> None:
    """It is not there any more. It keeps its page, which says so, and its history, from which it can come back."""
    actions.apply(service, {"status": ServiceStatus.DEFUNCT.value}, by=by)


def settle(services: Collection[UUID], result: Result, now: dt.datetime) -> None:
    """Whoever would have phoned about these need not any more; what someone wrote is still to be read."""
    waiting = Call.objects.filter(service__in=services, closed_at=None).exclude(reason=Reason.NOTE)
    waiting.update(result=result, closed_at=now)
