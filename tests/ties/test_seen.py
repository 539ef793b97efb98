"""Putting down who was seen together, and the picture that comes of it."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.people.models import Organization, Person
from buurtnet.ties.choices import OccasionKind
from buurtnet.ties.jobs import look_at_nets
from buurtnet.ties.models import Occasion, Picture
from buurtnet.ties.picturing import hash_of, renew
from buurtnet.ties.seen import put_down, take_away
from tests.factories import NetworkFactory, OrganizationFactory


def three() -> list[Organization]:
    return [OrganizationFactory(name=name) for name in ("Bieb", "Moskee", "School")]


def together(
    network: Network, *who: Organization, key: str = "een", kind: OccasionKind = OccasionKind.ACTIVITY
) -> None:
    put_down(network, key=key, kind=kind, on=timezone.localdate(), organizations=who)


@pytest.mark.django_db
def test_told_twice_it_is_once_and_told_otherwise_it_is_replaced(network: Network) -> None:
    bieb, moskee, school = three()
    together(network, bieb, moskee, moskee)
    together(network, bieb, moskee)
    assert Occasion.objects.get().partners.count() == 2
    together(network, moskee, school, kind=OccasionKind.MEETING)
    found = Occasion.objects.get()
    assert set(found.organizations.all()) == {moskee, school}
    assert found.kind == OccasionKind.MEETING
    for _time in range(2):
        take_away(network, "een")
    assert not Occasion.objects.exists()


@pytest.mark.django_db
def test_the_same_key_in_another_network_is_another_occasion(network: Network) -> None:
    bieb, moskee, _school = three()
    together(network, bieb, moskee)
    together(NetworkFactory(slug="elders"), bieb, moskee)
    take_away(network, "een")
    assert Occasion.objects.get().network.slug == "elders"


@pytest.mark.django_db
def test_each_day_a_picture_is_made_only_where_something_changed(network: Network) -> None:
    NetworkFactory(slug="elders", rooms=[])
    assert look_at_nets() == 0  # nobody takes part yet
    together(network, *three()[:2])
    assert (look_at_nets(), look_at_nets()) == (1, 0)
    together(network, *Organization.objects.all(), key="twee")
    assert look_at_nets() == 1
    assert renew(network, on=timezone.localdate() + dt.timedelta(days=28)) is not None  # ties fade


@pytest.mark.django_db
def test_a_picture_is_what_it_was_and_nobody_changes_it(network: Network) -> None:
    together(network, *three()[:2])
    made = renew(network)
    assert made is not None
    kept = Picture.objects.get()
    assert hash_of(kept) == kept.sha256
    with pytest.raises(DatabaseError), transaction.atomic():
        Picture.objects.update(window=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        kept.delete()


@pytest.mark.django_db
def test_the_picture_holds_organizations_and_no_person(network: Network, joris: Person, ingrid: Person) -> None:
    together(network, *three()[:2])
    made = renew(network)
    assert made is not None
    told = f"{made.results}{made.positions}"
    assert str(joris.pk) not in told
    assert str(ingrid.pk) not in told
    assert str(joris.memberships.get().organization_id) in told  # takes part, and is tied to nobody yet
    assert made.results["isolates"]


@pytest.mark.django_db
def test_meeting_at_a_plenary_ties_nobody_and_doing_something_does(network: Network) -> None:
    everyone = [OrganizationFactory() for _ in range(30)]
    together(network, *everyone, kind=OccasionKind.MEETING)
    together(network, *everyone[:3], key="twee")
    made = renew(network)
    assert made is not None
    assert [row[3] for row in made.results["ties"]] == [True] * 3
