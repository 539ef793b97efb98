"""The ledger of a pot: it always balances, whatever is tried."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from buurtnet.areas.models import Network
from buurtnet.budget.choices import Account, BookingKind
from buurtnet.budget.ledger import NotEnoughError, OtherAmountError, book, differs
from buurtnet.budget.models import Booking, BookingLine, Pot
from buurtnet.budget.pots import deposit, take_out
from buurtnet.people.models import Person

KINDS = st.sampled_from(BookingKind)


def pot_with(cents: int) -> Pot:
    network = Network.objects.create(name="Havendijk", slug=f"havendijk-{uuid.uuid4().hex[:6]}")
    pot = Pot.objects.create(network=network, name="Buurtpot")
    if cents:
        book(pot, BookingKind.DEPOSIT, cents, key=uuid.uuid4(), by=None, contributor="gemeente Havendijk")
    return pot


class AnyOrder(TestCase):
    @settings(max_examples=30, deadline=None)
    @given(st.lists(st.tuples(KINDS, st.integers(1, 60_000)), max_size=15))
    def test_whatever_is_booked_in_whatever_order_the_pot_balances(
        self, wanted: list[tuple[BookingKind, int]]
    ) -> None:
        pot = pot_with(50_000)
        for kind, cents in wanted:
            before = [pot.on(account) for account in Account]
            try:
                book(pot, kind, cents, key=uuid.uuid4(), by=None)
            except NotEnoughError:
                pot.refresh_from_db()
                assert [pot.on(account) for account in Account] == before, "a refusal changes nothing"
        pot.refresh_from_db()
        assert differs(pot) == []
        assert sum(BookingLine.objects.filter(booking__pot=pot).values_list("cents", flat=True)) == 0
        assert pot.put_in == pot.free + pot.promised + pot.under_way + pot.paid
        numbers = list(Booking.objects.filter(pot=pot).order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1)), "no booking is missing"


@pytest.mark.django_db
def test_more_than_there_is_cannot_be_promised() -> None:
    pot = pot_with(10_000)
    with pytest.raises(NotEnoughError):
        book(pot, BookingKind.PROMISE, 10_001, key=uuid.uuid4(), by=None)
    pot.refresh_from_db()
    assert (pot.free, pot.promised) == (10_000, 0)
    assert Booking.objects.filter(pot=pot).count() == 1


@pytest.mark.django_db
def test_sent_twice_it_is_booked_once() -> None:
    pot = pot_with(10_000)
    key = uuid.uuid4()
    first = book(pot, BookingKind.PROMISE, 4_000, key=key, by=None)
    assert book(pot, BookingKind.PROMISE, 4_000, key=key, by=None) == first
    pot.refresh_from_db()
    assert pot.promised == 4_000


@pytest.mark.django_db
def test_the_database_itself_refuses_a_pot_that_does_not_balance() -> None:
    pot = pot_with(10_000)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pot.objects.filter(pk=pot.pk).update(free=9_999)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pot.objects.filter(pk=pot.pk).update(free=-1, promised=10_001)


@pytest.mark.django_db
def test_a_ledger_that_differs_from_what_stands_beside_it_is_told() -> None:
    pot = pot_with(10_000)
    Pot.objects.filter(pk=pot.pk).update(free=9_000, promised=1_000)
    pot.refresh_from_db()
    assert {(one.account, one.in_ledger, one.beside_it) for one in differs(pot)} == {
        (Account.FREE, 10_000, 9_000), (Account.PROMISED, 0, 1_000)
    }  # fmt: skip
    with pytest.raises(ValueError, match="above zero"):
        book(pot, BookingKind.DEPOSIT, 0, key=uuid.uuid4(), by=None)


def test_a_form_sent_again_with_another_amount_is_refused_and_the_first_stands(pot: Pot, ingrid: Person) -> None:
    said = {"contributor": "een buur", "why": "", "form_key": uuid.uuid4(), "by": ingrid}
    first = deposit(pot, 1_000, **said)
    assert deposit(pot, 1_000, **said) == first
    with pytest.raises(OtherAmountError):
        deposit(pot, 2_000, **said)
    with pytest.raises(NotEnoughError):
        take_out(pot, 10_000_000, **said)
    pot.refresh_from_db()
    assert pot.free == 101_000
