"""GET /audit - who did what, and when; /audit/verify - whether it is whole; /audit.jsonl - all of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from klaviatur.doors.site.asking import TheDesk
from klaviatur.doors.site.rendering import as_json, page
from klaviatur.records import AuditLine, AuditReport
from klaviatur.wiring.desk import Desk

ROWS = 100
AT_A_TIME = 2_000
MOST = 2**53  # a number no line has
router = APIRouter()


@dataclass(frozen=True, slots=True)
class AuditView:
    """A stretch of the audit, the newest line first where nothing else was asked for."""

    lines: tuple[AuditLine, ...]
    thing: str
    after: int
    more: int  # number after which the next stretch begins, 0 at the end


@router.get("/audit")
def show_audit(request: Request, desk: TheDesk, after: int = 0, thing: str = "") -> Response:
    """Show lines in their order."""
    after = min(max(0, after), MOST)
    lines = tuple(desk.audit(after=after, limit=ROWS + 1, thing=thing[:200]))
    more = lines[ROWS - 1].number if len(lines) > ROWS else 0
    return page(request, "audit/page.html", AuditView(lines[:ROWS], thing, after, more))


@router.get("/audit/verify")
def verify_audit(request: Request, desk: TheDesk) -> Response:
    """Check the whole chain and show what came of it."""
    report: AuditReport = desk.verify_audit()
    return page(request, "audit/report.html", report)


@router.get("/audit.jsonl")
def export_audit(desk: TheDesk) -> Response:
    """Give out the whole audit, a line of JSON each; who keeps it can prove later what stood there."""
    headers = {"Content-Disposition": 'attachment; filename="klaviatur-audit.jsonl"'}
    return StreamingResponse(_lines(desk), media_type="application/x-ndjson", headers=headers)


def _lines(desk: Desk) -> Iterator[bytes]:
    after = 0
    while lines := desk.audit(after=after, limit=AT_A_TIME):
        yield b"".join(as_json(line) + b"\n" for line in lines)
        after = lines[-1].number
