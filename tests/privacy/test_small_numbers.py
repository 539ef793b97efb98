"""The rule itself: what may be shown, how it is rounded, and that nothing else leaves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.privacy.small_numbers import (
    FEW,
    NOT_SHOWN,
    Count,
    Named,
    Table,
    UnsafeFiguresError,
    check,
    count_of,
    median_of,
    percent_of,
    rounded,
    total_of,
)

THREE = ["buurtteam", "school", "bieb"]


def table(*cells: int | str, total: int | str = "", name: str = "vragen") -> dict[str, object]:
    rows = [Named(f"rij-{number}", f"Rij {number}") for number in range(len(cells))]
    return Table(name, "vragen", [Named("all", "Aantal")], rows, [[cell] for cell in cells], total).as_data()


def test_nine_are_too_few_and_ten_are_enough() -> None:
    assert not count_of(THREE * 3).may_be_shown()
    assert count_of([*THREE * 3, "bieb"]).may_be_shown()


def test_two_organizations_are_too_few_whatever_the_number() -> None:
    assert not count_of(["buurtteam", "school"] * 50).may_be_shown()


def test_one_organization_with_eighty_one_percent_suppresses() -> None:
    assert not Count(100, {"buurtteam": 81, "school": 10, "bieb": 9}).may_be_shown()
    assert Count(100, {"buurtteam": 80, "school": 10, "bieb": 10}).may_be_shown()


def test_what_has_no_known_source_may_all_be_of_the_largest_one() -> None:
    assert count_of([*["buurtteam"] * 20, *["school"] * 5, *["bieb"] * 5]).may_be_shown()
    assert not count_of([*["buurtteam"] * 20, *["school"] * 5, *["bieb"] * 5, *[None] * 21]).may_be_shown()
    assert not count_of([*["buurtteam"] * 10, *["school"] * 10, None, None]).has_sources()


def test_a_theme_about_safety_needs_twenty() -> None:
    assert not count_of(THREE * 6).may_be_shown(20)
    assert count_of(THREE * 7).may_be_shown(20)


@given(st.integers(0, 10_000))
def test_a_rounded_number_is_a_multiple_of_five_at_most_two_off(number: int) -> None:
    assert rounded(number) % 5 == 0
    assert abs(rounded(number) - number) <= 2


def test_a_total_is_the_sum_of_rounded_parts_or_withheld() -> None:
    assert total_of([10, 15, 40]) == 65
    assert total_of([10, FEW, 40]) == NOT_SHOWN
    assert total_of([10, NOT_SHOWN]) == NOT_SHOWN
    assert total_of([]) == NOT_SHOWN


def test_a_percentage_has_a_base_of_fifty_and_is_whole() -> None:
    assert percent_of(20, 45) is None
    assert percent_of(20, 60) == 33
    assert percent_of(FEW, 60) is None
    assert percent_of(20, NOT_SHOWN) is None


def test_a_median_is_only_of_what_may_be_counted() -> None:
    assert median_of([1, 2, 3, 4, 5, 6, 7, 8, 9], THREE * 3) is None
    assert median_of([1, 1, 1, 2, 2, 3, 3, 3, 9, 9], [*THREE * 3, "bieb"]) == 3
    assert median_of([1] * 12, ["buurtteam", "school"] * 6) is None


@pytest.mark.parametrize("cell", [0, 4, 5, 9, 12, 13.0, 10.0, True, None, "9", "12", -10, "<10", [10]])
def test_a_figure_that_did_not_come_out_of_the_rule_is_refused(cell: object) -> None:
    with pytest.raises(UnsafeFiguresError):
        check([table(cell)])  # type: ignore[arg-type]


def test_a_table_that_came_out_of_the_rule_is_taken() -> None:
    check([table(10, 25, total=35), table(10, FEW, total=NOT_SHOWN)])
    check([table(10, NOT_SHOWN, total=NOT_SHOWN)])


def test_a_total_of_the_true_numbers_is_refused() -> None:
    with pytest.raises(UnsafeFiguresError):
        check([table(10, 25, total=40)])
    with pytest.raises(UnsafeFiguresError):
        check([table(10, FEW, total=15)])


def test_two_marks_about_the_same_people_are_refused() -> None:
    """Else the mark itself tells which cell is small."""
    with pytest.raises(UnsafeFiguresError):
        check([table(10, FEW), table(10, NOT_SHOWN, name="andere")])


def test_a_table_with_a_cell_too_many_is_refused() -> None:
    with pytest.raises(UnsafeFiguresError):
        check([table(10) | {"cells": [[10, 15]]}])
