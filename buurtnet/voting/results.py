"""What a vote brought, once it is public: in words, with a bar a plan, and as files for who counts it again."""

import csv
import io
import random
import uuid
from dataclasses import dataclass
from functools import lru_cache
from secrets import SystemRandom
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.privacy.small_numbers import LEAST, NOT_SHOWN, rounded
from buurtnet.voting.choices import AgeGroup, BatchKind, Channel
from buurtnet.voting.closing import election_of, outcome_of
from buurtnet.voting.desk import batches_of
from buurtnet.voting.elections import Election
from buurtnet.voting.export import written
from buurtnet.voting.in_words import per_project, whole_story
from buurtnet.voting.models import HandDecision, Plan, Turnout, VoteRound
from buurtnet.voting.publishing import against_the_count, carried_out
from buurtnet.voting.reasons import reasons
from buurtnet.voting.rules import Outcome
from buurtnet.voting.shown import PlanShown, plans_of
from buurtnet.voting.taking_part import Group, without

NAMES = {"ages": AgeGroup.choices, "channels": Channel.choices}


@dataclass(frozen=True)
class Told:
    """One plan in the result. ``covered``: percent of its cost that who voted for it could pay; 100 for what won."""

    shown: PlanShown
    votes: int
    words: str
    covered: int
    is_carried_out: bool
    by_hand: HandDecision | None


def counted_as(around: VoteRound) -> tuple[Election, Outcome]:
    """A round that is counted, as it was counted; nothing of it changes any more, so it is kept in memory."""
    return _counted(around.pk)


@lru_cache(maxsize=8)
def _counted(pk: uuid.UUID) -> tuple[Election, Outcome]:
    around = VoteRound.objects.get(pk=pk)
    election = election_of(around)
    return election, outcome_of(around, election)


def told_of(around: VoteRound, language: str) -> list[Told]:
    """All plans that were voted on: what is carried out first, then by votes."""
    election, outcome = counted_as(around)
    words, why = per_project(outcome), {election.projects[one.project].id: one for one in reasons(outcome).projects}
    done = {plan.pk for plan in carried_out(around)}
    by_hand = {one.plan_id: one for one in against_the_count(around)}
    found = [
        Told(
            one, one.plan.votes or 0, words[str(one.plan.number)], int(100 * why[str(one.plan.number)].covered),
            one.plan.pk in done, by_hand.get(one.plan.pk),
        )
        for one in plans_of(around, language)
    ]  # fmt: skip
    return sorted(found, key=lambda one: (not one.is_carried_out, -one.votes, one.shown.plan.number))


def story_of(around: VoteRound) -> str:
    """A few sentences about the whole."""
    return whole_story(counted_as(around)[1])


def votes_file(around: VoteRound, chance: random.Random | None = None) -> str:
    """The ``.pb`` file of a round that is public, in another order each time."""
    election, outcome = counted_as(around)
    return written(election, outcome, chance or SystemRandom())


def protocol_file(around: VoteRound) -> dict[str, Any]:
    """The protocol of the count, and beside it what people decided otherwise and what is carried out."""
    zone = ZoneInfo(around.network.time_zone)
    by_hand = [
        {
            "project": str(one.plan.number), "won_by_the_count": bool(one.plan.won), "carried_out": one.wins,
            "reason": one.reason, "on": timezone.localtime(one.at, zone).date().isoformat(),
        }
        for one in against_the_count(around)
    ]  # fmt: skip
    done = [str(plan.number) for plan in carried_out(around)]
    return {**around.count.protocol, "by_hand": by_hand, "carried_out": done}


def plans_file(around: VoteRound) -> str:
    """The plans as a table for a spreadsheet, with what became of each."""
    held = io.StringIO()
    rows = csv.writer(held, delimiter=";")
    rows.writerow([_("nummer"), _("plan"), _("kosten in euro's"), _("stemmen"), _("gekozen")])
    done = {plan.pk for plan in carried_out(around)}
    for plan in Plan.objects.filter(round=around).exclude(won=None).order_by("number"):
        rows.writerow([plan.number, plain_cell(plan.title), plan.cost // 100, plan.votes, int(plan.pk in done)])
    return "\ufeff" + held.getvalue()


def plain_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t"} else text


def steps_of(around: VoteRound) -> list[tuple[str, int]]:
    """How many opened the ballot, looked their vote over, and voted: in fives, and nothing below ten.

    All voters are told exactly: where those on paper are few, none of it is told.
    """
    names = {"opened": _("opende het stembiljet"), "began": _("keek de stem na"), "voted": _("stemde op de site")}
    counts: dict[str, int] = {}
    for one in Turnout.objects.filter(round=around, channel="online"):
        counts[one.step] = counts.get(one.step, 0) + one.count
    on_paper = around.count.voters - counts.get("voted", 0)
    if min(counts.get(key, 0) for key in names) < LEAST or 0 < on_paper < LEAST:
        return []
    return [(label, rounded(counts[key])) for key, label in names.items()]


@dataclass(frozen=True)
class Stack:
    """Letters made in one go: how many, how many were voted with and fell; None where that would tell of someone."""

    name: str
    made: int
    used: int | None
    void: int | None


def letters_of(around: VoteRound) -> list[Stack]:
    """Every stack but those to try with. All voters are told exactly, so never is just one stack left out."""
    rows = [one for one in batches_of(around) if one.batch.kind != BatchKind.TEST]
    hidden = without([Group(str(one.batch.pk), one.out - one.void_in_all, one.used_in_all) for one in rows])
    return [
        Stack(one.batch.name, one.out, None, None) if str(one.batch.pk) in hidden
        else Stack(one.batch.name, one.out, rounded(one.used_in_all), one.void_in_all)
        for one in reversed(rows)
    ]  # fmt: skip


def part_in(around: VoteRound) -> list[tuple[str, list[dict[str, Any]], bool]]:
    """The tables of who took part, with a heading each, and whether any row tells how many got something.

    A table of one row tells nothing and is left out.
    """
    headings = {"areas": _("Buurten"), "ages": _("Leeftijden"), "channels": _("Hoe er gestemd is")}
    tables = around.count.fairness
    return [
        (label, named(key, tables[key]), any(row["got"] != NOT_SHOWN for row in tables[key]))
        for key, label in headings.items()
        if len(tables.get(key, [])) > 1
    ]


def named(key: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with names in the language of the page."""
    from_choices = dict(NAMES[key]) if key in NAMES else {}
    others = _("niet gezegd, of te weinig om apart te laten zien") if key == "ages" else _("de rest samen")
    return [
        row | {"name": str(from_choices.get(row["name"], row["name"])) if row["name"] else others} for row in rows
    ]
