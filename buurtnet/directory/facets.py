"""How a filter is written in the index, for those who write it (``search``) and those who ask (``find``)."""

import datetime as dt

from buurtnet.directory.hours import WEEKDAYS

SHOWN, FREE, WHEELCHAIR, QUIET, ONLINE, HOME, ROOM = "shown", "free", "wheelchair", "quiet", "online", "home", "room"
KEPT = "kept"  # an editor here took on to confirm it, so that age can hide it
ANYWHERE = "anywhere"  # at home, online or for the whole town: nobody has to be near

# One age out of each group people choose from: baby, toddler, infant, child, teenager, adult, old.
AGE_GROUPS = (1, 3, 5, 8, 14, 30, 70)
YOUNGEST, OLDEST = 0.0, 200.0

QUARTER = dt.timedelta(minutes=15)
BLOCK_STARTS = (0, 8, 10, 12, 14, 16, 18, 20, 22)  # hours; nine blocks a day, 63 bits a week
HOME_FLAG, ONLINE_FLAG, TOWNWIDE_FLAG, ROOM_FLAG = 1, 2, 4, 8


def inside(area: int) -> str:
    """Lies in this area, or serves a part of it."""
    return f"in:{area}"


def over(area: int) -> str:
    """Serves the whole of this area."""
    return f"over:{area}"


def scope(text: str) -> str:
    """The area as its source wrote it."""
    return f"scope:{text}"


def language(code: str) -> str:
    return f"lang:{code}"


def function(number: int) -> str:
    return f"function:{number}"


def theme(slug: str) -> str:
    return f"theme:{slug}"


def gable(number: int) -> str:
    return f"gable:{number}"


def help_kind(kind: str) -> str:
    return f"help:{kind}"


def age(years: int) -> str:
    """Suits someone of this age, one of ``AGE_GROUPS``."""
    return f"age:{years}"


def opens_on(date: dt.date) -> str:
    """Opens on this date; known for the coming fortnight."""
    return f"on:{date:%Y%m%d}"


def slot(moment: dt.datetime) -> str:
    """Open at this quarter of an hour in a usual week; ``moment`` is local time."""
    return f"slot:{WEEKDAYS[moment.weekday()]}{moment.hour:02d}{moment.minute // 15 * 15:02d}"


def block_bit(moment: dt.datetime) -> int:
    """The bit of the part of the week (two hours by day) a local time falls in."""
    block = max(number for number, hour in enumerate(BLOCK_STARTS) if moment.hour >= hour)
    return int(1 << (moment.weekday() * len(BLOCK_STARTS) + block))


def suits(years: float, low: float, high: float) -> bool:
    """Whether an offer for ages ``low`` to ``high`` suits someone of that many years, not yet a year older.

    Who is 2 may be two and a half; who is 12 is not too old for "8 to 12".
    """
    return low < int(years) + 1 and high >= int(years)
