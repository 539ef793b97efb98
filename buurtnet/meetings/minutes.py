"""The minutes: a meeting as one page of data, seven days to put right, and then fixed for good.

The page is told once, as data; on screen, on paper, in a mail and for who follows it is that same page. Nobody
is named in it: organizations are, and of the owner of an action their row, so that a name goes with its account.
"""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.meetings.acting import mail_new
from buurtnet.meetings.agreeing import as_agreed
from buurtnet.meetings.choices import CORRECT_DAYS, CorrectionState, DecisionState, MeetingState, PointState
from buurtnet.meetings.dotting import counted, forget_phones
from buurtnet.meetings.emails_minutes import mail_minutes
from buurtnet.meetings.models import Action, Correction, Decision, Invitee, Meeting, Minutes, Point, PointStep
from buurtnet.meetings.moving import locked, move_meeting, note, refuse
from buurtnet.people.models import Person
from buurtnet.privacy.choices import Action as LogAction

FORM: Final = "buurtnet minutes 1"
MOST_CORRECTIONS: Final = 100  # of one meeting
type Told = dict[str, Any]  # what JSON can hold


def told(meeting: Meeting) -> Told:
    """The whole page as it stands now."""
    zone = meeting.zone()
    items = [one for one in meeting.items.select_related("brought_by") if not one.is_cut]
    places = {one.pk: place for place, one in enumerate(items, start=1)}
    numbers = dict(Point.objects.filter(meeting=meeting).values_list("pk", "number"))
    return {
        "form": FORM,
        "network": meeting.network.name,
        "with": sorted(meeting.also.values_list("name", flat=True)),
        "number": meeting.number,
        "title": meeting.title,
        "format": meeting.format,
        "statement": meeting.statement,
        "starts": meeting.starts_at.astimezone(zone).isoformat(timespec="minutes"),
        "ends": meeting.ends_at.astimezone(zone).isoformat(timespec="minutes"),
        "host": meeting.host.name if meeting.host else "",
        "place": meeting.place_text,
        "next_on": meeting.next_on.isoformat() if meeting.next_on else None,
        "present": present(meeting),
        "turns": {"residents": meeting.turns_residents, "others": meeting.turns_others},
        "agenda": [
            {
                "place": places[one.pk], "title": one.title, "kind": one.kind, "minutes": one.minutes,
                "brought_by": one.brought_by.name if one.brought_by else "", "notes": one.notes,
            }
            for one in items
        ],
        "points": points_told(meeting),
        "decisions": decisions_told(meeting, places, numbers),
        "actions": actions_told(meeting, places, numbers),
        "photos": [{"id": str(one.pk), "alt": one.alt} for one in meeting.flip_charts.all()],
    }  # fmt: skip


def present(meeting: Meeting) -> Told:
    """Which organizations were there, and how many residents and others came."""
    came = list(meeting.invitees.filter(came=True).select_related("organization"))
    return {
        "organizations": sorted({one.organization.name for one in came if one.organization}),
        "residents": sum(one.is_resident or one.organization is None for one in came),
        "people": len(came),
    }


def points_told(meeting: Meeting) -> list[Told]:
    """With who took each on there, or before it was closed; not who did so later."""
    there = Q(meeting=meeting) | Q(at__lte=meeting.closed_at or timezone.now())
    steps = PointStep.objects.filter(there, point__meeting=meeting, state=PointState.TAKEN)
    taken = set(steps.values_list("point", flat=True))
    return [
        {
            "id": str(one.point.pk), "number": one.point.number, "text": one.point.text, "group": one.point.group,
            "said_by": one.point.said_by.name if one.point.said_by else "", "dots": one.dots, "by_hand": one.by_hand,
            "total": one.total, "share": one.share, "joined": [other.text for other in one.joined],
            "taken_by": one.point.organization.name if one.point.organization and one.point.pk in taken else "",
        }
        for one in counted(meeting)
    ]  # fmt: skip


def decisions_told(meeting: Meeting, places: Mapping[Any, int], numbers: Mapping[Any, int]) -> list[Told]:
    rows = Decision.objects.filter(meeting=meeting).order_by("number").prefetch_related("objections__organization")
    return [
        {
            "id": str(one.pk), "number": one.number, "text": one.text, "reason": one.reason, "way": one.way,
            # What became of it later is no part of these minutes.
            "state": DecisionState.TAKEN.value if one.state == DecisionState.CHANGED else one.state,
            "for": one.votes_for, "against": one.votes_against, "abstain": one.votes_abstain,
            "review_on": one.review_on.isoformat() if one.review_on else None,
            "item": places.get(one.item_id), "point": numbers.get(one.point_id),
            "objections": [
                {"by": said.organization.name if said.organization else "", "reason": said.reason,
                 "settled": said.settled}
                for said in one.objections.all()
            ],
        }
        for one in rows
    ]  # fmt: skip


def actions_told(meeting: Meeting, places: Mapping[Any, int], numbers: Mapping[Any, int]) -> list[Told]:
    """As they were agreed: what their owners made of them since is no part of these minutes."""
    rows = Action.objects.filter(meeting=meeting).select_related("organization").order_by("made_at", "pk")
    return [
        {
            "id": str(one.pk), **(one.agreed or as_agreed(one)),
            "item": places.get(one.item_id), "point": numbers.get(one.point_id),
        }
        for one in rows
    ]  # fmt: skip


