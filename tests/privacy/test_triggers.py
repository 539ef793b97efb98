"""Nobody changes or deletes a row of the log, in whatever words it is asked; and it shows when a trigger is gone."""

import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from buurtnet.areas.models import Network
from buurtnet.budget.choices import BookingKind
from buurtnet.budget.ledger import book
from buurtnet.budget.models import Booking, BookingLine, Pot
from buurtnet.privacy.models import LogRow, LogSeal
from buurtnet.privacy.sealing import seal
from buurtnet.privacy.triggers import (
    REFUSAL,
    REFUSAL_ELSEWHERE,
    drop,
    ensure,
    guarded,
    keys_of,
    lifted,
    missing,
    statements,
)  # fmt: skip
from tests.privacy.log_rows import rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]

ADDED_TO = "INSERT INTO privacy_logseal (sequence, row_id, hash) VALUES (1, 9, 'x') ON CONFLICT (sequence) DO UPDATE"
EVERYWHERE = [
    "UPDATE privacy_logrow SET actor = ''",
    "UPDATE privacy_logrow SET id = id + 10",
    "UPDATE privacy_logseal SET hash = ''",
    "DELETE FROM privacy_logrow",
    "DELETE FROM privacy_logseal WHERE sequence = 2",
]
SQLITE = [
    "INSERT OR REPLACE INTO privacy_logseal (sequence, row_id, hash) VALUES (1, 9, 'x')",
    "INSERT OR REPLACE INTO privacy_logseal (sequence, row_id, hash) SELECT 9, row_id, 'x' FROM privacy_logseal",
    "REPLACE INTO privacy_logrow SELECT * FROM privacy_logrow LIMIT 1",
    "UPDATE OR REPLACE privacy_logseal SET sequence = 2 WHERE sequence = 1",
    f"{ADDED_TO} SET hash = ''",
]
POSTGRESQL = [
    "TRUNCATE privacy_logrow, privacy_logseal",
    "TRUNCATE privacy_logseal CASCADE",
    f"{ADDED_TO} SET hash = ''",
    "WITH gone AS (DELETE FROM privacy_logrow RETURNING 1) SELECT * FROM gone",
]


def a_booking() -> Booking:
    """In a table of another room, which only says that it is added to."""
    network = Network.objects.create(name="Havendijk", slug="havendijk")
    pot = Pot.objects.create(network=network, name="Buurtpot")
    return book(pot, BookingKind.DEPOSIT, 10_000, key=uuid.uuid4(), by=None, contributor="gemeente Havendijk")


def test_no_row_is_changed_or_deleted_by_sql() -> None:
    rows(3)
    seal()
    before = list(LogRow.objects.values()), list(LogSeal.objects.values())
    for sql in EVERYWHERE + (SQLITE if connection.vendor == "sqlite" else POSTGRESQL):
        with pytest.raises(DatabaseError, match=REFUSAL), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert (list(LogRow.objects.values()), list(LogSeal.objects.values())) == before


def test_no_row_is_changed_or_deleted_by_the_models() -> None:
    [row] = rows(1)
    row.result = "ok"
    for deed in (row.save, row.delete, LogRow.objects.all().delete, lambda: LogRow.objects.update(result="ok")):
        with pytest.raises(DatabaseError, match=REFUSAL), transaction.atomic():
            deed()


def test_a_trigger_that_is_gone_is_named_and_made_anew() -> None:
    assert missing() == []
    wanted = statements(connection.vendor)
    for name, (table, _) in wanted.items():
        with connection.cursor() as cursor:
            cursor.execute(drop(name, table, connection.vendor))
        assert missing(tables=guarded()) == [name]
        ensure()
        assert missing(tables=guarded()) == []
    assert len(wanted) == 3 * len(guarded())
    assert {"privacy_logrow", "privacy_logseal", "privacy_release", "budget_booking"} <= set(guarded())


def test_an_installation_from_before_a_table_was_guarded_starts() -> None:
    with connection.cursor() as cursor:
        cursor.execute(drop("budget_booking_no_update", "budget_booking", connection.vendor))
    assert missing() == [], "what is looked at before the migration that makes it"
    assert missing(tables=guarded()) == ["budget_booking_no_update"]


