"""What was opened to be imported: its entries one by one, and what there is to tell of the whole.

A file that is not what it says gets one clear sentence (``PlainError``), and nothing was changed by then.
A single damaged entry is an ``Entry`` with a problem, and the rest goes on.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from buurtnet.exchange.loose import LooseRows
from buurtnet.exchange.records import Where


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a file. ``kind`` where the file says it; ``problem``: why there is no document.

    ``text``: the entry as it was written, where that is at hand.
    """

    where: Where
    document: Any = None
    kind: str = ""
    problem: str = ""
    excerpt: str = ""
    said_id: str = ""
    text: str = ""


@dataclass
class Reading:
    """A file or folder that was opened. What it is a part of, and what there is to report, is known after reading.

    ``alone``: entries that were a whole file each; ``claimed``: how many entries a list says there are in all;
    ``loose``: rows of tables that belong to no entry; ``asked_at``: when it was asked of another site, at
    ``address``; ``moved``: why something may be missing; ``still``: the entries are only what changed, and these
    services are there as well.
    """

    name: str
    size: int = 0
    entries: Iterable[Entry] = ()
    alone: int = 0
    claimed: int = 0
    loose: LooseRows = field(default_factory=LooseRows)
    asked_at: dt.datetime | None = None
    address: str = ""
    moved: str = ""
    still: Iterable[str] | None = None
    remarks: list[str] = field(default_factory=list)
    advance: Callable[[int], None] = lambda _amount: None

    def remark(self, sentence: str) -> None:
        if sentence not in self.remarks:
            self.remarks.append(sentence)
