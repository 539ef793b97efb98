"""Lists that took long to make are kept while the index stays as it is, and for half a minute anyway."""

import pytest

from buurtnet.api import kept_lists
from buurtnet.api.kept_lists import KeptLists
from buurtnet.areas.kept import SECONDS_KEPT, forget_all


class Clock:
    """Seconds that go on when a test says so."""

    now = 1_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(kept_lists, "time", found)
    return found


def test_a_list_is_made_once_while_the_index_stays_as_it_is(clock: Clock) -> None:
    kept: KeptLists[str, list[int]] = KeptLists(2)
    assert kept.get("a", 1, lambda: [1]) == [1]
    clock.now += 100 * SECONDS_KEPT
    assert kept.get("a", 1, lambda: [2]) == [1]
    assert kept.get("b", 1, lambda: [3]) == [3]


def test_after_a_change_of_the_index_it_is_made_anew_half_a_minute_later(clock: Clock) -> None:
    kept: KeptLists[str, list[int]] = KeptLists(2)
    kept.get("a", 1, lambda: [1])
    clock.now += SECONDS_KEPT
    assert kept.get("a", 2, lambda: [2]) == [1]
    clock.now += 1
    assert kept.get("a", 2, lambda: [2]) == [2]
    assert kept.get("a", 3, lambda: [3]) == [2]


def test_what_is_forgotten_is_made_anew(clock: Clock) -> None:
    kept: KeptLists[str, list[int]] = KeptLists(2)
    kept.get("a", 1, lambda: [1])
    forget_all()
    assert kept.get("a", 1, lambda: [2]) == [2]
