"""Rows of the log in words, for the person they are about: who looked, and all that is kept of it."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.people.choices import PartyKind, Role
from buurtnet.people.models import Organization, Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.models import LogRow
from buurtnet.privacy.readable import Lines, Section, moment, sections_of

MOST_ON_A_PAGE = 1_000


@dataclass(frozen=True)
class Reading:
    """One time that someone looked: who (their name, or what they are), what they did, with what of whose it is."""

    at: datetime.datetime
    who: str
    did: str
    what: str
    role: str
    is_emergency: bool


def in_words(rows: list[LogRow]) -> list[Reading]:
    """Rows of the log as their subject reads them."""
    names = names_of(Person, (row.actor for row in rows))
    return [
        Reading(
            at=row.at,
            who=names.get(row.actor) or nameless(row),
            did=str(Action(row.action).label),
            what=kind_in_words(row.object_kind),
            role=role_in_words(row),
            is_emergency=row.emergency,
        )
        for row in rows
    ]


def nameless(row: LogRow) -> str:
    """Who cannot be called by a name: someone with a link from a mail, or nobody that is known any more."""
    if not row.actor and row.role_then in PartyKind.values:
        return _("wie de link uit de mail heeft")
    return _("iemand zonder naam of account")


def role_in_words(row: LogRow) -> str:
    return str(Role(row.role_then).label) if row.role_then in Role.values else ""


def sections_for(person: Person) -> list[Section]:
    """All that is kept of a person, to read; of the log the newest, and how many are not on the page."""
    return sections_of(person.pk, {LogRow: lambda rows: log_in_words(rows, person)})


def log_in_words(rows: list[LogRow], person: Person) -> list[Lines]:
    """Newest first. The fixed words that only the software reads stand in the file."""
    newest = rows[: -MOST_ON_A_PAGE - 1 : -1]
    networks = names_of(Network, (row.network for row in newest))
    organizations = names_of(Organization, (row.organization for row in newest))
    told = []
    for row, reading in zip(newest, in_words(newest), strict=True):
        lines = [
            (_("wanneer"), moment(row.at)),
            (_("wie"), _("jijzelf") if row.actor == str(person.pk) else reading.who),
            (_("als wat"), reading.role),
            (_("wat er gebeurde"), reading.did),
            (_("wat van jou"), reading.what),
            (_("netwerk"), networks.get(row.network, "")),
            (_("organisatie"), organizations.get(row.organization, "")),
            (_("noodtoegang"), _("ja") if row.emergency else ""),
        ]
        told.append([(label, text) for label, text in lines if text])
    if len(rows) > len(newest):
        rest = _("Nog {count} regels staan in het bestand.").format(count=len(rows) - len(newest))
        told.append([(_("en verder"), rest)])
    return told


def kind_in_words(kind: str) -> str:
    """The name of a model; empty for one that is no more."""
    try:
        return str(apps.get_model(kind)._meta.verbose_name) if kind else ""
    except (LookupError, ValueError):
        return ""


def names_of(model: type[Person | Network | Organization], keys: Iterable[str]) -> dict[str, str]:
    """What rows are called, by their key as the log has it; what is no key of theirs is left out."""
    wanted = {key for key in keys if is_key(model._meta.pk, key)}
    return {str(pk): name for pk, name in model._base_manager.filter(pk__in=wanted).values_list("pk", "name")}


def is_key(field: "models.Field[Any, Any]", key: str) -> bool:
    try:
        return field.to_python(key or None) is not None
    except ValidationError:
        return False
