"""GET /works - what runs in the background, and how far it is; POST /works/stop."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from klaviatur.doors.site.asking import By, Sent, TheDesk, TheWorks
from klaviatur.doors.site.i18n import N_
from klaviatur.doors.site.rendering import back, page
from klaviatur.records import Work

ROWS = 50
router = APIRouter()


@dataclass(frozen=True, slots=True)
class WorkView:
    """Pieces of work, the newest first."""

    works: tuple[Work, ...]
    running: bool


@router.get("/works")
def show_work(request: Request, desk: TheDesk) -> Response:
    """Show what runs and what has ended."""
    works = tuple(desk.works(limit=ROWS))
    return page(request, "works/page.html", WorkView(works, any(w.state in {"waiting", "running"} for w in works)))


@router.post("/works/stop")
def stop_work(request: Request, works: TheWorks, by: By, sent: Sent) -> Response:
    """Stop a piece of work after the item it is at."""
    works.stop_work(sent.text("work"), by=by)
    return back(request, "/works", N_("Stopped; what is done stays."))
