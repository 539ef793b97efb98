"""The list in an address."""

import uuid

from hypothesis import given
from hypothesis import strategies as st

from buurtnet.directory.my_list import MOST_KEPT, pack, unpack


@given(st.lists(st.uuids(), max_size=20, unique=True))
def test_what_is_packed_is_unpacked(ids: list[uuid.UUID]) -> None:
    assert unpack(pack(ids)) == ids


@given(st.lists(st.uuids(), max_size=3, unique=True), st.text(max_size=3000))
def test_what_is_no_id_ends_the_list(ids: list[uuid.UUID], rest: str) -> None:
    found = unpack(pack(ids) + rest)
    assert found[: len(ids)] == ids
    assert pack(found[len(ids) :]) in "".join(rest.split())


def test_a_list_has_an_end() -> None:
    many = [uuid.UUID(int=number) for number in range(MOST_KEPT + 5)]
    assert unpack(pack(many)) == many[:MOST_KEPT]
