"""Every object of the demo and of imported maps is HSDS 3.1, as its own schemas say."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from buurtnet.api.profile import PATCHES
from buurtnet.areas.models import Area, Network
from buurtnet.config.demo.load import load_demo
from buurtnet.directory.models import Service, ServiceReach
from buurtnet.themes.actions import load_themes
from tests.api.asking import Document, ask, indexed
from tests.exchange.imports import bring_file

pytestmark = pytest.mark.django_db

SCHEMAS = {
    "services": "service.json",
    "organizations": "organization.json",
    "service_at_locations": "service_at_location.json",
    "taxonomies": "taxonomy.json",
    "taxonomy_terms": "taxonomy_term.json",
}
KEYS = frozenset(key for patch in PATCHES.values() for key in patch)


@pytest.fixture
def validators(shared_data: Path) -> dict[str, Draft202012Validator]:
    """For each list what checks an object of it, with all schemas of HSDS 3.1 at hand."""
    schemas = {
        path.name: json.loads(path.read_text())
        for path in (shared_data / "hsds31" / "schema").glob("*.json")
        if path.name != "openapi.json"
    }
    registry: Registry[Any] = Registry().with_resources(
        [(name, DRAFT202012.create_resource(schema)) for name, schema in schemas.items()]
    )
    return {
        path: Draft202012Validator(schemas[name], registry=registry, format_checker=FormatChecker())
        for path, name in SCHEMAS.items()
    }


def conforming(validators: dict[str, Draft202012Validator]) -> dict[str, int]:
    """How many objects of each list were checked, in short and in full; every one is right."""
    counted = {}
    for path, validator in validators.items():
        total, number = 1, 1
        while (number - 1) * 100 < total:
            for full in ("false", "true"):
                page = ask(path, per_page=100, page=number, full=full, full_service=full)
                for one in page["contents"]:
                    assert not [f"{error.json_path}: {error.message}" for error in validator.iter_errors(one)]
                    assert {key for key in keys_of(one) if key.startswith("bn_")} <= KEYS
                    for service in one.get("services", ()):
                        assert not list(validators["services"].iter_errors(service))
                    if path == "service_at_locations":
                        assert not list(validators["services"].iter_errors(one["service"]))
            total, number = page["total_items"], number + 1
        counted[path] = total
    return counted


def keys_of(value: Any) -> set[str]:
    """All keys in a document, but what stands inside a key of our own."""
    if isinstance(value, list):
        return {key for one in value for key in keys_of(one)}
    if not isinstance(value, dict):
        return set()
    inner = {key for name, one in value.items() if not name.startswith("bn_") for key in keys_of(one)}
    return set(value) | inner


def everywhere(areas: list[Area]) -> None:
    """All services lie in the network."""
    ServiceReach.objects.all().delete()
    ServiceReach.objects.bulk_create(ServiceReach(service=one, area=areas[0]) for one in Service.objects.all())
    indexed()


def test_every_object_of_the_demo_is_hsds(validators: dict[str, Draft202012Validator]) -> None:
    load_themes()
    load_demo()
    indexed()
    counted = conforming(validators)
    assert Network.objects.filter(is_listed=True).exists()
    assert counted["services"] > 50
    assert all(counted[path] > 10 for path in ("organizations", "service_at_locations"))


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
