"""The list of a meeting as pages show it: who is asked, for whom they come, and what they said."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from buurtnet.kit.folding import fold
from buurtnet.meetings.choices import Coming
from buurtnet.meetings.inviting import AROUND, SAID_THEMSELVES, mailbox_of
from buurtnet.meetings.models import Invitee, Meeting

ORDER: Final = {Coming.YES: 0, Coming.MAYBE: 1, Coming.UNKNOWN: 2, Coming.NO: 3}


@dataclass(frozen=True)
class Shown:
    """One of the list. ``label``: the name, else for whom, else the address."""

    row: Invitee
    label: str
    beside: str
    mailbox: str
    is_stranger: bool

    @property
    def is_waiting(self) -> bool:
        """Whether a mail is still to go."""
        return self.row.sent_at is None and bool(self.mailbox)


@dataclass(frozen=True)
class Sums:
    yes: int
    maybe: int
    unknown: int
    no: int
    asked: int


def listed(meeting: Meeting) -> list[Shown]:
    """Who comes first, then who might; by organization and name."""
    rows = [shown(one) for one in meeting.invitees.select_related(*AROUND)]
    return sorted(rows, key=lambda one: (ORDER[Coming(one.row.coming)], fold(one.beside), fold(one.label)))


def shown(row: Invitee) -> Shown:
    mailbox = mailbox_of(row)
    organization = row.organization.name if row.organization else ""
    name = row.person.name if row.person else row.name
    label = name or organization or mailbox or _("iemand die niet meer bekend is")
    beside = organization if label != organization else ""
    if not beside and row.is_resident:
        beside = _("bewoner")
    is_stranger = row.sent_at is None and row.person is None and row.answer_way in SAID_THEMSELVES
    return Shown(row, label, beside, mailbox, is_stranger)


def counted(rows: Iterable[Shown]) -> Sums:
    """Without who answered an invitation to someone else."""
    said = [Coming(one.row.coming) for one in rows if not one.is_stranger]
    return Sums(
        said.count(Coming.YES), said.count(Coming.MAYBE), said.count(Coming.UNKNOWN), said.count(Coming.NO), len(said)
    )
