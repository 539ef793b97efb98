"""A result in plain words and in figures, of which every one is right."""

from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.voting.elections import Election
from buurtnet.voting.in_words import per_project, sum_of, who_paid, whole_story
from buurtnet.voting.reasons import SMALLEST_GROUP, Fate, reasons
from buurtnet.voting.rules import Rule, decide
from tests.voting.test_equal_shares import election, small_elections


def test_equal_shares_is_told_with_what_everyone_had_and_paid() -> None:
    one = election([40, 30, 90], [(0,), (0, 1), (1,), (2,)], 100)
    outcome = decide(one, Rule.EQUAL_SHARES)
    with translation.override("nl"):
        whole, each = whole_story(outcome), per_project(outcome)
    assert whole.startswith("4 mensen stemden. Ieder kreeg een even groot deel van het geld: € 25.")
    assert "samen voor € 70 van de € 100" in whole
    assert "1 persoon kreeg geen enkel plan van de eigen keuze." in whole
    assert each["0"] == "2 mensen stemden hiervoor. Het kost € 40. Als nummer 2 gekozen. Ieder betaalde € 20 mee."
    assert "Niet gekozen: wie hiervoor stemde, had samen nog" in each["2"]


def test_most_votes_is_told_with_the_place_and_what_was_left() -> None:
    one = election([40, 70, 30], [(0, 1), (0, 1), (0,), (2,)], 100)
    with translation.override("nl"):
        each = per_project(decide(one, Rule.GREEDY))
        stopped = per_project(decide(one, Rule.NO_SKIP))
    assert each["0"] == "Plek 1, met 3 stemmen. Gekozen: het kost € 40 en er was nog € 100."
    assert each["1"] == "Plek 2, met 2 stemmen. Niet gekozen: het kost € 70 en er was nog maar € 60."
    assert each["2"].startswith("Plek 3, met 1 stem.")
    assert stopped["2"].endswith("Niet gekozen: er was al een plan waar te weinig geld voor was.")


@pytest.mark.parametrize(
    ("language", "cents", "currency", "said"),
    [
        ("nl", 1190, "EUR", "€ 11,90"),
        ("nl", 119_048, "EUR", "€ 1.190,48"),
        ("nl", 2500, "EUR", "€ 25"),
        ("nl", 1250, "PLN", "PLN 12,50"),
        ("nl", 10**14, "EUR", "€ 1.000.000.000.000"),
    ],
)
def test_a_sum_is_written_as_people_write_it(language: str, cents: int, currency: str, said: str) -> None:
    with translation.override(language):
        assert sum_of(cents, currency) == said


def test_who_gave_their_last_and_who_had_nothing_left_are_told_apart() -> None:
    one = election([30, 20, 33], [(0, 2)] * 10 + [(1, 2)] * 10 + [(2,)] * 10, 90)
    why = reasons(decide(one, Rule.FIRST_ONLY)).projects[2]
    assert (why.fate, why.turn, why.full_payers, why.last_payers) == (Fate.CHOSEN, 1, 30, 0)
    two = election([30, 40, 20], [(0, 1)] * 10 + [(1, 2)] * 10 + [(1,)] * 10, 90)
    why = reasons(decide(two, Rule.FIRST_ONLY)).projects[1]
    assert (why.effective_votes, why.pay) == (Fraction(30), Fraction(400, 3))


def test_what_was_missing_and_what_the_other_rule_would_have_done_is_told() -> None:
    one = election([60, 40, 45], [(0,)] * 6 + [(1, 2)] * 3 + [(2,)], 100)
    outcome = decide(one, Rule.FIRST_ONLY)
    why = {found.project: found for found in reasons(outcome).projects}
    assert {place: found.fate for place, found in why.items()} == {
        0: Fate.CHOSEN, 1: Fate.NO_MONEY, 2: Fate.NO_MONEY
    }  # fmt: skip
    assert (why[1].behind, why[1].missing, why[1].covered) == (Fraction(3000), Fraction(1000), Fraction(3, 4))
    assert [found.with_most_votes for found in why.values()] == [True, True, False]
    with translation.override("nl"):
        told = per_project(outcome)
    assert told["1"].endswith(
        "Niet gekozen: wie hiervoor stemde, had samen nog € 30. Er ontbrak € 10. "
        "Met de regel ‘meeste stemmen’ was dit plan er wel gekomen."
    )


def test_how_many_got_nothing_is_told_for_both_rules() -> None:
    one = election([100, 50, 50], [(0,)] * 5 + [(1,)] * 4 + [(2,)] * 3, 100)
    by_shares, by_votes = decide(one, Rule.EQUAL_SHARES), decide(one, Rule.GREEDY)
    why = reasons(by_shares)
    assert (why.without_with_most_votes, reasons(by_votes).without) == (7, 7)
    with translation.override("nl"):
        assert "7 mensen" in whole_story(by_shares)
        assert "meeste stemmen’" in whole_story(by_shares)


def test_a_vote_of_blank_ballots_only_is_not_told_as_a_success() -> None:
    with translation.override("nl"):
        assert "Iedereen kreeg" not in whole_story(decide(election([10], [(), ()], 20), Rule.EQUAL_SHARES))


def test_why_a_plan_could_not_be_chosen_is_told() -> None:
    one = election([10, 10, 50, 5], [(0, 1, 2)] * 4 + [(3,)], 40, frozenset({(0, 1)}), threshold=2)
    why = [found.fate for found in reasons(decide(one, Rule.EQUAL_SHARES)).projects]
    assert sorted(why[:2]) == [Fate.CHOSEN, Fate.CONFLICT]
    assert why[2:] == [Fate.NO_MONEY, Fate.TOO_FEW]


@given(small_elections(), st.integers(1, 9))
def test_who_paid_is_told_in_groups_of_ten_or_more_and_of_everyone(small: Election, times: int) -> None:
    ballots = {ballot: count * times for ballot, count in small.ballots.items()}
    outcome = decide(
        Election(small.budget * times, small.projects, ballots, tuple(score * times for score in small.scores)),
        Rule.EQUAL_SHARES,
    )
    for why in reasons(outcome).projects:
        assert 0 <= why.covered <= 1
        if why.is_chosen:
            assert why.full_payers + why.last_payers + why.had_nothing == why.supporters
            assert bool(why.paid) == (why.supporters >= SMALLEST_GROUP)
            assert sum(group.people for group in why.paid) in (0, why.supporters)
            assert all(group.people >= SMALLEST_GROUP for group in why.paid)
            assert [group.least for group in why.paid] == sorted(group.least for group in why.paid)
            assert len(who_paid(why, "EUR")) == len(why.paid)
            assert all(group.most <= (why.pay or 0) for group in why.paid)
        elif why.fate == Fate.NO_MONEY:
            assert why.missing == why.cost - why.behind
