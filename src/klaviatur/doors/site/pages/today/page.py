"""GET / - what needs somebody now."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from klaviatur.doors.site.asking import By, TheDesk
from klaviatur.doors.site.pages.today.view import TodayView
from klaviatur.doors.site.rendering import page

router = APIRouter()


@router.get("/")
def show_today(request: Request, desk: TheDesk, by: By) -> Response:
    """Show what waits for the visitor."""
    running = [work for work in desk.works(limit=5) if work.state in {"waiting", "running"}]
    view = TodayView(tuple(desk.todo(by.name)), tuple(running), tuple(desk.sources(limit=6)))
    return page(request, "today/page.html", view)
