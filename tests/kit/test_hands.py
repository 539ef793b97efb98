"""Work by several processes: in order, and clear when one of them fails or dies."""

import os

import pytest

from buurtnet.kit.hands import by_many_hands
from buurtnet.kit.plain_error import PlainError


def test_results_come_in_the_order_of_what_was_given() -> None:
    assert list(by_many_hands(str, range(30))) == [str(number) for number in range(30)]


def test_what_the_work_raises_is_raised_here() -> None:
    with pytest.raises(ValueError, match="twaalf"):
        list(by_many_hands(int, ["1", "twaalf", "3"]))


def test_a_process_that_dies_is_told_in_a_sentence() -> None:
    with pytest.raises(PlainError, match="Try again"):
        list(by_many_hands(os._exit, [9]))


def test_who_stops_reading_stops_the_work() -> None:
    results = by_many_hands(str, range(10_000))
    assert next(results) == "0"
    results.close()  # type: ignore[attr-defined]  # it is a generator
