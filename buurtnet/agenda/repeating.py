"""How an activity comes back: a rule (RRULE, RFC 5545) read, counted out and put in words. Touches no database.

A rule is counted over days of the calendar; its time is that of the clock on the wall, so a group of 15.30 uur stays
at 15.30 uur when the clock changes. Only rules that end soon when counted are taken, and a count is bounded.
"""

import calendar
import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from buurtnet.directory.hours import DAY, WEEKDAYS, HolidayLike, holiday_on

MOST_MOMENTS: Final = 500  # of one count
MOST_COUNT, MOST_INTERVAL = 500, 52
MOST_DAYS_COUNTED: Final = 40_000  # over a century: no rule is counted on for longer
LONGEST_RULE: Final = 200  # signs
FREQUENCIES: Final = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
PARTS: Final = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "COUNT", "UNTIL", "WKST"}
DAY_PART: Final = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
UNTIL_PART: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T[0-9]{6}Z?)?")
NUMBER: Final = re.compile(r"[+-]?[0-9]{1,4}")
WHOLE_DAY: Final = 24 * 60  # minutes


class RuleError(ValueError):
    """A rule that cannot be used; the message is one clear sentence in the language of the page."""


@dataclass(frozen=True)
class Rule:
    """A rule that was checked. ``days``: an ordinal (0: each) and a weekday (0 is Monday)."""

    freq: str
    interval: int = 1
    days: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    count: int | None = None
    until: dt.date | None = None
    week_starts: int = 0

    @property
    def text(self) -> str:
        """The rule as RFC 5545 writes it; ``check_rule`` of it gives the same rule."""
        parts = [f"FREQ={self.freq}", f"INTERVAL={self.interval}" if self.interval > 1 else ""]
        days = ",".join(f"{ordinal or ''}{WEEKDAYS[day]}" for ordinal, day in self.days)
        for name, numbers in (("BYMONTH", self.months), ("BYMONTHDAY", self.month_days)):
            parts.append(f"{name}={','.join(map(str, numbers))}" if numbers else "")
        parts.append(f"BYDAY={days}" if days else "")
        parts.append(f"BYSETPOS={','.join(map(str, self.positions))}" if self.positions else "")
        parts.append(f"COUNT={self.count}" if self.count else "")
        parts.append(f"UNTIL={self.until:%Y%m%d}" if self.until else "")
        parts.append(f"WKST={WEEKDAYS[self.week_starts]}" if self.week_starts else "")
        return ";".join(part for part in parts if part)


@dataclass(frozen=True, order=True)
class Moment:
    """One time it is on, from ``start`` up to ``end`` (aware, in the zone that was asked for)."""

    start: dt.datetime
    end: dt.datetime
    whole_day: bool = False


def check_rule(text: str) -> Rule:
    """A rule that is safe to count and that people can follow. Raises ``RuleError`` with one sentence."""
    parts = parts_of(text)
    freq = parts.get("FREQ", "")
    if freq not in FREQUENCIES:
        raise RuleError(_("Kies hoe vaak het is: per dag, week, maand of jaar."))
    rule = Rule(
        freq=freq,
        interval=number_of(parts.get("INTERVAL", "1"), 1, MOST_INTERVAL),
        days=days_of(parts.get("BYDAY", "")),
        month_days=numbers_of(parts.get("BYMONTHDAY", ""), 31),
        months=numbers_of(parts.get("BYMONTH", ""), 12, lowest=1),
        positions=numbers_of(parts.get("BYSETPOS", ""), 31),
        count=number_of(parts["COUNT"], 1, MOST_COUNT) if "COUNT" in parts else None,
        until=day_of(parts["UNTIL"]) if "UNTIL" in parts else None,
        week_starts=week_start_of(parts.get("WKST", "MO")),
    )
    check_together(rule)
    return rule


def parts_of(text: str) -> Mapping[str, str]:
    """The parts of a rule by name. Raises ``RuleError`` for what is no rule, or says a thing twice."""
    cleaned = text.strip().upper().removeprefix("RRULE:")
    found: dict[str, str] = {}
    for part in cleaned.split(";") if len(cleaned) <= LONGEST_RULE else [""]:
        name, _is, value = part.partition("=")
        if name not in PARTS or not value or name in found:
            raise RuleError(_("Deze herhaling kennen we niet."))
        found[name] = value
    return found


