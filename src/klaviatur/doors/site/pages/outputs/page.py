"""GET /outputs - the catalogue on platforms: what is in each output, what is held back, and why."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from klaviatur.doors.site.asking import By, TheDesk
from klaviatur.doors.site.channels import channels_of, column
from klaviatur.doors.site.leaving import TheDeliveries, TheOutputs, in_outputs
from klaviatur.doors.site.pages.outputs.cells import cells_of, readable
from klaviatur.doors.site.pages.outputs.settings import asks_of, feed_address, feed_of, told
from klaviatur.doors.site.pages.outputs.view import (
    Grouped,
    HeldItem,
    HeldView,
    ItemView,
    OutputsView,
    OutputView,
    ParityView,
    WhyView,
    by_family,
    is_text,
)
from klaviatur.doors.site.pages.sources.facts import name_of
from klaviatur.doors.site.rendering import page, wants_json
from klaviatur.doors.site.running import running
from klaviatur.errors import NotReady, UnknownProduct
from klaviatur.records import Actor, Bilingual, Difference, Marking, OutputFile
from klaviatur.review.rights import allow
from klaviatur.syndicate.stopping import stop_of
from klaviatur.wiring.deliveries import Deliveries
from klaviatur.wiring.desk import Desk
from klaviatur.wiring.syndication import Syndication

ROWS, RUNS, SIMILAR = 50, 20, 12
RUN = "syndicate"  # what the work of outputs is called
COMPARED = 500  # products that are compared at once
Words = Annotated[str, Query(max_length=500)]
router = APIRouter(prefix="/outputs")


@router.get("")
def show_outputs(request: Request, outputs: TheOutputs, desk: TheDesk, by: By) -> Response:
    """Show all outputs with the figures of their last runs."""
    works = running(desk, RUN)
    known = [told(one, by) for one in outputs.outputs()]
    off = [one for one in known if not (one.on or one.problem)]
    on = tuple(one for one in known if one.on)
    wrong = tuple(one for one in known if one.problem)
    return page(request, "outputs/page.html", OutputsView(on, by_family(off), works, wrong))


@router.get("/why")
def explain(request: Request, outputs: TheOutputs, desk: TheDesk, key: Words = "") -> Response:
    """Show in which outputs an item is, in which it is not, and why."""
    return page(request, "outputs/why.html", _why(outputs, desk, key.strip()))


@router.get("/parity")
def compare(request: Request, outputs: TheOutputs, desk: TheDesk, after: Words = "") -> Response:
    """Show whether all outputs that are on say the same of the next products; each run compares all of them."""
    on = [one for one in outputs.outputs() if one.on and not one.problem]
    names = tuple(one.name for one in on)
    stopped = "" if after else min((stop.key for one in on if (stop := stop_of(one.last))), default="")
    found = desk.products.keys(after=after or stopped, limit=COMPARED + 1) if len(names) > 1 else ()
    keys = (*([stopped] if stopped else []), *found[:COMPARED])
    by_key: dict[str, list[Difference]] = {}
    for one in outputs.parity(names, keys) if keys else ():
        by_key.setdefault(one.key, []).append(one)
    shown = list(by_key)[:ROWS]
    titles = _titles(desk, shown)
    some = tuple((key, titles.get(key, key), tuple(by_key[key])) for key in shown)
    first, last = (keys[0], keys[-1]) if keys else ("", "")
    view = ParityView(names, first, last, len(keys), len(found) > COMPARED, bool(stopped), len(by_key), some)
    labels = {one.name: one.label for one in on}
    return page(request, "outputs/parity.html", view, labels=labels)


@router.get("/{name}")
def show_output(
    request: Request, name: str, *, outputs: TheOutputs, deliveries: TheDeliveries, desk: TheDesk, by: By
) -> Response:
    """Show one output, or what is wrong with its profile."""
    output = outputs.output(name)
    if output.problem:
        return page(request, "outputs/unusable.html", told(output, by))
    return page(request, "outputs/output.html", view_output(request, outputs, deliveries, desk, name, by=by))


@router.get("/{name}/held")
def show_held(
    request: Request,
    name: str,
    outputs: TheOutputs,
    desk: TheDesk,
    *,
    by: By,
    rule: Words = "",
    q: Words = "",
    after: Words = "",
) -> Response:
    """Show items that are held back, with place, value and proposal."""
    output = told(outputs.output(name), by)
    problems = outputs.held(name, rule=rule, search=q.strip(), after=after, limit=ROWS + 1)
    by_key = {key: tuple(some) for key, some in groupby(problems, lambda problem: problem.key)}
    keys, more = list(by_key), len(problems) > ROWS
    if more and len(keys) > 1:
        keys.pop()  # the next page begins with it
    titles = _titles(desk, keys)
    items = tuple(HeldItem(key, titles.get(key, key), by_key[key]) for key in keys)
    view = HeldView(output, rule, q.strip(), _grouped(outputs, name), items, keys[-1] if more else "")
    return page(request, "outputs/held.html", view)


@router.get("/{name}/item")
def show_item(request: Request, name: str, outputs: TheOutputs, desk: TheDesk, *, by: By, key: Words) -> Response:
    """Show an item as it would leave, for people; what is no text is not shown."""
    try:
        prepared = outputs.preview(name, key)
    except UnknownProduct:
        if wants_json(request):
            raise
        explained = _why(outputs, desk, key.strip())
        return page(request, "outputs/why.html", explained, status=200 if explained.known else 404)
    view = ItemView(
        output=told(outputs.output(name), by),
        key=key,
        title=_titles(desk, [key]).get(key, key),
        media_type=prepared.media_type,
        text=prepared.body.decode("utf-8", "replace") if is_text(prepared.media_type) else "",
        details=prepared.details,
        problems=prepared.problems,
        written=_written(request, outputs, name, key),
    )
    rows = cells_of(outputs.profiles[name], prepared)
    return page(request, "outputs/item.html", view, rows=rows, readable=readable(prepared))


@router.get("/{name}/item/file")
def take_item(name: str, outputs: TheOutputs, by: By, key: Words) -> Response:
    """Give out one item as it would leave, byte for byte."""
    allow(by, "syndicate")
    prepared, ending = outputs.preview(name, key), Path(outputs.profiles[name].file).suffix
    named = quote(f"{key}{ending}", safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{named}"}
    return Response(prepared.body, media_type=prepared.media_type, headers=headers)


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
    works = running(desk, RUN)
    output, files = told(outputs.output(name), by), _files(outputs, name)
    return OutputView(
        output=output,
        held=_grouped(outputs, name) if output.last else (),
        runs=tuple(outputs.runs(output=name, limit=RUNS)),
        asks=asks_of(output, values),
        feed=feed_of(output),
        address=feed_address(request, output) if not files or files[-1].number == 0 else "",
        works=works,
        takers=tuple(one.name for one in deliveries.takers()),
        files=tuple((one, feed_address(request, output, one.number)) for one in files),
        problem=problem,
        copies=tuple(deliveries.copies.all(name)),
    )


def _files(outputs: Syndication, name: str) -> Sequence[OutputFile]:
    """Return the files of an output that is too long for one; none while it does not leave at all."""
    try:
        files = outputs.files(name)
    except NotReady:
        return ()
    return files if len(files) > 1 else ()


def _titles(desk: Desk, keys: Sequence[str]) -> Mapping[str, str]:
    """Return what products are called."""
    return {product.key: name_of(product) for product in desk.products.products(keys)}


def _written(
    request: Request, outputs: Syndication, name: str, key: str
) -> tuple[tuple[Bilingual | str, Marking], ...]:
    """Return who wrote the released wordings in an item, one line for each channel and further language."""
    known = channels_of(request)
    told = {
        (place.partition(":")[0], place.partition("@")[2]): who for place, who in outputs.markings(name, key).items()
    }
    return tuple((_in(column(channel, known).label, language), who) for (channel, language), who in told.items())


def _in(label: Bilingual | str, language: str) -> Bilingual | str:
    """Return what a channel is called, with its further language."""
    if not language:
        return label
    behind = f" ({language})"
    return label + behind if isinstance(label, str) else Bilingual(label.de + behind, label.en + behind)


def _grouped(outputs: Syndication, name: str) -> tuple[Grouped, ...]:
    return tuple(Grouped(problem, items) for problem, items in outputs.held_counts(name))


def _why(outputs: Syndication, desk: Desk, key: str) -> WhyView:
    if not key:
        return WhyView("", "", known=False, outputs=(), similar=())
    try:
        product = desk.products.product(key)
    except UnknownProduct:
        similar = desk.products.keys(key, limit=SIMILAR)
        if len(similar) == 1:  # its GTIN or its name was given
            return _why(outputs, desk, similar[0])
        titles = _titles(desk, similar)
        return WhyView(key, key, known=False, outputs=(), similar=tuple((one, titles.get(one, one)) for one in similar))
    return WhyView(key, name_of(product), known=True, outputs=in_outputs(outputs, key), similar=())
