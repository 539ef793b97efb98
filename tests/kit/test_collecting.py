"""When Python looks for objects that hold each other."""

import gc

import pytest

from buurtnet.kit.collecting import OBJECTS_A_LOOK, seldom_collected


def test_what_was_set_is_set_again_also_after_a_failure() -> None:
    before = gc.get_threshold()
    with pytest.raises(ZeroDivisionError):
        fail_while_seldom_collected()
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0


def fail_while_seldom_collected() -> None:
    with seldom_collected():
        assert gc.get_threshold()[0] == OBJECTS_A_LOOK
        raise ZeroDivisionError