def check_together(rule: Rule) -> None:
    """Raises ``RuleError`` for parts that do not go together."""
    has_ordinal = any(ordinal for ordinal, _day in rule.days)
    is_wrong = (
        (rule.count is not None and rule.until is not None)
        or (has_ordinal and rule.freq in {"DAILY", "WEEKLY"})
        or (has_ordinal and bool(rule.month_days))
        or (rule.freq in {"DAILY", "WEEKLY"} and bool(rule.month_days or rule.months or rule.positions))
        or (rule.freq == "MONTHLY" and bool(rule.months))
        or (rule.freq == "YEARLY" and bool(rule.days or rule.month_days) and not rule.months)
        or (bool(rule.positions) and not (rule.days or rule.month_days))
    )
    if is_wrong:
        raise RuleError(_("Deze herhaling kennen we niet."))
    if rule.month_days and rule.months and not any(is_in_a_month(rule, month) for month in rule.months):
        raise RuleError(_("Deze dag bestaat niet in die maand."))


def is_in_a_month(rule: Rule, month: int) -> bool:
    """Whether one of its days of the month is there in a leap year."""
    return any(abs(day) <= calendar.monthrange(2024, month)[1] for day in rule.month_days)


def number_of(text: str, lowest: int, most: int) -> int:
    if not NUMBER.fullmatch(text) or not lowest <= int(text) <= most:
        raise RuleError(_("Kies een getal van %(first)d tot en met %(last)d.") % {"first": lowest, "last": most})
    return int(text)


def numbers_of(text: str, most: int, *, lowest: int = 0) -> tuple[int, ...]:
    """Numbers with commas between, sorted and each once: up to ``most``, and unless ``lowest`` from the end too."""
    numbers = {number_of(part, lowest or -most, most) for part in text.split(",")} if text else set[int]()
    if 0 in numbers:
        raise RuleError(_("Deze herhaling kennen we niet."))
    return tuple(sorted(numbers))


def days_of(text: str) -> tuple[tuple[int, int], ...]:
    found: set[tuple[int, int]] = set()
    for part in text.split(",") if text else []:
        match = DAY_PART.fullmatch(part)
        if match is None:
            raise RuleError(_("Kies een dag van de week."))
        found.add((int(match[1] or 0), WEEKDAYS.index(match[2])))
    return tuple(sorted(found))


def week_start_of(text: str) -> int:
    if text not in WEEKDAYS:
        raise RuleError(_("Deze herhaling kennen we niet."))
    return WEEKDAYS.index(text)


def day_of(text: str) -> dt.date:
    match = UNTIL_PART.fullmatch(text)
    try:
        return dt.date(int(match[1]), int(match[2]), int(match[3])) if match else dt.date.fromisoformat("")
    except ValueError:
        raise RuleError(_("Kies een laatste dag.")) from None


def moments(
    rule: Rule | None, starts_on: dt.date, starts_at: dt.time | None, minutes: int, zone: ZoneInfo,
    first: dt.date, last: dt.date, holidays: Sequence[HolidayLike] = (), until: dt.date | None = None,
) -> list[Moment]:  # fmt: skip
    """When it begins from ``first`` up to and with ``last`` (days of the clock in ``zone``), at most 500.

    ``rule`` None: once. ``starts_at`` None: whole days, as many as ``minutes`` fill. ``holidays``: not in these.
    """
    end = min(last, until or last)
    days = (day for day in days_on(rule, starts_on, end) if day >= first and not holiday_on(day, holidays))
    return [moment_on(day, starts_at, minutes, zone) for day in islice(days, MOST_MOMENTS)]


