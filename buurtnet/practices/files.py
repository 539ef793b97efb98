"""Examples and playbooks as one JSON file, to exchange between networks; its shape: ``data/exchange.schema.json``.

What comes in is looked at as a whole first: a file that is too large, too deep or not of this shape is refused in one
sentence, and nothing of it is kept. Examples come in as drafts, with where they come from.
"""

import datetime as dt
import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid5

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.kit.amounts import A_MILLION
from buurtnet.kit.moving import NotNowError
from buurtnet.people.acting import By
from buurtnet.practices.access import may_change
from buurtnet.practices.choices import Element, Evidence, NeighbourhoodKind
from buurtnet.practices.models import GoodPractice, Playbook, PlaybookContact, PlaybookLesson
from buurtnet.practices.models.playbook import FURTHEST_DAYS
from buurtnet.practices.playbooks import (
    MOST_CONTACTS,
    MOST_LESSONS,
    MOST_STEPS,
    Step,
    changed,
    locked,
    make,
    put_steps,
)
from buurtnet.practices.reaching import addresses_in, reach_of
from buurtnet.practices.writing import in_line, rewrite, write_down
from buurtnet.themes.choices import EssentialFunction

SCHEMA: Final = Path(__file__).parent / "data" / "exchange.schema.json"
FORMAT: Final = "buurtnet-practices"
VERSION: Final = 1
LICENCE: Final = "CC-BY-4.0"
MOST_BYTES: Final = 1_000_000
MOST_ROWS: Final = 300  # of each kind in one file
DEEPEST: Final = 12
# The texts of an example with how long each may be, and of a playbook.
PRACTICE_TEXTS: Final = {
    "title": 120, "what": 2_000, "for_whom": 300, "works_because": 2_000, "asks_people": 300, "asks_things": 300,
    "brought": 2_000, "pitfalls": 2_000, "where_used": 200, "source": 200, "source_url": 500, "contact_role": 120,
}  # fmt: skip
PLAYBOOK_TEXTS: Final = {"title": 120, "summary": 1_000, "things": 2_000, "flyer": 1_000, "pitfalls": 2_000}
PLAYBOOK_OWN: Final = (*PLAYBOOK_TEXTS, "money_cents", "led_by_residents")
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})

type Row = dict[str, Any]


class NotReadableError(Exception):
    """A file that is not taken. Says in one sentence why."""


@dataclass(frozen=True)
class TakenIn:
    """How many came in new, changed, and were the same already."""

    new: int = 0
    changed: int = 0
    same: int = 0


def file_of(network: Network, *, practices: Iterable[GoodPractice] = (), playbooks: Iterable[Playbook] = ()) -> str:
    """The file, as text. Playbooks have their steps, contacts and lessons at hand."""
    made = {
        "format": FORMAT, "version": VERSION, "licence": LICENCE,
        "from": {"name": network.name, "url": f"{settings.SITE_URL}/{network.slug}/"},
        "practices": [practice_row(one) for one in practices],
        "playbooks": [playbook_row(one) for one in playbooks],
    }  # fmt: skip
    return json.dumps(made, ensure_ascii=False, indent=1)


def practice_row(practice: GoodPractice) -> Row:
    return {
        "id": str(practice.origin or practice.pk),
        **{name: getattr(practice, name) for name in PRACTICE_TEXTS},
        "elements": practice.elements, "functions": practice.functions, "money_cents": practice.money_cents,
        "hours": practice.hours, "evidence": practice.evidence, "neighbourhood_kind": practice.neighbourhood_kind,
        "licence": practice.licence,
    }  # fmt: skip


def playbook_row(playbook: Playbook) -> Row:
    steps = [
        {"days": one.days, "text": one.text, "role": one.role, "cost_cents": one.cost_cents}
        for one in playbook.steps.all()
    ]
    contacts = [
        {
            "role": one.role, "reach": one.reach_said,
            "name": one.name or (one.organization.name[:120] if one.organization else ""),
        }
        for one in playbook.contacts.all()
    ]  # fmt: skip
    lessons = [{"text": one.text, "learned_on": one.learned_on.isoformat()} for one in playbook.lessons.all()]
    return {
        "id": str(playbook.origin or playbook.pk), **{name: getattr(playbook, name) for name in PLAYBOOK_TEXTS},
        "money_cents": playbook.money_cents, "led_by_residents": playbook.led_by_residents, "steps": steps,
        "contacts": contacts, "lessons": lessons,
    }  # fmt: skip


