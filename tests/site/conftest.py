"""The site over a real workspace on disk, asked as a browser asks."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from site_house import ANNA, CHANNELS, ENGLISH, GERMAN, PASSWORD, TEAM, House, browser_of

from klaviatur.records import DeskSource, MemberRole
from klaviatur.wiring.desk import open_desk
from klaviatur.wiring.members import Members, open_members
from klaviatur.wiring.work import Works


@pytest.fixture(scope="session")
def played_folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, tuple[str, str]]]:
    """A workspace with a team and two played texts, and each member's session."""
    folder = tmp_path_factory.mktemp("site") / "workspace"
    with open_desk(folder) as desk, open_members(folder) as members:
        sessions = {name: _joined(members, name, roles) for name, roles in TEAM.items()}
        author = members.actor(ANNA)
        for name, text in (("buecherei.md", GERMAN), ("ferry.md", ENGLISH)):
            source: DeskSource = desk.add_text(text.encode(), name=name, by=author)
            desk.play("text", source.key, channels=CHANNELS, by=author)
    return folder, sessions


def _joined(members: Members, name: str, roles: tuple[str, ...]) -> tuple[str, str]:
    if name == ANNA:
        secret = members.first_link()
    else:
        secret = members.invite(name, name.title(), roles, language="en", by=members.actor(ANNA))[1]
    signed = members.redeem(secret, PASSWORD, name=name, shown=name.title(), language="en")
    if name == ANNA:
        members.change_roles(ANNA, roles, by=members.actor(ANNA))
    return signed.secret, signed.session.csrf


@pytest.fixture
def house(played_folder: tuple[Path, dict[str, tuple[str, str]]], tmp_path: Path) -> Iterator[House]:
    """A copy of the played workspace, of this test's own."""
    folder, sessions = played_folder
    shutil.copytree(folder, tmp_path / "workspace")
    with open_desk(tmp_path / "workspace") as desk, open_members(tmp_path / "workspace") as members:
        works = Works(desk)
        browsers = {"nobody": browser_of(desk, members, works)}
        browsers |= {name: browser_of(desk, members, works, *session) for name, session in sessions.items()}
        yield House(desk, members, works, browsers)


@pytest.fixture
def empty_house(tmp_path: Path) -> Iterator[House]:
    """A workspace in which nothing lies yet."""
    folder = tmp_path / "empty"
    with open_desk(folder) as desk, open_members(folder) as members:
        signed = members.redeem(members.first_link(), PASSWORD, name=ANNA, shown="Anna", language="en")
        members.change_roles(ANNA, [role.value for role in MemberRole], by=members.actor(ANNA))
        works = Works(desk)
        yield House(desk, members, works, {ANNA: browser_of(desk, members, works, signed.secret, signed.session.csrf)})


@pytest.fixture
def nobody(house: House) -> TestClient:
    """A browser in which nobody has signed in."""
    return house["nobody"].client
