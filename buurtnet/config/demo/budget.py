"""Money of the demo's neighbourhoods, and ideas in every state: through the same actions as real ones.

What is done now is set back to the moment on which it happened; a booking is made with its own, and never changed.
"""

import datetime as dt
import uuid
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

MOMENTS: Final[dict[type[models.Model], tuple[str, ...]]] = {
    Idea: ("told_at_first", "let_in_at", "submitted_at", "answered_at", "paid_at", "ended_at", "told_shown_at"),
    IdeaStep: ("at",),
    IdeaNote: ("at",),
    Say: ("said_at",),
}
WITH_MONEY: Final = ("granted", "paid", "told")
CENTS: Final = 100


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
    Lanes.objects.get_or_create(network=network, defaults={"has_panel": True})
    for row in tables["pot"]:
        load_pot(row, town, network)
    for row in tables["idea"]:
        load_idea(row, town, network)


def load_pot(row: Row, town: Town, network: Network) -> None:
    pot = Pot.objects.create(
        pk=key_of(town, "pot", row["key"]), network=network, name=row["name"], text=row["text"],
        kassier=organization_of(town, row["kassier"]), purse=row["purse"], state=PotState.OPEN,
    )  # fmt: skip
    for task, keys in ((PotTask.KEEPER, row["keepers"]), (PotTask.RELEASER, row["releasers"])):
        for key in keys:
            PotPerson.objects.create(pot=pot, person=someone(key), task=task)
    for place, line in enumerate(row["deposits"]):
        book(
            pot, BookingKind.DEPOSIT, line["euros"] * CENTS, key=key_of(town, "deposit", f"{row['key']} {place}"),
            by=None, contributor=line["from"], at=days_ago(line["days"]),
        )  # fmt: skip


def load_idea(row: Row, town: Town, network: Network) -> None:
    """Had, looked at a day later, and so on: the steps of an idea lie over the days since."""
    days, state = row["days"], row["state"]
    looker = someone("joris" if town.slug == "havendijk" else "naima")
    whose = From(contact=row.get("mail", ""), person=someone(row["by"]) if "by" in row else None)
    with happened(days_ago(days), MOMENTS):
        idea = have_idea(network, what_of(row, network), whose, form_key=key_of(town, "idea", row["key"]))
        if whose.contact:
            confirm(idea, hash_of_contact(whose.contact))
    if state == "waiting":
        return
    with happened(days_ago(days - 1), MOMENTS):
        idea.refresh_from_db()
        if idea.let_in_at is None:
            let_in(idea, by=looker)
    for number in range(row["likes"]):
        like(idea, hash_of_mark(f"{town.slug} {row['key']} {number}"))
    with happened(days_ago(max(days - 3, 1)), MOMENTS):
        idea.refresh_from_db()
        decide(idea, row, max(days - 3, 1))
    if state in {"paid", "told"} and idea.granted:
        with happened(days_ago(days - 6), MOMENTS):
            pay(idea, town, days - 6)
    if state == "told":
        with happened(days_ago(days - 20), MOMENTS):
            tell_of(idea, row)
            show_told(idea, by=looker)
        forget_on = timezone.localdate(days_ago(days - 20)) + FORGOTTEN_AFTER
        Idea.objects.filter(pk=idea.pk).update(forget_on=forget_on)


def what_of(row: Row, network: Network) -> What:
    area = next(one for one in neighbourhoods_of(network) if one.name == row["area"])
    return What(
        title=row["title"], text=row.get("text", ""), for_whom=row.get("for_whom", ""), area=area,
        place_text=row.get("place", ""), asked=row.get("euros", 0) * CENTS, helps_with=row.get("helps_with", ""),
        said_by=row["said_by"], wants_buddy=row.get("buddy", False),
    )  # fmt: skip


def decide(idea: Idea, row: Row, days: int) -> None:
    """What others said about the money: a first yes, a question, a promise or a no."""
    for key in row.get("yes", []):
        Say.objects.create(idea=idea, kind=SayKind.RESIDENT, person=someone(key), answer=Answer.YES)
    keeper = someone("ingrid" if idea.network.slug == "havendijk" else "griet")
    if row["state"] in WITH_MONEY and idea.asked and idea.pot:
        key = promise_key(idea)
        book(idea.pot, BookingKind.PROMISE, idea.asked, key=key, by=None, idea=idea, at=days_ago(days))
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


def pay(idea: Idea, town: Town, days: int) -> None:
    """The kassier paid a bill, released by two."""
    at, pot = days_ago(days), idea.pot
    assert pot
    names = ("ingrid", "samira") if town.slug == "havendijk" else ("griet", "tine")
    first, second = (someone(one) for one in names)
    for kind in (BookingKind.ORDER, BookingKind.PAYMENT):
        key = uuid.uuid5(promise_key(idea), kind)
        book(pot, kind, idea.granted, key=key, by=None, idea=idea, at=at)
    Payment.objects.create(
        idea=idea, pot=pot, cents=idea.granted, state=PaymentState.PAID, what_for="Rekening voor een idee",
        asked_by=first, first_by=first, second_by=second, asked_at=at, first_at=at, released_at=at, ended_at=at,
        forget_on=timezone.localdate(at) + dt.timedelta(days=60),
    )  # fmt: skip
    moved(idea, IdeaState.PAID, paid_at=timezone.now())


def tell_of(idea: Idea, row: Row) -> None:
    """With a drawn picture, so that nobody is on it; of some without."""
    drawn = BytesIO((DATA / "successes" / f"{row['picture']}.webp").read_bytes()) if "picture" in row else None
    tell(
        idea, Told(row["sentence"], sent=drawn, alt=row.get("alt", ""), faces=Faces.NOBODY if drawn else ""), by=None
    )
