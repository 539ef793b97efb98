"""Not coming after all: the place goes to the line, and who it was is forgotten at once."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.agenda.choices import SIGNUP_ALLOWED, SignupState
from buurtnet.agenda.models import ActivityDate, Signup
from buurtnet.agenda.moving import locked_date
from buurtnet.agenda.telling import tell_taken_off
from buurtnet.agenda.waiting import count_places, move_up
from buurtnet.kit.moving import NotNowError
from buurtnet.people.acting import By
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record

FORGOTTEN = {"alias": "", "contact": "", "contact_hash": "", "answers": ""}


@transaction.atomic
def leave(signup: Signup, *, now: dt.datetime | None = None) -> Signup:
    """They say so themselves, by their link. Twice is once. Raises ``NotNowError`` once it began."""
    date, found, now = again(signup, now)
    if found.state == SignupState.CANCELLED:
        return found
    if date.starts_at <= now:
        raise NotNowError(_("Deze keer is al begonnen. Afmelden hoeft niet meer."))
    _cancel(found, date, now, by=None)
    return found


@transaction.atomic
def take_off(signup: Signup, *, by: By, now: dt.datetime | None = None) -> Signup:
    """Who keeps the activity takes them off, and they get a mail. Twice is once. Raises ``NotNowError`` when over."""
    date, found, now = again(signup, now)
    if found.state == SignupState.CANCELLED:
        return found
    if date.ends_at <= now:
        raise NotNowError(_("Deze keer is al geweest."))
    tell_taken_off(found)
    _cancel(found, date, now, by=by)
    return found


def again(signup: Signup, now: dt.datetime | None) -> tuple[ActivityDate, Signup, dt.datetime]:
    """Read again behind the lock of the date."""
    date = locked_date(signup.date)
    found = Signup.objects.get(pk=signup.pk)
    found.date = date
    return date, found, now or timezone.now()


def _cancel(signup: Signup, date: ActivityDate, now: dt.datetime, *, by: By | None) -> None:
    if SignupState.CANCELLED not in SIGNUP_ALLOWED[SignupState(signup.state)]:
        raise NotNowError
    for name, empty in FORGOTTEN.items():
        setattr(signup, name, empty)
    signup.state, signup.cancelled_at = SignupState.CANCELLED, now
    signup.save(update_fields=[*FORGOTTEN, "state", "cancelled_at"])
    count_places(date)
    move_up(date, now)
    record(
        Action.CHANGE, actor=by.person if by else None, obj=signup, network=date.network_id, fields_group="signup",
        role_then=by.role if by else "visitor", rule="signup.cancelled", request=by.request if by else None,
    )  # fmt: skip
