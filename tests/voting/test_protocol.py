"""The protocol of a count: exact, the same for whoever counts again, and different when anything was."""

import hashlib
import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.voting.elections import Election, Satisfaction
from buurtnet.voting.protocol import counted_again, differences, protocol, sha256_of
from buurtnet.voting.rules import Rule, decide
from tests.voting.test_equal_shares import election, small_elections

SEED = "Stadsblad Havendijk, 1 maart"


@given(small_elections(), st.sampled_from(Rule), st.sampled_from(Satisfaction))
def test_counted_again_every_number_is_the_same(small: Election, rule: Rule, satisfaction: Satisfaction) -> None:
    conflicts = frozenset((a, b) for a, b in small.conflicts if max(a, b) < len(small.projects))
    caps = tuple(
        replace(cap, members=frozenset(m for m in cap.members if m < len(small.projects))) for cap in small.caps
    )
    one = replace(small, seed=SEED, threshold=max(1, small.threshold), conflicts=conflicts, caps=caps)
    told = json.loads(json.dumps(protocol(one, decide(one, rule, satisfaction=satisfaction, step=30), SEED)))
    assert list(differences(told, counted_again(told, replace(one, seed="")))) == []


def test_turns_are_told_in_fractions_that_add_up_to_the_cost() -> None:
    one = replace(election([40, 30, 90], [(0,), (0, 1), (1,), (2,)], 100), seed=SEED)
    told = json.loads(json.dumps(protocol(one, decide(one, Rule.EQUAL_SHARES), SEED)))
    assert (told["share_at_the_start"], told["seed"], told["winners"]) == ("2500/1", SEED, ["1", "0"])
    for turn in told["turns"]:
        paid = Fraction(turn["pay"]) * turn["full_payers"] + Fraction(turn["from_last"])
        assert paid == turn["cost"]
        assert Fraction(turn["behind"]) >= turn["cost"]
    assert told["not_taken"] == [{"project": "2", "cost": 9000, "behind": told["share_at_the_end"]}]


def test_each_use_of_the_tie_order_is_told() -> None:
    twins = replace(election([10, 10, 50], [(0,), (1,), (2,)], 30), seed=SEED)
    first, second = sorted(["0", "1"], key=lambda one: hashlib.sha256(f"{SEED}{one}".encode()).hexdigest())
    by_shares = protocol(twins, decide(twins, Rule.FIRST_ONLY), SEED)
    assert by_shares["lots"] == [{"turn": 1, "between": ["0", "1"], "taken": first}]
    by_votes = protocol(twins, decide(twins, Rule.GREEDY), SEED)
    assert by_votes["lots"] == [{"turn": 1, "between": ["0", "1", "2"], "order": [first, second, "2"]}]


def test_what_was_counted_and_what_came_out_have_a_hash_that_anyone_can_make() -> None:
    one = election([40, 30], [(0,), (0, 1), (1,)] * 10, 60)
    told = protocol(one, decide(one, Rule.GREEDY), "")
    by_hand = (
        '{"ballots":[[["0"],10],[["0","1"],10],[["1"],10]],"bounds":[],"budget":6000,"conflicts":[],'
        '"costs":{"0":4000,"1":3000},"least_votes":0,"leftover_is_spent":false,"voters":30,'
        '"votes_and_scores":{"0":[20,20],"1":[20,20]}}'
    )
    assert isinstance(told["input"], dict)
    assert told["input"]["sha256"] == hashlib.sha256(by_hand.encode()).hexdigest()
    result = {"winners": told["winners"], "cost": told["cost"]}
    assert isinstance(told["output"], dict)
    assert told["output"]["sha256"] == sha256_of(result)


def test_of_few_voters_the_hash_says_nothing_of_single_ballots() -> None:
    one = election([40, 30], [(0,), (1,)], 60)
    other = election([40, 30], [(0, 1), ()], 60)
    assert (
        protocol(one, decide(one, Rule.GREEDY), "")["input"]
        == protocol(other, decide(other, Rule.GREEDY), "")["input"]
    )


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"winners": ["1"]}, "'winners'"),
        ({"cost": 1}, "'cost'"),
        ({"raises": 3}, "'raises'"),
        ({"turns": []}, "'turns' has 0 lines in the protocol, and 2 when counted again."),
        ({"extra": 1}, "'extra'"),
    ],
)
def test_where_a_protocol_is_wrong_is_said(change: dict[str, object], where: str) -> None:
    one = election([40, 30, 90], [(0,), (0, 1), (1,), (2,)], 100)
    told = protocol(one, decide(one, Rule.EQUAL_SHARES), "") | change
    found = list(differences(told, counted_again(told, one)))
    assert len(found) == 1
    assert found[0].startswith(where)


@pytest.mark.parametrize(
    "change",
    [{"form": "x"}, {"rule": "x"}, {"rule": None}, {"seed": 1}, {"step": 0}, {"step": True}, {"step": 10**30},
     {"satisfaction": "joy"}],
)  # fmt: skip
def test_what_cannot_be_counted_again_is_refused(change: dict[str, object]) -> None:
    one = election([40], [(0,)], 100)
    told = protocol(one, decide(one, Rule.EQUAL_SHARES), "") | change
    with pytest.raises(ValueError, match=r"."):
        counted_again(told, one)


def test_a_protocol_with_another_text_of_the_lot_is_not_made() -> None:
    one = replace(election([40], [(0,)], 100), seed=SEED)
    with pytest.raises(ValueError, match="text of the lot"):
        protocol(one, decide(one, Rule.GREEDY), "afterwards")
