"""Who is there: from the cookie of a session to a visitor, and what a browser's cookies are set to."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from klaviatur.doors.site.visiting import Visitor
from klaviatur.errors import NotSignedIn
from klaviatur.records import Actor, SignedIn

COOKIE = "klaviatur"


def secret_of(request: Request) -> str:
    """Return the secret of the session a browser has, "" without one."""
    return request.cookies.get(COOKIE, "")


def visitor_of(request: Request) -> Visitor | None:
    """Return who has signed in in this browser, None where nobody has or the session has ended."""
    secret = secret_of(request)
    if not secret:
        return None
    members = request.app.state.members
    try:
        signed: SignedIn = members.signed_in(secret)
    except NotSignedIn:
        return None
    member = signed.member
    actor = Actor(member.name, member.roles, via="page")
    return Visitor(actor, signed.session.csrf, member.shown, member.language)


def let_in(request: Request, answer: Response, signed: SignedIn) -> Response:
    """Give a browser the cookie of its new session: for this site alone, and out of reach of scripts."""
    lasts = int((signed.session.ends_at - signed.session.begun_at).total_seconds())
    answer.set_cookie(
        COOKIE, signed.secret, max_age=lasts, path="/", httponly=True, samesite="lax", secure=is_secure(request)
    )
    return answer


def let_out(answer: Response) -> Response:
    """Take the session's cookie out of a browser."""
    answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")
    return answer


def signing(request: Request, answer: str, wordings: list[str], by: Actor) -> Actor:
    """Return who releases: strong, where `answer` is a passkey's signature of exactly these wordings (their hashes).

    Without an answer it is the actor as they came. Raises SignInRefused for a signature that does not hold.
    """
    if not answer:
        return by
    members = request.app.state.members
    signer: Actor = members.sign(members.site(base_of(request)), answer, wordings, by=by)
    return signer


def passkey_of(members: Any, by: Actor) -> str:
    """Return where a browser is asked for a signature with a passkey; "" where the member has none."""
    known = {member.name: member for member in members.members()}
    member = known.get(by.name)
    return "/account/signature/ask" if member and member.passkeys else ""


def address_of(request: Request) -> str:
    """Return the address a request came from; behind a proxy the server has to be told to trust what it says."""
    return request.client.host if request.client else ""


def base_of(request: Request) -> str:
    """Return the address under which a browser has opened this site: "http://localhost:8765"."""
    return f"{request.url.scheme}://{request.url.netloc}"


def is_secure(request: Request) -> bool:
    """Return whether browsers reach this site by https."""
    return request.url.scheme == "https" or request.app.state.settings.public_url.startswith("https:")
