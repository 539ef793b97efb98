"""What a tick never lets pass: a phone number or a mail address is not "no name"; only a name may be none."""

from collections.abc import Iterable
from typing import Final

from buurtnet.wording.traces import MAIL, PHONE, Trace

REACHES: Final = frozenset({PHONE, MAIL})


def reaches(traces: Iterable[Trace]) -> bool:
    """Whether one of them is a way to reach someone."""
    return any(one.kind in REACHES for one in traces)
