"""Short addresses on paper: eight signs of a service's own id, without the ones that look alike.

A code is made of the first 39 bits of the id, so nothing is kept for it and it stays the same for ever. Two services
of one network can share a code; then the page asks which one is meant.
"""

import uuid

from buurtnet.areas.models import Network
from buurtnet.directory.access import services_in
from buurtnet.directory.models import Service

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0 O 1 I L
LENGTH = 8
BITS = 39  # 31 ** 8 is a little more than 2 ** 39
REST = 128 - BITS
MOST_MEANT = 10


def code_of(key: uuid.UUID) -> str:
    """ "7kmp-3xqr": the code of a service, as it stands in an address."""
    value, signs = key.int >> REST, ""
    for _sign in range(LENGTH):
        value, rest = divmod(value, len(SIGNS))
        signs = SIGNS[rest] + signs
    return f"{signs[:4]}-{signs[4:]}".lower()


def first_and_last(code: str) -> tuple[uuid.UUID, uuid.UUID] | None:
    """The lowest and the highest id with this code; None for what is no code."""
    signs = code.upper().replace("-", "")
    if len(code) > LENGTH + 1 or len(signs) != LENGTH or not set(signs) <= set(SIGNS):
        return None
    value = 0
    for sign in signs:
        value = value * len(SIGNS) + SIGNS.index(sign)
    if value >> BITS:
        return None
    return uuid.UUID(int=value << REST), uuid.UUID(int=(value << REST) | ((1 << REST) - 1))


def services_meant(network: Network, code: str) -> list[Service]:
    """The services of a network with this code: one, as good as always."""
    ends = first_and_last(code)
    if ends is None:
        return []
    return list(services_in(network).filter(pk__gte=ends[0], pk__lte=ends[1]).order_by("name", "pk")[:MOST_MEANT])
