"""Equal shares: as its definition says, exact, the same for any order, and proportional."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.voting.elections import CENTS, Cap, Election, Project, Satisfaction
from buurtnet.voting.equal_shares import EqualShares
from buurtnet.voting.greedy import most_votes, winners
from buurtnet.voting.one_run import TooCloseError
from buurtnet.voting.rules import Rule, decide
from tests.voting import slowly


def election(
    costs: Sequence[int],
    ballots: Sequence[tuple[int, ...]],
    budget: int,
    conflicts: frozenset[tuple[int, int]] = frozenset(),
    *,
    threshold: int = 0,
    caps: tuple[Cap, ...] = (),
) -> Election:
    """Costs, budget and upper bounds in whole euros."""
    told = Counter(tuple(sorted(set(ballot))) for ballot in ballots)
    scores = tuple(sum(times for ballot, times in told.items() if place in ballot) for place in range(len(costs)))
    projects = tuple(Project(str(place), cost * CENTS) for place, cost in enumerate(costs))
    bounds = tuple(replace(cap, most=cap.most * CENTS) for cap in caps)
    return Election(
        budget * CENTS, projects, dict(told), scores, threshold=threshold, caps=bounds, conflicts=conflicts
    )


@st.composite
def small_elections(draw: st.DrawFn) -> Election:
    costs = draw(st.lists(st.integers(0, 30), min_size=1, max_size=6))
    ballots = draw(st.lists(st.lists(st.integers(0, len(costs) - 1), max_size=4).map(tuple), min_size=1, max_size=9))
    conflicts = draw(st.frozensets(st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda it: it[0] != it[1]),
                                   max_size=1))  # fmt: skip
    caps = draw(
        st.lists(st.builds(Cap, st.just("x"), st.frozensets(st.integers(0, 5)), st.integers(0, 60)), max_size=1)
    )
    return election(
        costs, ballots, draw(st.integers(1, 60)), conflicts, threshold=draw(st.integers(0, 2)), caps=tuple(caps)
    )


@given(small_elections(), st.sampled_from(Satisfaction))
def test_it_does_what_its_definition_says(one: Election, satisfaction: Satisfaction) -> None:
    for raises in (0, 1, 3):
        run = EqualShares(one, satisfaction).run(raises, CENTS, exact=True)
        share = Fraction(one.budget, one.voters) + raises * CENTS
        assert [(turn.project, turn.pay) for turn in run.turns] == slowly.first_pass(one, share, satisfaction)


@given(small_elections(), st.sampled_from(Satisfaction))
def test_the_share_rises_until_the_next_step_would_overspend(one: Election, satisfaction: Satisfaction) -> None:
    rule = EqualShares(one, satisfaction)
    result, other = rule.until_next_overspends(), rule.until_nothing_fits()
    assert (set(result.run.order), result.raises) == slowly.raised(one, satisfaction)
    assert (set(other.run.order), other.raises) == slowly.raised(one, satisfaction, ends_full=True)
    for found in (result, other):
        assert one.cost_of(found.run.order) <= one.budget


@given(small_elections(), st.sampled_from(Satisfaction), st.booleans())
def test_leaving_steps_out_changes_nothing(one: Election, satisfaction: Satisfaction, ends_full: bool) -> None:
    rule = EqualShares(one, satisfaction)
    leaping = rule.raised(7, ends_full=ends_full, leaps=True, is_exact=False)
    walking = rule.raised(7, ends_full=ends_full, leaps=False, is_exact=True)
    assert (leaping.run.order, leaping.raises) == (walking.run.order, walking.raises)


def test_who_could_just_pay_has_something_left_with_a_higher_share() -> None:
    """One voter pays three plans with all of the share, to the cent; the fourth comes when the share has risen."""
    one = election([10, 30, 20, 10, 10, 30, 20], [(4,), (1, 2, 3, 5)], 72)
    result = EqualShares(one).until_next_overspends(step=6 * CENTS)
    assert (set(result.run.order), result.raises) == slowly.raised(one, Satisfaction.COST, 6 * CENTS)
    assert result.raises == 8


@given(small_elections(), st.sampled_from(Satisfaction), st.integers(1, 40), st.integers(1, 400))
def test_a_quick_run_tells_the_same_or_says_that_it_cannot(
    one: Election, satisfaction: Satisfaction, raises: int, step: int
) -> None:
    rule = EqualShares(one, satisfaction)
    exact = rule.run(raises, step, exact=True)
    before = rule.run(raises - 1, step, exact=True, measured=True)
    try:
        assert rule.run(raises, step, exact=False).order == exact.order
        assert rule.run(raises, step, exact=False, measured=True, marks=before.marks).order == exact.order
    except TooCloseError:
        return


def test_numbers_nearer_than_a_billionth_are_told_apart_exactly() -> None:
    """Two groups have a hair less left than the plan asks of each: floats would let all pay the same."""
    share = 10**11
    first = [share - 10**6 - 1, share - 10**6]  # what who approves of 0, or of 1, has paid before
    costs = [3 * first[0], 3 * first[1], 7 * 10**6 + 5]
    projects = tuple(Project(str(place), cost) for place, cost in enumerate(costs))
    ballots = {(0, 2): 3, (1, 2): 3, (2,): 1}
    one = Election(share * 7, projects, ballots, (3, 3, 7))
    rule = EqualShares(one)
    run = rule.run(0, CENTS, exact=True)
    assert [(turn.project, turn.pay) for turn in run.turns] == slowly.first_pass(one, Fraction(share))
    assert rule.quick(0, CENTS, is_exact=False, measured=False, marks=()).order == run.order


@given(small_elections(), st.booleans())
def test_most_votes_does_what_its_definition_says(one: Election, skips: bool) -> None:
    assert winners(most_votes(one, skips=skips)) == slowly.most_votes(one, skips=skips)


def test_a_share_far_below_the_costs_is_raised_in_leaps(monkeypatch: pytest.MonkeyPatch) -> None:
    """One voter in a thousand wants the dear one: it takes ten thousands of steps, and few of them are looked at."""
    one = election([90_000, 50, 40], [(0,)] + [(1, 2)] * 4 + [(2,)] * 3, 95_000)
    runs: list[int] = []
    really = EqualShares.run

    def counted(self: EqualShares, raises: int, *args: object, **options: object) -> object:
        runs.append(raises)
        return really(self, raises, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(EqualShares, "run", counted)
    result = EqualShares(one).until_next_overspends()
    assert set(result.run.order) == {0, 1, 2}
    assert result.raises == 90_000 - 95_000 // 8
    assert len(runs) < 60


@given(small_elections(), st.randoms(use_true_random=False))
def test_the_order_of_ballots_and_projects_is_irrelevant(one: Election, dice: random.Random) -> None:
    moved = list(range(len(one.projects)))
    dice.shuffle(moved)
    place_of = {old: new for new, old in enumerate(moved)}
    ballots = [(tuple(sorted(place_of[place] for place in ballot)), times) for ballot, times in one.ballots.items()]
    dice.shuffle(ballots)
    conflicts = frozenset((place_of[a], place_of[b]) for a, b in one.conflicts if max(a, b) < len(moved))
    caps = tuple(
        replace(cap, members=frozenset(place_of[m] for m in cap.members if m in place_of)) for cap in one.caps
    )
    other = replace(
        one, projects=tuple(one.projects[old] for old in moved), ballots=dict(ballots),
        scores=tuple(one.scores[old] for old in moved), conflicts=conflicts, caps=caps,
    )  # fmt: skip
    for rule in (Rule.EQUAL_SHARES, Rule.GREEDY, Rule.EXHAUSTIVE):
        here, there = decide(one, rule), decide(other, rule)
        assert [one.projects[place].id for place in here.winners] == [
            other.projects[place].id for place in there.winners
        ]


@given(small_elections())
def test_nobody_pays_more_than_their_share_and_together_they_pay_the_cost(one: Election) -> None:
    run = EqualShares(one).until_next_overspends().run
    for turn in run.turns:
        assert turn.full_payers * turn.pay + turn.from_last == one.projects[turn.project].cost
        assert turn.pay <= run.share
    paid = sum(turn.full_payers * turn.pay + turn.from_last for turn in run.turns)
    assert paid <= run.share * one.voters


def test_a_group_that_agrees_gets_its_part_of_the_money() -> None:
    """The example the rule was made for: most votes gives all to 60 in 100, equal shares each group its part."""
    ballots = [(0, 1, 2, 3, 4)] * 60 + [(5, 6, 7)] * 40
    one = election([20] * 8, ballots, 100)
    assert set(decide(one, Rule.GREEDY).winners) == {0, 1, 2, 3, 4}
    chosen = set(decide(one, Rule.EQUAL_SHARES).winners)
    assert (len(chosen & {0, 1, 2, 3, 4}), len(chosen & {5, 6, 7})) == (3, 2)


def test_a_blank_ballot_makes_everyone_s_share_smaller_and_asks_for_nothing() -> None:
    with_blank = election([10, 10], [(0,), (1,), ()], 30)
    assert EqualShares(with_blank).run(0, CENTS, exact=True).share == 10 * CENTS
    assert set(decide(with_blank, Rule.EQUAL_SHARES).winners) == {0, 1}


def test_what_nobody_wants_is_not_taken_and_what_costs_nothing_is() -> None:
    one = election([0, 5, 0], [(0,), (1,)], 10)
    assert set(decide(one, Rule.EQUAL_SHARES).winners) == {0, 1}


def test_without_voters_nothing_is_taken() -> None:
    for rule in (Rule.EQUAL_SHARES, Rule.FIRST_ONLY, Rule.EXHAUSTIVE, Rule.GREEDY):
        assert decide(election([50], [], 20), rule).winners == []


def test_a_budget_that_no_plan_fits_gives_nothing() -> None:
    one = election([50, 60], [(0,), (0, 1)], 40)
    assert decide(one, Rule.EQUAL_SHARES).winners == []
    assert decide(one, Rule.GREEDY).winners == []


def test_equals_are_told_apart_by_cost_then_votes_then_the_lot_of_a_public_text() -> None:
    twins = election([10, 10, 9], [(0,), (1,), (2,)], 10)
    first = {seed: decide(replace(twins, seed=seed), Rule.GREEDY).winners for seed in map(str, range(20))}
    assert {tuple(found) for found in first.values()} == {(2,)}
    twins = election([10, 10], [(0,), (1,)], 10)
    drawn = {tuple(decide(replace(twins, seed=str(seed)), Rule.GREEDY).winners) for seed in range(20)}
    assert drawn == {(0,), (1,)}


def test_of_two_plans_that_do_not_go_together_one_is_taken() -> None:
    one = election([10, 10], [(0, 1)] * 5, 40, frozenset({(0, 1)}))
    for rule in (Rule.EQUAL_SHARES, Rule.GREEDY):
        assert len(decide(one, rule).winners) == 1


def test_work_grows_with_the_ballots_that_differ_and_not_with_the_voters() -> None:
    few, many = election([30, 20], [(0,), (1,), (0, 1)], 40), election([30, 20], [(0,), (1,), (0, 1)] * 300, 40)
    assert len(EqualShares(few).layout.weights) == len(EqualShares(many).layout.weights) == 3


def test_money_left_over_pays_nothing_that_does_not_go_together() -> None:
    one = election([60, 50, 30, 30], [(0, 1)] * 3 + [(2,), (2,), (3,)], 120, frozenset({(2, 3)}),
                   caps=(Cap("groen", frozenset({0, 2, 3}), 60),))  # fmt: skip
    steps = most_votes(replace(one, funds_leftover=True, budget=200 * CENTS))
    assert winners(steps) == [1, 0, 2] or winners(steps) == [0, 1, 2]
    assert 3 not in winners(steps)
