"""What towns published, found again from their own files; beside it figures counted by others."""

from dataclasses import replace
from pathlib import Path

import pytest

from buurtnet.voting.elections import CENTS, Election
from buurtnet.voting.pabulib import read
from buurtnet.voting.rules import Rule, decide, left_without, own_rule, plain


def vote(shared_data: Path, name: str) -> Election:
    return read(shared_data / "pb" / f"{name}.pb")


@pytest.mark.parametrize(
    ("name", "rule", "count"),
    [
        ("Netherlands_Assen_2024", Rule.EQUAL_SHARES, 9),
        ("Poland_Swiecie_2023", Rule.EQUAL_SHARES, 17),
        ("Poland_Gdynia_2020", Rule.NO_SKIP, 1),
        ("Poland_Lodz_2022", Rule.THRESHOLD, 16),
    ],
)
def test_the_published_winners_are_found(shared_data: Path, name: str, rule: Rule, count: int) -> None:
    one = vote(shared_data, name)
    outcome = decide(one, own_rule(one))
    published = {place for place, project in enumerate(one.projects) if project.is_selected}
    assert outcome.rule == rule
    assert set(outcome.winners) == published
    assert len(published) == count


@pytest.mark.parametrize(
    ("name", "share", "chosen", "cost", "without"),
    [
        ("Netherlands_Assen_2024", "2033.48", 9, 76_700, 5),
        ("Poland_Swiecie_2023", "661.11", 17, 1_040_337, 4),
        ("Netherlands_Amsterdam_643", "124.67", 1, 2_000, None),
        ("Netherlands_Amsterdam_522", "383.47", 5, 92_300, None),
        ("Netherlands_Amsterdam_179", "1604.55", 22, 225_623, None),
        ("Netherlands_Amsterdam_252", "68.69", 35, 481_300, 190),
        ("Canada_Stanford_Dataset_PB_Dieppe_2018_vote_approvals", "766.19", 7, 172_000, 11),
        ("Poland_Gdynia_2020", "130.41", 2, 1_300_000, None),
        ("Poland_Lodz_2022", "125.55", 44, 5_985_880, 17_844),
    ],
)
def test_equal_shares_is_as_others_counted_it(
    shared_data: Path, name: str, share: str, chosen: int, cost: int, without: int | None
) -> None:
    one = replace(plain(vote(shared_data, name)), threshold=0)
    outcome = decide(one, Rule.EQUAL_SHARES)
    assert outcome.shares
    assert f"{float(outcome.shares.run.share) / CENTS:.2f}" == share
    assert (len(outcome.winners), outcome.cost) == (chosen, cost * CENTS)
    assert without is None or left_without(outcome) == without


@pytest.mark.parametrize(
    ("name", "skips", "no_skip"),
    [
        ("Netherlands_Amsterdam_252", (23, 499_700), None),
        ("Hungary_Budapest_2025_VIII_Jozsefvaros", (20, 214_500_000), (19, 211_500_000)),
        ("France_Toulouse_2019", (14, 1_000_000), (8, 918_000)),
        ("Switzerland_Zurich_D10", (8, 60_000), None),
    ],
)
def test_most_votes_is_as_others_counted_it(
    shared_data: Path, name: str, skips: tuple[int, int], no_skip: tuple[int, int] | None
) -> None:
    one = plain(vote(shared_data, name))
    for rule, expected in ((Rule.GREEDY, skips), (Rule.NO_SKIP, no_skip)):
        outcome = decide(one, rule)
        assert expected is None or (len(outcome.winners), outcome.cost // CENTS) == expected


def test_the_two_ways_to_end_equal_shares_can_differ(shared_data: Path) -> None:
    one = plain(vote(shared_data, "Netherlands_Amsterdam_522"))
    ids = {one.projects[place].id for place in decide(one, Rule.EXHAUSTIVE).winners}
    assert ids == {"41509", "41510", "41514", "41516", "41519", "41522"}
