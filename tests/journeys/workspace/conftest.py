"""A workspace on either database, served with its worker on a port of its own, and people with a browser each."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from team import GERMAN, House, Person, password_of
from tests.serving import serving

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


@pytest.fixture
def serve(new_database: Callable[[], str], tmp_path: Path, come: Come) -> Iterator[Serve]:
    """Return a function that opens a workspace with a team and a played text, and serves it."""
    with ExitStack() as opened:

        def begin(*, play: bool = True, work: bool = False, **settings: object) -> House:
            place = new_database()
            known = Settings(database_url=place if "://" in place else "", **settings)  # type: ignore[arg-type]
            folder = tmp_path / "workspace"
            desk = opened.enter_context(open_desk(folder, settings=known))
            members = opened.enter_context(open_members(folder, settings=known))
            _join(members)
            if play:
                source = desk.add_text(GERMAN, by=members.actor("anna"))
                desk.play("text", source.key, channels=CHANNELS, by=members.actor("anna"))
            worker = Worker(desk)
            if work:
                assert worker.start()
                opened.callback(worker.stop)
            port = opened.enter_context(serving(create_app(desk, members, known, works=worker.works)))
            base = f"http://localhost:{port}"
            return House(desk, members, worker.works, base, lambda **more: come(base, **more))

        yield begin


def _join(members: Members) -> None:
    """Anna comes by the first link and may do everything; she invites the others."""
    members.redeem(members.first_link(), password_of("anna"), name="anna", shown="Anna", language="en")
    for name, roles in ROLES.items():
        _, link = members.invite(name, name.title(), roles, language="en", by=members.actor("anna"))
        members.redeem(link, password_of(name))
