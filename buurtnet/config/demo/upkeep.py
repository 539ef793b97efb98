"""Whom the demo asked whether the map is right still, and how it stood in the months before: done as a day's work is.

What the room writes now is set back to the day on which it happened.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import accumulate

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.config.demo.documents import Town
from buurtnet.config.demo.people import organization_of
from buurtnet.config.demo.rows import Row, days_ago, here, mailed_on, person_of, rows_of, service_of
from buurtnet.directory.choices import AssuredBy
from buurtnet.directory.models import Service
from buurtnet.kit.plain_error import PlainError
from buurtnet.people.choices import PARTNERS, Role
from buurtnet.people.models import Mail, Organization
from buurtnet.upkeep.answering import How, answer
from buurtnet.upkeep.asking import ask, call_instead, go_on
from buurtnet.upkeep.calling import MISSED, give_list, note_call
from buurtnet.upkeep.choices import DEAD_AFTER, LINK_LASTS, WAITS, Doubted, Said, Way
from buurtnet.upkeep.doubting import doubt
from buurtnet.upkeep.due import Due, due_on
from buurtnet.upkeep.jobs import CALLED_FOR, keep_fresh
from buurtnet.upkeep.measuring import MONTHS_SHOWN, count_now
from buurtnet.upkeep.models import Answer, Burden, Call, Caller, Link, Request, Snapshot, WebLink
from buurtnet.upkeep.replies import put_aside

CALLER_SINCE = 20  # days ago
type Step = Callable[[Request, dt.datetime], object]


def load_upkeep(towns: list[Town]) -> None:
    """For a town of which no organization was asked anything yet. Ends with the work of today."""
    tables = rows_of("upkeep")
    new = [town for town in towns if not Request.objects.filter(network__slug=town.slug).exists()]
    with transaction.atomic():
        networks = {town.slug: Network.objects.get(slug=town.slug) for town in new}
        count_months(list(networks.values()))
        for town in new:
            for row in here(tables["caller"], town):
                load_caller(row, networks[town.slug])
            for row in here(tables["request"], town):
                load_request(row, town, networks[town.slug])
            for row in here(tables["doubt"], town):
                load_doubt(row, town)
    if new:
        keep_fresh()


def count_months(networks: list[Network]) -> None:
    """The snapshots of the months before this one, as if each entry was first looked at on the day its file says."""
    with transaction.atomic():
        day = timezone.localdate().replace(day=1) - dt.timedelta(days=1)
        for _month in range(MONTHS_SHOWN - 1):
            Service.objects.filter(assured_date__gt=day).update(assured_date=None)
            for network in networks:
                count_now(network, day)
            day = day.replace(day=1) - dt.timedelta(days=1)
        counted = list(Snapshot.objects.filter(network__in=networks, month__gt=day))
        transaction.set_rollback(True)  # the entries keep their days
    for row in counted:
        row.pk = None
    Snapshot.objects.bulk_create(counted, ignore_conflicts=True)


def load_caller(row: Row, network: Network) -> None:
    """The director gave the call list to someone."""
    held = person_of(row["person"]).memberships.filter(network=network, role__in=PARTNERS).order_by("pk")[0]
    with mailed_on(days_ago(CALLER_SINCE)):
        give_list(network, held, by=person_of(row["by"]), request=HttpRequest())
    Caller.objects.filter(membership=held).update(given_at=days_ago(CALLER_SINCE))


def load_request(row: Row, town: Town, network: Network) -> None:
    """One message with its reminders, until something ends it, and what came of a call. Raises PlainError."""
    organization = organization_of(town, row["organization"])
    services = [service_of(town, key) for key in row["services"]]
    due = [Due(one.pk, network.pk, due_on(one.assured_date, one.check_every)) for one in services]
    first = days_ago(row["asked_days_ago"])
    with happened(organization, first):
        asked = ask(organization, due, first.date())
    if asked is None:
        raise PlainError(f"The demo has nobody to ask at {row['organization']}.")
    for days, step in story(row):
        with happened(organization, days_ago(days)):
            step(asked, days_ago(days))


def load_doubt(row: Row, town: Town) -> None:
    """A visitor said that something is wrong, or the link leads nowhere: someone phones."""
    service, since = service_of(town, row["service"]), days_ago(row["days_ago"])
    why = Doubted(row["why"])
    if why == Doubted.DEAD_LINK:
        days = [str((since - dt.timedelta(days=back)).date()) for back in reversed(range(DEAD_AFTER))]
        WebLink.objects.create(
            service=service, address=service.url, looked_on=since.date(), failed_on=days, is_dead=True
        )
    doubt([service.pk], why, since)
    call_instead([service.pk], since, CALLED_FOR[why])


def story(row: Row) -> Iterator[tuple[int, Step]]:
    """What came after the message: how many days ago, and what is done."""
    said = row.get("answer", {})
    ended = row.get("bounced_days_ago") or row.get("note_days_ago") or said.get("days_ago", 0)
    for passed in accumulate(wait.days for wait in WAITS):
        if row["asked_days_ago"] - passed >= ended:
            yield row["asked_days_ago"] - passed, go_on
    if "bounced_days_ago" in row:
        yield ended, bounce
    elif "note" in row:
        yield ended, lambda asked, _on: put_aside(asked, row["note"])
    elif said:
        yield ended, partial(load_answer, said)
    for days in row.get("missed_days_ago", []):
        yield days, partial(phone, row, MISSED)
    if "called" in row:
        yield row["called"]["days_ago"], partial(phone, row, row["called"]["what"])


def bounce(asked: Request, on: dt.datetime) -> None:
    """The mail server of the organization does not know the address."""
    Mail.objects.filter(pk__in=asked.links.values("mail")).update(gave_up_at=on, sent_at=None)
    go_on(asked, on)


def load_answer(said: Row, asked: Request, _on: dt.datetime) -> None:
    link = asked.links.latest("number")
    answer(asked, None, Said(said["said"]), how=How(link, Way.PAGE, said["seconds"]))


def phone(row: Row, what: str, asked: Request, _on: dt.datetime) -> None:
    call = Call.objects.get(service__upkeep_items__request=asked, closed_at=None)
    note_call(
        call, what, turn=call.turn, by=person_of(row["by"]), by_kind=AssuredBy.MEMBER, network=asked.network,
        role_then=Role(row["as"]), request=HttpRequest(),
    )  # fmt: skip


@contextmanager
def happened(organization: Organization, on: dt.datetime) -> Iterator[None]:
    """What is written within about an organization, was written then."""
    began, today = timezone.now(), timezone.localdate()
    with mailed_on(on):
        yield
    Request.objects.filter(organization=organization, closed_at__gte=began).update(closed_at=on)
    calls = Call.objects.filter(service__organization=organization)
    calls.filter(since__gte=began).update(since=on)
    calls.filter(closed_at__gte=began).update(closed_at=on)
    for call in calls.filter(not_before__gt=today):
        if call.not_before is not None:
            calls.filter(pk=call.pk).update(not_before=call.not_before - (today - on.date()))
    links = Link.objects.filter(request__organization=organization, sent_at__gte=began)
    links.update(sent_at=on, expires_at=on + LINK_LASTS)
    Answer.objects.filter(item__request__organization=organization, at__gte=began).update(at=on)
    Burden.objects.filter(organization=organization, at__gte=began).update(at=on)
    looked_at = Service.objects.filter(organization=organization, assured_date=today, last_modified__gte=began)
    looked_at.update(assured_date=on.date(), last_modified=on)
