"""Releasing several wordings with one signature of a passkey."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from starlette.responses import Response

from klaviatur.doors.site.channels import channels_of, column
from klaviatur.doors.site.pages.board.deciding import chosen
from klaviatur.doors.site.pages.board.view import ticket
from klaviatur.doors.site.rendering import page
from klaviatur.doors.site.sessions import passkey_of
from klaviatur.errors import NotReady
from klaviatur.records import Actor, Bilingual, KeptVariant
from klaviatur.wiring.desk import Desk


@dataclass(frozen=True, slots=True)
class Signed:
    """A wording among those that are signed together."""

    variant: KeptVariant
    channel: Bilingual
    source: str  # its title


@dataclass(frozen=True, slots=True)
class SignView:
    """What is signed, and how."""

    signed: tuple[Signed, ...]
    passkey: str  # where the browser is asked for the signature; "" where the member has no passkey
    problem: str = ""  # why an earlier try was refused


def show_signing(
    request: Request, members: Any, tickets: Sequence[str], *, by: Actor, place: str, problem: str = ""
) -> Response:
    """Show what one signature would stand for. Raises NotReady where nothing of it is as it was on the board."""
    desk: Desk = request.app.state.desk
    same = chosen(desk, tickets)[1]
    if not same:
        raise NotReady("Nothing was chosen. Tick variants on the board, then choose what is to be done with them.")
    known, sources = channels_of(request), desk.store.named_sources([variant.source for variant in same])
    signed = tuple(Signed(v, column(v.channel, known).label, sources[v.source].title) for v in same)
    view = SignView(signed, passkey_of(members, by), problem)
    return page(request, "board/sign.html", view, status=409 if problem else 200, place=place, ticket=ticket)
