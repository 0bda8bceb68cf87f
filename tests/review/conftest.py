"""A desk on each database, and the variants of a short text."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.databases import Databases
from tests.review.samples import ANNA, CHANNELS, TEXT

from klaviatur.records import KeptVariant
from klaviatur.settings import Settings
from klaviatur.wiring.desk import Desk, open_desk

OpenDesk = Callable[..., Desk]
NAME = "tonda.md"


@pytest.fixture(scope="session")
def played_workspace(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A workspace in which the text was played, and its database: made once, and only copied."""
    folder, place = tmp_path_factory.mktemp("played") / "workspace", databases.empty()
    with open_desk(folder, settings=Settings(database_url=place)) as desk:
        source = desk.add_text(TEXT.encode(), name=NAME, by=ANNA)
        desk.play("text", source.key, channels=CHANNELS, by=ANNA)
    return folder, place


@pytest.fixture
def new_desk(
    request: pytest.FixtureRequest, databases: Databases, new_database: Callable[[], str], tmp_path: Path
) -> Iterator[OpenDesk]:
    """Opens desks in one folder, on one new database: the second call is a second process's view of it."""
    if "played" in request.fixturenames:
        folder, built = request.getfixturevalue("played_workspace")
        shutil.copytree(folder, tmp_path / "workspace")
        place = databases.copy(built)
    else:
        place = new_database()
    opened: list[Desk] = []

    def new(**settings: object) -> Desk:
        opened.append(open_desk(tmp_path / "workspace", settings=Settings(database_url=place, **settings)))  # type: ignore[arg-type]
        return opened[-1]

    yield new
    for one in opened:
        one.close()


@pytest.fixture
def desk(new_desk: OpenDesk) -> Desk:
    return new_desk()


@pytest.fixture
def played(desk: Desk) -> dict[str, KeptVariant]:
    """The variants of the text, by channel."""
    return {variant.channel: variant for variant in desk.source("text", NAME)[2]}
