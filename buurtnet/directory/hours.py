"""When something is open: RRULE parts (RFC 5545, as HSDS 3.1 writes them) turned into openings.

Times are wall-clock times in the network's time zone, so 15:30 stays 15:30 across daylight saving.
``23:59`` and ``24:00`` mean midnight; a closing time not after the opening time is on the next day.
A schedule without opening time says nothing about being open and gives no opening.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from dateutil import rrule
from dateutil.parser import isoparse

from buurtnet.directory.choices import InHolidays

# An odd or even week needs a first week; where the source gives no date, weeks are counted from this Monday.
FIRST_MONDAY = dt.date(2024, 1, 1)
EARLIEST = dt.date(1900, 1, 1)
# Days or years after which a rule without an end repeats itself, per step of its interval.
STEP_DAYS = {"DAILY": 1, "WEEKLY": 7}
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
LONGEST_INTERVAL = 520
DAY = dt.timedelta(days=1)
LOOK_AHEAD = (dt.timedelta(days=8), dt.timedelta(days=100))
# What a part of a rule may hold; a sign such as ";" would begin another part ("MO;FREQ=SECONDLY").
PART = re.compile(r"[A-Za-z0-9,+-]+")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST = {"BYMONTHDAY": 31, "BYWEEKNO": 53, "BYYEARDAY": 366}


class HolidayLike(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def first(self) -> dt.date: ...
    @property
    def last(self) -> dt.date: ...


class ScheduleLike(Protocol):
    """The parts of ``directory.Schedule`` that matter here."""

    freq: str
    byday: str
    bymonthday: str
    byweekno: str
    byyearday: str
    interval: int | None
    count: int | None
    wkst: str
    dtstart: str
    until: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    opens_at: str
    closes_at: str
    description: str
    notes: str
    in_holidays: str
    exceptions: list[dict[str, Any]]


@dataclass(frozen=True, order=True)
class Opening:
    """One time it is open, from ``start`` up to ``end`` (aware datetimes in the network's zone)."""

    start: dt.datetime
    end: dt.datetime
    note: str = ""

    @property
    def date(self) -> dt.date:
        return self.start.date()


@dataclass(frozen=True)
class State:
    """Now: open until when, or when it opens next (both None: unknown or not in the coming 100 days)."""

    open_until: dt.datetime | None
    next: Opening | None
    is_always_open: bool = False


@dataclass(frozen=True)
class Day:
    """One of the coming seven days: its openings, and why it is different from usual."""

    date: dt.date
    openings: tuple[Opening, ...]
    note: str = ""


def state(
    schedules: Sequence[ScheduleLike], now: dt.datetime, zone: ZoneInfo, holidays: Sequence[HolidayLike] = ()
) -> State:
    """Whether it is open at ``now`` (aware) and, if not, when it opens next."""
    now = now.astimezone(zone)
    for ahead in LOOK_AHEAD:
        times = merged(openings(schedules, now - DAY, now + ahead, zone, holidays))
        current = next((o for o in times if o.start <= now < o.end), None)
        if current:
            return State(current.end, None, is_always_open=current.end - now >= dt.timedelta(days=7))
        coming = next((o for o in times if o.start > now), None)
        if coming:
            return State(None, coming)
    return State(None, None)


def week(
    schedules: Sequence[ScheduleLike], now: dt.datetime, zone: ZoneInfo, holidays: Sequence[HolidayLike] = ()
) -> list[Day]:
    """The coming seven days, ordered Monday to Sunday; a day that closes specially says why."""
    today = now.astimezone(zone).date()
    days = sorted((today + DAY * n for n in range(7)), key=lambda day: day.weekday())
    start = dt.datetime.combine(today, dt.time(), zone)
    found = openings(schedules, start, start + DAY * 7, zone, holidays)
    return [Day(day, tuple(o for o in found if o.date == day), _note_of(day, schedules, holidays)) for day in days]


def openings(
    schedules: Iterable[ScheduleLike],
    start: dt.datetime,
    end: dt.datetime,
    zone: ZoneInfo,
    holidays: Sequence[HolidayLike] = (),
) -> list[Opening]:
    """All openings that overlap [start, end), sorted, each once.

    ``start`` and ``end`` are aware datetimes; the openings are in ``zone``.
    """
    first, last = start.astimezone(zone).date() - DAY, end.astimezone(zone).date()
    found = {
        opening
        for schedule in schedules
        for opening in _openings_of(schedule, first, last, zone, holidays)
        if opening.end > start and opening.start < end
    }
    return sorted(found)


def merged(times: Iterable[Opening]) -> list[Opening]:
    """Sorted openings with those that touch or overlap joined, so that 24 hours a day is one."""
    joined: list[Opening] = []
    for opening in times:
        if joined and opening.start <= joined[-1].end:
            last = joined.pop()
            opening = Opening(last.start, max(last.end, opening.end), last.note or opening.note)
        joined.append(opening)
    return joined


def _openings_of(
    schedule: ScheduleLike, first: dt.date, last: dt.date, zone: ZoneInfo, holidays: Sequence[HolidayLike]
) -> Iterable[Opening]:
    exceptions: dict[dt.date, list[dict[str, Any]]] = defaultdict(list)
    for exception in schedule.exceptions or []:
        if exception_day := _date(str(exception.get("date", ""))):
            exceptions[exception_day].append(exception)
    opens, closes = clock(schedule.opens_at), clock(schedule.closes_at)
    for day in _dates(schedule, first, last):
        if day in exceptions or not _runs_on(day, schedule.in_holidays, holidays):
            continue
        if opens is not None:
            yield _opening(day, opens, closes, zone, schedule.notes)
    for day, exception in ((day, one) for day, several in exceptions.items() for one in several):
        changed = clock(str(exception.get("opens_at") or ""))
        if changed is not None and first <= day <= last:
            until = clock(str(exception.get("closes_at") or ""))
            yield _opening(day, changed, until, zone, str(exception.get("note") or ""))


def _opening(day: dt.date, opens: dt.time, closes: dt.time | None, zone: ZoneInfo, note: str) -> Opening:
    """From wall-clock times to an opening; without a closing time it is taken to last an hour."""
    start = _real(dt.datetime.combine(day, opens, zone))
    if closes is None:
        return Opening(start, start + dt.timedelta(hours=1), note)
    last_day = day if closes > opens else day + DAY
    return Opening(start, _real(dt.datetime.combine(last_day, closes, zone)), note)


def _real(moment: dt.datetime) -> dt.datetime:
    """A wall-clock time skipped by daylight saving moves to the time the clock then shows."""
    return moment.astimezone(dt.UTC).astimezone(moment.tzinfo)


def _dates(schedule: ScheduleLike, first: dt.date, last: dt.date) -> Iterable[dt.date]:
    """The days of the rule between two dates (both included), within its validity."""
    first = max(first, schedule.valid_from or first)
    last = min(last, schedule.valid_to or last)
    if first > last:
        return []
    freq = schedule.freq.upper() or ("WEEKLY" if schedule.byday else "")
    begins = _date(schedule.dtstart)
    if not freq:
        return [begins] if begins and first <= begins <= last else []
    by = (("BYDAY", schedule.byday), ("BYMONTHDAY", schedule.bymonthday), ("BYWEEKNO", schedule.byweekno),
          ("BYYEARDAY", schedule.byyearday), ("WKST", schedule.wkst))  # fmt: skip
    rule = _rule(
        freq,
        schedule.interval or 1,
        tuple((name, text) for name, value in by if (text := value.replace(" ", "").upper())),
        schedule.count,
        _date(schedule.until),
        begins or schedule.valid_from or FIRST_MONDAY,
    )
    if rule is None:
        return []
    midnight = dt.time()
    try:
        found = rule.between(dt.datetime.combine(first, midnight), dt.datetime.combine(last, midnight), inc=True)
    except (ValueError, OverflowError):  # parts that only show their nonsense when counted
        return []
    return [moment.date() for moment in found]


@lru_cache(maxsize=4096)
def _rule(
    freq: str,
    interval: int,
    by: tuple[tuple[str, str], ...],
    count: int | None,
    until: dt.date | None,
    begins: dt.date,
) -> rrule.rrule | None:
    """The rule as dateutil knows it; None when its parts make no rule. Kept, since many services share one."""
    if freq not in FREQUENCIES or not 0 < interval <= LONGEST_INTERVAL or begins < EARLIEST:
        return None
    if not all(PART.fullmatch(value) for _name, value in by):
        return None
    if _may_never_match(freq, interval, dict(by), begins):
        return None
    if not count:
        begins = _nearer(begins, freq, interval)
    parts = [f"FREQ={freq}", f"INTERVAL={interval}", *(f"{name}={value}" for name, value in by)]
    if count:
        parts.append(f"COUNT={count}")
    elif until:
        parts.append(f"UNTIL={until:%Y%m%d}T235959")
    try:
        rule = rrule.rrulestr(";".join(parts), dtstart=dt.datetime.combine(begins, dt.time()), cache=True)
    except (ValueError, KeyError, IndexError, TypeError):
        return None
    return rule if isinstance(rule, rrule.rrule) else None


def _may_never_match(freq: str, interval: int, by: dict[str, str], begins: dt.date) -> bool:
    """Parts that RFC 5545 (3.3.10) does not put together, or that may not meet for centuries.

    dateutil would look for them to the year 9999, which takes seconds each time; and some it does not survive.
    """
    if any(not 1 <= abs(number) <= most for name, most in MOST.items() for number in _numbers(by.get(name, ""))):
        return True
    most = 5 if freq == "MONTHLY" else 53
    if any(not 1 <= int(number) <= most for number in re.findall(r"[0-9]+", by.get("BYDAY", ""))):
        return True
    of_month, of_weeks, of_year = (bool(by.get(name)) for name in ("BYMONTHDAY", "BYWEEKNO", "BYYEARDAY"))
    if of_month + of_weeks + of_year > 1 or (freq != "YEARLY" and (of_weeks or of_year)):
        return True
    if freq == "WEEKLY":
        return of_month
    if freq == "DAILY":
        return interval % 7 == 0 and bool(by.get("BYDAY")) and WEEKDAYS[begins.weekday()] not in by["BYDAY"]
    is_rare = any(abs(number) > 28 for number in _numbers(by.get("BYMONTHDAY", ""))) or any(
        abs(number) in {53, 366} for number in _numbers(by.get("BYWEEKNO", "") or by.get("BYYEARDAY", ""))
    )
    return is_rare and (interval > 1 if freq == "YEARLY" else interval % 12 == 0)


def _numbers(text: str) -> list[int]:
    """Whole numbers with commas between; what is none is passed over."""
    return [int(part) for part in text.split(",") if part.lstrip("+-").isdecimal()]


def _nearer(begins: dt.date, freq: str, interval: int) -> dt.date:
    """A later start of the same endless rule, so that a rule from 1970 need not be counted through."""
    years = FIRST_MONDAY.year - begins.year
    if years <= 0:
        return begins
    if freq in STEP_DAYS:
        step = STEP_DAYS[freq] * interval
        return begins + dt.timedelta(days=(FIRST_MONDAY - begins).days // step * step)
    try:
        return begins.replace(year=begins.year + years // interval * interval)
    except ValueError:  # 29 February in a year without one
        return begins


def _runs_on(day: dt.date, in_holidays: str, holidays: Sequence[HolidayLike]) -> bool:
    if in_holidays == InHolidays.YES:
        return True
    free = holiday_on(day, holidays) is not None
    return free if in_holidays == InHolidays.ONLY else not free


def holiday_on(day: dt.date, holidays: Sequence[HolidayLike]) -> HolidayLike | None:
    """The school holiday a day falls in, if any."""
    return next((holiday for holiday in holidays if holiday.first <= day <= holiday.last), None)


def _note_of(day: dt.date, schedules: Sequence[ScheduleLike], holidays: Sequence[HolidayLike]) -> str:
    """Why a day is different: an exception's own note, else the name of the holiday that closes it."""
    for schedule in schedules:
        for exception in schedule.exceptions or []:
            if _date(str(exception.get("date", ""))) == day:
                return str(exception.get("note") or "")
    holiday = holiday_on(day, holidays)
    closes = holiday and any(
        schedule.in_holidays == InHolidays.NO and list(_dates(schedule, day, day)) for schedule in schedules
    )
    return holiday.name if holiday and closes else ""


def clock(text: str) -> dt.time | None:
    """``15:30``, ``15:30:00`` or ``15:30+01:00`` as a wall-clock time; 23:59 and 24:00 are midnight.

    Midnight is ``time(0)``: as a closing time it is not after any opening time, so on the next day.
    None when there is no time in the text.
    """
    text = text.strip()
    if text[:5] in {"24:00", "23:59"}:
        return dt.time()
    try:
        return dt.time.fromisoformat(text).replace(tzinfo=None, microsecond=0)
    except ValueError:
        return None


def _date(text: str) -> dt.date | None:
    try:
        return isoparse(text).date() if text else None
    except (ValueError, OverflowError):
        return None
