"""Whom to ask to a meeting: people of the networks, partners without a role there yet, or a pasted list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Count

from buurtnet.areas.models import Network
from buurtnet.directory.access import organizations_in, shown_services_in
from buurtnet.kit.folding import fold
from buurtnet.kit.texts import one_line
from buurtnet.meetings.agreeing import networks_of
from buurtnet.meetings.inviting import Guest
from buurtnet.meetings.models import Meeting
from buurtnet.people.access import has_role, people_of
from buurtnet.people.choices import PARTNERS
from buurtnet.people.invite_lists import IN_ANGLES, LONGEST_NAME, PARTED, checked, is_header
from buurtnet.people.models import Membership, Organization, Person
from buurtnet.upkeep.access import is_address, recipient_of

MOST_LINES: Final = 200  # pasted at once
MOST_PROPOSED: Final = 12  # partners without a role


@dataclass(frozen=True)
class Known:
    """Someone of the networks who can be ticked, with for whom they are there."""

    person: Person
    organization: Organization | None

    @property
    def key(self) -> str:
        return f"p:{self.person.pk}"

    def guest(self) -> Guest:
        return Guest(person=self.person, organization=self.organization, is_resident=self.organization is None)


@dataclass(frozen=True)
class Proposed:
    """A partner that nobody has a role for yet, with the mailbox it is asked at."""

    organization: Organization
    address: str
    count: int  # of what it offers here

    @property
    def key(self) -> str:
        return f"o:{self.organization.pk}"

    def guest(self) -> Guest:
        return Guest(address=self.address, organization=self.organization)


@dataclass(frozen=True)
class Pasted:
    """A pasted list, read: whom it names, and the lines that are no address and no name."""

    guests: Sequence[Guest]
    wrong: Sequence[str] = field(default_factory=list)


class TooManyLinesError(ValueError):
    """More lines than go at once. ``count``: how many there are."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count


def seen_by(meeting: Meeting, by: Person) -> list[Network]:
    """The networks of a meeting whose who-is-who someone may read."""
    return [one for one in networks_of(meeting) if has_role(by, PARTNERS, network=one)]


def known_to(meeting: Meeting, by: Person) -> list[Known]:
    """People of the networks who are not on the list yet, by organization and name."""
    networks = seen_by(meeting, by)
    had = set(meeting.invitees.exclude(person=None).values_list("person", flat=True))
    found: dict[object, Known] = {}
    for network in networks:
        people = people_of(network).exclude(pk__in=had)
        held = Membership.objects.current().filter(network=network, person__in=people, organization__isnull=False)
        organizations = {one.person_id: one.organization for one in held.select_related("organization")}
        for person in people.order_by("name_folded", "pk"):
            known = Known(person, organizations.get(person.pk))
            if person.pk not in found or found[person.pk].organization is None:
                found[person.pk] = known
    return sorted(found.values(), key=lambda one: (one.organization is None, _sorted_by(one), one.person.name_folded))


def _sorted_by(one: Known) -> str:
    return fold(one.organization.name) if one.organization else ""


def proposed_for(meeting: Meeting) -> list[Proposed]:
    """Those that offer most here and have no one with a role in the network; who cannot be mailed is left out."""
    network = meeting.network
    with_a_role = Membership.objects.current().filter(network__in=networks_of(meeting), organization__isnull=False)
    asked = meeting.invitees.exclude(organization=None).values("organization")
    rows = organizations_in(network).exclude(pk__in=with_a_role.values("organization")).exclude(pk__in=asked)
    offers = dict(
        shown_services_in(network).filter(organization__in=rows).order_by().values_list("organization")
        .annotate(count=Count("pk"))
    )  # fmt: skip
    found: list[Proposed] = []
    ranked = sorted(rows, key=lambda one: (-offers.get(one.pk, 0), fold(one.name), str(one.pk)))
    for organization in ranked[: 4 * MOST_PROPOSED]:
        if address := mailbox_of(organization):
            found.append(Proposed(organization, address, offers.get(organization.pk, 0)))
        if len(found) == MOST_PROPOSED:
            break
    return found


def mailbox_of(organization: Organization) -> str:
    """Its editor or the mailbox it took on, else the one that it publishes: a person asks here, and once."""
    if recipient := recipient_of(organization):
        return recipient.address
    return organization.email if is_address(organization.email) else ""


def read_pasted(meeting: Meeting, text: str, *, as_residents: bool, by: Person) -> Pasted:
    """Lines with a name, an address and an organization, in any order. Raises ``TooManyLinesError``.

    Who is in a who-is-who that ``by`` may read is asked as that person; whether others have an account is told to
    nobody.
    """
    lines = [line for line in text.splitlines() if line.strip() and not is_header(line)]
    if len(lines) > MOST_LINES:
        raise TooManyLinesError(len(lines))
    known = {one.person.email.casefold(): one for one in known_to(meeting, by)}
    names = {fold(one.name): one for one in organizations_around(meeting)}
    guests, wrong = [], []
    for line in lines:
        guest = guest_in(line, known, names, as_residents)
        if guest is None:
            wrong.append(one_line(line)[:300])
        else:
            guests.append(guest)
    return Pasted(guests, wrong)


def guest_in(
    line: str, known: dict[str, Known], names: dict[str, Organization], as_resident: bool
) -> Guest | None:  # fmt: skip
    """None for a line with a wrong address, and for one without any name."""
    parts, said = parts_of(line)
    address = checked(said) if said else ""
    if said and not address:
        return None
    if address in known:
        return known[address].guest()
    organization = next((names[fold(part)] for part in parts if fold(part) in names), None)
    name, *rest = [part for part in parts if organization is None or names.get(fold(part)) != organization] or [""]
    if rest:  # an organization that nobody here knows, or what someone does: it stands behind the name, as on a list
        name = f"{name} ({', '.join(rest)})"
    name = name[:LONGEST_NAME]
    if not (name or address):
        return None
    return Guest(name, address, organization=organization, is_resident=as_resident)


def parts_of(line: str) -> tuple[list[str], str]:
    """The parts of a line without its address, and that address as it was written."""
    written = one_line(line.replace("\t", ";"))[:400]
    if found := IN_ANGLES.match(written):
        return _parts(found["name"]), found["email"].strip()
    parts = _parts(written)
    said = next((part for part in parts if "@" in part), "")
    if " " in said:  # "Fleur fleur@partner.example"
        words = said.split()
        said = next(word for word in words if "@" in word)
        rest = " ".join(word for word in words if word != said)
        return [rest, *(part for part in parts if "@" not in part)], said
    return [part for part in parts if part != said], said


def _parts(text: str) -> list[str]:
    return [part for one in PARTED.split(text) if (part := one.strip().strip("\"'").strip())]


def organizations_around(meeting: Meeting) -> Iterable[Organization]:
    """Those with a role in the networks, and those of the map of the network."""
    held = Membership.objects.current().filter(network__in=networks_of(meeting), organization__isnull=False)
    yield from organizations_in(meeting.network).only("name")
    yield from Organization.objects.filter(pk__in=held.values("organization")).only("name")
