"""What waits for someone today: a room says it in its ``today.py`` with ``items(person, now)``, ``home`` shows it."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """One thing that waits for one person. Its title tells what kind of thing, and nothing of what is in it.

    ``since``: how long it waits already; ``due``: until when it can. ``icon``: a name of a drawn sign. ``place``:
    where, such as the name of the network. ``about``: in the words of the thing itself, where every partner of that
    network may read them.
    """

    since: dt.datetime
    title: str
    url: str
    icon: str
    due: dt.datetime | None = None
    place: str = ""
    about: str = ""

    def is_late(self, now: dt.datetime) -> bool:
        return self.due is not None and self.due < now
