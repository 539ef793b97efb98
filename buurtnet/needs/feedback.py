"""What became of a signal, told to whoever gave it: on their page, with a neutral mail for who has an account."""

import datetime as dt
from typing import Final
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.needs.choices import SIGNAL_ALLOWED, SignalState
from buurtnet.needs.forgetting import giver_heard, keep_while_handled
from buurtnet.needs.models import Feedback, Signal, SignalGiver
from buurtnet.needs.models.signal import KEPT_GIVER
from buurtnet.needs.moving import held, move_signal, refuse
from buurtnet.people.acting import By
from buurtnet.people.links import site_url
from buurtnet.people.mailing import in_their_language, send
from buurtnet.people.models import Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record

GONE = (SignalState.WITHDRAWN, SignalState.CLEARED)
UNTAKEN: Final = (SignalState.SENT, SignalState.REOPENED)
BEFORE_IT_GOES: Final = dt.timedelta(days=7)


@transaction.atomic
def tell_giver(
    signal: Signal, text: str, *, by: Person | None, role: str = "", request: HttpRequest | None = None,
    mails: bool = True,
) -> Feedback:  # fmt: skip
    """Say what was done, and move the signal on to *told* where its table allows. ``by`` None: by the system.

    ``mails`` False: a mail about it is on its way to who gave it already. Raises ``NotNowError`` when it was taken
    back or cleared: there is no one left to tell.
    """
    held(signal)
    if signal.state in GONE:
        refuse(signal, SignalState.TOLD, By(by, role, request) if by else None)
    if SignalState.TOLD in SIGNAL_ALLOWED[SignalState(signal.state)]:
        is_first = signal.told_at is None
        move_signal(signal, SignalState.TOLD)
        if is_first:  # what is told again is kept no longer for it
            keep_while_handled(signal)
    elif signal.state == SignalState.TOLD:
        signal.told_at = timezone.now()
        signal.save(update_fields=["told_at"])
    # It can be read as long as its giver is known, also when the text of the signal goes before that.
    until = max(signal.forget_on, timezone.localdate() + KEPT_GIVER)
    told = Feedback.objects.create(signal=signal, text=text, author=by, forget_on=until)
    giver_heard(signal)
    if mails:
        _note_mail(signal)
    record(
        Action.CHANGE, actor=by, obj=signal, network=signal.network_id, role_then=role or ("" if by else "system"),
        fields_group="signal", rule="signal.told", request=request,
    )  # fmt: skip
    return told


def tell_untaken(network: Network, now: dt.datetime) -> int:
    """A job of each day: who gave what nobody took up hears so before its text goes, once. Returns how many."""
    today = timezone.localdate(now)
    found = Signal.objects.filter(network=network, state__in=UNTAKEN, giver__isnull=False, feedback=None)
    keys = found.filter(forget_on__range=(today, today + BEFORE_IT_GOES)).order_by("pk").values_list("pk", flat=True)
    mailed: set[UUID | None] = set()
    return sum(_tell_untaken(pk, mailed) for pk in list(keys))


@transaction.atomic
def _tell_untaken(pk: UUID, mailed: set[UUID | None]) -> bool:
    """In the language of who gave it, with one mail for all that one person gave. False: it is no more as it was."""
    signal = Signal.objects.select_for_update(of=("self",)).filter(pk=pk, state__in=UNTAKEN, feedback=None).first()
    giver = SignalGiver.objects.filter(signal=pk).select_related("person").first()
    if signal is None or giver is None:
        return False
    with translation.override((giver.person.language if giver.person else "") or giver.language):
        text = _("Niemand kon dit oppakken. Geef het gerust nog eens door.")
        tell_giver(signal, text, by=None, mails=giver.person_id not in mailed)
    mailed.add(giver.person_id)
    return True


def can_be_reached(signal: Signal) -> bool:
    """Whether who gave it can still hear what happened: by their account, or with their code."""
    return SignalGiver.objects.filter(signal=signal).exists()


def was_told(signal: Signal) -> bool:
    """Whether who gave it heard something since it was last taken up."""
    told = Feedback.objects.filter(signal=signal)
    return (told.filter(told_at__gte=signal.taken_at) if signal.taken_at else told).exists()


def _note_mail(signal: Signal) -> None:
    giver = SignalGiver.objects.filter(signal=signal).select_related("person").first()
    if giver is None or giver.person is None or not giver.person.is_active:
        return
    with in_their_language(giver.person):
        url = site_url("needs:my_signals", signal.network.slug)
        parts = [_("Hallo,"), _("Er staat iets voor je klaar. Je leest het hier:"), url]
        subject = _("Er staat iets voor je klaar in Buurtnet")
        send(giver.person.email, subject, "\n\n".join(parts), person=giver.person)
