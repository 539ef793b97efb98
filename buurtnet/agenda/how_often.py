"""How often it is, as people choose it and as they read it: "elke week op woensdag, 15.30 – 17.00 uur"."""

import datetime as dt
from collections.abc import Collection
from typing import Final

from django.db import models
from django.utils import formats
from django.utils.dates import WEEKDAYS as DAY_NAMES
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from buurtnet.agenda.models import Repeat
from buurtnet.agenda.repeating import WHOLE_DAY, Rule, RuleError, check_rule
from buurtnet.directory.times import joined, span_text

LEAP_DAY: Final = (2, 29)
SHORTEST_MONTH: Final = 28  # days that every month has
LAST: Final = -1
WEEK: Final = dt.timedelta(days=7)


class Pace(models.TextChoices):
    """What people choose from. Any other rule came from a calendar elsewhere, and stays as it is."""

    ONCE = "once", gettext_lazy("maar één keer")
    WEEKLY = "weekly", gettext_lazy("elke week")
    FORTNIGHTLY = "fortnightly", gettext_lazy("om de week")
    MONTHLY_DAY = "monthly_day", gettext_lazy("elke maand op dezelfde datum, zoals de 15e")
    MONTHLY_WEEKDAY = "monthly_weekday", gettext_lazy("elke maand op dezelfde dag, zoals de eerste woensdag")
    MONTHLY_LAST = "monthly_last", gettext_lazy("elke maand op de laatste, zoals de laatste vrijdag")
    YEARLY = "yearly", gettext_lazy("elk jaar")
    OTHER = "other", gettext_lazy("zoals het nu staat")


KNOWN: Final = tuple(one for one in Pace if one not in {Pace.ONCE, Pace.OTHER})


def last_in_month(day: dt.date) -> dt.date:
    """The last day of its month with the same name: of 13 November 2026, a Friday, it is the 27th."""
    last = day
    while (last + WEEK).month == day.month:
        last += WEEK
    return last


def rule_for(pace: str, starts_on: dt.date, weekdays: Collection[int] = ()) -> str:
    """The rule (RRULE) that is meant; "" for once. ``weekdays`` (0 is Monday): more days of the week than the first.

    The first day is one of the days it is on, whatever else was chosen.
    """
    if pace in {Pace.WEEKLY, Pace.FORTNIGHTLY}:
        days = tuple((0, day) for day in sorted({*weekdays, starts_on.weekday()}))
        return Rule("WEEKLY", interval=2 if pace == Pace.FORTNIGHTLY else 1, days=days).text
    if pace == Pace.MONTHLY_DAY:
        return Rule("MONTHLY", month_days=(starts_on.day,)).text
    if pace == Pace.MONTHLY_WEEKDAY:
        return Rule("MONTHLY", days=(nth_day(starts_on),)).text
    if pace == Pace.MONTHLY_LAST:
        return Rule("MONTHLY", days=((LAST, starts_on.weekday()),)).text
    return Rule("YEARLY").text if pace == Pace.YEARLY else ""


def nth_day(day: dt.date) -> tuple[int, int]:
    """Which weekday of its month a day is; a fifth one is meant as the last, since most months have only four."""
    ordinal = (day.day - 1) // 7 + 1
    return (ordinal if ordinal < 5 else LAST, day.weekday())


def pace_of(rule: str, starts_on: dt.date) -> Pace:
    """Which of these a rule is."""
    if not rule:
        return Pace.ONCE
    days = weekdays_of(rule)
    for pace in KNOWN:
        if rule_for(pace, starts_on, days) == rule:
            return pace
    return Pace.OTHER


def weekdays_of(rule: str) -> list[int]:
    """The weekdays (0 is Monday) of a rule by week; none for another rule."""
    try:
        found = check_rule(rule)
    except RuleError:
        return []
    return [day for _ordinal, day in found.days] if found.freq == "WEEKLY" else []


def repeat_in_words(repeat: Repeat) -> str:
    """ "elke week op woensdag, 15.30 – 17.00 uur, tot en met 1 juli 2027"; with a clause about holidays."""
    said = [often_in_words(repeat.rule, repeat.starts_on), time_in_words(repeat.starts_at, repeat.minutes)]
    if repeat.until and repeat.rule:
        said.append(_("tot en met %(day)s") % {"day": formats.date_format(repeat.until, "j F Y")})
    if repeat.skips_holidays and repeat.rule:
        said.append(_("niet in de schoolvakantie"))
    return ", ".join(part for part in said if part)


