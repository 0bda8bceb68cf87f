"""Two people, two sources of our own, and their browsers over a real workspace on disk."""

import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from review_site import OpenPage, Site
from tests.serving import serving

from klaviatur.doors.site import create_app
from klaviatur.doors.site.sessions import COOKIE
from klaviatur.wiring.desk import open_desk
from klaviatur.wiring.members import open_members

ROOT = Path(__file__).resolve().parents[2]
CHANNELS = ("linkedin", "newsletter", "sms", "push", "google_search_ad")
ROLES = {"anna": "all of them, by the first link", "ben": ["author"], "cleo": ["reviewer"], "dora": ["analyst"]}


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A workspace made once: both sample texts on some channels, four members."""
    folder = tmp_path_factory.mktemp("played") / "workspace"
    secrets = {}
    with open_desk(folder) as desk, open_members(folder) as members:
        first = members.redeem(members.first_link(), "ein langes Passwort 42", name="anna", shown="Anna Beispiel")
        secrets["anna"] = first.secret
        anna = members.session(first.secret)[0]
        for name in ("ben", "cleo", "dora"):
            _, link = members.invite(name, name.title(), ROLES[name], by=anna)
            secrets[name] = members.redeem(link, f"ein langes Passwort von {name}").secret
        for file in ("pressetext_de.md", "press_text_en.md"):
            source = desk.add_text(ROOT / "examples" / file, by=anna)
            desk.play("text", source.key, channels=CHANNELS, by=anna)
    return folder, secrets


@pytest.fixture
def site(played: tuple[Path, dict[str, str]], tmp_path: Path) -> Iterator[Site]:
    """The workspace as it was after playing, one's own in every test."""
    folder = shutil.copytree(played[0], tmp_path / "workspace")
    with open_desk(folder) as desk, open_members(folder) as members, ExitStack() as pages:
        yield Site(desk, members, dict(played[1]), open_pages=pages)


@pytest.fixture
def served(site: Site) -> Iterator[Site]:
    """The same over a socket, for a real browser."""
    app = create_app(site.desk, site.members, site.desk.settings)
    with serving(app) as port:
        site.base = f"http://localhost:{port}"
        yield site


@pytest.fixture
def open_page(chromium: Browser, served: Site) -> Iterator[OpenPage]:
    """Return a function that opens a place for somebody; a script error or a broken policy fails the test."""
    trouble: list[str] = []
    contexts = []

    def open_place(place: str, *, who: str = "anna", width: int = 1440, theme: str = "light", **more: object) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, **more)  # type: ignore[arg-type]
        contexts.append(context)
        cookies = {COOKIE: served.secrets[who], "klaviatur_language": "en"}
        context.add_cookies([{"name": name, "value": value, "url": served.base} for name, value in cookies.items()])
        page = context.new_page()
        page.on("pageerror", lambda error: trouble.append(f"script: {error}"))
        page.on("console", lambda said: trouble.append(said.text) if _broken(said.type, said.text) else None)
        page.goto(served.base + place)
        return page

    yield open_place
    for context in contexts:
        context.close()
    assert trouble == []


def _broken(kind: str, text: str) -> bool:
    """Return whether the console tells of a fault; an answer of 4xx is none."""
    return kind == "error" and not re.search(r"status of 4\d\d", text)
