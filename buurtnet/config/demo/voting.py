"""Votes of the demo's neighbourhoods: some being voted on, one that is over, through the same actions as real ones.

What is done now is set back to the moment on which it happened; a booking is made with its own, and never changed.
"""

import datetime as dt
import random
from typing import Final

from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.choices import Room
from buurtnet.areas.here import neighbourhoods_of
from buurtnet.areas.models import Area, Network
from buurtnet.budget.choices import BookingKind
from buurtnet.budget.ideas import From, What, have_idea
from buurtnet.budget.ledger import book
from buurtnet.budget.models import Idea, IdeaStep, Pot
from buurtnet.budget.promising import key_of as promise_key
from buurtnet.config.demo.documents import Town
from buurtnet.config.demo.places import key_of
from buurtnet.config.demo.questions import happened, someone
from buurtnet.config.demo.rows import Row, days_ago, here, rows_of
from buurtnet.people.models import Person
from buurtnet.voting.casting import cast
from buurtnet.voting.choices import AgeGroup, BatchKind, Channel
from buurtnet.voting.closing import close_and_count
from buurtnet.voting.codes import hash_of_code, in_groups
from buurtnet.voting.letters import Letter, make_letters
from buurtnet.voting.models import Batch, Code, Count, Plan, Turnout, VoteRound
from buurtnet.voting.paper_ballots import enter
from buurtnet.voting.planning import add_plan, check_plan, report, translate_plan
from buurtnet.voting.publishing import carried_out, publish
from buurtnet.voting.rounds import begin_check, make_round, open_vote

MOMENTS: Final[dict[type[models.Model], tuple[str, ...]]] = {
    VoteRound: ("made_at", "fixed_at"),
    Plan: ("checked_at",),
    Batch: ("made_at",),
    Count: ("counted_at",),
    Idea: ("told_at_first", "let_in_at", "submitted_at", "answered_at"),
    IdeaStep: ("at",),
}
LANGUAGES: Final = ("en", "fr", "tr")
CENTS: Final = 100
# To try with, as often as one likes: a vote with it is shown and not stored. Check sign and all.
CODES: Final = {"havendijk": "HAVEND1JK0030", "duinbeke": "DV1NBEKE00405"}
AGES: Final = (
    "",
    "",
    AgeGroup.UNDER_18,
    AgeGroup.TO_35,
    AgeGroup.TO_35,
    AgeGroup.TO_65,
    AgeGroup.TO_65,
    AgeGroup.OVER_65,
)
GAVE_UP: Final = 9  # of those who looked their vote over
ONLY_LOOKED: Final = 61  # of those who opened the ballot


def load_voting(towns: list[Town]) -> None:
    """For a town in which there was no vote yet."""
    tables = rows_of("voting")
    for town in towns:
        network = Network.objects.get(slug=town.slug)
        open_room(network)
        if not VoteRound.objects.filter(network=network).exists():
            with transaction.atomic():
                for row in here(tables["round"], town):
                    plans = [one for one in here(tables["plan"], town) if one["round"] == row["key"]]
                    load_round(row, plans, town, network)


def open_room(network: Network) -> None:
    """A demo that was made before there was such a room gets it with what is in it."""
    if not network.has(Room.VOTING):
        network.rooms = [*network.rooms, Room.VOTING]
        network.save(update_fields=["rooms"])


def codes_to_vote(port: int) -> list[str]:
    """Lines that tell with which code a vote is tried out, as long as there is one going on."""
    lines = []
    for slug, code in CODES.items():
        found = Code.objects.filter(hash=hash_of_code(code)).select_related("batch__round").first()
        if found and found.batch.round.takes_votes(timezone.now()):
            url = reverse("voting:ballot", args=[slug, found.batch.round_id])
            lines.append(f"  {in_groups(code)} at http://localhost:{port}{url}")
    return lines


def load_round(row: Row, plans: list[Row], town: Town, network: Network) -> None:
    """From its plans to the vote, or to its result."""
    by, checker = someone(row["director"]), someone(row["checker"])
    pot = Pot.objects.get(pk=key_of(town, "pot", row["pot"]))
    if "adds" in row:
        key = key_of(town, "deposit", f"vote {row['key']}")
        at = days_ago(row["made"])
        book(pot, BookingKind.DEPOSIT, row["adds"] * CENTS, key=key, by=None, contributor=row["from"], at=at)
    with happened(days_ago(row["made"]), MOMENTS):
        form_key = key_of(town, "vote", row["key"])
        around = make_round(network, said_of(row, pot), form_key=form_key, by=by)
        for one in plans:
            load_plan(one, around, town, by=by, checker=checker)
        begin_check(around, by=by)
    start = around.votes_from
    assert start
    with happened(start, MOMENTS):
        open_vote(around, by=by, now=start)
        letters = load_letters(row, around, town, by=by)
    if row.get("is_over"):
        vote(row, plans, around, town, letters)
        load_result(plans, around, by=by)
    else:
        load_test_code(around, town, by=by)


