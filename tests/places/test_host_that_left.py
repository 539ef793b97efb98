"""An organization that left the network: its editors see, decide and hear nothing here any more."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.people.choices import Role
from buurtnet.people.models import Mail, Membership, Organization, Person
from buurtnet.places.access import deciders_of, venues_kept_by
from buurtnet.places.choices import Approval
from buurtnet.places.clinic_turns import book_turn
from buurtnet.places.clinics import clinics_kept_by
from buurtnet.places.models import Booking, Clinic
from buurtnet.places.today import items
from tests.factories import NetworkFactory, OrganizationFactory
from tests.people.cast import person, ring_two
from tests.places.clinic_rows import a_clinic, first_free
from tests.places.rows import a_booking, a_venue, in_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic(network: Network, buurtteam: Organization) -> Clinic:
    """With someone who comes."""
    made = a_clinic(network, organization=buurtteam)
    book_turn(made, first_free(made), form_key=uuid.uuid4(), alias="Fatma", contact="fatma@voorbeeld.example")
    return made


@pytest.fixture
def asked(network: Network, buurtteam: Organization) -> Booking:
    return a_booking(a_venue(network, host=buurtteam, approval=Approval.ASK), in_days(3))


def leaves(organization: Organization, network: Network) -> None:
    Membership.objects.filter(network=network, organization=organization).update(ends_at=timezone.now())


def statuses(who: Person, clinic: Clinic, booking: Booking) -> set[int]:
    pages = [
        ("clinic_day", clinic.pk), ("clinic_edit", clinic.pk), ("booking_kept", booking.pk),
        ("venue_edit", booking.venue_id),
    ]  # fmt: skip
    client = ring_two(who)
    return {client.get(reverse(f"places:{name}", args=["havendijk", pk])).status_code for name, pk in pages}


def test_its_editor_no_longer_sees_who_comes_or_who_booked(
    network: Network, aisha: Person, buurtteam: Organization, clinic: Clinic, asked: Booking
) -> None:
    assert statuses(aisha, clinic, asked) == {200}
    leaves(buurtteam, network)
    assert statuses(aisha, clinic, asked) == {404}
    assert not clinics_kept_by(aisha, network).exists()
    assert not venues_kept_by(aisha, network).exists()


def test_who_edits_another_that_stays_sees_only_what_is_of_that_one(
    network: Network, aisha: Person, buurtteam: Organization, clinic: Clinic, asked: Booking
) -> None:
    stays = OrganizationFactory(name="Bibliotheek")
    Membership.objects.create(person=aisha, role=Role.EDITOR, organization=stays)
    person("Noor Smit", Role.MEMBER, network, stays)
    own = a_venue(network, name="Leeszaal", host=stays)
    leaves(buurtteam, network)
    assert statuses(aisha, clinic, asked) == {404}
    assert list(venues_kept_by(aisha, network)) == [own]


def test_taking_part_elsewhere_is_not_taking_part_here(
    network: Network, aisha: Person, buurtteam: Organization, clinic: Clinic, asked: Booking
) -> None:
    person("Noor Smit", Role.MEMBER, NetworkFactory(slug="elders", rooms=["places"]), buurtteam)
    leaves(buurtteam, network)
    assert statuses(aisha, clinic, asked) == {404}
    assert items(aisha, timezone.now()) == []


def test_the_director_is_asked_and_the_editor_hears_nothing(
    network: Network, ingrid: Person, aisha: Person, buurtteam: Organization
) -> None:
    venue, now = a_venue(network, host=buurtteam, approval=Approval.ASK), timezone.now()
    assert list(deciders_of(venue)) == [aisha]
    leaves(buurtteam, network)
    a_booking(venue, in_days(3))
    assert list(deciders_of(venue)) == [ingrid]
    assert {mail.to for mail in Mail.objects.all()} == {ingrid.email, "hanan@voorbeeld.example"}
    assert [len(items(one, now)) for one in (aisha, ingrid)] == [0, 1]
