"""GET and POST /sign-in, POST /sign-out: by name and password, which works without script, or by passkey."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from klaviatur.doors.site.asking import Form, Sent, SentOpenly, TheMembers, visitor
from klaviatur.doors.site.i18n import N_
from klaviatur.doors.site.pages.sign_in.view import PASSKEY, WAIT, WRONG, SignInView
from klaviatur.doors.site.rendering import back, own_place, page
from klaviatur.doors.site.sessions import address_of, base_of, let_in, let_out, secret_of
from klaviatur.errors import SignInRefused
from klaviatur.wiring.members import Members

router = APIRouter()
TEMPLATE = "sign_in/page.html"


@router.get("/sign-in")
def show_sign_in(request: Request, members: TheMembers) -> Response:
    """Show where to sign in; who is signed in already goes on."""
    next_place = own_place(request.query_params.get("next", "/"))
    if visitor(request):
        return back(request, next_place)
    return page(request, TEMPLATE, _view(members, next_place, first=not members.members()))


@router.post("/sign-in")
def sign_in(request: Request, members: TheMembers, sent: SentOpenly) -> Response:
    """Sign in by name and password, and go where the visitor wanted to go."""
    name, address = sent.text("name"), address_of(request)
    try:
        signed = members.sign_in(name, sent.text("password"), address=address, replacing=secret_of(request))
    except SignInRefused:
        return refused(request, members, sent, WRONG, members.wait_left(name, address))
    return let_in(request, back(request, sent.text("next", "/")), signed)


@router.post("/sign-in/passkey/ask")
def ask_passkey(request: Request, members: TheMembers) -> Response:
    """Return what a browser needs to sign in by passkey."""
    return Response(members.ask_sign_in(members.site(base_of(request))), media_type="application/json")


@router.post("/sign-in/passkey")
def sign_in_with_passkey(request: Request, members: TheMembers, sent: SentOpenly) -> Response:
    """Sign in by passkey, and go where the visitor wanted to go."""
    address = address_of(request)
    try:
        signed = members.sign_in_with_passkey(
            members.site(base_of(request)), sent.text("answer"), address=address, replacing=secret_of(request)
        )
    except SignInRefused:
        return refused(request, members, sent, PASSKEY, members.wait_left("", address))
    return let_in(request, back(request, sent.text("next", "/")), signed)


@router.post("/sign-out")
def sign_out(request: Request, members: TheMembers, _: Sent) -> Response:
    """End this session."""
    members.sign_out(secret_of(request))
    return let_out(back(request, "/sign-in", N_("You are signed out.")))


def refused(request: Request, members: Members, sent: Form, problem: str, wait_s: int) -> Response:
    """Return the sign-in once more, with why it did not work and how long to wait."""
    view = _view(members, own_place(sent.text("next", "/")), sent.text("name"), WAIT if wait_s else problem, wait_s)
    answer = page(request, TEMPLATE, view, status=429 if wait_s else 403)
    if wait_s:
        answer.headers["Retry-After"] = str(wait_s)
    return answer


def _view(
    members: Members, next_place: str, name: str = "", problem: str = "", wait_s: int = 0, *, first: bool = False
) -> SignInView:
    return SignInView(next_place, name[:60], problem, wait_s, members.provider_name, first)
