"""Values on an entry, with the place in words made into a location and the reach of the entry kept right."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from buurtnet.areas.models import Network
from buurtnet.directory.access import services_in
from buurtnet.directory.actions import apply, place_value, undo
from buurtnet.directory.choices import AssuredBy
from buurtnet.directory.models import Change, Location, Service
from buurtnet.directory.reach import recompute
from buurtnet.mending.placing import NowhereError, location_for, make_found_in, serve_no_more, words_in


@transaction.atomic
def publish(
    service: Service,
    values: Mapping[str, Any],
    *,
    network: Network,
    by: AssuredBy,
    is_suggested: bool = False,
    seen: Mapping[str, Any] | None = None,
    assured_on: dt.date | None = None,
) -> uuid.UUID | None:
    """``directory.actions.apply``, with its errors; a place may stand in words.

    Raises ``placing.NowhereError`` when the new place would take the entry off the map of its network.
    """
    ready = {field: placed(value, network) if field == "where" else value for field, value in values.items()}
    edition = apply(service, ready, by=by, is_suggested=is_suggested, seen=seen, assured_on=assured_on)
    if "where" in ready:
        find_again(service, network)
    return edition


def find_again(service: Service, network: Network) -> None:
    """After its place changed: an entry at a place without a point stays in its network all the same.

    Raises ``placing.NowhereError`` when nothing tells where it is.
    """
    serve_no_more(service)
    recompute([service.pk])
    if not Location.objects.filter(at_services__service=service, latitude__isnull=False).exists():
        make_found_in(service, network)
    if not services_in(network).filter(pk=service.pk).exists():
        raise NowhereError


def placed(value: Any, network: Network) -> Any:
    """The value of ``where`` for words or for a value; no words at all are no place."""
    if "location" in value:
        return value
    words = words_in(value)
    return location_for(words, network) if words.said else place_value(None)


@transaction.atomic
def take_back(service: Service, edition: uuid.UUID, *, network: Network, by: AssuredBy) -> uuid.UUID | None:
    """``directory.actions.undo``, with its errors."""
    made = undo(service, edition, by=by)
    if Change.objects.filter(edition=edition, field="where").exists():
        find_again(service, network)
    return made
