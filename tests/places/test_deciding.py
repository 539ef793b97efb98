"""What who keeps a place does with a booking, by the table of its states; and that mails tell nothing."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.kit.moving import NotNowError
from buurtnet.people.choices import Role
from buurtnet.people.models import Mail, Organization, Person
from buurtnet.places.access import deciders_of, keeps, venues_kept_by
from buurtnet.places.cancelling import cancel
from buurtnet.places.choices import BOOKING_ALLOWED, HOLDING, Approval, BookingState
from buurtnet.places.deciding import answer_by, call_off, is_late, mark, say_no, say_yes
from buurtnet.places.models import Booking, Venue
from buurtnet.places.moving import locked, move
from buurtnet.places.today import items
from buurtnet.privacy.models import LogRow
from buurtnet.privacy.refusals import take_up
from tests.factories import NetworkFactory
from tests.people.cast import person
from tests.places.rows import HOUR, a_booking, a_venue, in_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(network: Network, ingrid: Person) -> Booking:
    """Someone without an account asks for a place in three days."""
    return a_booking(a_venue(network, approval=Approval.ASK), in_days(3), purpose="Kinderfeest")


def begun(booking: Booking, *, state: BookingState) -> Booking:
    now = timezone.now()
    Booking.objects.filter(pk=booking.pk).update(state=state, starts_at=now - HOUR, ends_at=now + HOUR)
    return Booking.objects.select_related("venue__network").get(pk=booking.pk)


def test_a_yes_settles_it_and_tells_who_asked(asked: Booking, ingrid: Person) -> None:
    Mail.objects.all().delete()
    say_yes(asked, by=ingrid)
    assert (asked.state, asked.decided_by) == (BookingState.CONFIRMED, ingrid)
    assert [mail.to for mail in Mail.objects.all()] == ["hanan@voorbeeld.example"]


def test_a_no_frees_the_place_and_keeps_the_reason(asked: Booking, ingrid: Person) -> None:
    say_no(asked, "De zaal wordt geverfd.", by=ingrid)
    assert (asked.state, asked.reason) == (BookingState.REFUSED, "De zaal wordt geverfd.")
    assert not asked.quarters.exists()


@pytest.mark.parametrize("before", list(BookingState))
@pytest.mark.parametrize("to", list(BookingState))
def test_only_what_the_table_allows_happens(asked: Booking, before: BookingState, to: BookingState) -> None:
    Booking.objects.filter(pk=asked.pk).update(state=before)
    locked(asked)
    if to in BOOKING_ALLOWED[before]:
        assert move(asked, to, by=None).state == to
        assert asked.quarters.exists() == (to in HOLDING)
    else:
        with pytest.raises(NotNowError):
            move(asked, to, by=None)
        take_up(patience=0)
        assert LogRow.objects.filter(action="deny", rule=f"booking.{before}.{to}").exists()


def test_what_has_begun_is_no_longer_settled_or_called_off(asked: Booking, ingrid: Person) -> None:
    with pytest.raises(NotNowError):
        say_yes(begun(asked, state=BookingState.ASKED), by=ingrid)
    for verb in (lambda one: call_off(one, "Toch niet", by=ingrid), lambda one: cancel(one, by=None)):
        with pytest.raises(NotNowError):
            verb(begun(asked, state=BookingState.CONFIRMED))


def test_whether_they_came_is_marked_after_it_began_and_can_be_mended(asked: Booking, ingrid: Person) -> None:
    say_yes(asked, by=ingrid)
    with pytest.raises(NotNowError):
        mark(asked, was_used=True, by=ingrid)
    booking = begun(asked, state=BookingState.CONFIRMED)
    assert mark(booking, was_used=False, by=ingrid).state == BookingState.NO_SHOW
    assert mark(booking, was_used=True, by=ingrid).state == BookingState.USED


def test_mails_tell_neither_place_day_purpose_nor_name(asked: Booking, ingrid: Person) -> None:
    say_yes(asked, by=ingrid)
    call_off(asked, "De zaal wordt geverfd.", by=ingrid)
    assert Mail.objects.count() == 4  # asked to both, yes, and off
    for mail in Mail.objects.all():
        said = f"{mail.subject} {mail.body}"
        for secret in ("De Zaal", "Kinderfeest", "Hanan", "geverfd", " uur "):
            assert secret not in said
        assert said.count("http") == 1


def test_who_decides_is_the_keeper_else_the_host_else_the_director(
    network: Network, ingrid: Person, aisha: Person, joris: Person, buurtteam: Organization
) -> None:
    person("Lies Mulder", Role.MEMBER, network, buurtteam)  # by whom it takes part, also without Joris
    venue = a_venue(network, approval=Approval.ASK)
    assert list(deciders_of(venue)) == [ingrid]
    Venue.objects.filter(pk=venue.pk).update(host=buurtteam)
    assert list(deciders_of(Venue.objects.get(pk=venue.pk))) == [aisha]
    Venue.objects.filter(pk=venue.pk).update(keeper=joris)
    assert list(deciders_of(Venue.objects.get(pk=venue.pk))) == [joris]
    joris.memberships.update(ends_at=timezone.now())
    assert list(deciders_of(Venue.objects.get(pk=venue.pk))) == [aisha]


def test_what_waits_stands_in_the_day_of_who_decides_and_of_nobody_else(
    network: Network, ingrid: Person, aisha: Person, joris: Person, hanan: Person, buurtteam: Organization,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    venue = a_venue(network, approval=Approval.ASK, host=buurtteam)
    now = timezone.now()
    a_booking(venue, in_days(3, "10:00"))
    with CaptureQueriesContext(connection) as one:
        assert len(items(aisha, now)) == 1
    for hour in (12, 14):
        a_booking(venue, in_days(3, f"{hour}:00"))
    with django_assert_num_queries(len(one)):
        assert len(items(aisha, now)) == 3
    assert [items(one, now) for one in (ingrid, joris, hanan)] == [[], [], []]
    Venue.objects.update(keeper=joris)
    assert [len(items(one, now)) for one in (ingrid, aisha, joris)] == [0, 0, 3]
    network.rooms = []
    network.save()
    assert items(joris, now) == []


def test_an_answer_is_late_after_two_days_and_never_due_after_the_beginning(asked: Booking) -> None:
    assert not is_late(asked, timezone.now())
    assert is_late(asked, timezone.now() + dt.timedelta(days=2, hours=1))
    asked.asked_at = asked.starts_at - HOUR
    assert answer_by(asked) == asked.starts_at


def test_who_keeps_a_place_of_one_network_keeps_none_of_another(asked: Booking, ingrid: Person) -> None:
    elsewhere = a_venue(NetworkFactory(rooms=["places"]))
    assert keeps(ingrid, asked.venue)
    assert not keeps(ingrid, elsewhere)
    assert not venues_kept_by(ingrid, elsewhere.network).exists()
