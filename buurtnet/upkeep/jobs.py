"""What upkeep does each day: look at the answers that did not come and at what is doubted, ask what comes due, count
how the map stands."""

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Mapping

from django.db.models import Model
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.kit.plain_error import PlainError
from buurtnet.people.models import Organization
from buurtnet.upkeep.asking import ask, call_instead, go_on
from buurtnet.upkeep.calling import settle_calls
from buurtnet.upkeep.choices import Doubted, Reason
from buurtnet.upkeep.doubting import note_reports, settle_doubts
from buurtnet.upkeep.due import doubted_and_not_asked, out_of_reach, to_ask
from buurtnet.upkeep.measuring import count_now
from buurtnet.upkeep.models import Request
from buurtnet.upkeep.visiting import forget_old

# Why someone is phoned about what is to be checked.
CALLED_FOR: Mapping[Doubted, Reason] = {
    Doubted.REPORTED: Reason.REPORTED, Doubted.BOUNCE: Reason.BOUNCE, Doubted.DEAD_LINK: Reason.DEAD_LINK,
}  # fmt: skip

logger = logging.getLogger(__name__)


def keep_fresh(now: dt.datetime | None = None) -> None:
    """The work of a day. Done twice it does nothing more; what fails for one organization stops no other.

    Raises PlainError at the end when something failed.
    """
    now = now or timezone.now()
    on = timezone.localdate(now)
    note_reports(now)
    settle_doubts(now)
    settle_calls(now)
    forget_old(on)
    call_instead(out_of_reach(on), now)
    for why, services in doubted_and_not_asked(on).items():
        call_instead(services, now, CALLED_FOR[why])
    failed = [
        *tried(
            "go on with request", Request.objects.filter(closed_at=None).order_by("pk"), lambda one: go_on(one, now)
        ),
        *tried_asking(on),
        *tried("count network", Network.objects.order_by("pk"), lambda one: count_now(one, on)),
    ]
    if failed:
        raise PlainError(f"Upkeep could not {', '.join(failed)}.")


def tried_asking(on: dt.date) -> list[str]:
    due = dict(to_ask(on))
    found = Organization.objects.filter(pk__in=due).order_by("pk")
    return tried("ask organization", found, lambda one: ask(one, due[one.pk], on))


def tried[Thing: Model](what: str, things: Iterable[Thing], do: Callable[[Thing], object]) -> list[str]:
    """Do it for each; returns for which it failed."""
    failed = []
    for one in things:
        try:
            do(one)
        except Exception:
            failed.append(f"{what} {one.pk}")
            logger.exception("Upkeep could not %s.", failed[-1])
    return failed
