"""A model of the tests only, with encrypted fields, and its table for as long as a test lasts."""

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.privacy.encryption import EncryptedTextField

with isolate_apps("tests.privacy"):

    class Diary(models.Model):
        """What someone wrote, on a day."""

        person = models.UUIDField(null=True)
        day = models.DateField(null=True)
        title = models.CharField(max_length=50, default="")
        text = EncryptedTextField(default="")
        secret = EncryptedTextField(null=True)

        class Meta:
            app_label = "privacy"

        class Privacy:
            subject = Subject.PERSON
            of = "person"
            public: ClassVar = ["id", "day"]
            personal: ClassVar = {
                "person": Keep(Erase.DELETE_ROW, days=30, since="day"),
                "title": Keep(Erase.DELETE_ROW, days=30, since="day", why="to find it again"),
            }
            special: ClassVar = {
                "text": Keep(Erase.DELETE_ROW, days=30, since="day"),
                "secret": Keep(Erase.DELETE_ROW, days=30, since="day"),
            }


def make_table(model: type[models.Model]) -> None:
    """Without the schema editor, which SQLite does not let into a transaction."""
    sql, params = connection.schema_editor().table_sql(model)
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TABLE IF EXISTS "{model._meta.db_table}"')
        cursor.execute(sql, params or None)


def raw(column: str, table: str = "privacy_diary") -> Any:
    """What the database holds in the only row."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")
        [[value]] = cursor.fetchall()
    return value


def put_raw(column: str, value: str | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE privacy_diary SET {column} = %s", [value])


@pytest.fixture
def diary(db: None) -> Iterator[type[Diary]]:
    make_table(Diary)
    yield Diary
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE privacy_diary")