def time_in_words(starts_at: dt.time | None, minutes: int) -> str:
    """ "15.30 – 17.00 uur", "de hele dag" or "3 dagen"."""
    if starts_at is None:
        days = max(1, -(-minutes // WHOLE_DAY))
        return _("de hele dag") if days == 1 else _("%(number)d dagen") % {"number": days}
    day = dt.datetime.combine(dt.date.min, starts_at)
    span = span_text(starts_at, (day + dt.timedelta(minutes=minutes)).time())
    more = (starts_at.hour * 60 + starts_at.minute + minutes) // WHOLE_DAY
    if more > 1 or (more == 1 and minutes >= WHOLE_DAY):
        return ngettext("%(time)s, %(number)d dag later", "%(time)s, %(number)d dagen later", more) % {
            "time": span, "number": more,
        }  # fmt: skip
    return span


def often_in_words(text: str, starts_on: dt.date) -> str:
    """ "elke week op woensdag"; for once its day: "zaterdag 5 december 2026"."""
    if not text:
        return formats.date_format(starts_on, "l j F Y")
    try:
        rule = check_rule(text)
    except RuleError:
        return _("een herhaling van elders")
    said = [EVERY[rule.freq](rule, starts_on)]
    if rule.count:
        said.append(ngettext("%(number)d keer", "%(number)d keer", rule.count) % {"number": rule.count})
    if rule.until:
        said.append(_("tot en met %(day)s") % {"day": formats.date_format(rule.until, "j F Y")})
    return ", ".join(said)


def by_day(rule: Rule, _starts_on: dt.date) -> str:
    if rule.interval > 1:
        often = _("elke %(number)d dagen") % {"number": rule.interval}
        return f"{often}, {_('als het dan %(days)s is') % {'days': names_of(rule)}}" if rule.days else often
    return _("elke %(days)s") % {"days": names_of(rule)} if rule.days else _("elke dag")


def by_week(rule: Rule, starts_on: dt.date) -> str:
    days = names_of(rule) or str(DAY_NAMES[starts_on.weekday()])
    if rule.interval == 1:
        every_day = len({day for _ordinal, day in rule.days}) == 7
        return _("elke dag") if every_day else _("elke week op %(days)s") % {"days": days}
    if rule.interval == 2:
        return _("om de week op %(days)s") % {"days": days}
    return _("elke %(number)d weken op %(days)s") % {"number": rule.interval, "days": days}


def by_month(rule: Rule, starts_on: dt.date) -> str:
    when = in_the_month(rule, starts_on)
    if rule.interval == 1:
        return _("elke maand op %(when)s") % {"when": when}
    return _("elke %(number)d maanden op %(when)s") % {"number": rule.interval, "when": when}


def by_year(rule: Rule, starts_on: dt.date) -> str:
    if rule.months:
        months = joined([formats.date_format(dt.date(2024, month, 1), "F") for month in rule.months])
        when = _("%(when)s van %(months)s") % {"when": in_the_month(rule, starts_on), "months": months}
    elif (starts_on.month, starts_on.day) == LEAP_DAY:
        when = _("29 februari (alleen in een schrikkeljaar)")
    else:
        when = formats.date_format(starts_on, "j F")
    if rule.interval == 1:
        return _("elk jaar op %(when)s") % {"when": when}
    return _("elke %(number)d jaar op %(when)s") % {"number": rule.interval, "when": when}


EVERY: Final = {"DAILY": by_day, "WEEKLY": by_week, "MONTHLY": by_month, "YEARLY": by_year}


def in_the_month(rule: Rule, starts_on: dt.date) -> str:
    """ "de eerste woensdag", "de 15e", "de laatste dag"; with a word about months that have no such day."""
    if rule.positions and rule.days and not rule.month_days:
        days = names_of(rule)
        if len({day for _ordinal, day in rule.days}) == 5 and {day for _o, day in rule.days} == set(range(5)):
            days = _("werkdag")
        return _("de %(nth)s %(days)s") % {"nth": joined([nth(place) for place in rule.positions]), "days": days}
    if rule.days and not rule.month_days:
        return joined([nth_in_words(ordinal, day) for ordinal, day in rule.days])
    numbers = rule.month_days or (starts_on.day,)
    said = joined([dated(number) for number in numbers])
    if rule.days:
        said = _("%(dates)s, als het dan %(days)s is") % {"dates": said, "days": names_of(rule)}
    if not rule.months and any(number > SHORTEST_MONTH for number in numbers):
        said = _("%(dates)s (alleen in maanden die zo lang zijn)") % {"dates": said}
    return said


def nth_in_words(ordinal: int, day: int) -> str:
    name = str(DAY_NAMES[day])
    return _("de %(nth)s %(days)s") % {"nth": nth(ordinal), "days": name} if ordinal else name


def nth(number: int) -> str:
    """ "eerste", "laatste", "12e", "3e van achteren"."""
    names = {
        1: _("eerste"), 2: _("tweede"), 3: _("derde"), 4: _("vierde"), 5: _("vijfde"), LAST: _("laatste"),
        -2: _("op één na laatste"),
    }  # fmt: skip
    if number in names:
        return names[number]
    return (_("%(number)de") if number > 0 else _("%(number)de van achteren")) % {"number": abs(number)}


def dated(number: int) -> str:
    """ "de 15e", "de laatste dag"."""
    if number > 0:
        return _("de %(number)de") % {"number": number}
    return _("de %(nth)s dag") % {"nth": nth(number)}


def names_of(rule: Rule) -> str:
    return joined([str(DAY_NAMES[day]) for day in sorted({day for _ordinal, day in rule.days})])
