"""Every address of places at work × every role × own, other or ended. What is for everyone stands beside it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.people.choices import IN_A_NETWORK, OF_AN_ORGANIZATION, PARTNERS, Role
from buurtnet.people.models import Membership, Person
from buurtnet.places.choices import Approval, SeasonState
from buurtnet.places.models import Booking, SeasonRound
from buurtnet.places.urls import urlpatterns
from tests.factories import NetworkFactory, OrganizationFactory
from tests.people.cast import person, ring_one, ring_two
from tests.places.rows import a_booking, a_round, a_venue, in_days

pytestmark = pytest.mark.django_db

OWN, OTHER, ENDED = "own", "another network", "ended yesterday"
KEEPERS = (Role.DIRECTOR, Role.CONNECTOR)
FOR_EVERYONE = {"sitemap", "venue_list", "venues_now", "booking", "venue", "venue_month", "book"}
# name: the roles that reach it in their own network, without being a keeper or an editor of a host.
TABLE: dict[str, tuple[Role, ...]] = {
    "place_list": PARTNERS,
    "booking_list": PARTNERS,
    "venue_week": PARTNERS,
    "venue_sheet": PARTNERS,
    "booking_kept": KEEPERS,
    "venue_new": KEEPERS,
    "season_list": IN_A_NETWORK,
    "season_new": KEEPERS,
    "season": IN_A_NETWORK,
    "venue_edit": KEEPERS,
    "venue_times": KEEPERS,
}
OF_THE_ROOM = {"place_list", "booking_list", "venue_new", "season_list", "season_new"}
RING_TWO = {"booking_list", "booking_kept", "venue_new", "venue_edit", "venue_times", "season_new"}


@pytest.fixture
def asked(network: Network) -> Booking:
    booking = a_booking(a_venue(network, approval=Approval.ASK), in_days(3))
    a_round(booking.venue, pk=booking.pk)
    return booking


def address(name: str, asked: Booking) -> str:
    of_what = {"booking_kept": asked.pk, "season": asked.pk}
    more = [] if name in OF_THE_ROOM else [of_what.get(name, asked.venue_id)]
    return reverse(f"places:{name}", args=[asked.venue.network.slug, *more])


def someone(role: Role, network: Network, when: str) -> Person:
    who, now = person(f"Iemand {role} {when}"), timezone.now()
    where = NetworkFactory(rooms=["places"]) if when == OTHER else network
    Membership.objects.create(
        person=who, role=role, organization=OrganizationFactory() if role in OF_AN_ORGANIZATION else None,
        network=None if role in OF_AN_ORGANIZATION else where,
        starts_at=now - timedelta(days=9), ends_at=now - timedelta(days=1) if when == ENDED else None,
    )  # fmt: skip
    return who


def test_every_address_stands_here() -> None:
    ours = {one.name for one in urlpatterns if one.name and not one.name.startswith("clinic")}
    assert ours == {*FOR_EVERYONE, *TABLE, "venue_hold", "season_share"}


@pytest.mark.parametrize("when", [OWN, OTHER, ENDED])
@pytest.mark.parametrize("role", [one for one in Role if one != Role.ADMINISTRATOR])
def test_a_role_reaches_what_it_is_for(role: Role, when: str, network: Network, asked: Booking) -> None:
    client = ring_two(someone(role, network, when))
    for name, roles in TABLE.items():
        may = when == OWN and role in roles
        assert client.get(address(name, asked)).status_code == (200 if may else 404), name


@pytest.mark.usefixtures("by_day")
@pytest.mark.parametrize("when", [OWN, OTHER, ENDED])
@pytest.mark.parametrize("role", [one for one in Role if one != Role.ADMINISTRATOR])
def test_only_who_takes_part_holds_a_place_and_only_by_post(
    role: Role, when: str, network: Network, asked: Booking
) -> None:
    venue = a_venue(network, hours="00:00-23:59", name="Vrij")
    url = reverse("places:venue_hold", args=[network.slug, venue.pk])
    client = ring_one(someone(role, network, when))
    assert client.get(url).status_code == 405
    may = when == OWN and role in PARTNERS
    assert client.post(url, {"form_key": str(uuid4())}).status_code == (302 if may else 404)
    assert venue.bookings.exists() == may


@pytest.mark.parametrize("when", [OWN, OTHER, ENDED])
@pytest.mark.parametrize("role", [one for one in Role if one != Role.ADMINISTRATOR])
def test_only_who_keeps_the_places_shares_out_a_season_and_only_by_post(
    role: Role, when: str, network: Network, asked: Booking
) -> None:
    url = reverse("places:season_share", args=[network.slug, asked.pk])
    client = ring_two(someone(role, network, when))
    assert client.get(url).status_code == 405
    SeasonRound.objects.update(wishes_until=timezone.localdate() - timedelta(days=1))
    may = when == OWN and role in KEEPERS
    assert client.post(url).status_code == (302 if may else 404)
    assert (SeasonRound.objects.get().state == SeasonState.SHARED) == may


@pytest.mark.parametrize("role", KEEPERS)
def test_the_second_ring_is_asked_for_what_tells_who_someone_is(role: Role, network: Network, asked: Booking) -> None:
    client = ring_one(someone(role, network, OWN))
    for name in TABLE:
        assert client.get(address(name, asked)).status_code == (302 if name in RING_TWO else 200), name


def test_a_visitor_is_asked_to_sign_in(client: Client, asked: Booking) -> None:
    for name in TABLE:
        answer = client.get(address(name, asked))
        assert answer.status_code == 302, name
        assert "/account/" in answer["Location"], name


def test_with_the_room_off_there_is_nothing(network: Network, asked: Booking, ingrid: Person) -> None:
    client = ring_two(ingrid)
    network.rooms = []
    network.save()
    for name in TABLE:
        assert client.get(address(name, asked)).status_code == 404, name
    assert b"/beheer/plekken/" not in client.get(reverse("people:card_list", args=[network.slug])).content
