"""Two entries that are one: the one gives way, its address leads to the other, and nothing of it is thrown away."""

import uuid
from collections.abc import Collection
from typing import Any, Final

from django.db import transaction

from buurtnet.areas.models import Network
from buurtnet.directory.access import services_in
from buurtnet.directory.actions import FIELDS, apply, values_of
from buurtnet.directory.choices import ServiceStatus
from buurtnet.directory.models import Service
from buurtnet.mending.answering import By
from buurtnet.mending.drafting import drop_draft
from buurtnet.mending.models import Merge, Need, NotDouble, Suggestion
from buurtnet.mending.publishing import publish
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record

_STAYS: Final = frozenset({"status"})  # of the entry that stays


class NotToMergeError(Exception):
    """One of the two gave way before, or they are the same."""


def differing(kept: Service, gone: Service) -> dict[str, tuple[Any, Any]]:
    """Fields of which the entry that gives way says something else: (what stays, what it says)."""
    ours, theirs = values_of(kept), values_of(gone)
    return {
        field: (ours[field], theirs[field])
        for field in FIELDS
        if field not in _STAYS
        and theirs[field] != ours[field]
        and theirs[field] not in (None, "", [], {}, [None, None], {"location": None, "said": ""})
        and (field not in {"hours", "where"} or ours[field] is not None)
    }


def stands_elsewhere(gone: Service, kept: Service) -> bool:
    """Whether the one that would give way is also shown in a network that does not show the other."""
    others = Network.objects.filter(areas__isnull=False).distinct()
    found = (set(services_in(one).filter(pk__in=[gone.pk, kept.pk]).values_list("pk", flat=True)) for one in others)
    return any(gone.pk in here and kept.pk not in here for here in found)


@transaction.atomic
def merge(kept: Service, gone: Service, *, take: Collection[str], network: Network, by: By) -> Merge:
    """``gone`` gives way to ``kept``, which takes over the fields in ``take``. Raises ``NotToMergeError``.

    Open suggestions and needs move along; what gave way to ``gone`` before, gives way to ``kept`` now.
    """
    locked = Service.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=[kept.pk, gone.pk])
    if len(locked.order_by("pk")) < 2 or Merge.objects.filter(gone__in=[kept.pk, gone.pk]).exists():
        raise NotToMergeError
    wanted = {field: theirs for field, (_ours, theirs) in differing(kept, gone).items() if field in take}
    publish(kept, wanted, network=network, by=by.kind)
    made = Merge.objects.create(gone=gone, kept=kept, was=gone.status)
    apply(gone, {"status": ServiceStatus.DEFUNCT.value}, by=by.kind)
    drop_draft(gone)
    Merge.objects.filter(kept=gone).update(kept=kept)
    Suggestion.objects.filter(service=gone, answered_at=None).update(service=kept)
    asked_already = Need.objects.filter(service=kept, closed_at=None).values("kind")
    Need.objects.filter(service=gone, closed_at=None).exclude(kind__in=asked_already).update(service=kept)
    _note(made, "merged", network, by)
    return made


@transaction.atomic
def part(made: Merge, *, network: Network, by: By) -> None:
    """They are two after all: the one that gave way has its own page again. What was taken over stays."""
    found = Merge.objects.select_for_update(of=("self",)).filter(pk=made.pk).select_related("gone").first()
    if found is None:
        return
    apply(found.gone, {"status": found.was}, by=by.kind)
    _note(found, "parted", network, by)
    found.delete()


@transaction.atomic
def call_two(one: Service, other: Service, network: Network) -> None:
    """Someone looked, and they are two."""
    first, second = sorted((one.pk, other.pk))
    NotDouble.objects.get_or_create(network=network, first_id=first, second_id=second)


def kept_instead(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Of entries that gave way: which one stands there now."""
    return dict(Merge.objects.filter(gone__in=list(ids)).values_list("gone_id", "kept_id"))


def _note(made: Merge, what: str, network: Network, by: By) -> None:
    record(
        Action.CHANGE, actor=by.person, obj=made.gone, network=network, role_then=by.role, rule=f"entry.{what}",
        request=by.request,
    )  # fmt: skip
