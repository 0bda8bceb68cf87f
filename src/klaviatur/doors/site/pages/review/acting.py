"""POST: decisions about a variant, and what is said of it."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from klaviatur.doors.site.asking import By, Form, Sent, TheDesk, TheMembers
from klaviatur.doors.site.i18n import N_
from klaviatur.doors.site.pages.review.page import release_view
from klaviatur.doors.site.pages.review.places import read_place
from klaviatur.doors.site.pages.review.writing import way_back
from klaviatur.doors.site.rendering import back, page, wants_json
from klaviatur.doors.site.sessions import signing
from klaviatur.errors import Conflict, NotReady, SignInRefused
from klaviatur.records import Vouched

router = APIRouter(prefix="/review/{variant}")


@router.post("/release")
def release(request: Request, variant: str, *, desk: TheDesk, members: TheMembers, by: By, sent: Sent) -> Response:
    """Release the wording that was shown; where that is not possible, say why and keep the reasons that were typed."""
    vouched = _vouched(sent)
    wording = sent.text("wording")
    try:
        signer = signing(request, sent.text("answer"), [wording], by)
        desk.release(variant, wording=wording, vouched=vouched, by=signer)
    except (Conflict, NotReady, SignInRefused) as error:
        if wants_json(request):
            raise
        reasons = {(one.rule, one.words): one.reason for one in vouched}
        view = release_view(request, members, desk.opened(variant), by, reasons=reasons, problem=str(error))
        return page(request, "review/release.html", view, status=409)
    place = _onwards(request, variant, sent)
    of = "" if place.startswith(f"/review/{variant}") else f"/review/{variant}"
    return back(request, place, N_("Released. The wording is under your name now."), of=of)


@router.post("/submit")
def submit(request: Request, variant: str, desk: TheDesk, by: By, sent: Sent) -> Response:
    """Send a variant to review."""
    desk.submit(variant, to=sent.text("to"), by=by)
    return back(request, way_back(request, variant), N_("Sent to review."))


@router.post("/request-changes")
def request_changes(request: Request, variant: str, desk: TheDesk, by: By, sent: Sent) -> Response:
    """Give a variant back with what is to be changed."""
    desk.request_changes(variant, sent.text("why"), by=by)
    return back(request, _onwards(request, variant, sent), N_("Sent back with your words."))


@router.post("/assign")
def assign(request: Request, variant: str, desk: TheDesk, by: By, sent: Sent) -> Response:
    """Give a variant to somebody."""
    desk.assign(variant, sent.text("to").strip(), by=by)
    return back(request, way_back(request, variant), N_("Handed over."))


@router.post("/withdraw")
def withdraw(request: Request, variant: str, desk: TheDesk, by: By, sent: Sent) -> Response:
    """End a release by hand."""
    desk.withdraw(variant, sent.text("why"), by=by)
    return back(request, way_back(request, variant), N_("The release is withdrawn."))


@router.post("/retire")
def retire(request: Request, variant: str, desk: TheDesk, by: By, sent: Sent) -> Response:
    """Take a variant out of use."""
    desk.retire(variant, sent.text("why"), by=by)
    return back(request, way_back(request, variant), N_("Taken out of use."))


@router.post("/comments")
def comment(request: Request, variant: str, desk: TheDesk, by: By, sent: Sent) -> Response:
    """Say something of a variant or of one of its sentences."""
    part, span = read_place(sent.text("place"))
    desk.comment(variant, sent.text("text"), part=part, span=span, by=by)
    return back(request, way_back(request, variant) + "#comments", N_("Your comment stands below."))


@router.post("/comments/{number}/settle")
def settle(request: Request, variant: str, number: int, *, desk: TheDesk, by: By, sent: Sent) -> Response:  # noqa: ARG001
    """Note that what a comment asks for is done."""
    desk.settle(number, by=by)
    return back(request, way_back(request, variant) + "#comments", N_("Settled."))


def _vouched(sent: Form) -> list[Vouched]:
    told = zip(sent.texts("rule"), sent.texts("words"), sent.texts("reason"), strict=False)
    return [Vouched(rule, words, reason) for rule, words, reason in told]


def _onwards(request: Request, variant: str, sent: Form) -> str:
    """Return where a reviewer goes on: the next variant under the same filter, this one where there is none."""
    return sent.text("after") or way_back(request, variant)
