"""GET /review/{variant}/deliver - where a released wording goes and as what; POST plans its delivery."""

from collections.abc import Sequence
from dataclasses import replace
from email.header import decode_header, make_header
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from klaviatur.doors.site.asking import By, Sent, TheDesk, zone_here
from klaviatur.doors.site.channels import column
from klaviatur.doors.site.i18n import N_
from klaviatur.doors.site.leaving import TheDeliveries
from klaviatur.doors.site.pages.deliveries.moments import read_moment_or_none
from klaviatur.doors.site.pages.deliveries.page import UNUSABLE
from klaviatur.doors.site.pages.deliveries.view import Choice, PlanView, marking_or_none, namer
from klaviatur.doors.site.rendering import back, page, wants_json
from klaviatur.doors.site.security import POLICY
from klaviatur.errors import NotReady
from klaviatur.records import DeliveryState, Opened, Prepared
from klaviatur.review.rights import allow
from klaviatur.syndicate.outgoing import embargo_of
from klaviatur.syndicate.recipients import in_list
from klaviatur.wiring.deliveries import Deliveries
from klaviatur.wiring.desk import Desk

PAGE, FRAMED = "text/html", f"{POLICY}; frame-src 'self'"
ALONE = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'"
HEADS = ("From", "To", "Reply-To", "Subject", "file", "folder")  # what a person looks at first
KNOWN = 20  # plans of the same variant that are shown
Words = Annotated[str, Query(max_length=500)]
router = APIRouter(prefix="/review/{variant}/deliver")


@router.get("")
def show_plan(
    request: Request,
    variant: str,
    *,
    desk: TheDesk,
    deliveries: TheDeliveries,
    by: By,
    outlet: Words = "",
    at: Words = "",
    recipients: Words = "",
) -> Response:
    """Show where a wording can go, and as what it would arrive there."""
    allow(by, "deliver")
    return _shown(request, _view(desk, deliveries, variant, outlet, at=at, recipients=recipients))


@router.get("/preview")
def show_preview(variant: str, deliveries: TheDeliveries, by: By, outlet: Words) -> Response:
    """Give what would leave, byte for byte; a page stands alone, without script and without leave to fetch."""
    allow(by, "deliver")
    prepared = deliveries.prepare(variant, outlet)
    headers = {"Content-Security-Policy": ALONE, "X-Frame-Options": "SAMEORIGIN"}
    return Response(prepared.body, media_type=prepared.media_type, headers=headers)


@router.post("")
def plan(request: Request, variant: str, *, desk: TheDesk, deliveries: TheDeliveries, by: By, sent: Sent) -> Response:
    """Plan deliveries; where that cannot be done, say why and keep what was typed."""
    outlet, at, people = sent.text("outlet"), sent.text("at"), sent.text("recipients")
    try:
        if not outlet:
            raise NotReady("No outlet was chosen. Choose where the wording is to go.")
        when, to = read_moment_or_none(at, zone_here(request)), read_recipients(people)
        done = deliveries.plan(variant, outlet, at=when, recipients=to, by=by)
    except UNUSABLE as error:
        if wants_json(request):
            raise
        view = _view(desk, deliveries, variant, outlet, at=at, recipients=people, problem=str(error))
        return _shown(request, view, status=409)
    place = f"/deliveries/{done[0].id}" if len(done) == 1 else "/deliveries"
    if planned := sum(one.state in {DeliveryState.PLANNED, DeliveryState.SENDING} for one in done):
        return back(request, place, N_("Planned: %(num)s."), num=planned)
    return back(request, place, N_("Nothing new was planned: here stands why."))


def read_recipients(text: str) -> Sequence[str]:
    """Return addresses as people paste them: parted by commas, semicolons or lines, or the rows of a table."""
    return in_list(text.replace("\r\n", "\n"))


def _shown(request: Request, view: PlanView, *, status: int = 200) -> Response:
    details = view.prepared.details if view.prepared else ()
    told = [(name, _plain(value)) for name, value in details]
    heads = [one for one in told if one[0] in HEADS]
    others = [one for one in told if one[0] not in HEADS]
    answer = page(request, "deliveries/plan.html", view, status=status, heads=heads, others=others)
    answer.headers["Content-Security-Policy"] = FRAMED
    return answer


def _plain(value: str) -> str:
    """Return a head of a mail as its reader sees it: `=?utf-8?q?W=C3=A4rme?=` is Wärme."""
    return str(make_header(decode_header(value))) if "=?" in value else value


def _view(
    desk: Desk,
    deliveries: Deliveries,
    variant: str,
    outlet: str,
    *,
    at: str = "",
    recipients: str = "",
    problem: str = "",
) -> PlanView:
    opened = desk.opened(variant)
    choices = _choices(deliveries, opened.variant.channel)
    chosen = next((one for one in choices if one.name == outlet), choices[0] if len(choices) == 1 else None)
    prepared, refused = _prepared(deliveries, opened, chosen)
    known = deliveries.plans(variant=variant, limit=KNOWN)
    named = namer(desk, [one for one, _ in known])
    return PlanView(
        kept=opened.variant,
        title=opened.source.title,
        channel=column(opened.variant.channel, desk.channels).label,
        outlets=choices,
        chosen=chosen,
        at=at,
        recipients=recipients,
        embargo=embargo_of(opened.text),
        prepared=prepared,
        text=_text(prepared),
        deliveries=tuple(replace(named(one), number=number) for one, number in known),
        problem=problem or refused,
        marking=marking_or_none(deliveries, opened.variant.id),
    )


def _choices(deliveries: Deliveries, channel: str) -> tuple[Choice, ...]:
    kinds = {one.kind: one for one in deliveries.kinds()}
    known = [(one, kinds[one.kind]) for one in deliveries.outlets() if one.kind in kinds]
    fitting = [(one, kind) for one, kind in known if {"*", channel} & set(kind.channels)]
    return tuple(Choice(one.name, kind.label, kind.recipients, one.paused) for one, kind in fitting)


def _prepared(deliveries: Deliveries, opened: Opened, chosen: Choice | None) -> tuple[Prepared | None, str]:
    """Return what would leave, or why nothing would."""
    if chosen is None:
        return None, ""
    try:
        return deliveries.prepare(opened.variant.id, chosen.name), ""
    except UNUSABLE as error:
        return None, str(error)


def _text(prepared: Prepared | None) -> str:
    if prepared is None or prepared.media_type.startswith(PAGE):
        return ""
    shown = prepared.media_type.startswith("text/") or "json" in prepared.media_type or "xml" in prepared.media_type
    return prepared.body.decode("utf-8", "replace") if shown else ""
