"""Lists of ids that took long to make: kept as long as the index stays as it is, and for half a minute anyway.

Whoever takes page after page asks for the same list each time, also while others change entries.
"""

import time
from collections.abc import Callable, Hashable

from buurtnet.areas.kept import SECONDS_KEPT, Kept


class KeptLists[Key: Hashable, List]:
    """At most so many lists by their key."""

    def __init__(self, most: int) -> None:
        self._kept = Kept[Key, _Made[List]](most, seconds=24 * 3_600)

    def get(self, key: Key, mark: Hashable, read: Callable[[], List]) -> List:
        """The list of a key. ``mark``: as the index is now; a list that was made of another is soon made anew."""
        made = self._kept.get(key, lambda: _Made(mark, read()))
        if made.mark != mark and time.monotonic() - made.at > SECONDS_KEPT:
            made.mark, made.list, made.at = mark, read(), time.monotonic()
        return made.list


class _Made[List]:
    def __init__(self, mark: Hashable, made: List) -> None:
        self.mark, self.list, self.at = mark, made, time.monotonic()
