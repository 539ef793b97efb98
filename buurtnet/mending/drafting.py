"""Drafts of an entry: kept until they are published or thrown away, and never shown to the public."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Network
from buurtnet.directory.access import today_in
from buurtnet.directory.actions import value_of, values_of
from buurtnet.directory.models import Service
from buurtnet.mending.answering import By
from buurtnet.mending.models import Draft
from buurtnet.mending.publishing import publish
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record

# What an editor fills in, in groups, in the order of the page.
GROUPS: Final[Sequence[tuple[str, Promise, tuple[str, ...]]]] = (
    ("wat", _("Wat het is"), ("name", "alternate_name", "simple", "description", "alert", "status")),
    ("wanneer", _("Wanneer en waar"), ("hours", "where")),
    ("bereik", _("Zo bereik je ons"), ("phones", "email", "url", "application_process", "referral")),
    ("kosten", _("Wat het kost"), ("costs", "fees_description")),
    ("wie", _("Voor wie"), ("eligibility_description", "ages", "languages", "interpretation_services")),
    ("soort", _("Waar het bij hoort"), ("function", "themes", "help_kind", "support_level", "support_needed")),
)  # fmt: skip


class DraftChangedError(Exception):
    """A colleague saved or published meanwhile: the draft is not the one that was looked at."""


def groups_of(service: Service) -> list[tuple[str, Promise, list[str]]]:
    """The groups of fields, without times or places that are more than can be mended here."""
    return [
        (
            key,
            label,
            [name for name in names if name not in {"hours", "where"} or value_of(service, name) is not None],
        )
        for key, label, names in GROUPS
    ]


def mark_of(draft: Draft | None) -> str:
    """Which draft someone looks at: another mark once it was saved again."""
    return draft.saved_at.isoformat() if draft else ""


def draft_of(service: Service) -> Draft | None:
    return Draft.objects.filter(service=service).first()


def stale_fields(draft: Draft) -> list[str]:
    """Fields of a draft that changed on the entry since it was saved."""
    return [name for name, before in draft.base.items() if value_of(draft.service, name) != before]


@transaction.atomic
def save_draft(service: Service, values: Mapping[str, Any], *, by: By, mark: str) -> Draft | None:
    """Keep what differs from the entry; nothing that differs is no draft. Raises ``DraftChangedError``."""
    Service.objects.select_for_update(of=("self",), no_key=True).get(pk=service.pk)
    there = draft_of(service)
    if mark_of(there) != mark:
        raise DraftChangedError
    if not values:
        drop_draft(service)
        return None
    said = {"values": dict(values), "base": values_of(service, values), "saved_at": timezone.now()}
    made, _is_new = Draft.objects.update_or_create(service=service, defaults=said | {"saved_by": by.person})
    return made


@transaction.atomic
def throw_away(service: Service, *, mark: str) -> None:
    """Drop the draft someone looked at. Raises ``DraftChangedError`` for another one, which a colleague made."""
    Service.objects.select_for_update(of=("self",), no_key=True).get(pk=service.pk)
    there = draft_of(service)
    if there is not None and mark_of(there) != mark:
        raise DraftChangedError
    drop_draft(service)


def drop_draft(service: Service) -> None:
    """What was prepared is gone; the page stays as it is."""
    Draft.objects.filter(service=service).delete()


@transaction.atomic
def publish_draft(service: Service, *, network: Network, by: By, mark: str) -> uuid.UUID | None:
    """What was prepared is on the page from now on, and the page counts as looked at by its editor today.

    Raises ``DraftChangedError`` when there is none, or another one, and ``directory.actions.ChangedMeanwhileError``
    when the entry changed since it was saved.
    """
    # The entry first, as everywhere, or two people would wait for each other.
    Service.objects.select_for_update(of=("self",), no_key=True).get(pk=service.pk)
    draft = Draft.objects.select_for_update(of=("self",)).filter(service=service).first()
    if draft is None or mark_of(draft) != mark:
        raise DraftChangedError
    edition = publish(
        service, draft.values, network=network, by=by.kind, seen=draft.base, assured_on=today_in(network)
    )
    draft.delete()
    record(
        Action.CHANGE, actor=by.person, obj=service, network=network, organization=service.organization_id,
        role_then=by.role, rule="entry.published", request=by.request,
    )  # fmt: skip
    return edition
