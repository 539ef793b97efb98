"""Ids that came by: each kind apart, however many."""

from buurtnet.exchange.seen import AT_ONCE, Seen


def test_an_id_is_new_once_for_each_kind() -> None:
    with Seen() as seen:
        assert seen.is_new("service", "1")
        assert not seen.is_new("service", "1")
        assert seen.is_new("location", "1")
        assert (seen.count("service"), seen.count("location"), seen.count("term")) == (1, 1, 0)


def test_it_tells_which_of_many_came_by() -> None:
    with Seen() as seen:
        seen.add("service", range(0, 3 * AT_ONCE, 2))
        seen.add("service", [0, 2])
        assert seen.among("service", range(3 * AT_ONCE)) == {str(one) for one in range(0, 3 * AT_ONCE, 2)}
        assert seen.among("location", range(9)) == set()
        assert sorted(seen.all("service"), key=int) == [str(one) for one in range(0, 3 * AT_ONCE, 2)]