def read(raw: bytes) -> Row:
    """A file of this shape, all of it looked at. Raises ``NotReadableError``."""
    if len(raw) > MOST_BYTES:
        raise NotReadableError(_("Dit bestand is te groot. Er past één megabyte in."))
    try:
        found = json.loads(raw.decode("utf-8-sig"), parse_constant=no_number)
    except (ValueError, RecursionError):
        raise NotReadableError(_("Dit is geen leesbaar JSON-bestand.")) from None
    if not isinstance(found, dict) or found.get("format") != FORMAT or depth_of(found) > DEEPEST:
        raise NotReadableError(_("Dit is geen bestand met voorbeelden of draaiboeken van Buurtnet."))
    if found.get("version") != VERSION:
        raise NotReadableError(_("Dit bestand is van een nieuwere versie van Buurtnet."))
    said_from = found.get("from")
    origin = text_of(said_from, "name", 200, "") if isinstance(said_from, dict) else ""
    return {
        "practices": [practice_in(one, f"{_('voorbeeld')} {place}", origin)
                      for place, one in enumerate(rows_of(found, "practices"), 1)],
        "playbooks": [playbook_in(one, f"{_('draaiboek')} {place}")
                      for place, one in enumerate(rows_of(found, "playbooks"), 1)],
    }  # fmt: skip


def no_number(_name: str) -> None:
    raise ValueError("not a number of JSON")


def depth_of(value: Any) -> int:
    """How deep lists and objects lie in each other, counted without going down into it oneself."""
    depth, level = 0, [value]
    while level and depth <= DEEPEST:
        depth += 1
        lower: list[Any] = []
        for one in level:
            lower += one.values() if isinstance(one, dict) else one if isinstance(one, list) else []
        level = lower
    return depth


def rows_of(found: Row, name: str, most: int = MOST_ROWS) -> list[Row]:
    rows = found.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
        raise NotReadableError(_("In het bestand klopt ‘%(name)s’ niet.") % {"name": name})
    if len(rows) > most:
        raise NotReadableError(_("Er staat te veel in: ‘%(name)s’ past niet.") % {"name": name})
    return rows


def practice_in(row: Row, which: str, origin: str) -> Row:
    said: Row = {name: text_of(row, name, most, which) for name, most in PRACTICE_TEXTS.items()}
    said["source"] = said["source"] or origin
    for name in ("title", "what", "source"):
        if not said[name]:
            raise wrong(which, name)
    if said["source_url"]:
        try:
            URLValidator(schemes=["http", "https"])(said["source_url"])
        except ValidationError:
            raise wrong(which, "source_url") from None
    return said | {
        "id": id_of(row, which),
        "elements": known_of(row, "elements", Element.values, which),
        "functions": known_of(row, "functions", EssentialFunction.values, which),
        "money_cents": number_of(row, "money_cents", 0, A_MILLION, which),
        "hours": number_of(row, "hours", 0, 10_000, which),
        "evidence": one_of(row, "evidence", Evidence.values, Evidence.ONCE, which),
        "neighbourhood_kind": one_of(
            row, "neighbourhood_kind", NeighbourhoodKind.values, NeighbourhoodKind.ANY, which
        ),
    }  # fmt: skip


def playbook_in(row: Row, which: str) -> Row:
    said: Row = {name: text_of(row, name, most, which) for name, most in PLAYBOOK_TEXTS.items()}
    if not said["title"]:
        raise wrong(which, "title")
    steps = [step_in(one, which) for one in rows_of(row, "steps", MOST_STEPS)]
    contacts = [
        {name: text_of(one, name, most, which) for name, most in (("role", 120), ("name", 120), ("reach", 200))}
        for one in rows_of(row, "contacts", MOST_CONTACTS)
    ]
    if any(addresses_in(one["name"]) for one in contacts):
        raise wrong(which, "name")
    lessons = [
        {"text": text_of(one, "text", 600, which), "learned_on": day_of(one, "learned_on", which)}
        for one in rows_of(row, "lessons", MOST_LESSONS)
    ]
    return said | {
        "id": id_of(row, which), "money_cents": number_of(row, "money_cents", 0, A_MILLION, which),
        "led_by_residents": row.get("led_by_residents") is True, "steps": steps,
        "contacts": [one for one in contacts if one["role"]], "lessons": [one for one in lessons if one["text"]],
    }  # fmt: skip


def step_in(row: Row, which: str) -> Step:
    days = number_of(row, "days", -FURTHEST_DAYS, FURTHEST_DAYS, which)
    text = text_of(row, "text", 300, which)
    if days is None or not text:
        raise wrong(which, "steps")
    cost = number_of(row, "cost_cents", 0, A_MILLION, which)
    return Step(days, text, text_of(row, "role", 80, which), cost)


def wrong(which: str, name: str) -> NotReadableError:
    return NotReadableError(_("In %(which)s klopt ‘%(name)s’ niet.") % {"which": which, "name": name})


def text_of(row: Row, name: str, most: int, which: str) -> str:
    """What can be seen of a text; lines stay lines."""
    said = row.get(name, "")
    if not isinstance(said, str):
        raise wrong(which, name)
    seen = "".join(sign for sign in said if sign == "\n" or unicodedata.category(sign) not in _HIDDEN).strip()
    if len(seen) > most:
        raise wrong(which, name)
    return seen


