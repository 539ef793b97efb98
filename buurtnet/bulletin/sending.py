"""Send an edition: each reader once, whoever stops in the middle and begins again."""

from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.tasks import task
from django.utils import timezone

from buurtnet.bulletin.checking import bring_up_to_date
from buurtnet.bulletin.choices import EditionState
from buurtnet.bulletin.letters import Letter, letter_of
from buurtnet.bulletin.models import Edition, Subscriber
from buurtnet.bulletin.moving import move
from buurtnet.bulletin.reader_links import link_for
from buurtnet.people.acting import By
from buurtnet.people.links import site_url
from buurtnet.people.mailing import send
from buurtnet.privacy.encryption import Closed

BATCH: Final = 200  # readers that are written to in one transaction


@transaction.atomic
def send_edition(edition: Edition, by: By) -> Edition:
    """It stands on the site from now, and goes to its readers by the worker. Raises ``NotNowError``.

    What is over since it was looked at stays out.
    """
    now = move(edition, EditionState.SENT, by)
    bring_up_to_date(now)
    now.sent_at = timezone.now()
    now.save(update_fields=["state", "sent_at"])
    transaction.on_commit(lambda: deliver.enqueue(str(now.pk)))
    return now


@task()
def deliver(pk: str) -> None:
    """Write the mails of an edition down, some hundreds at a time. Again after a stop, it goes on where it was."""
    edition = Edition.objects.select_related("network").filter(pk=UUID(pk), state=EditionState.SENT).first()
    if edition is None:
        return
    letter = letter_of(edition)
    last = write_some(edition, letter)
    while last:
        last = write_some(edition, letter, after=last)


@transaction.atomic
def write_some(edition: Edition, letter: Letter, after: UUID | None = None) -> UUID | None:
    """Mails to the next readers, and that they have it, in one transaction: both or neither.

    Returns who came last, None when there was nobody. An address that does not open now waits for the next day.
    """
    rows = waiting(edition).filter(pk__gt=after) if after else waiting(edition)
    found = list(rows.select_for_update(of=("self",)).order_by("pk")[:BATCH])
    readers = [one for one in found if not isinstance(one.address, Closed)]
    for reader in readers:
        own = (edition.network.slug, link_for(reader))
        stop = site_url("bulletin:reader", *own)
        send(
            reader.address, letter.subject, letter.body(stop), html=letter.page(stop),
            unsubscribe=site_url("bulletin:reader_end", *own),
        )  # fmt: skip
    Subscriber.objects.filter(pk__in=[one.pk for one in readers]).update(last_edition=edition)
    Edition.objects.filter(pk=edition.pk).update(sent_to=F("sent_to") + len(readers))
    return found[-1].pk if found else None


def waiting(edition: Edition) -> QuerySet[Subscriber]:
    """Who said yes before it went out and has neither this edition nor a later one."""
    has_not = Q(last_edition=None) | Q(last_edition__number__lt=edition.number)
    return Subscriber.objects.filter(has_not, network=edition.network, confirmed_at__lte=edition.sent_at)


def requeue_unfinished() -> int:
    """A daily job: editions that not all readers have yet lost their task, and get one. Returns how many."""
    lost = [one for one in Edition.objects.sent().order_by("-sent_at")[:50] if waiting(one).exists()]
    for edition in lost:
        deliver.enqueue(str(edition.pk))
    return len(lost)
