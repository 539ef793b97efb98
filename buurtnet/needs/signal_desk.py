"""Signals at the desk of who keeps them: the list by due date, taking one, telling what was done, and closing it."""

import datetime as dt

from django.db import transaction
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.needs.choices import OPEN_SIGNALS, SignalState
from buurtnet.needs.feedback import can_be_reached, tell_giver, was_told
from buurtnet.needs.forgetting import keep_giver_while_handled, keep_while_handled
from buurtnet.needs.models import Feedback, Signal
from buurtnet.needs.moving import held, move_signal, refuse
from buurtnet.people.acting import By
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record

WAITING = (SignalState.SENT, SignalState.REOPENED)  # for someone to take it
TWICE = dt.timedelta(minutes=10)  # the same words within this are a second press of the button
TO_TELL = (SignalState.TAKEN, SignalState.BUNDLED, SignalState.TOLD)


def open_signals(network: Network, today: dt.date) -> QuerySet[Signal]:
    """What is still to do: first what waits for someone, by the day on which that should have happened.

    What nobody took up in its time is forgotten, and stands here no more.
    """
    first = Case(When(state__in=WAITING, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = Signal.objects.filter(network=network, state__in=OPEN_SIGNALS, forget_on__gte=today)
    return found.defer("reopened_because").select_related("area", "theme", "owner").order_by(first, "take_by", "pk")


def ended_signals(network: Network, today: dt.date) -> QuerySet[Signal]:
    """What was closed and can still be read, the newest first."""
    found = Signal.objects.filter(network=network, state=SignalState.CLOSED, forget_on__gte=today)
    return found.defer("reopened_because").select_related("area", "theme", "owner").order_by("-closed_at", "pk")


def readable_signals(network: Network, today: dt.date) -> QuerySet[Signal]:
    """What the desk opens one by one: what was taken back or forgotten is there no more."""
    found = Signal.objects.filter(network=network, forget_on__gte=today)
    found = found.exclude(state__in=[SignalState.WITHDRAWN, SignalState.CLEARED])
    return found.select_related("area", "theme", "owner", "round").prefetch_related("feedback__author")


def is_late(signal: Signal, now: dt.datetime) -> bool:
    return signal.state in WAITING and signal.take_by < now


@transaction.atomic
def take(signal: Signal, *, by: By) -> None:
    """See to it. Who comes second reads who was first: raises ``NotNowError``."""
    held(signal)
    if signal.state == SignalState.TAKEN:
        name = signal.owner.name if signal.owner else ""
        said = _("{name} was je net voor en pakt dit op.").format(name=name) if name else ""
        refuse(signal, SignalState.TAKEN, by, said)
    move_signal(signal, SignalState.TAKEN, by)
    signal.owner = by.person
    signal.save(update_fields=["owner"])
    keep_while_handled(signal)
    keep_giver_while_handled(signal)
    _log(signal, "signal.taken", by)


@transaction.atomic
def tell(signal: Signal, text: str, *, by: By) -> Feedback:
    """Say in a sentence what was done, to whoever gave it. Raises ``NotNowError`` when nobody took it up yet."""
    held(signal)
    if signal.state not in TO_TELL:
        refuse(signal, SignalState.TOLD, by, _("Pak het signaal eerst op. Daarna vertel je wat ermee gebeurt."))
    twice = signal.feedback.filter(text=text, author=by.person, told_at__gt=timezone.now() - TWICE)
    return twice.last() or tell_giver(signal, text, by=by.person, role=by.role, request=by.request)


@transaction.atomic
def close(signal: Signal, *, by: By) -> None:
    """It is done. Raises ``NotNowError``, also while who gave it can be reached and heard nothing yet."""
    held(signal)
    if signal.state in TO_TELL and can_be_reached(signal) and not was_told(signal):
        said = _("Vertel eerst wat ermee gebeurde. Wie het signaal gaf, wacht daarop.")
        refuse(signal, SignalState.CLOSED, by, said)
    move_signal(signal, SignalState.CLOSED, by)
    keep_while_handled(signal)
    _log(signal, "signal.closed", by)


def _log(signal: Signal, rule: str, by: By) -> None:
    record(
        Action.CHANGE, actor=by.person, obj=signal, network=signal.network_id, role_then=by.role,
        fields_group="signal", rule=rule, request=by.request,
    )  # fmt: skip
