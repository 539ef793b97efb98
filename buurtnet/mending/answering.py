"""Answering a suggestion: take it on, take it over whole or in part, say no, or say that it was there already.

Every answer looks again, under lock, at whether the suggestion is still open: of two people at once the second hears
so, and nothing is done twice.
"""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from buurtnet.directory.access import today_in
from buurtnet.directory.actions import FIELDS, ChangedMeanwhileError, values_of
from buurtnet.directory.choices import AssuredBy
from buurtnet.directory.models import Service
from buurtnet.mending.choices import NEXT, PartState, State
from buurtnet.mending.emails import thank
from buurtnet.mending.models import SuggestedValue, Suggestion
from buurtnet.mending.placing import make_found_in
from buurtnet.mending.publishing import publish
from buurtnet.people.models import Organization, Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record


class AnsweredAlreadyError(Exception):
    """Someone else was first: the suggestion has its answer."""

    def __init__(self, suggestion: Suggestion) -> None:
        self.suggestion = suggestion
        super().__init__(f"Answered already: {suggestion.state}.")


class NothingChosenError(Exception):
    """Of a suggestion with fields that can be taken over, none was chosen."""


@dataclass(frozen=True)
class By:
    """Who answers, in which role, and what the public may know of that: the kind of person."""

    person: Person
    role: str
    kind: AssuredBy
    request: HttpRequest | None = None


def may_go(before: str, after: State) -> bool:
    return after in NEXT[State(before)]


def stand_of(suggestion: Suggestion) -> str:
    """A mark of what someone looks at: other values on the entry give another mark."""
    now = values_now(suggestion)
    return hashlib.sha256(json.dumps(now, sort_keys=True).encode()).hexdigest()[:16]


def values_now(suggestion: Suggestion) -> dict[str, Any]:
    """What the fields of a suggestion are on the entry now; for a new entry nothing."""
    if suggestion.service is None:
        return {}
    fields = [value.field for value in suggestion.values.all() if value.field in FIELDS]
    return values_of(suggestion.service, fields)


@transaction.atomic
def take_on(suggestion: Suggestion, *, by: By) -> Suggestion:
    """Say that one is at it, so that others need not. Raises ``AnsweredAlreadyError``."""
    found = _locked(suggestion)
    if found.state == State.SENT:
        found.state, found.taken_by, found.taken_at = State.TAKEN, by.person, timezone.now()
        found.save(update_fields=["state", "taken_by", "taken_at"])
        _note(found, "taken", by)
    return found


@transaction.atomic
def give_back(suggestion: Suggestion, *, by: By) -> Suggestion:
    """Leave it to others after all. Raises ``AnsweredAlreadyError``."""
    found = _locked(suggestion)
    if found.state == State.TAKEN:
        found.state, found.taken_by, found.taken_at = State.SENT, None, None
        found.save(update_fields=["state", "taken_by", "taken_at"])
        _note(found, "given_back", by)
    return found


@transaction.atomic
def accept(
    suggestion: Suggestion,
    fields: Collection[str],
    *,
    by: By,
    stand: str,
    is_looked_at: bool = False,
    organization: Organization | None = None,
    sentence: str = "",
) -> Suggestion:
    """Take over the chosen fields; all of them is a whole yes. A new entry is made, and found in its network.

    ``stand``: the mark of what was looked at. ``is_looked_at``: the whole page was read, and counts as checked.
    Raises ``AnsweredAlreadyError``, ``NothingChosenError``, ``ChangedMeanwhileError`` (also when an entry is gone),
    and ``placing.NowhereError``.
    """
    found = _locked(suggestion)
    parts = {part.field: part for part in found.values.all()}
    usable = [field for field in parts if field in FIELDS]
    chosen = [field for field in usable if field in fields]
    if usable and not chosen:
        raise NothingChosenError
    if stand_of(found) != stand:
        raise ChangedMeanwhileError(usable)
    values = {field: parts[field].new_value for field in chosen}
    if found.is_new:
        found.service = _founded(found, values, organization, by)
    elif found.service is not None:
        found.edition = _mended(found, found.service, values, by, is_looked_at=is_looked_at)
    for field, part in parts.items():
        by_hand = field not in usable and len(chosen) == len(usable)  # words that whoever answers put in themselves
        part.state = PartState.ACCEPTED if field in chosen or by_hand else PartState.DECLINED
    SuggestedValue.objects.bulk_update(parts.values(), ["state"])
    return _answer(found, State.ACCEPTED if len(chosen) == len(usable) else State.PARTLY, by, sentence)


def _mended(
    suggestion: Suggestion, service: Service, values: dict[str, Any], by: By, *, is_looked_at: bool
) -> UUID | None:
    """Put the chosen values on the entry. Returns the edition, None when nothing differs."""
    now = values_now(suggestion)
    return publish(
        service, values, network=suggestion.network, by=by.kind, is_suggested=True,
        seen={field: now[field] for field in values},
        assured_on=today_in(suggestion.network) if is_looked_at else None,
    )  # fmt: skip


def _founded(suggestion: Suggestion, values: dict[str, Any], organization: Organization | None, by: By) -> Service:
    """The entry of a new initiative, with the first edition of its history."""
    name = str(values.get("name") or next(one.new_value for one in suggestion.values.all() if one.field == "name"))
    made = Service.objects.create(name=name, organization=organization, locale=suggestion.network.locale)
    suggestion.edition = publish(
        made, values, network=suggestion.network, by=by.kind, is_suggested=True,
        assured_on=today_in(suggestion.network),
    )  # fmt: skip
    make_found_in(made, suggestion.network)
    return made


@transaction.atomic
def decline(suggestion: Suggestion, *, by: By, sentence: str) -> Suggestion:
    """Say no, with the sentence that goes to whoever sent it. Raises ``AnsweredAlreadyError``."""
    return _closed(suggestion, State.DECLINED, by, sentence)


@transaction.atomic
def call_double(suggestion: Suggestion, *, by: By) -> Suggestion:
    """It was there already: in another suggestion, or on the page. Raises ``AnsweredAlreadyError``."""
    return _closed(suggestion, State.DOUBLE, by, "")


def _closed(suggestion: Suggestion, state: State, by: By, sentence: str) -> Suggestion:
    found = _locked(suggestion)
    found.values.update(state=PartState.DECLINED)
    return _answer(found, state, by, sentence)


def _locked(suggestion: Suggestion) -> Suggestion:
    found = Suggestion.objects.select_for_update(of=("self",)).get(pk=suggestion.pk)
    if not found.is_open:
        raise AnsweredAlreadyError(found)
    return found


def _answer(found: Suggestion, state: State, by: By, sentence: str) -> Suggestion:
    if not may_go(found.state, state):
        raise AnsweredAlreadyError(found)
    now = timezone.now()
    found.state, found.answered_at, found.answered_as, found.answer = state, now, by.kind, sentence
    found.forget_from = now
    found.save()
    _note(found, state.name.lower(), by)
    thank(found)
    return found


def _note(suggestion: Suggestion, what: str, by: By) -> None:
    record(
        Action.CHANGE, actor=by.person, obj=suggestion, network=suggestion.network, role_then=by.role,
        rule=f"suggestion.{what}", request=by.request,
    )  # fmt: skip
