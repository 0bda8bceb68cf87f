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


SHOWN: dict[int, tuple[str, str]] = {  # name and detail of an example
    400: ("HttpError", "There was an error parsing the body"),
    401: ("NotSignedIn", "Nobody is signed in here. Send a token: Authorization: Bearer klv_..."),
    403: ("NotAllowed", "'ben' may not release: that needs the role reviewer. Ask an admin."),
    404: ("UnknownVariant", "There is no variant '80c5a63feceb9559'. List them: klaviatur desk board"),
    405: ("HttpError", "Method Not Allowed"),
    409: ("Conflict", "The wording was changed meanwhile; both versions are kept. Look at the newest revision."),
    413: ("BodyTooLarge", "More than 1,000,000 bytes were sent, which is more than is taken here. Send less at once."),
    422: ("WrongValues", "The request has values that cannot be taken (body.base). `errors` says why."),
    503: (
        "WorkspaceError",
        "The database is being written by somebody else. Try again when that has ended.",
    ),
}


def _problem(status: int, name: str, detail: str, instance: str, wrong: list[dict[str, str]]) -> dict[str, Any]:
    told = {"type": f"urn:klaviatur:error:{name}", "title": TITLES.get(status, "That did not work"), "status": status}
    return told | {"detail": detail, "instance": instance, "errors": wrong}


def _documented(status: int) -> dict[str, Any]:
    shape = {"$ref": "#/components/schemas/Problem"}
    wrong = [{"place": "body.base", "message": "Field required"}] if status == 422 else []
    example = _problem(status, *SHOWN[status], "/api/variants/80c5a63feceb9559/wording", wrong)
    return {"description": TITLES[status], "content": {TYPE: {"schema": shape, "example": example}}}


DOCUMENTED: dict[int | str, dict[str, Any]] = {status: _documented(status) for status in SHOWN}


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
    problem = _problem(status, name, detail, request.url.path, wrong or [])
    return Response(orjson.dumps(problem), status, headers, TYPE)
