"""GET /board - sources and channels; POST /board - decide about several variants at once."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from klaviatur.doors.site.asking import By, Form, Sent, SignedIn, TheDesk, TheMembers
from klaviatur.doors.site.channels import KINDS, channels_of
from klaviatur.doors.site.pages.board.deciding import chosen, decide
from klaviatur.doors.site.pages.board.signing import show_signing
from klaviatur.doors.site.pages.board.view import Asked, lay_out, ticket
from klaviatur.doors.site.rendering import back, own_place, page
from klaviatur.doors.site.sessions import signing
from klaviatur.doors.words import family_rank
from klaviatur.errors import SignInRefused
from klaviatur.records import BoardPage, Channel, State
from klaviatur.review.rights import allow
from klaviatur.wiring.desk import Desk

ROWS, FULL_ROWS = 20, 10  # sources on a page; fewer where each has nearly all channels
MOST_CELLS = 400
router = APIRouter()


@router.get("/board")
def show_board(request: Request, desk: TheDesk, visitor: SignedIn, query: Annotated[Asked, Depends()]) -> Response:
    """Show a stretch of the board."""
    asked, known = query.cleaned(), channels_of(request)
    found = _found(desk, asked, visitor.actor.name, known)
    families = sorted({channel.family for channel in known.values()}, key=family_rank)
    view = lay_out(asked, found, known, families)
    return page(request, "board/page.html", view, ticket=ticket)


@router.post("/board")
def decide_many(request: Request, desk: TheDesk, members: TheMembers, by: By, sent: Sent) -> Response:
    """Do one thing with everything that was chosen, and say what came of it; several releases take one signature."""
    do, tickets, place = sent.text("do"), sent.texts("v"), _place(sent)
    if do == "release" and desk.settings.release_with_passkey:
        allow(by, "release")
        show = partial(show_signing, request, members, tickets, by=by, place=place)
        if not sent.text("answer"):
            return show()
        try:
            by = signing(request, sent.text("answer"), [variant.wording for variant in chosen(desk, tickets)[1]], by)
        except SignInRefused as error:
            return show(problem=str(error))
    done = decide(desk, do, tickets, why=sent.text("why"), by=by)
    if not done.refused:
        return back(request, place, done.said, num=len(done.done))
    return page(request, "board/done.html", done, status=200 if done.done else 409, place=place)


def _found(desk: Desk, asked: Asked, member: str, known: Mapping[str, Channel]) -> BoardPage:
    """Return a stretch of the board: a short one where its rows hold many variants, else a longer one."""
    ask = partial(
        desk.board,
        states=(State(asked.state),) if asked.state else (),
        channels=tuple(name for name, channel in known.items() if channel.family == asked.family),
        assigned=member if asked.mine else "",
        search=asked.q,
        kind=KINDS.get(asked.kind),
        after=asked.after,
    )
    found = ask(limit=FULL_ROWS)
    cells = sum(len(row.variants) for row in found.rows)
    return ask(limit=ROWS) if found.after and cells <= MOST_CELLS * FULL_ROWS // ROWS else found


def _place(sent: Form) -> str:
    place = own_place(sent.text("next", "/board"))
    return place if place.startswith("/board") else "/board"
