"""What every test may ask for. The surroundings themselves are laid out in ``tests.surroundings``."""

import gc
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import hypothesis
import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase
from pytest_django import Settings

from buurtnet.kit import limits
from buurtnet.privacy.triggers import guarded, lifted
from tests.order import TOWN, ByFile, place_of
from tests.ready import use_what_is_ready
from tests.surroundings import data_dir

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent
SHARED_DATA = PROJECT.parent / "shared" / "data"
# What a migration makes and every test may count on.
MADE_BY_MIGRATIONS = {"django_content_type", "auth_permission"}

# The same examples each time, so that a red run is about the change; `make test-long` draws new ones, and many more.
hypothesis.settings.register_profile("usual", max_examples=50, deadline=None, derandomize=True, database=None)
hypothesis.settings.register_profile("long", max_examples=2_000, deadline=None, database=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "usual"))


def pytest_sessionstart() -> None:
    use_what_is_ready()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """See ``tests.order``."""
    items.sort(key=place_of)


def pytest_collection_finish() -> None:
    """What is there now stays: it need not be looked through for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByFile | None:
    """See ``tests.order``. Who asks for another way than the usual gets that."""
    return ByFile(config, log) if config.getoption("dist") == "load" else None


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The tests on the demo town run when they are named: their database holds the town, others expect none."""
    named = any("tests/town" in argument for argument in config.args)
    return True if collection_path == TOWN and not named else None


@pytest.fixture
def shared_data() -> Path:
    """The folder of real data beside the checkout; where it is absent, a test that uses it is skipped and says so."""
    if not SHARED_DATA.is_dir():
        pytest.skip("../shared/data is absent: this test reads real data that does not come with the product")
    return SHARED_DATA


@pytest.fixture(autouse=True)
def index_dir(settings: Settings, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A place for a search index that no other test has; nothing is written until an index is."""
    folder = data_dir / "index" / str(abs(hash(request.node.nodeid)))
    settings.SEARCH_INDEX_DIR = folder
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def one_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the limits stands still: no test begins in one minute of them and ends in the next."""
    now = time.time()
    monkeypatch.setattr(limits, "time", SimpleNamespace(time=lambda: now))


@pytest.fixture(autouse=True)
def log_goes_with_its_test(request: pytest.FixtureRequest, _django_db_marker: None) -> Iterator[None]:
    """A test with transactions of its own ends by emptying all tables, and some let nobody do that."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if (marker and marker.kwargs.get("transaction")) or "transactional_db" in request.fixturenames:
        filled = [table for table in guarded() if is_filled(table)]
        if filled:
            with lifted(filled), connection.cursor() as cursor:
                for table in filled:
                    cursor.execute(f"DELETE FROM {table}")


def is_filled(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")
        return cursor.fetchone() is not None


@pytest.fixture(autouse=True, scope="session")
def nothing_outlives_a_power_cut() -> Iterator[None]:
    """The data of a test need not be on the disk before it goes on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", os.fstat)  # as before it refuses what is no open file
        yield


@pytest.fixture(autouse=True, scope="session")
def emptied_in_one_go() -> Iterator[None]:
    """After a test with transactions of its own the tables are emptied, but not those that only migrations fill.

    Django empties these too and fills them anew, one model after another, which takes longer than most tests.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: empty_tables())
        yield


def empty_tables() -> None:
    """Row by row where there are any: PostgreSQL makes every table anew that it is told to truncate."""
    names = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
    tables = {name: connection.ops.quote_name(name) for name in sorted(names - MADE_BY_MIGRATIONS)}
    filled = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {table})" for name, table in tables.items()
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(filled)
        for (name,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {tables[name]}")
