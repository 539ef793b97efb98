"""Whoever has all that is published, and knows the rule, computes as well as they can; and learns nothing small.

The attacker here is a linear programme of its own, that knows nothing of how the cells were chosen.
"""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.privacy.small_numbers import FEW, LEAST, LEAST_SENSITIVE, NOT_SHOWN, WIDTH
from buurtnet.privacy.suppression import ALL, Figures, Key, Published, Record, figures_of, range_of, suppress

COLUMNS = ("noord", "oost", "zuid")
ROWS = {"theme": ("taal", "geld", "wonen"), "age": ("kind", "ouder")}
SOURCES = ("buurtteam", "school", "bieb", "kerk", None)

type Sum = tuple[
    dict[int, int], int, int | None
]  # cells with a sign; lowest and highest, as distances from the truth

# Groups of the same records: how many, where, in which rows; sources are dealt out over them.
GROUPS = st.lists(
    st.tuples(
        st.one_of(st.integers(0, 14), st.integers(0, 60)),
        st.sampled_from(COLUMNS),
        st.sampled_from(ROWS["theme"]),
        st.sampled_from(ROWS["age"]),
        st.one_of(st.just(4), st.just(4), st.integers(1, 5)),
    ),
    max_size=9,
)


def records_of(groups: Sequence[tuple[int, str, str, str, int]]) -> list[Record]:
    return [
        Record(SOURCES[number % spread], column, {"theme": theme, "age": age})
        for size, column, theme, age, spread in groups
        for number in range(size)
    ]


def only_themes(records: Sequence[Record]) -> Figures:
    return figures_of(records, COLUMNS, {"theme": ROWS["theme"]})


def cells_of(figures: Figures) -> list[Key]:
    return [key for key in figures.keys if ALL not in key]


def known(found: Published) -> list[Sum]:
    """All that is published, and that both tables are about the same people.

    A number is two off at the most, and ten at the least; "< 10" is nothing to nine; more is known of nothing.
    """
    figures, sums = found.figures, []
    cells = cells_of(figures)
    for key in figures.keys:
        table, row, column = key
        total, shown = figures.total(key), found.cell(key)
        low = max(figures.least_of(key), shown - 2) if isinstance(shown, int) else 0
        is_told_few = shown == FEW and total < LEAST and key[:2] not in figures.kept_back
        high = shown + 2 if isinstance(shown, int) else LEAST - 1 if is_told_few else None
        for name in figures.rows if table == ALL else (table,):
            inside = {
                number: 1
                for number, (of, line, place) in enumerate(cells)
                if of == name and row in (line, ALL) and column in (place, ALL)
            }
            sums.append((inside, low - total, None if high is None else high - total))
    for column in COLUMNS if len(figures.rows) == 2 else ():
        signs = {n: (1 if of == "theme" else -1) for n, (of, _, place) in enumerate(cells) if place == column}
        sums.append((signs, 0, 0))
    return sums


def farthest(found: Published, key: Key, way: int) -> int | None:
    """How far from the truth a cell or a sum of cells can go, up or down, at most; None without end."""
    cells = cells_of(found.figures)
    table, row, column = key
    table = table or next(iter(found.figures.rows))
    goal = [way if of == table and row in (line, ALL) and column in (place, ALL) else 0 for of, line, place in cells]
    rows, bounds = [], []
    for signs, low, high in known(found):
        line = [signs.get(number, 0) for number in range(len(cells))]
        if high is not None:
            rows.append(line)
            bounds.append(high)
        rows.append([-one for one in line])
        bounds.append(-low)
    # A distance goes both ways: it is the difference of two numbers that are never negative.
    return highest([[*line, *(-one for one in line)] for line in rows], bounds, [*goal, *(-one for one in goal)])


def highest(rows: list[list[int]], bounds: list[int], goal: list[int]) -> int | None:
    """The most a sum can be, with each row at most its bound (none negative) and no variable below nothing: the
    simplex method with Bland's choice. The truth itself, at distance nothing, is where it starts.
    """
    outside, basis = list(range(len(goal))), list(range(len(goal), len(goal) + len(rows)))
    reached = 0
    while better := [place for place in range(len(goal)) if goal[place] > 0]:
        enter = min(better, key=lambda place: outside[place])
        can = [line for line in range(len(rows)) if rows[line][enter] > 0]
        if not can:
            return None
        assert all(rows[line][enter] == 1 for line in can), "sums over rows and columns are totally unimodular"
        leave = min(can, key=lambda line: (bounds[line], basis[line]))
        pivot, step = list(rows[leave]), bounds[leave]
        reached += goal[enter] * step
        goal = without(goal, pivot, enter)
        for line in range(len(rows)):
            if line != leave and rows[line][enter]:
                bounds[line] -= rows[line][enter] * step
                rows[line] = without(rows[line], pivot, enter)
        outside[enter], basis[leave] = basis[leave], outside[enter]
    return reached


