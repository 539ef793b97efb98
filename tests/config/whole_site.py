"""Run by the tests of the backup in a process of its own: a site with some of everything, and all that it holds."""

import datetime
import json
import threading
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from buurtnet.areas.models import Area
from buurtnet.areas.networks import create_network
from buurtnet.config.backup import back_up, models_kept, written
from buurtnet.config.keys import export_keys
from buurtnet.config.prepare import prepare
from buurtnet.directory.models import Capacity, CostOption, Schedule, Service
from buurtnet.people.actions import erase_person
from buurtnet.people.models import Organization, Person
from buurtnet.search.index import is_readable
from buurtnet.themes.models import Label, Theme

BOUNDARY = {"type": "Polygon", "coordinates": [[[4.1, 52.0], [4.2, 52.0], [4.2, 52.1], [4.1, 52.0]]]}
FEW_WORDS = 500  # of the vocabulary: the others are many and alike
LONG_AGO = datetime.datetime(2020, 1, 2, 3, 4, 5, 678901, datetime.UTC)


def live(archive: str, keys: str) -> None:
    """A site lives, is backed up while someone writes, and lives on: one person is erased, another comes."""
    prepare()
    fill()
    few = Label.objects.order_by("pk")[:FEW_WORDS]
    Label.objects.exclude(pk__in=list(few.values_list("pk", flat=True))).delete()
    erased = Person.objects.create_user("erased@buurt.example", name="Weg")
    back_up_while_someone_writes(Path(archive))
    export_keys(Path(settings.DATA_DIR), Path(keys))
    erase_person(erased)
    Person.objects.create_user("later@buurt.example")


def fill() -> None:
    country = Area.objects.create(kind="country", code_system="iso", code="NL", name="Nederland", slug="nederland")
    Area.objects.create(
        kind="municipality", code_system="own", code="havendijk", name="Havendijk", slug="havendijk", parent=country,
        ancestor_ids=[country.pk], boundary=BOUNDARY, latitude=52.05000000000001, longitude=4.15,
    )  # fmt: skip
    create_network("havendijk", name="Buurtnet", town="Havendijk", country="NL", areas=["havendijk"])
    mother = Organization.objects.create(name="Moeder")
    child = Organization.objects.create(
        name="Dochter “é”\n\t", parent_organization=mother, extra={"x": [1, None, {"y": 0.1}]}
    )
    service = Service.objects.create(
        organization=child, name="Huiswerk", minimum_age=8.5, support_level=0, last_modified=LONG_AGO,
        assured_date=LONG_AGO.date(),
    )  # fmt: skip
    service.themes.set(Theme.objects.all()[:2])
    CostOption.objects.create(service=service, amount="2.50", currency="EUR")
    Schedule.objects.create(service=service, byday="MO", exceptions=[{"date": "2026-12-25", "closed": True}])
    Capacity.objects.create(service=service, available=3)
    kept = Person.objects.create_user("kept@buurt.example", name="Samira")
    Person.objects.filter(pk=kept.pk).update(joined_at=LONG_AGO)
    folder = Path(settings.MEDIA_ROOT) / "a"
    folder.mkdir()
    (folder / "photo.jpg").write_bytes(bytes(range(256)))


def back_up_while_someone_writes(archive: Path) -> None:
    """The backup neither waits for the writer nor holds what is half-way."""
    written_half, saved = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            Person.objects.create_user("half-way@buurt.example")
            written_half.set()
            assert saved.wait(30), "the backup waited for the writer"
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert written_half.wait(30)
    back_up(archive)
    saved.set()
    writer.join()


def tell() -> None:
    """Print all rows; add one first, since ids made by the database must go on where they were."""
    CostOption.objects.create(service=Service.objects.get(), option="nieuw")
    state: dict[str, Any] = {model._meta.label: rows_of(model) for model in models_kept(apps)}
    state["people"] = {person.email: person.name for person in Person.objects.all()}
    state["vendor"], state["index"] = connection.vendor, is_readable()
    print(json.dumps(state, sort_keys=True))  # noqa: T201 (another process reads it)


def rows_of(model: type[models.Model]) -> list[list[Any]]:
    fields = model._meta.concrete_fields
    return [[written(field, row) for field in fields] for row in model._base_manager.order_by("pk")]
