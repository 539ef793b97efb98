"""Codes on letters and keys on receipts."""

import uuid

from hypothesis import given
from hypothesis import strategies as st

from buurtnet.voting.codes import (
    SIGNS,
    hash_of_code,
    in_groups,
    is_written_well,
    new_code,
    plain,
    receipt_of,
    seal_of,
)  # fmt: skip


def test_a_code_has_thirteen_signs_in_groups_and_no_two_are_the_same() -> None:
    codes = {new_code() for _time in range(500)}
    assert len(codes) == 500
    assert all(is_written_well(one) and len(one) == 13 for one in codes)
    assert in_groups("0123456789ABC") == "0123-4567-89AB-C"


@given(st.integers(0, 12), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_always_found(place: int, sign: str) -> None:
    code = receipt_of(uuid.UUID(int=7))
    other = code[:place] + sign + code[place + 1 :]
    assert is_written_well(other) == (other == code)


@given(st.uuids(), st.integers(0, 11))
def test_two_signs_that_changed_places_are_always_found(key: uuid.UUID, place: int) -> None:
    code = receipt_of(key)
    other = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert is_written_well(other) == (other == code)


def test_what_people_do_to_a_code_is_forgiven() -> None:
    code = "1034" + "5678" + "ABCD"
    assert plain("lo34 5678-abcd") == code
    assert hash_of_code("lo34 5678-abcd") == hash_of_code(code)
    assert not is_written_well("")
    assert not is_written_well("ABCD-EFGH")


def test_a_receipt_follows_from_its_form_and_a_seal_from_the_paper() -> None:
    key = uuid.uuid4()
    assert receipt_of(key) == receipt_of(key) != receipt_of(uuid.uuid4())
    assert seal_of("A", [2, 1]) == seal_of("a", [1, 2]) != seal_of("B", [1, 2])
