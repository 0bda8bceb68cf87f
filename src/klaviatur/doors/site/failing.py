"""What a page says when something fails: what happened, to what, the next step, and what was typed.

The one table from the error tree to HTTP.
"""

import logging
from dataclasses import dataclass
from typing import cast
from urllib.parse import quote

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from klaviatur import errors
from klaviatur.doors.site.asking import Form
from klaviatur.doors.site.i18n import N_
from klaviatur.doors.site.rendering import own_place, page, wants_json
from klaviatur.doors.site.security import SAFE, BodyTooLarge, ForeignForm, protect

LOG = logging.getLogger("klaviatur.site")
SIGN_IN = "/sign-in"


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of error is told."""

    status: int
    title: str
    next_step: str


@dataclass(frozen=True, slots=True)
class Failure:
    """What the page and its JSON show."""

    status: int
    title: str
    detail: str  # the error's own words, English; "" for a fault of ours
    next_step: str
    typed: tuple[tuple[str, str], ...] = ()  # fields and what stood in them
    sign_in: str = ""  # where to sign in and come back


NOT_THERE = Kind(404, N_("There is nothing here"), N_("Go to Today, or search for it."))
TOO_LARGE = Kind(413, N_("That is too large"), N_("Send a smaller file, or several one after the other."))
OUR_FAULT = Kind(
    500,
    N_("Klaviatur has a fault of its own here"),
    N_("Nothing was changed by halves. Try once more; if it happens again, report it with the time."),
)
KINDS: tuple[tuple[type[Exception], Kind], ...] = (  # the first that fits
    (BodyTooLarge, TOO_LARGE),
    (
        errors.NotSignedIn,
        Kind(401, N_("The session has ended"), N_("Sign in; the page opens again afterwards.")),
    ),
    (
        errors.SignInRefused,
        Kind(403, N_("Signing in did not work"), N_("Check name and password, or ask an admin for a new link.")),
    ),
    (
        ForeignForm,
        Kind(403, N_("This form has expired"), N_("What was typed is not lost: it stands below, to be copied.")),
    ),
    (
        errors.AccessError,
        Kind(403, N_("Not allowed with these roles"), N_("Ask somebody with the right role, or an admin.")),
    ),
    (errors.UnknownProduct, NOT_THERE),
    (errors.UnknownSource, NOT_THERE),
    (errors.UnknownVariant, NOT_THERE),
    (errors.UnknownMember, NOT_THERE),
    (errors.UnknownWork, NOT_THERE),
    (errors.UnknownProposal, NOT_THERE),
    (errors.UnknownChannel, NOT_THERE),
    (errors.UnknownVoice, NOT_THERE),
    (errors.UnknownOutput, NOT_THERE),
    (errors.UnknownOutlet, NOT_THERE),
    (errors.UnknownDelivery, NOT_THERE),
    (
        errors.Conflict,
        Kind(
            409,
            N_("Somebody else was faster"),
            N_("Nothing is lost: what was typed stands below. Open the newest wording and put it in there."),
        ),
    ),
    (
        errors.NotReleased,
        Kind(409, N_("Only released wording leaves"), N_("Ask a reviewer to release it; then it can be delivered.")),
    ),
    (
        errors.DeliveryError,
        Kind(409, N_("The platform did not take it"), N_("The words below say why. Correct it, or try again later.")),
    ),
    (errors.NotReady, Kind(409, N_("That cannot be done now"), N_("Look at its state; it says what comes first."))),
    (
        errors.WorkspaceError,
        Kind(503, N_("The workspace cannot be used now"), N_("Ask an admin; the words below name the command.")),
    ),
    (
        errors.SourceError,
        Kind(422, N_("The text cannot be used"), N_("Mend the file or paste its words, then bring it in again.")),
    ),
    (
        errors.TableError,
        Kind(422, N_("The product data cannot be used"), N_("Mend the file, then bring it in again.")),
    ),
    (errors.KlaviaturError, Kind(422, N_("That did not work"), N_("Correct it and try again."))),
)


def teach_failures(app: FastAPI) -> None:
    """Let every error end in a page of its own."""
    app.add_exception_handler(errors.KlaviaturError, show_failure)
    app.add_exception_handler(BodyTooLarge, show_failure)
    app.add_exception_handler(HTTPException, show_refusal)
    app.add_exception_handler(Exception, show_fault)


def show_failure(request: Request, error: Exception) -> Response:
    """Return the page of an error of the tree; who only wants to read is sent to sign in."""
    if isinstance(error, errors.NotSignedIn) and request.method in SAFE and not wants_json(request):
        return RedirectResponse(sign_in_address(request), status_code=303)
    kind = next(kind for known, kind in KINDS if isinstance(error, known))
    return _told(request, kind, str(error))


def show_refusal(request: Request, error: Exception) -> Response:
    """Return the page for an address or method that does not exist, or a body that cannot be read."""
    status = cast("HTTPException", error).status_code
    if status in {404, 405}:
        return _told(request, Kind(status, NOT_THERE.title, NOT_THERE.next_step), "")
    return _told(
        request, Kind(status, N_("What was sent cannot be read"), N_("Open the page again and send it anew.")), ""
    )


def show_fault(request: Request, error: Exception) -> Response:
    """Return the page for a fault of ours; its details go to the log alone."""
    LOG.error("%s %s failed", request.method, request.url.path, exc_info=error)
    answer = _told(request, OUR_FAULT, "")
    protect(answer.headers, request.scope)  # this page goes out past the middleware
    return answer


def sign_in_address(request: Request) -> str:
    """Return where to sign in, and come back to this page afterwards."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    here = here if request.method in SAFE else "/"
    return SIGN_IN + (f"?next={quote(own_place(here))}" if here != "/" else "")


def _told(request: Request, kind: Kind, detail: str) -> Response:
    form: Form | None = getattr(request.state, "form", None)
    typed = tuple(form.typed()) if form else ()
    sign_in = sign_in_address(request) if kind.status == 401 else ""
    failure = Failure(kind.status, kind.title, detail, kind.next_step, typed, sign_in)
    return page(request, "layout/failure.html", failure, status=kind.status)
