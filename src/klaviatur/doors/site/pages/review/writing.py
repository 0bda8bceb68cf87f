"""POST: another wording. Saved, tried out, by a fix, or as it once was."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from klaviatur.doors.site.asking import By, Form, Sent, TheDesk
from klaviatur.doors.site.i18n import N_
from klaviatur.doors.site.pages.review.comparing import view_conflict
from klaviatur.doors.site.pages.review.queue import query_of, read_filter
from klaviatur.doors.site.pages.review.reading import channel_of, edit_view
from klaviatur.doors.site.rendering import back, page
from klaviatur.errors import Conflict, UnknownVariant
from klaviatur.records import Revision
from klaviatur.review.fixes import fixed

router = APIRouter(prefix="/review/{variant}")


@router.post("/edit")
def save(request: Request, variant: str, desk: TheDesk, by: By, sent: Sent) -> Response:
    """Keep a wording; where somebody else was faster, show both."""
    texts = _texts(sent)
    try:
        desk.edit(variant, texts, base=sent.number("base"), why=sent.text("why"), by=by)
    except Conflict:
        return _show_both(request, variant, desk, sent)
    return back(request, way_back(request, variant), N_("Saved and checked again."))


@router.post("/try")
def try_out(request: Request, variant: str, desk: TheDesk, by: By, sent: Sent) -> Response:
    """Check a wording without keeping it; to the page's script only what changes is sent."""
    texts = _texts(sent)
    checked = desk.try_out(variant, texts, by=by)
    if sent.text("fix"):
        checked = desk.try_out(variant, fixed(checked, sent.number("fix")), by=by)
    opened = desk.opened(variant)
    live = request.headers.get("x-requested-with") == "klaviatur"
    view = edit_view(request, opened, checked, by, why=sent.text("why"), tried=True)
    return page(request, "review/live.html" if live else "review/edit.html", view)


@router.post("/fix")
def take_proposal(request: Request, variant: str, desk: TheDesk, by: By, sent: Sent) -> Response:
    """Put what is proposed for a finding in its place."""
    desk.fix(variant, sent.number("finding"), base=sent.number("base"), by=by)
    return back(request, way_back(request, variant) + "#findings", N_("The proposal was taken and checked again."))


@router.post("/restore")
def restore(request: Request, variant: str, desk: TheDesk, by: By, sent: Sent) -> Response:
    """Bring an earlier wording back."""
    number = sent.number("revision")
    desk.restore(variant, number, base=sent.number("base"), by=by)
    return back(request, f"/review/{variant}", N_("Revision %(n)s is back, as the newest one."), n=number)


def way_back(request: Request, variant: str) -> str:
    """Return the variant's own page under the same filter."""
    return f"/review/{variant}{query_of(read_filter(request.query_params))}"


def _texts(sent: Form) -> list[str]:
    return sent.texts("part")


def _show_both(request: Request, variant: str, desk: TheDesk, sent: Form) -> Response:
    newest = desk.opened(variant)
    view = view_conflict(
        newest,
        _base(desk, variant, sent.number("base")),
        _texts(sent),
        channel_of(request, newest.variant.channel),
        sent.text("why"),
    )
    return page(request, "review/conflict.html", view, status=409)


def _base(desk: TheDesk, variant: str, number: int) -> Revision | None:
    try:
        base: Revision = desk.opened(variant, revision=number).revision
    except UnknownVariant:
        return None
    return base
