"""Opening times in words: "Elke dinsdag en donderdag, 15.30 – 17.00 uur"."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.utils import formats
from django.utils.dates import WEEKDAYS as DAY_NAMES
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buurtnet.directory.choices import InHolidays
from buurtnet.directory.hours import WEEKDAYS, Opening, ScheduleLike, State, clock
from buurtnet.kit.clock import clock_text, digits, unbroken


def state_text(state: State, now: dt.datetime) -> str:
    """ "Nu open tot 17.00 uur", "Gaat woensdag open om 14.00 uur", or nothing when it is unknown."""
    if state.is_always_open:
        return _("Dag en nacht open")
    if state.open_until:
        return _("Nu open tot %(time)s") % {"time": clock_text(state.open_until.time(), closing=True)}
    if state.next:
        return _("Open %(day)s vanaf %(time)s") % {
            "day": day_text(state.next.date, now.astimezone(state.next.start.tzinfo).date()),
            "time": clock_text(state.next.start.time()),
        }
    return ""


def day_text(day: dt.date, today: dt.date) -> str:
    """ "vandaag", "morgen", a weekday within six days, else "donderdag 16 april"."""
    ahead = (day - today).days
    if ahead == 0:
        return _("vandaag")
    if ahead == 1:
        return _("morgen")
    name = str(DAY_NAMES[day.weekday()])
    if 0 < ahead < 7:
        return name
    return _("%(day)s %(date)s") % {"day": name, "date": formats.date_format(day, "j F")}


def opening_text(opening: Opening) -> str:
    """ "15.30 – 17.00 uur"."""
    return span_text(opening.start.time(), opening.end.time())


def span_text(opens: dt.time, closes: dt.time | None) -> str:
    if closes is None:
        return _("vanaf %(time)s") % {"time": clock_text(opens)}
    if opens == closes == dt.time():
        return _("dag en nacht")
    times = {"opens": digits(opens), "closes": digits(closes, closing=True)}
    return unbroken(_("%(opens)s – %(closes)s uur") % times)


def spoken(schedules: Sequence[ScheduleLike]) -> list[str]:
    """The usual times in words, one line a set of days with the same times. Free text stands last."""
    by_times: dict[tuple[str, str, int, str], list[str]] = defaultdict(list)
    lines: list[str] = []
    texts: list[str] = []
    for schedule in schedules:
        text = schedule.description
        opens, closes = clock(schedule.opens_at), clock(schedule.closes_at)
        span = span_text(opens, closes) if opens is not None else ""
        freq = schedule.freq.upper() or ("WEEKLY" if schedule.byday else "")
        days = [day.strip() for day in schedule.byday.upper().split(",") if day.strip()]
        if freq == "DAILY":
            freq, days = "WEEKLY", list(WEEKDAYS)
        if freq in {"WEEKLY", "MONTHLY"} and days:
            by_times[(freq, span, schedule.interval or 1, schedule.in_holidays)] += days
        elif not freq and schedule.dtstart and opens is not None:
            lines.append(_one_time(schedule.dtstart, span))
        if text and text not in texts:
            texts.append(text)
    for (freq, span, interval, in_holidays), days in by_times.items():
        words = _monthly(days) if freq == "MONTHLY" else _weekly(days, interval)
        if words:
            line = f"{words}, {span}" if span else words
            lines.append(
                _("%(times)s (alleen in de schoolvakantie)") % {"times": line}
                if in_holidays == InHolidays.ONLY
                else line
            )
    return lines + texts


def _one_time(dtstart: str, span: str) -> str:
    try:
        day = dt.date.fromisoformat(dtstart[:10])
    except ValueError:
        return span
    return _("%(day)s, %(times)s") % {
        "day": f"{str(DAY_NAMES[day.weekday()]).capitalize()} {formats.date_format(day, 'j F Y')}",
        "times": span,
    }


def _weekly(days: list[str], interval: int) -> str:
    numbers = sorted({WEEKDAYS.index(day[-2:]) for day in days if day[-2:] in WEEKDAYS})
    if not numbers:
        return ""
    if numbers == list(range(7)):
        return _("Elke dag") if interval == 1 else _("Om de week, elke dag")
    names = [str(DAY_NAMES[number]) for number in numbers]
    if interval == 2:
        return _("Om de week op %(days)s") % {"days": joined(names)}
    if interval > 2:
        return ngettext("Elke %(number)d week op %(days)s", "Elke %(number)d weken op %(days)s", interval) % {
            "number": interval,
            "days": joined(names),
        }
    if len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return _("%(first)s tot en met %(last)s") % {"first": names[0].capitalize(), "last": names[-1]}
    return _("Elke %(days)s") % {"days": joined(names)}


def _monthly(days: list[str]) -> str:
    ordinals = {
        1: _("eerste"), 2: _("tweede"), 3: _("derde"), 4: _("vierde"), 5: _("vijfde"), -1: _("laatste"),
    }  # fmt: skip
    names = []
    for day in days:
        number, code = day[:-2], day[-2:]
        if code not in WEEKDAYS:
            continue
        name = str(DAY_NAMES[WEEKDAYS.index(code)])
        try:
            names.append(f"{ordinals[int(number)]} {name}" if number else name)
        except (KeyError, ValueError):
            names.append(name)
    return _("Elke %(days)s van de maand") % {"days": joined(names)} if names else ""


def joined(words: Sequence[str]) -> str:
    """ "maandag, dinsdag en vrijdag"."""
    if len(words) < 2:
        return "".join(words)
    return _("%(most)s en %(last)s") % {"most": ", ".join(words[:-1]), "last": words[-1]}
