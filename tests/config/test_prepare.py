"""A data folder is made ready by itself, and a database of a newer version is left alone."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test.utils import CaptureQueriesContext

from buurtnet.config.prepare import (
    cache_tables,
    make_shared_cache,
    migrate,
    pending_migrations,
    prepare,
    require_migrated,
    unknown_migrations,
)
from buurtnet.kit.plain_error import PlainError
from buurtnet.themes.models import Theme

pytestmark = pytest.mark.django_db


def test_a_database_of_this_version_needs_nothing() -> None:
    assert pending_migrations() == []
    assert unknown_migrations() == []


def test_a_migration_that_is_not_there_yet_is_pending() -> None:
    MigrationRecorder(connection).record_unapplied("search", "0001_initial")
    assert pending_migrations() == ["search.0001_initial"]


def test_a_database_made_by_a_newer_version_is_refused() -> None:
    MigrationRecorder(connection).record_applied("people", "0999_later")
    assert unknown_migrations() == ["people.0999_later"]
    with pytest.raises(PlainError, match=r"newer Buurtnet \(it knows people.0999_later\)"):
        migrate()


def test_a_backup_leaves_the_database_as_it_is() -> None:
    require_migrated()
    MigrationRecorder(connection).record_unapplied("search", "0001_initial")
    with pytest.raises(PlainError, match="of an earlier Buurtnet"):
        require_migrated()
    assert pending_migrations() == ["search.0001_initial"]


def test_limits_have_a_cache_of_their_own_made_with_the_other() -> None:
    assert cache_tables() == {"shared_cache", "limits_cache"}
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE limits_cache")
    make_shared_cache()
    assert caches["limits"].add("key", 1)
    assert caches["shared"].get("key") is None


def test_the_themes_are_there_after_it_and_a_second_time_nothing_is_written() -> None:
    Theme.objects.all().delete()
    caches["shared"].delete("themes")
    prepare()
    assert Theme.objects.count() > 20
    with CaptureQueriesContext(connection) as captured:
        prepare()
    written = [query["sql"] for query in captured if not query["sql"].lstrip().upper().startswith("SELECT")]
    assert [sql for sql in written if not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))] == []
