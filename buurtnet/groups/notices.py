"""The board: hanging something on it, the look of an owner, taking it down, reporting it. There are no replies."""

import datetime as dt
import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.groups.choices import NOTICE_ALLOWED, GroupRole, GroupState, NoticeState
from buurtnet.groups.models import Group, Notice
from buurtnet.groups.moving import note, refuse
from buurtnet.people.models import Person
from buurtnet.places.keeping import own_key
from buurtnet.privacy.choices import Action


def hang(group: Group, text: str, *, by: Person, role: GroupRole, until: dt.date, form_key: uuid.UUID) -> Notice:
    """An owner's hangs at once, a member's after a look. Sent twice it is one. Raises ``NotNowError``."""
    if group.state == GroupState.STOPPED:
        refuse(group, group, "group.notice", by, _("Deze groep is gestopt. Er komt niets meer op het bord."))
    key = own_key(form_key, group, by)
    state = NoticeState.SHOWN if role == GroupRole.OWNER else NoticeState.WAITING
    try:
        with transaction.atomic():
            made = Notice.objects.create(
                group=group, text=text, by=by, said_by=by.name.partition(" ")[0], state=state, until=until,
                form_key=key, looked_at_by=by if role == GroupRole.OWNER else None,
            )  # fmt: skip
            note(Action.CREATE, group, made, by, result=state)
            return made
    except IntegrityError:
        return Notice.objects.get(form_key=key)


@transaction.atomic
def let_hang(notice: Notice, *, by: Person) -> Notice:
    """An owner looked: it hangs. Raises ``NotNowError``."""
    return _move(notice, NoticeState.SHOWN, by, looked_at_by=by)


@transaction.atomic
def take_down(notice: Notice, *, by: Person) -> Notice:
    """Off the board, by who wrote it, an owner, or the director after a report. Twice is once."""
    _lock(notice)
    if notice.state == NoticeState.REMOVED:
        return notice
    return _move(notice, NoticeState.REMOVED, by, reported_at=None)


@transaction.atomic
def report(notice: Notice, *, by: Person) -> Notice:
    """A member says that something is not right; the owners and the director look. Twice is once."""
    _lock(notice)
    if notice.state == NoticeState.SHOWN and notice.reported_at is None:
        notice.reported_at = timezone.now()
        notice.save(update_fields=["reported_at"])
        note(Action.CHANGE, notice.group, notice, by, result="reported")
    return notice


@transaction.atomic
def settle(notice: Notice, *, by: Person) -> Notice:
    """Someone looked after a report, and it can stay. Twice is once."""
    _lock(notice)
    if notice.reported_at is not None:
        notice.reported_at = None
        notice.save(update_fields=["reported_at"])
        note(Action.CHANGE, notice.group, notice, by, result="kept")
    return notice


def _move(notice: Notice, to: NoticeState, by: Person, **changes: object) -> Notice:
    _lock(notice)
    if to not in NOTICE_ALLOWED[NoticeState(notice.state)]:
        refuse(notice.group, notice, f"notice.{notice.state}.{to}", by)
    for name, value in {"state": to, **changes}.items():
        setattr(notice, name, value)
    notice.save(update_fields=["state", *changes])
    note(Action.CHANGE, notice.group, notice, by, result=to)
    return notice


def _lock(notice: Notice) -> None:
    group = notice.group
    notice.refresh_from_db(from_queryset=Notice.objects.select_for_update(of=("self",)))
    notice.group = group
