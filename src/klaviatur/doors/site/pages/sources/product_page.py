"""GET /sources/product/KEY - a product's facts with their origins; POST - decide what machines propose."""

from collections.abc import Sequence
from contextlib import suppress

from fastapi import APIRouter, Request
from starlette.responses import Response

from klaviatur.doors.site.asking import By, Sent, TheDesk
from klaviatur.doors.site.channels import channels_of
from klaviatur.doors.site.i18n import N_
from klaviatur.doors.site.leaving import TheOutputs, in_outputs
from klaviatur.doors.site.pages.sources.facts import fact_lines, name_of
from klaviatur.doors.site.pages.sources.page import place_of
from klaviatur.doors.site.pages.sources.shelves import product_form, shelve
from klaviatur.doors.site.pages.sources.view import ProductView
from klaviatur.doors.site.rendering import back, page
from klaviatur.doors.site.running import running
from klaviatur.errors import UnknownSource
from klaviatur.records import DeskSource, KeptVariant
from klaviatur.wiring.desk import Desk

router = APIRouter()


@router.get("/sources/product/{key:path}")
def show_product(request: Request, desk: TheDesk, outputs: TheOutputs, key: str) -> Response:
    """Show a product."""
    works = running(desk, "play")
    product = desk.products.product(key)
    source, variants = _on_desk(desk, product.key)
    known = channels_of(request)
    view = ProductView(
        source=source,
        key=product.key,
        title=name_of(product),
        version=product.version,
        family=product.family or "",
        parent=product.parent or "",
        variants_of=product.variants,
        facts=fact_lines(product),
        proposals=tuple(desk.products.proposals(product=product.key)),
        shelves=shelve(variants, known),
        play=product_form(variants, known, [voice.name for voice in desk.voices()]),
        where=in_outputs(outputs, product.key),
        works=works,
    )
    return page(request, "sources/product.html", view)


@router.post("/sources/proposals")
def decide_proposal(request: Request, desk: TheDesk, by: By, sent: Sent) -> Response:
    """Accept or refuse what a machine proposes for a product."""
    place = place_of("product", sent.text("key"))
    if sent.text("do") == "accept":
        desk.accept(sent.text("proposal"), by=by)
        return back(request, place, N_("Accepted; it is a fact now."))
    desk.refuse(sent.text("proposal"), by=by)
    return back(request, place, N_("Refused; it does not come again."))


@router.post("/sources/choose")
def choose_source(request: Request, desk: TheDesk, by: By, sent: Sent) -> Response:
    """Note which of several sources is right about an attribute."""
    key = sent.text("key")
    desk.choose(key, sent.text("attribute"), sent.text("source"), by=by)
    return back(request, place_of("product", key), N_("Noted. Variants that state it otherwise are stale now."))


def _on_desk(desk: Desk, key: str) -> tuple[DeskSource | None, Sequence[KeptVariant]]:
    """Return the product as a source; None for one that nobody has played yet."""
    with suppress(UnknownSource):
        source, _, variants = desk.source("product", key)
        return source, variants
    return None, ()
