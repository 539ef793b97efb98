"""From one state to the next: an activity and each of its dates, by their tables, behind their locks."""

from typing import NoReturn

from django.db import transaction
from django.utils import timezone

from buurtnet.agenda.choices import ACTIVITY_ALLOWED, DATE_ALLOWED, ActivityState, DateState
from buurtnet.agenda.models import Activity, ActivityDate
from buurtnet.agenda.words import KIND
from buurtnet.kit.moving import ChangedMeanwhileError, NotNowError
from buurtnet.people.acting import By
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record, record_refusal
from buurtnet.search.outbox import changed


def locked(activity: Activity, *, seen: int | None = None) -> Activity:
    """The activity as it is now, behind its lock. ``seen``: the version someone read; raises when it is another."""
    found = Activity.objects.select_for_update(of=("self",)).select_related("network").get(pk=activity.pk)
    if seen is not None and found.version != seen:
        raise ChangedMeanwhileError
    return found


def locked_date(date: ActivityDate) -> ActivityDate:
    """The date as it is now, behind its lock; its activity along with it, which is not locked.

    Raises ``NotNowError`` when a change of the series took it away meanwhile.
    """
    rows = ActivityDate.objects.select_for_update(of=("self",)).select_related("activity__network", "repeat")
    found = rows.filter(pk=date.pk).first()
    if found is None:
        raise NotNowError
    return found


@transaction.atomic
def move(activity: Activity, to: ActivityState, *, by: By, seen: int | None = None) -> Activity:
    """Read again behind its lock and moved on. Raises ``NotNowError``, which is written down."""
    found = locked(activity, seen=seen)
    if to not in ACTIVITY_ALLOWED[ActivityState(found.state)]:
        refuse(found, to, by)
    found.state = to
    note_change(found, by, f"activity.{to}", ["state"])
    return found


def move_date(date: ActivityDate, to: DateState, *, by: By | None) -> ActivityDate:
    """Move a date on that is ``locked_date``; the caller saves what goes with it. Raises ``NotNowError``."""
    if to not in DATE_ALLOWED[DateState(date.state)]:
        refuse(date, to, by)
    date.state, date.changed_at = to, timezone.now()
    return date


def note_change(activity: Activity, by: By, what: str, fields: list[str]) -> None:
    """Keep changed ``fields`` as a new version, with who did so; ``what``: in fixed words."""
    activity.version += 1
    activity.changed_at = timezone.now()
    activity.save(update_fields=[*fields, "version", "changed_at"])
    changed(KIND, [activity.pk])
    note(activity, by, what)


def note(row: Activity | ActivityDate, by: By, what: str, action: Action = Action.CHANGE) -> None:
    """Write in the log what was done with an activity or one of its dates."""
    record(action, actor=by.person, obj=row, network=row.network_id, role_then=by.role, rule=what, request=by.request)


def refuse(row: Activity | ActivityDate, to: str, by: By | None, sentence: str = "") -> NoReturn:
    """Write down in fixed words that this was not allowed now, and say so. Raises ``NotNowError``."""
    kind = "activity" if isinstance(row, Activity) else "date"
    record_refusal(
        actor=by.person if by else None, obj=row, network=row.network_id, role_then=by.role if by else "",
        fields_group="agenda", rule=f"{kind}.{row.state}.{to}", request=by.request if by else None,
    )  # fmt: skip
    raise NotNowError(sentence)