def canonical(page: Mapping[str, Any]) -> str:
    """JSON with sorted keys and no spaces."""
    return json.dumps(page, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256_of(page: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(page).encode("utf-8", "surrogatepass")).hexdigest()


def page_of(meeting: Meeting) -> Told:
    """The minutes as they were fixed; before that as they stand now."""
    fixed = Minutes.objects.filter(meeting=meeting).first() if meeting.state == MeetingState.FIXED else None
    return fixed.told if fixed else told(meeting)


def is_whole(minutes: Minutes) -> bool:
    """Whether fixed minutes still say what they said."""
    return sha256_of(minutes.told) == minutes.sha256


@transaction.atomic
def close(meeting: Meeting, *, next_on: dt.date | None = None, by: Person) -> Meeting:
    """It is over: the minutes go to who was asked or came, and can be put right for seven days.

    Closed twice it was closed once. Raises ``NotNowError``.
    """
    if locked(meeting).state == MeetingState.MINUTES:
        return meeting
    is_first = meeting.closed_at is None
    today = timezone.now().astimezone(meeting.zone()).date()
    move_meeting(
        meeting, MeetingState.MINUTES, by=by, closed_at=timezone.now(), dots_open=False,
        correct_until=today + dt.timedelta(days=CORRECT_DAYS), next_on=next_on or meeting.next_on,
    )  # fmt: skip
    forget_phones(meeting)
    if is_first:
        mail_minutes(meeting, told(meeting))
    mail_new(meeting)  # also what was agreed when it went on again
    return meeting


def may_correct(meeting: Meeting) -> bool:
    """Whether the seven days are not over: of the day in the place of the meeting."""
    today = timezone.now().astimezone(meeting.zone()).date()
    return (
        meeting.state == MeetingState.MINUTES and meeting.correct_until is not None and today <= meeting.correct_until
    )


def correct(
    meeting: Meeting, text: str, *, form_key: uuid.UUID, by: Person | None = None, invitee: Invitee | None = None
) -> Correction:
    """Someone says what is wrong, with an account or behind their own link. Sent twice it is one.

    Raises ``NotNowError``.
    """
    key = uuid.uuid5(form_key, f"{meeting.pk} correction")
    try:
        with transaction.atomic():
            locked(meeting)
            if there := Correction.objects.filter(form_key=key).first():
                return there
            if not may_correct(meeting):
                refuse(
                    meeting, "correction.late", by, _("Het verslag ligt vast. Vertel het op de volgende bijeenkomst.")
                )
            if meeting.corrections.count() >= MOST_CORRECTIONS:
                refuse(meeting, "correction.most", by, _("Er zijn al veel verbeteringen gemeld. Bel wie noteerde."))
            made = Correction.objects.create(
                meeting=meeting, text=text, form_key=key, person=by or (invitee.person if invitee else None),
                invitee=invitee,
            )  # fmt: skip
            note(LogAction.CHANGE, meeting, by, result="correction")
            return made
    except IntegrityError:
        return Correction.objects.get(form_key=key)


@transaction.atomic
def answer(correction: Correction, to: CorrectionState, reply: str = "", *, by: Person) -> Correction:
    """It was put right, or left as it is with a reason. Raises ``NotNowError``."""
    meeting = correction.meeting
    if locked(meeting).state != MeetingState.MINUTES:
        refuse(
            meeting, f"correction.{meeting.state}", by, _("Het verslag ligt vast. Er kan niets meer in veranderen.")
        )
    if to == CorrectionState.DECLINED and not reply:
        refuse(meeting, "correction.why", by, _("Schrijf in één zin waarom het zo blijft."))
    correction.refresh_from_db()
    if (correction.state, correction.reply) != (to, reply):
        correction.state, correction.reply = to, reply
        correction.save(update_fields=["state", "reply"])
        note(LogAction.CHANGE, meeting, by, result=f"correction_{to}")
    return correction


def corrections_for(
    meeting: Meeting, *, person: Person | None = None, invitee: Invitee | None = None
) -> list[Correction]:
    """What someone reported themselves."""
    own = Q(pk__in=[])
    if person:
        own |= Q(person=person)
    if invitee:
        own |= Q(invitee=invitee)
    return list(meeting.corrections.filter(own))


def fix_due(now: dt.datetime | None = None) -> int:
    """A daily job: minutes whose seven days are over are fixed. Returns how many; again it fixes none."""
    moment = now or timezone.now()
    # By the latest clock there is; each is looked at by its own below.
    late = (moment + dt.timedelta(days=1)).date()
    rows = Meeting.objects.filter(state=MeetingState.MINUTES, correct_until__lt=late).select_related("network")
    return sum(fix(meeting, moment) for meeting in rows)


@transaction.atomic
def fix(meeting: Meeting, now: dt.datetime) -> bool:
    """The page as it is now, for good. Whether it was fixed now."""
    if locked(meeting).state != MeetingState.MINUTES or meeting.correct_until is None:
        return False
    if now.astimezone(meeting.zone()).date() <= meeting.correct_until:
        return False
    page = told(meeting)
    Minutes.objects.create(meeting=meeting, told=page, sha256=sha256_of(page), at=now)
    move_meeting(meeting, MeetingState.FIXED, by=None, fixed_at=now)
    return True
