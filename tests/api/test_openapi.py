"""The API described by itself says what is done, and the profile names every key that HSDS does not."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from buurtnet.api.parameters import TAKES
from buurtnet.api.profile import PATCHES
from buurtnet.areas.models import Area
from tests.api.asking import ask, indexed, public
from tests.directory.searchable import placed, weekly

pytestmark = pytest.mark.django_db
REFERENCE = re.compile(r"#/components/(\w+)/(\w+)")


def within(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a document."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from within(inner)


@pytest.fixture
def described() -> dict[str, Any]:
    return ask("openapi.json")


def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    references = [one["$ref"] for one in within(described) if "$ref" in one]
    assert len(references) > 50
    for reference in references:
        found = REFERENCE.fullmatch(reference)
        assert found, reference
        assert found[2] in described["components"][found[1]]


def test_every_schema_is_one(described: dict[str, Any]) -> None:
    for schema in described["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    for parameter in described["components"]["parameters"].values():
        Draft202012Validator.check_schema(parameter["schema"])
        assert {"name", "in", "schema", "description"} <= set(parameter)


def test_every_operation_has_a_name_of_its_own_and_answers(described: dict[str, Any]) -> None:
    assert described["openapi"] == "3.1.0"
    assert {"title", "version"} <= set(described["info"])
    operations = [
        path[method] for path in described["paths"].values() for method in ("get", "post") if method in path
    ]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names)) == 4 + 3 * len(TAKES)
    assert all("200" in operation["responses"] for operation in operations)
    for path, operations_of in described["paths"].items():
        named = {one.get("name") for one in operations_of.get("parameters", ())}
        assert set(re.findall(r"{(\w+)}", path)) <= named


def test_what_is_given_is_what_is_described(described: dict[str, Any], areas: list[Area]) -> None:
    service = public("Club", areas[1], minimum_age=8, source="bron", scope="T1", simple="Samen.", help_kind="formeel")
    placed(service, 10)
    weekly(service, "MO", "09:00", "10:00")
    indexed()
    paths = {
        "/": "", "/bulk": "bulk", "/services": "services", "/services/{id}": f"services/{service.pk}",
        "/organizations": "organizations", "/organizations/{id}": f"organizations/{service.organization_id}",
        "/service_at_locations": "service_at_locations",
    }  # fmt: skip
    for path, asked in paths.items():
        schema = described["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        checker = Draft202012Validator({**schema, "components": described["components"]})
        document = ask(asked)
        assert not [error.message for error in checker.iter_errors(document)]
        for one in document.get("contents", [document]):
            assert {key for key in one if key.startswith("bn_")} <= {key for part in PATCHES.values() for key in part}
    assert list(checker.iter_errors({**document, "total_items": "zes"}))
