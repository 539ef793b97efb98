"""Nobody changes or deletes a row of the log, in whatever words it is asked; and it shows when a trigger is gone."""

import pytest
from django.db import DatabaseError, connection, transaction

from buurtnet.privacy.models import LogRow, LogSeal
from buurtnet.privacy.sealing import seal
from buurtnet.privacy.triggers import REFUSAL, drop, ensure, lifted, missing, statements
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
        assert missing() == [name]
        ensure()
        assert missing() == []
    assert len(wanted) == 9


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
