"""Problems as RFC 9457 tells them: every answer that is none has the same shape."""

from typing import Any, cast

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from klaviatur import errors
from klaviatur.doors.site.failing import KINDS, LOG
from klaviatur.doors.site.security import BodyTooLarge

TYPE = "application/problem+json"
TITLES = {
    400: "Bad request",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict",
    413: "Too large",
    422: "Cannot be processed",
    500: "A fault of Klaviatur's own",
    503: "Not now",
}


class WrongValue(BaseModel):
    """One value that cannot be taken."""

    place: str = Field(description="Where it stands: body.parts.0, query.limit")
    message: str


class Problem(BaseModel):
    """What went wrong, with what, and what to do next (RFC 9457)."""

    model_config = ConfigDict(extra="forbid")
    type: str = Field(description="Name of the error, stable: urn:klaviatur:error:Conflict")
    title: str
    status: int
    detail: str = Field(description="What happened, to what, and the next step")
    instance: str = Field(description="Path of the request")
    errors: list[WrongValue] = Field(default=[], description="Values that cannot be taken")


DOCUMENTED: dict[int | str, dict[str, Any]] = {
    status: {"description": TITLES[status], "content": {TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    for status in (400, 401, 403, 404, 405, 409, 413, 422, 503)
}


def teach_problems(api: FastAPI) -> None:
    """Let every error end in a problem."""
    api.add_exception_handler(errors.KlaviaturError, tell_error)
    api.add_exception_handler(BodyTooLarge, tell_error)
    api.add_exception_handler(RequestValidationError, _of_values)
    api.add_exception_handler(HTTPException, tell_refusal)
    api.add_exception_handler(Exception, _of_ours)


def tell_error(request: Request, error: Exception) -> Response:
    """Return the problem for an error of the tree, or for a body that is too large."""
    kind = next(kind for known, kind in KINDS if isinstance(error, known))
    headers = {"WWW-Authenticate": "Bearer"} if kind.status == 401 else {}
    return _told(request, kind.status, type(error).__name__, str(error), headers=headers)


def _of_values(request: Request, error: Exception) -> Response:
    wrong = [
        {"place": ".".join(str(step) for step in one["loc"]), "message": str(one["msg"])}
        for one in cast("RequestValidationError", error).errors()
    ]
    places = ", ".join(one["place"] for one in wrong[:3])
    detail = f"The request has values that cannot be taken ({places}). `errors` says why, /api/openapi.json what can."
    return _told(request, 422, "WrongValues", detail, wrong)


def tell_refusal(request: Request, error: Exception) -> Response:
    """Return the problem for an address or method that does not exist, or a body that cannot be read."""
    refused = cast("HTTPException", error)
    return _told(request, refused.status_code, "HttpError", str(refused.detail), headers=dict(refused.headers or {}))


def _of_ours(request: Request, error: Exception) -> Response:
    LOG.error("%s %s failed", request.method, request.url.path, exc_info=error)
    detail = "Klaviatur has a fault of its own here; nothing was changed by halves. Please report it with the time."
    return _told(request, 500, "OurFault", detail)


def _told(
    request: Request,
    status: int,
    name: str,
    detail: str,
    wrong: list[dict[str, str]] | None = None,
    *,
    headers: dict[str, str] | None = None,
) -> Response:
    problem = {
        "type": f"urn:klaviatur:error:{name}",
        "title": TITLES.get(status, "That did not work"),
        "status": status,
        "detail": detail,
        "instance": request.url.path,
        "errors": wrong or [],
    }
    return Response(orjson.dumps(problem), status, headers, TYPE)
