"""What the tests of the log share: rows, and a hand that reaches past the triggers."""

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record
from buurtnet.privacy.models import LogRow
from buurtnet.privacy.triggers import lifted
from tests.surroundings import data_dir

SAMIRA, JORIS = uuid.UUID(int=1), uuid.UUID(int=2)


@pytest.fixture
def files(settings: Settings, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A data folder for the files beside the log that no other test has."""
    folder = data_dir / "log" / str(abs(hash(request.node.nodeid)))
    folder.mkdir(parents=True)
    settings.DATA_DIR = folder
    yield folder
    shutil.rmtree(folder)


def rows(count: int) -> list[LogRow]:
    return [
        record(Action.VIEW, actor=JORIS, subject=SAMIRA, object_kind="people.Card", object_id=str(number))
        for number in range(count)
    ]


def by_force(sql: str, *params: object) -> None:
    """What someone does who may do anything in the database, and puts the triggers back afterwards."""
    with lifted(), connection.cursor() as cursor:
        cursor.execute(sql, params)
