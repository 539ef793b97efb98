"""A second resident without an account: the link that who asked shares, and the link in a mail.

Who gives a mail address gets a link to say yes or no; only behind that link is anything kept, and of the address only
a keyed hash.
"""

import uuid
from typing import Final

from django.core import signing
from django.utils.crypto import constant_time_compare
from django.utils.translation import get_language

from buurtnet.areas.models import Network
from buurtnet.budget.emails_deciding import mail_second
from buurtnet.budget.models import Idea
from buurtnet.budget.whose import hash_of_contact
from buurtnet.kit import own_links
from buurtnet.kit.limits import DAY, allowed

SHARED: Final = "budget.second"
MAILED: Final = "budget.second.mail"
WITHIN: Final = 7 * DAY  # seconds that the link in the mail works
KEY_SIGNS: Final = 24  # hexadecimal: 96 bits, short enough to read aloud in parts and to print as a code
MAILS_A_DAY: Final = 3  # to one address
MAILS_OF_IDEA: Final = 30  # a day
AROUND: Final = ("network", "area", "pot", "person", "written_by")


def key_of(idea: Idea) -> str:
    """What stands at the end of the link that who asked shares with a neighbour."""
    return own_links.keyed(SHARED, "link", str(idea.form_key))[:KEY_SIGNS]


def with_key(network: Network, pk: uuid.UUID, key: str) -> Idea | None:
    """The idea of a shared link; None for a link that is none."""
    found = Idea.objects.shown_in(network).select_related(*AROUND).filter(pk=pk).first()
    return found if found is not None and constant_time_compare(key_of(found), key) else None


def ask_to_confirm(idea: Idea, contact: str, now: float) -> None:
    """Mail the link, a few times a day at most. The page says the same to everyone: who asked stays unknown."""
    address = hash_of_contact(contact)
    if not allowed("budget-second-mail", address, MAILS_A_DAY, DAY, now):
        return
    if allowed("budget-second-idea", str(idea.pk), MAILS_OF_IDEA, DAY, now):
        token = signing.dumps([str(idea.pk), address], salt=MAILED)
        mail_second(contact, idea.network, token, (get_language() or "nl").split("-")[0])


def confirmed(network: Network, token: str) -> tuple[Idea, str] | None:
    """The idea of a link in a mail and the hash of the address it went to; None for what is none, or is too old."""
    try:
        key, address = signing.loads(token, salt=MAILED, max_age=WITHIN)
        found = Idea.objects.shown_in(network).select_related(*AROUND).filter(pk=uuid.UUID(key)).first()
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
    return (found, address) if found is not None and isinstance(address, str) else None
