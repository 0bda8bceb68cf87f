"""GET /search - sources, variants, voices and members that hold some words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from klaviatur.doors.site.asking import TheDesk
from klaviatur.doors.site.channels import channels_of, column
from klaviatur.doors.site.pages.sources.facts import product_line
from klaviatur.doors.site.rendering import page
from klaviatur.records import Bilingual, Found
from klaviatur.wiring.desk import Desk

MOST, PRODUCTS = 60, 20
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
    found = (*desk.search(words, limit=MOST), *_products(desk, words)) if words else ()
    kept = desk.store.variants([one.key for one in found if one.kind == "variant"])
    known = channels_of(request)
    channels = {variant.id: column(variant.channel, known).label for variant in kept}
    return page(request, "search/page.html", SearchView(words, _grouped(found, channels)))


def _products(desk: Desk, words: str) -> list[Found]:
    """Return products of the catalogue that nobody has played yet: the desk does not know them."""
    known = {one.key for one in desk.sources(kind="product", search=words, limit=MOST)}
    keys = [key for key in desk.products.keys(words, limit=PRODUCTS) if key not in known]
    lines = map(product_line, desk.products.products(keys))
    return [Found("product", one.key, one.title, " · ".join(filter(None, (one.key, one.brand)))) for one in lines]


def _grouped(found: Sequence[Found], channels: Mapping[str, Bilingual]) -> tuple[Group, ...]:
    kinds = dict.fromkeys(one.kind for one in found)
    return tuple(Group(kind, tuple(one for one in found if one.kind == kind), channels) for kind in kinds)
