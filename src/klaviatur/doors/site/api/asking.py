"""Who asks: the owner of a bearer token, or whoever has signed in and sends their CSRF token along."""

from dataclasses import replace
from hmac import compare_digest
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from fastapi.security import HTTPBearer
from fastapi.security.http import HTTPAuthorizationCredentials
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from klaviatur.doors.site.security import SAFE
from klaviatur.doors.site.sessions import visitor_of
from klaviatur.errors import NotAllowed, NotSignedIn
from klaviatur.records import Actor

MOST = 200  # entries of a page
MOST_NUMBER = 2**31 - 1
BEARER = HTTPBearer(auto_error=False, description="A token made on the page of your account")


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("must not hold the character U+0000")
    return text


Words = Annotated[str, AfterValidator(_without_nul), StringConstraints(pattern=r"^[^\x00]*$", max_length=2_000_000)]
Name = Annotated[str, AfterValidator(_without_nul), StringConstraints(pattern=r"^[^\x00]*$", max_length=500)]
Limit = Annotated[int, Query(ge=1, le=MOST, description="How many at most")]


class Asked(BaseModel):
    """What a request's body has; a name that is not known is refused."""

    model_config = ConfigDict(extra="forbid")


def acting(request: Request, bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)] = None) -> Actor:
    """Return who acts. Raises NotSignedIn, NotAllowed."""
    if bearer:
        actor: Actor = request.app.state.members.actor_of_token(bearer.credentials)
        return replace(actor, via="api")
    known = visitor_of(request)
    if known is None:
        raise NotSignedIn("Send a token: Authorization: Bearer klv_... Make one on the page of your account.")
    if request.method not in SAFE and not compare_digest(request.headers.get("x-csrf-token", ""), known.csrf):
        raise NotAllowed("A request with a session's cookie needs its CSRF token in X-CSRF-Token, or use a token.")
    return replace(known.actor, via="api")


def the_desk(request: Request) -> Any:
    """Return the desk."""
    return request.app.state.desk


def the_members(request: Request) -> Any:
    """Return the members."""
    return request.app.state.members


def the_works(request: Request) -> Any:
    """Return where work is ordered."""
    return request.app.state.works


By = Annotated[Actor, Depends(acting)]
TheDesk = Annotated[Any, Depends(the_desk)]
TheMembers = Annotated[Any, Depends(the_members)]
TheWorks = Annotated[Any, Depends(the_works)]


def reading(by: By) -> Actor:
    """Return who reads. Raises NotAllowed for a token without the scope."""
    if by.scopes is not None and "read" not in by.scopes:
        raise NotAllowed(f"The token of {by.name!r} may not read: it lacks the scope 'read'. Make one with that scope.")
    return by


Reader = Annotated[Actor, Depends(reading)]
