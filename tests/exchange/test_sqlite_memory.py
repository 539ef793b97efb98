"""What SQLite may use meanwhile, and that it is as before afterwards."""

import pytest
from django.db import connection

from buurtnet.exchange.sqlite_memory import FOR_AN_IMPORT, sqlite_with

pytestmark = pytest.mark.django_db


def cache_size() -> int:
    with connection.cursor() as cursor:
        return int(cursor.execute("PRAGMA cache_size").fetchone()[0])


def breaking() -> int:
    """What it is inside; and then something goes wrong."""
    with sqlite_with(FOR_AN_IMPORT | {"mmap_size": 0}):
        raise ValueError(cache_size())


def test_what_was_set_before_is_set_again_also_after_a_failure() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL minds its own memory")
    before = cache_size()
    assert before != FOR_AN_IMPORT["cache_size"]
    with pytest.raises(ValueError, match=str(FOR_AN_IMPORT["cache_size"])):
        breaking()
    assert cache_size() == before
