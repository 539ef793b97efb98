"""What for, and why not: encrypted in the database, also what stood there in clear."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from buurtnet.areas.models import Network
from buurtnet.places.choices import Approval
from buurtnet.places.deciding import say_no
from buurtnet.places.models import Booking
from tests.places.rows import a_booking, a_venue, in_days

NEWEST = "0004_fixed_times_in_a_season"


def raw() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT purpose, reason FROM places_booking ORDER BY starts_at")
        return list(cursor.fetchall())


def at_migration(name: str) -> None:
    MigrationExecutor(connection).migrate([("places", name)])


@pytest.mark.django_db
def test_the_database_holds_neither_in_clear(network: Network) -> None:
    booking = a_booking(a_venue(network, approval=Approval.ASK), in_days(2), purpose="Lotgenoten na een scheiding")
    say_no(booking, "De groep is te groot.", by=None)
    assert all(text.startswith("1:k") for text in raw()[0])
    booking.refresh_from_db()
    assert (booking.purpose, booking.reason) == ("Lotgenoten na een scheiding", "De groep is te groot.")


@pytest.mark.django_db(transaction=True)
def test_what_stood_there_in_clear_is_encrypted_as_it_stands_and_can_go_back(network: Network) -> None:
    venue = a_venue(network)
    for day in range(2, 5):
        a_booking(venue, in_days(day), purpose=f"Samen koken {day}")
    clear = [(f"Samen koken {day}", "") for day in range(2, 5)]
    try:
        at_migration("0001_initial")
        assert raw() == clear
    finally:
        at_migration(NEWEST)
    assert all(text.startswith("1:k") for row in raw() for text in row)
    assert list(Booking.objects.order_by("starts_at").values_list("purpose", "reason")) == clear
