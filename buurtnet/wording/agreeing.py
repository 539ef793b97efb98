"""From a draft to a meaning that a network agreed on, and to the next one. What was agreed stays as it was."""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.kit.folding import fold
from buurtnet.people.acting import By
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record
from buurtnet.wording.choices import Stage
from buurtnet.wording.models import AgreedWord

WRITTEN: Final = ("word", "meaning", "language", "explains_alone", "agreed_by", "agreed_on", "review_on")


class AgreedAlreadyError(Exception):
    """Someone else agreed or withdrew this meanwhile."""


class InDraftAlreadyError(Exception):
    """There is a draft for this word already."""


class ChangedMeanwhileError(Exception):
    """The draft says something else than when it was opened."""


@dataclass(frozen=True)
class Meaning:
    """A word with what it means here, as it is written down before it is agreed."""

    word: str
    forms: tuple[str, ...]
    meaning: str
    language: str = "nl"
    agreed_by: str = ""
    agreed_on: dt.date | None = None
    review_on: dt.date | None = None
    explains_alone: bool = True


@transaction.atomic
def save_draft(
    network: Network, said: Meaning, *, by: By, draft: AgreedWord | None = None, seen: str = ""
) -> AgreedWord:
    """Write a draft, or change one. A draft for a word that has a meaning is to replace it.

    ``seen``: the ``digest_of`` the draft when its page was opened. Raises ``AgreedAlreadyError`` when it is no draft
    any more, ``ChangedMeanwhileError`` when it is another by now, ``InDraftAlreadyError`` when the word has another.
    """
    _lock(network)
    row = _still_draft(draft) if draft else AgreedWord(network=network)
    if draft and seen and seen != digest_of(row):
        raise ChangedMeanwhileError
    same = AgreedWord.objects.filter(network=network, folded=fold(said.word), language=said.language)
    if same.filter(stage=Stage.DRAFT).exclude(pk=row.pk).exists():
        raise InDraftAlreadyError
    for name in WRITTEN:
        setattr(row, name, getattr(said, name))
    row.forms = list(said.forms)
    row.replaces = same.filter(stage=Stage.AGREED).first()
    row.save()
    _note(row, "drafted", by)
    return row


def digest_of(row: AgreedWord) -> str:
    """What a draft says, as 16 signs: another text has others."""
    said = [getattr(row, name) for name in (*WRITTEN, "forms")]
    return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()[:16]


@transaction.atomic
def agree(draft: AgreedWord, *, by: By) -> AgreedWord:
    """Make a draft with bodies and a day the meaning of today; the one before it becomes history.

    Raises ``AgreedAlreadyError``.
    """
    _lock(draft.network)
    row = _still_draft(draft)
    before = AgreedWord.objects.filter(
        network=row.network, folded=row.folded, language=row.language, stage=Stage.AGREED
    ).first()
    if before is not None:
        before.stage, before.replaced_at = Stage.REPLACED, timezone.now()
        before.save(update_fields=["stage", "replaced_at"])
    row.stage, row.replaces = Stage.AGREED, before
    row.save(update_fields=["stage", "replaces"])
    _note(row, "agreed", by)
    return row


@transaction.atomic
def withdraw(row: AgreedWord, *, by: By) -> None:
    """A draft goes; an agreed meaning holds no more, and becomes history without a successor.

    Raises ``AgreedAlreadyError`` for what is history already.
    """
    _lock(row.network)
    found = AgreedWord.objects.filter(pk=row.pk).exclude(stage=Stage.REPLACED).first()
    if found is None:
        raise AgreedAlreadyError
    _note(found, "withdrawn", by)
    if found.stage == Stage.DRAFT:
        found.delete()
        return
    found.stage, found.replaced_at = Stage.REPLACED, timezone.now()
    found.save(update_fields=["stage", "replaced_at"])


def _lock(network: Network) -> None:
    Network.objects.select_for_update(of=("self",), no_key=True).get(pk=network.pk)


def _still_draft(draft: AgreedWord) -> AgreedWord:
    found = AgreedWord.objects.filter(pk=draft.pk, stage=Stage.DRAFT).first()
    if found is None:
        raise AgreedAlreadyError
    return found


def _note(row: AgreedWord, what: str, by: By) -> None:
    record(
        Action.CHANGE, actor=by.person, obj=row, network=row.network_id, role_then=by.role, rule=f"agreed.{what}",
        request=by.request,
    )  # fmt: skip
