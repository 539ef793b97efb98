"""Rows of the log whose time is over: the oldest part goes as one piece, and the chain still holds.

The last seal of the piece stays, as the link the next one continues from; where it was cut is noted in the file of
heads, so that a piece that anybody else cut away shows.
"""

import datetime

from django.db import transaction
from django.utils import timezone

from buurtnet.privacy.choices import Action
from buurtnet.privacy.heads import DROPPED, Head, note
from buurtnet.privacy.models import LOG_DAYS, LogRow, LogSeal
from buurtnet.privacy.sealing import newest, one_at_a_time
from buurtnet.privacy.triggers import lifted


def over(now: datetime.datetime) -> tuple[int, int]:
    """Up to which sequence all rows are too old to keep, and how many rows that is."""
    first = LogSeal.objects.filter(row__at__gte=now - datetime.timedelta(days=LOG_DAYS)).order_by("sequence")
    young = first.values_list("sequence", flat=True).first()
    last = newest()[0] if young is None else young - 1
    return last, LogSeal.objects.filter(sequence__lte=last, row__at__isnull=False).count()


def clear_log(now: datetime.datetime | None = None) -> int:
    """Let the rows go that are older than five years. Returns how many; says so in a row of its own.

    The note in the file comes first: when we are killed after it, it allows a cut that was not made, and no more.
    """
    now = now or timezone.now()
    if not over(now)[1]:
        return 0
    with transaction.atomic():
        one_at_a_time()  # before the tables are locked: the sealer comes the same way
        with lifted():
            last, count = over(now)
            digest = LogSeal.objects.values_list("hash", flat=True).get(sequence=last)
            note(Head(now.isoformat(timespec="seconds"), last, digest, DROPPED))
            LogRow.objects.filter(seal__sequence__lte=last).delete()
            LogSeal.objects.filter(sequence__lt=last).delete()
        LogRow.objects.create(
            at=now, action=Action.EXPIRE, role_then="system", object_kind="privacy.LogRow", object_id=str(last),
            result=str(count),
        )  # fmt: skip
    return count
