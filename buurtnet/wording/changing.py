"""Changing the vocabulary of a network: a word more, a word less, a shipped word off or on. Each is a version.

Only a network's own words come and go; what is shipped stays as it is for others, and is switched off here.
"""

from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from django.db import transaction
from django.db.models import Max

from buurtnet.areas.models import Network
from buurtnet.kit.folding import words
from buurtnet.people.acting import By
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record
from buurtnet.themes.actions import add_label, remove_label, switch_off, switch_on
from buurtnet.themes.choices import LabelKind
from buurtnet.themes.models import Concept, Label, LabelOff
from buurtnet.wording.choices import Turn
from buurtnet.wording.models import WordChange

OPPOSITE = {Turn.ADDED: Turn.REMOVED, Turn.REMOVED: Turn.ADDED, Turn.OFF: Turn.ON, Turn.ON: Turn.OFF}


class ChangedMeanwhileError(Exception):
    """Someone changed the words of this network since the page was made."""


class SoAlreadyError(Exception):
    """The word is so already, or is not there to change."""


class UndoneAlreadyError(Exception):
    """This change was put back before."""


@dataclass(frozen=True)
class Edit:
    """What is to happen to one word. ``concept``: its slug; ``kind``: a ``themes.choices.LabelKind``."""

    turn: Turn
    concept: str
    text: str
    language: str
    kind: str

    @property
    def folded(self) -> str:
        return " ".join(words(self.text))

    @property
    def word(self) -> dict[str, str]:
        return {key: value for key, value in asdict(self).items() if key != "turn"}

    @property
    def before(self) -> dict[str, Any] | None:
        return None if self.turn == Turn.ADDED else {**self.word, "used": self.turn != Turn.ON}

    @property
    def after(self) -> dict[str, Any] | None:
        return None if self.turn == Turn.REMOVED else {**self.word, "used": self.turn != Turn.OFF}

    def opposite(self) -> Self:
        return replace(self, turn=OPPOSITE[self.turn])


def version_of(network: Network) -> int:
    """The number of the newest change; 0 for the vocabulary as it is shipped."""
    return WordChange.objects.filter(network=network).aggregate(last=Max("version"))["last"] or 0


@transaction.atomic
def change(network: Network, edit: Edit, *, seen: int, by: By, undoes: WordChange | None = None) -> WordChange:
    """Do it, and keep it as a version. ``seen``: the version that someone looked at.

    Raises ``ChangedMeanwhileError`` when that is not the newest, ``SoAlreadyError`` when nothing would change.
    """
    Network.objects.select_for_update(of=("self",), no_key=True).get(pk=network.pk)
    last = version_of(network)
    if last != seen:
        raise ChangedMeanwhileError
    edit = as_it_is(network, edit)
    put(network, edit)
    made = WordChange.objects.create(
        network=network, version=last + 1, turn=edit.turn, before=edit.before, after=edit.after,
        changed_by=by.person, undoes=undoes,
    )  # fmt: skip
    record(
        Action.CHANGE, actor=by.person, obj=made, network=network, role_then=by.role,
        rule=f"word.{edit.turn.name.lower()}", request=by.request,
    )  # fmt: skip
    return made


def as_it_is(network: Network, edit: Edit) -> Edit:
    """What is taken away or switched is written down as it stands in the table, whatever a form said of it."""
    if edit.turn == Turn.ADDED:
        return edit
    own = network if edit.turn == Turn.REMOVED else None
    same = Label.objects.filter(concept=edit.concept, language=edit.language, folded=edit.folded, network=own)
    label = same.first()
    return replace(edit, text=label.text, kind=label.kind) if label else edit


def undo(row: WordChange, *, seen: int, by: By) -> WordChange:
    """Put one change back, as a version of its own. Raises as ``change`` does, and ``UndoneAlreadyError``."""
    if WordChange.objects.filter(undoes=row).exists():
        raise UndoneAlreadyError
    return change(row.network, edit_of(row).opposite(), seen=seen, by=by, undoes=row)


def edit_of(row: WordChange) -> Edit:
    """What a change did."""
    said = row.word
    return Edit(Turn(row.turn), said["concept"], said["text"], said["language"], said["kind"])


def put(network: Network, edit: Edit) -> None:
    """Make it so in the tables. Raises ``SoAlreadyError``."""
    concept = Concept.objects.filter(pk=edit.concept).first()
    if concept is None or not edit.folded:
        raise SoAlreadyError
    same = Label.objects.filter(concept=concept, language=edit.language, folded=edit.folded)
    if edit.turn == Turn.ADDED:
        _add(network, concept, edit, [*same.filter(network=network), *same.filter(network=None)])
    elif edit.turn == Turn.REMOVED:
        label = same.filter(network=network).first()
        if label is None:
            raise SoAlreadyError
        remove_label(label)
    else:
        _switch(network, same.filter(network=None).first(), is_on=edit.turn == Turn.ON)


def _add(network: Network, concept: Concept, edit: Edit, there: list[Label]) -> None:
    if there:
        raise SoAlreadyError
    add_label(network, concept, edit.text, kind=LabelKind(edit.kind), language=edit.language)


def _switch(network: Network, label: Label | None, *, is_on: bool) -> None:
    if label is None:
        raise SoAlreadyError
    off = LabelOff.objects.filter(network=network, label=label)
    if is_on != off.exists():
        raise SoAlreadyError
    if is_on:
        switch_on(network, label)
    else:
        switch_off(network, label)
