"""GET /search - sources, variants, voices and members that hold some words."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from klaviatur.doors.site.asking import TheDesk
from klaviatur.doors.site.rendering import page
from klaviatur.records import Found

MOST = 60
router = APIRouter()


@dataclass(frozen=True, slots=True)
class Group:
    """Answers of one kind."""

    kind: str
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class SearchView:
    """What was asked and what answers it."""

    q: str
    groups: tuple[Group, ...]


@router.get("/search")
def show_search(request: Request, desk: TheDesk, q: str = "") -> Response:
    """Show what answers the words."""
    words = q.strip()[:200]
    found = desk.search(words, limit=MOST) if words else ()
    return page(request, "search/page.html", SearchView(words, _grouped(found)))


def _grouped(found: Sequence[Found]) -> tuple[Group, ...]:
    kinds = dict.fromkeys(one.kind for one in found)
    return tuple(Group(kind, tuple(one for one in found if one.kind == kind)) for kind in kinds)
