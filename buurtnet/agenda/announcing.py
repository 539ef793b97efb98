"""Announcing an activity: at once in the calendar by who takes part, after a look by another for a resident."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from difflib import SequenceMatcher
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.agenda.access import announces_at_once
from buurtnet.agenda.choices import ActivityState, DateState, Joining
from buurtnet.agenda.dates import Times, day_in, make_dates, moments_of, repeat_of
from buurtnet.agenda.models import Activity, ActivityDate, Partner
from buurtnet.agenda.models.activity import MOST_EACH
from buurtnet.agenda.moving import move, note
from buurtnet.agenda.where import Where
from buurtnet.agenda.words import KIND
from buurtnet.areas.models import Network
from buurtnet.directory.models import Service
from buurtnet.kit.folding import fold
from buurtnet.kit.moving import NotNowError
from buurtnet.people.acting import By
from buurtnet.people.models import Organization, Person
from buurtnet.privacy.choices import Action
from buurtnet.search.outbox import changed
from buurtnet.themes.models import Theme

ALIKE: Final = 0.82  # how much two names look like each other from which they may be the same
MOST_ALIKE: Final = 5
MOST_COMPARED: Final = 400
LOOKED_AHEAD: Final = 10  # first dates of a series that are compared
NOT_FIELDS: Final = {"where", "themes", "partners"}


@dataclass(frozen=True)
class What:
    """An activity as someone writes it down; each name is that of the model's field."""

    title: str
    summary: str = ""
    text: str = ""
    for_whom: Sequence[str] = ()
    age_from: int | None = None
    age_to: int | None = None
    price_cents: int | None = None
    price_note: str = ""
    languages: Sequence[str] = ()
    facilities: Sequence[str] = ()
    bring: str = ""
    weather: str = ""
    online_url: str = ""
    contact: str = ""
    owner_organization: Organization | None = None
    service: Service | None = None
    shows_owner: bool = False
    led_by_residents: bool = False
    registration: str = Joining.NONE
    most: int | None = None
    most_each: int = MOST_EACH
    has_waiting_list: bool = True
    where: Where = field(default_factory=Where)
    themes: Sequence[Theme] = ()
    partners: Sequence[Organization] = ()

    @property
    def columns(self) -> dict[str, Any]:
        """What goes into the row."""
        said = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in NOT_FIELDS}
        said |= {name: list(said[name]) for name in ("for_whom", "languages", "facilities")}
        where = self.where
        return said | {
            "functions": sorted({theme.function for theme in self.themes}),
            "venue": where.venue, "location": where.location, "place_text": where.text, "area": where.area,
            "latitude": where.latitude, "longitude": where.longitude,
        }  # fmt: skip


@transaction.atomic
def announce(
    network: Network, what: What, times: Times | None, *, by: By, key: UUID, owner: Person | None
) -> Activity:  # fmt: skip
    """A new activity with its dates; without ``times`` it is an idea. ``key``: of the form, sent twice it is one.

    ``owner`` None: it looks for someone who pulls it. Raises ``NotNowError`` for the key of another's form.
    """
    Network.objects.select_for_update(of=("self",), no_key=True).get(pk=network.pk)
    if earlier := Activity.objects.filter(form_key=key, network=network, made_by=by.person).first():
        return earlier
    if Activity.objects.filter(form_key=key).exists():
        raise NotNowError(_("Open deze pagina opnieuw."))
    at_once = announces_at_once(by.person, network)
    state = ActivityState.IDEA if times is None else ActivityState.LIVE if at_once else ActivityState.WAITING
    made = Activity.objects.create(
        network=network, state=state, form_key=key, made_by=by.person, owner=owner, **what.columns
    )
    connect(made, what)
    if times is not None:
        repeat_of(made, times).save()
        make_dates(made)
    changed(KIND, [made.pk])
    note(made, by, f"activity.{state}", Action.CREATE)
    return made


def connect(activity: Activity, what: What) -> None:
    """Its themes, and its partners, who keep their own sentence."""
    activity.themes.set(what.themes)
    activity.partners.exclude(organization__in=what.partners).delete()
    rows = [Partner(activity=activity, organization=one) for one in what.partners]
    Partner.objects.bulk_create(rows, ignore_conflicts=True)


def plan(activity: Activity, times: Times, *, by: By) -> Activity:
    """An idea gets a day: it goes into the calendar, or waits for a look."""
    at_once = announces_at_once(by.person, activity.network)
    with transaction.atomic():
        moved = move(activity, ActivityState.LIVE if at_once else ActivityState.WAITING, by=by)
        repeat_of(moved, times).save()
        make_dates(moved)
    return moved


@dataclass(frozen=True)
class Alike:
    """An activity that may be the same, and the day on which both are."""

    activity: Activity
    date: ActivityDate


def likely_doubles(network: Network, what: What, times: Times, *, but: UUID | None = None) -> list[Alike]:
    """Activities at the same time at the same place, or on the same day with a name like it; a few queries."""
    today = day_in(network, timezone.now())
    first = max(times.starts_on, today)
    moments = moments_of(times, network, first, first + dt.timedelta(days=92))[:LOOKED_AHEAD]
    found: dict[UUID, Alike] = {}
    for date in dates_on(network, [one.start for one in moments]).exclude(activity=but)[:MOST_COMPARED]:
        is_then = any(date.starts_at < one.end and date.ends_at > one.start for one in moments)
        is_like = (is_then and is_there(date.activity, what)) or is_called(date.activity, what)
        if date.activity_id not in found and is_like:
            found[date.activity_id] = Alike(date.activity, date)
    return list(found.values())[:MOST_ALIKE]


def dates_on(network: Network, starts: Sequence[dt.datetime]) -> Any:
    """What goes on in a network on the days of these moments, soonest first."""
    zone = ZoneInfo(network.time_zone)
    wanted = Q(pk__in=[])
    for start in starts:
        day = dt.datetime.combine(start.astimezone(zone).date(), dt.time(), zone)
        wanted |= Q(starts_at__gte=day, starts_at__lt=day + dt.timedelta(days=1))
    rows = ActivityDate.objects.filter(wanted, network=network, state=DateState.PLANNED)
    shown = rows.filter(activity__state__in=[ActivityState.LIVE, ActivityState.WAITING])
    return shown.select_related("activity__venue", "activity__location").order_by("starts_at", "pk")


def is_there(activity: Activity, what: What) -> bool:
    """Whether both are at the same place that is known."""
    where = what.where
    if where.venue is not None or activity.venue_id is not None:
        return where.venue is not None and activity.venue_id == where.venue.pk
    if where.location is not None or activity.location_id is not None:
        return where.location is not None and activity.location_id == where.location.pk
    return bool(where.text) and fold(where.text) == fold(activity.place_text)


def is_called(activity: Activity, what: What) -> bool:
    """Whether their names look alike."""
    names = fold(activity.title), fold(what.title)
    return names[0] == names[1] or SequenceMatcher(None, *names).ratio() >= ALIKE
