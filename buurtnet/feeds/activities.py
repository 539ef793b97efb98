"""Activities as a calendar that others follow (iCalendar, RFC 5545): of a network, or one of them.

A series is told by its rule, its times are those of its dates: a day without a date is left out (``EXDATE``), a date
that is otherwise than its rule goes beside it (``RECURRENCE-ID``), and one that is off says so (``STATUS``). What no
rule names stands alone. Nothing of who pulls or who joins it is told.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Event, vRecur

from buurtnet.agenda.choices import ActivityState, DateState
from buurtnet.agenda.models import Activity, ActivityDate, Repeat
from buurtnet.agenda.near import point_of
from buurtnet.agenda.repeating import Moment, Rule, RuleError, check_rule, days_on, moment_on
from buurtnet.agenda.shown import cost_text, url_of, where_of
from buurtnet.agenda.wanted import ages_in
from buurtnet.areas.choices import Room
from buurtnet.areas.here import neighbourhood_in
from buurtnet.areas.holidays import holidays
from buurtnet.areas.kept import Kept
from buurtnet.areas.models import Area, Network
from buurtnet.directory.hours import holiday_on
from buurtnet.feeds.access import GoneError
from buurtnet.feeds.events import COUNTED_FROM, Agenda, empty_calendar
from buurtnet.feeds.words import clean, one_line
from buurtnet.themes.models import Theme

MOST_ACTIVITIES: Final = 500  # of a network: a calendar is for a person
YEARS_AHEAD: Final = 2  # for which holidays are left out of a series
KEPT_SECONDS: Final = 600
DAY: Final = dt.timedelta(days=1)

_kept = Kept[tuple[int, str, str], Agenda](most=200, seconds=KEPT_SECONDS)


@dataclass(frozen=True)
class Chosen:
    """Which activities of a network: all, or of a neighbourhood, about a theme, for some ages.

    ``ages``: the first and the last one, in whole years.
    """

    network: Network
    area: Area | None = None
    theme: Theme | None = None
    ages: tuple[int, int] | None = None

    @property
    def key(self) -> str:
        return f"{self.area.pk if self.area else ''}/{self.theme.pk if self.theme else ''}/{self.ages or ''}"

    def rows(self) -> QuerySet[Activity]:
        """Those with something to come."""
        coming = ActivityDate.objects.filter(activity=OuterRef("pk"), ends_at__gt=timezone.now())
        rows = Activity.objects.shown_in(self.network).filter(Exists(coming))
        if self.area:
            rows = rows.filter(area=self.area)
        if self.theme:
            rows = rows.filter(themes=self.theme)
        if self.ages:
            low, high = self.ages
            rows = rows.filter(Q(age_from=None) | Q(age_from__lte=high), Q(age_to=None) | Q(age_to__gte=low))
        return rows


def chosen_or_404(slug: str, asked: QueryDict) -> Chosen:
    """What an address asks for; a neighbourhood, theme or age that is none here is not found."""
    network = Network.objects.filter(slug=slug, is_listed=True).first()
    if network is None or not network.has(Room.AGENDA):
        raise Http404
    area, theme, ages = None, None, None
    if slug := asked.get("buurt", ""):
        area = neighbourhood_in(network, slug[:120])
        if area is None:
            raise Http404
    if name := asked.get("thema", ""):
        theme = Theme.objects.filter(pk=name[:120]).first()
        if theme is None:
            raise Http404
    if said := asked.get("leeftijd", ""):
        low, high = ages_in(said)
        if low is None or high is None:
            raise Http404
        ages = int(low), int(high)
    return Chosen(network, area, theme, ages)


def activity_or_gone(pk: UUID) -> Activity:
    """An activity in the calendar of a listed network; raises Http404, or GoneError when it stopped."""
    rows = Activity.objects.filter(network__is_listed=True).select_related("network")
    found = with_times(rows.filter(pk=pk)).first()
    if found is None or not found.network.has(Room.AGENDA):
        raise Http404
    if found.state == ActivityState.STOPPED:
        raise GoneError
    if found.state != ActivityState.LIVE:
        raise Http404
    return found


def of_network(chosen: Chosen) -> Agenda:
    """All that is chosen; kept for ten minutes."""
    network = chosen.network
    key = network.pk, chosen.key, get_language() or "nl"

    def made() -> Agenda:
        place = chosen.area.name if chosen.area else network.name
        url = settings.SITE_URL + reverse("agenda:calendar", args=[network.slug])
        name = _("Activiteiten van %(place)s") % {"place": place}
        return written(name, url, network, list(with_times(chosen.rows()).order_by("pk")[:MOST_ACTIVITIES]))

    return _kept.get(key, made)


def of_activity(activity: Activity) -> Agenda:
    """One activity, with all its dates of this year and later."""
    network = activity.network
    return written(activity.title, settings.SITE_URL + url_of(activity, network.slug), network, [activity])


def with_times(rows: QuerySet[Activity]) -> QuerySet[Activity]:
    """With their repeats, themes, addresses and dates, each in one query."""
    year = dt.datetime(timezone.now().year, 1, 1, tzinfo=dt.UTC) - DAY
    dates = ActivityDate.objects.filter(starts_at__gte=year).defer("next_time").order_by("starts_at", "pk")
    around = rows.select_related("network", "venue", "location", "owner_organization")
    return around.prefetch_related(
        "repeats", "themes", "location__addresses", Prefetch("dates", queryset=dates, to_attr="of_this_year")
    )


def written(name: str, url: str, network: Network, activities: Sequence[Activity]) -> Agenda:
    """A calendar with these activities, whose times were read along (``with_times``)."""
    calendar = empty_calendar(name, url, network)
    began = year_of(network)
    moments = [began]
    for activity in activities:
        for event in events_of(activity, network, began):
            calendar.add_component(event)
        moments += [activity.changed_at, *(date.changed_at for date in dates_of(activity))]
    return Agenda(calendar.to_ical(), max(moments))


def year_of(network: Network) -> dt.datetime:
    """When this year began there: each year the series begin anew, so that a calendar stays small."""
    zone = ZoneInfo(network.time_zone)
    return dt.datetime(timezone.now().astimezone(zone).year, 1, 1, tzinfo=zone)


@dataclass(frozen=True)
class Series:
    """A rule from a first day of this year on, its usual times as far as its dates are made, and without which."""

    repeat: Repeat
    usual: dict[dt.datetime, Moment]
    rule: str
    without: tuple[dt.datetime, ...]

    @property
    def first(self) -> Moment:
        return next(iter(self.usual.values()))


def events_of(activity: Activity, network: Network, began: dt.datetime) -> Iterator[Event]:
    """Its series, what is otherwise in these, and the dates that stand alone."""
    dates = [one for one in dates_of(activity) if one.starts_at >= began]
    rest = {one.planned_at: one for one in dates}
    for repeat in activity.repeats.all():
        own = {one.planned_at for one in dates if one.repeat_id == repeat.pk}
        series = series_of(repeat, network, began.date(), own)
        if series is None:
            continue
        told = Told(activity, network, began)
        yield told.series(series)
        for planned, moment in series.usual.items():
            date = rest.pop(planned, None) if planned in own else None
            if date is not None and is_otherwise(date, moment):
                yield told.otherwise(series, moment, date)
    for date in rest.values():
        yield Told(activity, network, began).alone(date)


def dates_of(activity: Activity) -> list[ActivityDate]:
    """Those of this year and later, as ``with_times`` read them."""
    found: list[ActivityDate] = activity.of_this_year  # type: ignore[attr-defined]  # of the prefetch
    return found


def is_otherwise(date: ActivityDate, moment: Moment) -> bool:
    """Elsewhere in time or place than usual, with a note, or off; also in a night in which the clock changes."""
    same = (date.starts_at, date.ends_at, date.whole_day) == (moment.start, moment.end, moment.whole_day)
    crosses = moment.start.utcoffset() != moment.end.utcoffset()
    return not same or crosses or date.state == DateState.CANCELLED or bool(date.place_text or date.note)


def series_of(repeat: Repeat, network: Network, began: dt.date, own: set[dt.datetime]) -> Series | None:
    """A repeat as a calendar reads it; None for what is once, cannot be read, or has less than two dates left."""
    rule, zone = rule_of(repeat), ZoneInfo(network.time_zone)
    if rule is None or repeat.made_until is None or len(own) < 2:
        return None
    last = min(repeat.made_until, repeat.until or repeat.made_until)
    days = [day for day in days_on(rule, repeat.starts_on, last) if day >= began]
    moments = {one.start: one for day in days if (one := moment_on(day, repeat.starts_at, repeat.minutes, zone))}
    first = min((start for start in moments if start in own), default=None)
    if first is None:
        return None
    usual = {start: one for start, one in moments.items() if start >= first}
    off = [start for start in usual if start not in own] + later_holidays(repeat, rule, network, last)
    without = tuple(wall(repeat, start.astimezone(zone).date(), zone) for start in off)
    return Series(repeat, usual, rule_text(rule, repeat, zone), without)


def rule_of(repeat: Repeat) -> Rule | None:
    try:
        return check_rule(repeat.rule) if repeat.rule else None
    except RuleError:
        return None


def later_holidays(repeat: Repeat, rule: Rule, network: Network, made: dt.date) -> list[dt.datetime]:
    """Times in holidays after the dates that are made, as far as two years ahead."""
    if not repeat.skips_holidays:
        return []
    zone, off = ZoneInfo(network.time_zone), holidays(network.holiday_region)
    end = dt.date(made.year + YEARS_AHEAD, 1, 1)
    last = min(end, repeat.until or end)
    days = (day for day in days_on(rule, repeat.starts_on, last) if day > made and holiday_on(day, off))
    return [moment_on(day, repeat.starts_at, repeat.minutes, zone).start for day in days]


def rule_text(rule: Rule, repeat: Repeat, zone: ZoneInfo) -> str:
    """The rule with its end as a day, or for times of the clock as a moment, also where it counts."""
    ends = [day for day in (rule.until, repeat.until) if day]
    if rule.count:
        ends.append(max(days_on(rule, repeat.starts_on, dt.date.max - DAY), default=repeat.starts_on))
    parts = [part for part in rule.text.split(";") if not part.startswith(("COUNT=", "UNTIL="))]
    if ends:
        last = min(ends)
        night = dt.datetime.combine(last, dt.time(23, 59, 59), zone).astimezone(dt.UTC)
        parts.append(f"UNTIL={last:%Y%m%d}" if repeat.starts_at is None else f"UNTIL={night:%Y%m%dT%H%M%SZ}")
    return ";".join(parts)


def wall(repeat: Repeat, day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """When the rule has it begin: a time the clock skips was moved on, and a rule does not know that."""
    return dt.datetime.combine(day, (repeat.starts_at or dt.time()).replace(tzinfo=None), zone)


@dataclass(frozen=True)
class Told:
    """What all events of an activity have in common."""

    activity: Activity
    network: Network
    began: dt.datetime

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.network.time_zone)

    def series(self, series: Series) -> Event:
        """The rule, without the days on which it is not."""
        event = self.event(str(series.repeat.pk), series.first, None)
        event.add("rrule", vRecur.from_ical(series.rule))
        if series.without:
            self.add_times(event, "exdate", list(series.without), whole_day=series.first.whole_day)
        return event

    def otherwise(self, series: Series, usual: Moment, date: ActivityDate) -> Event:
        """One time of a series as it is in fact."""
        event = self.event(str(series.repeat.pk), self.moment_of(date), date)
        start = wall(series.repeat, usual.start.astimezone(self.zone).date(), self.zone)
        self.add_times(event, "recurrence-id", start, whole_day=usual.whole_day)
        return event

    def alone(self, date: ActivityDate) -> Event:
        return self.event(str(date.pk), self.moment_of(date), date)

    def moment_of(self, date: ActivityDate) -> Moment:
        return Moment(date.starts_at.astimezone(self.zone), date.ends_at.astimezone(self.zone), date.whole_day)

    def add_times(self, event: Event, name: str, times: Any, *, whole_day: bool) -> None:
        """A time or several, as days for what takes whole days."""
        if whole_day:
            times = [one.date() for one in times] if isinstance(times, list) else times.date()
        event.add(name, times)

    def event(self, uid: str, moment: Moment, date: ActivityDate | None) -> Event:
        event = Event()
        for name, value in self.properties(uid, date):
            if value not in ("", [], None):
                event.add(name, value)
        self.add_times(event, "dtstart", moment.start, whole_day=moment.whole_day)
        self.add_times(event, "dtend", moment.end, whole_day=moment.whole_day)
        return event

    def properties(self, uid: str, date: ActivityDate | None) -> Iterator[tuple[str, Any]]:
        activity = self.activity
        is_off = date is not None and date.state == DateState.CANCELLED
        changed = max(activity.changed_at, self.began, *([date.changed_at] if date else []))
        changed = changed.astimezone(dt.UTC).replace(microsecond=0)
        title = _("Gaat niet door: %(title)s") % {"title": activity.title} if is_off else activity.title
        is_secret = activity.location is not None and activity.location.hide_address
        yield "uid", uid
        yield "summary", one_line(title)
        yield "description", clean("\n\n".join(part for part in self.lines(date) if part))
        yield "location", "" if is_secret else one_line(where_of(activity, date))
        yield "geo", None if date and date.place_text else point_of(activity)
        yield "url", settings.SITE_URL + url_of(activity, self.network.slug, date)
        yield "categories", [one_line(one.name_in(get_language() or "nl")) for one in activity.themes.all()]
        yield "status", "CANCELLED" if is_off else "CONFIRMED"
        yield "transp", "TRANSPARENT"  # it is an offer, which takes no time of whoever has it in a calendar
        yield "sequence", int((changed - COUNTED_FROM).total_seconds() // 60)
        yield "dtstamp", changed
        yield "last-modified", changed

    def lines(self, date: ActivityDate | None) -> Iterator[str]:
        activity = self.activity
        if date is not None:
            yield date.cancelled_because if date.state == DateState.CANCELLED else date.note
        yield activity.summary
        if activity.price_cents is not None:
            yield cost_text(activity.price_cents)
        yield _("Neem mee: %(things)s") % {"things": activity.bring} if activity.bring else ""
        yield activity.weather
