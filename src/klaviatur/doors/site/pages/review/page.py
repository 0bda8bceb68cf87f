"""GET /review/{variant} and the pages around it: editing, releasing, history. Nothing here changes anything."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.background import BackgroundTask
from starlette.responses import Response

from klaviatur.doors.site.asking import By, TheDesk, TheMembers
from klaviatur.doors.site.pages.review.comparing import view_history
from klaviatur.doors.site.pages.review.members import takers
from klaviatur.doors.site.pages.review.other import ReleaseView, view_answers
from klaviatur.doors.site.pages.review.reading import channel_of, edit_view, queue_of
from klaviatur.doors.site.pages.review.view import view_checked, view_review, view_source
from klaviatur.doors.site.rendering import page
from klaviatur.doors.site.sessions import passkey_of
from klaviatur.records import Actor, KeptVoice, Opened, State
from klaviatur.review.releasing import to_answer
from klaviatur.review.rights import allow
from klaviatur.wiring.desk import Desk

router = APIRouter(prefix="/review/{variant}")
Number = Annotated[int | None, Query(ge=1, le=1_000_000)]
Older = Annotated[int | None, Query(alias="from", ge=1, le=1_000_000)]


@router.get("")
def show_review(
    request: Request, variant: str, *, desk: TheDesk, members: TheMembers, by: By, revision: Number = None
) -> Response:
    """Show a variant with its evidence, at its newest revision or an earlier one."""
    opened = desk.opened(variant, revision=revision)
    queue = queue_of(request, opened, by)
    view = view_review(opened, channel_of(request, opened.variant.channel), by, queue, takers(members))
    return page(request, "review/page.html", view, newer_voice=_newer_voice(desk, opened))


@router.get("/edit")
def show_edit(request: Request, variant: str, desk: TheDesk, by: By) -> Response:
    """Show the fields; what is stale is checked against what its source says now."""
    allow(by, "edit")
    opened = desk.opened(variant)
    checked = opened.revision.checked
    check = partial(desk.try_out, variant, [part.text for part in checked.variant.parts], by=by)
    stale = opened.variant.state is State.STALE
    answer = page(request, "review/edit.html", edit_view(request, opened, check() if stale else checked, by))
    answer.background = None if stale else BackgroundTask(check)  # the first check while typing finds all prepared
    return answer


@router.get("/release")
def show_release(request: Request, variant: str, desk: TheDesk, members: TheMembers, by: By) -> Response:
    """Show what is being signed."""
    allow(by, "release")
    return page(request, "review/release.html", release_view(request, members, desk.opened(variant), by))


@router.get("/history")
def show_history(
    request: Request,
    variant: str,
    desk: TheDesk,
    by: By,
    older: Annotated[int | None, Query(alias="from", ge=1)] = None,
) -> Response:
    """Show all revisions and how the newest differs from one of them, at first from the machine's draft."""
    newest = desk.opened(variant)
    draft = newest.machine.number if newest.machine else 1
    number = min(older or draft, newest.revision.number)
    before = newest.machine if newest.machine and number == draft else desk.opened(variant, revision=number).revision
    queue = queue_of(request, newest, by)
    channel = channel_of(request, newest.variant.channel)
    return page(request, "review/history.html", view_history(newest, before, channel, by, queue.query))


def _newer_voice(desk: Desk, opened: Opened) -> KeptVoice | None:
    """Return the voice of a variant where it has been changed since the machine wrote in it.

    Nothing becomes stale by that, and no release ends: what the wording states is as true as before.
    """
    name, draft = opened.variant.voice, opened.machine
    kept = next((voice for voice in desk.voices() if voice.name == name), None) if name and draft else None
    return kept if kept and draft and kept.at > draft.at else None


def release_view(
    request: Request,
    members: Any,
    opened: Opened,
    by: Actor,
    *,
    reasons: dict[tuple[str, str], str] | None = None,
    problem: str = "",
) -> ReleaseView:
    """Return what is being signed, with the reasons somebody has already typed."""
    checked, kept = opened.revision.checked, opened.variant
    return ReleaseView(
        kept=kept,
        source=view_source(opened),
        now=view_checked(opened, channel_of(request, kept.channel), checked),
        revision=opened.revision.number,
        wording=kept.wording,
        answers=view_answers(to_answer(checked), checked.findings, reasons or {}),
        queue=queue_of(request, opened, by),
        open_comments=sum(comment.settled_at is None for comment in opened.comments),
        passkey=passkey_of(members, by),
        problem=problem,
        sign=request.app.state.settings.release_with_passkey,
    )
