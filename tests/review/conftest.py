"""A desk on each database, and the variants of a short text."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.review.samples import ANNA, CHANNELS, TEXT

from klaviatur.records import KeptVariant
from klaviatur.settings import Settings
from klaviatur.wiring.desk import Desk, open_desk

OpenDesk = Callable[..., Desk]


@pytest.fixture
def new_desk(new_database: Callable[[], str], tmp_path: Path) -> Iterator[OpenDesk]:
    """Opens desks in one folder, on one new database: the second call is a second process's view of it."""
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
    source = desk.add_text(TEXT.encode(), name="tonda.md", by=ANNA)
    return {variant.channel: variant for variant in desk.play("text", source.key, channels=CHANNELS, by=ANNA)}
