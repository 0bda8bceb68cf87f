"""GET /sources/text/KEY - a text as it was read, and what was made of it."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from klaviatur.doors.site.asking import TheDesk
from klaviatur.doors.site.channels import channels_of
from klaviatur.doors.site.pages.sources.shelves import shelve, text_form
from klaviatur.doors.site.pages.sources.view import TextView
from klaviatur.doors.site.rendering import page
from klaviatur.doors.site.running import running
from klaviatur.doors.web.marks import map_source, source_markup

router = APIRouter()


@router.get("/sources/text/{key:path}")
def show_text(request: Request, desk: TheDesk, key: str) -> Response:
    """Show a text."""
    works = running(desk, "play")
    source, text, variants = desk.source("text", key)
    known = channels_of(request)
    voices = [voice.name for voice in desk.voices()]
    versions = tuple(desk.versions(key)) if source.version > 1 else ()
    view = TextView(source, text, shelve(variants, known), text_form(variants, known, voices), works, versions)
    return page(request, "sources/text.html", view, words=source_markup(map_source(text)) if text else "")
