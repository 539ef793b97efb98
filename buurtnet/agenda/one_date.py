"""One date for the calendar on one's own phone (iCalendar, RFC 5545): what is public of it, and nothing else."""

import datetime as dt
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from buurtnet.agenda.choices import DateState
from buurtnet.agenda.models import ActivityDate
from buurtnet.agenda.shown import url_of, where_of

PRODUCT = "-//Buurtnet//NL"


def calendar_of(date: ActivityDate, site: str) -> bytes:
    """A file with this date. ``site``: the address of the site, without a slash at its end."""
    calendar, event = Calendar(), Event()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    activity = date.activity
    event.add("uid", str(date.pk))
    event.add("dtstamp", date.changed_at.astimezone(dt.UTC))
    event.add("summary", " ".join(activity.title.split()))
    for name, moment in zip(("dtstart", "dtend"), moments_of(date), strict=True):
        event.add(name, moment)
    event.add("status", "CANCELLED" if date.state == DateState.CANCELLED else "CONFIRMED")
    event.add("url", site + url_of(activity, activity.network.slug, date))
    if where := where_of(activity, date):
        event.add("location", where)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def moments_of(date: ActivityDate) -> tuple[dt.date, dt.date]:
    """When it begins and ends: moments, or for whole days the first and the one after the last."""
    if not date.whole_day:
        return date.starts_at.astimezone(dt.UTC), date.ends_at.astimezone(dt.UTC)
    zone = ZoneInfo(date.activity.network.time_zone)
    last = (date.ends_at - dt.timedelta(seconds=1)).astimezone(zone).date()
    return date.starts_at.astimezone(zone).date(), last + dt.timedelta(days=1)
