"""Whether what the API gives is HSDS 3.1, as its own schemas say."""

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from buurtnet.api.profile import PATCHES
from tests.api.asking import ask

SCHEMAS = {
    "services": "service.json",
    "organizations": "organization.json",
    "service_at_locations": "service_at_location.json",
    "taxonomies": "taxonomy.json",
    "taxonomy_terms": "taxonomy_term.json",
}
KEYS = frozenset(key for patch in PATCHES.values() for key in patch)


def validators_in(shared_data: Path) -> dict[str, Draft202012Validator]:
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
