"""What waits for someone in this room: bookings that ask for a yes or a no."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from buurtnet.areas.choices import Room
from buurtnet.kit.today import Item
from buurtnet.people.access import roles_of
from buurtnet.people.choices import IN_A_NETWORK, Role
from buurtnet.people.models import Membership, Person
from buurtnet.places.choices import BookingState
from buurtnet.places.clinic_today import clinic_items
from buurtnet.places.deciding import answer_by
from buurtnet.places.models import Booking

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
    clinics = clinic_items(person, now)
    kept = Exists(
        Membership.objects.current().filter(person=OuterRef("venue__keeper"), network=OuterRef("venue__network"))
    )
    mine = Q(venue__keeper=person, venue__network__in=here)
    of_host = ~kept & takes_part() & Q(venue__host__in=edited)
    left = ~kept & unhosted() & Q(venue__network__in=directed)
    rows = Booking.objects.filter(mine | of_host | left, state=BookingState.ASKED, starts_at__gt=now)
    found = rows.select_related("venue__network").order_by("asked_at", "pk")[:MOST]
    return [*clinics, *(_item(one) for one in found if one.venue.network.has(Room.PLACES))]


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
