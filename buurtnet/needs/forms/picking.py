"""Entries of the map that go with what someone writes: looked for by words, and picked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Self

from django.http import QueryDict

from buurtnet.areas.models import Network
from buurtnet.directory.find import find
from buurtnet.directory.models import Service
from buurtnet.questions.forms.answering import LONGEST_SEARCH, MOST_FOUND, key_in, lightest_first
from buurtnet.wording.preview import wanted_in

MOST_PICKED: Final = 50  # more than anyone ticks by hand


@dataclass(frozen=True)
class Picking:
    """What was ``ticked`` (ids, as typed) and the ``words`` that were looked for; a next search keeps what is ticked.

    Only what stands in the lists of the network today can be picked.
    """

    network: Network
    ticked: tuple[str, ...] = ()
    words: str = ""

    @classmethod
    def of(cls, network: Network, data: QueryDict) -> Self:
        return cls(network, tuple(data.getlist("aanbod")), words_in(data))

    @cached_property
    def picked(self) -> list[Service]:
        """Lightest first."""
        keys = dict.fromkeys(key for key in map(key_in, self.ticked) if key)
        return lightest_first(self.network, list(keys)[:MOST_PICKED])

    @cached_property
    def found(self) -> list[Service]:
        """What the words find and was not picked, lightest first."""
        if not self.words:
            return []
        hits = find(wanted_in(self.network, self.words), limit=MOST_FOUND, counting=False).hits
        picked = {one.pk for one in self.picked}
        return [one for one in lightest_first(self.network, [hit.id for hit in hits]) if one.pk not in picked]


def words_in(data: Mapping[str, str]) -> str:
    return " ".join(str(data.get("zoek", "")).split())[:LONGEST_SEARCH]


def is_search(data: Mapping[str, str]) -> bool:
    """Whether the button of the search was pressed, or Enter with words that were not looked for yet."""
    does = data.get("doe", "")
    return does == "zoek" or (does == "" and words_in(data) not in {"", data.get("gezocht", "")})
