"""The lines of an agenda: proposed, typed, put in another order, and cut."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from buurtnet.meetings.choices import COMING, Format, ItemKind, ItemSource
from buurtnet.meetings.formats import Line, lines_of
from buurtnet.meetings.models import AgendaItem, Meeting
from buurtnet.meetings.moving import change, locked, note, refuse
from buurtnet.meetings.proposing import Proposal, proposals
from buurtnet.people.models import Organization, Person
from buurtnet.privacy.choices import Action

MOST_ITEMS: Final = 60
LAST: Final = 10_000  # where the lines stand that come last


@dataclass(frozen=True)
class Typed:
    """A line that someone writes."""

    title: str
    kind: ItemKind
    minutes: int
    brought_by: Organization | None = None


def fill(meeting: Meeting) -> None:
    """The agenda of a new meeting: its format, and what waits in the network where that belongs.

    In the language of the network, whoever calls the meeting.
    """
    with override(meeting.network.locale):
        lines = lines_of(Format(meeting.format), meeting.statement)
        rows = [
            *(_of_line(meeting, one) for one in lines if not one.after_own),
            *(_of_proposal(meeting, one) for one in proposals(meeting)),
            *(_of_line(meeting, one) for one in lines if one.after_own),
        ]
    for place, row in enumerate(rows[:MOST_ITEMS], start=1):
        row.position = place
    AgendaItem.objects.bulk_create(rows[:MOST_ITEMS])


def _of_line(meeting: Meeting, line: Line) -> AgendaItem:
    return AgendaItem(
        meeting=meeting, title=line.title, kind=line.kind, minutes=line.minutes, source=ItemSource.FORMAT
    )


def _of_proposal(meeting: Meeting, one: Proposal) -> AgendaItem:
    return AgendaItem(
        meeting=meeting, title=one.title, kind=one.kind, minutes=one.minutes, source=one.source,
        source_id=one.source_id,
    )  # fmt: skip


@transaction.atomic
def add_new(meeting: Meeting, *, by: Person) -> int:
    """What came to wait since, before the closing lines. Returns how many. Again it adds nothing."""
    _open(meeting, by)
    lines = list(meeting.items.all())
    room = MOST_ITEMS - sum(not one.is_cut for one in lines)
    with override(meeting.network.locale):
        ends = next((place for place, one in enumerate(lines) if _closes(meeting, one)), len(lines))
        new = [_of_proposal(meeting, one) for one in proposals(meeting)[: max(room, 0)]]
    AgendaItem.objects.bulk_create(new)
    _number([*lines[:ends], *new, *lines[ends:]])
    change(meeting)
    return len(new)


def _closes(meeting: Meeting, item: AgendaItem) -> bool:
    """Whether a line is the first of those with which the format ends."""
    closing = {one.title for one in lines_of(Format(meeting.format), meeting.statement) if one.after_own}
    return item.source == ItemSource.FORMAT and item.title in closing


def add_line(meeting: Meeting, typed: Typed, *, form_key: uuid.UUID, by: Person) -> AgendaItem:
    """Someone brings a line in. Sent twice it is one. Raises ``NotNowError``."""
    key = uuid.uuid5(form_key, str(meeting.pk))
    try:
        with transaction.atomic():
            _open(meeting, by)
            if meeting.items.filter(is_cut=False).count() >= MOST_ITEMS:
                refuse(meeting, "agenda.full", by, _("De agenda is vol. Haal er eerst iets af."))
            made = AgendaItem.objects.create(
                meeting=meeting, position=LAST, title=typed.title, kind=typed.kind, minutes=typed.minutes,
                brought_by=typed.brought_by, form_key=key,
            )  # fmt: skip
            _number(list(meeting.items.all()))
            change(meeting)
            note(Action.CHANGE, meeting, by, result="agenda")
            return made
    except IntegrityError:
        return AgendaItem.objects.get(form_key=key)


@transaction.atomic
def arrange(meeting: Meeting, order: Sequence[str], minutes: dict[str, int], *, by: Person) -> None:
    """Put the lines in this order, with these minutes; what is not named comes after. Raises ``NotNowError``."""
    _open(meeting, by)
    lines = {str(one.pk): one for one in meeting.items.all()}
    for key, count in minutes.items():
        if key in lines and lines[key].minutes != count:
            lines[key].minutes = count
            lines[key].save(update_fields=["minutes"])
    named = [lines[key] for key in dict.fromkeys(order) if key in lines]
    _number([*named, *(one for key, one in lines.items() if key not in order)])
    change(meeting)
    note(Action.CHANGE, meeting, by, result="agenda")


@transaction.atomic
def shift(meeting: Meeting, item: AgendaItem, step: int, *, by: Person) -> None:
    """One place up (-1) or down (1) among the lines that are not cut, which stay where they are.

    Raises ``NotNowError``.
    """
    _open(meeting, by)
    lines = list(meeting.items.all())
    places = [place for place, one in enumerate(lines) if not one.is_cut]
    now = next((number for number, place in enumerate(places) if lines[place].pk == item.pk), None)
    if now is not None and 0 <= now + step < len(places):
        here, there = places[now], places[now + step]
        lines[here], lines[there] = lines[there], lines[here]
        _number(lines)
        change(meeting)


@transaction.atomic
def cut(meeting: Meeting, item: AgendaItem, *, is_cut: bool, by: Person) -> None:
    """Take a line off the agenda, or put it back. Raises ``NotNowError``."""
    _open(meeting, by)
    AgendaItem.objects.filter(meeting=meeting, pk=item.pk).update(is_cut=is_cut)
    change(meeting)
    note(Action.CHANGE, meeting, by, result="cut" if is_cut else "agenda")


def _open(meeting: Meeting, by: Person) -> None:
    if locked(meeting).state not in COMING:
        refuse(meeting, f"agenda.{meeting.state}", by)


def _number(lines: Iterable[AgendaItem]) -> None:
    """Give the lines their places, from 1."""
    changed = []
    for place, one in enumerate(lines, start=1):
        if one.position != place:
            one.position = place
            changed.append(one)
    AgendaItem.objects.bulk_update(changed, ["position"])
