"""How a filter is written in the index, for those who write it (``search``) and those who ask (``find``)."""

import datetime as dt
from collections.abc import Iterable, Iterator
from math import ceil, cos, floor, radians
from uuid import UUID

from buurtnet.directory.hours import WEEKDAYS
from buurtnet.search.query import DEGREE_M

SHOWN, FREE, WHEELCHAIR, QUIET, ONLINE, ROOM = "shown", "free", "wheelchair", "quiet", "online", "room"
KEPT = "kept"  # an editor here took on to confirm it, so that age can hide it
AT_HOME = "home"  # or online: nobody has to go anywhere
ANYWHERE = "anywhere"  # at home, online or for the whole town: nobody has to be near

# One age out of each group people choose from: baby, toddler, infant, child, teenager, adult, old.
AGE_GROUPS = (1, 3, 5, 8, 14, 30, 70)
YOUNGEST, NO_LIMIT = 0.0, 200.0  # what stands for no youngest and no oldest age

QUARTERS_A_DAY = 96
QUARTERS_A_WEEK = 7 * QUARTERS_A_DAY
BLOCK_STARTS = (0, 8, 10, 12, 14, 16, 18, 20, 22)  # hours; nine blocks a day, 63 bits a week
# Squares of the map, of two sizes: degrees of latitude and longitude, about 1.1 and 4.4 km in the Low Countries.
SQUARES = {"small": (0.01, 0.016), "large": (0.04, 0.064)}
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
HOME_FLAG, ONLINE_FLAG, TOWNWIDE_FLAG, ROOM_FLAG = 1, 2, 4, 8
FREE_FLAG, WHEELCHAIR_FLAG, PAID_FLAG = 16, 32, 64  # what is neither free nor paid did not say
# Parts of the day people ask for, as blocks of two hours (``BLOCK_STARTS``).
PARTS_OF_DAY = {"ochtend": (1, 2), "middag": (3, 4, 5), "avond": (6, 7, 8)}
DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
# The languages of which each has a bit in a number (``spoken_bits``); a new one comes at the end.
SPOKEN = (
    "ar", "bg", "de", "en", "es", "fa", "fr", "it", "ku", "pap", "pl", "pt", "ps", "ro", "ru", "so", "sr", "ti", "tr",
    "uk", "ur", "vgt", "ngt", "ber", "zh",
)  # fmt: skip


def moment(when: dt.datetime) -> int:
    """A moment as a number to compare: microseconds since 1970."""
    return round((when - _EPOCH) / dt.timedelta(microseconds=1))


def inside(area: int) -> str:
    """Lies in this area, or serves a part of it."""
    return f"in:{area}"


def over(area: int) -> str:
    """Serves the whole of this area."""
    return f"over:{area}"


def offered_by(organization: UUID) -> str:
    return f"of:{organization}"


def termed(term: UUID) -> str:
    """Has this term of a vocabulary, itself or at a place that may be known."""
    return f"term:{term}"


def of_taxonomy(taxonomy: UUID) -> str:
    """Has a term of this vocabulary that is still in it."""
    return f"taxonomy:{taxonomy}"


def row_of_hours(day: str, opens: str = "", closes: str = "") -> str:
    """Has one row of hours with these times (``09:00``) on a day (``MO``; "-": it names none). Of all with a day,
    what they begin with."""
    return f"hours:{day}:{opens}-{closes}" if opens else f"hours:{day}:"


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


def age(years: int) -> str:
    """Suits someone of this age, one of ``AGE_GROUPS``."""
    return f"age:{years}"


def day(code: str) -> str:
    """Usually open on this day of the week (``DAYS``)."""
    return f"day:{code}"


def part_of_day(name: str) -> str:
    """Usually open in this part of the day (``PARTS_OF_DAY``), on some day."""
    return f"part:{name}"


def when(code: str, name: str) -> str:
    """Usually open in this part of this day."""
    return f"when:{code}:{name}"


def week_bits(days: Iterable[str] = (), parts: Iterable[str] = ()) -> int:
    """The parts of the week (``block_bit``) of some days and parts of the day; none means all."""
    blocks = sorted({block for part in parts for block in PARTS_OF_DAY[part]}) or range(len(BLOCK_STARTS))
    numbers = sorted({DAYS.index(code) for code in days}) or range(len(DAYS))
    return sum(1 << (number * len(BLOCK_STARTS) + block) for number in numbers for block in blocks)


def spoken_bits(codes: Iterable[str]) -> int:
    """Languages as a number; one that is not in ``SPOKEN`` has no bit."""
    return sum(1 << SPOKEN.index(code) for code in set(codes) if code in SPOKEN)


def opens_on(date: dt.date) -> str:
    """Opens on this date; known for the coming fortnight."""
    return f"on:{date:%Y%m%d}"


def squares_of(latitude: float, longitude: float) -> Iterator[str]:
    """The squares a point lies in, one of each size."""
    for size, (tall, wide) in SQUARES.items():
        yield _square(size, floor(latitude / tall), floor(longitude / wide))


def squares_around(size: str, latitude: float, longitude: float, metres: float) -> tuple[str, ...]:
    """The squares of a size that touch what is within so many metres: a few, when the size suits the metres."""
    tall, wide = SQUARES[size]
    north = metres / DEGREE_M
    east = north / max(0.01, cos(radians(latitude)))
    rows = range(floor((latitude - north) / tall), ceil((latitude + north) / tall))
    columns = range(floor((longitude - east) / wide), ceil((longitude + east) / wide))
    return tuple(_square(size, row, column) for row in rows for column in columns)


def _square(size: str, row: int, column: int) -> str:
    return f"{size}:{row}:{column}"


def slot(moment: dt.datetime) -> str:
    """Open at this quarter of an hour in a usual week; ``moment`` is local time."""
    return SLOTS[quarter_of(moment)]


def block_bit(moment: dt.datetime) -> int:
    """The bit of the part of the week (two hours by day) a local time falls in."""
    return BLOCK_BITS[quarter_of(moment)]


def quarter_of(moment: dt.datetime) -> int:
    """The number of the quarter of an hour in the week, from 0 on Monday at midnight; ``moment`` is local time."""
    return moment.weekday() * QUARTERS_A_DAY + moment.hour * 4 + moment.minute // 15


def _block_bit(quarter: int) -> int:
    day, hour = quarter // QUARTERS_A_DAY, quarter % QUARTERS_A_DAY // 4
    block = sum(hour >= start for start in BLOCK_STARTS) - 1
    return int(1 << (day * len(BLOCK_STARTS) + block))


# Of every quarter of the week: its facet, and its part of the week.
SLOTS = tuple(
    f"slot:{WEEKDAYS[quarter // QUARTERS_A_DAY]}{quarter % QUARTERS_A_DAY // 4:02d}{quarter % 4 * 15:02d}"
    for quarter in range(QUARTERS_A_WEEK)
)
BLOCK_BITS = tuple(map(_block_bit, range(QUARTERS_A_WEEK)))


def suits(years: float, low: float, high: float) -> bool:
    """Whether an offer for ages ``low`` to ``high`` suits someone of that many years, not yet a year older.

    Who is 2 may be two and a half; who is 12 is not too old for "8 to 12".
    """
    return low < int(years) + 1 and high >= int(years)
