"""GET /outputs - the catalogue on platforms: what is in each output, what is held back, and why."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from klaviatur.doors.site.asking import By, TheDesk
from klaviatur.doors.site.leaving import TheDeliveries, TheOutputs
from klaviatur.doors.site.pages.outputs.cells import cells_of
from klaviatur.doors.site.pages.outputs.settings import asks_of, feed_address, feed_of, told
from klaviatur.doors.site.pages.outputs.view import (
    Grouped,
    HeldView,
    InOutput,
    OutputsView,
    OutputView,
    ParityView,
    WhyView,
    by_family,
    item_view,
)
from klaviatur.doors.site.rendering import page
from klaviatur.errors import UnknownProduct
from klaviatur.records import Actor, Problem, Work
from klaviatur.wiring.deliveries import Deliveries
from klaviatur.wiring.desk import Desk
from klaviatur.wiring.syndication import Syndication

ROWS, RUNS, SIMILAR = 50, 20, 12
COMPARED = 500  # products that are compared at once
Words = Annotated[str, Query(max_length=500)]
router = APIRouter(prefix="/outputs")


@router.get("")
def show_outputs(request: Request, outputs: TheOutputs, desk: TheDesk, by: By) -> Response:
    """Show all outputs with the figures of their last runs."""
    known = [told(one, by) for one in outputs.outputs()]
    off = [one for one in known if not one.on]
    on = tuple(one for one in known if one.on)
    return page(request, "outputs/page.html", OutputsView(on, by_family(off), running(desk)))


@router.get("/why")
def explain(request: Request, outputs: TheOutputs, desk: TheDesk, key: Words = "") -> Response:
    """Show in which outputs an item is, in which it is not, and why."""
    return page(request, "outputs/why.html", _why(outputs, desk, key.strip()))


@router.get("/parity")
def compare(request: Request, outputs: TheOutputs, desk: TheDesk, after: Words = "") -> Response:
    """Show whether all outputs that are on say the same of the next products; each run compares all of them."""
    names = tuple(one.name for one in outputs.outputs() if one.on)
    found = desk.products.keys(after=after, limit=COMPARED + 1) if len(names) > 1 else ()
    keys = tuple(found[:COMPARED])
    differences = tuple(outputs.parity(names, keys)) if keys else ()
    first, last = (keys[0], keys[-1]) if keys else ("", "")
    view = ParityView(names, first, last, len(keys), len(found) > COMPARED, differences)
    return page(request, "outputs/parity.html", view)


@router.get("/{name}")
def show_output(
    request: Request, name: str, *, outputs: TheOutputs, deliveries: TheDeliveries, desk: TheDesk, by: By
) -> Response:
    """Show one output."""
    return page(request, "outputs/output.html", view_output(request, outputs, deliveries, desk, name, by=by))


@router.get("/{name}/held")
def show_held(
    request: Request, name: str, outputs: TheOutputs, *, by: By, rule: Words = "", q: Words = "", after: Words = ""
) -> Response:
    """Show items that are held back, with place, value and proposal."""
    output = told(outputs.output(name), by)
    problems = tuple(outputs.held(name, rule=rule, search=q.strip(), after=after, limit=ROWS + 1))
    more = len(problems) > ROWS
    view = HeldView(
        output, rule, q.strip(), _grouped(outputs, name), problems[:ROWS], problems[ROWS - 1].key if more else ""
    )
    return page(request, "outputs/held.html", view)


@router.get("/{name}/item")
def show_item(request: Request, name: str, outputs: TheOutputs, by: By, key: Words) -> Response:
    """Show an item as it would leave."""
    output = told(outputs.output(name), by)
    prepared = outputs.preview(name, key)
    rows = cells_of(outputs.profiles[name], prepared)
    return page(request, "outputs/item.html", item_view(output, key, prepared), rows=rows)


def view_output(
    request: Request,
    outputs: Syndication,
    deliveries: Deliveries,
    desk: Desk,
    name: str,
    *,
    by: Actor,
    problem: str = "",
    values: Mapping[str, str] | None = None,
) -> OutputView:
    """Return all that the page of an output shows, with what somebody typed where it could not be kept."""
    output = told(outputs.output(name), by)
    return OutputView(
        output=output,
        held=_grouped(outputs, name) if output.last else (),
        runs=tuple(outputs.runs(output=name, limit=RUNS)),
        asks=asks_of(output, values),
        feed=feed_of(output),
        address=feed_address(request, output),
        works=running(desk),
        takers=tuple(one.name for one in deliveries.takers()),
        problem=problem,
    )


def running(desk: Desk) -> tuple[Work, ...]:
    """Return the runs of outputs that are waiting or going on."""
    return tuple(w for w in desk.works(limit=ROWS) if w.what == "syndicate" and w.state in {"waiting", "running"})


def _whole_items(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Return at most a page of problems; the next page begins with an item, so none of its problems stay behind."""
    if len(problems) <= ROWS:
        return problems
    return tuple(p for p in problems[:ROWS] if p.key != problems[ROWS].key) or problems[:ROWS]


def _grouped(outputs: Syndication, name: str) -> tuple[Grouped, ...]:
    return tuple(Grouped(problem, items) for problem, items in outputs.held_counts(name))


def _why(outputs: Syndication, desk: Desk, key: str) -> WhyView:
    if not key:
        return WhyView("", known=False, outputs=(), similar=())
    try:
        desk.products.product(key)
    except UnknownProduct:
        return WhyView(key, known=False, outputs=(), similar=tuple(desk.products.keys(key, limit=SIMILAR)))
    labels = {one.name: one.label for one in outputs.outputs()}
    found = tuple(InOutput(name, labels[name], state, tuple(problems)) for name, state, problems in outputs.why(key))
    return WhyView(key, known=True, outputs=found, similar=())
