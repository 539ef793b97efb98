"""Sending in a suggestion: what was on the page, what it should be, and where to say thanks."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.directory.models import Service
from buurtnet.mending.models import SuggestedValue, Suggestion

SAME_WITHIN: Final = dt.timedelta(hours=1)
MOST_OPEN: Final = 50  # about one entry


class TooManyOpenError(Exception):
    """So many suggestions about one entry wait for an answer that another one helps nobody."""


@dataclass(frozen=True)
class Tip:
    """What someone sends. ``values``: by field, what it should be; ``old``: what it is."""

    topics: Sequence[str]
    values: Mapping[str, Any]
    old: Mapping[str, Any]
    remark: str = ""
    contact: str = ""
    language: str = "nl"


@transaction.atomic
def suggest(tip: Tip, *, network: Network, service: Service | None) -> Suggestion:
    """Keep a suggestion; without a service it is a new entry. Sent twice within the hour it is kept once.

    Raises ``TooManyOpenError``.
    """
    if service is not None:
        Service.objects.select_for_update(of=("self",), no_key=True).get(pk=service.pk)
    else:
        Network.objects.select_for_update(of=("self",), no_key=True).get(pk=network.pk)
    waiting = Suggestion.objects.filter(network=network, service=service, is_new=service is None, answered_at=None)
    if service is not None and waiting.count() >= MOST_OPEN:
        raise TooManyOpenError
    recent = waiting.filter(sent_at__gte=timezone.now() - SAME_WITHIN, remark=tip.remark)
    for one in recent.prefetch_related("values"):
        if _is_same(one, tip):
            return one
    made = Suggestion.objects.create(
        network=network, service=service, is_new=service is None, topics=list(tip.topics), remark=tip.remark,
        contact=tip.contact, language=tip.language,
    )  # fmt: skip
    SuggestedValue.objects.bulk_create(
        SuggestedValue(suggestion=made, field=field, old_value=tip.old.get(field), new_value=value, position=position)
        for position, (field, value) in enumerate(tip.values.items())
    )
    return made


def _is_same(one: Suggestion, tip: Tip) -> bool:
    values = {value.field: value.new_value for value in one.values.all()}
    return values == dict(tip.values) and one.topics == list(tip.topics) and one.contact == tip.contact
