"""Whose an idea is: by their account, by the link they come back with, and by an address that may not be read."""

import uuid
from typing import Final

from django.core import signing
from django.db.models import Q
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.budget.models import Idea
from buurtnet.kit import own_links
from buurtnet.kit.limits import DAY
from buurtnet.kit.numbers import tel
from buurtnet.people.addresses import same_mailbox

LINKS: Final = "budget.idea"
CONFIRM: Final = "budget.confirm"
CONFIRMED_WITHIN: Final = 7 * DAY  # seconds that the link in the mail works
AROUND: Final = ("network", "area", "person", "buddy", "pot", "need", "activity")


def token_of(idea: Idea) -> str:
    """The link with which who had it comes back."""
    return own_links.link_of(LINKS, idea.form_key)


def hash_of_link(form_key: uuid.UUID) -> str:
    return own_links.hash_of_link(LINKS, own_links.link_of(LINKS, form_key))


def with_token(network: Network, token: str) -> Idea | None:
    """The idea of someone's own link; None for a link that is none, of another network, or forgotten."""
    rows = Idea.objects.select_related(*AROUND).filter(network=network, forget_on__gt=timezone.localdate())
    return rows.filter(link_hash=own_links.hash_of_link(LINKS, token)).first()


def hash_of_contact(contact: str) -> str:
    """By which a mail address or telephone number is known without standing there; "" for none."""
    said = contact.strip()
    plain = same_mailbox(said) if "@" in said else tel(said)
    return own_links.keyed(LINKS, "contact", plain) if plain else ""


def confirm_token(idea: Idea) -> str:
    """The link in the mail that asks whether it was really they."""
    return signing.dumps([str(idea.pk), hash_of_contact(idea.contact)], salt=CONFIRM)


def to_confirm(network: Network, token: str) -> tuple[Idea, str] | None:
    """The idea of a link in a mail and the hash of the address it went to; None for what is none, or is too old."""
    try:
        key, address = signing.loads(token, salt=CONFIRM, max_age=CONFIRMED_WITHIN)
        found = Idea.objects.select_related(*AROUND).filter(network=network, pk=uuid.UUID(key)).first()
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
    if found is None or not isinstance(address, str) or hash_of_contact(found.contact) != address:
        return None
    return found, address


def is_confirmed(idea: Idea) -> bool:
    """Whether someone stands behind it: an account, a connector who wrote it down, or a confirmed address."""
    return bool(idea.person_id or idea.written_by_id or idea.contact_hash)


def of_the_same(idea: Idea) -> Q | None:
    """All ideas of who had this one; None when nothing tells who that is."""
    same = Q()
    if idea.person:
        same |= Q(person=idea.person) | Q(contact_hash=hash_of_contact(idea.person.email))
    if idea.contact_hash:
        same |= Q(contact_hash=idea.contact_hash)
        if "@" in idea.contact:  # who has an account at this address is the same
            same |= Q(person__email__iexact=idea.contact.strip())
    return same or None
