"""A real Chromium and a board on disk for all journeys."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

sys.path.insert(0, str(Path(__file__).parents[1] / "doors"))

import stage

from klaviatur.doors.web.board import render_board

OpenBoard = Callable[..., Page]


@pytest.fixture(scope="session")
def board(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("board") / "board.html"
    path.write_text(render_board(stage.played(), stage.channels(), "de"), encoding="utf-8")
    return path


@pytest.fixture
def open_board(chromium: Browser, board: Path) -> Iterator[OpenBoard]:
    """Return a function that opens the board; it fails the test on any script error or request to the network."""
    trouble: list[str] = []
    pages: list[Page] = []

    def open_page(*, width: int = 1440, theme: str = "light", place: Path = board, **options: object) -> Page:
        page = chromium.new_page(viewport={"width": width, "height": 900}, color_scheme=theme, **options)  # type: ignore[arg-type]
        page.on("pageerror", lambda error: trouble.append(f"script: {error}"))
        page.on("console", lambda said: trouble.append(f"console: {said.text}") if said.type == "error" else None)
        page.on(
            "request",
            lambda r: trouble.append(f"request: {r.url}") if not r.url.startswith(("file:", "data:")) else None,
        )
        page.goto(place.as_uri())
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        page.close()
    assert trouble == []
