"""POST: switch an output on or off, keep its settings, order a run, put its file to an outlet, take it along."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response, StreamingResponse

from klaviatur.doors.site.asking import By, Form, Sent, TheDesk, TheWorks, language_of
from klaviatur.doors.site.i18n import N_
from klaviatur.doors.site.leaving import TheDeliveries, TheOutputs, by_label
from klaviatur.doors.site.pages.outputs.page import view_output
from klaviatur.doors.site.pages.outputs.settings import read_values
from klaviatur.doors.site.rendering import back, own_place, page, wants_json
from klaviatur.errors import Conflict, DeliveryError, NotReady, ProfileError, SettingError
from klaviatur.review.rights import allow

MOST_NUMBER = 2**31 - 1
UNUSABLE = (Conflict, NotReady, ProfileError, SettingError)
NOT_PUT = (Conflict, DeliveryError, NotReady, SettingError)
router = APIRouter(prefix="/outputs")


@router.post("/run")
def run_outputs(request: Request, works: TheWorks, by: By, sent: Sent) -> Response:
    """Order a run of some outputs, of all that are on where none is named; the worker does it."""
    works.order_run([name for name in sent.texts("output") if name], full=bool(sent.text("full")), by=by)
    return back(request, _place(sent), N_("The run is ordered. It shows here how far it is."))


@router.post("/{name}/on")
def switch_on(
    request: Request, name: str, *, outputs: TheOutputs, deliveries: TheDeliveries, desk: TheDesk, by: By, sent: Sent
) -> Response:
    """Switch an output on, or keep other settings of one that is on; where they cannot be used, say why."""
    values = read_values(outputs.output(name), sent)
    try:
        outputs.switch(name, on=True, values=values, by=by)
    except UNUSABLE as error:
        if wants_json(request):
            raise
        problem = by_label(str(error), outputs.output(name).needs, language_of(request))
        view = view_output(request, outputs, deliveries, desk, name, by=by, problem=problem, values=values)
        return page(request, "outputs/output.html", view, status=422)
    return back(request, f"/outputs/{name}", N_("Kept. The next run follows these settings."))


@router.post("/{name}/off")
def switch_off(request: Request, name: str, outputs: TheOutputs, by: By, _: Sent) -> Response:
    """Switch an output off; its settings stay."""
    outputs.switch(name, on=False, by=by)
    return back(request, f"/outputs/{name}", N_("Switched off. Its feed is no longer served."))


@router.post("/{name}/publish")
def publish(
    request: Request, name: str, *, outputs: TheOutputs, deliveries: TheDeliveries, desk: TheDesk, by: By, sent: Sent
) -> Response:
    """Put the whole output's file to an outlet that takes files, once or for good; where that fails, say why."""
    outlet, keep = sent.text("outlet").strip(), bool(sent.text("keep"))
    try:
        receipt = deliveries.publish(name, outlet, keep=keep, by=by)
    except NOT_PUT as error:
        if wants_json(request):
            raise
        view = view_output(request, outputs, deliveries, desk, name, by=by, problem=str(error))
        return page(request, "outputs/output.html", view, status=422)
    said = N_("The file is at %(outlet)s: %(where)s")
    if keep:
        said = N_("The file is at %(outlet)s and is kept up to date there: %(where)s")
    return back(request, f"/outputs/{name}", said, outlet=outlet, where=receipt.url or receipt.id)


@router.post("/{name}/copies/stop")
def stop_copy(request: Request, name: str, deliveries: TheDeliveries, by: By, sent: Sent) -> Response:
    """Keep an output up to date at an outlet no longer; its files stay there."""
    outlet = sent.text("outlet").strip()
    deliveries.copies.stop(name, outlet, by=by)
    return back(
        request, f"/outputs/{name}", N_("Kept up to date no longer. Its files stay at %(outlet)s."), outlet=outlet
    )


@router.get("/{name}/file")
def take_file(
    name: str, outputs: TheOutputs, by: By, part: Annotated[int, Query(ge=0, le=MOST_NUMBER)] = 0
) -> Response:
    """Give out an output as its file, or one of its files."""
    allow(by, "syndicate")
    feed = outputs.feed(name, part=part)
    headers = {"Content-Disposition": f'attachment; filename="{feed.file_name}"'}
    return StreamingResponse(feed.bytes, media_type=feed.media_type, headers=headers)


def _place(sent: Form) -> str:
    place = own_place(sent.text("next", "/outputs"))
    return place if place.startswith("/outputs") else "/outputs"
