"""Good practices: written down, changed, done by others too. Each change is one transaction, and is logged."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Model
from django.utils import translation
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.kit.folding import words
from buurtnet.kit.moving import ChangedMeanwhileError
from buurtnet.people.access import has_role
from buurtnet.people.acting import By
from buurtnet.practices.access import KEEPERS
from buurtnet.practices.choices import PracticeState
from buurtnet.practices.models import DidItToo, GoodPractice
from buurtnet.practices.moving import changed, locked, note, refuse
from buurtnet.privacy.choices import Action
from buurtnet.themes.choices import EssentialFunction

# What someone writes down of an example, and of what is searched in it.
FIELDS: Final = (
    "title", "what", "for_whom", "works_because", "elements", "asks_people", "asks_things", "money_cents", "hours",
    "brought", "pitfalls", "evidence", "neighbourhood_kind", "where_used", "source", "source_url", "contact_role",
    "organization", "functions",
)  # fmt: skip
SEARCHED: Final = (
    "title", "what", "for_whom", "works_because", "brought", "pitfalls", "asks_people", "asks_things", "where_used",
    "source",
)  # fmt: skip


def found_by(practice: GoodPractice) -> str:
    """All its words without capitals and accents, each between blanks."""
    said = " ".join(str(getattr(practice, name)) for name in SEARCHED)
    with translation.override("nl"):
        functions = " ".join(str(one.label) for one in EssentialFunction if one.value in practice.functions)
    return f" {' '.join(words(f'{said} {functions}'))} "


def in_line(network: Network) -> None:
    """A form that is sent twice at once: the second one waits until the first is kept."""
    Network.objects.select_for_update(of=("self",), no_key=True).get(pk=network.pk)


def own_key(kind: type[Model], key: UUID) -> UUID:
    """The key a new row gets: that of its form, unless a row of elsewhere has it."""
    return uuid4() if kind._default_manager.filter(pk=key).exists() else key


@transaction.atomic
def write_down(
    network: Network, written: Mapping[str, Any], *, key: UUID, by: By, parent: GoodPractice | None = None
) -> GoodPractice:
    """A new example, as a draft. ``written``: values of ``FIELDS``. The same form sent twice (``key``) makes one."""
    in_line(network)
    made = GoodPractice.objects.filter(network=network, pk=key).first()
    if made is not None:
        return made
    practice = GoodPractice(pk=own_key(GoodPractice, key), network=network, written_by=by.person, parent=parent)
    fill(practice, written)
    practice.save(force_insert=True)
    practice.themes.set(written.get("themes", []))
    note(Action.CREATE, practice, "made", by)
    return practice


def may_take_back(practice: GoodPractice, by: By) -> bool:
    """Who keeps the network; and who wrote it, as long as it is not shared."""
    if has_role(by.person, KEEPERS, network=practice.network):
        return True
    return practice.state == PracticeState.READ and practice.written_by_id == by.person.pk


def fill(practice: GoodPractice, written: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in written:
            setattr(practice, name, written[name])
    practice.found_by = found_by(practice)


@transaction.atomic
def rewrite(practice: GoodPractice, written: Mapping[str, Any], *, version: int, by: By) -> GoodPractice:
    """Change an example. It is a draft again, for another to read.

    What was read or is shared comes off the site by that: only who may take it off does so. Raises ``NotNowError``,
    and ``ChangedMeanwhileError``.
    """
    locked(practice)
    if practice.state != PracticeState.DRAFT and not may_take_back(practice, by):
        refuse(
            practice,
            "written",
            by,
            _("Dit is al gelezen of gedeeld. Vraag wie het netwerk bijhoudt om het te openen."),
        )
    if practice.version != version:
        raise ChangedMeanwhileError
    fill(practice, written)
    practice.state, practice.is_for_all = PracticeState.DRAFT, False
    practice.read_by, practice.read_at, practice.written_by = None, None, by.person
    changed(practice, [*FIELDS, "found_by", "state", "is_for_all", "read_by", "read_at", "written_by"])
    if "themes" in written:
        practice.themes.set(written["themes"])
    note(Action.CHANGE, practice, "written", by)
    return practice


@transaction.atomic
def tell_we_did_it(
    practice: GoodPractice, network: Network, *, year: int, otherwise: str, brought: str, by: By
) -> DidItToo:
    """This network did it too, in that year; telling it again changes what was told. Once a year."""
    said = {"otherwise": otherwise, "brought": brought, "written_by": by.person}
    told, _is_new = DidItToo.objects.update_or_create(practice=practice, network=network, year=year, defaults=said)
    note(Action.CREATE, practice, "did_it_too", by)
    return told


def years_back(today: dt.date) -> list[int]:
    """The years in which one can have done it, the last one first."""
    return list(range(today.year, today.year - 30, -1))
