"""The laws of the blend."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.areas.geometry import distance_m
from buurtnet.directory import ranking
from buurtnet.directory.ranking import (
    WEIGHTS,
    Standing,
    blended,
    browsing_order,
    distances_m,
    lightness,
    nearness,
    nearness_of,
)

parts = st.floats(0, 1)
yes_or_no = st.booleans()
standings = st.builds(
    Standing, near=st.none() | parts, light=parts, fresh=parts, is_open=yes_or_no, has_room=yes_or_no
)
points = st.tuples(st.floats(-89, 89), st.floats(-179, 179))
metres = st.floats(0, 500_000)


@given(st.floats(0.01, 1.6), standings)
def test_the_blend_lowers_a_match_by_at_most_the_sum_of_the_weights(match: float, standing: Standing) -> None:
    least = 1 - (WEIGHTS.near_named + WEIGHTS.light + WEIGHTS.fresh + WEIGHTS.open + WEIGHTS.room)
    assert least > 0
    assert match * least - 1e-9 <= blended(match, standing, is_named=True) <= match


@given(st.floats(0.01, 1.6), standings, parts)
def test_what_does_not_fit_the_wishes_never_scores_more(match: float, standing: Standing, fits: float) -> None:
    assert blended(match, replace(standing, fits=fits)) <= blended(match, standing)


def test_every_weight_can_be_replaced_to_measure_it() -> None:
    far = Standing(near=0, light=1, fresh=1, is_open=True, has_room=True)
    assert blended(1.0, far) < 1.0 == blended(1.0, far, replace(WEIGHTS, near=0.0))


@given(st.floats(0.01, 1), standings)
def test_a_better_match_never_scores_less_for_the_same_standing(match: float, standing: Standing) -> None:
    assert blended(match * 1.1, standing) >= blended(match, standing)


def test_a_whole_question_answered_far_away_by_a_specialist_beats_half_a_question_answered_next_door() -> None:
    only = Standing(near=0, light=0, fresh=0, is_open=False, has_room=False)
    next_door = Standing(near=1, light=1, fresh=1, is_open=True, has_room=True)
    assert blended(1.0, only) > blended(0.5, next_door)


@given(metres, metres)
def test_nearer_is_never_less_near(one: float, other: float) -> None:
    near, far = sorted((one, other))
    assert 0 <= nearness(far) <= nearness(near) <= 1
    assert nearness_of(far, at_home=False, townwide=False) <= nearness_of(near, at_home=False, townwide=False)
    assert nearness_of(far, at_home=False, townwide=False, away=True) >= nearness_of(
        near, at_home=False, townwide=False, away=True
    )


@given(st.none() | metres, st.booleans())
def test_who_comes_to_you_is_near_and_stands_first_for_who_would_rather_not_be_seen(
    distance: float | None, townwide: bool
) -> None:
    assert nearness_of(distance, at_home=True, townwide=townwide) >= ranking.NEAR_AT_HOME
    assert nearness_of(distance, at_home=True, townwide=townwide, away=True) == 1.0


@given(points, st.lists(points, max_size=5))
def test_many_distances_at_once_are_the_same_distances(
    here: tuple[float, float], others: list[tuple[float, float]]
) -> None:
    at_once = distances_m(*here, [latitude for latitude, _ in others], [longitude for _, longitude in others])
    assert at_once == pytest.approx([distance_m(*here, *other) for other in others], abs=0.5)


def browse(*entries: tuple[int, float | None, float, bool, bool], away: bool = False) -> list[int]:
    """The order of (gable, metres, freshness, at home, for the whole town)."""
    gables, metres, fresh, at_home, townwide = zip(*entries, strict=True)
    return browsing_order(
        gables=gables, metres=metres, fresh=fresh, ties=range(len(entries)), at_home=at_home, townwide=townwide,
        away=away,
    )  # fmt: skip


@given(st.lists(st.tuples(st.integers(1, 3), st.none() | metres, parts, st.booleans(), st.booleans()), min_size=1))
def test_a_list_without_words_goes_from_light_to_heavy(
    entries: list[tuple[int, float | None, float, bool, bool]],
) -> None:
    order = browse(*entries)
    assert sorted(order) == list(range(len(entries)))
    assert [entries[place][0] for place in order] == sorted(entry[0] for entry in entries)


def test_within_a_step_near_comes_before_far_and_fresh_before_stale_and_home_counts_as_a_walk() -> None:
    near, far, nowhere = (1, 300.0, 0.5, False, False), (1, 5_000.0, 1.0, False, False), (1, None, 1.0, False, False)
    home, office, fresh = (1, None, 0.0, True, False), (1, 9_000.0, 0.0, False, True), (1, 300.0, 1.0, False, False)
    assert browse(nowhere, far, office, home, near, fresh) == [5, 4, 3, 2, 1, 0]
    assert browse(nowhere, near, far, home, away=True) == [3, 2, 1, 0]


def test_a_missing_point_has_no_distance() -> None:
    assert distances_m(52, 4, [None, 52.0], [None, 4.0]) == [None, 0.0]


def test_levels_get_heavier_and_an_unknown_one_stands_in_the_middle() -> None:
    assert [lightness(level) for level in (0, 1, 2, 3, 4)] == [1, 0.75, 0.5, 0.25, 0]
    assert lightness(None) == 0.5
