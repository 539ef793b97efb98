"""What becomes of an action between meetings: done, not done and why, handed over, made smaller, carried on.

An action has one owner. Who left is no owner any more: it keeps the organization it was agreed for, and asks for one.
"""

import datetime as dt
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.kit.moving import ChangedMeanwhileError
from buurtnet.meetings.access import CALLERS, keeps
from buurtnet.meetings.agreeing import as_agreed, networks_of, of_owner
from buurtnet.meetings.choices import ACTION_OPEN, STILL_NEEDED, ActionState, MeetingState
from buurtnet.meetings.emails_actions import mail_action, mail_reminder
from buurtnet.meetings.models import Action, ActionStep, Decision, Meeting, Point
from buurtnet.meetings.moving import change, locked, move_action, note, refuse, step
from buurtnet.meetings.noting import can_write
from buurtnet.people.models import Person
from buurtnet.people.work import Work
from buurtnet.privacy.choices import Action as LogAction

REMIND: Final = dt.timedelta(days=2)  # before the day on which an action is to be done


def actions_seen(work: Work) -> QuerySet[Action]:
    """Those of a network and of meetings it takes part in, for its partners; of a resident their own."""
    assert work.network
    here = Q(network=work.network) | Q(meeting__in=Meeting.objects.of(work.network))
    rows = Action.objects.filter(here) if work.is_partner() else Action.objects.filter(here, owner=work.person)
    return rows.select_related("network", "owner", "organization", "meeting__network")


def does(work: Work, action: Action) -> bool:
    """Whether someone is its owner, or may say how it stands for who is."""
    return work.person.pk == action.owner_id or calls_for(work, action)


def networks_around(action: Action) -> list[Network]:
    """Those that met together when it was agreed."""
    return networks_of(action.meeting) if action.meeting else [action.network]


def calls_for(work: Work, row: Action | Point | Decision) -> bool:
    """Whether someone calls the meetings of its network, or kept the one in which it was said."""
    if work.network == row.network and work.has(CALLERS):
        return True
    return row.meeting is not None and keeps(work, row.meeting)


@transaction.atomic
def tell(
    action: Action, to: ActionState, why: str = "", *, by: Person | None, due: dt.date | None = None,
    version: int | None = None,
) -> bool:  # fmt: skip
    """How it stands now. Said again it is said once; whether it said something new.

    ``why``: what came of it, or why it is not done. ``due``: another day. ``version``: of what its owner had before
    them. Raises ``NotNowError``.
    """
    if version not in (None, locked(action).version):
        raise ChangedMeanwhileError
    last = action.steps.order_by("-at", "-pk").first()
    day = due or action.due
    if (to, why, day) == (action.state, last.why if last else "", action.due):
        return False
    if to == ActionState.DROPPED and not why:
        refuse(action, "action.drop.why", by, _("Schrijf in één zin waarom het niet meer hoeft."))
    if to == action.state:
        change(action, due=day, asked_still=None)
        step(action, why=why)
        note(LogAction.CHANGE, action, by, result="told")
    else:
        result = why if to in (ActionState.DONE, ActionState.DROPPED) else action.result
        move_action(action, to, by=by, why=why, result=result, due=day, asked_still=None)
    return True


@transaction.atomic
def rewrite(
    action: Action, text: str, due: dt.date, *, version: int, by: Person, corrects: bool = False
) -> Action:  # fmt: skip
    """Smaller, or for another day. What it was before stays in its life. Raises ``NotNowError``.

    ``corrects``: it was written down wrong, and the minutes that are not fixed yet say it as it is now.
    """
    _open(action, version, by)
    if (text, due) != (action.text, action.due):
        why = _("Eerst was het: {text}").format(text=action.text)[:300] if text != action.text else ""
        action.text, action.due = text, due
        change(action, text=text, due=due, asked_still=None, **_put_right(action, corrects))
        step(action, why=why)
        note(LogAction.CHANGE, action, by, result="rewritten")
    return action


@transaction.atomic
def hand_over(action: Action, to: Person, *, version: int, by: Person, corrects: bool = False) -> Action:
    """Another owner, who hears of it. Taken by who already has it nothing happens. Raises ``NotNowError``.

    ``corrects``: as for ``rewrite``.
    """
    _open(action, version, by)
    if action.owner_id == to.pk:
        return action
    action.owner, action.organization = to, of_owner(networks_around(action), to) or action.organization
    change(
        action, owner=to, organization=action.organization, asked_still=None, mailed_at=None,
        **_put_right(action, corrects),
    )  # fmt: skip
    step(action, why=_("Kreeg een andere trekker."))
    note(LogAction.CHANGE, action, by, result="owner")
    if to != by:
        mail_action(action)
    return action


def _put_right(action: Action, corrects: bool) -> dict[str, object]:
    return {"agreed": as_agreed(action)} if corrects else {}


def puts_right(work: Work, action: Action) -> bool:
    """Whether what someone changes in it was written down wrong: they keep minutes that are not fixed yet."""
    return action.meeting is not None and can_write(action.meeting) and keeps(work, action.meeting)


def _open(action: Action, version: int, by: Person) -> None:
    if locked(action).version != version:
        raise ChangedMeanwhileError
    if action.state not in ACTION_OPEN:
        refuse(action, f"action.{action.state}.change", by, _("Deze actie loopt niet meer."))


def carry_open(meeting: Meeting) -> int:
    """A meeting begins: what was to be done by then and is not, goes along to it, once. Returns how many.

    Carried for the third time, and each time after, it is asked whether it is still needed. Within a transaction.
    """
    day = meeting.starts_at.astimezone(meeting.zone()).date()
    late = Q(network__in=networks_of(meeting), state__in=ACTION_OPEN, due__lte=day)
    before = Q(meeting=None) | ~Q(meeting=meeting)
    carried = ActionStep.objects.filter(action=OuterRef("pk"), meeting=meeting, is_carried=True)
    rows = Action.objects.filter(late, before).exclude(Exists(carried))
    found = list(rows.select_for_update(of=("self",)).order_by("pk"))
    for one in found:
        one.carried += 1
        asked = one.asked_still or timezone.now() if one.carried >= STILL_NEEDED else None
        one.asked_still, one.version = asked, one.version + 1
    Action.objects.bulk_update(found, ["carried", "asked_still", "version"])
    ActionStep.objects.bulk_create(
        [ActionStep(action=one, meeting=meeting, is_carried=True, state=one.state, due=one.due) for one in found]
    )
    return len(found)


def mail_new(meeting: Meeting | None = None) -> int:
    """Actions of a meeting that is closed go by mail to their owners, each once. Returns how many went.

    Without a meeting, as a daily job: those that were written down while the minutes were put right.
    """
    rows = Action.objects.filter(mailed_at=None, state__in=ACTION_OPEN, owner__is_active=True)
    closed = Q(meeting=meeting) if meeting else Q(meeting__state__in=(MeetingState.MINUTES, MeetingState.FIXED))
    found = list(rows.filter(closed).select_related("network", "owner", "meeting"))
    for one in found:
        mail_action(one)
    return len(found)


def remind_due() -> int:
    """A daily job: actions that are to be done in two days. Each once for a day. Returns how many mails went."""
    today = timezone.localdate()
    soon = Q(state__in=ACTION_OPEN, due__gte=today, due__lte=today + REMIND, owner__is_active=True)
    rows = Action.objects.filter(soon).select_related("network", "owner", "organization", "meeting")
    told = [one for one in rows if one.mailed_at is None or timezone.localdate(one.mailed_at) < one.due - REMIND]
    for one in told:
        mail_reminder(one)
    return len(told)
