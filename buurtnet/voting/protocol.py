"""The protocol of a count: every turn with exact numbers, ready for JSON, and found again by whoever counts again.

Amounts are in cents, as fractions "a/b" in lowest terms. What was counted and what came out are each told by a
SHA-256 of their canonical form: JSON with sorted keys, no spaces, in UTF-8.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import groupby

from buurtnet.voting.elections import Election, Satisfaction
from buurtnet.voting.equal_shares import Result
from buurtnet.voting.export import LEAST_VOTERS
from buurtnet.voting.rules import Outcome, Rule, UnknownRuleError, decide, plain, rule_of
from buurtnet.voting.turns import Turn

FORM = "buurtnet protocol 1"
LARGEST_STEP = 10**14
HOW_HASHED = "SHA-256 of JSON with sorted keys, without spaces, in UTF-8"
TIES = "lowest cost, then most votes, then the smallest SHA-256 of the seed followed by the project's id"
ENDS = {
    Rule.EQUAL_SHARES: "everyone's share rises until the next step would overspend",
    Rule.EXHAUSTIVE: "everyone's share rises until nothing that is left fits, or the next step would overspend",
    Rule.FIRST_ONLY: "everyone's share does not rise",
    Rule.GREEDY: "a project that cannot be paid is passed over",
    Rule.NO_SKIP: "the first project that cannot be paid ends it",
    Rule.THRESHOLD: "a project that cannot be paid is passed over",
}

BESIDE = ("by_hand", "carried_out")  # what people decided besides: no count gives it again

type Told = dict[str, object]


def protocol(election: Election, outcome: Outcome, seed_text: str) -> Told:
    """``seed_text``: what was made public beforehand. Raises ``ValueError`` when the count used another."""
    if seed_text != outcome.election.seed:
        raise ValueError("the count was not made with this text of the lot")
    counted = outcome.election
    told: Told = {
        "form": FORM,
        "rule": outcome.rule.value,
        "variant": ENDS[outcome.rule],
        "seed": seed_text,
        "ties": TIES,
        "voters": election.voters,
        "budget": election.budget,
        "least_votes": election.threshold,
        "bounds": [[cap.per, cap.name, cap.most] for cap in election.caps],
        "leftover_is_spent": election.funds_leftover,
        "input": {"how": how_input_is_hashed(election), "sha256": sha256_of(canonical_input(election))},
    }
    if outcome.shares:
        told |= {"satisfaction": counted.satisfaction.value, "step": outcome.shares.step}
        told |= of_shares(counted, outcome.shares)
    else:
        told |= of_votes(outcome)
    result: Told = {"winners": [counted.projects[place].id for place in outcome.winners], "cost": outcome.cost}
    return told | result | {"output": {"how": HOW_HASHED, "sha256": sha256_of(result)}}


def of_shares(election: Election, result: Result) -> Told:
    ids = [project.id for project in election.projects]
    turns = list(enumerate(result.run.turns, start=1))
    return {
        "share_at_the_start": written(result.first.share),
        "share_at_the_end": written(result.run.share),
        "raises": result.raises,
        "next_step_overspends": result.is_at_the_edge,
        "turns": [of_turn(election, number, turn) for number, turn in turns],
        "lots": [
            {"turn": number, "between": [ids[one] for one in turn.equals], "taken": ids[turn.project]}
            for number, turn in turns
            if turn.equals
        ],
        "not_taken": [
            {"project": ids[place], "cost": election.projects[place].cost, "behind": written(behind)}
            for place, behind in result.run.behind.items()
        ],
    }


def of_turn(election: Election, number: int, turn: Turn) -> Told:
    project = election.projects[turn.project]
    return {
        "turn": number,
        "project": project.id,
        "cost": project.cost,
        "effective_votes": written(turn.effective_votes(project.cost)),
        "behind": written(turn.behind),
        "pay": written(turn.pay),
        "full_payers": turn.full_payers,
        "gave_their_last": turn.last_payers,
        "from_last": written(turn.from_last),
        "had_nothing_left": turn.without,
    }


def of_votes(outcome: Outcome) -> Told:
    election = outcome.election
    steps = list(enumerate(outcome.steps, start=1))
    equal = groupby(steps, key=lambda one: election.scores[one[1].project])
    tied = [[(number, election.projects[step.project].id) for number, step in group] for _score, group in equal]
    return {
        "turns": [
            {
                "turn": number,
                "project": election.projects[step.project].id,
                "score": election.scores[step.project],
                "cost": election.projects[step.project].cost,
                "left": step.left,
                "what": step.why.value,
            }
            for number, step in steps
        ],
        "lots": [
            {
                "turn": group[0][0],
                "between": sorted(one for _number, one in group),
                "order": [one for _n, one in group],
            }
            for group in tied
            if len(group) > 1
        ],
    }


def written(amount: Fraction) -> str:
    return f"{amount.numerator}/{amount.denominator}"


def canonical_input(election: Election) -> Told:
    """All that decides who wins. Of few voters no ballots: who knows the totals could find them by trying."""
    ids = [project.id for project in election.projects]
    votes = {ids[place]: [election.votes[place], score] for place, score in enumerate(election.scores)}
    told: Told = {
        "budget": election.budget,
        "voters": election.voters,
        "costs": {project.id: project.cost for project in election.projects},
        "votes_and_scores": votes,
        "least_votes": election.threshold,
        "bounds": sorted(
            [cap.per, cap.name, cap.most, sorted(ids[one] for one in cap.members)] for cap in election.caps
        ),
        "conflicts": sorted(sorted((ids[a], ids[b])) for a, b in election.conflicts),
        "leftover_is_spent": election.funds_leftover,
    }
    if election.voters >= LEAST_VOTERS:
        told["ballots"] = sorted(
            [sorted(ids[one] for one in ballot), times] for ballot, times in election.ballots.items()
        )
    return told


def how_input_is_hashed(election: Election) -> str:
    parts = ", ".join(canonical_input(election))
    return f"{HOW_HASHED}: {parts}; a ballot is the sorted ids of its projects and how often it was cast"


def sha256_of(told: Mapping[str, object]) -> str:
    canonical = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def counted_again(told: Mapping[str, object], election: Election) -> Told:
    """The protocol of the same count on this election. Raises ``ValueError`` when ``told`` is no protocol of ours."""
    if told.get("form") != FORM:
        raise ValueError(f"it is no protocol of the form '{FORM}'")
    rule, seed, step = told.get("rule"), told.get("seed"), told.get("step", election.step)
    satisfaction = told.get("satisfaction", Satisfaction.COST)
    if not (isinstance(rule, str) and isinstance(seed, str) and isinstance(satisfaction, str)):
        raise ValueError("it does not say by which rule was counted, or with which text of the lot")
    if not isinstance(step, int) or isinstance(step, bool) or not 1 <= step <= LARGEST_STEP:
        raise ValueError(f"its step is no whole number of cents from 1 to {LARGEST_STEP}")
    if not told.get("bounds") and not told.get("leftover_is_spent"):
        election = plain(election)
    election = replace(election, seed=seed)
    try:
        outcome = decide(election, rule_of(rule), satisfaction=Satisfaction(satisfaction), step=step)
    except UnknownRuleError as error:
        raise ValueError(f"it cannot be counted again: {error}") from None
    return protocol(election, outcome, seed)


def differences(told: Mapping[str, object], again: Mapping[str, object]) -> Iterator[str]:
    """Where a protocol differs from the same count done again, a sentence each; nothing when they are equal.

    What people decided ``BESIDE`` the count is not looked at.
    """
    for key in [*again, *(key for key in told if key not in again)]:
        mine, theirs = again.get(key), told.get(key)
        if mine == theirs or key in BESIDE:
            continue
        if isinstance(mine, list) and isinstance(theirs, list):
            place = next((n for n, (a, b) in enumerate(zip(mine, theirs, strict=False)) if a != b), None)
            if place is None:
                yield f"'{key}' has {len(theirs)} lines in the protocol, and {len(mine)} when counted again."
            else:
                yield f"'{key}', line {place + 1}: {short(theirs[place])} in it, {short(mine[place])} again."
        else:
            yield f"'{key}': {short(theirs)} in the protocol, {short(mine)} when counted again."


def short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text if len(text) <= 400 else f"{text[:400]}…"
