"""GET /account - one's own account, and what is changed there."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from klaviatur.doors.site.asking import Sent, SignedIn, TheMembers
from klaviatur.doors.site.i18n import N_, language_or_none
from klaviatur.doors.site.pages.account.view import AccountView, Key
from klaviatur.doors.site.pages.sign_in.view import TWICE, WAIT, WEAK, WRONG
from klaviatur.doors.site.rendering import back, page
from klaviatur.doors.site.sessions import address_of, base_of, let_in, let_out, secret_of
from klaviatur.doors.site.visiting import Visitor
from klaviatur.errors import Conflict, NotReady, SettingError, SignInRefused
from klaviatur.review import SCOPES
from klaviatur.wiring.members import Members

router = APIRouter(prefix="/account")
TEMPLATE = "account/page.html"
UNUSABLE = (Conflict, NotReady, SettingError, SignInRefused)


@router.get("")
def show_account(request: Request, members: TheMembers, who: SignedIn) -> Response:
    """Show one's own account."""
    return page(request, TEMPLATE, _view(request, members, who))


@router.post("")
def change_profile(request: Request, members: TheMembers, who: SignedIn, sent: Sent) -> Response:
    """Change how one is shown and spoken to."""
    language = language_or_none(sent.text("language")) or "en"
    try:
        members.change_profile(who.actor.name, shown=sent.text("shown"), language=language, by=who.actor)
    except UNUSABLE as error:
        return page(request, TEMPLATE, _view(request, members, who, said=str(error)), status=422)
    return back(request, "/account", N_("Saved."))


@router.post("/password")
def change_password(request: Request, members: TheMembers, who: SignedIn, sent: Sent) -> Response:
    """Change one's own password; all other sessions end."""
    new, address = sent.text("new_password"), address_of(request)
    if new != sent.text("again_password"):
        return page(request, TEMPLATE, _view(request, members, who, problem=TWICE), status=422)
    try:
        signed = members.change_password(sent.text("current_password"), new, address=address, by=who.actor)
    except SignInRefused:
        problem = WAIT if members.wait_left(who.actor.name, address) else WRONG
        return page(request, TEMPLATE, _view(request, members, who, problem=problem), status=422)
    except SettingError:
        problem = WEAK.get(members.weakness(new, (who.actor.name, who.shown)), WEAK["named"])
        return page(request, TEMPLATE, _view(request, members, who, problem=problem), status=422)
    answer = back(request, "/account", N_("The password is changed. You are signed out everywhere else."))
    return let_in(request, answer, signed)


@router.post("/sessions/end")
def end_sessions(request: Request, members: TheMembers, who: SignedIn, _: Sent) -> Response:
    """Sign out everywhere, here too."""
    members.sign_out_everywhere(who.actor.name, by=who.actor)
    return let_out(back(request, "/sign-in", N_("You are signed out everywhere.")))


# --- passkeys -----------------------------------------------------------------------------------------------------
@router.post("/passkeys/ask")
def ask_new_passkey(request: Request, members: TheMembers, who: SignedIn, _: Sent) -> Response:
    """Return what a browser needs to make a passkey."""
    asked = members.ask_new_passkey(members.site(base_of(request)), by=who.actor)
    return Response(asked, media_type="application/json")


@router.post("/passkeys")
def add_passkey(request: Request, members: TheMembers, who: SignedIn, sent: Sent) -> Response:
    """Keep the passkey a browser made."""
    try:
        members.add_passkey(members.site(base_of(request)), sent.text("answer"), sent.text("name"), by=who.actor)
    except UNUSABLE as error:
        return page(request, TEMPLATE, _view(request, members, who, said=str(error)), status=422)
    return back(request, "/account", N_("The passkey is added. You can sign in with it from now on."))


@router.post("/passkeys/{number}/remove")
def remove_passkey(request: Request, members: TheMembers, who: SignedIn, number: str, _: Sent) -> Response:
    """Forget a passkey."""
    members.remove_passkey(number, by=who.actor)
    return back(request, "/account", N_("The passkey is removed. Take it off the device too."))


@router.post("/signature/ask")
def ask_signature(request: Request, members: TheMembers, who: SignedIn, sent: Sent) -> Response:
    """Return what a browser needs to sign the release of the form's wordings with a passkey."""
    asked = members.ask_signature(members.site(base_of(request)), sent.texts("wording"), by=who.actor)
    return Response(asked, media_type="application/json")


# --- tokens -------------------------------------------------------------------------------------------------------
@router.post("/tokens")
def make_token(request: Request, members: TheMembers, who: SignedIn, sent: Sent) -> Response:
    """Make a token, and show its secret this once."""
    try:
        _, secret = members.make_token(sent.text("name"), sent.texts("scope"), sent.number("days", 90), by=who.actor)
    except UNUSABLE as error:
        return page(request, TEMPLATE, _view(request, members, who, said=str(error)), status=422)
    return page(request, TEMPLATE, _view(request, members, who, secret=secret))


@router.post("/tokens/{number}/end")
def end_token(request: Request, members: TheMembers, who: SignedIn, number: str, _: Sent) -> Response:
    """End a token."""
    members.end_token(who.actor.name, number, by=who.actor)
    return back(request, "/account", N_("The token has ended. Whatever uses it is refused from now on."))


def _view(
    request: Request, members: Members, who: Visitor, *, secret: str = "", problem: str = "", said: str = ""
) -> AccountView:
    name = who.actor.name
    now = members.store.now()
    return AccountView(
        member=members.member(name),
        passkeys=tuple(Key(one.id, one.name, one.added_at, one.used_at) for one in members.passkeys(name)),
        tokens=tuple(token for token in members.tokens(name) if not token.ended_at and token.ends_at > now),
        sessions=tuple(members.sessions(name)),
        this_session=members.session(secret_of(request))[1].id,
        scopes=tuple(SCOPES),
        secret=secret,
        problem=problem,
        said=said,
    )
