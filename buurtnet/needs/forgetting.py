"""When what was written in a signal goes, and who gave it: the dates that the daily job of ``privacy`` looks at."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from buurtnet.needs.choices import SIGNAL_ALLOWED, SignalState
from buurtnet.needs.models import Feedback, Signal, SignalGiver
from buurtnet.needs.models.signal import KEPT_GIVER, KEPT_HANDLED
from buurtnet.needs.moving import move_signal


@transaction.atomic
def forget_after(signal: Signal, on: dt.date) -> None:
    """Set the date from which nothing that was written is kept; also of the signal in hand."""
    signal.forget_on = on
    Signal.objects.filter(pk=signal.pk).update(forget_on=on)
    Feedback.objects.filter(signal=signal).update(forget_on=on)


def forget_giver_after(signal: Signal, on: dt.date) -> None:
    """Set the date from which nobody knows any more who gave it."""
    SignalGiver.objects.filter(signal=signal).update(forget_on=on)


def keep_while_handled(signal: Signal) -> None:
    """Someone sees to it, or it ended: its text is kept for a year from now, and no longer."""
    forget_after(signal, timezone.localdate() + KEPT_HANDLED)


def keep_giver_while_handled(signal: Signal) -> None:
    """Who gave it must still hear what happens."""
    forget_giver_after(signal, timezone.localdate() + KEPT_HANDLED)


def giver_heard(signal: Signal) -> None:
    """Who gave it heard what happened: 90 days more to read it and to answer."""
    forget_giver_after(signal, timezone.localdate() + KEPT_GIVER)


def forget_now(signal: Signal) -> None:
    """Who gave it takes it back: what was written goes at once, and the rest with the next daily job."""
    today = timezone.localdate()
    signal.text, signal.concepts, signal.reopened_because = "", [], ""
    signal.save(update_fields=["text", "concepts", "reopened_because"])
    forget_after(signal, today)
    forget_giver_after(signal, today)


def clear_forgotten(now: dt.datetime) -> int:
    """A job of each day: what ended and has nothing left to read is *cleared*. Returns how many.

    The text itself goes by its date, whatever the state (``privacy.retention``).
    """
    ended = [state for state, then in SIGNAL_ALLOWED.items() if SignalState.CLEARED in then]
    found = Signal.objects.filter(state__in=ended, forget_on__lt=timezone.localdate(now)).order_by("pk")
    # Who gave what was bundled still hears what came of it: it is cleared when that is over.
    keys = list(found.exclude(state=SignalState.BUNDLED, giver__isnull=False).values_list("pk", flat=True))
    for pk in keys:
        with transaction.atomic():
            move_signal(Signal.objects.get(pk=pk), SignalState.CLEARED)
    return len(keys)
