"""The link of a reader: the same one says yes, and ends it."""

from typing import Final

from buurtnet.areas.models import Network
from buurtnet.bulletin.models import Subscriber
from buurtnet.kit.own_links import hash_of_link, link_of

ROOM: Final = "bulletin.reader"


def link_for(reader: Subscriber) -> str:
    return link_of(ROOM, reader.pk)


def reader_of(network: Network, token: str) -> Subscriber | None:
    """Whose link this is; None for one that was forged, cut off, ended, or of another network."""
    return Subscriber.objects.filter(network=network, link_hash=hash_of_link(ROOM, token)).first()
