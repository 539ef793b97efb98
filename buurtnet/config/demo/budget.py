"""Money of the demo's neighbourhoods, and ideas in every state: through the same actions as real ones.

What is done now is set back to the moment on which it happened; a booking is made with its own, and never changed.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from typing import Any, Final

from django.db import models, transaction
from django.utils import timezone

from buurtnet.agenda.choices import Faces
from buurtnet.areas.choices import Room
from buurtnet.areas.here import neighbourhoods_of
from buurtnet.areas.models import Network
from buurtnet.budget.choices import Answer, BookingKind, IdeaState, NoteKind, PaymentState, PotState, PotTask, SayKind
from buurtnet.budget.ideas import From, What, confirm, ending, have_idea, let_in, like
from buurtnet.budget.ledger import book
from buurtnet.budget.likes import hash_of_mark
from buurtnet.budget.models import Idea, IdeaNote, IdeaStep, Lanes, Payment, Pot, PotPerson, Say
from buurtnet.budget.models.idea import FORGOTTEN_AFTER
from buurtnet.budget.moving import locked, move
from buurtnet.budget.promising import key_of as promise_key
from buurtnet.budget.promising import promise
from buurtnet.budget.telling import Told, show_told, tell
from buurtnet.budget.whose import hash_of_contact
from buurtnet.config.demo.documents import Town
from buurtnet.config.demo.people import organization_of
from buurtnet.config.demo.places import key_of
from buurtnet.config.demo.questions import happened, someone
from buurtnet.config.demo.rows import DATA, Row, days_ago, here, rows_of
from buurtnet.people.models import Person

MOMENTS: Final[dict[type[models.Model], tuple[str, ...]]] = {
    Idea: ("told_at_first", "let_in_at", "submitted_at", "answered_at", "paid_at", "ended_at", "told_shown_at"),
    IdeaStep: ("at",),
    IdeaNote: ("at",),
    Say: ("said_at",),
}
WITH_MONEY: Final = ("granted", "paid", "told")
CENTS: Final = 100

type Step = tuple[int, Callable[[int], None]]  # how many days ago, and what was done then


def load_budget(towns: list[Town]) -> None:
    """For a town that has no pot yet."""
    tables = rows_of("budget")
    for town in towns:
        network = Network.objects.get(slug=town.slug)
        open_room(network)
        if not Pot.objects.filter(network=network).exists():
            load_town(town, network, {name: here(rows, town) for name, rows in tables.items()})


def open_room(network: Network) -> None:
    """A demo that was made before there was such a room gets it with what is in it."""
    if not network.has(Room.BUDGET):
        network.rooms = [*network.rooms, Room.BUDGET]
        network.save(update_fields=["rooms"])


@transaction.atomic
def load_town(town: Town, network: Network, tables: dict[str, list[Row]]) -> None:
    """All that happened, oldest first: a ledger is written in the order of its days."""
    Lanes.objects.get_or_create(network=network, defaults={"has_panel": True})
    steps = [step for row in tables["pot"] for step in of_pot(row, town, network)]
    steps += [step for row in tables["idea"] for step in of_idea(row, town, network)]
    for days, do in sorted(steps, key=lambda step: -step[0]):
        with happened(days_ago(days), MOMENTS):
            do(days)


def of_pot(row: Row, town: Town, network: Network) -> Iterator[Step]:
    """What was put in it, and when."""
    pot = Pot.objects.create(
        pk=key_of(town, "pot", row["key"]), network=network, name=row["name"], text=row["text"],
        kassier=organization_of(town, row["kassier"]), purse=row["purse"], state=PotState.OPEN,
        iban=row["iban"],
    )  # fmt: skip
    for task, keys in ((PotTask.KEEPER, row["keepers"]), (PotTask.RELEASER, row["releasers"])):
        for key in keys:
            PotPerson.objects.create(pot=pot, person=someone(key), task=task)
    for place, line in enumerate(row["deposits"]):
        key = key_of(town, "deposit", f"{row['key']} {place}")
        yield line["days"], partial(put_in, pot, line, key)


def put_in(pot: Pot, line: Row, key: uuid.UUID, days: int) -> None:
    book(
        pot, BookingKind.DEPOSIT, line["euros"] * CENTS, key=key, by=None, contributor=line["from"], at=days_ago(days)
    )


def of_idea(row: Row, town: Town, network: Network) -> Iterator[Step]:
    """Had, looked at a day later, and so on: the steps of an idea lie over the days since."""
    days, state = row["days"], row["state"]
    looker = someone("joris" if town.slug == "havendijk" else "naima")
    sent = key_of(town, "idea", row["key"])
    key = uuid.uuid5(sent, str(network.pk))
    yield days, partial(have, row, network, sent)
    if state == "waiting":
        return
    yield days - 1, partial(look_at, row, town, key, looker)
    yield max(days - 3, 1), partial(decide, row, key)
    if state in {"paid", "told"} and row.get("euros"):
        yield days - 6, partial(pay, town, key)
    if state == "told":
        yield days - 20, partial(tell_of, row, key, looker)


def with_key(key: uuid.UUID) -> Idea:
    return Idea.objects.select_related("network", "pot__network").get(form_key=key)


def have(row: Row, network: Network, sent: uuid.UUID, _days: int) -> None:
    whose = From(contact=row.get("mail", ""), person=someone(row["by"]) if "by" in row else None)
    made = have_idea(network, what_of(row, network), whose, form_key=sent)
    if whose.contact:
        confirm(made, hash_of_contact(whose.contact))


def look_at(row: Row, town: Town, key: uuid.UUID, looker: Person, _days: int) -> None:
    idea = with_key(key)
    if idea.let_in_at is None:
        let_in(idea, by=looker)
    for number in range(row["likes"]):
        like(idea, hash_of_mark(f"{town.slug} {row['key']} {number}"))


def what_of(row: Row, network: Network) -> What:
    area = next(one for one in neighbourhoods_of(network) if one.name == row["area"])
    return What(
        title=row["title"], text=row.get("text", ""), for_whom=row.get("for_whom", ""), area=area,
        place_text=row.get("place", ""), asked=row.get("euros", 0) * CENTS, helps_with=row.get("helps_with", ""),
        said_by=row["said_by"], wants_buddy=row.get("buddy", False),
    )  # fmt: skip


def decide(row: Row, key: uuid.UUID, days: int) -> None:
    """What others said about the money: a first yes, a question, a promise or a no."""
    idea = with_key(key)
    for who in row.get("yes", []):
        Say.objects.create(idea=idea, kind=SayKind.RESIDENT, person=someone(who), answer=Answer.YES)
    keeper = someone("ingrid" if idea.network.slug == "havendijk" else "griet")
    if row["state"] in WITH_MONEY and idea.asked and idea.pot:
        once = promise_key(idea)
        book(idea.pot, BookingKind.PROMISE, idea.asked, key=once, by=None, idea=idea, at=days_ago(days))
        promise(idea, idea.asked, by=None)
    elif row["state"] == "asked_back":
        moved(idea, IdeaState.ASKED_BACK)
        IdeaNote.objects.create(idea=idea, kind=NoteKind.QUESTION, text=row["question"], person=keeper)
    elif row["state"] == "refused":
        why = row["why"]
        moved(idea, IdeaState.REFUSED, why, why_not=why, answered_at=timezone.now(), **ending())


def moved(idea: Idea, to: IdeaState, why: str = "", **changes: Any) -> None:
    locked(idea)
    move(idea, to, by=None, why=why, **changes)


def pay(town: Town, key: uuid.UUID, days: int) -> None:
    """The kassier paid a bill, released by two."""
    idea, at = with_key(key), days_ago(days)
    pot = idea.pot
    if pot is None or not idea.granted:
        return
    names = ("ingrid", "samira") if town.slug == "havendijk" else ("griet", "tine")
    first, second = (someone(one) for one in names)
    for kind in (BookingKind.ORDER, BookingKind.PAYMENT):
        once = uuid.uuid5(promise_key(idea), kind)
        book(pot, kind, idea.granted, key=once, by=None, idea=idea, at=at)
    Payment.objects.create(
        idea=idea, pot=pot, cents=idea.granted, state=PaymentState.PAID, what_for="Rekening voor een idee",
        asked_by=first, first_by=first, second_by=second, asked_at=at, first_at=at, released_at=at, ended_at=at,
        forget_on=timezone.localdate(at) + dt.timedelta(days=60),
    )  # fmt: skip
    moved(idea, IdeaState.PAID, paid_at=timezone.now())


def tell_of(row: Row, key: uuid.UUID, looker: Person, days: int) -> None:
    """With a drawn picture, so that nobody is on it; of some without."""
    idea = with_key(key)
    drawn = BytesIO((DATA / "successes" / f"{row['picture']}.webp").read_bytes()) if "picture" in row else None
    said = Told(row["sentence"], sent=drawn, alt=row.get("alt", ""), faces=Faces.NOBODY if drawn else "")
    tell(idea, said, by=None)
    show_told(idea, by=looker)
    Idea.objects.filter(pk=idea.pk).update(forget_on=timezone.localdate(days_ago(days)) + FORGOTTEN_AFTER)
