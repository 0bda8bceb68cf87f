"""GET /search - sources, variants, voices and members that hold some words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from klaviatur.doors.site.asking import TheDesk
from klaviatur.doors.site.channels import channels_of, column
from klaviatur.doors.site.rendering import page
from klaviatur.records import Bilingual, Found

MOST = 60
router = APIRouter()


@dataclass(frozen=True, slots=True)
class Group:
    """Answers of one kind."""

    kind: str
    found: tuple[Found, ...]
    channels: Mapping[str, Bilingual]  # of variants, by their ids


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
    kept = desk.store.variants([one.key for one in found if one.kind == "variant"])
    known = channels_of(request)
    channels = {variant.id: column(variant.channel, known).label for variant in kept}
    return page(request, "search/page.html", SearchView(words, _grouped(found, channels)))


def _grouped(found: Sequence[Found], channels: Mapping[str, Bilingual]) -> tuple[Group, ...]:
    kinds = dict.fromkeys(one.kind for one in found)
    return tuple(Group(kind, tuple(one for one in found if one.kind == kind), channels) for kind in kinds)
