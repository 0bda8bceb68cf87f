"""POST /export - released wordings with their records as one ZIP file; who took them out stands in the audit."""

from contextlib import ExitStack
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from fastapi import APIRouter, Request
from starlette.background import BackgroundTask
from starlette.responses import Response, StreamingResponse

from klaviatur.doors.site.asking import By, Sent, TheDesk, zone_here
from klaviatur.doors.site.pages.export.packing import pack
from klaviatur.errors import NotReady

IN_MEMORY = 8_000_000  # bytes of a ZIP file before it goes to disk
BLOCK = 1 << 16
router = APIRouter()


@router.post("/export")
def export_released(request: Request, desk: TheDesk, by: By, sent: Sent) -> Response:
    """Give out what was chosen, everything released where nothing was."""
    chosen = [ticket.partition(".")[0] for ticket in sent.texts("v")]
    with ExitStack() as held:
        file = held.enter_context(SpooledTemporaryFile(IN_MEMORY))
        if not pack(cast("IO[bytes]", file), desk.export(variants=chosen, by=by)):
            raise NotReady("Nothing of this is released, so there is nothing to take out. A reviewer releases first.")
        file.seek(0)
        done = BackgroundTask(held.pop_all().close)
    today = datetime.now(zone_here(request)).date()
    headers = {"Content-Disposition": f'attachment; filename="klaviatur-{today}.zip"'}
    blocks = iter(lambda: file.read(BLOCK), b"")
    return StreamingResponse(blocks, media_type="application/zip", headers=headers, background=done)
