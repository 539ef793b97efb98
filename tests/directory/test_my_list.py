"""The list in an address."""

import uuid

from hypothesis import given
from hypothesis import strategies as st

from buurtnet.directory.my_list import MOST_KEPT, pack, unpack


@given(st.lists(st.uuids(), max_size=20, unique=True))
def test_what_is_packed_is_unpacked(ids: list[uuid.UUID]) -> None:
    assert unpack(pack(ids)) == ids


@given(st.text(max_size=3000))
def test_any_word_is_a_list(word: str) -> None:
    assert len(unpack(word)) <= MOST_KEPT
