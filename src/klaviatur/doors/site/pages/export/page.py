"""POST /export - released wordings with their sidecars as one ZIP file; who took them out stands in the audit."""

from datetime import date
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from fastapi import APIRouter, Request
from starlette.background import BackgroundTask
from starlette.responses import Response, StreamingResponse

from klaviatur.doors.site.asking import By, Sent, TheDesk
from klaviatur.doors.site.channels import channels_of
from klaviatur.doors.site.pages.export.packing import pack
from klaviatur.errors import NotReady

IN_MEMORY = 8_000_000  # bytes of a ZIP file before it goes to disk
BLOCK = 1 << 16
router = APIRouter()


@router.post("/export")
def export_released(request: Request, desk: TheDesk, by: By, sent: Sent) -> Response:
    """Give out what was chosen, everything released where nothing was."""
    chosen = [ticket.partition(".")[0] for ticket in sent.texts("v")]
    file = cast("IO[bytes]", SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115 - closed after it was sent
    packed = pack(file, desk.export(variants=chosen, by=by), channels_of(request))
    if not packed:
        file.close()
        raise NotReady("Nothing of this is released, so there is nothing to take out. A reviewer releases first.")
    file.seek(0)
    name = f"klaviatur-{date.today().isoformat()}.zip"  # noqa: DTZ011 - the server's own day
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    blocks = iter(lambda: file.read(BLOCK), b"")
    return StreamingResponse(
        blocks, media_type="application/zip", headers=headers, background=BackgroundTask(file.close)
    )
