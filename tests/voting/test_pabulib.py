"""Files of Pabulib: read whole, or refused with one sentence that says what is wrong."""

import re
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.kit.plain_error import PlainError
from buurtnet.voting.pabulib import election_in, read
from buurtnet.voting.rules import Rule, UnknownRuleError, decide, own_rule, plain

GOOD = """META
key;value
description;Proef
num_projects;3
num_votes;4
budget;100.50
vote_type;approval
rule;greedy
currency;EUR
PROJECTS
project_id;cost;votes;name;category
a;60;3;Speeltuin;groen
b;50,25;2;"Bank; bij de sloot";groen
c;40;2;Muziek;samen
VOTES
voter_id;vote;age
1;a,b;20
2;a;30
3;b,c,a;40
4;c;50
"""


def test_what_stands_in_a_file_is_read() -> None:
    one = election_in(GOOD)
    assert (one.budget, one.voters, one.votes, one.rule) == (10050, 4, (3, 2, 2), "greedy")
    assert (one.projects[1].cost, one.projects[1].name) == (5025, "Bank; bij de sloot")
    assert one.ballots == {(0, 1): 1, (0,): 1, (0, 1, 2): 1, (2,): 1}
    assert [one.projects[place].id for place in decide(one, Rule.GREEDY).winners] == ["a", "c"]


def test_ends_of_lines_and_the_order_of_the_parts_do_not_matter() -> None:
    meta, votes = GOOD.split("VOTES\n")
    for text in (GOOD.replace("\n", "\r\n"), GOOD.replace("\n", "\r"), f"VOTES\n{votes}{meta}"):
        assert election_in(text) == election_in(GOOD)


def test_a_byte_order_mark_is_passed_over_and_another_coding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.pb").write_text(GOOD, encoding="utf-8-sig")
    assert read(tmp_path / "x.pb") == election_in(GOOD)
    (tmp_path / "x.pb").write_bytes(GOOD.replace("Speeltuin", "Café").encode("latin-1"))
    with pytest.raises(PlainError, match="no text in UTF-8"):
        read(tmp_path / "x.pb")


def test_a_line_without_an_end_is_not_kept(tmp_path: Path) -> None:
    """Sixty million characters on one line: refused after the first million."""
    with (tmp_path / "x.pb").open("w") as file:
        file.write(f"{GOOD}5;")
        file.writelines("a," * 1_000_000 for _part in range(30))
    tracemalloc.start()
    with pytest.raises(PlainError, match="longer than 1000000 characters"):
        read(tmp_path / "x.pb")
    assert tracemalloc.get_traced_memory()[1] < 30_000_000
    tracemalloc.stop()


def test_an_id_may_hold_quotes_and_semicolons() -> None:
    text = GOOD.replace("c;40", '"c;""x""";40').replace("a,c", "a").replace("b,c,a;40", "b,a;40")
    one = election_in(text.replace("4;c;50", '4;"c;""x""";50'))
    assert [project.id for project in one.projects] == ["a", "b", 'c;"x"']
    assert one.votes == (3, 2, 1)


def test_equal_ballots_are_one_and_a_blank_one_is_a_voter() -> None:
    text = GOOD.replace("2;a;30", "2;b,a;30").replace("4;c;50", "4;;50")
    assert election_in(text).ballots == {(0, 1): 2, (0, 1, 2): 1, (): 1}


def test_points_and_places_make_the_score() -> None:
    points = GOOD.replace("vote_type;approval", "vote_type;cumulative").replace("vote;age", "vote;points")
    points = points.replace("a,b;20", "a,b;2,1").replace(";a;30", ";a;3").replace("b,c,a;40", "b,c,a;1,0,1")
    points = points.replace("4;c;50", "4;c;5")
    assert election_in(points).scores == (6, 2, 5)
    assert election_in(points).votes == (3, 2, 1)
    assert election_in(GOOD.replace("vote_type;approval", "vote_type;ordinal")).scores == (3 + 3 + 1, 2 + 3, 2 + 3)