def test_what_a_row_may_not_be_replaced_by_follows_from_its_model() -> None:
    assert set(keys_of(Booking)) == {("id",), ("form_key",), ("pot_id", "number")}
    assert set(keys_of(BookingLine)) == {("id",), ("booking_id", "account")}


def test_what_is_lifted_for_the_log_leaves_other_tables_as_they_are() -> None:
    booking = a_booking()
    with lifted(), pytest.raises(DatabaseError, match=REFUSAL_ELSEWHERE), transaction.atomic():
        Booking.objects.filter(pk=booking.pk).update(cents=1)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE budget_booking SET cents = cents + 1",
        "UPDATE budget_bookingline SET cents = 0 WHERE account = 'free'",
        "DELETE FROM budget_bookingline",
        "DELETE FROM budget_booking",
    ],
)
def test_the_ledger_is_not_changed_by_sql(sql: str) -> None:
    a_booking()
    before = list(Booking.objects.values()), list(BookingLine.objects.values())
    with pytest.raises(DatabaseError, match=REFUSAL_ELSEWHERE), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert (list(Booking.objects.values()), list(BookingLine.objects.values())) == before


@pytest.mark.parametrize("table", ["budget_booking", "budget_bookingline"])
def test_the_ledger_is_not_replaced_or_emptied(table: str) -> None:
    a_booking()
    connection.check_constraints()  # what PostgreSQL still has to look at would keep it from emptying as well
    emptied = [f"TRUNCATE {table} CASCADE", "TRUNCATE budget_pot CASCADE"]
    replaced = [f"REPLACE INTO {table} SELECT * FROM {table}"]
    for sql in replaced if connection.vendor == "sqlite" else emptied:
        refused = pytest.raises(DatabaseError, match=REFUSAL_ELSEWHERE)
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert BookingLine.objects.count() == 2


def test_the_ledger_is_not_changed_by_the_models() -> None:
    booking = a_booking()
    line = BookingLine.objects.first()
    for deed in (booking.save, line.save, line.delete, lambda: BookingLine.objects.update(cents=0)):
        with pytest.raises(DatabaseError, match=REFUSAL_ELSEWHERE), transaction.atomic():
            deed()


def test_a_trigger_that_says_something_else_is_named_too() -> None:
    name = "privacy_logrow_no_update"
    with connection.cursor() as cursor:
        cursor.execute(drop(name, "privacy_logrow", connection.vendor))
        if connection.vendor == "sqlite":
            cursor.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON privacy_logrow BEGIN SELECT 1; END")
        else:
            cursor.execute(
                "CREATE FUNCTION harmless() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$; "
                f"CREATE TRIGGER {name} BEFORE UPDATE ON privacy_logrow FOR EACH ROW EXECUTE FUNCTION harmless()"
            )
    assert missing() == [name]
    ensure()
    assert missing() == []


def test_a_trigger_that_is_switched_off_is_named_too() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite cannot switch a trigger off")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE privacy_logrow DISABLE TRIGGER privacy_logrow_no_delete")
    assert missing() == ["privacy_logrow_no_delete"]


def test_a_rebuilt_table_has_lost_them_until_they_are_made_anew() -> None:
    """As SQLite rebuilds a table in a migration."""
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite rebuilds tables")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE new__seal AS SELECT * FROM privacy_logseal")
        cursor.execute("DROP TABLE privacy_logseal")
        cursor.execute("ALTER TABLE new__seal RENAME TO privacy_logseal")
    assert {name.rsplit("_no_", 1)[0] for name in missing()} == {"privacy_logseal"}
    ensure()
    assert missing() == []


def test_what_lifts_them_puts_them_back_also_when_it_fails() -> None:
    rows(2)
    with lifted():
        LogRow.objects.first().delete()
    assert missing() == []
    with pytest.raises(ZeroDivisionError), lifted():
        raise ZeroDivisionError
    assert missing() == []
    assert LogRow.objects.count() == 1
