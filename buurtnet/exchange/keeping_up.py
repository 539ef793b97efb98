"""Other sites that are followed: read again each day, what changed there, and on Sunday all of it."""

import datetime as dt
import logging

from django.utils import timezone

from buurtnet.directory.models import Source
from buurtnet.exchange.following import followed, last_read
from buurtnet.exchange.importing import Options, Outcome, Silent, bring_in
from buurtnet.exchange.records import Reject
from buurtnet.kit.plain_error import PlainError

SUNDAY = 7

logger = logging.getLogger(__name__)


def follow_sources(on: dt.date | None = None) -> None:
    """Read every site that a source remembers. One that fails is told, and stops no other.

    Raises PlainError at the end when one failed; what it had before stays.
    """
    is_sunday = (on or timezone.localdate()).isoweekday() == SUNDAY
    failed = []
    for source in Source.objects.exclude(address="").order_by("pk"):
        try:
            follow(source, only_changes=not is_sunday and last_read(source.address, source.pk) is not None)
        except PlainError as problem:
            logger.warning("Source %s: %s", source.pk, problem)
            failed.append(source.pk)
        except Exception:
            logger.exception("Source %s could not be followed.", source.pk)
            failed.append(source.pk)
    if failed:
        raise PlainError(f"Could not follow {', '.join(failed)}.")


def follow(source: Source, *, only_changes: bool) -> Outcome:
    """Read one site again and take over what it says. Raises PlainError; nothing was changed then."""
    rejected = 0

    def note(reject: Reject) -> None:
        nonlocal rejected
        rejected += 1

    with followed(source.address, source.pk, Silent(), only_changes=only_changes) as reading:
        outcome = bring_in(reading, Options(source.pk, source.licence, source.encoding), note, Silent())
    if rejected:
        logger.warning("Source %s: %d things could not be taken over.", source.pk, rejected)
    return outcome
