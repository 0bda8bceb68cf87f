"""A workspace on either database, served with its worker on a port of its own, and people with a browser each."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from team import GERMAN, House, Person, password_of
from tests.databases import Databases
from tests.serving import serving

from klaviatur.adapters.signing_in.passwords import Argon2Passwords
from klaviatur.doors.site import create_app
from klaviatur.doors.worker import Worker
from klaviatur.settings import Settings
from klaviatur.wiring.desk import open_desk
from klaviatur.wiring.members import Members, open_members

CHANNELS = ("linkedin", "sms", "push")
ROLES = {"ben": ["author"], "cleo": ["reviewer", "publisher"]}
Come = Callable[..., Person]
Serve = Callable[..., House]


@pytest.fixture
def come(chromium: Browser) -> Iterator[Come]:
    """Return a function that gives somebody a browser of their own; a fault of script or policy fails the test."""
    people: list[Person] = []

    def arrive(base: str, *, language: str = "en", width: int = 1440, **more: object) -> Person:
        context = chromium.new_context(viewport={"width": width, "height": 900}, **more)  # type: ignore[arg-type]
        context.add_cookies([{"name": "klaviatur_language", "value": language, "url": base}])
        people.append(Person.at(context, base, script=bool(more.get("java_script_enabled", True))))
        return people[-1]

    yield arrive
    for person in people:
        person.page.context.close()
    assert [said for person in people for said in person.trouble] == []


@pytest.fixture(scope="session")
def begun(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Callable[[bool], tuple[Path, str]]:
    """Gives a workspace with the team, and with a played text or without: made once, and only copied."""

    @cache
    def make(play: bool) -> tuple[Path, str]:
        folder, place = tmp_path_factory.mktemp("begun") / "workspace", databases.empty()
        with open_desk(folder, settings=_on(place)) as desk, _open_members(folder, _on(place)) as members:
            _join(members)
            if play:
                source = desk.add_text(GERMAN, by=members.actor("anna"))
                desk.play("text", source.key, channels=CHANNELS, by=members.actor("anna"))
        return folder, place

    return make


@pytest.fixture
def serve(
    databases: Databases, begun: Callable[[bool], tuple[Path, str]], tmp_path: Path, come: Come
) -> Iterator[Serve]:
    """Return a function that opens a workspace with a team and a played text, and serves it."""
    with ExitStack() as opened:

        def begin(*, play: bool = True, work: bool = False, **settings: object) -> House:
            built, place = begun(play)
            folder = shutil.copytree(built, tmp_path / "workspace")
            known = _on(databases.copy(place) if "://" in place else place, **settings)
            desk = opened.enter_context(open_desk(folder, settings=known))
            members = opened.enter_context(_open_members(folder, known))
            worker = Worker(desk)
            opened.callback(worker.stop)
            assert not work or worker.start()
            port = opened.enter_context(serving(create_app(desk, members, known, works=worker.works)))
            base = f"http://localhost:{port}"
            return House(desk, members, worker.works, base, lambda **more: come(base, **more))

        yield begin


def _on(place: str, **settings: object) -> Settings:
    """Return settings for a database; that of SQLite lies in the workspace's own folder."""
    return Settings(database_url=place if "://" in place else "", **settings)  # type: ignore[arg-type]


def _open_members(folder: Path, known: Settings) -> Members:
    """Open the members, whose passwords are checked quickly."""
    return open_members(folder, settings=known, passwords=Argon2Passwords(memory_kib=64, rounds=1, lanes=1))


def _join(members: Members) -> None:
    """Anna comes by the first link and may do everything; she invites the others."""
    members.redeem(members.first_link(), password_of("anna"), name="anna", shown="Anna", language="en")
    for name, roles in ROLES.items():
        _, link = members.invite(name, name.title(), roles, language="en", by=members.actor("anna"))
        members.redeem(link, password_of(name))
