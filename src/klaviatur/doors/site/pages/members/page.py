"""GET /members - who works here, and what admins change about that."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from klaviatur.doors.site.asking import Form, Sent, SignedIn, TheMembers
from klaviatur.doors.site.i18n import N_, language_or_none
from klaviatur.doors.site.pages.members.view import MembersView
from klaviatur.doors.site.rendering import back, page
from klaviatur.doors.site.sessions import base_of
from klaviatur.doors.site.visiting import Visitor
from klaviatur.errors import Conflict, NotReady, SettingError
from klaviatur.records import MemberRole
from klaviatur.review import may
from klaviatur.wiring.members import Members

router = APIRouter(prefix="/members")
TEMPLATE = "members/page.html"
UNUSABLE = (Conflict, NotReady, SettingError)
SAVED = N_("Saved.")


@router.get("")
def show_members(request: Request, members: TheMembers, who: SignedIn) -> Response:
    """Show the team."""
    return page(request, TEMPLATE, _view(members, who))


@router.post("")
def invite(request: Request, members: TheMembers, who: SignedIn, sent: Sent) -> Response:
    """Invite somebody, and show the link to hand over this once."""
    name, language = sent.text("name").strip(), language_or_none(sent.text("language")) or "de"
    try:
        _, secret = members.invite(
            name,
            sent.text("shown"),
            sent.texts("role"),
            email=sent.text("email"),
            language=language,
            by=who.actor,
        )
    except UNUSABLE as error:
        return page(request, TEMPLATE, _view(members, who, problem=str(error), sent=sent), status=422)
    return _with_link(request, members, who, name, secret)


@router.post("/{name}/link")
def make_link(request: Request, members: TheMembers, who: SignedIn, name: str, _: Sent) -> Response:
    """Make a link with which a member comes in, or chooses a new password, and show it this once."""
    try:
        secret = members.reset_link(name, by=who.actor)
    except UNUSABLE as error:
        return page(request, TEMPLATE, _view(members, who, problem=str(error)), status=409)
    return _with_link(request, members, who, name, secret)


@router.post("/{name}")
def change_member(request: Request, members: TheMembers, who: SignedIn, name: str, sent: Sent) -> Response:
    """Change a member's roles and e-mail address."""
    try:
        member = members.change_roles(name, sent.texts("role"), by=who.actor)
        if sent.text("email") != member.email:
            members.change_profile(
                name, shown=member.shown, language=member.language, email=sent.text("email"), by=who.actor
            )
    except UNUSABLE as error:
        return page(request, TEMPLATE, _view(members, who, problem=str(error)), status=409)
    return back(request, "/members", SAVED)


@router.post("/{name}/deactivate")
def deactivate(request: Request, members: TheMembers, who: SignedIn, name: str, sent: Sent) -> Response:
    """Let a member in no longer."""
    try:
        members.deactivate(name, sent.text("why"), by=who.actor)
    except UNUSABLE as error:
        return page(request, TEMPLATE, _view(members, who, problem=str(error)), status=409)
    return back(request, "/members", N_("%(name)s is let in no longer. What they released stays released."), name=name)


@router.post("/{name}/activate")
def activate(request: Request, members: TheMembers, who: SignedIn, name: str, _: Sent) -> Response:
    """Let a member in again."""
    members.activate(name, by=who.actor)
    return back(request, "/members", SAVED)


@router.post("/{name}/sign-out")
def sign_out(request: Request, members: TheMembers, who: SignedIn, name: str, _: Sent) -> Response:
    """End all sessions of a member."""
    members.sign_out_everywhere(name, by=who.actor)
    return back(request, "/members", N_("%(name)s is signed out everywhere."), name=name)


def _with_link(request: Request, members: Members, who: Visitor, name: str, secret: str) -> Response:
    link = members.link_address(secret, base_of(request))
    return page(request, TEMPLATE, _view(members, who, link=link, link_for=name))


def _view(
    members: Members, who: Visitor, *, link: str = "", link_for: str = "", problem: str = "", sent: Form | None = None
) -> MembersView:
    known = sorted(members.members(), key=lambda member: (not member.active, member.name))
    typed = [sent.text(field) if sent else "" for field in ("name", "shown", "email")]
    roles = tuple(role.value for role in MemberRole)
    return MembersView(tuple(known), roles, may(who.actor, "members"), link, link_for, problem, *typed)
