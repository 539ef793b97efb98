"""A flow in whole numbers: how far one pipe can move while the others stay within their bounds."""

import pytest

from buurtnet.privacy.flow import Arc, Pipes, moves, pipes_of


@pytest.fixture
def ring() -> Pipes[str]:
    """From a to b by two pipes, and back by one."""
    return pipes_of(
        {
            "one": Arc(("a", ""), ("b", ""), 0, 9, 4),
            "other": Arc(("a", ""), ("b", ""), 2, 20, 10),
        },
        [Arc(("b", ""), ("a", ""), 14, 15, 14)],
    )


@pytest.mark.parametrize(
    ("name", "step", "far"),
    [
        ("one", 1, 5),  # its own bound, the other gives way
        ("one", -1, 4),
        ("other", 1, 5),  # four from the one, and one more goes round
        ("other", -1, 5),  # the one has room for five
    ],
)
def test_a_pipe_moves_as_far_as_all_bounds_let_it(ring: Pipes[str], name: str, step: int, far: int) -> None:
    assert moves(ring, name, step, 99) == far
    assert [arc.flow for arc in ring.of.values()] == [4, 10]


def test_it_looks_no_further_than_it_was_asked(ring: Pipes[str]) -> None:
    assert moves(ring, "one", 1, 2) == 2
