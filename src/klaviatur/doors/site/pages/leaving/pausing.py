"""POST /pause - nothing leaves any more, by one button; POST /go-on ends that."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from klaviatur.doors.site.asking import By, Sent
from klaviatur.doors.site.i18n import N_
from klaviatur.doors.site.leaving import TheDeliveries
from klaviatur.doors.site.rendering import back

router = APIRouter()


@router.post("/pause")
def pause_all(request: Request, deliveries: TheDeliveries, by: By, sent: Sent) -> Response:
    """Let nothing leave until somebody goes on."""
    deliveries.pause_all(sent.text("why").strip(), by=by)
    flying = deliveries.flying()
    said = (
        N_("Paused. Still being handed over, because it began before: %(num)s.")
        if flying
        else N_("Paused: nothing leaves.")
    )
    return back(request, sent.text("next", "/deliveries"), said, num=flying)


@router.post("/go-on")
def go_on(request: Request, deliveries: TheDeliveries, by: By, sent: Sent) -> Response:
    """Let everything leave again."""
    deliveries.go_on(by=by)
    return back(request, sent.text("next", "/deliveries"), N_("Everything leaves again."))
