"""What the net hears of meetings and working groups: organizations, of each network that met, once or put right."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.meetings.attending import add_came, save_came
from buurtnet.meetings.groups import begin_group, join, leave
from buurtnet.meetings.inviting import Guest
from buurtnet.meetings.models import Invitee
from buurtnet.meetings.seen_together import tell_of_groups
from buurtnet.people.choices import Role
from buurtnet.people.models import Organization, Person
from buurtnet.ties.choices import OccasionKind
from buurtnet.ties.models import Occasion
from tests.factories import NetworkFactory, OrganizationFactory
from tests.meetings.test_inviting import a_guest, a_meeting
from tests.people.cast import person


def named(occasion: Occasion) -> set[str]:
    return set(occasion.organizations.values_list("name", flat=True))


def test_who_was_at_a_meeting_is_told_put_right_and_taken_back(
    network: Network, samira: Person, buurtteam: Organization
) -> None:
    meeting, bieb = a_meeting(network), OrganizationFactory(name="Bieb")
    fleur, noor = (a_guest(meeting, *who)[0] for who in (("Fleur", buurtteam), ("Noor", bieb)))
    save_came(meeting, {fleur.pk: (False, True), noor.pk: (False, False)}, by=samira)
    assert not Occasion.objects.exists()  # an organization alone was seen with nobody
    add_came(meeting, Guest("Bep", is_resident=True), form_key=uuid.uuid4(), by=samira)
    assert not Occasion.objects.exists()  # a resident stands for no organization
    add_came(meeting, Guest("noor", organization=bieb), form_key=uuid.uuid4(), by=samira)
    told = Occasion.objects.get()
    assert (named(told), told.kind) == ({"Buurtteam Havendijk", "Bieb"}, OccasionKind.MEETING)
    assert told.on == min(meeting.starts_at.astimezone(meeting.zone()).date(), timezone.localdate())
    save_came(meeting, {noor.pk: (True, False)}, by=samira)
    assert not Occasion.objects.exists()


def test_networks_that_met_together_each_hear_it(network: Network, samira: Person, buurtteam: Organization) -> None:
    other = NetworkFactory(slug="elders", rooms=[Room.MEETINGS])
    meeting = a_meeting(network)
    meeting.also.add(other)
    for who in (("Fleur", buurtteam), ("Noor", OrganizationFactory(name="Bieb"))):
        a_guest(meeting, *who)
    rows = Invitee.objects.filter(meeting=meeting)
    save_came(meeting, {row.pk: (False, True) for row in rows}, by=samira)
    assert set(Occasion.objects.values_list("network__slug", flat=True)) == {"havendijk", "elders"}


@pytest.mark.django_db
def test_each_month_who_shares_a_working_group_is_seen_together(network: Network, joris: Person) -> None:
    group = begin_group(network, "Taal", "", form_key=uuid.uuid4(), by=joris)
    join(group, 2, by=person("Hanan", Role.RESIDENT, network))
    assert tell_of_groups() == 0
    noor = person("Noor", Role.MEMBER, network, OrganizationFactory(name="Bieb"))
    join(group, 2, by=noor)
    assert (tell_of_groups(), tell_of_groups()) == (1, 1)
    told = Occasion.objects.get()
    assert (named(told), told.kind) == ({"Buurtteam Havendijk", "Bieb"}, OccasionKind.WORKING_GROUP)
    assert told.on == timezone.localdate().replace(day=1)
    leave(group, by=noor)
    assert tell_of_groups() == 0
    assert Occasion.objects.get().on <= timezone.localdate() < told.on + dt.timedelta(days=32)  # it was so