def said_of(row: Row, pot: Pot) -> dict[str, object]:
    return {
        "pot": pot, "name": row["name"], "text": row["text"], "budget": row["budget"] * CENTS, "seed": row["seed"],
        "help_text": row["help"], "by_mail": row.get("by_mail", False), "age_least": row.get("age_least", 0),
        "votes_from": midnight(row["votes_from"]), "votes_until": midnight(row["votes_until"]),
        "result_on": timezone.localdate(days_ago(row["votes_until"] - 2)),
    }  # fmt: skip


def midnight(days: int) -> dt.datetime:
    """With which the day so many days ago began."""
    return timezone.localtime(days_ago(days)).replace(hour=0, minute=0, second=0, microsecond=0)


def load_plan(row: Row, around: VoteRound, town: Town, *, by: Person, checker: Person) -> None:
    """Written down by a partner for who had it, and checked by the director."""
    area = next((one for one in areas_of(around) if one.name == row.get("area")), None)
    what = What(title=row["title"], text=row["text"], area=area, said_by=row["said_by"])
    form_key = key_of(town, "idea", f"vote {row['key']}")
    idea = have_idea(around.network, what, From(written_by=checker), form_key=form_key)
    # With an amount at once, it would be asked of another lane.
    Idea.objects.filter(pk=idea.pk).update(asked=row["asked"] * CENTS)
    idea.refresh_from_db()
    plan = add_plan(around, idea, by=by)
    for language in LANGUAGES:
        if language in row:
            title, text = row[language]
            translate_plan(plan, language, title=title, text=text, by=by)
    check_plan(
        plan, feasible=not row.get("dropped"), cost=row.get("cost", 0) * CENTS, reason=row.get("why", ""),
        symbol=row.get("symbol", ""), by=by,
    )  # fmt: skip


def areas_of(around: VoteRound) -> list[Area]:
    return list(neighbourhoods_of(around.network))


def load_letters(row: Row, around: VoteRound, town: Town, *, by: Person) -> dict[str, list[Letter]]:
    """A batch for each neighbourhood, and ballots on paper; their codes are kept nowhere."""
    made = {}
    for area in areas_of(around):
        form_key = key_of(town, "letters", f"{row['key']} {area.name}")
        made[area.name] = make_letters(
            around, BatchKind.LETTERS, row["letters"], name=area.name, area=area, form_key=form_key, by=by
        )
    if "papers" in row:
        form_key = key_of(town, "letters", f"{row['key']} paper")
        made[""] = make_letters(
            around, BatchKind.PAPER, row["papers"], name="Aan de balie", area=None, form_key=form_key, by=by
        )
    return made


def load_test_code(around: VoteRound, town: Town, *, by: Person) -> None:
    """A code that is known, unlike any other: with it nothing can be voted."""
    form_key = key_of(town, "letters", f"{around.form_key} test")
    make_letters(around, BatchKind.TEST, 1, name="Om te proberen", area=None, form_key=form_key, by=by)
    Code.objects.filter(batch__form_key=form_key).update(hash=hash_of_code(CODES[town.slug]))


def vote(row: Row, plans: list[Row], around: VoteRound, town: Town, letters: dict[str, list[Letter]]) -> None:
    """Everyone chooses by chance what their neighbourhood cares for; the same each time the demo is made."""
    chance, names = random.Random(f"{town.slug} {row['key']}"), [one.name for one in areas_of(around)]  # noqa: S311
    at = around.votes_from
    for number in range(row["ballots"] - row["papers"]):
        place = number % len(names)
        letter = letters[names[place]][number // len(names)]
        key = key_of(town, "ballot", f"{row['key']} {number}")
        cast(around, letter.code, choice(plans, place, chance), age=chance.choice(AGES), form_key=key, now=at)
    for envelope, letter in enumerate(letters[""], start=1):
        chosen = choice(plans, envelope % len(names), chance)
        for key in (row["director"], row["checker"]):
            enter(around, envelope, letter.code, chosen, by=someone(key))
    voted = row["ballots"] - row["papers"]
    on = timezone.localdate(at)
    Turnout.objects.filter(round=around).update(on=on)
    for step, count in (("began", voted + GAVE_UP), ("opened", voted + ONLY_LOOKED)):
        Turnout.objects.create(round=around, on=on, channel=Channel.ONLINE, step=step, count=count)


def choice(plans: list[Row], place: int, chance: random.Random) -> list[int]:
    """Numbers on the ballot; a few vote blank."""
    return [number for number, one in enumerate(plans, start=1) if chance.random() < one["likes"][place] / 10]


def load_result(plans: list[Row], around: VoteRound, *, by: Person) -> None:
    """Counted on the day after, and made public; the money is promised on that day."""
    assert around.votes_until
    at = around.votes_until + dt.timedelta(hours=10)
    with happened(at, MOMENTS):
        close_and_count(around, by=by)
        for plan in carried_out(around):
            assert plan.idea
            key = promise_key(plan.idea)
            book(around.pot, BookingKind.PROMISE, plan.cost, key=key, by=None, idea=plan.idea, at=at)
        publish(around, by=by)
    for plan in carried_out(around):
        row = plans[plan.number - 1]
        if "owner" in row:
            ready_on = timezone.localdate() + dt.timedelta(days=60)
            report(plan, owner=row["owner"], ready_on=ready_on, progress=row["progress"], by=by)
