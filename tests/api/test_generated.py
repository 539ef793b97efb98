"""A generator asks whatever our own description of the API allows, and what it does not; each has its answer."""

from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from buurtnet.api.openapi import openapi_document
from buurtnet.areas.models import Area
from tests.api.asking import indexed, public
from tests.directory.searchable import weekly

pytestmark = pytest.mark.django_db

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def site(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """The site behind Django's own client, which leaves the connection of a test open."""
    answer = Client(raise_request_exception=False).request(**environ)
    start_response(f"{answer.status_code} {answer.reason_phrase}", list(answer.headers.items()))
    return [answer.content]


@pytest.fixture
def described(areas: list[Area]) -> BaseSchema:
    for number in range(3):
        weekly(public(f"Club {number}", areas[1], at=500.0 * number, minimum_age=number), "MO", "09:00", "17:00")
    indexed()
    return schemathesis.openapi.from_wsgi("/api/hsds/openapi.json", site)


NAMES = [
    f"{method.upper()} {path}"
    for path, operations in openapi_document("http://localhost/api/hsds/")["paths"].items()
    for method in ("get", "post")
    if method in operations
]


# Nothing can be wrong in what asks for nothing.
BARE = {"GET /", "GET /bulk", "GET /openapi.json", "GET /profile.json"}
ASKED = [(name, mode) for name in NAMES for mode in GenerationMode if not (name in BARE and mode.is_negative)]


@pytest.mark.parametrize(("name", "mode"), ASKED)
def test_every_operation_answers_as_it_says(described: BaseSchema, name: str, mode: GenerationMode) -> None:
    method, path = name.split()

    @settings(suppress_health_check=list(HealthCheck), max_examples=10)
    @given(case=described[path][method].as_strategy(generation_mode=mode))
    def answers(case: Case) -> None:
        case.call_and_validate(checks=CHECKS, headers={"Accept-Encoding": "identity"})

    answers()
