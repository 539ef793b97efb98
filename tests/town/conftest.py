"""The demo town, loaded once a process. Each test changes it inside a transaction that is rolled back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker, Settings

from buurtnet.config.demo.load import load_demo
from buurtnet.config.prepare import make_shared_cache
from buurtnet.search.outbox import rebuild_all
from buurtnet.themes.actions import load_themes, load_vocabulary
from tests.surroundings import data_dir
from tests.town.town import Town, town_in_database

TOWN_INDEX = data_dir / "town-index"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The test database, with the demo in it."""
    with django_db_blocker.unblock():
        django_settings.SEARCH_INDEX_DIR = TOWN_INDEX
        make_shared_cache()
        load_themes()
        load_vocabulary()
        load_demo()
        rebuild_all()


@pytest.fixture(autouse=True)
def index_dir(settings: Settings) -> Path:
    """The index of the demo town, for every test here."""
    settings.SEARCH_INDEX_DIR = TOWN_INDEX
    settings.SEARCHES_PER_MINUTE = settings.FORMS_PER_MINUTE = 0  # all tests come from one address
    return TOWN_INDEX


@pytest.fixture
def town(db: None) -> Town:
    return town_in_database()


@pytest.fixture
def count_queries() -> Callable[[Client, str], int]:
    """How many queries a page costs, after it was asked once (so that caches are warm)."""

    def count(client: Client, address: str) -> int:
        assert client.get(address).status_code == 200
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200  # a page that says sorry asks for less
        return len(captured)

    return count