def id_of(row: Row, which: str) -> UUID:
    try:
        return UUID(row["id"])
    except (KeyError, ValueError, AttributeError, TypeError):
        raise wrong(which, "id") from None


def number_of(row: Row, name: str, least: int, most: int, which: str) -> int | None:
    said = row.get(name)
    if said is None:
        return None
    if not isinstance(said, int) or isinstance(said, bool) or not least <= said <= most:
        raise wrong(which, name)
    return said


def one_of(row: Row, name: str, known: Sequence[str], usual: str, which: str) -> str:
    said = row.get(name, usual)
    if not isinstance(said, str) or said not in known:
        raise wrong(which, name)
    return said


def known_of(row: Row, name: str, known: Sequence[Any], which: str) -> list[Any]:
    said = row.get(name, [])
    if not isinstance(said, list) or any(isinstance(one, (list, dict, bool)) or one not in known for one in said):
        raise wrong(which, name)
    return [one for one in known if one in said]


def day_of(row: Row, name: str, which: str) -> dt.date:
    try:
        return dt.date.fromisoformat(row[name])
    except (KeyError, ValueError, TypeError):
        raise wrong(which, name) from None


@transaction.atomic
def take_in(network: Network, found: Row, *, by: By) -> TakenIn:
    """Keep what ``read`` found: an example as a draft, a playbook with who reads it in as its owner.

    What came in before, by its id, is changed when it differs and never doubled; what this network changed itself
    since then is overwritten only by a file that says otherwise, and stands in the log. Raises ``NotReadableError``
    for a playbook that who reads the file in may not change; then nothing of the file is kept.
    """
    in_line(network)
    done = [practice_taken(network, row, by) for row in found["practices"]]
    done += [playbook_taken(network, row, by) for row in found["playbooks"]]
    return TakenIn(done.count("new"), done.count("changed"), done.count("same"))


def practice_taken(network: Network, row: Row, by: By) -> str:
    said = {name: value for name, value in row.items() if name != "id"}
    rows = GoodPractice.objects.filter(network=network)
    before = rows.filter(pk=row["id"]).first() or rows.filter(origin=row["id"]).first()
    if before is None:
        made = write_down(network, said, key=uuid5(row["id"], str(network.pk)), by=by)
        GoodPractice.objects.filter(pk=made.pk).update(origin=row["id"])
        return "new"
    if all(getattr(before, name) == value for name, value in said.items()):
        return "same"
    try:
        rewrite(before, said, version=before.version, by=by)
    except NotNowError as error:
        raise NotReadableError(f"{before.title}: {error}") from None
    return "changed"


def playbook_taken(network: Network, row: Row, by: By) -> str:
    texts = {name: row[name] for name in PLAYBOOK_OWN}
    rows = Playbook.objects.filter(network=network)
    before = rows.filter(pk=row["id"]).first() or rows.filter(origin=row["id"]).first()
    if before is None:
        made = make(network, texts, key=uuid5(row["id"], str(network.pk)), by=by, steps=row["steps"])
        Playbook.objects.filter(pk=made.pk).update(origin=row["id"])
        put_rest(made, row)
        return "new"
    before = locked(before)
    if not may_change(by.person, before):
        said = _("‘%(title)s’ is hier van iemand anders. Vraag de trekker om dit bestand in te lezen.")
        raise NotReadableError(said % {"title": before.title})
    kept = {name: value for name, value in playbook_row(before).items() if name != "id"}
    if kept == said_again(row):
        return "same"
    for name, value in texts.items():
        setattr(before, name, value)
    changed(before, list(texts))
    before.steps.all().delete()
    before.contacts.all().delete()
    put_steps(before, row["steps"])
    put_rest(before, row)
    return "changed"


def said_again(row: Row) -> Row:
    """What was read, as ``playbook_row`` writes it."""
    steps = [{"days": s.days, "text": s.text, "role": s.role, "cost_cents": s.cost_cents} for s in row["steps"]]
    lessons = [{"text": one["text"], "learned_on": one["learned_on"].isoformat()} for one in row["lessons"]]
    return {
        **{name: row[name] for name in (*PLAYBOOK_OWN, "contacts")},
        "steps": steps, "lessons": lessons,
    }  # fmt: skip


def put_rest(playbook: Playbook, row: Row) -> None:
    """Contacts anew, and the lessons that are not there yet: what was learned here stays."""
    read = [(one, reach_of(one["reach"])) for one in row["contacts"]]
    PlaybookContact.objects.bulk_create(
        PlaybookContact(
            playbook=playbook, role=one["role"], name=one["name"], reach=reach.rest, address=reach.address,
            whose=reach.whose,
        )
        for one, reach in read
    )  # fmt: skip
    told = set(playbook.lessons.values_list("text", flat=True))
    PlaybookLesson.objects.bulk_create(
        PlaybookLesson(playbook=playbook, **one) for one in row["lessons"] if one["text"] not in told
    )