def test_what_one_category_may_cost_is_kept_and_what_is_left_is_spent_after_all() -> None:
    caps = GOOD.replace("rule;", "categories;groen,samen\nbudget_per_category;60,100\nrule;").replace("100.50", "150")
    one = election_in(caps)
    assert [one.projects[place].id for place in decide(one, Rule.GREEDY).winners] == ["a", "c"]
    leftover = caps.replace(
        "rule;", "leftover_budget;Fund additional projects that fit within leftover budget\nrule;"
    )
    after = election_in(leftover.replace("budget;150", "budget;151"))
    assert [after.projects[place].id for place in decide(after, Rule.GREEDY).winners] == ["a", "c", "b"]
    assert len(decide(plain(one), Rule.GREEDY).winners) == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("META", "META\nkey;value\nMETA", "META stands in it twice"),
        ("META\n", "", "does not begin with META"),
        ("VOTES", "STEMMEN", "VOTES is missing"),
        ("num_votes;4", "num_votes;5", "says 5 votes and holds 4"),
        ("num_projects;3", "num_projects;2", "says 2 projects and holds 3"),
        ("a;60", "a;-60", "below nothing"),
        ("a;60", "a;1e400", "no amount of money"),
        ("a;60", "a;NaN", "no amount of money"),
        ("a;60", "a;", "no amount of money"),
        ("a;60", f"a;{'9' * 40}", "absurdly large"),
        ("a;60", "a;60.005", "finer than a cent"),
        ("budget;100.50", "budget;", "the budget is no amount"),
        ("b;50,25", "a;50,25", "stands in it twice"),
        ("2;a;30", "1;a;30", "voter '1' has no number or stands in it twice"),
        ("2;a;30", ";a;30", "has no number"),
        ("2;a;30", "2;z;30", "names project 'z'"),
        ("2;a;30", "2;a,a;30", "names a project twice"),
        ("approval", "loting", "votes of the kind 'loting'"),
        ("approval", "choose-1", "more than one project"),
        ("approval", "cumulative", "does not give points"),
        ("rule;greedy", "budget_per_category;1,2\nrule;greedy", "2 amounts for 1 categories"),
        ("rule;greedy", "min_project_score_threshold;veel\nrule;greedy", "no whole number"),
        ("Speeltuin", "x" * 1_000_001, "line 12 is longer than 1000000 characters"),
        ("Speeltuin", '"' + "x\n" * 600_000 + '"', "cannot be read"),
        ("budget;", "budget;7\nbudget;", "'budget' stands in META twice"),
        ("voter_id;vote", "voter_id;stem", "names 'vote' 0 times"),
        ("project_id;cost", "cost;cost", "names 'project_id' 0 times"),
        ("c;40", '"c,d";40', "has a comma in its number"),
        ("a;60", "a;6e1", "no amount of money"),
        ("a;60", "a;٦٠", "no amount of money"),
        ("rule;", "buurtnet_conflicts;a,z\nrule;", "not two of its projects"),
        ("rule;", "buurtnet_satisfaction;joy\nrule;", "not one of: cost, cardinality"),
        ("rule;", "buurtnet_step_in_cents;-1\nrule;", "no whole number"),
        ("c;40", "".join(f"p{n};1\n" for n in range(5_001)) + "c;40", "more than 5000 projects"),
        ("rule;", "".join(f"k{n};1\n" for n in range(1_001)) + "rule;", "more than 1000 lines"),
        ("Speeltuin", "\0", "NUL"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(old: str, new: str, said: str) -> None:
    with pytest.raises(PlainError, match=re.escape(said)) as caught:
        election_in(GOOD.replace(old, new, 1))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"PK\x03\x04", b"<html></html>", b'"open'])
def test_a_file_that_is_something_else_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.pb").write_bytes(content)
    with pytest.raises(PlainError):
        read(tmp_path / "x.pb")
    with pytest.raises(PlainError):
        read(tmp_path / "absent.pb")
    with pytest.raises(PlainError):
        read(tmp_path)


@given(st.integers(0, len(GOOD)), st.text(max_size=12))
def test_a_file_with_anything_in_it_is_read_or_refused(place: int, junk: str) -> None:
    try:
        one = election_in(GOOD[:place] + junk + GOOD[place:])
    except PlainError:
        return
    assert one.cost_of(decide(one, Rule.GREEDY).winners) <= one.budget


def test_an_unknown_rule_and_a_rule_half_known_are_refused() -> None:
    for line in ("rule;unknown", "rule;", "rule;greedy\nleftover_budget;Throw a party", "rule;greedy-threshold"):
        one = election_in(GOOD.replace("rule;greedy", line))
        with pytest.raises(UnknownRuleError):
            decide(one, own_rule(one))
