"""Every object of imported maps is HSDS 3.1, as its own schemas say; of the demo: ``tests/town``."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from buurtnet.areas.models import Area
from buurtnet.directory.models import Service, ServiceReach
from tests.api.asking import Document, indexed
from tests.api.conforming import conforming, validators_in
from tests.exchange.imports import bring_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def validators(shared_data: Path) -> dict[str, Draft202012Validator]:
    return validators_in(shared_data)


def everywhere(areas: list[Area]) -> None:
    """All services lie in the network."""
    ServiceReach.objects.all().delete()
    ServiceReach.objects.bulk_create(ServiceReach(service=one, area=areas[0]) for one in Service.objects.all())
    indexed()


def test_every_object_of_the_two_towns_is_hsds(
    validators: dict[str, Draft202012Validator], shared_data: Path, areas: list[Area]
) -> None:
    bring_file(shared_data / "relevance" / "dev" / "services.jsonl")
    everywhere(areas)
    counted = conforming(validators)
    assert counted["services"] == Service.objects.shown().count() > 200


def test_every_object_of_the_samples_of_others_is_hsds(
    validators: dict[str, Draft202012Validator], shared_data: Path, areas: list[Area]
) -> None:
    for number, name in enumerate(("hsds31/examples/service_full.json", "hsds_samples")):
        bring_file(shared_data / name, source=f"bron-{number}")
    everywhere(areas)
    counted = conforming(validators)
    assert counted["services"] == Service.objects.shown().count() > 5
    assert counted["taxonomies"]
    assert counted["taxonomy_terms"]


def test_the_checks_find_what_is_wrong(validators: dict[str, Draft202012Validator], shared_data: Path) -> None:
    document: Document = json.loads((shared_data / "hsds31" / "examples" / "service_full.json").read_text())
    assert not list(validators["services"].iter_errors(document))
    document["id"], document["status"] = "12", "open"
    del document["name"], document["phones"][0]["number"]
    assert len(list(validators["services"].iter_errors(document))) == 4
