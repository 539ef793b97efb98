"""A meeting is called, changed, moved, begun or cancelled; alone, or with other networks."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.kit.moving import ChangedMeanwhileError
from buurtnet.meetings.acting import carry_open
from buurtnet.meetings.agenda import fill
from buurtnet.meetings.choices import BEFORE, COMING, Format, MeetingState
from buurtnet.meetings.inviting import tell_cancelled, tell_changed
from buurtnet.meetings.models import Meeting, Preparer
from buurtnet.meetings.moving import change, hash_of, link_of, locked, move_meeting, note, refuse
from buurtnet.people.access import has_role
from buurtnet.people.choices import PARTNERS
from buurtnet.people.models import Organization, Person
from buurtnet.privacy.choices import Action

IN_A_CALENDAR: Final = ("title", "starts_at", "ends_at", "place_text", "host", "online_url", "text")


@dataclass(frozen=True)
class Plan:
    """What someone says of a meeting. ``also``: other networks; ``preparers``: who prepare it together."""

    title: str
    format: Format
    starts_at: dt.datetime
    ends_at: dt.datetime
    statement: str = ""
    text: str = ""
    host: Organization | None = None
    place_text: str = ""
    online_url: str = ""
    chair: Person | None = None
    note_taker: Person | None = None
    also: Sequence[Network] = field(default_factory=list)
    preparers: Sequence[Person] = field(default_factory=list)

    def fields(self) -> dict[str, object]:
        left = ("also", "preparers")
        return {name: value for name, value in self.__dict__.items() if name not in left}


def call_meeting(network: Network, plan: Plan, *, form_key: uuid.UUID, by: Person) -> Meeting:
    """A new meeting, with the agenda of its format and what waits in the network. Sent twice it is one."""
    key = uuid.uuid5(form_key, f"{network.pk} {by.pk}")
    try:
        with transaction.atomic():
            Network.objects.select_for_update(of=("self",)).get(pk=network.pk)  # numbers are given one by one
            last = Meeting.objects.filter(network=network).aggregate(last=Max("number"))["last"] or 0
            made = Meeting(network=network, number=last + 1, form_key=key, **plan.fields())
            made.watch_hash = hash_of("watch", link_of("watch", made.pk))
            made.dot_hash = hash_of("dots", link_of("dots", made.pk))
            made.save(force_insert=True)
            _together(made, plan, by)
            fill(made)
            note(Action.CREATE, made, by)
    except IntegrityError:
        return Meeting.objects.select_related("network").get(form_key=key)
    return made


def may_meet_with(network: Network, by: Person) -> list[Network]:
    """Other networks that someone may ask to a meeting: those they take part in themselves."""
    rows = Network.objects.exclude(pk=network.pk).order_by("name")
    return [one for one in rows if one.has(Room.MEETINGS) and has_role(by, PARTNERS, network=one)]


@transaction.atomic
def change_meeting(meeting: Meeting, plan: Plan, *, version: int, by: Person) -> Meeting:
    """Write down what changed; who was invited hears of another time or place. Raises ``NotNowError``."""
    if locked(meeting).version != version:
        if _stands(meeting, plan):  # pressed twice
            return meeting
        raise ChangedMeanwhileError
    if meeting.state not in COMING:
        refuse(meeting, f"meeting.{meeting.state}.change", by)
    said = plan.fields()
    moved = any(getattr(meeting, name) != said[name] for name in IN_A_CALENDAR)
    at_another_time = any(getattr(meeting, name) != said[name] for name in ("starts_at", "ends_at"))
    change(meeting, **said, sequence=meeting.sequence + moved)
    _together(meeting, plan, by)
    note(Action.CHANGE, meeting, by, result="moved" if moved else "")
    if moved and meeting.state == MeetingState.INVITED:
        tell_changed(meeting, by=by, is_moved=at_another_time)
    return meeting


def _stands(meeting: Meeting, plan: Plan) -> bool:
    """Whether a meeting is what a plan says already."""
    return (
        all(getattr(meeting, name) == value for name, value in plan.fields().items())
        and set(meeting.preparers.values_list("person", flat=True)) == {one.pk for one in plan.preparers}
        and set(meeting.also.all()) >= set(plan.also)
    )


def _together(meeting: Meeting, plan: Plan, by: Person) -> None:
    """With which networks, and who prepares it."""
    # Networks that someone else added and whoever changes it now does not take part in stay.
    mine = set(may_meet_with(meeting.network, by))
    meeting.also.set([*(one for one in meeting.also.all() if one not in mine), *(one for one in plan.also)])
    Preparer.objects.filter(meeting=meeting).exclude(person__in=plan.preparers).delete()
    had = set(Preparer.objects.filter(meeting=meeting).values_list("person", flat=True))
    new = [one for one in plan.preparers if one.pk not in had]
    Preparer.objects.bulk_create([Preparer(meeting=meeting, person=one) for one in new])


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, why: str, by: Person) -> Meeting:
    """It does not take place; who was invited hears why. Raises ``NotNowError``."""
    was = MeetingState(locked(meeting).state)
    if not why:
        refuse(meeting, "meeting.cancel.why", by, _("Schrijf in één zin waarom het niet doorgaat."))
    sequence = meeting.sequence + 1
    move_meeting(meeting, MeetingState.CANCELLED, by=by, why_cancelled=why, sequence=sequence)
    if was == MeetingState.INVITED:
        tell_cancelled(meeting, by=by)
    return meeting


def begins_from(meeting: Meeting) -> dt.date:
    """The day before its day, by its own clock: as early as it can be said to begin."""
    return meeting.starts_at.astimezone(meeting.zone()).date() - dt.timedelta(days=1)


def is_far(meeting: Meeting) -> bool:
    """Whether it did not begin, and cannot yet."""
    return meeting.state in BEFORE and timezone.now().astimezone(meeting.zone()).date() < begins_from(meeting)


@transaction.atomic
def begin(meeting: Meeting, *, by: Person) -> Meeting:
    """It begins; what was open before is carried to it, once. Begun twice it began once. Raises ``NotNowError``.

    Not before the day before: a slip of the finger weeks ahead would carry actions along.
    """
    if locked(meeting).state == MeetingState.BUSY:
        return meeting
    if is_far(meeting):
        day = date_format(meeting.starts_at.astimezone(meeting.zone()), "l j F")
        sentence = _("De bijeenkomst is pas op {day}. Begint die eerder? Pas dan eerst de dag aan.").format(day=day)
        refuse(meeting, "begin.early", by, sentence)
    move_meeting(meeting, MeetingState.BUSY, by=by, began_at=meeting.began_at or timezone.now())
    carry_open(meeting)
    return meeting
