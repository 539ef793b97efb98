"""Playbooks: made, changed, copied, stopped; their steps, contacts and lessons. Each change counts, and is logged."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.kit.moving import ChangedMeanwhileError, NotNowError
from buurtnet.people.acting import By
from buurtnet.people.models import Person
from buurtnet.practices.choices import PlaybookState
from buurtnet.practices.models import GoodPractice, Playbook, PlaybookContact, PlaybookLesson, PlaybookStep
from buurtnet.practices.moving import note, refuse
from buurtnet.practices.reaching import reach_of
from buurtnet.practices.writing import in_line, own_key
from buurtnet.privacy.choices import Action

MOST_STEPS: Final = 100  # of one playbook
MOST_CONTACTS: Final = 30
MOST_LESSONS: Final = 200
FIELDS: Final = (
    "title", "summary", "things", "flyer", "pitfalls", "money_cents", "owner_organization", "led_by_residents",
)  # fmt: skip
GOES_ALONG: Final = ("summary", "things", "flyer", "pitfalls", "money_cents")  # with a copy


@dataclass(frozen=True)
class Step:
    """A step as someone wrote it: ``days`` before (below zero) or after the day, ``cost_cents`` in euro cents."""

    days: int
    text: str
    role: str = ""
    cost_cents: int | None = None


@transaction.atomic
def make(
    network: Network,
    written: Mapping[str, Any],
    *,
    key: UUID,
    by: By,
    steps: Sequence[Step] = (),
    practice: GoodPractice | None = None,
    parent: Playbook | None = None,
) -> Playbook:
    """A new playbook, pulled by who makes it. The same form sent twice (``key``) makes one."""
    in_line(network)
    made = Playbook.objects.filter(network=network, pk=key).first()
    if made is not None:
        return made
    fields = {name: written[name] for name in FIELDS if name in written}
    playbook = Playbook(
        pk=own_key(Playbook, key), network=network, owner=by.person, practice=practice, parent=parent, **fields
    )
    playbook.save(force_insert=True)
    put_steps(playbook, steps)
    note(Action.CREATE, playbook, "made", by)
    return playbook


def put_steps(playbook: Playbook, steps: Iterable[Step]) -> None:
    rows = [
        PlaybookStep(
            playbook=playbook, days=one.days, text=one.text, role=one.role, cost_cents=one.cost_cents, position=place
        )
        for place, one in enumerate(steps)
    ]
    PlaybookStep.objects.bulk_create(rows)


def locked(playbook: Playbook) -> Playbook:
    """Read again behind its lock, into the same object."""
    playbook.refresh_from_db(from_queryset=Playbook.objects.select_for_update(of=("self",)))
    return playbook


def changed(playbook: Playbook, fields: Sequence[str] = ()) -> None:
    """Save these fields, and count the change."""
    playbook.changed_at, playbook.version = timezone.now(), playbook.version + 1
    playbook.save(update_fields=[*fields, "changed_at", "version"])


def seen(playbook: Playbook, version: int) -> Playbook:
    """Behind its lock, when it is still what was on the screen. Raises ``ChangedMeanwhileError``."""
    locked(playbook)
    if playbook.version != version:
        raise ChangedMeanwhileError
    return playbook


@transaction.atomic
def rewrite(playbook: Playbook, written: Mapping[str, Any], *, version: int, by: By) -> Playbook:
    """Change its texts. Raises ``ChangedMeanwhileError``."""
    seen(playbook, version)
    fields = [name for name in FIELDS if name in written]
    for name in fields:
        setattr(playbook, name, written[name])
    changed(playbook, fields)
    note(Action.CHANGE, playbook, "written", by)
    return playbook


@transaction.atomic
def add_step(playbook: Playbook, step: Step, *, key: UUID, by: By) -> PlaybookStep:
    """One more step; the same form sent twice makes one. Raises ``NotNowError`` when there are too many."""
    locked(playbook)
    made = playbook.steps.filter(pk=key).first()
    if made is not None:
        return made
    number = playbook.steps.count()
    if number >= MOST_STEPS:
        raise NotNowError(_("Dit draaiboek heeft al honderd stappen. Haal er eerst een weg."))
    row = PlaybookStep.objects.create(
        pk=own_key(PlaybookStep, key), playbook=playbook, days=step.days, text=step.text, role=step.role,
        cost_cents=step.cost_cents, position=number,
    )  # fmt: skip
    changed(playbook)
    note(Action.CHANGE, playbook, "step.added", by)
    return row


@transaction.atomic
def change_step(row: PlaybookStep, step: Step, *, version: int, by: By) -> PlaybookStep:
    """Another day, text, role or cost. Raises ``ChangedMeanwhileError``."""
    seen(row.playbook, version)
    row.days, row.text, row.role, row.cost_cents = step.days, step.text, step.role, step.cost_cents
    row.save(update_fields=["days", "text", "role", "cost_cents"])
    changed(row.playbook)
    note(Action.CHANGE, row.playbook, "step.changed", by)
    return row


@transaction.atomic
def remove_step(row: PlaybookStep, *, version: int, by: By) -> None:
    """Take a step out; tasks that were made of it stay. Raises ``ChangedMeanwhileError``."""
    seen(row.playbook, version)
    row.delete()
    changed(row.playbook)
    note(Action.CHANGE, row.playbook, "step.removed", by)


@transaction.atomic
def keep_contact(
    playbook: Playbook, said: Mapping[str, Any], *, key: UUID, by: By, row: PlaybookContact | None = None
) -> PlaybookContact:
    """A contact by role, new or changed. Raises ``NotNowError`` when there are too many."""
    locked(playbook)
    made = row or playbook.contacts.filter(pk=key).first()
    if made is None and playbook.contacts.count() >= MOST_CONTACTS:
        raise NotNowError(_("Dit draaiboek heeft al dertig contacten. Haal er eerst een weg."))
    contact = made or PlaybookContact(pk=own_key(PlaybookContact, key), playbook=playbook)
    for name in ("role", "organization", "name"):
        setattr(contact, name, said[name])
    reach = reach_of(said["reach"])
    contact.reach, contact.address, contact.whose = reach.rest, reach.address, reach.whose
    contact.save()
    changed(playbook)
    note(Action.CHANGE, playbook, "contact.kept", by)
    return contact


@transaction.atomic
def remove_contact(row: PlaybookContact, *, by: By) -> None:
    playbook = locked(row.playbook)
    row.delete()
    changed(playbook)
    note(Action.CHANGE, playbook, "contact.removed", by)


@transaction.atomic
def add_lesson(
    playbook: Playbook, text: str, *, by: Person | None, on: dt.date | None = None, role: str = ""
) -> PlaybookLesson:
    """What was learned, for who does it next time; the same words on the same day are one lesson.

    Raises ``NotNowError`` when there are too many.
    """
    locked(playbook)
    on = on or timezone.localdate()
    told = playbook.lessons.filter(text=text, learned_on=on).first()
    if told is not None:
        return told
    if playbook.lessons.count() >= MOST_LESSONS:
        raise NotNowError(_("Dit draaiboek heeft al heel veel lessen. Haal er eerst een weg."))
    lesson = PlaybookLesson.objects.create(playbook=playbook, text=text, learned_on=on, written_by=by)
    changed(playbook)
    if by is not None:
        note(Action.CHANGE, playbook, "lesson.added", By(by, role))
    return lesson


@transaction.atomic
def remove_lesson(lesson: PlaybookLesson, *, by: By) -> None:
    playbook = locked(lesson.playbook)
    lesson.delete()
    changed(playbook)
    note(Action.CHANGE, playbook, "lesson.removed", by)


@transaction.atomic
def copy_of(playbook: Playbook, network: Network, *, key: UUID, by: By) -> Playbook:
    """The same steps and contacts once more, for who makes it; its lessons go along, its owner does not."""
    in_line(network)
    title = _("{title} (kopie)").format(title=playbook.title)[:120]
    written = {"title": title} | {name: getattr(playbook, name) for name in GOES_ALONG}
    before = Playbook.objects.filter(network=network, pk=key).exists()
    made = make(
        network, written, key=key, by=by, parent=playbook, practice=playbook.practice,
        steps=[Step(one.days, one.text, one.role, one.cost_cents) for one in playbook.steps.all()],
    )  # fmt: skip
    if before:
        return made
    PlaybookContact.objects.bulk_create(
        PlaybookContact(playbook=made, role=one.role, organization_id=one.organization_id, name=one.name,
                        reach=one.reach, address=one.address, whose_id=one.whose_id)
        for one in playbook.contacts.all()
    )  # fmt: skip
    PlaybookLesson.objects.bulk_create(
        PlaybookLesson(playbook=made, text=one.text, learned_on=one.learned_on) for one in playbook.lessons.all()
    )
    return made


@transaction.atomic
def stop(playbook: Playbook, *, by: By) -> Playbook:
    """Put it away. What was made of it stays. Raises ``NotNowError``."""
    return put(playbook, PlaybookState.STOPPED, "stopped", by)


@transaction.atomic
def go_on(playbook: Playbook, *, by: By) -> Playbook:
    """Take it up again. Raises ``NotNowError``."""
    return put(playbook, PlaybookState.IN_USE, "taken_up", by)


def put(playbook: Playbook, to: PlaybookState, rule: str, by: By) -> Playbook:
    locked(playbook)
    if playbook.state == to:
        refuse(playbook, to, by)
    playbook.state = to
    changed(playbook, ["state"])
    note(Action.CHANGE, playbook, rule, by)
    return playbook
