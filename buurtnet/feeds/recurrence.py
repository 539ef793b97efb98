"""Opening times as a calendar has them: a first time with a rule, and the times that are different one by one.

What is true is what ``directory.hours`` says. A rule of a calendar says the same as the rule of a schedule, but for
the holidays, for dates of their own, and for nights in which the clock changes: of these the rule leaves out the
usual time, and what takes its place stands alone. Beyond the period that is looked at only the rule remains.
"""

import copy
import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from buurtnet.directory.choices import InHolidays
from buurtnet.directory.hours import PART, WEEKDAYS, HolidayLike, Opening, clock, openings
from buurtnet.directory.models import Schedule

YEARS_AHEAD = 3
DAY = dt.timedelta(days=1)
EVERY_DAY = ",".join(WEEKDAYS)
NUMBER = re.compile(r"[+-]?[0-9]+")


@dataclass(frozen=True)
class Happening:
    """One time, or with a ``rule`` (RRULE, RFC 5545) a series of times of which those in ``without`` do not go on.

    ``key`` tells it from the others of its schedule, and stays the same as long as it is about the same.
    """

    key: str
    first: Opening
    rule: str = ""
    without: tuple[dt.datetime, ...] = ()


@dataclass(frozen=True)
class Period:
    """The days that are looked at one by one, both included."""

    first: dt.date
    last: dt.date

    @classmethod
    def around(cls, today: dt.date) -> "Period":
        """From the first of January, so that a calendar is the same all year."""
        return cls(dt.date(today.year, 1, 1), dt.date(today.year + YEARS_AHEAD, 1, 1) - DAY)

    def __contains__(self, opening: Opening) -> bool:
        return self.first <= opening.date <= self.last


def happenings(
    schedule: Schedule, period: Period, zone: ZoneInfo, holidays: Sequence[HolidayLike] = ()
) -> list[Happening]:
    """All that a schedule makes happen from the first day of a period on, series first."""
    held = _begun_in(period, schedule, zone, holidays)
    is_plain = schedule.in_holidays == InHolidays.YES and not schedule.exceptions
    usual = held if is_plain else _begun_in(period, _undisturbed(schedule), zone)
    series = []
    for span, key, is_open in _spans(schedule, period, holidays):
        within = [opening for opening in usual if opening in span]
        if one := _series(schedule, held, within, key, zone, is_open=is_open):
            series.append(one)
    told = {opening for _one, by_rule in series for opening in by_rule}
    alone = {(key := f"{one.start:%Y%m%dT%H%M}-{one.end:%H%M}"): Happening(key, one) for one in sorted(held - told)}
    return [*(one for one, _told in series), *alone.values()]


def _spans(schedule: Schedule, period: Period, holidays: Sequence[HolidayLike]) -> Iterable[tuple[Period, str, bool]]:
    """The times in which a rule goes on, each with its key: always, or each holiday. ``True``: it has no end."""
    if schedule.in_holidays != InHolidays.ONLY:
        yield period, "", True
        return
    for holiday in holidays:
        first, last = max(holiday.first, period.first), min(holiday.last, period.last)
        if first <= last:
            yield Period(first, last), f"{holiday.first:%Y%m%d}", False


def _series(
    schedule: Schedule, held: set[Opening], usual: list[Opening], key: str, zone: ZoneInfo, *, is_open: bool
) -> tuple[Happening, set[Opening]] | None:
    """A rule for the usual times that go on, and those it tells; None when no rule says it, or not two go on."""
    opens = clock(schedule.opens_at)
    going_on = sorted(one for one in usual if one in held and _is_usual(one, opens))
    parts = _rule_parts(schedule)
    if not parts or len(going_on) < 2:
        return None
    first, told = going_on[0], set(going_on)
    coming = sorted(one for one in usual if one.date >= first.date)
    without = tuple(_by_the_clock(one, opens) for one in coming if one not in told)
    if not is_open or schedule.count or schedule.valid_to or schedule.until.strip():
        # Also one that counts is written so, for it may have begun before; a far end is named again every year.
        end = dt.datetime.combine(coming[-1].date, dt.time(23, 59, 59), zone).astimezone(dt.UTC)
        parts = f"{parts};UNTIL={end:%Y%m%dT%H%M%SZ}"
    return Happening(key, first, parts, without), told


def _begun_in(
    period: Period, schedule: Schedule, zone: ZoneInfo, holidays: Sequence[HolidayLike] = ()
) -> set[Opening]:
    start = dt.datetime.combine(period.first, dt.time(), zone)
    end = dt.datetime.combine(period.last + DAY, dt.time(), zone)
    return {one for one in openings([schedule], start, end, zone, holidays) if one in period}


def _undisturbed(schedule: Schedule) -> Schedule:
    """The same times if there were no holidays and no dates of their own."""
    same = copy.copy(schedule)
    same.in_holidays, same.exceptions = InHolidays.YES, []
    return same


def _is_usual(opening: Opening, opens: dt.time | None) -> bool:
    """Not in a night in which the clock changes: by then a calendar may take hours for times of the clock."""
    return opening.start.time() == opens and opening.start.utcoffset() == opening.end.utcoffset()


def _by_the_clock(opening: Opening, opens: dt.time | None) -> dt.datetime:
    """When the rule has it begin: a time the clock skips was moved on, and a rule does not know that."""
    return dt.datetime.combine(opening.date, opens or opening.start.time(), opening.start.tzinfo)


def _rule_parts(schedule: Schedule) -> str:
    """The rule as RFC 5545 writes it and all calendars read it; empty for what they read in different ways."""
    freq = schedule.freq.upper() or ("WEEKLY" if schedule.byday else "")
    by = {
        name: text
        for name in ("byday", "bymonthday", "byweekno", "byyearday")
        if (text := str(getattr(schedule, name)).replace(" ", "").upper())
    }
    interval = schedule.interval or 1
    if not freq or not all(PART.fullmatch(text) for text in by.values()):
        return ""
    if "byday" in by and freq in {"DAILY", "WEEKLY"}:
        by["byday"] = NUMBER.sub("", by["byday"])  # the first Monday of what? It is not read here either
    if len(by) > 1 and NUMBER.search(by.get("byday", "")):
        return ""
    if "byweekno" in by:
        if interval > 1:
            return ""
        by.setdefault("byday", EVERY_DAY)
    wkst = schedule.wkst.strip().upper()
    parts = [f"FREQ={freq}", *([f"INTERVAL={interval}"] if interval > 1 else [])]
    parts += [f"{name.upper()}={text}" for name, text in by.items()]
    return ";".join([*parts, *([f"WKST={wkst}"] if wkst in WEEKDAYS and wkst != "MO" else [])])
