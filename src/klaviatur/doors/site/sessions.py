"""Who is there: from the cookie of a session to a visitor."""

from starlette.requests import Request

from klaviatur.doors.site.visiting import Visitor
from klaviatur.errors import NotSignedIn

COOKIE = "klaviatur_session"


def visitor_of(request: Request) -> Visitor | None:
    """Return who has signed in in this browser, None where nobody has or the session has ended."""
    token = request.cookies.get(COOKIE, "")
    if not token:
        return None
    try:
        actor, session = request.app.state.members.session(token)
    except NotSignedIn:
        return None
    return Visitor(actor, session.csrf)
