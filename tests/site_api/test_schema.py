"""Whatever is sent, the API answers within its own description: no fault of ours, no answer of another shape."""

from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.specs.openapi.schemas import OpenApiSchema
from starlette.datastructures import State

from klaviatur.doors.site.api import create_api

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
DESCRIBED = create_api(State()).openapi()
OPERATIONS = [(path, method) for path, methods in DESCRIBED["paths"].items() for method in methods]


@pytest.fixture(scope="module")
def operations(app: FastAPI) -> OpenApiSchema:
    """The description as the application gives it."""
    return schemathesis.openapi.from_asgi("/api/openapi.json", app)


@pytest.mark.parametrize(("path", "method"), OPERATIONS, ids=[f"{m} {p}" for p, m in OPERATIONS])
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_every_answer_is_as_described(
    operations: OpenApiSchema, token: str, path: str, method: str, mode: GenerationMode
) -> None:
    operation = operations[path][method]

    @given(operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=8,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def hold(case: Case) -> None:
        checks = CHECKS if mode is GenerationMode.POSITIVE else [*CHECKS, negative_data_rejection]
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=checks)

    hold()


BODIES = [
    (operation["operationId"], content["application/json"])
    for methods in DESCRIBED["paths"].values()
    for operation in methods.values()
    if "application/json" in (content := operation.get("requestBody", {}).get("content", {}))
]


@pytest.mark.parametrize(("operation", "body"), BODIES, ids=[operation for operation, _ in BODIES])
def test_every_body_has_an_example_that_its_shape_takes(operation: str, body: dict[str, Any]) -> None:
    assert operation
    Draft202012Validator(body["schema"] | {"components": DESCRIBED["components"]}).validate(body["example"])


def test_every_problem_has_an_example_that_its_shape_takes() -> None:
    told = [a for methods in DESCRIBED["paths"].values() for o in methods.values() for a in o["responses"].items()]
    problems = [answer["content"]["application/problem+json"] for status, answer in told if status >= "400"]
    for problem in {str(one): one for one in problems}.values():
        Draft202012Validator(problem["schema"] | {"components": DESCRIBED["components"]}).validate(problem["example"])


def test_the_description_is_openapi_3_1_and_names_every_problem() -> None:
    assert DESCRIBED["openapi"].startswith("3.1")
    assert "Problem" in DESCRIBED["components"]["schemas"]
    assert "HTTPValidationError" not in DESCRIBED["components"]["schemas"]
