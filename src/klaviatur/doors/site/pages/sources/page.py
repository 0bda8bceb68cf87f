"""GET /sources - the list; /sources/new - bring some in; POST /sources/texts, /sources/products, /sources/play."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from klaviatur.doors.site.asking import By, Form, Sent, TheDesk, TheWorks, name_of
from klaviatur.doors.site.channels import KINDS
from klaviatur.doors.site.i18n import N_
from klaviatur.doors.site.pages.sources.bring import Brought, bring_address, bring_files, bring_typed
from klaviatur.doors.site.pages.sources.facts import product_line
from klaviatur.doors.site.pages.sources.view import Asked, NewView, ProductLine, SourcesView
from klaviatur.doors.site.rendering import back, page
from klaviatur.errors import NotReady, TableError
from klaviatur.records import Actor, DeskSource, SourceKind
from klaviatur.wiring.desk import Desk
from klaviatur.wiring.work import PlayOrder

ROWS = 50
NOTHING = "Nothing was sent. Choose files, type a text, or give the address of a page."
router = APIRouter()


@router.get("/sources")
def list_sources(request: Request, desk: TheDesk, asked: Annotated[Asked, Depends()]) -> Response:
    """Show a stretch of the list, those changed last first."""
    q, kind = asked.q.strip()[:200], KINDS.get(asked.kind)
    products, after = _products(desk, q, asked.after) if kind == "product" else ((), "")
    sources, later = _sources(desk, kind, q, asked.after) if kind != "product" else ((), "")
    known = bool(desk.products.keys(limit=1))
    view = SourcesView(sources, products, kind or "", q, after or later, paged=bool(asked.after), catalogue=known)
    return page(request, "sources/list.html", view)


def _sources(desk: Desk, kind: SourceKind | None, q: str, after: str) -> tuple[tuple[DeskSource, ...], str]:
    """Return a stretch of what was brought in or played, and where the next one begins."""
    found = desk.sources(kind=kind, search=q, after=after, limit=ROWS + 1)
    return tuple(found[:ROWS]), str(found[ROWS - 1].id) if len(found) > ROWS else ""


def _products(desk: Desk, q: str, after: str) -> tuple[tuple[ProductLine, ...], str]:
    """Return a stretch of the catalogue in the order of its keys, and where the next one begins."""
    keys = desk.products.keys(q, after=after, limit=ROWS + 1)
    lines = tuple(product_line(product) for product in desk.products.products(keys[:ROWS]))
    return lines, keys[ROWS - 1] if len(keys) > ROWS else ""


@router.get("/sources/new")
def ask_for_sources(request: Request) -> Response:
    """Show the forms that bring sources in."""
    return page(request, "sources/new.html", NewView())


@router.post("/sources/texts")
def bring_texts(request: Request, desk: TheDesk, by: By, sent: Sent) -> Response:
    """Bring in files, a typed text, or the page at an address; what was refused is told, and what was typed stays."""
    brought = _brought(desk, sent, by)
    if brought.refused or not brought.sources:
        told = brought.refused or (("", NOTHING),)
        view = NewView(sent.text("title"), sent.text("text"), sent.text("address").strip(), told)
        return page(request, "sources/new.html", view, status=422, brought=brought.sources)
    if len(brought.sources) == 1:
        return back(request, place_of("text", brought.sources[0].key), N_("The text is in. Now play it."))
    return back(request, "/sources", N_("%(num)s texts are in."), num=len(brought.sources))


@router.post("/sources/products")
def bring_products(request: Request, works: TheWorks, by: By, sent: Sent) -> Response:
    """Order that tables of products are brought in; each is a piece of work of its own."""
    files = sent.files("files")
    if not files:
        raise TableError("No file was chosen. Choose a table of products: CSV, Excel, JSON, XML or a BMEcat catalogue.")
    for file in files:
        works.order_collect(file.file, name_of(file), by=by)
    return back(request, "/works", N_("%(num)s files are being brought in."), num=len(files))


@router.post("/sources/play")
def play_source(request: Request, works: TheWorks, by: By, sent: Sent) -> Response:
    """Order that a source is played for the chosen channels."""
    channels = tuple(sent.texts("channel"))
    if not channels:
        raise NotReady("No channel was chosen. Tick at least one channel, then play.")
    kind = KINDS.get(sent.text("kind"), "text")
    order = PlayOrder(
        ((kind, sent.text("key")),),
        channels=channels,
        locale=sent.text("locale") if kind == "product" else "",
        voice=sent.text("voice"),
        again=sent.text("again") == "1",
    )
    works.order_play(order, by=by)
    return back(request, place_of(kind, sent.text("key")), N_("It is being played. Variants appear here one by one."))


def place_of(kind: SourceKind, key: str) -> str:
    """Return the address of a source's page."""
    return f"/sources/{kind}/{quote(key, safe='')}"


def _brought(desk: Desk, sent: Form, by: Actor) -> Brought:
    files, text, address = sent.files("files"), sent.text("text"), sent.text("address").strip()
    if files:
        return bring_files(desk, files, by=by)
    if address:
        return bring_address(desk, address, by=by)
    return bring_typed(desk, sent.text("title").strip(), text, by=by) if text.strip() else Brought()
