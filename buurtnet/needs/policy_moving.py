"""A signal to policy from one state to the next: behind its lock, by its table, with a step and a row in the log."""

import datetime as dt

from django.utils.translation import gettext as _

from buurtnet.directory.access import today_in
from buurtnet.kit.moving import NotNowError
from buurtnet.needs.choices import POLICY_ALLOWED, PolicyState
from buurtnet.needs.models import PolicyEvent, PolicySignal, PolicyStep
from buurtnet.people.acting import By
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record

SYSTEM = "system"  # the role of what a job does
BODY = "public_body"  # the role of who comes by the link of a reply


class ChangedMeanwhileError(Exception):
    """Someone else changed it since the page was opened. What was typed is not kept, and is still on the page."""


class NotReadyYetError(Exception):
    """Something must be there first; says what, in a sentence for people."""


def held(signal: PolicySignal, version: int | None = None) -> PolicySignal:
    """The row behind its lock. Raises ``ChangedMeanwhileError`` when it is not the ``version`` that was read."""
    row = (
        PolicySignal.objects.select_for_update(of=("self",)).select_related("agreement", "network").get(pk=signal.pk)
    )
    if version is not None and row.version != version:
        raise ChangedMeanwhileError
    return row


def move_policy(signal: PolicySignal, to: PolicyState) -> None:
    """Set the state of a held row. Raises ``NotNowError`` when the table does not know the move."""
    if to not in POLICY_ALLOWED[PolicyState(signal.state)]:
        raise NotNowError
    signal.state = to


def require_state(signal: PolicySignal, *states: PolicyState) -> None:
    """For what changes a signal and leaves its state. Raises ``NotNowError``."""
    if signal.state not in states:
        raise NotNowError


def kept(
    signal: PolicySignal, what: PolicyEvent, by: By | None, *, note: str = "", role: str = SYSTEM
) -> PolicySignal:
    """Save a held row, count the change, and write the step and the row of the log."""
    signal.version += 1
    signal.save()
    step(signal, what, by, note=note, role=role)
    return signal


def step(signal: PolicySignal, what: PolicyEvent, by: By | None, *, note: str = "", role: str = SYSTEM) -> PolicyStep:
    """With the level that must answer now. ``by`` None: a job did it, or in ``role`` who came by a link."""
    record(
        Action.CREATE if what == PolicyEvent.MADE else Action.CHANGE, actor=by.person if by else None, obj=signal,
        network=signal.network_id, role_then=by.role if by else role, fields_group="policy",
        rule=f"policy.{what.value}", request=by.request if by else None,
    )  # fmt: skip
    return PolicyStep.objects.create(
        signal=signal, what=what, note=note, by=by.person if by else None, agreement=signal.agreement
    )


def today_of(signal: PolicySignal) -> dt.date:
    return today_in(signal.network)


def require_past(day: dt.date, today: dt.date) -> None:
    """Raises ``NotReadyYetError`` for a day that is still to come."""
    if day > today:
        raise NotReadyYetError(_("Kies een dag die al geweest is."))
