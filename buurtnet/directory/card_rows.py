"""The rows a card is made of: services with all that hangs on them, in one query a table.

``prefetch_related`` asks a table once for every way to it (phones of a service, of its place, of its organization),
and makes each question anew: for the twenty cards of a page that takes twice as long as what is done here.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model, Q

from buurtnet.directory.models import (
    Accessibility,
    Address,
    Capacity,
    CostOption,
    Language,
    Location,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
)
from buurtnet.directory.models.details import Detail

# Each table, its name on what its rows hang on, and the columns that say on what.
HANGS_ON: tuple[tuple[type[Detail], str, tuple[str, ...]], ...] = (
    (Schedule, "schedules", ("service", "at_location", "location")),
    (Phone, "phones", ("service", "at_location", "organization")),
    (Language, "languages", ("service", "location")),
    (CostOption, "cost_options", ("service",)),
    (Capacity, "capacities", ("service",)),
    (Address, "addresses", ("location",)),
    (Accessibility, "accessibility", ("location",)),
)


def services_for_cards(ids: Iterable[uuid.UUID | str]) -> list[Service]:
    """Services in the order of ``ids`` with all a card needs, in a constant number of queries.

    Ids that no longer exist are left out.
    """
    wanted = [str(key) for key in ids]
    found = {str(one.pk): one for one in Service.objects.filter(pk__in=wanted).select_related("organization")}
    services = [found[key] for key in wanted if key in found]
    links = links_of(services)
    holders: dict[str, dict[Any, list[Model]]] = {
        "service": by_key(services),
        "organization": by_key(one.organization for one in services if one.organization),
        "at_location": by_key(links),
        "location": by_key(link.location for link in links if link.location),
    }
    for table, name, columns in HANGS_ON:
        hang(table, name, {column: holders[column] for column in columns})
    return services


def links_of(services: Sequence[Service]) -> list[ServiceAtLocation]:
    """The places of services, each with its location, hung on their services."""
    links = ServiceAtLocation.objects.filter(service__in=services).select_related("location").order_by("position")
    of: defaultdict[Any, list[ServiceAtLocation]] = defaultdict(list)
    places: dict[Any, Location] = {}
    for link in links if services else ():
        if link.location:  # one object a place, however many services are there
            link.location = places.setdefault(link.location_id, link.location)
        of[link.service_id].append(link)
    for service in services:
        keep(service, "at_locations", of[service.pk])
    return [link for found in of.values() for link in found]


def by_key(rows: Iterable[Model]) -> dict[Any, list[Model]]:
    """Rows by their key; several objects can stand for one row."""
    found: defaultdict[Any, list[Model]] = defaultdict(list)
    for row in rows:
        found[row.pk].append(row)
    return found


def hang(table: type[Detail], name: str, holders: Mapping[str, Mapping[Any, Sequence[Model]]]) -> None:
    """Read the rows of a table that hang on any of the holders, and hang them there under a name, in order."""
    held: dict[str, defaultdict[Any, list[Detail]]] = {column: defaultdict(list) for column in holders}
    wanted = Q()
    for column, of in holders.items():
        if of:
            wanted |= Q(**{f"{column}__in": list(of)})
    for row in table._default_manager.filter(wanted) if wanted else ():
        for column, found in held.items():
            key = getattr(row, f"{column}_id")
            if key is not None:
                found[key].append(row)
    for column, of in holders.items():
        for key, those in of.items():
            for holder in those:
                keep(holder, name, held[column][key])


def keep(holder: Model, name: str, rows: Sequence[Model]) -> None:
    """As ``prefetch_related`` does: ``holder.<name>.all()`` gives these rows without asking the database."""
    kept = holder.__dict__.setdefault("_prefetched_objects_cache", {})
    kept[name] = rows
