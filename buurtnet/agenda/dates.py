"""The dates of an activity: made ahead from its repeats, and each on its own called off, moved or added.

Dates exist for thirteen months from now. One that was changed by hand is known by when it was planned, so that it is
never made twice.
"""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.agenda.choices import ActivityState, DateState
from buurtnet.agenda.models import Activity, ActivityDate, Repeat
from buurtnet.agenda.moving import locked, locked_date, move_date, note, refuse
from buurtnet.agenda.repeating import Moment, RuleError, check_rule, moment_on, moments
from buurtnet.agenda.tasks import follow_date
from buurtnet.agenda.telling import tell_cancelled, tell_moved, tell_on_again
from buurtnet.areas.holidays import holidays
from buurtnet.areas.models import Network
from buurtnet.people.acting import By

AHEAD: Final = dt.timedelta(days=396)  # thirteen months
BEHIND: Final = dt.timedelta(days=92)  # of what began earlier, so much of the past is made too
AGAIN_AFTER: Final = dt.timedelta(days=28)  # days pass before a series is made on, so that no day touches them all
MOST_DATES: Final = 500  # of one activity, still to come
MADE: Final = (ActivityState.LIVE, ActivityState.WAITING)  # whose dates are made ahead
DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True)
class Times:
    """When something is, as ``Repeat`` has it: by the clock of the network, ``starts_at`` None for whole days."""

    starts_on: dt.date
    starts_at: dt.time | None = None
    minutes: int = 120
    rule: str = ""
    until: dt.date | None = None
    skips_holidays: bool = False


def times_of(repeat: Repeat) -> Times:
    return Times(
        repeat.starts_on, repeat.starts_at, repeat.minutes, repeat.rule, repeat.until, repeat.skips_holidays
    )  # fmt: skip


def repeat_of(activity: Activity, times: Times) -> Repeat:
    """A repeat that is not saved."""
    return Repeat(activity=activity, **asdict(times))


def moments_of(times: Times, network: Network, first: dt.date, last: dt.date) -> list[Moment]:
    """When it is, from day to day, both included and at most 500; a rule that cannot be read gives none."""
    try:
        rule = check_rule(times.rule) if times.rule else None
    except RuleError:
        return []
    off = holidays(network.holiday_region) if times.skips_holidays and rule else ()
    zone = ZoneInfo(network.time_zone)
    return moments(rule, times.starts_on, times.starts_at, times.minutes, zone, first, last, off, times.until)


def horizon(network: Network, starts_on: dt.date, now: dt.datetime) -> dt.date:
    """The last day for which dates are made; the first time that something is, is made however far away."""
    return max(day_in(network, now) + AHEAD, starts_on)


def day_in(network: Network, moment: dt.datetime) -> dt.date:
    """The day of a moment, by the clock of the network."""
    return moment.astimezone(ZoneInfo(network.time_zone)).date()


def today_of(network: Network) -> dt.date:
    """What day it is in the network."""
    return day_in(network, timezone.now())


@transaction.atomic
def make_dates(activity: Activity, *, now: dt.datetime | None = None) -> int:
    """Make what is missing of its dates ahead. Returns how many came; done again, or twice at once, none."""
    found, now = locked(activity), now or timezone.now()
    room = MOST_DATES - found.dates.filter(ends_at__gt=now).count()
    made = 0
    for repeat in found.repeats.all():
        made += make_of(repeat, found, max(0, room - made), now)
    return made


def make_of(repeat: Repeat, activity: Activity, room: int, now: dt.datetime) -> int:
    """The dates of one repeat, after those it has; ``made_until`` says how far it came."""
    network = activity.network
    today = day_in(network, now)
    first = repeat.made_until + DAY if repeat.made_until else max(repeat.starts_on, today - BEHIND)
    if not repeat.rule:
        first = repeat.starts_on
    last = horizon(network, repeat.starts_on, now)
    found = moments_of(times_of(repeat), network, first, last) if first <= last else []
    rows = [date_at(moment, repeat, activity) for moment in found[:room]]
    before = activity.dates.count()
    ActivityDate.objects.bulk_create(rows, ignore_conflicts=True, batch_size=100)
    if len(found) <= room:
        repeat.made_until = last
    elif rows:
        repeat.made_until = day_in(network, rows[-1].starts_at)
    repeat.save(update_fields=["made_until"])
    return activity.dates.count() - before


def date_at(moment: Moment, repeat: Repeat, activity: Activity) -> ActivityDate:
    """A date that is not saved."""
    return ActivityDate(
        activity=activity, repeat=repeat, network_id=activity.network_id, planned_at=moment.start,
        starts_at=moment.start, ends_at=moment.end, whole_day=moment.whole_day,
    )  # fmt: skip


