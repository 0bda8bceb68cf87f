"""The pages of what leaves, over a real workspace on disk, asked as a browser asks."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from leaving_house import ANNA, CHANNELS, PRODUCTS, SHELF, TEAM, LeavingHouse
from tests.site.site_house import GERMAN, PASSWORD, browser_of

from klaviatur.wiring.deliveries import open_deliveries
from klaviatur.wiring.desk import open_desk
from klaviatur.wiring.members import Members, open_members
from klaviatur.wiring.syndication import open_syndication
from klaviatur.wiring.work import Works

Sessions = dict[str, tuple[str, str]]


@pytest.fixture(scope="session")
def released_folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Sessions]:
    """A workspace with a team, released wordings and products, and each member's session."""
    folder = tmp_path_factory.mktemp("leaving") / "workspace"
    with open_desk(folder) as desk, open_members(folder) as members:
        sessions = {name: _joined(members, name, roles) for name, roles in TEAM.items()}
        anna = members.actor(ANNA)
        source = desk.add_text(GERMAN.encode(), name="buecherei.md", by=anna)
        for variant in desk.play("text", source.key, channels=CHANNELS, by=anna):
            if variant.channel != "sms":
                desk.release(variant.id, wording=variant.wording, by=anna)
        table = folder / "werkzeug.csv"
        table.write_text(PRODUCTS, encoding="utf-8")
        desk.products.collect([table])
    return folder, sessions


def _joined(members: Members, name: str, roles: tuple[str, ...]) -> tuple[str, str]:
    first = members.first_link() if name == ANNA else ""
    secret = first or members.invite(name, name.title(), roles, language="en", by=members.actor(ANNA))[1]
    signed = members.redeem(secret, PASSWORD, name=name, shown=name.title(), language="en")
    if first:
        members.change_roles(ANNA, roles, by=members.actor(ANNA))
    return signed.secret, signed.session.csrf


@pytest.fixture
def own_outputs() -> dict[str, str]:
    """Profiles of outputs of the workspace's own, by name; none."""
    return {}


@pytest.fixture
def house(
    released_folder: tuple[Path, Sessions], tmp_path: Path, own_outputs: dict[str, str]
) -> Iterator[LeavingHouse]:
    """A copy of that workspace, of this test's own, with a folder as its outlet."""
    folder, sessions = released_folder
    place, shelf = tmp_path / "workspace", tmp_path / "shelf"
    shutil.copytree(folder, place)
    if own_outputs:
        (place / "profiles").mkdir()
        (place / "klaviatur.toml").write_text('outputs_folder = "profiles"\n', encoding="utf-8")
        for name, said in own_outputs.items():
            (place / "profiles" / f"{name}.toml").write_text(said, encoding="utf-8")
    with ExitStack() as opened:
        desk, members = opened.enter_context(open_desk(place)), opened.enter_context(open_members(place))
        outputs = opened.enter_context(open_syndication(desk=desk))
        deliveries = opened.enter_context(open_deliveries(desk=desk))
        deliveries.keep_outlet(SHELF, "folder", {"path": str(shelf)}, version=1, by=members.actor(ANNA))
        works = Works(desk)
        browsers = {"nobody": browser_of(desk, members, works)}
        browsers |= {name: browser_of(desk, members, works, *session) for name, session in sessions.items()}
        yield LeavingHouse(desk, members, works, outputs, deliveries, browsers, shelf)
