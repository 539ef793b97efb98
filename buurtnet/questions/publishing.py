"""What others asked: written in an editor's own words, and public once a second person approved this very text."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import chain
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.directory.models import Service
from buurtnet.kit.folding import fold
from buurtnet.people.acting import By
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record, record_refusal
from buurtnet.questions.choices import MessageKind
from buurtnet.questions.models import OthersAsked, Question
from buurtnet.questions.people_counted import families_in
from buurtnet.themes.models import Theme

IN_A_ROW: Final = 6  # words of who asked that stand in a text one after another: then they are theirs
MOST_NAMED: Final = 4  # pieces that one sentence shows
_WORD: Final = re.compile(r"[^\W_]+")


class ChangedMeanwhileError(Exception):
    """Someone else changed or withdrew the text that was looked at."""


class OwnWriterError(Exception):
    """Who wrote a text is not its second reader."""


class CountsHomesError(Exception):
    """A text for everyone counts families or who lives here; ``sentence`` says so, with the pieces that do."""

    def __init__(self, pieces: list[str]) -> None:
        super().__init__("A text for everyone counts homes.")
        sentence = _("Dit telt gezinnen of bewoners: %(pieces)s. Schrijf het zonder dat getal.")
        self.sentence = sentence % {"pieces": " · ".join(pieces[:MOST_NAMED])}


@dataclass(frozen=True)
class Written:
    """A question and its answer, as an editor wrote them."""

    question: str
    answer: str
    themes: Collection[Theme] = ()
    services: Collection[Service] = ()


def borrowed(written: str, question: Question) -> str:
    """A row of words that someone who asked wrote, standing in a text; empty when there is none."""
    replies = question.messages.filter(kind=MessageKind.REPLY)
    theirs = set(chain.from_iterable(rows_of(text) for text in [question.text, *(one.text for one in replies)]))
    return next((" ".join(row) for row in rows_of(written) if row in theirs), "")


def rows_of(text: str) -> list[tuple[str, ...]]:
    """Every so many words of a text that stand one after another."""
    words = _WORD.findall(fold(text))
    return [tuple(words[at : at + IN_A_ROW]) for at in range(len(words) - IN_A_ROW + 1)]


@transaction.atomic
def write(network: Network, said: Written, *, by: By, key: UUID | None = None) -> OthersAsked:
    """A new text, that waits for its second reader. ``key``: of the form; sent twice with it, it is one.

    Raises ``CountsHomesError``.
    """
    require_no_count(said.question, said.answer)
    columns = {"network": network, "question": said.question, "answer": said.answer, "written_by": by.person}
    row, is_new = OthersAsked.objects.get_or_create(pk=key or uuid4(), defaults=columns)
    if is_new:
        fill(row, said)
        note(row, "written", by)
    return row


@transaction.atomic
def rewrite(row: OthersAsked, said: Written, *, version: int, by: By) -> OthersAsked:
    """Change a text; it is not public until it was read again.

    Raises ``ChangedMeanwhileError``, ``CountsHomesError``.
    """
    require_no_count(said.question, said.answer)
    found = same(row, version, by)
    found.question, found.answer, found.written_by, found.written_at = (
        said.question, said.answer, by.person, timezone.now(),
    )  # fmt: skip
    found.approved_by, found.approved_at, found.withdrawn_at, found.version = None, None, None, found.version + 1
    found.save()
    fill(found, said)
    note(found, "rewritten", by)
    return found


@transaction.atomic
def approve(row: OthersAsked, *, version: int, by: By) -> OthersAsked:
    """Make the text public that was just read.

    Raises ``ChangedMeanwhileError``, ``OwnWriterError``, ``CountsHomesError``.
    """
    found = same(row, version, by)
    if found.written_by_id == by.person.pk:
        raise OwnWriterError
    require_no_count(found.question, found.answer)
    if found.withdrawn_at or found.approved_at:
        refuse(found, by)
    found.approved_by, found.approved_at = by.person, timezone.now()
    found.save(update_fields=["approved_by", "approved_at"])
    note(found, "approved", by)
    return found


@transaction.atomic
def withdraw(row: OthersAsked, *, version: int, by: By) -> OthersAsked:
    """Take a text off the site. Raises ``ChangedMeanwhileError``."""
    found = same(row, version, by)
    if found.withdrawn_at:
        refuse(found, by)
    found.withdrawn_at, found.approved_by, found.approved_at = timezone.now(), None, None
    found.version += 1
    found.save(update_fields=["withdrawn_at", "approved_by", "approved_at", "version"])
    note(found, "withdrawn", by)
    return found


def require_no_count(*texts: str) -> None:
    """Nothing for everyone says how many families something is about. Raises ``CountsHomesError``."""
    if pieces := list(dict.fromkeys(piece for text in texts for piece in families_in(text))):
        raise CountsHomesError(pieces)


def same(row: OthersAsked, version: int, by: By) -> OthersAsked:
    """The row under lock, when it still is the version that was looked at."""
    found = OthersAsked.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if found.version != version:
        refuse(found, by)
    return found


def refuse(row: OthersAsked, by: By) -> None:
    """Write down that someone was too late. Raises ``ChangedMeanwhileError``."""
    record_refusal(
        actor=by.person, obj=row, network=row.network_id, role_then=by.role, fields_group="others_asked",
        request=by.request,
    )  # fmt: skip
    raise ChangedMeanwhileError


def fill(row: OthersAsked, said: Written) -> None:
    """Its themes and its entries of the map."""
    row.themes.set(said.themes)
    row.services.set(said.services)


def note(row: OthersAsked, what: str, by: By) -> None:
    """Write down what was done with a text."""
    record(
        Action.CHANGE, actor=by.person, obj=row, network=row.network_id, role_then=by.role,
        rule=f"others_asked.{what}", request=by.request,
    )  # fmt: skip