def without(row: list[int], pivot: list[int], enter: int) -> list[int]:
    times = row[enter]
    left = [one - times * other for one, other in zip(row, pivot, strict=True)]
    left[enter] = -times
    return left


def assert_nothing_small_is_learnt(found: Published) -> None:
    """Of every hidden cell: a small one keeps nothing to nine, another a range ten wide."""
    figures = found.figures
    for key in figures.keys:
        if key in found.visible:
            continue
        total, least = figures.total(key), figures.least_of(key)
        up, down = farthest(found, key, 1), farthest(found, key, -1)
        assert down is not None
        if total < least:
            assert total - down <= 0, f"{key} is {total}, and known to be more than {total - down - 1}"
            assert up is None or total + up >= least - 1, f"{key} is {total}, and known to be less"
        else:
            assert up is None or up + down >= WIDTH, f"{key} is {total}, and known within {up + down}"


@given(GROUPS)
def test_subtraction_in_one_table_narrows_no_small_cell(groups: list[tuple[int, str, str, str, int]]) -> None:
    assert_nothing_small_is_learnt(suppress(only_themes(records_of(groups))))


@given(GROUPS)
def test_two_tables_about_the_same_people_narrow_no_small_cell(groups: list[tuple[int, str, str, str, int]]) -> None:
    assert_nothing_small_is_learnt(suppress(figures_of(records_of(groups), COLUMNS, ROWS)))


@given(GROUPS, st.sampled_from(ROWS["theme"]), st.booleans())
def test_a_theme_about_safety_stays_below_twenty(
    groups: list[tuple[int, str, str, str, int]], theme: str, is_kept_back: bool
) -> None:
    line = ("theme", theme)
    kept = frozenset({line}) if is_kept_back else frozenset()
    figures = figures_of(records_of(groups), COLUMNS, ROWS, least={line: LEAST_SENSITIVE}, kept_back=kept)
    found = suppress(figures)
    shown = [figures.total(key) for key in found.visible if key[:2] == line]
    assert not (is_kept_back and shown)
    assert all(total >= LEAST_SENSITIVE for total in shown)
    assert_nothing_small_is_learnt(found)


@given(GROUPS)
def test_what_is_shown_keeps_to_the_rule_itself(groups: list[tuple[int, str, str, str, int]]) -> None:
    found = suppress(figures_of(records_of(groups), COLUMNS, ROWS))
    for key in found.figures.keys:
        count = found.figures.counts.get(key)
        shown = found.cell(key)
        if isinstance(shown, int):
            assert count
            assert count.total >= 10
            assert len(count.sources) >= 3
            assert max(count.sources.values()) * 5 <= count.total * 4
            assert shown % 5 == 0
            assert abs(shown - count.total) <= 2
        else:
            assert shown == (NOT_SHOWN if found.is_dotted else FEW)


@given(GROUPS)
def test_no_row_or_column_has_just_one_hidden_cell(groups: list[tuple[int, str, str, str, int]]) -> None:
    found = suppress(figures_of(records_of(groups), COLUMNS, ROWS))
    for equation in found.figures.equations:
        assert sum(key not in found.visible for key in equation) != 1


def test_the_attacker_is_no_fool() -> None:
    """Without the rule's second step a small cell is found: what these tests look for can be found."""
    groups = [(30, "noord", "taal", "kind", 4), (4, "oost", "taal", "kind", 4), (30, "zuid", "taal", "kind", 4)]
    figures = only_themes(records_of([*groups, (25, "oost", "geld", "kind", 4)]))
    careless = Published(figures, {key for key in figures.keys if figures.may_be_shown(key)})
    with pytest.raises(AssertionError, match="known to be"):
        assert_nothing_small_is_learnt(careless)
    assert_nothing_small_is_learnt(suppress(figures))


@given(GROUPS)
def test_the_rule_and_the_attacker_reckon_the_same_ranges(groups: list[tuple[int, str, str, str, int]]) -> None:
    """Two ways to compute one thing: augmenting paths in the rule, a linear programme here."""
    figures = only_themes(records_of(groups))
    found = Published(figures, {key for key in figures.keys if figures.may_be_shown(key)}, is_dotted=True)
    for key in cells_of(figures):
        down, up = farthest(found, key, -1), farthest(found, key, 1)
        assert down is not None
        low, high = range_of(found, key, far=1_000)
        assert low == figures.total(key) - down
        assert high == figures.total(key) + (1_000 if up is None else up)
