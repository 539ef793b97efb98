"""What every test may ask for. The surroundings themselves are laid out in ``tests.surroundings``."""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import hypothesis
import pytest
from pytest_django import Settings

from buurtnet.kit import limits
from buurtnet.privacy.models import LogRow, LogSeal, Release
from buurtnet.privacy.triggers import lifted
from tests.surroundings import data_dir

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent
SHARED_DATA = PROJECT.parent / "shared" / "data"
TOWN = HERE / "town"

# The same examples each time, so that a red run is about the change; `make test-long` draws new ones, and many more.
hypothesis.settings.register_profile("usual", max_examples=50, deadline=None, derandomize=True, database=None)
hypothesis.settings.register_profile("long", max_examples=2_000, deadline=None, database=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "usual"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Named together with others, tests on the demo town come last (with several processes each keeps this order)."""
    items.sort(key=lambda item: TOWN in item.path.parents)


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
    """A test with transactions of its own ends by emptying all tables, and those of the log let nobody do that."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if (marker and marker.kwargs.get("transaction")) or "transactional_db" in request.fixturenames:
        with lifted():
            for kept in (LogRow, LogSeal, Release):
                kept._base_manager.all().delete()
