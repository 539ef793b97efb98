"""A pot as everyone sees it: where the money is, every booking, and the same as a file."""

import csv
import io
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.budget.book import parts_of, put_in_by, sentences_of
from buurtnet.budget.checking import wrong_pots
from buurtnet.budget.choices import WAYS, Account, BookingKind, PotState
from buurtnet.budget.ledger import book
from buurtnet.budget.models import Booking, BookingLine, Idea, Pot
from buurtnet.budget.paying import mark_paid
from buurtnet.budget.pots import take_out
from buurtnet.config.health import Verdict, check_money
from buurtnet.people.models import Organization, Person
from buurtnet.privacy.triggers import lifted, tables_elsewhere
from tests.budget.idea_rows import an_idea, url
from tests.budget.payment_rows import asked, released

pytestmark = pytest.mark.django_db


def csv_of(pot: Pot) -> list[dict[str, str]]:
    answer = Client().get(url("book_csv", pot.pk))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def many(pot: Pot, count: int) -> None:
    """Bookings of a cent each, as ``book`` makes them."""
    source, target = WAYS[BookingKind.DEPOSIT]
    now, first = timezone.now(), pot.bookings_made + 1
    said = {"pot": pot, "kind": BookingKind.DEPOSIT, "cents": 1, "contributor": "bewoners", "booked_at": now}
    made = [Booking(number=number, **said) for number in range(first, first + count)]
    Booking.objects.bulk_create(made, batch_size=5_000)
    ways = ((source, -1), (target, 1))
    lines = [BookingLine(booking=one, account=way, cents=sign) for one in made for way, sign in ways]
    BookingLine.objects.bulk_create(lines, batch_size=5_000)
    pot.put_in, pot.free, pot.bookings_made = pot.put_in + count, pot.free + count, first + count - 1
    pot.save()


def test_everyone_sees_where_the_money_is_and_who_put_it_in_and_no_name(
    granted: Idea, pot: Pot, ingrid: Person, ahmed: Person, samira: Person, buurtteam: Organization
) -> None:
    Pot.objects.filter(pk=pot.pk).update(kassier=buurtteam)
    mark_paid(released(granted, ingrid, ahmed, 15_000), by=samira)
    asked(granted, samira, 1_000)
    page = Client().get(url("pot", pot.pk)).text
    for said in ("€ 1.000", "gemeente Havendijk", granted.title, buurtteam.name, "€ 150", "€ 800 van de"):
        assert said in page
    for name in ("Ingrid", "Ahmed", "Samira", "Bouwmarkt", "6789", granted.contact):
        assert name not in page
    pot.refresh_from_db()
    parts = parts_of(pot)
    assert [one.euros for one in parts] == ["€ 800", "€ 50", "€ 0", "€ 150"]
    assert abs(sum(float(one.length) for one in parts) - 100) < 0.1
    assert sentences_of(pot)[1:] == ["€ 50 is toegezegd aan ideeën en wordt nog betaald.", "€ 150 is al betaald."]


def test_who_put_in_what_is_less_what_they_took_back(pot: Pot, ingrid: Person) -> None:
    for number in range(14):
        book(pot, BookingKind.DEPOSIT, 100 + number, key=uuid.uuid4(), by=ingrid, contributor=f"Fonds {number}")
    take_out(pot, 40_000, contributor="gemeente Havendijk", why="", form_key=uuid.uuid4(), by=ingrid)
    found = put_in_by(pot)
    assert found[0] == ("gemeente Havendijk", "€ 600")
    assert len(found) == 13
    assert found[-1] == ("anderen samen", "€ 3,03")


def test_an_idea_that_is_not_on_the_site_has_no_name_in_the_book(network: Network, pot: Pot, joris: Person) -> None:
    hidden = an_idea(network, asked=5_000, mail="z@voorbeeld.example")
    book(pot, BookingKind.PROMISE, 5_000, key=uuid.uuid4(), by=joris, idea=hidden)
    assert hidden.title not in Client().get(url("pot", pot.pk)).text
    assert csv_of(pot)[1]["idee"] == ""


def test_the_file_has_every_booking_in_order_and_what_was_free_after_it(
    granted: Idea, pot: Pot, ingrid: Person, ahmed: Person, samira: Person
) -> None:
    mark_paid(released(granted, ingrid, ahmed), by=samira)
    take_out(pot, 1, contributor="=SUM(A1)", why="", form_key=uuid.uuid4(), by=ingrid)
    rows = csv_of(pot)
    assert [one["soort"] for one in rows] == [
        "ingelegd", "toegezegd", "betaling vrijgegeven", "betaald", "teruggehaald door wie het inlegde",
    ]  # fmt: skip
    assert [one["vrij daarna"] for one in rows] == ["1000,00", "800,00", "800,00", "800,00", "799,99"]
    assert rows[1]["idee"] == granted.title
    assert rows[4]["van wie"] == "'=SUM(A1)", "nothing is taken for a formula"


def test_a_pot_in_preparation_is_seen_by_nobody_outside(network: Network) -> None:
    made = Pot.objects.create(network=network, name="Wijkpot", state=PotState.SETUP)
    for name in ("pot", "book_csv"):
        assert Client().get(url(name, made.pk)).status_code == 404


@pytest.mark.parametrize("count", [5_000, pytest.param(100_000, marks=pytest.mark.long)])
def test_a_hundred_thousand_bookings_ask_no_more_than_a_hundred(pot: Pot, count: int) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert Client().get(url("pot", pot.pk)).status_code == 200
        with CaptureQueriesContext(connection) as file:
            assert len(csv_of(pot)) == pot.bookings_made
        with CaptureQueriesContext(connection) as check:
            assert wrong_pots() == []
        return len(seen) + len(file) + len(check)

    many(pot, 99)
    Client().get(url("pot", pot.pk))
    few = queries()
    many(pot, count - 100)
    assert queries() == few
    page = Client().get(url("pot", pot.pk), {"pagina": str(count // 50)})
    assert page.context["rows"][-1].booking.number == 1


def test_the_check_finds_a_pot_that_is_not_what_its_ledger_says(pot: Pot, granted: Idea) -> None:
    assert [one.verdict for one in check_money()] == [Verdict.OK]
    Pot.objects.filter(pk=pot.pk).update(free=70_000, promised=30_000)
    assert [one.verdict for one in check_money()] == [Verdict.WRONG]
    assert wrong_pots() == [pot]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE budget_bookingline SET cents = cents - 1 WHERE account = 'free'",
        "DELETE FROM budget_bookingline WHERE account = 'free'",
        "UPDATE budget_booking SET number = 9 WHERE number = 2",
    ],
)
def test_the_check_finds_what_someone_did_past_the_triggers(pot: Pot, granted: Idea, sql: str) -> None:
    assert wrong_pots() == []
    with lifted(tables_elsewhere()), connection.cursor() as cursor:
        cursor.execute(sql)
    assert wrong_pots() == [pot]
    assert sum(pot.on(account) for account in Account) > 0
