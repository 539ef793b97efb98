"""A counted vote as a file: counted again it gives the same winners, and it tells of nobody who voted."""

import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.kit.plain_error import PlainError
from buurtnet.voting.elections import Cap, Election, Satisfaction
from buurtnet.voting.export import LEAST_VOTERS, written
from buurtnet.voting.pabulib import election_in
from buurtnet.voting.rules import Rule, decide, own_rule
from tests.voting.test_equal_shares import election, small_elections


def many(one: Election) -> Election:
    """The same vote with every ballot cast so often that ballots may be given."""
    times = LEAST_VOTERS // one.voters + 1
    ballots = {ballot: count * times for ballot, count in one.ballots.items()}
    conflicts = frozenset((a, b) for a, b in one.conflicts if max(a, b) < len(one.projects))
    return replace(
        one, ballots=ballots, scores=tuple(score * times for score in one.scores), caps=(), conflicts=conflicts
    )


@given(
    small_elections(),
    st.sampled_from([Rule.GREEDY, Rule.NO_SKIP, Rule.EQUAL_SHARES, Rule.EXHAUSTIVE, Rule.FIRST_ONLY]),
    st.sampled_from(Satisfaction),
    st.text(st.characters(exclude_categories=["C", "Z"]), max_size=8),
    st.integers(1, 500),
)
def test_counted_again_it_gives_the_same_winners(
    small: Election, rule: Rule, satisfaction: Satisfaction, seed: str, step: int
) -> None:
    one = replace(many(small), seed=seed)
    outcome = decide(one, rule, satisfaction=satisfaction, step=step)
    again = election_in(written(one, outcome, random.Random(1)))
    recount = decide(again, own_rule(again))
    assert [again.projects[place].id for place in recount.winners] == [one.projects[p].id for p in outcome.winners]
    assert again.ballots == one.ballots
    assert [project.is_selected for project in again.projects] == [
        p in outcome.winners for p in range(len(one.projects))
    ]


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_label_begins_a_line_of_its_own(name: str, title: str) -> None:
    one = many(election([10, 20], [(0,), (0, 1)], 40))
    first = replace(one.projects[0], name=name, category=title)
    one = replace(one, projects=(first, one.projects[1]), title=title)
    text = written(one, decide(one, Rule.GREEDY), random.Random(1))
    assert len(text.splitlines()) == text.count("\n")
    assert election_in(text).ballots == one.ballots


def test_ballots_are_numbered_anew_in_an_order_by_lot() -> None:
    one = election([10, 20, 30], [(0,)] * 20 + [(1, 2)] * 20, 40)
    outcome = decide(one, Rule.GREEDY)
    files = [written(one, outcome, random.Random(seed)).split("VOTES\n")[1].splitlines()[1:] for seed in range(5)]
    assert len({tuple(lines) for lines in files}) == 5
    for lines in files:
        assert [line.split(";")[0] for line in lines] == [str(number) for number in range(1, 41)]
        assert Counter(line.split(";")[1] for line in lines) == {"0": 20, "1,2": 20}


def test_few_ballots_are_not_given_and_the_file_says_so() -> None:
    one = election([10, 20], [(0,)] * (LEAST_VOTERS - 1), 40)
    text = written(one, decide(one, Rule.GREEDY), random.Random(1))
    assert text.endswith("VOTES\nvoter_id;vote\n")
    assert f"0;10;{LEAST_VOTERS - 1};" in text
    with pytest.raises(PlainError, match="no ballots, so it cannot be counted again"):
        election_in(text)
    enough = election([10, 20], [(0,)] * LEAST_VOTERS, 40)
    assert election_in(written(enough, decide(enough, Rule.GREEDY), random.Random(1))).voters == LEAST_VOTERS


def test_upper_bounds_and_money_left_over_go_along() -> None:
    one = many(election([60, 50, 40], [(0, 1), (0,), (0, 1, 2)], 151))
    projects = tuple(
        replace(project, category="groen" if n < 2 else "samen") for n, project in enumerate(one.projects)
    )
    caps = (Cap("groen", frozenset({0, 1}), 6000), Cap("samen", frozenset({2}), 10000))
    one = replace(one, projects=projects, caps=caps, funds_leftover=True, threshold=2)
    outcome = decide(one, Rule.GREEDY)
    again = election_in(written(one, outcome, random.Random(1)))
    assert (again.caps, again.funds_leftover, again.threshold) == (caps, True, 2)
    assert decide(again, own_rule(again)).winners == outcome.winners == [0, 2, 1]


@pytest.mark.parametrize("known", ["a,b", "a|b", " a", "a\nb", "", "votes"])
def test_an_id_that_the_format_cannot_hold_is_refused(known: str) -> None:
    one = election([10], [(0,)] * 40, 20)
    one = replace(one, projects=(replace(one.projects[0], id=known),))
    with pytest.raises(ValueError, match="cannot hold"):
        written(one, decide(one, Rule.GREEDY), random.Random(1))


def test_a_text_of_the_lot_that_would_come_back_otherwise_is_refused() -> None:
    one = replace(election([10], [(0,)] * 40, 20), seed="Havendijk\n2026")
    with pytest.raises(ValueError, match="text of the lot"):
        written(one, decide(one, Rule.GREEDY), random.Random(1))
