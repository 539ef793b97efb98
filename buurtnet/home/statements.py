"""What the about and contact pages say."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.directory.access import (
    locations_in,
    locations_of,
    organizations_in,
    organizations_of,
    services_in,
    shown_services_in,
)
from buurtnet.directory.models import ImportRun, Source
from buurtnet.home.front import Link


@dataclass(frozen=True)
class SourceEntry:
    name: str
    licence: str
    imported_text: str


@dataclass(frozen=True)
class Number:
    number: int
    label: str


def sources_of(sources: Iterable[Source]) -> list[SourceEntry]:
    """Where entries come from: name, licence, when last read."""
    last = dict(ImportRun.objects.values_list("source").annotate(Max("ended_at")))
    entries = []
    for source in sources:
        moment = last.get(source.pk)
        read = _("op %(date)s") % {"date": formats.date_format(moment, "j F Y")} if moment else ""
        entries.append(SourceEntry(source.attribution or str(source), source.licence, read))
    return entries


def counts_of(network: Network) -> list[Number]:
    """How much there is here."""
    return [
        Number(shown_services_in(network).count(), _("activiteiten en soorten hulp")),
        Number(organizations_in(network).count(), _("organisaties en groepen")),
        Number(locations_in(network).count(), _("plekken")),
    ]


def contact_subject(network: Network, text: str) -> Link | None:
    """The entry a visitor came from (``?over=``), if this network shows it."""
    try:
        key = uuid.UUID(text)
    except ValueError:
        return None
    for found, name in (
        (services_in(network), "directory:service"),
        (organizations_of(services_in(network)), "directory:organization"),
        (locations_of(services_in(network)), "directory:place"),
    ):
        row = found.filter(pk=key).first()
        if row:
            return Link(str(row), reverse(name, args=[network.slug, row.pk]))
    return None