def moment_on(day: dt.date, starts_at: dt.time | None, minutes: int, zone: ZoneInfo) -> Moment:
    """From the clock on the wall to a moment. An hour that does not exist moves on; of one that is twice, the first.

    The end is by the clock too, so what lasts until 4.00 uur does so in the night in which the clock changes.
    """
    if starts_at is None:
        after = day + DAY * max(1, -(-minutes // WHOLE_DAY))
        return Moment(real(dt.datetime.combine(day, dt.time()), zone), real(at_midnight(after), zone), True)
    begins = dt.datetime.combine(day, starts_at.replace(tzinfo=None, fold=0))
    length = dt.timedelta(minutes=minutes)
    start, end = real(begins, zone), real(begins + length, zone)
    if end.astimezone(dt.UTC) <= start.astimezone(dt.UTC):
        end = (start.astimezone(dt.UTC) + length).astimezone(zone)
    return Moment(start, end)


def at_midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time())


def real(wall: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    return wall.replace(tzinfo=zone).astimezone(dt.UTC).astimezone(zone)


def days_on(rule: Rule | None, starts_on: dt.date, last: dt.date) -> Iterator[dt.date]:
    """The days of a rule in order, from its first day up to and with ``last``.

    The first day counts only when the rule itself falls on it, but without a rule it is the only one.
    """
    if rule is None:
        yield from [starts_on] if starts_on <= last else []
        return
    end = min(last, rule.until or last)
    found = (day for period in periods(rule, starts_on, end) for day in period if starts_on <= day <= end)
    yield from islice(found, rule.count)


def periods(rule: Rule, starts_on: dt.date, end: dt.date) -> Iterator[list[dt.date]]:
    """The days of each week, month or year the rule comes by, sorted; to ``end``, and never for over a century."""
    end = min(end, starts_on + DAY * min(MOST_DAYS_COUNTED, (dt.date.max - starts_on).days))
    if rule.freq in {"DAILY", "WEEKLY"}:
        yield from short_periods(rule, starts_on, end)
        return
    step = rule.interval * (12 if rule.freq == "YEARLY" else 1)
    first = starts_on.year * 12 + starts_on.month - 1
    if rule.freq == "YEARLY":
        first = starts_on.year * 12
    for number in range(first, end.year * 12 + end.month, step):
        yield chosen(rule, days_in(rule, starts_on, number))


def short_periods(rule: Rule, starts_on: dt.date, end: dt.date) -> Iterator[list[dt.date]]:
    wanted = {day for _ordinal, day in rule.days}
    if rule.freq == "DAILY":
        for number in range(0, (end - starts_on).days + 1, rule.interval):
            day = starts_on + DAY * number
            yield [day] if not wanted or day.weekday() in wanted else []
        return
    into = (starts_on.weekday() - rule.week_starts) % 7
    wanted = wanted or {starts_on.weekday()}
    for number in range(-into, (end - starts_on).days + 1, 7 * rule.interval):
        week = (number + step for step in range(7))
        ahead = [starts_on + DAY * step for step in week if 0 <= step <= (end - starts_on).days]
        yield [day for day in ahead if day.weekday() in wanted]


def days_in(rule: Rule, starts_on: dt.date, number: int) -> list[dt.date]:
    """The days that a rule names in a month, or in the months of a year; ``number``: months since the year 0."""
    year, month = divmod(number, 12)
    if rule.freq == "YEARLY":
        of_year = rule.months or (starts_on.month,)
        return [day for one in of_year for day in days_in_month(rule, starts_on, year, one)]
    return days_in_month(rule, starts_on, year, month + 1)


def days_in_month(rule: Rule, starts_on: dt.date, year: int, month: int) -> list[dt.date]:
    """As RFC 5545 (3.3.10) has it: days of the month, weekdays of the month, both together, or that of the start."""
    length = calendar.monthrange(year, month)[1]
    all_days = [dt.date(year, month, day) for day in range(1, length + 1)]
    if rule.month_days:
        numbers = {day if day > 0 else length + 1 + day for day in rule.month_days}
        weekdays = {day for _ordinal, day in rule.days}
        return [day for day in all_days if day.day in numbers and (not weekdays or day.weekday() in weekdays)]
    if rule.days:
        return [day for day in all_days if any(is_nth(day, one, length) for one in rule.days)]
    return [day for day in all_days if day.day == starts_on.day]


def is_nth(day: dt.date, wanted: tuple[int, int], length: int) -> bool:
    """Whether a day is the second Tuesday, the last Friday, or any Monday of its month of ``length`` days."""
    ordinal, weekday = wanted
    if day.weekday() != weekday:
        return False
    from_end = -((length - day.day) // 7 + 1)
    return ordinal in (0, (day.day - 1) // 7 + 1, from_end)


def chosen(rule: Rule, days: list[dt.date]) -> list[dt.date]:
    """Those at its positions (BYSETPOS), the first 1 and the last -1; all of them when it names none."""
    if not rule.positions:
        return days
    places = {place - 1 if place > 0 else len(days) + place for place in rule.positions}
    return [day for place, day in enumerate(days) if place in places]
