"""The index board of a run with several sources."""

from collections.abc import Sequence
from dataclasses import dataclass

from klaviatur.doors.web.board import environment, page_parts
from klaviatur.records import Language


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One source of a run: where its board lies, or why there is none."""

    title: str
    origin: str
    board: str | None = None  # relative address
    channels: int = 0
    blocked: int = 0
    warned: int = 0
    problem: str = ""


def render_index(entries: Sequence[IndexEntry], language: Language) -> str:
    """Return one HTML page that lists the sources in their order with links to their boards."""
    return environment(language).get_template("index.html").render(**page_parts(language), entries=entries)
