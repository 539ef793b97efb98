"""What who keeps a venue changes of it: its texts and rules, when it is open, and when it is closed."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.kit.moving import ChangedMeanwhileError, NotNowError
from buurtnet.people.models import Person
from buurtnet.places.choices import BookingState
from buurtnet.places.hours import DAY, zone_of
from buurtnet.places.models import Booking, ClosedDays, OpenHours, Venue
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record

MOST_HOURS: Final = 60  # rows of opening hours of one venue
MOST_CLOSED: Final = 60


@transaction.atomic
def create(network: Network, values: Mapping[str, Any], *, key: uuid.UUID, by: Person) -> Venue:
    """Put a place on the site; sent twice it is one. ``key``: its id, for what a page sends that of ``own_key``."""
    if found := Venue.objects.filter(pk=key, network=network).first():
        return found
    venue = Venue.objects.create(pk=key, network=network, **values)
    _record(venue, by, Action.CREATE)
    return venue


def own_key(key: uuid.UUID, around: Model, by: Person) -> uuid.UUID:
    """The key of what someone makes in a network, a group …: one that is forged meets no row of another."""
    return uuid.uuid5(key, f"{around.pk} {by.pk}")


@transaction.atomic
def change(venue: Venue, values: Mapping[str, Any], *, version: int, by: Person) -> Venue:
    """Raises ``ChangedMeanwhileError`` when ``version`` is not the newest; nothing is written then."""
    venue.refresh_from_db(from_queryset=Venue.objects.select_for_update(of=("self",)))
    if venue.version != version:
        raise ChangedMeanwhileError
    for name, value in values.items():
        setattr(venue, name, value)
    venue.version, venue.changed_at = version + 1, timezone.now()
    venue.save()
    _record(venue, by, Action.CHANGE)
    return venue


@transaction.atomic
def add_hours(venue: Venue, said: Mapping[str, Any], *, by: Person) -> list[OpenHours]:
    """A row a day; what is there already stays one."""
    if venue.hours.count() + len(said["weekdays"]) > MOST_HOURS:
        raise NotNowError(_("Er staan al veel tijden bij deze plek. Haal er eerst een paar weg."))
    rows = [
        venue.hours.get_or_create(
            kind=said["kind"], weekday=weekday, opens_at=said["opens_at"], closes_at=said["closes_at"],
            defaults={name: said[name] for name in ("is_supervised", "who_is_there", "in_holidays")},
        )[0]
        for weekday in said["weekdays"]
    ]  # fmt: skip
    _record(venue, by, Action.CHANGE, "hours")
    return rows


@transaction.atomic
def remove_hours(venue: Venue, pk: uuid.UUID, *, by: Person) -> None:
    """Gone twice is gone."""
    if venue.hours.filter(pk=pk).delete()[0]:
        _record(venue, by, Action.CHANGE, "hours")


@transaction.atomic
def close(venue: Venue, said: Mapping[str, Any], *, by: Person) -> ClosedDays:
    """Closed from a day to a day; bookings in between stay until someone says them off."""
    if venue.closed_days.count() >= MOST_CLOSED:
        raise NotNowError(_("Er staan al veel dagen bij deze plek. Haal er eerst een paar weg."))
    row, _is_new = venue.closed_days.get_or_create(
        starts_on=said["starts_on"], ends_on=said["ends_on"], defaults={"reason": said["reason"]}
    )
    _record(venue, by, Action.CHANGE, "closed_days")
    return row


@transaction.atomic
def reopen(venue: Venue, pk: uuid.UUID, *, by: Person) -> None:
    """Gone twice is gone."""
    if venue.closed_days.filter(pk=pk).delete()[0]:
        _record(venue, by, Action.CHANGE, "closed_days")


def booked_while_closed(venue: Venue, now: dt.datetime) -> list[Booking]:
    """Bookings still to come on days on which the venue is closed now: someone must call them off, or open."""
    zone = zone_of(venue)
    open_ = (BookingState.ASKED, BookingState.CONFIRMED)
    coming = Booking.objects.filter(venue=venue, state__in=open_, starts_at__gt=now).order_by("starts_at")
    days = [(one.starts_on, one.ends_on) for one in venue.closed_days.all() if one.ends_on >= now.date() - DAY]
    if not days:
        return []
    return [
        one for one in coming[:500]
        if any(first <= one.starts_at.astimezone(zone).date() <= last for first, last in days)
    ]  # fmt: skip


def _record(venue: Venue, by: Person, action: Action, group: str = "venue") -> None:
    record(action, actor=by, obj=venue, network=venue.network_id, fields_group=group)
