"""A pasted list of people to invite: read, shown with what is new and what is not, and only then sent."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parseaddr
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Network
from buurtnet.people.addresses import clean_address
from buurtnet.people.choices import IN_A_NETWORK, Role
from buurtnet.people.inviting import Invited, invite
from buurtnet.people.models import Invitation, Membership, Organization, Person

MOST_LINES = 200
LONGEST_NAME = 120
PARTED = re.compile(r"[;,\t]")
IN_ANGLES = re.compile(r"^(?P<name>.*)<(?P<email>[^<>]*)>[\s;,]*$")


class LineState(models.TextChoices):
    """What happens with a line of the list."""

    NEW = "new", _("wordt uitgenodigd")
    DOUBLE = "double", _("staat twee keer in je lijst")
    MEMBER = "member", _("heeft deze rol al")
    INVITED = "invited", _("is al uitgenodigd")
    WRONG = "wrong", _("geen goed mailadres")


@dataclass(frozen=True)
class Line:
    """One line: what was written, and what it means. ``holder``: who has the role already."""

    written: str
    email: str
    name: str
    state: LineState
    holder: UUID | None = None

    @property
    def is_new(self) -> bool:
        return self.state == LineState.NEW


class TooLongError(ValueError):
    """More lines than one list may have."""


def read_list(
    text: str, *, role: Role, network: Network | None = None, organization: Organization | None = None
) -> list[Line]:
    """The lines as they would be invited. Raises ``TooLongError``; nothing is kept and nobody is mailed."""
    pairs = [pair_in(line) for line in text.splitlines() if line.strip() and not is_header(line)]
    if len(pairs) > MOST_LINES:
        raise TooLongError
    asked = {email for written, email, name in pairs if email}
    held, invited = holders(asked, role, network, organization), open_for(asked, role, network, organization)
    lines: list[Line] = []
    seen: set[str] = set()
    for written, email, name in pairs:
        lines.append(Line(written, email, name, state_of(email, seen, set(held), invited), held.get(email)))
        seen.add(email)
    return lines


def state_of(email: str, seen: set[str], held: set[str], invited: set[str]) -> LineState:
    if not email:
        return LineState.WRONG
    for state, known in ((LineState.DOUBLE, seen), (LineState.MEMBER, held), (LineState.INVITED, invited)):
        if email in known:
            return state
    return LineState.NEW


def pair_in(line: str) -> tuple[str, str, str]:
    """What was written, the address in small letters (empty: none), and the name beside it."""
    written = line.strip()[:300]
    if found := IN_ANGLES.match(written):
        name, email = found["name"], found["email"]
    else:
        parts = [part.strip().strip('"') for part in PARTED.split(written)]
        email = next((part for part in parts if "@" in part), "")
        name = " ".join(part for part in parts if part and part != email)
        email = parseaddr(email)[1] if "<" in email else email
    return written, checked(email), " ".join(name.strip().strip('",;').split())[:LONGEST_NAME]


def checked(email: str) -> str:
    try:
        return clean_address(email.strip().strip("<>"))
    except ValidationError:
        return ""


def is_header(line: str) -> bool:
    """The first line of a table: words for mail and name, and no address."""
    parts = {part.strip().strip('"').casefold() for part in PARTED.split(line)}
    return "@" not in line and bool(parts & {"mail", "e-mail", "email", "mailadres", "e-mailadres"})


def holders(
    emails: Iterable[str], role: Role, network: Network | None, organization: Organization | None
) -> dict[str, UUID]:
    """Who has the role there now, of these addresses. Whether others have an account is told to nobody."""
    held = Membership.objects.current().filter(role=role, organization=organization)
    held = held.filter(network=network if role in IN_A_NETWORK else None, person__email__in=list(emails))
    return dict(held.values_list("person__email", "person"))


def open_for(
    emails: Iterable[str], role: Role, network: Network | None, organization: Organization | None
) -> set[str]:
    waiting = Invitation.objects.open().filter(
        role=role, email__in=list(emails), network=network, organization=organization
    )
    return set(waiting.values_list("email", flat=True))


@transaction.atomic
def invite_list(
    text: str, *, role: Role, by: Person, network: Network | None = None, organization: Organization | None = None
) -> list[Invited]:
    """Invite everyone on the list who is new. All of them, or nobody; a second click waits for the first."""
    if network is not None:
        Network.objects.select_for_update(no_key=True).get(pk=network.pk)
    if organization is not None:
        Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    lines = read_list(text, role=role, network=network, organization=organization)
    return [
        invite(line.email, role, by=by, network=network, organization=organization, name=line.name)
        for line in lines
        if line.is_new
    ]
