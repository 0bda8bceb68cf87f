"""GET /help - keys and words."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from klaviatur import __version__
from klaviatur.doors.site.i18n import N_
from klaviatur.doors.site.rendering import page

KEYS = (
    ("/", N_("search everything")),
    ("j k", N_("next and previous sentence of a variant")),
    ("s", N_("between variant and source")),
    ("f", N_("next finding")),
    ("n p", N_("next, previous variant")),
    ("e", N_("edit")),
    ("r", N_("release")),
    ("c", N_("request changes")),
    ("m", N_("comment on the sentence")),
    ("Esc", N_("close what is open")),
    ("?", N_("this help")),
)
WORDS = (
    (N_("Source"), N_("a text or a product that facts come from")),
    (N_("Channel"), N_("where people read us, with what fits there")),
    (N_("Variant"), N_("the text for one channel, made of one source")),
    (N_("Evidence"), N_("the words of the source that carry a sentence")),
    (N_("Finding"), N_("something a reviewer must see; a blocking one stops the release")),
    (N_("Release"), N_("a person's approval of one exact wording; it ends with the first change")),
    (N_("Human share"), N_("how much of a wording people wrote, not the machine")),
    (N_("Voice"), N_("how the sender speaks: address, register, words to use and to avoid")),
)
router = APIRouter()


@dataclass(frozen=True, slots=True)
class HelpView:
    """Keys and words, each with what it means."""

    keys: tuple[tuple[str, str], ...]
    words: tuple[tuple[str, str], ...]
    version: str


@router.get("/help")
def show_help(request: Request) -> Response:
    """Show the keys and what words mean."""
    return page(request, "help/page.html", HelpView(KEYS, WORDS, __version__))
