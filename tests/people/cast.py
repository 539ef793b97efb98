"""People of the demo's cast with a role, and clients that came in as them."""

import re
import time

from django.test import Client

from buurtnet.areas.models import Network
from buurtnet.kit.folding import fold
from buurtnet.people import doors
from buurtnet.people.choices import Role
from buurtnet.people.models import Membership, Organization, Person


def person(
    name: str, role: Role | None = None, network: Network | None = None, organization: Organization | None = None
) -> Person:
    """Someone with this name and, when it is named, this role."""
    address = re.sub(r"[^a-z0-9]+", ".", fold(name))
    made = Person.objects.create_user(f"{address}@havendijk.example", name=name)
    if role is not None:
        Membership.objects.create(person=made, role=role, network=network, organization=organization)
    return made


def ring_one(who: Person) -> Client:
    """Signed in."""
    client = Client()
    client.force_login(who, backend="buurtnet.people.doors.DoorsBackend")
    return client


def ring_two(who: Person) -> Client:
    """Signed in, and showed a passkey a moment ago."""
    client = ring_one(who)
    session = client.session
    session.update({doors.STRONG_AT: time.time(), doors.STRONG_SEEN_AT: time.time()})
    session.save()
    return client
