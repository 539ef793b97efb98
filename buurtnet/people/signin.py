"""Signing in by a link in a mail: the same answer and the same work, whether or not an account is there.

Whose link it is, is looked up when its button is pressed, and never when it is asked for. An address without an
account gets one then, as a resident; until then there is no row of a person.
"""

import datetime
import logging
import secrets
import time

from django.contrib.auth import login, logout
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.areas.here import network_in
from buurtnet.people.addresses import clean_address
from buurtnet.people.choices import Role
from buurtnet.people.devices import DEVICE, IS_REMEMBERED, SEEN_AT, end_devices, hash_of, register_device
from buurtnet.people.doors import REMEMBERED, SIGNED_IN_AT
from buurtnet.people.inviting import account_at, person_at
from buurtnet.people.links import site_url
from buurtnet.people.mailing import send
from buurtnet.people.models import Membership, Person, SigninLink
from buurtnet.people.models.door import LINK_LASTS
from buurtnet.privacy.choices import Action
from buurtnet.privacy.encryption import CannotDecryptError
from buurtnet.privacy.log import record

BACKEND = "buurtnet.people.doors.DoorsBackend"
TRIED_IN_THE_DEMO = (Role.DIRECTOR, Role.CONNECTOR, Role.MEMBER, Role.VOLUNTEER, Role.RESIDENT)

logger = logging.getLogger(__name__)


class ClosedAccountError(Exception):
    """The account of this address was closed; the link opens nothing."""


@transaction.atomic
def send_signin_link(email: str, *, next_path: str = "") -> None:
    """Mail a way in to an address. Nothing here depends on whether someone has an account there.

    Raises ``ValidationError`` for what is no mail address.
    """
    email, token = clean_address(email), secrets.token_urlsafe(32)
    SigninLink.objects.create(
        email=email, token_hash=hash_of(token), next_path=next_path, expires_at=timezone.now() + LINK_LASTS
    )
    send(
        email,
        _("Je link voor Buurtnet"),
        _(
            "Hallo,\n\nMet deze link ga je naar Buurtnet. De link werkt een half uur en één keer.\n\n{url}\n\n"
            "Heb je hier niet om gevraagd? Dan hoef je niets te doen."
        ).format(url=site_url("people:signin_link", token)),
    )


def open_link(token: str) -> SigninLink | None:
    """The link of a token, when it can still be used; one that was tampered with cannot."""
    try:
        return SigninLink.objects.open().filter(token_hash=hash_of(token)).first()
    except CannotDecryptError as error:
        logger.error("A link opens nothing: %s", error)
        return None


def has_account(link: SigninLink) -> bool:
    """Only for who holds the link: an account is there, or will be made."""
    return account_at(link.email) is not None


@transaction.atomic
def use_link(token: str) -> tuple[Person, str] | None:
    """Use a link up: who may come in, and where they were going. None when it was used, or its time is over.

    Raises ``ClosedAccountError`` for an account that was closed.
    """
    link = open_link(token)
    if link is None or not SigninLink.objects.unused().filter(pk=link.pk).update(used_at=timezone.now()):
        return None
    person = account_at(link.email) or make_resident(link)
    if not person.is_active:
        raise ClosedAccountError
    SigninLink.objects.filter(pk=link.pk).update(person=person)
    return person, link.next_path


def make_resident(link: SigninLink) -> Person:
    """An account for who had none; a resident of the network whose page they came from."""
    person = person_at(link.email)
    if network := network_in(link.next_path):  # by two links at once the account, and then the role, is there already
        Membership.objects.get_or_create(
            person=person, role=Role.RESIDENT, network=network, organization=None, ends_at=None
        )
    record(Action.CREATE, actor=person, obj=person, subject=person, rule="signin.resident")
    return person


def sign_in(request: HttpRequest, person: Person, *, is_remembered: bool, by: str) -> None:
    """Open ring one. ``by``: how they came in, a fixed word for the log."""
    if isinstance(request.user, Person):  # someone was signed in here already: that ends
        end_devices(request.user, only=request.session.get(DEVICE, 0))
        logout(request)
    login(request, person, backend=BACKEND)
    now = time.time()
    session = request.session
    session[SIGNED_IN_AT] = session[SEEN_AT] = now
    session[IS_REMEMBERED] = is_remembered
    # A moment, so that a visit does not lengthen it; 0: until the browser closes, 12 hours at most.
    session.set_expiry(timezone.now() + datetime.timedelta(seconds=REMEMBERED) if is_remembered else 0)
    session.save()
    register_device(request, person, is_remembered=is_remembered)
    record(Action.SIGN_IN, actor=person, subject=person, rule=f"signin.{by}", request=request)


def people_of_the_demo() -> list[Membership]:
    """Of each network one person in each role that someone may want to try; for the demo, where all are made up."""
    held = Membership.objects.current().filter(role__in=TRIED_IN_THE_DEMO).exclude(person__name="")
    order = {role: place for place, role in enumerate(TRIED_IN_THE_DEMO)}
    first: dict[tuple[int | None, str], Membership] = {}
    for one in held.select_related("person", "network").order_by("network_id", "starts_at", "person__name_folded"):
        first.setdefault((one.network_id, one.role), one)
    return sorted(first.values(), key=lambda one: (one.network_id or 0, order[Role(one.role)]))
