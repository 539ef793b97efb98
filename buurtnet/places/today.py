"""What waits for someone in this room: bookings that ask for a yes or a no, and fixed times to share out."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.areas.choices import Room
from buurtnet.kit.today import Item
from buurtnet.people.access import roles_of
from buurtnet.people.choices import IN_A_NETWORK, Role
from buurtnet.people.models import Membership, Person
from buurtnet.places.access import MAKERS
from buurtnet.places.choices import BookingState, SeasonState
from buurtnet.places.clinic_today import clinic_items
from buurtnet.places.deciding import answer_by
from buurtnet.places.models import Booking, SeasonRound

MOST = 50


def items(person: Person, now: dt.datetime) -> list[Item]:
    """In a number of queries that does not grow with what waits.

    Who decides is asked: the keeper, else the host, else who directs.
    """
    roles = list(roles_of(person))
    here = [one.network_id for one in roles if one.role in IN_A_NETWORK]
    edited = [one.organization_id for one in roles if one.role == Role.EDITOR]
    directed = [one.network_id for one in roles if one.role == Role.DIRECTOR]
    if not (here or edited):
        return []
    first = [*clinic_items(person, now), *season_items(roles, now)]
    kept = Exists(
        Membership.objects.current().filter(person=OuterRef("venue__keeper"), network=OuterRef("venue__network"))
    )
    mine = Q(venue__keeper=person, venue__network__in=here)
    of_host = ~kept & takes_part() & Q(venue__host__in=edited)
    left = ~kept & unhosted() & Q(venue__network__in=directed)
    rows = Booking.objects.filter(mine | of_host | left, state=BookingState.ASKED, starts_at__gt=now)
    found = rows.select_related("venue__network").order_by("asked_at", "pk")[:MOST]
    return [*first, *(_item(one) for one in found if one.venue.network.has(Room.PLACES))]


def season_items(roles: Iterable[Membership], now: dt.datetime) -> list[Item]:
    """Rounds in which asking is over, for who keeps the places."""
    kept = [one.network_id for one in roles if one.role in MAKERS]
    if not kept:
        return []
    rows = SeasonRound.objects.filter(
        network__in=kept, state=SeasonState.OPEN, wishes_until__lt=timezone.localdate(now)
    )
    return [
        Item(
            one.created_at, _("Verdeel de vaste tijden van een seizoen"),
            reverse("places:season", args=[one.network.slug, one.pk]), "calendar-days", None, one.network.name,
        )
        for one in rows.select_related("network")[:MOST] if one.network.has(Room.PLACES)
    ]  # fmt: skip


def takes_part() -> Q:
    """Bookings of venues whose host takes part in their network now."""
    part = Membership.objects.current().filter(
        organization=OuterRef("venue__host"), network=OuterRef("venue__network")
    )
    return Q(Exists(part))


def unhosted() -> Q:
    """Bookings of venues without a host that takes part and has an editor."""
    edited = Membership.objects.current().filter(role=Role.EDITOR, organization__isnull=False)
    return Q(venue__host=None) | ~Q(venue__host__in=edited.values("organization")) | ~takes_part()


def _item(booking: Booking) -> Item:
    return Item(
        booking.asked_at, _("Iemand vraagt om een plek: ja of nee?"),
        reverse("places:booking_kept", args=[booking.venue.network.slug, booking.pk]), "calendar-days",
        answer_by(booking), booking.venue.network.name,
    )  # fmt: skip
