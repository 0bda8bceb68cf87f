"""The API as an application of its own, below /api."""

from typing import Any

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import State

from klaviatur import __version__
from klaviatur.doors.site.api import deliveries, outputs, sources, team, variants
from klaviatur.doors.site.api.problems import DOCUMENTED, Problem, teach_problems
from klaviatur.text.lexicon import read_table

ABOUT = """\
One text plays the whole keyboard of channels; every sentence carries its evidence, and a person releases the exact
wording. Make a token on the page of your account and send it: `Authorization: Bearer klv_...`. Spans are half-open
pairs of code points. Lists are paged with `limit` and `after`. Every problem has the shape of RFC 9457.
"""


def create_api(state: State) -> FastAPI:
    """Return the API over the same desk, members and works as the pages."""
    api = FastAPI(
        title="Klaviatur",
        version=__version__,
        description=ABOUT,
        docs_url=None,
        redoc_url=None,
        servers=[{"url": "/api"}],
        responses=DOCUMENTED,
        dependencies=[Depends(refuse_unknown_names)],
        generate_unique_id_function=lambda route: route.name,
        separate_input_output_schemas=False,
    )
    api.state = state
    for part in (variants, sources, team, outputs, deliveries):
        api.include_router(part.router)
    teach_problems(api)
    _describe_problems(api)
    return api


def refuse_unknown_names(request: Request) -> None:
    """Refuse a name in the query that this address does not know: a filter with a typing error filters nothing."""
    described = request.app.openapi()["paths"][request.scope["route"].path_format][request.method.lower()]
    known = {one["name"] for one in described.get("parameters", ()) if one["in"] == "query"}
    unknown = sorted(set(request.query_params) - known)
    if unknown:
        known_names = ", ".join(sorted(known)) or "none"
        message = f"is not known here. Known: {known_names}"
        raise RequestValidationError([{"loc": ("query", name), "msg": message, "type": "extra"} for name in unknown])


def _show_bodies(schema: dict[str, Any]) -> None:
    """Put an example beside each shape of a body."""
    examples = read_table("klaviatur.doors.site.api", "examples.toml")
    for operation in (one for methods in schema["paths"].values() for one in methods.values()):
        body = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if body:
            body["example"] = examples[operation["operationId"]]


def _describe_problems(api: FastAPI) -> None:
    """Put the shape of problems beside those of the answers: no route returns one itself."""
    describe = api.openapi

    def described() -> dict[str, Any]:
        if not api.openapi_schema:
            schema = describe()
            shape = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            schema["components"]["schemas"] |= {**shape.pop("$defs", {}), "Problem": shape}
            for unused in ("HTTPValidationError", "ValidationError"):
                schema["components"]["schemas"].pop(unused, None)
            _show_bodies(schema)
        return api.openapi_schema or {}

    api.openapi = described  # type: ignore[method-assign]
