"""Who gets the newsletter: they say yes from their own mailbox, and end it with one tap.

The page never tells whether an address stands in the list: what there is to say is said by mail.
"""

import datetime as dt
from typing import Final

from django.db import transaction
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.bulletin.emails import mail_that_it_comes, mail_to_confirm
from buurtnet.bulletin.models import Subscriber
from buurtnet.bulletin.reader_links import ROOM, link_for
from buurtnet.kit.own_links import hash_of_link, keyed

UNCONFIRMED_FOR: Final = dt.timedelta(days=7)
MAILED_AGAIN_AFTER: Final = dt.timedelta(minutes=10)


@transaction.atomic
def subscribe(address: str, network: Network, language: str) -> None:
    """Someone asks for the newsletter at this (clean) address. Asked twice it is one row, and soon after one mail."""
    now = timezone.now()
    made = Subscriber(network=network, address=address, address_hash=hash_of_address(address), language=language)
    made.link_hash = hash_of_link(ROOM, link_for(made))
    reader, is_new = Subscriber.objects.get_or_create(
        network=network,
        address_hash=made.address_hash,
        defaults={"pk": made.pk, "address": address, "link_hash": made.link_hash, "language": language},
    )
    if not is_new:
        reader = Subscriber.objects.select_for_update(of=("self",)).get(pk=reader.pk)
        if reader.asked_at > now - MAILED_AGAIN_AFTER:
            return
        Subscriber.objects.filter(pk=reader.pk).update(asked_at=now)
    if reader.confirmed_at:
        mail_that_it_comes(reader)
    else:
        mail_to_confirm(reader)


@transaction.atomic
def confirm(reader: Subscriber) -> None:
    """They said yes from their mailbox; a second time changes nothing."""
    Subscriber.objects.filter(pk=reader.pk, confirmed_at=None).update(confirmed_at=timezone.now())
    reader.refresh_from_db()


def end(reader: Subscriber) -> None:
    """They want it no more: nothing of them is left."""
    reader.delete()


def forget_unconfirmed() -> int:
    """A daily job: who never said yes goes. Returns how many."""
    last = timezone.now() - UNCONFIRMED_FOR
    gone, _per_model = Subscriber.objects.filter(confirmed_at=None, asked_at__lt=last).delete()
    return gone


def hash_of_address(address: str) -> str:
    """By which an address is known without standing there: 64 hexadecimal signs."""
    return keyed(ROOM, "address", address)
