"""What was read from the database and is kept in the memory of a process for a while."""

import time
from collections.abc import Callable, Hashable

SECONDS_KEPT = 30.0

_everything: list["Kept[object, object]"] = []


class Kept[Key: Hashable, Value]:
    """Values by key, at most ``most``; one that was not asked for before, or too long ago, is read again."""

    def __init__(self, most: int, seconds: float = SECONDS_KEPT) -> None:
        self._most = most
        self._seconds = seconds
        self._values: dict[Key, tuple[float, Value]] = {}
        _everything.append(self)  # type: ignore[arg-type]  # only emptied there, never read

    def get(self, key: Key, read: Callable[[], Value]) -> Value:
        kept = self._values.get(key)
        if kept is not None and kept[0] > time.monotonic():
            return kept[1]
        found = read()
        if len(self._values) >= self._most:
            self._values.clear()
        self._values[key] = (time.monotonic() + self._seconds, found)
        return found

    def forget(self) -> None:
        self._values.clear()


def forget_all() -> None:
    for kept in _everything:
        kept.forget()
