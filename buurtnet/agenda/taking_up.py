"""From what a calendar of others says to activities and dates here, and no further than that calendar goes.

An activity that a person changed here (its ``version`` is no longer the first) stays as they made it; so does a date
that was changed by hand, or that people joined: without a time of its own it is called off.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import batched
from typing import Any, Final
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.agenda.announcing import ALIKE
from buurtnet.agenda.choices import ACTIVITY_ALLOWED, ActivityState, DateState, Joining, SourceState
from buurtnet.agenda.dates import AHEAD, MOST_DATES, day_in, moments_of, repeat_of, times_of
from buurtnet.agenda.models import Activity, ActivityDate, CalendarSource, ReadAlong, Repeat, Signup, Task
from buurtnet.agenda.reading_along import Entry, Other, Reading, Why
from buurtnet.agenda.repeating import Moment, moment_on, real
from buurtnet.agenda.where import Where, where_of
from buurtnet.agenda.words import KIND
from buurtnet.areas.finding import network_areas
from buurtnet.areas.geometry import areas_at
from buurtnet.areas.models import Network
from buurtnet.kit.folding import fold
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record
from buurtnet.search.outbox import changed

MOST_PLACES: Final = 200  # that are looked up in one reading; of more the words stay words
BEFORE: Final = dt.timedelta(days=31)  # of what was, so much is kept too
A_NAME: Final = 40  # signs of a name by which it is compared
FIRST_VERSION: Final = 1
MOST_KEPT: Final = 5_000  # dates of one calendar
MOST_COUNTED: Final = 50_000  # moments that are counted out in one reading, also for what is left out after all
MOST_COMPARED: Final = 20_000  # names that are laid side by side in one reading; after that only the very same count
ROWS_AT_ONCE: Final = 100
SET_HERE: Final = (
    "starts_at", "ends_at", "whole_day", "place_text", "state", "cancelled_because", "repeat", "changed_at",
)  # fmt: skip
AT_ONCE: Final = 50  # entries in one transaction, so that nobody waits long for what it locks

type Places = dict[str, Where]


def take_up(source: CalendarSource, reading: Reading, places: Places, now: dt.datetime) -> None:
    """Keep some of what was read and sorted out, in a transaction in which the calendar itself is locked."""
    uids = [one.uid for one in reading.entries]
    rows = ReadAlong.objects.filter(source=source)
    known = {row.uid: row for row in rows.filter(uid__in=uids).select_related("activity")}
    for entry in reading.entries:
        row = known.get(entry.uid) or begun(source, entry, places)
        renewed(row, entry, source, places, now)
    rows.filter(uid__in=uids).update(seen_at=now)


def parts_of(reading: Reading) -> Iterator[Reading]:
    """Its entries some at a time, as many as one transaction takes up."""
    for entries in batched(reading.entries, AT_ONCE):
        yield Reading(list(entries))


def live_of(source: CalendarSource) -> int:
    """How many activities of a calendar stand in ours."""
    return ReadAlong.objects.filter(source=source, activity__state=ActivityState.LIVE).count()


def sort_out(network: Network, source: CalendarSource | None, reading: Reading, now: dt.datetime) -> None:
    """Leave out what is not to come within our months, what looks like one that is here, and what is too much.

    What we took up before comes first, so that a calendar that grows does not push it out.
    """
    known = set(ReadAlong.objects.filter(source=source).values_list("uid", flat=True)) if source else set[str]()
    names = Names(names_by_day(network, source, now), MOST_COMPARED)
    counted = dates = 0
    kept = []
    for entry in sorted(reading.entries, key=lambda one: one.uid not in known):
        if counted >= MOST_COUNTED:
            reading.leave_out(Why.TOO_MANY)
            continue
        moments = planned(entry, network, now)
        size = max(len(moments), len(entry.times))
        counted += size
        if entry.uid not in known and not any(one.end > now for one in moments.values()):
            reading.leave_out(
                Why.TOO_FAR if any(t.starts_on > day_in(network, now) for t in entry.times) else Why.PAST
            )
        elif dates + size > MOST_KEPT:
            reading.leave_out(Why.TOO_MANY)
        elif entry.uid not in known and names.have(entry, moments.values()):
            reading.leave_out(Why.DOUBLE)
        elif entry.uid not in known and all_off(entry, moments):
            reading.leave_out(Why.NOT_ON)
        else:
            dates += size
            kept.append(entry)
    reading.entries[:] = kept


def all_off(entry: Entry, moments: dict[dt.datetime, Moment]) -> bool:
    return bool(moments) and all(at in entry.others and entry.others[at].is_off for at in moments)


def names_by_day(
    network: Network, source: CalendarSource | None, now: dt.datetime
) -> dict[tuple[dt.date, str], list[str]]:
    """The names of what is to come, by day and first letter, but for what came from this calendar; one query."""
    rows = ActivityDate.objects.filter(network=network, ends_at__gt=now, state=DateState.PLANNED)
    rows = rows.filter(activity__state__in=[ActivityState.LIVE, ActivityState.WAITING])
    if source is not None:
        rows = rows.exclude(activity__read_along__source=source)
    zone = ZoneInfo(network.time_zone)
    found: dict[tuple[dt.date, str], list[str]] = {}
    for starts_at, title in rows.values_list("starts_at", "activity__title"):
        name = fold(title)[:A_NAME]
        found.setdefault((starts_at.astimezone(zone).date(), name[:1]), []).append(name)
    return found


@dataclass
class Names:
    """The names of what is to come, by day and first letter. ``left``: how many are still compared sign by sign."""

    by_day: dict[tuple[dt.date, str], list[str]]
    left: int

    def have(self, entry: Entry, moments: Iterable[Moment]) -> bool:
        """Whether something of that day has a name like it."""
        name = fold(entry.title)[:A_NAME]
        days = [one.start.date() for one in moments][:10]
        same_day = {other for day in days for other in self.by_day.get((day, name[:1]), [])[:50]}
        return name in same_day or any(self.alike(name, other) for other in sorted(same_day))

    def alike(self, name: str, other: str) -> bool:
        self.left -= 1
        return self.left >= 0 and SequenceMatcher(None, name, other).ratio() >= ALIKE


def begun(source: CalendarSource, entry: Entry, places: Places) -> ReadAlong:
    """A new activity, in the calendar at once: the organization said so when it gave the address."""
    made = Activity.objects.create(
        network=source.network, state=ActivityState.LIVE, owner_organization=source.organization,
        registration=Joining.NONE, made_by=source.added_by, form_key=uuid4(),
        **columns(entry, source.network, places),
    )  # fmt: skip
    record(
        Action.CREATE, actor=None, role_then="job", obj=made, network=source.network_id, rule="activity.read_along"
    )
    changed(KIND, [made.pk])
    return ReadAlong.objects.create(source=source, uid=entry.uid, activity=made)


def columns(entry: Entry, network: Network, places: Places) -> dict[str, Any]:
    """What of an entry goes into the row of an activity."""
    where = place_of(entry, network, places)
    return {
        "title": entry.title, "summary": entry.summary, "text": entry.text, "online_url": entry.url,
        "age_from": entry.age_from, "age_to": entry.age_to, "price_cents": entry.price_cents,
        "price_note": entry.price_note, "venue": where.venue, "location": where.location,
        "place_text": where.text, "area": where.area, "latitude": where.latitude, "longitude": where.longitude,
    }  # fmt: skip


def place_of(entry: Entry, network: Network, places: Places) -> Where:
    """Where it is: a place we know by that name, else their words with their point."""
    if entry.place not in places and len(places) < MOST_PLACES:
        places[entry.place] = where_of(network, entry.place)
    found = places.get(entry.place, Where(text=entry.place))
    if found.venue or found.location or entry.point is None:
        return found
    here = {area.pk: area for area in network_areas(network).neighbourhoods}
    area = next((here[pk] for pk in areas_at(*entry.point) if pk in here), None)
    return Where(None, None, entry.place, area, *entry.point)


def renewed(row: ReadAlong, entry: Entry, source: CalendarSource, places: Places, now: dt.datetime) -> None:
    """Bring an activity up to date, unless a person changed it here. One that had vanished is there again."""
    rows = Activity.objects.select_for_update(of=("self",))
    activity = rows.get(pk=row.activity_id)
    activity.network = source.network
    if activity.version != FIRST_VERSION:
        return
    if row.digest and row.digest != entry.digest:
        for name, value in columns(entry, source.network, places).items():
            setattr(activity, name, value)
    is_back = activity.state == ActivityState.STOPPED
    if is_back:
        activity.state = ActivityState.LIVE
        record(
            Action.CHANGE, actor=None, role_then="job", obj=activity, network=source.network_id, rule="activity.live"
        )
    touched = keep_dates(activity, entry, now)
    if is_back or touched or row.digest != entry.digest:
        activity.changed_at = now
        activity.save()
        changed(KIND, [activity.pk])
    if row.digest != entry.digest:
        ReadAlong.objects.filter(pk=row.pk).update(digest=entry.digest)


# Dates


def planned(entry: Entry, network: Network, now: dt.datetime) -> dict[dt.datetime, Moment]:
    """By when each of its times is planned by the clock, when it is in fact; off or not, at most 500."""
    zone, today = ZoneInfo(network.time_zone), day_in(network, now)
    found: dict[dt.datetime, Moment] = {}
    for times in entry.times:
        for one in moments_of(times, network, today - BEFORE, today + AHEAD):
            found.setdefault(one.start.replace(tzinfo=None), one)
    for gone in entry.without:
        found.pop(real(gone, zone).replace(tzinfo=None), None)
    for at, other in entry.others.items():
        if other.starts is not None and (at in found or is_near(other.starts, today)):
            start = None if other.whole_day else other.starts.time()
            found[at] = moment_on(other.starts.date(), start, max(other.minutes, 5), zone)
    return dict(sorted(found.items())[:MOST_DATES])


def is_near(moment: dt.datetime, today: dt.date) -> bool:
    return today - BEFORE <= moment.date() <= today + AHEAD


def keep_dates(activity: Activity, entry: Entry, now: dt.datetime) -> bool:
    """Make its repeats and dates those of the entry. Returns whether anything changed."""
    network = activity.network
    repeats, is_new = keep_repeats(activity, entry, network, now)
    zone = ZoneInfo(network.time_zone)
    # In UTC: an hour that the clock shows twice never equals the same moment in another zone.
    wanted = {real(at, zone).astimezone(dt.UTC): (at, one) for at, one in planned(entry, network, now).items()}
    rows = {row.planned_at: row for row in activity.dates.select_for_update(of=("self",))}
    altered = []
    for at, (by_clock, moment) in wanted.items():
        made = rows.pop(at, None)
        row = made or ActivityDate(activity=activity, network=network, planned_at=at)
        other = entry.others.get(by_clock, Other())
        if not row.is_changed and set_to(row, moment, other, repeat_for(repeats, moment, network), now):
            altered.append(row)
    save_dates(altered)
    gone = [row for row in rows.values() if row.starts_at > now and not row.is_changed]
    let_go(gone, held_by_people(activity) if gone else set(), now)
    return bool(is_new or altered or gone)


def save_dates(rows: list[ActivityDate]) -> None:
    """New dates and changed ones, in a few statements."""
    new = [row for row in rows if row._state.adding]
    changed_ones = [row for row in rows if not row._state.adding]
    ActivityDate.objects.bulk_create(new, batch_size=ROWS_AT_ONCE)
    ActivityDate.objects.bulk_update(changed_ones, SET_HERE, batch_size=ROWS_AT_ONCE)


def keep_repeats(activity: Activity, entry: Entry, network: Network, now: dt.datetime) -> tuple[list[Repeat], bool]:
    """Its repeats as the entry has them; their dates are made here up to our thirteen months."""
    rows = list(activity.repeats.all())
    series = list(dict.fromkeys(entry.times))
    is_new = sorted(map(str, map(times_of, rows))) != sorted(map(str, series))
    last = day_in(network, now) + AHEAD
    if is_new:
        activity.repeats.all().delete()
        rows = [repeat_of(activity, times) for times in series]
    behind = [row for row in rows if row.made_until != max(last, row.starts_on)]
    for row in behind:
        row.made_until = max(last, row.starts_on)
    if is_new:
        Repeat.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    else:
        Repeat.objects.bulk_update(behind, ["made_until"], batch_size=ROWS_AT_ONCE)
    return rows, is_new


def repeat_for(repeats: list[Repeat], moment: Moment, network: Network) -> Repeat | None:
    """The series a time belongs to: of that time of the clock, or the only one."""
    if len(repeats) == 1:
        return repeats[0]
    day = moment.start.astimezone(ZoneInfo(network.time_zone))
    once = (one for one in repeats if not one.rule and one.starts_on == day.date())
    return next(once, next((one for one in repeats if one.rule and one.starts_at == day.time()), None))


def set_to(row: ActivityDate, moment: Moment, other: Other, repeat: Repeat | None, now: dt.datetime) -> bool:
    """A date as it is there, not saved. Returns whether it was otherwise."""
    state = DateState.CANCELLED if other.is_off else DateState.PLANNED
    if row.state == DateState.TOLD:
        return False
    wanted = {
        "starts_at": moment.start.astimezone(dt.UTC), "ends_at": moment.end.astimezone(dt.UTC),
        "whole_day": moment.whole_day, "place_text": other.place, "state": state,
        "cancelled_because": other.because, "repeat_id": repeat.pk if repeat else None,
    }  # fmt: skip
    is_new = row._state.adding
    if not is_new and all(getattr(row, name) == value for name, value in wanted.items()):
        return False
    for name, value in wanted.items():
        setattr(row, name, value)
    row.changed_at = now
    return True


def held_by_people(activity: Activity) -> set[Any]:
    """Dates that someone joined, or for which something must be done."""
    people = Signup.objects.filter(date__activity=activity).values_list("date", flat=True)
    tasks = Task.objects.filter(activity=activity, date__isnull=False).values_list("date", flat=True)
    return {*people, *tasks}


def let_go(dates: Iterable[ActivityDate], held: set[Any], now: dt.datetime) -> None:
    """Times that are not there any more go; those with people are called off."""
    gone = {row.pk for row in dates}
    off = {"state": DateState.CANCELLED, "cancelled_because": _("Staat niet meer in de agenda."), "changed_at": now}
    ActivityDate.objects.filter(pk__in=gone & held).update(**off)
    ActivityDate.objects.filter(pk__in=gone - held).delete()


def stop_vanished(source: CalendarSource, here: set[str]) -> int:
    """Stop what was not in this calendar twice: not at the last reading, and not now. Returns how many stopped."""
    if source.worked_at is None:
        return 0
    now, stopped = timezone.now(), 0
    coming = ActivityDate.objects.filter(activity=OuterRef("activity"), ends_at__gt=now)  # what was, just was
    rows = ReadAlong.objects.filter(Exists(coming), source=source, seen_at__lt=source.worked_at)
    rows = rows.filter(activity__version=FIRST_VERSION, activity__state=ActivityState.LIVE)
    for vanished in batched([row for row in rows if row.uid not in here], AT_ONCE):
        with transaction.atomic():
            if still_on(source):
                stopped += sum(stop_one(row, now) for row in vanished)
    return stopped


def still_on(source: CalendarSource) -> CalendarSource | None:
    """A calendar behind its lock; None when it was put off or taken away meanwhile. Call it in a transaction."""
    held = CalendarSource.objects.select_for_update(of=("self",)).select_related("network", "organization")
    return held.filter(pk=source.pk).exclude(state=SourceState.OFF).first()


def stop_one(row: ReadAlong, now: dt.datetime) -> bool:
    activity = Activity.objects.select_for_update(of=("self",)).get(pk=row.activity_id)
    if ActivityState.STOPPED not in ACTIVITY_ALLOWED[ActivityState(activity.state)]:
        return False
    held = held_by_people(activity)
    let_go(activity.dates.filter(starts_at__gt=now, pk__in=held), held, now)
    activity.state, activity.changed_at = ActivityState.STOPPED, now
    activity.save(update_fields=["state", "changed_at"])
    record(
        Action.CHANGE, actor=None, role_then="job", obj=activity, network=activity.network_id, rule="activity.stopped"
    )
    changed(KIND, [activity.pk])
    return True
