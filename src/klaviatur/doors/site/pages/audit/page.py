"""GET /audit - who did what, and when; /audit/verify - whether it is whole; /audit.jsonl - all of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from klaviatur.doors.site.asking import TheDesk
from klaviatur.doors.site.channels import column
from klaviatur.doors.site.rendering import as_json, page
from klaviatur.records import AuditLine, AuditReport, Bilingual
from klaviatur.wiring.desk import Desk

ROWS = 100
AT_A_TIME = 2_000
VARIANT = "variant:"
MOST = 2**53  # a number no line has
router = APIRouter()


@dataclass(frozen=True, slots=True)
class AuditView:
    """A stretch of the audit, the newest line first."""

    lines: tuple[AuditLine, ...]
    thing: str
    titles: Mapping[str, tuple[Bilingual, str]]  # channel and title of variants, by what lines call them
    newer: int = 0  # the number after which newer lines stand, 0 where there are none
    older: int = 0  # the number before which older lines stand, 0 where there are none


@router.get("/audit")
def show_audit(
    request: Request, desk: TheDesk, after: int | None = None, before: int | None = None, thing: str = ""
) -> Response:
    """Show the newest lines, or those next to a number."""
    thing = thing[:200]
    if after is not None:
        return page(request, "audit/page.html", _newer(desk, min(max(0, after), MOST), thing))
    return page(request, "audit/page.html", _older(desk, MOST if before is None else min(max(1, before), MOST), thing))


def _older(desk: Desk, before: int, thing: str) -> AuditView:
    found = desk.audit(before=before, limit=ROWS + 1, thing=thing)
    lines, newer = tuple(found[:ROWS]), desk.audit(after=before - 1, limit=1, thing=thing)
    return AuditView(
        lines, thing, _titles(desk, lines), before - 1 if newer else 0, lines[-1].number if len(found) > ROWS else 0
    )


def _newer(desk: Desk, after: int, thing: str) -> AuditView:
    found = desk.audit(after=after, limit=ROWS + 1, thing=thing)
    lines, older = tuple(reversed(found[:ROWS])), desk.audit(before=after + 1, limit=1, thing=thing)
    return AuditView(
        lines, thing, _titles(desk, lines), lines[0].number if len(found) > ROWS else 0, after + 1 if older else 0
    )


def _titles(desk: Desk, lines: Sequence[AuditLine]) -> Mapping[str, tuple[Bilingual, str]]:
    """Return what the variants are called that lines are about; all are read at once."""
    things = dict.fromkeys(line.entry.thing for line in lines)
    found = desk.store.variants([thing.removeprefix(VARIANT) for thing in things if thing.startswith(VARIANT)])
    return {f"{VARIANT}{one.id}": (column(one.channel, desk.channels).label, one.title) for one in found}


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
