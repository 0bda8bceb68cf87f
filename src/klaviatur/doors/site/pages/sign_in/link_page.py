"""GET and POST /link/...: the first start, an invitation, a new password. Looking at a link does not use it up."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from klaviatur.doors.site.asking import Form, SentOpenly, TheMembers, language_of
from klaviatur.doors.site.i18n import N_
from klaviatur.doors.site.pages.sign_in.view import NAME, NO_LINK, TWICE, WEAK, LinkView
from klaviatur.doors.site.rendering import back, page
from klaviatur.doors.site.sessions import let_in
from klaviatur.errors import SettingError, SignInRefused
from klaviatur.wiring.members import Members

TEMPLATE = "sign_in/link.html"
router = APIRouter(prefix="/link/{secret}")


@router.get("")
def show_link(request: Request, members: TheMembers, secret: str) -> Response:
    """Show what a link opens."""
    try:
        view = _view(members, secret)
    except SignInRefused:
        return page(request, TEMPLATE, LinkView("", problem=NO_LINK), status=403)
    return page(request, TEMPLATE, view)


@router.post("")
def redeem(request: Request, members: TheMembers, secret: str, sent: SentOpenly) -> Response:
    """Choose a password and be signed in."""
    name, shown, password = sent.text("name"), sent.text("shown"), sent.text("new_password")
    try:
        if password != sent.text("again_password"):
            return page(request, TEMPLATE, _view(members, secret, sent, TWICE), status=422)
        signed = members.redeem(secret, password, name=name, shown=shown, language=language_of(request))
    except SignInRefused:
        return page(request, TEMPLATE, LinkView("", problem=NO_LINK), status=403)
    except SettingError:
        problem = WEAK.get(members.weakness(password, (name, shown)), NAME)
        return page(request, TEMPLATE, _view(members, secret, sent, problem), status=422)
    return let_in(request, back(request, "/", N_("Welcome. You are signed in.")), signed)


def _view(members: Members, secret: str, sent: Form | None = None, problem: str = "") -> LinkView:
    """Return what a link opens, with what was typed. Raises SignInRefused."""
    link, member = members.usable_link(secret)
    if member:
        return LinkView(link.use, member.name, member.shown, problem)
    return LinkView(link.use, sent.text("name") if sent else "", sent.text("shown") if sent else "", problem)
