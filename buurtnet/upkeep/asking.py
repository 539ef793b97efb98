"""Asking organizations: the message of a quarter, its reminders, a new link, and the call list when nothing comes."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from buurtnet.people.models import Organization
from buurtnet.upkeep.access import Recipient, recipient_of
from buurtnet.upkeep.burden import note
from buurtnet.upkeep.choices import LEAD, MAIL_SECONDS, WAITS, Asked, Doubted, Reason
from buurtnet.upkeep.doubting import doubt
from buurtnet.upkeep.due import Due, quarter_of
from buurtnet.upkeep.emails import mail_link
from buurtnet.upkeep.models import Call, Link, Request, RequestItem
from buurtnet.upkeep.tokens import new_key

NOT_AGAIN_WITHIN = dt.timedelta(minutes=10)  # of a link that someone asks for
LONGEST_NOTE = 2_000  # signs of a mail that the call list keeps


def ask(organization: Organization, due: Sequence[Due], on: dt.date) -> Request | None:
    """Mail one message about these services. None when it was asked this quarter, or nobody can be mailed.

    What nobody can be mailed about goes on the call list when it comes due.
    """
    recipient = recipient_of(organization)
    if recipient is None:
        call_instead([one.service for one in due if one.before <= on + LEAD], timezone.now())
    if recipient is None or not due:
        return None
    quarter = quarter_of(on)
    try:
        return write_request(organization, due, recipient, on)
    except IntegrityError:
        if Request.objects.filter(organization=organization, year=quarter.year, quarter=quarter.number).exists():
            return None  # another process was first
        raise


@transaction.atomic
def write_request(organization: Organization, due: Sequence[Due], recipient: Recipient, on: dt.date) -> Request:
    """The message, what it is about, and its mail. Raises IntegrityError for a second one in a quarter."""
    quarter = quarter_of(on)
    request = Request.objects.create(
        organization=organization, network_id=due[0].network, year=quarter.year, quarter=quarter.number,
        key=new_key(), asked_on=on,
    )  # fmt: skip
    RequestItem.objects.bulk_create(
        RequestItem(request=request, service_id=one.service, network_id=one.network) for one in due
    )
    mail_link(request, recipient, number=0, count=len(due))
    note(Asked.MAIL, MAIL_SECONDS, request)
    return request


@transaction.atomic
def go_on(request: Request, now: dt.datetime) -> None:
    """What a request that waits needs today: nothing, an end, the call list, or a reminder."""
    request = locked(request)
    if request.closed_at is not None:
        return
    waiting = request.items.waiting()
    sent = list(request.links.filter(number__isnull=False).order_by("number").select_related("mail"))
    if not waiting.exists():
        close(request, now)
    elif not sent or came_back(sent):  # without a link: who was asked is forgotten since
        give_up(request, Reason.BOUNCE, now)
    elif now.date() < sent[-1].sent_at.date() + WAITS[last := sent[-1].number or 0]:
        return
    elif last + 1 == len(WAITS):
        give_up(request, Reason.NO_ANSWER, now)
    elif (recipient := recipient_of(request.organization)) is None:
        give_up(request, Reason.BOUNCE, now)
    else:
        mail_link(request, recipient, number=last + 1, count=waiting.count())
        note(Asked.MAIL, MAIL_SECONDS, request)


def came_back(sent: Iterable[Link]) -> bool:
    """Whether a mail server said no for ever to one of these mails."""
    return any(link.mail is not None and link.mail.gave_up_at is not None for link in sent)


def locked(request: Request) -> Request:
    """The request as it is now, until this transaction ends ours alone."""
    return Request.objects.select_for_update(of=("self",), no_key=True).get(pk=request.pk)


def close(request: Request, now: dt.datetime) -> None:
    Request.objects.filter(pk=request.pk).update(closed_at=now)


@transaction.atomic
def give_up(request: Request, reason: Reason, now: dt.datetime, text: str = "") -> int:
    """What was not answered goes on the call list, and no more mails go. Returns how many services."""
    found = list(request.items.waiting().values_list("service", flat=True))
    if reason == Reason.BOUNCE:
        doubt(found, Doubted.BOUNCE, now)
    put_on_list(found, reason, now, text=text)
    close(request, now)
    return len(found)


@transaction.atomic
def put_on_list(
    services: Iterable[UUID], reason: Reason, now: dt.datetime, *, text: str = "", not_before: dt.date | None = None
) -> None:
    """On the call list, each service once; one that is there already gets the newest reason and text."""
    for service in services:
        open_calls = Call.objects.select_for_update(of=("self",), no_key=True)
        call, _is_new = open_calls.get_or_create(
            service_id=service, closed_at=None, defaults={"reason": reason, "since": now}
        )
        call.reason, call.not_before = reason, not_before
        call.note = text[:LONGEST_NOTE] or call.note
        if reason == Reason.CHANGING:  # only a change from now on is the one that was promised
            call.since = now
        call.save(update_fields=["reason", "since", "not_before", "note"])


def call_instead(services: Collection[UUID], now: dt.datetime, reason: Reason = Reason.NO_ADDRESS) -> None:
    """What nobody can be mailed about goes on the call list, once: what is there already stays as it stands."""
    there = set(Call.objects.filter(service__in=services, closed_at=None).values_list("service", flat=True))
    put_on_list([one for one in services if one not in there], reason, now)


def mail_again(request: Request) -> bool:
    """Mail a new link to whom the organization is reached by; once in ten minutes. False when there is nobody."""
    with transaction.atomic():
        request = locked(request)
        recipient = recipient_of(request.organization)
        if recipient is None:
            return False
        recently = Q(sent_at__gt=timezone.now() - NOT_AGAIN_WITHIN)
        count = request.items.waiting().count()
        if count and not request.links.filter(recently).exists():
            mail_link(request, recipient, number=None, count=count)
            note(Asked.MAIL, MAIL_SECONDS, request)
    return True