def extend_all(now: dt.datetime | None = None) -> int:
    """A job of each day: series whose dates run out are made on. Returns how many dates came."""
    now = now or timezone.now()
    soon = timezone.localdate(now) + AHEAD - AGAIN_AFTER
    rows = Repeat.objects.filter(activity__state__in=MADE).exclude(rule="", made_until__gte=F("starts_on"))
    rows = rows.filter(Q(made_until=None) | Q(made_until__lt=soon))
    rows = rows.exclude(until__isnull=False, made_until__isnull=False, until__lte=F("made_until"))
    made = 0
    for pk in list(rows.order_by("activity").values_list("activity", flat=True).distinct()):
        activity = Activity.objects.filter(pk=pk).first()
        made += make_dates(activity, now=now) if activity else 0
    return made


@transaction.atomic
def add_date(activity: Activity, times: Times, *, by: By, now: dt.datetime | None = None) -> ActivityDate:
    """One more time. Raises ``NotNowError`` when it is on then already."""
    found = locked(activity)
    moment = moments_of(times, found.network, times.starts_on, times.starts_on)[0]
    if found.dates.filter(planned_at=moment.start).exists():
        refuse(found, "date", by, _("Op deze dag en tijd staat het al in de agenda."))
    repeat = repeat_of(found, times)
    repeat.made_until = times.starts_on
    repeat.save()
    date = date_at(moment, repeat, found)
    date.save()
    note(date, by, "date.added")
    return date


@transaction.atomic
def cancel_date(date: ActivityDate, because: str, *, by: By, now: dt.datetime | None = None) -> ActivityDate:
    """This time it is off, and stays visible as such. Raises ``NotNowError``: it was, or it is off already."""
    found = not_over(locked_date(date), "cancelled", by, now)
    move_date(found, DateState.CANCELLED, by=by)
    found.cancelled_because, found.is_changed = because, True
    found.save(update_fields=["state", "cancelled_because", "is_changed", "changed_at"])
    note(found, by, "date.cancelled")
    tell_cancelled(found)
    return found


@transaction.atomic
def uncancel_date(date: ActivityDate, *, by: By, now: dt.datetime | None = None) -> ActivityDate:
    """After all it is on. Raises ``NotNowError``."""
    found = not_over(locked_date(date), "planned", by, now)
    move_date(found, DateState.PLANNED, by=by)
    found.cancelled_because = ""
    found.save(update_fields=["state", "cancelled_because", "changed_at"])
    note(found, by, "date.planned")
    tell_on_again(found)
    return found


@dataclass(frozen=True)
class OneTime:
    """How one date is other than usual."""

    starts_on: dt.date
    starts_at: dt.time | None
    minutes: int
    place_text: str = ""
    note: str = ""
    most: int | None = None


@transaction.atomic
def change_date(date: ActivityDate, said: OneTime, *, by: By, now: dt.datetime | None = None) -> ActivityDate:
    """Only this time: another day, time or place, of which who joined hears; or something to know.

    Raises ``NotNowError``.
    """
    found = not_over(locked_date(date), "changed", by, now)
    if found.state != DateState.PLANNED:
        refuse(found, "changed", by, _("Deze keer gaat niet door. Zet die eerst weer aan."))
    before = (found.starts_at, found.ends_at, found.place_text)
    moment = moment_on(said.starts_on, said.starts_at, said.minutes, ZoneInfo(found.activity.network.time_zone))
    found.starts_at, found.ends_at, found.whole_day = moment.start, moment.end, moment.whole_day
    found.place_text, found.note, found.most = said.place_text, said.note, said.most
    found.is_changed, found.changed_at = True, timezone.now()
    found.save()
    follow_date(found)
    note(found, by, "date.changed")
    if (found.starts_at, found.ends_at, found.place_text) != before:
        tell_moved(found)
    return found


def one_time(date: ActivityDate) -> OneTime:
    """A date as it is now, by the clock of its network."""
    zone = ZoneInfo(date.activity.network.time_zone)
    start, end = date.starts_at.astimezone(zone), date.ends_at.astimezone(zone)
    minutes = int((end.replace(tzinfo=None) - start.replace(tzinfo=None)).total_seconds()) // 60
    at = None if date.whole_day else start.time()
    return OneTime(start.date(), at, max(minutes, 5), date.place_text, date.note, date.most)


def not_over(date: ActivityDate, to: str, by: By, now: dt.datetime | None) -> ActivityDate:
    """Raises ``NotNowError`` for a date that is in the past."""
    if date.ends_at <= (now or timezone.now()):
        refuse(date, to, by, _("Deze keer is al geweest."))
    return date
